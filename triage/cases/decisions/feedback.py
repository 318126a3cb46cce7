"""
Feedback: interim, final, or the rejection that is an out-of-scope decision told with its reason and guidance.

Whistleblower Act § 12(2)(3), Directive (EU) 2019/1937 art. 9(1)(f): within three months the reporter is told
what was or will be done, and why. "Given" means placed in the mailbox (or told by hand); looking at it leaves
no trace.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.events import Decided, Placed
from triage.cases.guards import require_case, require_day, require_item, require_open_report
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import FeedbackKind, Investigation, Scope


class Feedback(Struct, frozen=True):
    """One feedback: decided, and given when it lies in the mailbox."""

    kind: FeedbackKind
    item: ItemRef
    decided_on: date
    given_on: date | None = None


class FeedbackDecided(Decided, frozen=True, kw_only=True, tag="feedback:decided/1"):
    """A feedback; the publisher places it, and then it is `FeedbackGiven`, as it is where given by hand."""

    kind: FeedbackKind
    item: ItemRef

    sentence: ClassVar[str] = N_("Feedback was written: %(kind)s")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it without a text, beside another on its way, or where the decisions do not allow it yet."""
        _require_kind_fits(case, self.kind)
        if self.given_on is not None:
            require_day(case, self.given_on, on=self.on)
        require_item(self.item, "feedback")

    def apply(self, case: Case) -> Case:
        """Wait for it to be placed; whether to close with it is decided anew."""
        waiting = case.with_side(feedback=(*case.report.feedback, Feedback(self.kind, self.item, self.on)))
        return waiting.with_(closes_by=None)

    def placed(self, *, on: date, happened_on: date, actor: str | None = None) -> FeedbackGiven:
        """It is given."""
        return FeedbackGiven(on=on, actor=actor, happened_on=happened_on, kind=self.kind, item=self.item)


class FeedbackGiven(Placed, frozen=True, kw_only=True, tag="feedback:given/1"):
    """A feedback lies in the mailbox, or was handed over; this day moves the clocks."""

    kind: FeedbackKind
    item: ItemRef

    sentence: ClassVar[str] = N_("Feedback given: %(kind)s")
    goes_on: ClassVar[bool] = True

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse a feedback that is not on its way."""
        require_case(case)
        pending = case.report.pending_feedback
        if pending is None or pending.item != self.item:
            raise Refusal("not_decided")
        require_day(case, self.day, on=self.on)

    def apply(self, case: Case) -> Case:
        """
        Keep the day. A rejection settles the acknowledgement too: who is told that the report is outside has
        been told that it arrived. Told too late, it settles it too late: the breach stays, and the feedback
        clock counts from received + 7 days anyway.
        """
        given = next((one for one in case.report.feedback if one.item == self.item), None)
        if given is None:
            raise ValueError(f"{self.tag} without a decision")
        feedback = tuple(
            replace(one, given_on=self.day) if one is given else one for one in case.report.feedback
        )
        case = case.with_side(feedback=feedback).answered(self.day)
        days = case.days
        if given.kind is FeedbackKind.INTERIM:
            return case.with_(days=days if days.told_on else replace(days, informed_on=self.day))
        acknowledgement = case.acknowledgement
        if given.kind is FeedbackKind.REJECTION and case.acknowledged_on is None:
            acknowledgement = replace(acknowledgement, given_on=self.day)
        return case.with_(
            told_on=self.day,
            acknowledgement=acknowledgement,
            days=replace(days.question_settled(self.day), told_on=self.day),
        )


def _require_kind_fits(case: Case, kind: FeedbackKind) -> None:
    require_open_report(case)
    report = case.report
    if report.pending_feedback is not None:
        raise Refusal("feedback_pending")
    if report.scope is None:
        raise Refusal("scope_not_decided")
    if kind is FeedbackKind.REJECTION:
        if report.scope is not Scope.OUTSIDE:
            raise Refusal("rejection_needs_outside")
        return
    if report.scope is Scope.OUTSIDE:
        raise Refusal("feedback_needs_within")
    if case.acknowledgement.is_open:
        raise Refusal("acknowledge_first")
    if kind is FeedbackKind.FINAL:
        if report.investigation is None:
            raise Refusal("final_before_decision")
        if report.investigation is Investigation.INVESTIGATE and report.outcome is None:
            raise Refusal("final_before_outcome")
