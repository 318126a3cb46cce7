"""
Closing, reopening and explaining a breach.

A report is closed only when the reporter has been told the decision as it stands; a complaint only when the
citizen has had an answer, no unit owes a reply and none has time left to comment on what will be said about
it. What the law still gives somebody, such as access to documents, goes on after it, and closing over that
needs a reason. Reopening needs a reason, starts a house clock and never restarts the statutory one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from intake.contents.item_ref import ItemRef
from intake.domain.words import N_
from triage.cases.case import Case
from triage.cases.context import Context
from triage.cases.events import CaseEvent, Code
from triage.cases.guards import require_case, require_item, require_open
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import FeedbackKind, Responsible
from triage.engine.deadline import Deadline
from triage.rules.codes import Kind, TimeUnit


class Breach(Struct, frozen=True):
    """
    A deadline that was missed; and, once somebody has said so, why it was and who answers for it.

    `days_late` counts from `due_on`, the deadline's original date, which the oldest explanations do not tell.
    `subject` is the unit of a referral, or empty. `mistaken` says that it came from a day that was corrected
    since: it is told, struck out, and counts for nothing.
    """

    rule: str
    days_late: int
    responsible: Responsible | None = None
    reason_item: ItemRef | None = None
    explained_on: date | None = None
    subject: str = ""
    due_on: date | None = None
    settled_on: date | None = None
    mistaken: bool = False


class CaseClosed(CaseEvent, frozen=True, kw_only=True, tag="case:closed/1"):
    """
    Closed; a call perhaps in the conversation itself.

    Attributes:
        reason_item: why, where something is still owed by law.
    """

    in_conversation: bool = False
    reason_item: ItemRef | None = None

    sentence: ClassVar[str] = N_("Closed")

    def check(self, case: Case, context: Context) -> None:
        """Refuse it while something is owed to the reporter or the citizen; the sentence says what."""
        require_open(case)
        if case.acknowledgement.decided_on is not None and case.acknowledged_on is None:
            raise Refusal("acknowledgement_pending")
        if case.is_report:
            _require_told(case)
        else:
            _require_answered(case, self.on)
        owed = owed_by_law(context.deadlines)
        if owed and self.reason_item is None:
            raise Refusal("close_owes", due=owed[0].due_strict)

    def apply(self, case: Case) -> Case:
        """Nothing is waited for any more."""
        return case.with_(
            closed_on=self.day,
            closed_in_conversation=self.in_conversation,
            days=case.days.question_settled(self.day),
        )


def owed_by_law(deadlines: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """Give what somebody still has a right to by law, which no closing ends."""
    return tuple(
        each
        for each in deadlines
        if each.is_open
        and each.counted_by.kind is Kind.STATUTE
        and not any(tag.startswith("case:") for tag in each.counted_by.satisfied_by)
    )


class CaseReopened(CaseEvent, frozen=True, kw_only=True, tag="case:reopened/1"):
    """Opened again; the statutory dates stay where they were."""

    reason_item: ItemRef

    sentence: ClassVar[str] = N_("Reopened")

    def check(self, case: Case, context: Context) -> None:
        """Refuse it where it is not closed, or there is no reason."""
        require_case(case)
        if case.closed_on is None:
            raise Refusal("not_closed")
        require_item(self.reason_item, "reason")

    def apply(self, case: Case) -> Case:
        """What was told before has to be told again."""
        is_locked = case.minutes is not None and case.minutes.approved_on is not None
        return case.with_(
            closed_on=None,
            closed_in_conversation=False,
            reopened_on=self.day,
            told_on=None,
            days=case.days.reopened(keeps_minutes=is_locked),
        )


class _OfBreach(CaseEvent, frozen=True, kw_only=True):
    """
    Something said of a deadline that was missed.

    Attributes:
        due_on: its original date; None for a breach of which it was never kept.
        days_late: whole days after the original date; 0 for a limit in hours that was missed within its day.
        subject: which of several clocks of the rule: the unit of a referral.
    """

    rule: Code
    days_late: int
    due_on: date | None = None
    subject: Code | None = None

    def of(self, case: Case) -> tuple[Breach, tuple[Breach, ...]]:
        """Return the breach, as far as it is known, and the others."""
        clock = (self.rule, self.subject or "")
        # Some explanations do not say which date was missed: then it was the last one.
        same = [
            one
            for one in case.breaches
            if (one.rule, one.subject) == clock and one.due_on in (None, self.due_on)
        ]
        breach = same[0] if same else Breach(rule=self.rule, days_late=0, subject=clock[1])
        breach = replace(breach, days_late=self.days_late, due_on=self.due_on)
        return breach, tuple(one for one in case.breaches if one not in same)


class BreachNoted(_OfBreach, frozen=True, kw_only=True, tag="breach:noted/1"):
    """
    A missed deadline is kept, because its clock begins anew or falls away; see `triage.cases.breaches`.

    Attributes:
        mistaken: it was none: it came from a day that was corrected.
    """

    settled_on: date
    mistaken: bool = False

    sentence: ClassVar[str] = N_("A missed deadline is kept: %(rule)s, %(due_on)s, %(days_late)s")

    def apply(self, case: Case) -> Case:
        """Keep it."""
        breach, others = self.of(case)
        noted = replace(breach, settled_on=self.settled_on, mistaken=self.mistaken)
        return case.with_(breaches=(*others, noted))


class BreachExplained(_OfBreach, frozen=True, kw_only=True, tag="breach:explained/2"):
    """It was said why a deadline was missed, and who answers for it; possible on a closed case too."""

    responsible: Responsible
    reason_item: ItemRef

    typed: ClassVar[tuple[str, ...]] = ("responsible",)
    sentence: ClassVar[str] = N_("A missed deadline was explained: %(rule)s, %(days_late)s")
    logged: ClassVar[str] = N_("A missed deadline was explained")
    is_step: ClassVar[bool] = False

    def check(self, case: Case, context: Context) -> None:
        """
        Refuse it where the deadline was not missed, there is no reason, or nobody knows where it lay before.
        """
        require_case(case)
        versions = context.rulebook.versions.get(self.rule, ())
        in_hours = any(each.period.unit is TimeUnit.HOUR for each in versions)
        if self.days_late < (0 if in_hours else 1):
            raise Refusal("nothing_breached")
        if self.responsible is Responsible.LAY_WITH and case.unit_before is None:
            raise Refusal("lay_with_unknown")
        require_item(self.reason_item, "reason")

    def apply(self, case: Case) -> Case:
        """Keep it with the breach."""
        breach, others = self.of(case)
        explained = replace(
            breach, responsible=self.responsible, reason_item=self.reason_item, explained_on=self.on
        )
        return case.with_(breaches=(*others, explained))


def _require_told(case: Case) -> None:
    report = case.report
    if report.pending_feedback is not None:
        raise Refusal("feedback_pending")
    if report.feedback_given_on is None:
        raise Refusal("close_before_feedback")
    if case.told_on is None:
        told_once = any(one.kind is not FeedbackKind.INTERIM for one in report.feedback)
        raise Refusal("close_decision_not_told" if told_once else "close_needs_final")
    if report.hand_over is not None and report.hand_over_pending:
        raise Refusal("close_hand_over_pending", answer_by=report.hand_over.answer_by)


def _require_answered(case: Case, on: date) -> None:
    complaint = case.complaint
    for referral in complaint.open_referrals:
        raise Refusal("close_referral_open", unit=referral.unit)
    for hearing in complaint.hearings:
        if hearing.waits(on):
            raise Refusal("close_hearing_open", unit=hearing.unit, answer_by=hearing.answer_by)
    if complaint.answers_pending:
        raise Refusal("answer_pending")
    if complaint.answered_on is None:
        raise Refusal("close_before_answer")
    if case.told_on is None:
        raise Refusal("close_decision_not_told")
