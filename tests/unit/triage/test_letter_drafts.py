"""A draft is made of the case's plain facts, in the language of the one it is for."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from intake.domain.languages import words_in
from intake.domain.own_words import Words
from tests.story import TAXONOMY, a_complaint, a_report, outside
from triage.cases.decisions.complaints import InquiryRejected
from triage.cases.letter_text import TO_UNITS, LetterKind
from triage.services.casework.letters import BLANK, Sheet, draft, has_blank
from triage.services.organisation.letter_files import read_letters

BOOK = read_letters({})
TO_PEOPLE = [kind for kind in LetterKind if kind not in TO_UNITS]
MONDAY = "Mon 2026-11-23"
COMPLAINTS = {
    LetterKind.ACKNOWLEDGEMENT_COMPLAINT,
    LetterKind.DELAY,
    LetterKind.EXTENSION,
    LetterKind.ANSWER,
    LetterKind.REJECTION,
    LetterKind.APPEAL,
    LetterKind.CONSENT,
}
TYPED = {
    LetterKind.DELAY: {"reason": "Vi mangler {et} svar.", "new_date": date(2026, 12, 14)},
    LetterKind.APPEAL: {
        "appeal_body": "Ankestyrelsen",
        "appeal_by": date(2026, 12, 21),
        "how": "Send klagen til Jobcentret.",
    },
    LetterKind.CONSENT: {"given_on": date(2025, 11, 24)},
}
HEADINGS = {LetterKind.FEEDBACK_INTERIM, LetterKind.FEEDBACK_FINAL, LetterKind.ANSWER}
"""Letters of which the draft holds the headings alone: what was done, only a person can write."""
LATER = {LetterKind.DELAY, LetterKind.DELAY_REPORT, LetterKind.EXTENSION, LetterKind.EXTENSION_FEEDBACK}


def a_sheet(kind: LetterKind) -> Sheet:
    """What a draft of that kind is made of."""
    read = {"acknowledged_on": MONDAY, "opened_on": MONDAY}
    report = outside(a_report(MONDAY, **read), MONDAY)
    story = a_complaint(MONDAY) if kind in COMPLAINTS else report
    return Sheet(
        case=story.case,
        reference="ABCD1234",
        organisation={"da": "Ny Kommune", "en": "New Municipality"},
        taxonomy=TAXONOMY,
        words=Words(council={"da": "byrådet"}),
        feedback_by=date(2027, 2, 23),
        answer_by=date(2026, 12, 7),
        why_not="private_law" if kind is LetterKind.REJECTION else None,
    )


def typed(kind: LetterKind) -> dict[str, str | date]:
    """What a person writes for it."""
    if kind in LATER:
        return {**TYPED[LetterKind.DELAY], "due_strict": date(2026, 12, 7)}
    return TYPED.get(kind, {})


@pytest.mark.parametrize(("kind", "language"), list(product(TO_PEOPLE, BOOK.languages)))
def test_every_draft_is_whole(kind: LetterKind, language: str) -> None:
    """No placeholder is left, it is signed, and no blank beside those under the headings of an answer."""
    sheet = a_sheet(kind)
    text = draft(BOOK, kind, language, sheet, **typed(kind))
    assert has_blank(text) == (kind in HEADINGS)
    assert "{" not in text.replace("{et}", "")
    assert text.endswith(words_in(sheet.organisation, language))
    assert ("ABCD1234" in text) <= (kind in COMPLAINTS)


@pytest.mark.parametrize("kind", sorted(LATER | HEADINGS | {LetterKind.APPEAL}))
def test_what_nobody_has_written_stands_as_a_blank(kind: LetterKind) -> None:
    """A draft that is opened before its reason is known shows where it belongs: nothing leaves unwritten."""
    assert BLANK in draft(BOOK, kind, "da", a_sheet(kind))


def test_dates_stand_in_words_of_the_letters_language() -> None:
    """A Danish letter says mandag, an English one Monday, whoever is signed in."""
    sheet = a_sheet(LetterKind.DELAY)
    said = {
        code: draft(BOOK, LetterKind.DELAY, code, sheet, **typed(LetterKind.DELAY)) for code in BOOK.languages
    }
    assert "mandag 23. november 2026" in said["da"]
    assert "Borgerrådgiveren" in said["da"]
    assert "Monday 23 November 2026" in said["en"]
    assert "The citizens' adviser" in said["en"]


@pytest.mark.parametrize("kind", [LetterKind.DELAY, LetterKind.DELAY_REPORT])
@pytest.mark.parametrize("due_strict", [date(2026, 11, 20), date(2026, 12, 7)])
def test_a_notice_of_delay_is_true_before_and_after_the_date(kind: LetterKind, due_strict: date) -> None:
    """It promises nothing of a day that has passed already, and says that we are sorry."""
    text = draft(BOOK, kind, "da", a_sheet(kind), **(typed(kind) | {"due_strict": due_strict}))
    assert "kan vi ikke nå. " not in text
    assert "men det tager længere tid. Det beklager vi." in text


def test_the_reason_and_the_guidance_come_from_the_list_of_reasons() -> None:
    """What the taxonomy says of a reason is in the letter; it is written nowhere twice."""
    text = draft(BOOK, LetterKind.OUTSIDE, "da", a_sheet(LetterKind.OUTSIDE))
    term = TAXONOMY.out_of_scope["own_employment"]
    assert term.guidance is not None
    assert term.guidance["da"] in text
    assert "eget ansættelsesforhold" in text


def test_who_is_turned_away_reads_where_to_turn_instead() -> None:
    """The letter to a citizen has the guidance of the reason that was chosen, recorded already or not yet."""
    sheet = a_sheet(LetterKind.ANSWER)
    story = a_complaint(MONDAY, opened_on=MONDAY).then(InquiryRejected, on=MONDAY, reason="private_law")
    for chosen in (replace(sheet, case=story.case), a_sheet(LetterKind.REJECTION)):
        text = draft(BOOK, LetterKind.REJECTION, "da", chosen)
        assert (TAXONOMY.rejection_reasons["private_law"].guidance or {})["da"] in text


def test_guidance_that_the_advisor_wrote_takes_its_place() -> None:
    """What was written with the decision is what the reporter reads."""
    sheet = a_sheet(LetterKind.OUTSIDE)
    text = draft(BOOK, LetterKind.OUTSIDE, "da", sheet, guidance="Ring til din tillidsrepræsentant.")
    assert "Ring til din tillidsrepræsentant." in text
    assert (TAXONOMY.out_of_scope["own_employment"].guidance or {})["da"] not in text


def test_a_letter_may_use_the_words_of_the_organisation() -> None:
    """Its own letter says byrådet where the council is one, and another language's word where it has none."""
    text = "Kære borger\n\nVi har spurgt {council} og {unit}.\n\n{office}"
    book = read_letters({"answer.da.txt": text, "answer.en.txt": text})
    sheet = a_sheet(LetterKind.ANSWER)
    assert "Vi har spurgt byrådet og afdelingen.\n\nBorgerrådgiveren" in draft(
        book, LetterKind.ANSWER, "da", sheet
    )
    assert "Vi har spurgt byrådet og the department." in draft(book, LetterKind.ANSWER, "en", sheet)
