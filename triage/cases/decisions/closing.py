"""
Closing and reopening.

A report is closed only when the reporter has been told the decision as it stands; a complaint only when the
citizen has had an answer, no unit owes a reply and none has time left to comment on what will be said about
it. What the law still gives somebody, such as access to documents, goes on after it, and closing over that
needs a reason. Reopening needs a reason, starts a house clock and never restarts the statutory one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.days import is_followed
from triage.cases.decisions.minutes import put_to_rest
from triage.cases.events import CaseEvent
from triage.cases.guards import require_case, require_item, require_open
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import FeedbackKind
from triage.engine.deadline import Deadline
from triage.rules.codes import RuleKind


class CaseClosed(CaseEvent, frozen=True, kw_only=True, tag="case:closed/1"):
    """
    Closed; a call perhaps in the conversation itself.

    Attributes:
        reason_item: why, where something is still owed by law.
    """

    in_conversation: bool = False
    reason_item: ItemRef | None = None

    sentence: ClassVar[str] = N_("Closed")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it while something is owed to the reporter or the citizen; the sentence says what."""
        require_open(case)
        require_nothing_under_way(case, self.on)
        if case.is_report:
            _require_told(case)
        elif not case.is_own_initiative:
            _require_answered(case)
        if case.hand_over is not None and case.hand_over_pending:
            raise Refusal("close_hand_over_pending", answer_by=case.hand_over.answer_by)
        owed = owed_by_law(context.deadlines)
        if owed and self.reason_item is None:
            raise Refusal("close_owes", due=owed[0].due_strict)

    def apply(self, case: Case) -> Case:
        """Nothing is waited for any more."""
        return case.with_(
            closed_on=self.day,
            closes_by=None,
            closed_in_conversation=self.in_conversation,
            days=case.days.question_settled(self.day),
        )


def owed_by_law(deadlines: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """Give what somebody still has a right to by law, which no closing ends."""
    return tuple(
        each
        for each in deadlines
        if each.is_open
        and not is_followed(each.subject)
        and each.counted_by.kind is RuleKind.STATUTE
        and not any(tag.startswith("case:") for tag in each.counted_by.satisfied_by)
    )


class CaseReopened(CaseEvent, frozen=True, kw_only=True, tag="case:reopened/1"):
    """Opened again; the statutory dates stay where they were."""

    reason_item: ItemRef

    sentence: ClassVar[str] = N_("Reopened")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where it is not closed, or there is no reason."""
        require_case(case)
        if case.closed_on is None:
            raise Refusal("not_closed")
        require_item(self.reason_item, "reason")

    def apply(self, case: Case) -> Case:
        """What was told before has to be told again."""
        return put_to_rest(case).with_(
            closed_on=None,
            closed_in_conversation=False,
            reopened_on=self.day,
            told_on=None,
            days=case.days.reopened(),
        )


def _require_answered(case: Case) -> None:
    if case.complaint.answered_on is None:
        raise Refusal("close_before_answer")
    if case.told_on is None:
        raise Refusal("close_decision_not_told")


def _require_told(case: Case) -> None:
    report = case.report
    if report.pending_feedback is not None:
        raise Refusal("feedback_pending")
    if report.feedback_given_on is None:
        raise Refusal("close_before_feedback")
    if case.told_on is None:
        told_once = any(one.kind is not FeedbackKind.INTERIM for one in report.feedback)
        raise Refusal("close_decision_not_told" if told_once else "close_needs_final")


def require_nothing_under_way(case: Case, on: date) -> None:
    """Refuse while something is on its way to the mailbox, or a unit owes a reply or may still comment."""
    if case.acknowledgement.decided_on is not None and case.acknowledged_on is None:
        raise Refusal("acknowledgement_pending")
    complaint = case.complaint
    for referral in complaint.open_referrals:
        raise Refusal("close_referral_open", unit=referral.unit)
    for hearing in complaint.hearings:
        if hearing.waits(on):
            raise Refusal("close_hearing_open", unit=hearing.unit, answer_by=hearing.answer_by)
    if complaint.answers_pending:
        raise Refusal("answer_pending")
