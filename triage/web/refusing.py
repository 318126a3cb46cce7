"""
The domain's refusals as sentences in the reader's language.
"""

from datetime import date

from flask_babel import gettext as _

from intake.domain.words import N_
from intake.page import language
from intake.page.formats import plaindate
from triage.domain.refusals import Refusal
from triage.services.overview import department_names
from triage.web import labels
from triage.web.edge import unit

TEXTS = {
    "reason": N_("the reason"),
    "message": N_("the message"),
    "feedback": N_("the feedback"),
    "summary": N_("the summary"),
    "recipient": N_("who it went to"),
    "authority": N_("the authority"),
    "question": N_("the question"),
    "questions": N_("the questions"),
    "consent": N_("the consent"),
    "agreement": N_("the agreement"),
    "ground": N_("the ground"),
    "note": N_("the note"),
    "reply": N_("the reply"),
    "answer": N_("the answer"),
    "minutes": N_("the minutes"),
    "draft": N_("the draft"),
    "comments": N_("the comments"),
    "criticism": N_("the criticism"),
}


def refusal_sentence(refusal: Refusal) -> tuple[str, str]:
    """
    Give why something is refused, and by which provision.
    """
    words = {name: _word(name, value) for name, value in refusal.params.items()}
    return str(_(refusal.msgid) % words), str(_(refusal.source))


def _word(name: str, value: str | int | date) -> str:
    if isinstance(value, date):
        return plaindate(value)
    if name == "department":
        return department_names(unit(), language.current()).get(str(value), str(value))
    if name == "what":
        return labels.word(TEXTS, str(value))
    return str(value)
