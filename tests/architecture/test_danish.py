"""Words over which those who do this work stumbled do not come back; GLOSSARY has the right ones."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from triage.rules.taxonomy_data import FILE, read_taxonomy
from triage.services.people.publish_handlers import DEFAULT_TITLE

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "deploy"))

import catalogues  # noqa: E402 - it stands in deploy, which is no package

REFUSED = {
    r"(?<!borger)(?<!Borger)[Rr]ådgiver": "medarbejder; a rådgiver is a social caseworker",
    r"\b[Vv]ars(el|l)": "påmindelse; a varsel is a legal notice",
    r"[Ss]ag.*\b(at |alligevel |ikke )?luk(k|\b)|\b[Ll]uk(k\w*)? (\w+ )?sag|^Lukket": "a case is afsluttet",
    r"fejlvisit": "fejlhenvendelse",
    r"\b[Nn]otér|\b[Nn]oteret|\bAngiv\b": "registrér",
    r"^(Slags|Alle slags|Fakta|Hvor langt)\b": "sagstype, om sagen, status",
    r"\b[Uu]r(et)?\b": "den automatiske fristovervågning",
    r"[Pp]asse[rs] (den\?|sagen|nu af)|Behandles af$": "ansvarlig",
    r"[Vv]i arbejder på (din )?sag": "vi behandler",
    r"tilfældigt mærke|^Gjort:|Skrevet ind|med sin grund|have sin dato|[Dd]er er mere at høre": "no calque",
    r"ekstern\w* whistleblower|[Dd]en nationale": "Den Nationale Whistleblowerordning",
    r"Grunden er: \{|[Vv]end tilbage med|tælles i årsberetningen": "say it in a sentence",
    r"går uden om|svarer på (det hele|noget af)|^Udtalt over for": "fyldestgørende, undvigende; kritik",
    r"er hørt med frist|\{A_unit\} blev hørt": "er sendt i høring",
    r"[Kk]ommunens eg(en|ne) frist": "kommunens offentliggjorte frist; egen frist is the office's",
    r"[Aa]dgangs(kode|sætning|ord)": "adgangsfrase",
    r"[Gg]endan": "genskabelse",
    r"[Nn]øglekatalog": "nøglefortegnelse",
    r"[Aa]nden faktor": "engangskoder",
}
"""What no Danish text may hold, and what is said instead."""
CITIZENS = r"\b(en indberetter|[Ii]ndberetteren|[Ii]ndberetterens|[Ii]ndberettere)\b"
KINDS_OF_DATE = ("A limit given by law", "A limit given by the bylaw", "The office's own limit")


def texts() -> Iterator[tuple[str, str]]:
    """Every Danish text with where it stands: catalogues, letters, mails, our lists and titles."""
    for domain in catalogues.SOURCES:
        for each in catalogues.stored("da", domain):
            if each.id:
                said = (each.string,) if isinstance(each.string, str) else each.string
                yield from ((domain, text) for text in said)
    for folder in ("letters", "mail"):
        for path in sorted((ROOT / "templates" / folder).glob("*.da.txt")):
            yield from ((path.name, line) for line in path.read_text(encoding="utf-8").splitlines())
    for _list, term in read_taxonomy((ROOT / "triage" / "rules" / FILE).read_text(encoding="utf-8")).terms():
        for words in (term.label, term.told, term.guidance, term.guidance_alone):
            if words:
                yield term.code, words["da"]
    yield "titles", DEFAULT_TITLE["da"]


def test_a_refused_word_does_not_come_back() -> None:
    """Nor in a sentence that somebody adds."""
    every = list(texts())
    found = [
        (where, text, instead)
        for refused, instead in REFUSED.items()
        for where, text in every
        if re.search(refused, text)
    ]
    assert found == []


def test_a_page_spells_an_adviser_with_an_e() -> None:
    """As `templates/GLOSSARY.md` does; with an o it is the stored name of the role."""
    sentences = (each.id for domain in catalogues.SOURCES for each in catalogues.stored("da", domain))
    assert [each for each in sentences if re.search(r"\b[Aa]dvisors?\b", str(each))] == []


def test_a_citizen_never_reads_of_a_reporter() -> None:
    """The portal and what is sent say "du"; "indberetteren" is a word of the office's pages about reports."""
    read = [each for each in texts() if each[0] == "portal" or each[0].endswith(".txt")]
    assert len(read) > 100
    assert [found for found in read if re.search(CITIZENS, found[1])] == []


def test_law_bylaw_and_own_aim_are_three_words() -> None:
    """And none of them is another with a word more."""
    office = catalogues.stored("da", "office")
    said = [str(office[each].string) for each in KINDS_OF_DATE]
    assert said == ["En frist efter loven", "En frist efter vedtægten", "Kontorets egen frist"]


@pytest.mark.parametrize(
    "text",
    [
        *("Spørg din rådgiver.", "Et varsel om en frist", "Luk sagen", "En fejlvisiteret henvendelse"),
        *("Notér svaret", "Alle slags", "Uret går", "Hvem passer den?", "Vi arbejder på sagen"),
        *("Gjort: svar", "Den eksterne whistleblowerordning", "Vend tilbage med koden"),
        *("Det går uden om spørgsmålet", "Skolen er hørt med frist", "Kommunens egen frist"),
    ],
)
def test_each_refused_word_is_seen(text: str) -> None:
    """A sentence for each of the patterns, so that none of them looks for nothing."""
    assert [each for each in REFUSED if re.search(each, text)]
