"""A period with its turns: where it ends when the clock was stopped, begun anew or given longer."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from triage.engine.calendar import NO_DAYS
from triage.engine.clock_change import ChangeKind, ClockChange
from triage.engine.counting import Counted, after, count, count_working_days, roll
from triage.engine.trace import Step, period_code, step
from triage.rules.model import COUNTED_BY_CALENDAR, Calendar, Interrupted, Period, Rule, Unit

_OFF = {ChangeKind.SUSPENDED, ChangeKind.INTERRUPTED}


@dataclass(frozen=True, slots=True)
class Ended:
    """Where a period ended: both dates with their steps, the house's own aim, and whether it stands still."""

    strict: Counted
    latest: Counted
    target: date | None
    original: date
    stopped: ClockChange | None
    steps: tuple[Step, ...]


def ended(
    rule: Rule,
    strict: date,
    latest: date,
    changes: Iterable[ClockChange],
    *,
    closing: frozenset[date] = NO_DAYS,
    settled_on: date | None = None,
) -> Ended:
    """
    Count a rule's period from its two starting days, turn by turn.

    A turn counts only where the rule allows it, not before the start, not after the date it would move, and
    not after `settled_on`; a clock that still stood when it was settled stood until then. No turn makes a
    date earlier.
    """
    run = _Run(rule, strict, latest, closing)
    first = run.due()
    for change in sorted(changes, key=lambda each: each.on):
        if strict <= change.on and (settled_on is None or change.on <= settled_on):
            run.take(change)
    if run.stopped is not None and settled_on is not None:
        run.stand(run.stopped, settled_on)
    due = run.due() if run.steps else first
    return Ended(*due, run.target(due[0].on), first[0].on, run.stopped, tuple(run.steps))


@dataclass(slots=True)
class _Run:
    rule: Rule
    strict: date
    latest: date
    closing: frozenset[date]
    stood: int = 0
    still: frozenset[date] = NO_DAYS
    least: tuple[date, date] = (date.min, date.min)
    until: date | None = None
    stopped: ClockChange | None = None
    steps: list[Step] = field(default_factory=list)

    def take(self, change: ClockChange) -> None:
        if self.stopped is not None:
            self._take_up(self.stopped, change)
        elif change.on > self.due()[0].on:
            # The date had passed: what comes after mends nothing.
            return
        elif change.kind in _OFF and self._may_stop(change.kind):
            self.stopped = change
        elif change.kind is ChangeKind.RESTARTED and self._counts_anew():
            self._anew(change.on, step("restarted", on=change.on), change.reason)
        elif change.kind is ChangeKind.EXTENDED and self.rule.by_notice and change.until_on is not None:
            self._extend(change.on, change.until_on, change.reason)

    def stand(self, since: ClockChange, until: date) -> None:
        """The clock stood from that turn until a day; the rest of its time is kept."""
        self.stopped = None
        days = (until - since.on).days
        if days == 0:
            return
        if self._by_calendar():
            # The day it stopped is not counted, the day it runs on is. Stopped on the very day it began, it
            # begins on the day it runs on, and that day is then the one not counted.
            first = since.on + timedelta(days=since.on == self.strict)
            self.still |= {first + timedelta(days=number) for number in range(days)}
        if self.until is not None or not self._by_calendar():
            self.stood += days
        code = "suspended" if since.kind is ChangeKind.SUSPENDED else "interrupted"
        self._say(
            step(code, on=since.on, until=until, period=period_code(Period(days, Unit.DAY, None, None))),
            since.reason,
        )

    def due(self) -> tuple[Counted, Counted]:
        """The strict and the latest date as they are now."""
        if self.until is not None:
            day = max(self.until + timedelta(days=self.stood), self.least[0])
            strict, latest = Counted(day, ()), self._rolled(Counted(day, ()))
        elif self._by_calendar():
            strict, latest = self._counted()
        else:
            strict, latest = self._reach(self.strict), self._rolled(self._reach(self.latest))
            if self.latest == self.strict:
                said = len(strict.steps)
                latest = Counted(latest.on, latest.steps[said:])
        return _at_least(strict, self.least[0]), _at_least(latest, max(self.least[1], strict.on))

    def target(self, strict: date) -> date | None:
        """The house's own aim, never after the strict date."""
        if self.rule.target is None:
            return None
        aim = after(self.strict, self.rule.target, latest=False, own_closing=self.closing | self.still)
        stood = 0 if self.rule.target.unit in COUNTED_BY_CALENDAR and self.still else self.stood
        return min(aim + timedelta(days=stood), strict)

    def _take_up(self, since: ClockChange, change: ClockChange) -> None:
        ends = ChangeKind.RESUMED if since.kind is ChangeKind.SUSPENDED else ChangeKind.RESTARTED
        if change.kind is not ends:
            return
        if since.kind is ChangeKind.INTERRUPTED and self._counts_anew():
            self.stopped = None
            self._anew(change.on, step("interrupted_anew", on=since.on, until=change.on), since.reason)
        else:
            self.stand(since, change.on)

    def _anew(self, on: date, said: Step, reason: str) -> None:
        self.least = self._dates()
        self.strict = self.latest = on
        self.stood, self.still, self.until = 0, NO_DAYS, None
        self._say(said, reason)

    def _extend(self, on: date, until: date, reason: str) -> None:
        self.least = self._dates()
        if until <= self.least[0]:
            return
        self.stood, self.until = 0, until
        self.steps.append(step("extended_to", until=until))
        if reason:
            # Without one it is only a question of the command line, and nobody was told on any day.
            self._say(step("told", on=on), reason)

    def _say(self, said: Step, reason: str) -> None:
        self.steps.append(said)
        if reason:
            self.steps.append(step("because", because=reason))

    def _dates(self) -> tuple[date, date]:
        strict, latest = self.due()
        return strict.on, latest.on

    def _may_stop(self, kind: ChangeKind) -> bool:
        return self.rule.may_pause if kind is ChangeKind.SUSPENDED else self.rule.interruption is not None

    def _counts_anew(self) -> bool:
        way = self.rule.interruption
        return way is not None and way.then is Interrupted.COUNTS_ANEW

    def _by_calendar(self) -> bool:
        return self.rule.period.unit in COUNTED_BY_CALENDAR

    def _reach(self, start: date) -> Counted:
        found = count(start, self.rule.period, self.rule.month_end)
        return Counted(found.on + timedelta(days=self.stood), found.steps)

    def _rolled(self, day: Counted) -> Counted:
        calendar = self.rule.roll_calendar or self.rule.period.calendar_latest
        if calendar is None:
            return day
        rolled = roll(day.on, calendar, self.closing)
        return Counted(rolled.on, (*day.steps, *rolled.steps))

    def _counted(self) -> tuple[Counted, Counted]:
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


def _at_least(day: Counted, least: date) -> Counted:
    return day if day.on >= least else Counted(least, day.steps)
