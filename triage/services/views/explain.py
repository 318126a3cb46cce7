"""
"Why this date?" in a language that is named, which need not be that of the one who asks.
"""

from datetime import date, datetime

from intake.clock import COPENHAGEN
from intake.domain.days import written
from intake.domain.own_words import OURS, Words
from intake.domain.words import N_
from intake.page.language import OwnWords, catalogue
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


AT = N_("%(date)s at %(time)s")


def wording_in(rulebook: Rulebook, language: str, words: Words = OURS) -> Wording:
    """Give the wording of da or en: its sentences, and dates in words with their weekday."""
    translate = OwnWords(catalogue(language, ("office", "shared")), words, language).ugettext

    def show(value: date) -> str:
        if not isinstance(value, datetime):
            return written(value, "long", language)
        local = value.astimezone(COPENHAGEN)
        return translate(AT) % {"date": written(local.date(), "long", language), "time": f"{local:%H.%M}"}

    return Wording(translate, show, rulebook.events, holiday_titles(rulebook.calendars), language)
