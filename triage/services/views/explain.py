"""
"Why this date?" in a language that is named, which need not be that of the one who asks.
"""

from datetime import date, datetime
from functools import partial

from intake.clock import moment
from intake.domain.days import written, written_moment
from intake.domain.own_words import OURS, Words
from intake.page.language import OwnTranslations, catalogue
from triage.engine.deadline import Deadline
from triage.engine.trace import Wording, holiday_titles
from triage.rules.rulebook import Rulebook
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.services.reading.visible_case import case_file
from triage.store.visibility import Level


def dates_of(
    organisation: Organisation, who: SignedIn, reference: str, *, today: date
) -> tuple[Deadline, ...]:
    """
    Give the dates of a case to whoever holds its clocks, with or without its content.

    Raises:
        NoSuchCaseError: it is not there for this person.
    """
    return case_file(organisation, who, reference, today=today, level=Level.CLOCKS).deadlines


def wording_in(rulebook: Rulebook, language: str, words: Words = OURS) -> Wording:
    """Give the wording of da or en: its sentences, and dates in words with their weekday."""
    translate = OwnTranslations(catalogue(language, ("office", "shared")), words, language).ugettext

    def show(value: date, *, ends: bool = False) -> str:
        if isinstance(value, datetime):
            return written_moment(moment(value), language, ends=ends)
        return written(value, "long", language)

    return Wording(
        translate,
        show,
        partial(show, ends=True),
        rulebook.events,
        holiday_titles(rulebook.calendars),
        language,
    )
