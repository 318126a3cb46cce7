"""One rule, one start, one deadline: the counting of a date together with its reasons, in one pass."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from intake.clock import COPENHAGEN, local_date, moment
from triage.engine.calendar import NO_DAYS
from triage.engine.clock_change import ClockChange
from triage.engine.clock_changes import Ended, ended
from triage.engine.counting import add_hours, after, hours_between, year_end
from triage.engine.deadline import Deadline, DeadlineError, Happened
from triage.engine.trace import Step, period_code, step
from triage.rules.model import Anchor, Rule, Unit

_Settled = tuple[str, date]


@dataclass(frozen=True, slots=True)
class _Due:
    subject: str
    starts_on: date
    strict: date
    latest: date
    original: date
    target: date | None = None
    stopped: ClockChange | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Base:
    strict: date
    latest: date
    steps: tuple[Step, ...]


def compute(
    rule: Rule,
    start: date | datetime | None,
    events: Happened | None = None,
    *,
    own_closing: frozenset[date] = NO_DAYS,
    changes: Iterable[ClockChange] = (),
    subject: str = "",
) -> Deadline:
    """One deadline of one rule.

    `start` is the event that the rule counts from; it may be None only when the rule has a cap and `events`
    holds the event of the cap. Days and moments may be mixed: a moment counts as its Copenhagen date, except
    in a limit in hours; a limit in hours with only a date is counted from the beginning of that day. Raises
    DeadlineError when the start or the rule's length is missing, ValueError for a time without an offset.
    """
    happened = dict(events or {})
    if start is not None:
        happened[rule.starts] = start
    if rule.own_length and not rule.period.length:
        raise DeadlineError(f"{rule.id} has no length of its own: each municipality publishes one")
    if rule.period.unit is Unit.HOUR:
        return _in_hours(rule, happened, subject)
    closing = own_closing if rule.own_closing else NO_DAYS
    base = _base(rule, happened, closing)
    settled = _settled(rule, happened)
    end = ended(
        rule,
        base.strict,
        base.latest,
        changes,
        closing=closing,
        settled_on=None if settled is None else local_date(settled[1]),
    )
    due = _Due(subject, base.strict, end.strict.on, end.latest.on, end.original, end.target, end.stopped)
    return _deadline(rule, due, settled, [*base.steps, *_counting(rule, end)])


def _counting(rule: Rule, end: Ended) -> list[Step]:
    steps = [step("period", period=period_code(rule.period)), *end.steps, *end.strict.steps]
    if end.stopped is not None:
        steps.append(step(f"{end.stopped.kind}_since", on=end.stopped.on))
        if end.stopped.reason:
            steps.append(step("because", because=end.stopped.reason))
    steps += [
        step("due_strict", on=end.strict.on),
        *end.latest.steps,
        step("due_latest", on=end.latest.on),
    ]
    if end.target is not None:
        steps.append(_aim(rule, end.target, end.strict.on))
    if end.original != end.strict.on:
        steps.append(step("original", on=end.original))
    return steps + _unconfirmed(rule, end.latest.on)


def _aim(rule: Rule, aim: date, strict: date) -> Step:
    assert rule.target is not None
    length = period_code(rule.target)
    return step("target", on=aim, period=length) if aim < strict else step("target_held", period=length)


def _base(rule: Rule, happened: Happened, closing: frozenset[date]) -> _Base:
    begun = local_date(happened[rule.starts]) if rule.starts in happened else None
    started = (step("started", event=rule.starts, on=begun),) if begun is not None else ()
    if rule.cap is not None and rule.cap.event in happened:
        limit = after(
            local_date(happened[rule.cap.event]), rule.cap.period, latest=False, own_closing=closing
        )
        if begun is None:
            code = period_code(rule.cap.period)
            reason = step("not_given", event=rule.starts, limit=limit, period=code, after=rule.cap.event)
            return _Base(limit, limit, (reason,))
        if begun > limit:
            return _Base(limit, limit, (step("capped", event=rule.starts, on=begun, limit=limit),))
    if begun is None:
        raise DeadlineError(f"{rule.id} counts from {rule.starts}, which has not happened")
    if rule.lead is not None:
        strict, latest = (after(begun, rule.lead, latest=late, own_closing=closing) for late in (False, True))
        code = period_code(rule.lead)
        leads = [step("lead", on=strict, period=code)]
        if latest != strict:
            leads.append(step("lead_latest", on=latest))
        return _Base(strict, latest, (*started, *leads))
    if rule.anchor is Anchor.CALENDAR_YEAR_END:
        end = year_end(begun)
        return _Base(end, end, (*started, step("year_end", on=end)))
    return _Base(begun, begun, started)


def _unconfirmed(rule: Rule, latest: date) -> list[Step]:
    used = (rule.period.calendar, rule.period.calendar_latest, rule.roll_calendar)
    confirmed = [calendar.best_before for calendar in used if calendar is not None]
    return [step("unconfirmed", on=min(confirmed))] if confirmed and min(confirmed) < latest else []


def _in_hours(rule: Rule, happened: Happened, subject: str) -> Deadline:
    if rule.starts not in happened:
        raise DeadlineError(f"{rule.id} counts from {rule.starts}, which has not happened")
    value = happened[rule.starts]
    steps: list[Step] = []
    if isinstance(value, datetime):
        begun = moment(value)
    else:
        begun = moment(datetime.combine(value, time.min, tzinfo=COPENHAGEN))
        steps.append(step("time_unknown"))
    due = add_hours(begun, rule.period.length)
    steps.insert(0, step("started_at", event=rule.starts, at=begun))
    steps += [step("period", period=period_code(rule.period)), step("due_at", at=due)]
    # Midnight ends a day: what must be done by then is due on the day before.
    day = (due - timedelta(microseconds=1)).date()
    return _deadline(
        rule, _Due(subject, begun.date(), day, day, day, at=due), _settled(rule, happened), steps
    )


def _deadline(rule: Rule, due: _Due, settled: _Settled | None, steps: list[Step]) -> Deadline:
    on = None if settled is None else local_date(settled[1])
    is_waived = settled is not None and settled[0] == rule.waived_by
    return Deadline(
        rule=rule.id,
        rule_version=rule.version,
        title=rule.title,
        kind=rule.kind,
        source=rule.source,
        confidence=rule.confidence,
        subject=due.subject,
        starts_on=due.starts_on,
        due_target=due.target,
        original_strict=due.original,
        due_strict=due.strict,
        due_latest=due.latest,
        due_at=due.at,
        satisfied_on=None if is_waived else on,
        extended_on=None,
        waived_on=on if is_waived else None,
        stopped=due.stopped,
        was_late=settled is not None and _late(settled[1], due.strict, due.at) is not None,
        trace=(*steps, *_settling(settled, due, is_waived=is_waived)),
        ladders=rule.ladders,
    )


def _settling(settled: _Settled | None, due: _Due, *, is_waived: bool) -> tuple[Step, ...]:
    if settled is None:
        return ()
    tag, when = settled
    on = local_date(when)
    if is_waived:
        return (step("waived", on=on),)
    late = _late(when, due.strict, due.at)
    if late is None:
        return (step("satisfied", event=tag, on=on),)
    said = step("satisfied_late", event=tag, on=on, period=late)
    if due.original == due.strict:
        return (said,)
    whole = f"{(on - due.original).days} {Unit.DAY}"
    return said, step("late_original", on=due.original, period=whole)


def _late(when: date, strict: date, at: datetime | None) -> str | None:
    """How late, as the code of a period; None when in time. Begun hours count in full."""
    if at is not None and isinstance(when, datetime):
        hours = hours_between(at, when)
        return f"{hours} {Unit.HOUR}" if hours > 0 else None
    days = (local_date(when) - strict).days
    return f"{days} {Unit.DAY}" if days > 0 else None


def _settled(rule: Rule, happened: Happened) -> _Settled | None:
    """What satisfied the clock, else what waived it, and when."""
    # What happened before the clock was triggered satisfied an earlier clock, not this one.
    triggers = [rule.starts, *([rule.cap.event] if rule.cap else [])]
    begun = min(local_date(happened[tag]) for tag in triggers if tag in happened)
    done = [(local_date(happened[tag]), tag) for tag in rule.satisfied_by if tag in happened]
    for on, tag in sorted(done):
        if on >= begun:
            return tag, happened[tag]
    waived = happened.get(rule.waived_by) if rule.waived_by else None
    return None if waived is None or rule.waived_by is None else (rule.waived_by, waived)
