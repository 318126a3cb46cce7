"""
Closing, reopening and explaining a breach.

A report is closed only when the reporter has been told the decision as it stands; a complaint only when the
citizen has had an answer and no department owes a reply. Reopening needs a reason, starts a house clock and
never restarts the statutory one.
"""

from __future__ import annotations

from datetime import date

from triage.cases.case import Case
from triage.cases.events import Event, Tag, make_event
from triage.cases.guards import require_case, require_item, require_open
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import FeedbackKind, Responsible


def close(case: Case, *, on: date, actor: str) -> tuple[Event, ...]:
    """
    Close the case.

    Raises:
        Refusal: something is owed to the reporter or the citizen; the sentence says what.
    """
    require_open(case)
    if case.is_report:
        _require_told(case)
    else:
        _require_answered(case)
    return (make_event(Tag.CASE_CLOSED, on=on, actor=actor),)


def reopen(case: Case, *, on: date, actor: str, reason_item: str) -> tuple[Event, ...]:
    """
    Open a closed case again; the statutory dates stay where they were.

    Raises:
        Refusal: it is not closed, or there is no reason.
    """
    require_case(case)
    if case.closed_on is None:
        raise Refusal("not_closed")
    return (
        make_event(Tag.CASE_REOPENED, on=on, actor=actor, reason_item=require_item(reason_item, "reason")),
    )


def explain_breach(
    case: Case,
    *,
    on: date,
    actor: str,
    rule: str,
    due_on: date | None,
    days_late: int,
    responsible: Responsible,
    reason_item: str,
    subject: str = "",
) -> tuple[Event, ...]:
    """
    Say why a deadline was missed, and who answers for it; possible on a closed case too.

    Args:
        rule: the rule's id, for example WB-ACK.
        due_on: the original date of the deadline; None for a breach of which it was never kept.
        days_late: `Breach.days_late`: whole days after the original date, of a date that was missed.
        about: which of several clocks of the rule: the department of a referral; else empty.

    Raises:
        Refusal: the deadline was not missed, or there is no reason.
    """
    require_case(case)
    if days_late < 1:
        raise Refusal("nothing_breached")
    return (
        make_event(
            Tag.BREACH_EXPLAINED,
            on=on,
            actor=actor,
            rule=rule,
            subject=subject or None,
            due_on=due_on,
            days_late=days_late,
            responsible=responsible,
            reason_item=require_item(reason_item, "reason"),
        ),
    )


def _require_told(case: Case) -> None:
    if case.pending_feedback is not None:
        raise Refusal("feedback_pending")
    if case.feedback_given_on is None:
        raise Refusal("close_before_feedback")
    if case.told_on is None:
        told_once = any(one.kind is not FeedbackKind.INTERIM for one in case.feedback)
        raise Refusal("close_decision_not_told" if told_once else "close_needs_final")
    if case.hand_over is not None and case.hand_over_pending:
        raise Refusal("close_hand_over_pending", answer_by=case.hand_over.answer_by)


def _require_answered(case: Case) -> None:
    for referral in case.open_referrals:
        raise Refusal("close_referral_open", department=referral.department)
    if case.answers_pending:
        raise Refusal("answer_pending")
    if case.answered_on is None:
        raise Refusal("close_before_answer")
    if case.told_on is None:
        raise Refusal("close_decision_not_told")
