"""
Turning a clock by hand: suspending and resuming it, interrupting and restarting it, giving it longer.

What may be done to a clock its rule says. A refusal names the rule's own source, where that has been read;
the clocks that the law gives a whistleblower report refuse every pause, those of an internal scheme every
extension too.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from triage.cases.case import Case
from triage.cases.events import Event, Tag, make_event
from triage.cases.guards import earlier, require_day, require_item, require_open, require_past
from triage.cases.refusal_texts import HOUSE
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import Scheme
from triage.engine.case_deadlines import longest
from triage.engine.changes import ChangeKind
from triage.engine.deadline import Deadline, Facts
from triage.rules.model import ClockReason, Confidence, Interrupted, Kind, Rule
from triage.rules.rulebook import Rulebook

EXTENSION_REASONS = (
    ClockReason.COMPLEXITY,
    ClockReason.MANY_REQUESTS,
    ClockReason.AWAITING_CITIZEN,
    ClockReason.AWAITING_OTHERS,
    ClockReason.ABSENCE,
)
"""Why more time may be needed; whether it may be taken the rule says."""


@dataclass(frozen=True, slots=True)
class RunningDeadline:
    """
    One clock as the engine has it: its deadline, the version of its rule, the last date to which the rule
    lets it be extended (None where the rule names none), and the day of its newest turn, if it was turned.
    """

    rule: Rule
    deadline: Deadline
    limit: date | None = None
    changed_on: date | None = None


def clock(so_far: Facts, rulebook: Rulebook, today: date, deadline: Deadline) -> RunningDeadline:
    """The clock of a deadline."""
    rule = rulebook.version(deadline.rule, deadline.rule_version)
    changes = so_far.changes.get((deadline.rule, deadline.subject), ())
    changed_on = max((change.on for change in changes), default=None)
    return RunningDeadline(rule, deadline, longest(so_far, rulebook, today, deadline), changed_on)


def suspend(
    case: Case,
    *,
    on: date,
    actor: str,
    clock: RunningDeadline,
    reason: str,
    reason_item: str | None = None,
    happened_on: date | None = None,
) -> tuple[Event, ...]:
    """
    Stop a clock; the rest of its time is kept until it is resumed.

    Args:
        reason: one of the rule's own reasons.
        happened_on: the day from which no time runs, if it is not today.

    Raises:
        Refusal: the rule gives no pause or not for this reason, the clock is settled, stands or has run out.
    """
    _require_running(case, clock, on, happened_on)
    if not clock.rule.may_pause:
        raise Refusal("clock_not_pausable", source=provision(clock.rule))
    _require_reason(reason, clock.rule.pause_reasons, clock.rule)
    _require_begun(clock, happened_on or on)
    return (_change(Tag.CLOCK_SUSPENDED, clock, on, actor, happened_on, reason, reason_item),)


def resume(
    case: Case,
    *,
    on: date,
    actor: str,
    clock: RunningDeadline,
    reason_item: str | None = None,
    happened_on: date | None = None,
) -> tuple[Event, ...]:
    """
    Let a suspended clock run on, from today or from an earlier day since it stands.

    Raises:
        Refusal: it is not suspended, or stood not yet on that day.
    """
    _require_standing(case, clock, ChangeKind.SUSPENDED, happened_on or on, on)
    return (_change(Tag.CLOCK_RESUMED, clock, on, actor, happened_on, None, reason_item),)


def interrupt(
    case: Case,
    *,
    on: date,
    actor: str,
    clock: RunningDeadline,
    reason: str,
    reason_item: str | None = None,
    happened_on: date | None = None,
) -> tuple[Event, ...]:
    """
    Interrupt a clock; the rule says whether the rest of its time or all of it runs after the restart.

    Raises:
        Refusal: as `suspend`.
    """
    _require_running(case, clock, on, happened_on)
    if clock.rule.interruption is None:
        raise Refusal("clock_not_pausable", source=provision(clock.rule))
    _require_reason(reason, clock.rule.interruption.reasons, clock.rule)
    _require_begun(clock, happened_on or on)
    return (_change(Tag.CLOCK_INTERRUPTED, clock, on, actor, happened_on, reason, reason_item),)


def restart(
    case: Case,
    *,
    on: date,
    actor: str,
    clock: RunningDeadline,
    reason: str | None = None,
    reason_item: str | None = None,
    happened_on: date | None = None,
) -> tuple[Event, ...]:
    """
    End an interruption; or count a running clock anew, where its rule counts anew and for its reasons.

    Raises:
        Refusal: it is not interrupted, and may not be counted anew.
    """
    if clock.deadline.is_paused:
        _require_standing(case, clock, ChangeKind.INTERRUPTED, happened_on or on, on)
    else:
        _require_running(case, clock, on, happened_on)
        way = clock.rule.interruption
        if way is None or way.then is not Interrupted.COUNTS_ANEW:
            raise Refusal("clock_not_restartable", source=provision(clock.rule))
        _require_reason(reason or "", way.reasons, clock.rule)
        _require_begun(clock, happened_on or on)
    return (_change(Tag.CLOCK_RESTARTED, clock, on, actor, happened_on, reason, reason_item),)


def extend_deadline(
    case: Case,
    *,
    on: date,
    actor: str,
    clock: RunningDeadline,
    until_on: date,
    reason: str,
    reason_item: str,
    letter_item: str,
    told_on: date | None = None,
) -> tuple[Event, ...]:
    """
    Give a clock longer, where its rule allows, before it has run out, with a reason and the letter that says
    so.

    Args:
        until_on: the new date, as the letter tells it.
        letter_item: the letter.
        told_on: the day the letter went, if it is not today; that day must not lie after the present date.

    Raises:
        Refusal: the rule gives no longer time or not so much, the date has passed, or something is missing.
    """
    _require_running(case, clock, on, told_on)
    if clock.rule.may_extend is None and not clock.rule.by_notice:
        is_internal = Tag.FEEDBACK_GIVEN in clock.rule.satisfied_by and case.scheme is Scheme.WHISTLEBLOWING
        raise Refusal(
            "feedback_not_extendable" if is_internal else "clock_not_extendable",
            source=provision(clock.rule),
        )
    if clock.rule.cap is None:
        _require_begun(clock, told_on or on)
    else:
        # It may be told in time before what usually begins the count has come.
        require_day(case, told_on or on, on=on)
    due = clock.deadline.due_strict
    if until_on <= due:
        raise Refusal("extension_not_later", new_on=until_on, due=due)
    if clock.limit is not None and until_on > clock.limit:
        raise Refusal("extension_too_long", new_on=until_on, limit=clock.limit, source=provision(clock.rule))
    _require_reason(reason, EXTENSION_REASONS, clock.rule)
    return (
        make_event(
            Tag.DEADLINE_EXTENDED,
            on=on,
            actor=actor,
            happened_on=earlier(told_on, on=on),
            rule=clock.rule.id,
            subject=clock.deadline.subject or None,
            until_on=until_on,
            reason=reason,
            reason_item=require_item(reason_item, "reason"),
            letter_item=require_item(letter_item, "letter"),
        ),
    )


def provision(rule: Rule) -> str:
    """The source that a refusal may name: the rule's own, unless nobody has confirmed it."""
    return HOUSE if rule.confidence is Confidence.UNVERIFIED else rule.source


def _change(
    tag: Tag,
    clock: RunningDeadline,
    on: date,
    actor: str,
    happened_on: date | None,
    reason: str | None,
    reason_item: str | None,
) -> Event:
    return make_event(
        tag,
        on=on,
        actor=actor,
        happened_on=earlier(happened_on, on=on),
        rule=clock.rule.id,
        subject=clock.deadline.subject or None,
        reason=reason,
        reason_item=None if reason_item is None else require_item(reason_item, "reason"),
    )


def _require_running(case: Case, clock: RunningDeadline, on: date, happened_on: date | None) -> None:
    require_open(case)
    deadline = clock.deadline
    if not deadline.is_open:
        raise Refusal("clock_settled")
    if deadline.stopped is not None:
        raise Refusal("clock_stands", since=deadline.stopped.on)
    day = happened_on or on
    require_past(day, on=on)
    # Turns are counted by their days: one before another would undo it, or be undone by it, unsaid.
    if clock.changed_on is not None and day < clock.changed_on:
        raise Refusal("clock_turned_since", happened_on=day, changed_on=clock.changed_on)
    # What the law itself stops is stopped though we learn it late; the house cannot undo its own breach.
    latest_word = day if clock.rule.kind is Kind.STATUTE else max(day, on)
    if latest_word > deadline.due_strict:
        raise Refusal("clock_expired", due=deadline.due_strict, source=provision(clock.rule))


def _require_begun(clock: RunningDeadline, day: date) -> None:
    if day < clock.deadline.starts_on:
        raise Refusal("clock_not_begun", happened_on=day, begun_on=clock.deadline.starts_on)


def _require_standing(case: Case, clock: RunningDeadline, kind: ChangeKind, day: date, on: date) -> None:
    require_open(case)
    require_past(day, on=on)
    stopped = clock.deadline.stopped
    if stopped is None or stopped.kind is not kind or not clock.deadline.is_open:
        raise Refusal("clock_runs")
    if day < stopped.on:
        raise Refusal("clock_not_begun", happened_on=day, begun_on=stopped.on)


def _require_reason(reason: str, allowed: Collection[ClockReason], rule: Rule) -> None:
    if reason not in allowed:
        raise Refusal("clock_reason_unknown", source=provision(rule))
