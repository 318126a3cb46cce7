"""Every letter as it is read: in one language, with its dates in words, and without a hole."""

from datetime import date
from itertools import product

import pytest

from intake.domain.languages import words_in
from intake.domain.own_words import OURS
from tests.letter_words import foreign, own
from tests.unit.triage.test_letter_drafts import a_sheet
from triage.cases.letter_text import PLACEHOLDERS, TO_UNITS, LetterKind
from triage.services.casework.letters import draft
from triage.services.casework.unit_letters import UnitSheet, unit_letter
from triage.services.organisation.letter_files import read_letters

BOOK = read_letters({})
DAY = date(2026, 11, 3)
DAYS = frozenset({"feedback_by", "answer_by", "due_strict", "new_date", "appeal_by", "asked_on", "given_on"})
MAY_BE_EMPTY = {"questions", "enclosures", "clause", "who_answers", "copy"}
"""What a letter to a unit can go without."""
SIGNED = {"da": "Venlig hilsen", "en": "Kind regards"}
TOWN = {"da": "Ny Kommune", "en": "New Municipality"}


def the_letter(kind: LetterKind, language: str, *, is_whole: bool) -> str:
    """A letter with everything that can stand in it, or with as little as it can do with."""
    house = {"office", "organisation", "reference", "received_on", *OURS.by_name(language)}
    said = {
        name: DAY if name in DAYS else "" if name in MAY_BE_EMPTY and not is_whole else "Xxx."
        for name in PLACEHOLDERS[kind].known - house - {"unit_name", "addressee"}
    }
    if kind not in TO_UNITS:
        return draft(BOOK, kind, language, a_sheet(kind), **said)
    return unit_letter(BOOK, kind, language, UnitSheet("ABCD1234", TOWN, OURS, "Xxx", "Xxx\nXxx", said))


@pytest.mark.parametrize("is_whole", [True, False])
@pytest.mark.parametrize(("kind", "language"), list(product(LetterKind, BOOK.languages)))
def test_every_letter_reads_as_one_writes(kind: LetterKind, language: str, is_whole: bool) -> None:
    """No brace, no two blanks or empty lines, no word of another language; its dates in words, and signed."""
    text = the_letter(kind, language, is_whole=is_whole)

    assert not set("{}") & set(text)
    assert not any(hole in text for hole in ("  ", "\n\n\n", " .", " ,", "()"))
    assert text.split("\n") == [line.strip() for line in text.split("\n")]
    assert foreign(text, language) == set()
    assert len(own(text, language)) > 5
    if DAYS & PLACEHOLDERS[kind].needed:
        assert {"da": "tirsdag 3. november 2026", "en": "Tuesday 3 November 2026"}[language] in text
    *_body, greeting, _office, organisation = text.split("\n")
    assert (greeting, organisation) == (SIGNED[language], words_in(TOWN, language))
