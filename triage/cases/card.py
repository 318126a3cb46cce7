"""What the reporter's status card says of a case: one code, never ahead of what lies in the mailbox."""

from __future__ import annotations

from triage.cases.case import Case
from triage.cases.vocabulary import CardState, FeedbackKind, Investigation


def card_state(case: Case) -> CardState:
    """
    Return the code for the status card.

    A decision shows only after it has been told: an out-of-scope decision that is not yet in the mailbox
    looks like any other assessment from outside.
    """
    if case.closed_on is not None:
        return CardState.CLOSED
    if case.told_on is not None:
        return _told(case)
    if case.asked_on is not None:
        return CardState.AWAITING_INFORMATION
    if case.report.investigation is Investigation.INVESTIGATE:
        return CardState.INVESTIGATING
    if not case.is_report and case.complaint.open_referrals:
        return CardState.AWAITING_UNIT
    if case.opened_on is not None:
        return CardState.BEING_ASSESSED
    return CardState.RECEIVED if case.acknowledged_on is None else CardState.ACKNOWLEDGED


def _told(case: Case) -> CardState:
    told = [
        one
        for one in case.report.feedback
        if one.given_on is not None and one.kind is not FeedbackKind.INTERIM
    ]
    if told and told[-1].kind is FeedbackKind.REJECTION:
        return CardState.OUTSIDE
    return CardState.FEEDBACK_GIVEN
