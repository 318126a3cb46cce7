"""
Letters: drafts in the words of the organisation, what has been sent from them, and which wait to be written.

A draft is made of a template and of plain facts only, codes and dates; nothing that was sent in is in it.
What an advisor makes of it is sealed as it was sent, and the history tells template and language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from intake.domain.days import written
from intake.domain.languages import words_in
from intake.domain.own_words import Words
from triage.cases.case import Case
from triage.cases.letter_text import LetterBook, LetterKind
from triage.rules.taxonomy import Taxonomy

BLANK = "_____"
"""Stands where a person must write something; a letter with one left in it is not sent."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    What a draft is made of besides its template.

    `why_not` is why it is to be outside the scheme, before that is recorded. `feedback_by` and `answer_by`
    are the days that an acknowledgement promises; None where no clock does.
    """

    case: Case
    reference: str
    organisation: Mapping[str, str]
    taxonomy: Taxonomy
    words: Words
    why_not: str | None = None
    feedback_by: date | None = None
    answer_by: date | None = None


def draft(book: LetterBook, kind: LetterKind, language: str, sheet: Sheet, **known: str | date | None) -> str:
    """
    Give the first words of a letter, with a blank for what nobody has said yet.

    Args:
        known: what a person has typed for it: `reason`, `new_date` and the like.
    """
    words = sheet.words.by_name(language)
    values: dict[str, str | date | None] = {
        **words,
        "organisation": words_in(sheet.organisation, language),
        "office": words["Whistleblower_unit" if sheet.case.is_report else "Citizens_adviser"],
        "received_on": sheet.case.received_on,
        "reference": sheet.reference,
        "feedback_by": sheet.feedback_by,
        "answer_by": sheet.answer_by,
        **_why_not(sheet, language),
        **known,
    }
    return book.filled(kind, language, _Values({n: _word(v, language) for n, v in values.items()}))


class _Values(dict[str, str]):
    """What is filled in; a blank for what is not known."""

    def __missing__(self, key: str) -> str:
        return BLANK


def _why_not(sheet: Sheet, language: str) -> dict[str, str]:
    """Say why a report is outside the scheme or an inquiry was rejected, and where to turn instead."""
    case, lists = sheet.case, sheet.taxonomy
    terms = lists.out_of_scope if case.is_report else lists.rejection_reasons
    recorded = case.report.scope_reason if case.is_report else case.complaint.rejection
    term = terms.get(sheet.why_not or recorded or "")
    if term is None:
        return {}
    return {
        "reason": words_in(term.label, language) + "."
        if term.told is None
        else words_in(term.told, language),
        "guidance": BLANK if term.guidance is None else words_in(term.guidance, language),
    }


def _word(value: str | date | None, language: str) -> str:
    if isinstance(value, date):
        return written(value, "long", language)
    return value.strip() if value and value.strip() else BLANK


def has_blank(text: str) -> bool:
    """Tell whether somebody forgot to write what a draft left open."""
    return BLANK in text
