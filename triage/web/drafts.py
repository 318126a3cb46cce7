"""
First drafts of what the unit writes to a reporter. The advisor reads and changes them before anything is
sent.
"""

from flask_babel import gettext as _

from intake.page import language
from intake.page.formats import plaindate
from triage.domain.case import Case
from triage.web import labels
from triage.web.decision import Matter


def acknowledgement(matter: Matter) -> str:
    """
    Draft an acknowledgement that says when the reporter hears more.
    """
    case = matter.view.standing.case
    text: str
    if case.is_report and matter.feedback_by is not None:
        text = _(
            "Thank you for your report. We received it on %(received)s and are now looking at it. You will "
            "hear from us "
            "here no later than %(by)s about what we have done, or are going to do, and why. We may have "
            "questions before "
            "then, so please look in again with your receipt code.",
            received=plaindate(case.received_on),
            by=plaindate(matter.feedback_by),
        )
        return text
    text = _(
        "Thank you for writing to us. We received your inquiry on %(received)s and will look at it. You will "
        "find our "
        "answer here, so please look in again with your receipt code.",
        received=plaindate(case.received_on),
    )
    return text


def guidance(reason: str | None) -> str:
    """
    Give the outline of the guidance that belongs to an out-of-scope reason, or nothing.
    """
    term = labels.taxonomy().out_of_scope.get(reason or "")
    return (None if term is None else term.guidance(language.current())) or ""


def rejection(matter: Matter) -> str:
    """
    Draft the words that tell a report is outside the scheme: the reason, the guidance and the external
    scheme.
    """
    case: Case = matter.view.standing.case
    reason = labels.term(labels.taxonomy().out_of_scope, case.scope_reason)
    item = None if case.scope_decision is None else case.scope_decision.guidance_item
    written = matter.view.texts.get(item or "")
    advice = guidance(case.scope_reason) if written is None or written.text is None else written.text
    return "\n\n".join(
        (
            _(
                "Thank you for your report. We have read it and assessed that it is outside the "
                "whistleblower scheme. "
                "The reason is: %(reason)s.",
                reason=reason[:1].lower() + reason[1:],
            ),
            advice,
            _(
                "You can also turn to the external whistleblower scheme at Datatilsynet, the Danish data "
                "protection "
                "authority (whistleblower.dk)."
            ),
        )
    )


def final() -> str:
    """
    Draft the frame of a final feedback: what was found, what was done, and why.
    """
    return "\n\n".join(
        (
            _("Thank you for your patience. We have now finished looking at your report."),
            _("What we found:"),
            _("What we have done, or are going to do:"),
            _("Why:"),
        )
    )


def interim() -> str:
    """
    Draft the frame of an interim feedback.
    """
    return "\n\n".join(
        (
            _("We are still looking at your report and are not finished."),
            _("What we have done until now:"),
            _("What we are going to do, and why:"),
        )
    )


def hand_over_question() -> str:
    """
    Draft the question whether the citizens' adviser may have the matter.
    """
    text: str = _(
        "What you have written is outside the whistleblower scheme, but the citizens' adviser may be able to "
        "help. May we "
        "hand it over? We pass on a summary that we write ourselves, and nothing that you have not agreed "
        "to. Answer yes or "
        "no here within 30 days. Without a yes we pass on nothing."
    )
    return text
