"""
What a person reads of where their case stands: one sentence for each state that the status card tells.

The portal shows it, and the office shows it before it is told: the same words, so that whoever decides reads
what will be read.
"""

from collections.abc import Mapping

from intake.domain.translatable import N_

_BOTH = {
    "awaiting_information": N_("We have asked you a question. Read our message below and write back."),
    "closed": N_("Your case is closed. You can still write to us here."),
}
REPORT_STATES: Mapping[str, str] = {
    **_BOTH,
    "received": N_("We have received your report. You have no acknowledgement yet."),
    "acknowledged": N_(
        "You have our acknowledgement. Somebody in {whistleblower_unit} will read your report."
    ),
    "being_assessed": N_(
        "Somebody in {whistleblower_unit} has opened your report and is assessing whether the scheme "
        "covers it."
    ),
    "investigating": N_("Your report is being investigated."),
    "outside": N_(
        "Your report falls outside the scheme. Read in our message below why, and where you can go."
    ),
    "feedback_given": N_("You have feedback from us. Read it below."),
}
COMPLAINT_STATES: Mapping[str, str] = {
    **_BOTH,
    "received": N_("We have received your complaint. You have no acknowledgement yet."),
    "acknowledged": N_("You have our acknowledgement. {Citizens_adviser} will read your complaint."),
    "being_assessed": N_("{Citizens_adviser} has opened your complaint and is working on it."),
    "awaiting_unit": N_(
        "{Citizens_adviser} has asked {unit} about your complaint, and waits for its answer."
    ),
    "feedback_given": N_("You have an answer. If it came from us, it stands below."),
}
_AT_WORK = N_("We are working on your case.")


def state_sentence(state: str, *, is_report: bool) -> str:
    """
    Give the sentence of a state, to be translated; one that is not known is told as work going on, never as
    a code.
    """
    return (REPORT_STATES if is_report else COMPLAINT_STATES).get(state, _AT_WORK)
