"""
Feedback: interim, final, or the rejection that is an out-of-scope decision told with its reason and guidance.

Whistleblower Act § 12(2)(3), Directive (EU) 2019/1937 art. 9(1)(f): within three months the reporter is told
what was or will be done, and why. "Given" means placed in the mailbox (or told by hand); looking at it leaves
no trace.
"""

from __future__ import annotations

from datetime import date

from triage.cases.case import Case
from triage.cases.events import Event, Tag, make_event
from triage.cases.guards import earlier, require_case, require_day, require_item, require_open_report
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import FeedbackKind, Investigation, Mode, Scope


def decide_feedback(case: Case, *, on: date, actor: str, kind: FeedbackKind, item: str) -> tuple[Event, ...]:
    """
    Decide a feedback; the publisher places it and then calls `feedback_given`.

    Args:
        item: the text the reporter will read.

    Raises:
        Refusal: no text, another feedback is on its way, or the decisions do not allow this kind yet.
    """
    _require_kind_fits(case, kind)
    return (
        make_event(Tag.FEEDBACK_DECIDED, on=on, actor=actor, kind=kind, item=require_item(item, "feedback")),
    )


def feedback_given(case: Case, *, on: date, placed_on: date, item: str) -> tuple[Event, ...]:
    """
    Record that a decided feedback lies in the mailbox.

    Args:
        placed_on: the day the publisher read back; this day moves the clocks.
        item: the feedback's item id.

    Raises:
        Refusal: no such feedback is on its way.
    """
    require_case(case)
    pending = case.pending_feedback
    if pending is None or pending.item != item:
        raise Refusal("not_decided")
    require_day(case, placed_on, on=on)
    return (
        make_event(
            Tag.FEEDBACK_GIVEN, on=on, happened_on=earlier(placed_on, on=on), kind=pending.kind, item=item
        ),
    )


def hand_feedback(
    case: Case, *, on: date, actor: str, kind: FeedbackKind, item: str, given_on: date
) -> tuple[Event, ...]:
    """
    Record a feedback that was given at a meeting or by letter.

    Args:
        item: what the reporter was told.

    Raises:
        Refusal: as `decide_feedback`, or the day cannot be.
    """
    _require_kind_fits(case, kind)
    require_day(case, given_on, on=on)
    require_item(item, "feedback")
    return (
        make_event(Tag.FEEDBACK_DECIDED, on=on, actor=actor, kind=kind, item=item, mode=Mode.BY_HAND),
        make_event(
            Tag.FEEDBACK_GIVEN, on=on, actor=actor, happened_on=earlier(given_on, on=on), kind=kind, item=item
        ),
    )


def _require_kind_fits(case: Case, kind: FeedbackKind) -> None:
    require_open_report(case)
    if case.pending_feedback is not None:
        raise Refusal("feedback_pending")
    if case.scope is None:
        raise Refusal("scope_not_decided")
    if kind == FeedbackKind.REJECTION:
        if case.scope is not Scope.OUTSIDE:
            raise Refusal("rejection_needs_outside")
        return
    if case.scope is Scope.OUTSIDE:
        raise Refusal("feedback_needs_within")
    if not (case.acknowledgement.decided_on or case.acknowledged_on or case.acknowledgement.waived_reason):
        raise Refusal("acknowledge_first")
    if kind == FeedbackKind.FINAL:
        _require_ready_for_final(case)


def _require_ready_for_final(case: Case) -> None:
    if case.investigation is None:
        raise Refusal("final_before_decision")
    if case.investigation is Investigation.INVESTIGATE and case.outcome is None:
        raise Refusal("final_before_outcome")
