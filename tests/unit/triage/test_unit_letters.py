"""A letter to a unit is made of what was typed for it and of plain facts, and of nothing else."""

from dataclasses import fields
from datetime import date
from itertools import product

import pytest

from intake.domain.own_words import PLACEHOLDERS as WORDS
from intake.domain.own_words import Words
from triage.cases.letter_text import PLACEHOLDERS, TO_UNITS, LetterKind
from triage.cases.vocabulary import ChaseLevel
from triage.rules.units import Unit, Units
from triage.services.casework.unit_letters import UnitSheet, addressee, enclosed, unit_letter
from triage.services.organisation.letter_files import read_letters

BOOK = read_letters({})
SINCE = date(2020, 1, 1)
UNITS = Units(
    {
        "town": Unit(code="town", names={"da": "Forvaltningen"}, addressee="Direktøren", valid_from=SINCE),
        "work": Unit(code="work", names={"da": "Beskæftigelse"}, parent="town", valid_from=SINCE),
        "job": Unit(
            code="job",
            names={"da": "Jobcentret"},
            addressee="Jobcenterchefen",
            parent="work",
            valid_from=SINCE,
        ),
    }
)
FACTS = {"organisation", "office", "reference", "unit_name", "addressee", *WORDS}
"""What every letter to a unit may say."""
OF_ITS_OWN = {
    LetterKind.REQUEST: {"asked", "questions", "enclosures", "due_strict", "clause", "who_answers", "copy"},
    LetterKind.UNIT_HEARING: {"draft", "answer_by"},
    LetterKind.CRITICISM: {"what", "said"},
    LetterKind.RECOMMENDATION: {"said"},
    LetterKind.FOLLOW_UP: {"about", "questions", "answer_by"},
    LetterKind.CHASE: {"asked_on", "due", "clause"},
    LetterKind.CHASE_LEADER: {"asked_on", "due", "clause"},
    LetterKind.CHASE_DIRECTOR: {"asked_on", "due", "clause"},
}


def a_letter(kind: LetterKind, language: str, **said: str | date) -> str:
    """A letter in which each thing that may be said stands as its own name, but what a test says."""
    known = {name: f"<{name}>" for name in OF_ITS_OWN[kind]}
    sheet = UnitSheet(
        "ABCD1234",
        {"da": "Ny Kommune"},
        Words(),
        "Jobcentret",
        addressee(UNITS, "job", "da"),
        {**known, **said},
    )
    return unit_letter(BOOK, kind, language, sheet)


@pytest.mark.parametrize(("kind", "language"), list(product(sorted(TO_UNITS), BOOK.languages)))
def test_a_letter_to_a_unit_can_say_nothing_of_the_citizen(kind: LetterKind, language: str) -> None:
    """No placeholder is there for whoever came, for a summary or for another unit's words, nor is a case."""
    assert PLACEHOLDERS[kind].known == FACTS | OF_ITS_OWN[kind]
    assert {each.name for each in fields(UnitSheet)} == {
        *("reference", "organisation", "words", "unit_name", "addressee", "said")
    }
    letter = a_letter(kind, language)
    assert not set("{}") & set(letter)
    assert "Jobcenterchefen\nJobcentret" in letter
    assert all(f"<{name}>" in letter for name in OF_ITS_OWN[kind])
    assert letter.endswith("Ny Kommune")


def test_what_is_not_said_falls_out_with_its_paragraph() -> None:
    """No hole is left where nothing is enclosed and no clause is known."""
    letter = a_letter(LetterKind.REQUEST, "da", enclosures="", clause="", copy="", who_answers="")
    assert "\n\n\n" not in letter
    assert " \n" not in letter
    assert "Vi beder om svar senest <due_strict>.\n" in letter
    assert enclosed("Bilag:", [" ", "Afgørelsen "]) == "Bilag:\n- Afgørelsen"
    assert enclosed("Bilag:", [""]) == ""


def test_a_day_stands_in_the_words_of_the_letters_language() -> None:
    """A Danish letter says mandag, an English one Monday."""
    due = date(2026, 12, 14)
    assert "mandag 14. december 2026" in a_letter(LetterKind.REQUEST, "da", due_strict=due)
    assert "Monday 14 December 2026" in a_letter(LetterKind.REQUEST, "en", due_strict=due)


def test_a_reminder_goes_up_to_whom_the_units_say() -> None:
    """Its leader is the unit above, the director the uppermost; what has nobody above keeps its own."""
    assert addressee(UNITS, "job", "da") == "Jobcenterchefen\nJobcentret"
    assert addressee(UNITS, "job", "da", ChaseLevel.LEADER) == "Beskæftigelse"
    assert addressee(UNITS, "job", "da", ChaseLevel.DIRECTOR) == "Direktøren\nForvaltningen"
    assert addressee(UNITS, "town", "da", ChaseLevel.LEADER) == "Direktøren\nForvaltningen"
    assert addressee(UNITS, "gone", "da") == "gone"
