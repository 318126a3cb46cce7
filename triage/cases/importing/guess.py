"""Which column is probably what, by its head: as our own lists, and most sheets, call it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from triage.cases.importing.mapping import Field, spelt

_HEADS: Mapping[Field, tuple[str, ...]] = MappingProxyType(
    {
        Field.RECEIVED: (
            "modtaget",
            "modtaget den",
            "dato",
            "henvendelsesdato",
            "received",
            "received on",
            "date",
        ),
        Field.CLOSED: (
            "afsluttet",
            "afsluttet den",
            "lukket",
            "lukket den",
            "slutdato",
            "closed",
            "closed on",
        ),
        Field.STATUS: ("status", "åben eller afsluttet", "state"),
        Field.LINE: (
            *(
                "hvad sagen handler om",
                "hvad handler den om",
                "hvad det handler om",
                "emnelinje",
                "beskrivelse",
                "resume",
                "henvendelse",
            ),
            *("kort beskrivelse", "sagen kort", "what it is about", "description", "summary"),
        ),
        Field.TYPE: ("type", "sagstype", "kategori", "category"),
        Field.UNIT: ("afdeling", "center", "forvaltning", "enhed", "område", "unit", "department"),
        Field.THEME: ("emne", "emner", "tema", "hovedemne", "klagepunkt", "theme", "themes", "topic"),
        Field.HANDLING: (
            "håndtering",
            "behandling",
            "handling",
            "foretaget",
            "hvad er gjort",
            "what was done",
        ),
        Field.REASON: ("afvisningsgrund", "afvist fordi", "årsag til afvisning", "rejected because"),
        Field.CHANNEL: ("kanal", "henvendelsesform", "kontaktform", "hvordan", "channel"),
        Field.PLACE: ("sted", "place"),
        Field.WISH: ("ønske", "kom for at", "wish"),
        Field.NOTE: ("note", "noter", "bemærkning", "bemærkninger", "notes", "remarks"),
        Field.NAME: ("navn", "borger", "borgerens navn", "henvender", "name"),
        Field.PHONE: ("telefon", "tlf", "telefonnummer", "mobil", "phone"),
        Field.EMAIL: ("mail", "e-mail", "email", "mailadresse"),
        Field.ADDRESS: ("adresse", "address"),
        Field.INQUIRER_KIND: ("henvendertype", "hvem er det", "kind"),
        Field.RELATION: ("relation", "forhold"),
        Field.RESIDENT: ("bor i kommunen", "resident"),
        Field.NUMBER: (
            "nr",
            "nummer",
            "løbenr",
            "løbenummer",
            "sagsnr",
            "sagsnummer",
            "id",
            "case reference",
        ),
    }
)


def guessed(heads: Sequence[str]) -> dict[Field, str]:
    """Give the columns that are probably meant: of several heads of a field the first in its list."""
    known = {spelt(each): each.strip() for each in reversed(heads) if each.strip()}
    found = {}
    for name, words in _HEADS.items():
        head = next((known[spelt(word)] for word in words if spelt(word) in known), None)
        if head is not None:
            found[name] = head
    return found
