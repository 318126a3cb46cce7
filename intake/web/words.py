"""
The portal's words for codes: connections to the workplace, and the states of a status card.
"""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as later

from intake.web.forms import RelationForm

REPORT_STATES = {
    "received": later("Your report has been received. Nobody has confirmed it yet."),
    "acknowledged": later("Your report has been received and confirmed. It will be read by an advisor."),
    "being_assessed": later(
        "An advisor has opened your report and is assessing whether the scheme covers it."
    ),
    "awaiting_information": later("We have asked you for something. Read our message below and write back."),
    "investigating": later("Your report is being investigated."),
    "outside": later(
        "Your report falls outside the scheme. Read our message below: it says why, and where you can go."
    ),
    "feedback_given": later("You have our answer. Read it below."),
    "closed": later("Your case is closed. You can still write here."),
}
COMPLAINT_STATES = {
    "received": later("Your complaint has been received. Nobody has confirmed it yet."),
    "acknowledged": later("Your complaint has been received and confirmed. It will be read by an adviser."),
    "being_assessed": later("An adviser has opened your complaint and is working on it."),
    "awaiting_information": later("We have asked you for something. Read our message below and write back."),
    "feedback_given": later("You have our answer. Read it below."),
    "closed": later("Your case is closed. You can still write here."),
}


def state_text(kind: str, state: str) -> str:
    """
    Say where a case stands; a state that is not known is told as work going on, never as a code.
    """
    states = REPORT_STATES if kind == "report" else COMPLAINT_STATES
    return str(states.get(state) or _("We are working on your case."))


def relation_label(code: str) -> str:
    """
    Give the words of a connection to the workplace; empty for none.
    """
    for choice in RelationForm.relation.kwargs["choices"]:
        if choice.value == code:
            return str(choice.label)
    return ""
