"""The domain's refusals as sentences in the reader's language."""

from datetime import date

from flask_babel import gettext as _

from intake.page import language
from intake.page.formats import plaindate
from triage.cases.refusals import Refusal
from triage.office.presentation.audit_words import action_words
from triage.office.request_context import organisation


def refusal_sentence(refusal: Refusal) -> tuple[str, str]:
    """Give why something is refused, and by which provision."""
    words = {name: _word(name, value) for name, value in refusal.params.items()}
    return str(_(refusal.msgid) % words), str(_(refusal.source))


def _word(name: str, value: str | int | date) -> str:
    if isinstance(value, date):
        return plaindate(value)
    if name == "happening":
        return action_words(str(value))
    if name == "unit":
        return organisation().units.names(language.current()).get(str(value), str(value))
    return str(value)
