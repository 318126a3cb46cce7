"""Why something cannot be decided, as sentences in the reader's language."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _

from intake.domain.translatable import N_
from intake.page import language
from intake.page.formats import plaindate
from triage.cases.refusals import Refusal
from triage.office.presentation.audit_words import action_words
from triage.office.request_context import organisation
from triage.services.casework.execute import CaseWithoutMailboxError
from triage.services.history.one_by_one import SomeFailedError
from triage.services.people.first_item import HoldersUnknownError
from triage.services.people.holding import NotHeldError
from triage.services.reading.mailbox import UnreadableError

OPEN_FIRST = N_("Open the case first, so that who it is from can go along.")
CANNOT: Mapping[type[Exception], tuple[int, str]] = {
    CaseWithoutMailboxError: (422, N_("This case has no mailbox, so nothing can be placed in it.")),
    NotHeldError: (
        422,
        N_("You do not hold this case: somebody took you off it, or let you see it without a signature."),
    ),
    HoldersUnknownError: (
        422,
        N_(
            "It cannot be told who holds this case, so nothing is sealed in it. Open it, and tell those who "
            "run Betro."
        ),
    ),
    UnreadableError: (
        422,
        N_(
            "The report in this mailbox cannot be opened or trusted, so nothing is written to it. "
            "Tell those who run Betro."
        ),
    ),
    SomeFailedError: (
        503,
        N_(
            "Something has come into this mailbox that cannot be taken over, and nothing is decided "
            "before it has been seen. Tell those who run Betro."
        ),
    ),
}
"""Why nothing can be decided although no rule says no, and the status of the answer."""


def refusal_sentence(refusal: Refusal) -> tuple[str, str]:
    """Give why something is refused, and by which provision."""
    words = {name: _word(name, value) for name, value in refusal.params.items()}
    return str(_(refusal.msgid) % words), str(_(refusal.source))


def cannot(error: Exception) -> tuple[int, tuple[str, str]]:
    """Give the status of the answer to one of the errors in `CANNOT`, and why nothing can be decided."""
    status, sentence = CANNOT[type(error)]
    return status, (str(_(sentence)), "")


def _word(name: str, value: str | int | date) -> str:
    if isinstance(value, date):
        return plaindate(value)
    if name == "external-event":
        return action_words(str(value))
    if name == "unit":
        return organisation().units.names(language.current()).get(str(value), str(value))
    return str(value)
