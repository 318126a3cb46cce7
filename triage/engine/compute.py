"""One rule, one start, one deadline: the counting of a date together with its reasons, in one pass.

First where the count begins (`_start`), then where it ends (`triage.engine.changes`), then what has met the
clock meanwhile, and how late. Each says its own steps of the trace.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from intake.clock import COPENHAGEN, local_date, moment
from triage.engine.calendar import NO_DAYS
from triage.engine.changes import ClockChange, Ended, because, ended
from triage.engine.counting import Counted, add_hours, after, hours_between, year_end
from triage.engine.deadline import Deadline, DeadlineError, Happened
from triage.engine.trace import TraceStep, period_code, step
from triage.rules.codes import Anchor, TimeUnit
from triage.rules.model import Rule


@dataclass(frozen=True, slots=True)
class _Start:
    """The days from which the strict and the latest date are counted."""

    strict: date
    latest: date
    steps: tuple[TraceStep, ...]


@dataclass(frozen=True, slots=True)
class _Settled:
    """The event that met the clock, or for which the duty fell away, and when it happened."""

    event: str
    when: date


def compute(
    rule: Rule,
    start: date | datetime | None,
    events: Happened | None = None,
    *,
    own_closing: frozenset[date] = NO_DAYS,
    changes: Iterable[ClockChange] = (),
    subject: str = "",
    named: date | None = None,
) -> Deadline:
    """One deadline of one rule.

    `start` is the event that the rule counts from; it may be None only when the rule has a cap and `events`
    holds the event of the cap. Days and moments may be mixed: a moment counts as its Copenhagen date, except
    in a limit in hours; a limit in hours with only a date is counted from the beginning of that day. `named`
    is the date itself, where what began the clock names it; the rule's period is then not counted. Raises
    DeadlineError when the start or the rule's length is missing, ValueError for a time without an offset.
    """
    happened = dict(events or {})
    if start is not None:
        happened[rule.starts] = start
    if rule.own_length and not rule.period.length:
        raise DeadlineError(f"{rule.id} has no length of its own: each municipality publishes one")
    if rule.period.unit is TimeUnit.HOUR:
        return _in_hours(rule, happened, subject)
    closing = own_closing if rule.own_closing else NO_DAYS
    begins = _start(rule, happened, closing)
    settled = _settled(rule, happened)
    changes = tuple(changes)
    if changes:
        settled_on = None if settled is None else local_date(settled.when)
        starts = (rule, begins.strict, begins.latest)
        end = ended(*starts, changes, closing=closing, settled_on=settled_on, named=named)
        counted = tuple(_counting(rule, end, named))
    else:
        end, counted = _undisturbed(rule, begins.strict, begins.latest, closing, named)
    return _deadline(rule, subject, begins.strict, end, settled, (*begins.steps, *counted))


@lru_cache(maxsize=8192)
def _undisturbed(
    rule: Rule, strict: date, latest: date, closing: frozenset[date], named: date | None
) -> tuple[Ended, tuple[TraceStep, ...]]:
    """Where the period ends that nothing happened to: for all that began on one day, whenever it was met."""
    end = ended(rule, strict, latest, (), closing=closing, named=named)
    return end, tuple(_counting(rule, end, named))


def _start(rule: Rule, happened: Happened, closing: frozenset[date]) -> _Start:
    begun = local_date(happened[rule.starts]) if rule.starts in happened else None
    if rule.cap is not None and rule.cap.event in happened:
        capped_on = local_date(happened[rule.cap.event])
        limit = after(capped_on, rule.cap, latest=False, own_closing=closing)
        if begun is None:
            code = period_code(rule.cap)
            said = step("not_given", event=rule.starts, limit=limit, period=code, after=rule.cap.event)
            return _Start(limit, limit, (said,))
        if begun > limit:
            return _Start(limit, limit, (step("capped", event=rule.starts, on=begun, limit=limit),))
    if begun is None:
        raise _not_happened(rule)
    started = step("started", event=rule.starts, on=begun)
    if rule.lead is not None:
        strict, latest = (after(begun, rule.lead, latest=late, own_closing=closing) for late in (False, True))
        lead = step("lead", on=strict, period=period_code(rule.lead))
        other = (step("lead_latest", on=latest),) if latest != strict else ()
        return _Start(strict, latest, (started, lead, *other))
    if rule.anchor is Anchor.CALENDAR_YEAR_END:
        end = year_end(begun)
        return _Start(end, end, (started, step("year_end", on=end)))
    return _Start(begun, begun, (started,))


def _counting(rule: Rule, end: Ended, named: date | None) -> Iterable[TraceStep]:
    yield step("named", on=named) if named else step("period", period=period_code(rule.period))
    yield from end.steps
    yield from end.strict.steps
    if end.stopped is not None:
        yield step(f"{end.stopped.kind}_since", on=end.stopped.on)
        yield from because(end.stopped.reason)
    yield step("due_strict", on=end.strict.on)
    yield from end.latest.steps
    yield step("due_latest", on=end.latest.on)
    if rule.target is not None and end.target is not None:
        length = period_code(rule.target)
        if end.target < end.strict.on:
            yield step("target", on=end.target, period=length)
        else:
            yield step("target_held", period=length)
    if end.original != end.strict.on:
        yield step("original", on=end.original)
    used = (rule.period.calendar, rule.period.calendar_latest, rule.roll)
    confirmed = min((each.best_before for each in used if each is not None), default=date.max)
    if confirmed < end.latest.on:
        yield step("unconfirmed", on=confirmed)


def _in_hours(rule: Rule, happened: Happened, subject: str) -> Deadline:
    if rule.starts not in happened:
        raise _not_happened(rule)
    value = happened[rule.starts]
    told = value if isinstance(value, datetime) else None
    begun = moment(told or datetime.combine(value, time.min, tzinfo=COPENHAGEN))
    due = add_hours(begun, rule.period.length)
    steps = (
        step("started_at", event=rule.starts, at=begun),
        *(() if told else (step("time_unknown"),)),
        step("period", period=period_code(rule.period)),
        step("due_at", end=due),
    )
    # Midnight ends a day: what must be done by then is due on the day before.
    day = (due - timedelta(microseconds=1)).date()
    end = Ended(Counted(day, ()), Counted(day, ()), target=None, original=day, stopped=None, steps=())
    return _deadline(rule, subject, begun.date(), end, _settled(rule, happened), steps, due_at=due)


def _not_happened(rule: Rule) -> DeadlineError:
    return DeadlineError(f"{rule.id} counts from {rule.starts}, which has not happened")


def _settled(rule: Rule, happened: Happened) -> _Settled | None:
    """What met the clock, or waived it before: then nothing is owed any more that could be late."""
    # What happened before the clock was triggered satisfied an earlier clock, not this one.
    done = sorted([(local_date(happened[tag]), tag) for tag in rule.satisfied_by if tag in happened])
    met = None
    if done:
        triggers = [rule.starts, *([rule.cap.event] if rule.cap else [])]
        begun = min([local_date(happened[tag]) for tag in triggers if tag in happened])
        met = next(((on, tag) for on, tag in done if on >= begun), None)
    if rule.waived_by is not None and rule.waived_by in happened:
        waived = local_date(happened[rule.waived_by])
        if met is None or waived < met[0]:
            return _Settled(rule.waived_by, happened[rule.waived_by])
    return None if met is None else _Settled(met[1], happened[met[1]])


def _deadline(
    rule: Rule,
    subject: str,
    starts_on: date,
    end: Ended,
    settled: _Settled | None,
    steps: Iterable[TraceStep],
    *,
    due_at: datetime | None = None,
) -> Deadline:
    on = None if settled is None else local_date(settled.when)
    is_waived = settled is not None and settled.event == rule.waived_by
    late = None if settled is None else _late(settled.when, end.strict.on, due_at)
    return Deadline(
        counted_by=rule,
        subject=subject,
        starts_on=starts_on,
        due_target=end.target,
        original_strict=end.original,
        due_strict=end.strict.on,
        due_latest=end.latest.on,
        due_at=due_at,
        satisfied_on=None if is_waived else on,
        extended_on=None,
        waived_on=on if is_waived else None,
        stopped=end.stopped,
        was_late=late is not None,
        trace=(*steps, *_settling(settled, end, late, is_waived=is_waived)),
    )


def _settling(
    settled: _Settled | None, end: Ended, late: str | None, *, is_waived: bool
) -> Iterable[TraceStep]:
    if settled is None:
        return
    on = local_date(settled.when)
    if is_waived:
        yield step("waived", on=on)
    elif late is None:
        yield step("satisfied", event=settled.event, on=on)
    else:
        yield step("satisfied_late", event=settled.event, on=on, period=late)
        if end.original != end.strict.on:
            whole = f"{(on - end.original).days} {TimeUnit.DAY}"
            yield step("late_original", on=end.original, period=whole)


def _late(when: date, strict: date, at: datetime | None) -> str | None:
    """How late, as the code of a period; None when in time. Begun hours count in full."""
    if at is not None and isinstance(when, datetime):
        hours = hours_between(at, when)
        return f"{hours} {TimeUnit.HOUR}" if hours > 0 else None
    days = (local_date(when) - strict).days
    return f"{days} {TimeUnit.DAY}" if days > 0 else None
