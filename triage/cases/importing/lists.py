"""What the words of a sheet mean: codes, what the organisation calls them, and what municipalities write."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from intake.domain.schemes import FROM_COMPLAINTS, FROM_REPORTS, PORTAL
from triage.cases.decisions.own_initiative import OWN_INITIATIVE
from triage.cases.importing.mapping import CODED, Field, Unclosed, spelt
from triage.cases.vocabulary import InquirerKind, InquirerRelation, InquiryWish, NotCounted, Resident
from triage.rules.bitemporal import Dated
from triage.rules.taxonomy import Taxonomy, Term
from triage.rules.unit_names import names_of
from triage.rules.units import Unit, Units

_NO_WAY_IN = frozenset({PORTAL, OWN_INITIATIVE, FROM_REPORTS, FROM_COMPLAINTS})
_WORDS: Mapping[Field, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        Field.STATUS: {
            Unclosed.CLOSED: ("lukket", "afsluttet", "færdig", "closed", "done"),
            Unclosed.OPEN: (
                *("åben", "i gang", "igangværende", "verserende", "ny, ikke åbnet", "besvaret"),
                *("afventer oplysninger", "open", "pending", "in progress", "answered", "new, not opened"),
            ),
        },
        Field.WISH: {
            InquiryWish.GUIDANCE: ("vejledning", "råd", "guidance"),
            InquiryWish.CLARIFICATION: ("afklaring", "udredning", "clarification"),
            InquiryWish.COMPLAINT: ("klage", "complaint"),
        },
        Field.NOT_COUNTED: {
            NotCounted.MISDIRECTED: ("fejlhenvendelse", "misdirected"),
            NotCounted.STAFF_CONSULTATION: ("sparring", "intern sparring", "consultation"),
            NotCounted.NO_TIME_SPENT: ("ingen tid brugt",),
            NotCounted.DUPLICATE: ("dublet", "duplicate"),
        },
        Field.INQUIRER_KIND: {
            InquirerKind.CITIZEN: ("borger", "citizen"),
            InquirerKind.COMPANY: ("virksomhed", "firma", "company"),
            InquirerKind.ASSOCIATION: ("forening", "association"),
            InquirerKind.PROFESSIONAL: ("fagperson", "professionel", "professional"),
            InquirerKind.OTHER_MUNICIPALITY: ("anden kommune", "other municipality"),
            InquirerKind.PRESS: ("pressen", "presse", "journalist", "press"),
        },
        Field.RELATION: {
            InquirerRelation.SELF: ("selv", "borgeren selv", "egen sag", "self"),
            InquirerRelation.RELATIVE: ("pårørende", "relative"),
            InquirerRelation.GUARDIAN: ("værge", "guardian"),
            InquirerRelation.REPRESENTATIVE: ("partsrepræsentant", "repræsentant", "representative"),
            InquirerRelation.PROFESSIONAL: ("fagperson", "professional"),
        },
        Field.RESIDENT: {
            Resident.YES: ("ja", "yes"),
            Resident.NO: ("nej", "no"),
            Resident.UNKNOWN: ("ved ikke", "ukendt", "unknown"),
        },
    }
)
"""What stands in sheets for the codes of closed lists."""
_OF_TAXONOMY: Mapping[Field, str] = MappingProxyType(
    {
        Field.TYPE: "inquiry_types",
        Field.THEME: "themes",
        Field.HANDLING: "handlings",
        Field.REASON: "rejection_reasons",
        Field.CHANNEL: "channels",
        Field.PLACE: "places",
    }
)


class SeveralError(Exception):
    """A word may mean several entries of a list."""


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of an organisation, by the words that its sheets use; and the terms of its taxonomy."""

    taxonomy: Taxonomy
    codes: Mapping[Field, frozenset[str]]
    _said: Mapping[Field, Mapping[str, tuple[tuple[str, Dated | None], ...]]]

    def meant(self, field: Field, word: str, on: date) -> str | None:
        """
        Give the code that a word means, of several alike that of the day; None where it is on no list.

        Raises:
            SeveralError: it may mean several.
        """
        found = self._said[field].get(spelt(word), ())
        if len(found) > 1:
            held = tuple(each for each in found if each[1] is not None and each[1].holds(on))
            found = held or found
        if len({code for code, _ in found}) > 1:
            raise SeveralError
        return found[0][0] if found else None


def lists_of(taxonomy: Taxonomy, units: Units) -> Lists:
    """Give the lists of an organisation, those entries too that hold no more: a sheet tells of years past."""
    entries = {each: tuple(_entries(each, taxonomy, units)) for each in CODED}
    said: dict[Field, dict[str, tuple[tuple[str, Dated | None], ...]]] = {}
    for field, known in entries.items():
        of = said.setdefault(field, {})
        for code, words, dated in known:
            for word in {spelt(each) for each in (*words, code)}:
                of[word] = (*of.get(word, ()), (code, dated))
    return Lists(
        taxonomy, {each: frozenset(code for code, *_ in known) for each, known in entries.items()}, said
    )


def terms_of(field: Field, taxonomy: Taxonomy) -> Mapping[str, Term]:
    """Give the terms of a field whose list the organisation decides; none where it does not."""
    return getattr(taxonomy, _OF_TAXONOMY[field]) if field in _OF_TAXONOMY else {}


def _entries(
    field: Field, taxonomy: Taxonomy, units: Units
) -> Iterator[tuple[str, Iterable[str], Term | Unit | None]]:
    if field is Field.UNIT:
        yield from ((each.code, names_of(each), each) for each in units.by_code.values())
    elif field in _WORDS:
        yield from ((str(code), words, None) for code, words in _WORDS[field].items())
    else:
        barred = _NO_WAY_IN if field is Field.CHANNEL else frozenset[str]()
        for code, term in terms_of(field, taxonomy).items():
            if code not in barred:
                yield code, term.label.values(), term
