"""The portal's words for codes, and the organisation's own texts."""

from flask_babel import gettext as _

from intake.domain.languages import Text, words_in
from intake.domain.translatable import N_
from intake.page.language import current
from intake.web.forms import RELATIONS
from intake.web.portal import portal

REPORT_STATES = {
    "received": N_("We have received your report. You have no acknowledgement yet."),
    "acknowledged": N_("You have our acknowledgement. An adviser will read your report."),
    "being_assessed": N_("An adviser has opened your report and is assessing whether the scheme covers it."),
    "awaiting_information": N_("We have asked you a question. Read our message below and write back."),
    "investigating": N_("Your report is being investigated."),
    "outside": N_(
        "Your report falls outside the scheme. Read in our message below why, and where you can go."
    ),
    "feedback_given": N_("You have feedback from us. Read it below."),
    "closed": N_("Your case is closed. You can still write to us here."),
}
COMPLAINT_STATES = {
    "received": N_("We have received your complaint. You have no acknowledgement yet."),
    "acknowledged": N_("You have our acknowledgement. {Citizens_adviser} will read your complaint."),
    "being_assessed": N_("{Citizens_adviser} has opened your complaint and is working on it."),
    "awaiting_information": N_("We have asked you a question. Read our message below and write back."),
    "feedback_given": N_("You have an answer. If it came from us, it stands below."),
    "closed": N_("Your case is closed. You can still write to us here."),
}


AT_WORK = N_("We are working on your case.")


def state_text(kind: str, state: str) -> str:
    """Say where a case stands; a state that is not known is told as work going on, never as a code."""
    states = REPORT_STATES if kind == "report" else COMPLAINT_STATES
    return str(_(states.get(state, AT_WORK)))


def in_our_words(name: str) -> str:
    """Give what the organisation has written under a name, in the reader's language; empty for nothing."""
    text: Text | str = getattr(portal().own.texts, name)
    return text if isinstance(text, str) else words_in(text, current()) if text else ""


def relation_label(code: str) -> str:
    """Give the words of a connection to the workplace; empty for none."""
    return str(RELATIONS.get(code, ""))
