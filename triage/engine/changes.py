"""
What happens to a running clock besides time, and where its period then ends.

A clock is stopped and taken up again, begun anew, or given longer. Here is one that gets 14 days on a Monday.
Its rule lets it be suspended, lets it count anew after an interruption, and lets a later date that is told in
time be the date. The latest date is the strict one, moved on to a working day.

on              what happens                strict          latest          because
--------------  --------------------------  --------------  --------------  ----------------------------
Mon 2026-03-02  begins                      Mon 2026-03-16  Mon 2026-03-16  that day is not counted
Thu 2026-03-05  suspended                   Mon 2026-03-16  Mon 2026-03-16  it stands still from here
Mon 2026-03-09  extended to Fri 2026-04-24  Mon 2026-03-16  Mon 2026-03-16  ignored: it stands still
Tue 2026-03-10  resumed                     Sat 2026-03-21  Mon 2026-03-23  it stood for five days
Thu 2026-03-12  interrupted                 Sat 2026-03-21  Mon 2026-03-23  it stands still from here
Mon 2026-03-16  restarted                   Mon 2026-03-30  Mon 2026-03-30  14 days anew, from that day
Wed 2026-03-18  restarted                   Wed 2026-04-01  Wed 2026-04-01  and once more
Fri 2026-03-20  extended to Mon 2026-03-30  Wed 2026-04-01  Wed 2026-04-01  ignored: it would be earlier
Mon 2026-03-23  extended to Sat 2026-04-11  Sat 2026-04-11  Mon 2026-04-13  the day that was told
Tue 2026-03-24  suspended                   Sat 2026-04-11  Mon 2026-04-13  it stands still from here
Thu 2026-03-26  resumed                     Mon 2026-04-13  Mon 2026-04-13  two days later than told
Tue 2026-04-14  extended to Thu 2026-04-30  Mon 2026-04-13  Mon 2026-04-13  ignored: the date had passed

1. A change counts only where the rule allows it, not before the start, not after the strict date, and not
   after the day on which the clock was met or waived.
2. A clock that stands is taken up by its own opposite and by nothing else; one that still stood when it was
   met stood until then.
3. No change makes a date earlier.
4. Days on which it stood are added to a period of plain days, and left out of a count of working days.
5. Where the rule knows a shortest rest after an interruption, the latest date leaves that much from the day
   on which it runs on, days on which it stands again not counted. The strict date knows nothing of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from triage.engine.calendar import NO_DAYS
from triage.engine.counting import Counted, after, count, count_working_days, roll
from triage.engine.trace import TraceStep, period_code, step
from triage.rules.codes import COUNTED_BY_CALENDAR, Interrupted, TimeUnit
from triage.rules.model import Calendar, Period, Rule


class ChangeKind(StrEnum):
    """`suspended` to `resumed`: the rest of the time is kept. `interrupted` to `restarted`: the rule says
    whether the rest runs on or the whole counts anew. `extended`: a later date was told in time.
    """

    SUSPENDED = "suspended"
    RESUMED = "resumed"
    INTERRUPTED = "interrupted"
    RESTARTED = "restarted"
    EXTENDED = "extended"


@dataclass(frozen=True, slots=True)
class ClockChange:
    """One change of one clock. `reason` is a code of `ClockReason` or empty; `until_on` the day that an
    extension tells. Whether it counts is the rule's word.
    """

    kind: ChangeKind
    on: date
    until_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RuleUpdate:
    """That a case was told, on a day and for an `ApplyReason`, to follow what was known as of a day."""

    on: date
    as_of_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Ended:
    """Where a period ended: both dates with their steps, the house's own aim, and whether it stands still."""

    strict: Counted
    latest: Counted
    target: date | None
    original: date
    stopped: ClockChange | None
    steps: tuple[TraceStep, ...]


def ended(
    rule: Rule,
    strict: date,
    latest: date,
    changes: Iterable[ClockChange],
    *,
    closing: frozenset[date] = NO_DAYS,
    settled_on: date | None = None,
    named: date | None = None,
) -> Ended:
    """Count a rule's period from its two starting days, or to the day that was named, change by change."""
    run = begun = _Run(rule, closing, strict, latest, named)
    first = begun.due()
    for change in sorted(changes, key=lambda each: each.on):
        if strict <= change.on and (settled_on is None or change.on <= settled_on):
            run = run.after(change)
    if run.stopped is not None and settled_on is not None:
        run = run.stood_until(run.stopped, settled_on)
    due = first if run is begun else run.due()
    return Ended(*due, run.target(due[0].on), first[0].on, run.stopped, run.steps)


@dataclass(frozen=True, slots=True)
class _Run:
    """A clock between two changes: how its period is counted just now. Each change gives another.

    It counts from `strict` and `latest`, or from the day that was `told`. `stood` is how many days are added
    because it stood still, `still` are the days that a count of working days leaves out for it. No date comes
    before `floor`, which is what the two dates were when it was last begun anew or given longer. `rest` is
    the day until which the shortest rest after an interruption lasts.
    """

    rule: Rule
    closing: frozenset[date]
    strict: date
    latest: date
    told: date | None = None
    stood: int = 0
    still: frozenset[date] = NO_DAYS
    floor: tuple[date, date] = (date.min, date.min)
    rest: date = date.min
    stopped: ClockChange | None = None
    steps: tuple[TraceStep, ...] = ()

    def after(self, change: ClockChange) -> "_Run":
        """The clock after a change, or the same one where the change does not count."""
        rule, on = self.rule, change.on
        if self.stopped is not None:
            return self._taken_up(self.stopped, change)
        if on > self.due()[0].on:
            return self
        match change.kind:
            case ChangeKind.SUSPENDED if rule.may_pause:
                return replace(self, stopped=change)
            case ChangeKind.INTERRUPTED if rule.interruption is not None:
                return replace(self, stopped=change, rest=self._rest_from(on, rule.interruption.at_least))
            case ChangeKind.RESTARTED if self._counts_anew:
                return self._anew(on, step("restarted", on=on), change.reason)
            case ChangeKind.EXTENDED if rule.by_notice and change.until_on is not None:
                return self._extended(on, change.until_on, change.reason)
        return self

    def stood_until(self, since: ClockChange, until: date) -> "_Run":
        """It stood from that change until a day; the rest of its time is kept."""
        days = (until - since.on).days
        if days == 0:
            return replace(self, stopped=None)
        still = self.still
        if self._by_calendar:
            # The day it stopped is not counted, the day it runs on is. Stopped on the very day it began, it
            # begins on the day it runs on, and that day is then the one not counted.
            first = since.on + timedelta(days=since.on == self.strict or since.on in still)
            still |= {first + timedelta(days=number) for number in range(days)}
        stood = self.stood + (days if self.told is not None or not self._by_calendar else 0)
        period = period_code(Period(days, TimeUnit.DAY, None, None))
        said = step(str(since.kind), on=since.on, until=until, period=period)
        steps = (*self.steps, said, *because(since.reason))
        rest = self.rest if self.rest == date.min else self.rest + timedelta(days=days)
        return replace(self, stopped=None, still=still, stood=stood, rest=rest, steps=steps)

    def due(self) -> tuple[Counted, Counted]:
        """The strict and the latest date as they are now."""
        strict, latest = self._without_rest()
        return strict, self._with_rest(latest)

    def target(self, strict: date) -> date | None:
        """The house's own aim, never after the strict date."""
        target = self.rule.target
        if target is None:
            return None
        aim = after(self.strict, target, latest=False, own_closing=self.closing | self.still)
        stood = 0 if target.unit in COUNTED_BY_CALENDAR and self.still else self.stood
        return min(aim + timedelta(days=stood), strict)

    def _without_rest(self) -> tuple[Counted, Counted]:
        if self.told is not None:
            strict = Counted(max(self.told + timedelta(days=self.stood), self.floor[0]), ())
            latest = self._rolled(strict)
        elif self._by_calendar:
            strict, latest = self._working_days()
        else:
            strict, latest = self._plain_days(self.strict), self._rolled(self._plain_days(self.latest))
            if self.latest == self.strict:
                latest = Counted(latest.on, latest.steps[len(strict.steps) :])
        return _not_before(strict, self.floor[0]), _not_before(latest, max(self.floor[1], strict.on))

    def _taken_up(self, since: ClockChange, change: ClockChange) -> "_Run":
        paused = since.kind is ChangeKind.SUSPENDED
        if change.kind is not (ChangeKind.RESUMED if paused else ChangeKind.RESTARTED):
            return self
        if paused or not self._counts_anew:
            return self.stood_until(since, change.on)
        said = step("interrupted_anew", on=since.on, until=change.on)
        return self._anew(change.on, said, since.reason)

    def _anew(self, on: date, said: TraceStep, reason: str) -> "_Run":
        steps = (*self.steps, said, *because(reason))
        return _Run(self.rule, self.closing, on, on, floor=self._dates(), steps=steps)

    def _extended(self, on: date, told: date, reason: str) -> "_Run":
        floor = self._dates()
        if told <= floor[0]:
            return replace(self, floor=floor)
        # Without a reason it is only a question of the command line, and nobody was told on any day.
        said = (step("told", on=on), *because(reason)) if reason else ()
        steps = (*self.steps, step("extended_to", until=told), *said)
        return replace(self, floor=floor, stood=0, told=told, steps=steps)

    def _dates(self) -> tuple[date, date]:
        strict, latest = self._without_rest()
        return strict.on, latest.on

    def _rest_from(self, on: date, shortest: Period | None) -> date:
        return self.rest if shortest is None else after(on, shortest, latest=True)

    def _with_rest(self, latest: Counted) -> Counted:
        way = self.rule.interruption
        if way is None or way.at_least is None or self.rest <= latest.on:
            return latest
        period, source = period_code(way.at_least), way.at_least.source
        said = step("at_least", on=self.rest, period=period, source=source)
        return self._rolled(Counted(self.rest, (said,)))

    @property
    def _counts_anew(self) -> bool:
        way = self.rule.interruption
        return way is not None and way.then is Interrupted.COUNTS_ANEW

    @property
    def _by_calendar(self) -> bool:
        return self.rule.period.unit in COUNTED_BY_CALENDAR

    def _plain_days(self, start: date) -> Counted:
        counted = count(start, self.rule.period, self.rule.month_end)
        return Counted(counted.on + timedelta(days=self.stood), counted.steps)

    def _rolled(self, day: Counted) -> Counted:
        calendar = self.rule.roll or self.rule.period.calendar_latest
        if calendar is None:
            return day
        rolled = roll(day.on, calendar, self.closing)
        return Counted(rolled.on, (*day.steps, *rolled.steps))

    def _working_days(self) -> tuple[Counted, Counted]:
        period = self.rule.period
        assert period.calendar is not None
        assert period.calendar_latest is not None
        strict = self._reading("strict", self.strict, period.calendar)
        latest = self._reading("latest", self.latest, period.calendar_latest)
        # Where both calendars count the same days, nobody wants to read the list of days twice.
        if strict.steps[1:] == latest.steps[1:]:
            return Counted(strict.on, strict.steps[1:]), Counted(latest.on, ())
        return strict, latest

    def _reading(self, reading: str, start: date, calendar: Calendar) -> Counted:
        counted = count_working_days(start, self.rule.period.length, calendar, self.closing, self.still)
        return Counted(counted.on, (step(f"reading_{reading}"), *counted.steps))


def because(reason: str) -> tuple[TraceStep, ...]:
    """The step that names a reason; none where none was given."""
    return (step("because", because=reason),) if reason else ()


def _not_before(day: Counted, least: date) -> Counted:
    return day if day.on >= least else Counted(least, day.steps)
