"""One rule, one start, one deadline: the counting of a date together with its reasons, in one pass."""

from dataclasses import dataclass
from datetime import date, datetime, time

from triage.domain.calendar import NO_DAYS
from triage.domain.counting import (
    COPENHAGEN,
    Counted,
    add_hours,
    after,
    count,
    count_working_days,
    hours_between,
    local_date,
    moment,
    roll,
    year_end,
)
from triage.domain.deadline import Deadline, DeadlineError, Happened
from triage.domain.trace import Step, period_code, step
from triage.rules.model import COUNTED_BY_CALENDAR, Anchor, Calendar, Rule, Unit


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
        return _in_hours(rule, happened)
    closing = own_closing if rule.own_closing else NO_DAYS
    base = _base(rule, happened, closing)
    steps = [*base.steps, step("period", period=period_code(rule.period))]
    strict, latest = _due(rule, base, closing)
    steps += [
        *strict.steps,
        step("due_strict", on=strict.on),
        *latest.steps,
        step("due_latest", on=latest.on),
    ]
    steps += _unconfirmed(rule, latest.on)
    return _deadline(rule, happened, base.strict, (strict.on, latest.on, None), steps)


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


def _due(rule: Rule, base: _Base, closing: frozenset[date]) -> tuple[Counted, Counted]:
    period = rule.period
    if period.unit in COUNTED_BY_CALENDAR:
        assert period.calendar is not None
        assert period.calendar_latest is not None
        strict = _reading("strict", base.strict, period.length, period.calendar, closing)
        latest = _reading("latest", base.latest, period.length, period.calendar_latest, closing)
        return _told_once(strict, latest)
    strict = count(base.strict, period, rule.month_end)
    latest = count(base.latest, period, rule.month_end)
    steps = latest.steps if base.latest != base.strict else ()
    if rule.roll_calendar is None:
        return strict, Counted(latest.on, steps)
    rolled = roll(latest.on, rule.roll_calendar, closing)
    return strict, Counted(rolled.on, (*steps, *rolled.steps))


def _reading(reading: str, start: date, days: int, calendar: Calendar, closing: frozenset[date]) -> Counted:
    counted = count_working_days(start, days, calendar, closing)
    return Counted(counted.on, (step(f"reading_{reading}"), *counted.steps))


def _told_once(strict: Counted, latest: Counted) -> tuple[Counted, Counted]:
    # Where both calendars count the same days, nobody wants to read the list of days twice.
    if strict.steps[1:] == latest.steps[1:]:
        return Counted(strict.on, strict.steps[1:]), Counted(latest.on, ())
    return strict, latest


def _unconfirmed(rule: Rule, latest: date) -> list[Step]:
    used = (rule.period.calendar, rule.period.calendar_latest, rule.roll_calendar)
    confirmed = [calendar.best_before for calendar in used if calendar is not None]
    return [step("unconfirmed", on=min(confirmed))] if confirmed and min(confirmed) < latest else []


def _in_hours(rule: Rule, happened: Happened) -> Deadline:
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
    return _deadline(rule, happened, begun.date(), (due.date(), due.date(), due), steps)


def _deadline(
    rule: Rule,
    happened: Happened,
    starts_on: date,
    due: tuple[date, date, datetime | None],
    steps: list[Step],
) -> Deadline:
    strict, latest, at = due
    satisfied = _satisfied(rule, happened)
    waived = _when(happened, rule.waived_by) if satisfied is None else None
    when = satisfied[1] if satisfied else waived
    return Deadline(
        rule=rule.id,
        rule_version=rule.version,
        title=rule.title,
        kind=rule.kind,
        source=rule.source,
        confidence=rule.confidence,
        starts_on=starts_on,
        due_strict=strict,
        due_latest=latest,
        due_at=at,
        satisfied_on=local_date(satisfied[1]) if satisfied else None,
        extended_on=None,
        waived_on=None if waived is None else local_date(waived),
        was_late=when is not None and _late(when, strict, at) is not None,
        trace=(*steps, *_settling(satisfied, waived, strict, at)),
        ladders=rule.ladders,
    )


def _settling(
    satisfied: tuple[str, date] | None, waived: date | None, strict: date, at: datetime | None
) -> tuple[Step, ...]:
    if waived is not None:
        return (step("waived", on=local_date(waived)),)
    if satisfied is None:
        return ()
    tag, when = satisfied
    late = _late(when, strict, at)
    if late is not None:
        return (step("satisfied_late", event=tag, on=local_date(when), period=late),)
    return (step("satisfied", event=tag, on=local_date(when)),)


def _late(when: date, strict: date, at: datetime | None) -> str | None:
    """How late, as the code of a period; None when in time. Begun hours count in full."""
    if at is not None and isinstance(when, datetime):
        hours = hours_between(at, when)
        return f"{hours} {Unit.HOUR}" if hours > 0 else None
    days = (local_date(when) - strict).days
    return f"{days} {Unit.DAY}" if days > 0 else None


def _satisfied(rule: Rule, happened: Happened) -> tuple[str, date] | None:
    # What happened before the clock was triggered satisfied an earlier clock, not this one.
    triggers = [rule.starts, *([rule.cap.event] if rule.cap else [])]
    begun = min(local_date(happened[tag]) for tag in triggers if tag in happened)
    done = [(local_date(happened[tag]), tag) for tag in rule.satisfied_by if tag in happened]
    return next(((tag, happened[tag]) for on, tag in sorted(done) if on >= begun), None)


def _when(happened: Happened, tag: str | None) -> date | None:
    return happened.get(tag) if tag else None
