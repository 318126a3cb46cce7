"""The alert ladder: when somebody is warned about a deadline. Pure; sending is done elsewhere."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain, count, takewhile

from intake.clock import local_date, moment
from triage.engine.deadline import Deadline
from triage.rules.codes import EscalationLevel
from triage.rules.model import Ladder


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One warning. `key` is stable and unique in its clock, `days` are left to the strict date.

    `to` is how far it goes. `at` is set while a limit in hours runs and when it has passed: the step comes
    after that moment, and whoever is told is told at once.
    """

    key: str
    on: date
    days: int
    to: EscalationLevel
    at: datetime | None = None

    @property
    def is_overdue(self) -> bool:
        """Whether this step says that the strict date has passed."""
        return self.days < 0

    def has_come(self, now: date) -> bool:
        """Whether it has come by a moment (with an offset), or by the end of a day."""
        if self.at is not None and isinstance(now, datetime):
            return moment(now) > self.at
        return self.on <= local_date(now)


def due_steps(deadline: Deadline, now: date, since: date | None = None) -> tuple[LadderStep, ...]:
    """The steps that have come up to and including today, oldest first; none while it stands or is closed.

    Steps come by the day, but those of a limit in hours by the moment, until it has passed: given a moment
    (with an offset), what has come by then; given a day, what comes by its end.

    The answer only grows from day to day, so a caller that stores the keys it has handled sends nothing twice
    and catches up in order after any silence. `since` is the day on which the office first knew of the
    deadline: of the steps before it only the last is kept, so that a deadline which is born overdue does not
    warn fifty times.
    """
    if not deadline.is_open or deadline.is_paused:
        return ()
    before = [step for step in _before(deadline) if step.has_come(now)]
    come = before + _overdue(deadline, local_date(now))
    if since is None:
        return tuple(come)
    missed = [step for step in come if step.on < since]
    return tuple(missed[-1:] + [step for step in come if step.on >= since])


def next_step_on(deadline: Deadline, now: date) -> date | None:
    """The first day after today on which a step comes; None while it stands or once it is closed.

    It is today while a step of today, or of yesterday's midnight, comes by its moment and has not come.
    """
    if not deadline.is_open or deadline.is_paused:
        return None
    after = local_date(now)
    for step in _before(deadline):
        if not step.has_come(now):
            return max(step.on, after)
    gone = (after - deadline.due_strict).days
    return deadline.due_strict + timedelta(days=next(days for days in _late_days(deadline) if days > gone))


def look_on(deadline: Deadline, today: date, since: date) -> date | None:
    """The day from which somebody must look whether a step has come; None while there is nothing to come.

    Which steps are raised already is not asked: where some have come, the day of the first of them is the
    answer, so that a deadline that has just moved is looked at once more rather than never.
    """
    come = due_steps(deadline, today, since)
    return come[0].on if come else next_step_on(deadline, today)


def _ladder(deadline: Deadline) -> Ladder:
    *ladders, in_hours = deadline.counted_by.ladders
    if deadline.due_at is not None:
        return in_hours
    length = (deadline.due_strict - deadline.starts_on).days
    return next(each for each in ladders if each.up_to_days is None or length <= each.up_to_days)


def _before(deadline: Deadline) -> list[LadderStep]:
    if deadline.due_at is not None:
        return _by_the_hour(deadline, deadline.due_at)
    ladder = _ladder(deadline)
    length = (deadline.due_strict - deadline.starts_on).days
    # Rounded down: a warning may come early, never late.
    percent = [
        (f"p{each}", deadline.starts_on + timedelta(days=length * each // 100)) for each in ladder.percent
    ]
    days = [(f"d{each}", deadline.due_strict - timedelta(days=each)) for each in ladder.days_before]
    # Steps of a very short clock that fall on one day are one warning, the most urgent of them.
    by_day = {
        on: _step(deadline, name, on, to) for (name, on), to in zip(percent + days, ladder.to, strict=True)
    }
    return [by_day[on] for on in sorted(by_day)]


def _by_the_hour(deadline: Deadline, due_at: datetime) -> list[LadderStep]:
    """The steps while a limit in hours runs, and the one that says that it has passed."""
    ladder, length = _ladder(deadline), timedelta(hours=deadline.counted_by.period.length)
    moments = [
        (f"p{each}", moment(due_at.astimezone(UTC) - length * (100 - each) / 100)) for each in ladder.percent
    ]
    steps = [
        _step(deadline, name, at.date(), to, at) for (name, at), to in zip(moments, ladder.to, strict=True)
    ]
    # Midnight belongs to the day that ends, as the due date does.
    return [*steps, _step(deadline, "late0", deadline.due_strict, ladder.overdue_to[0], due_at)]


def _step(
    deadline: Deadline, name: str, on: date, to: EscalationLevel, at: datetime | None = None
) -> LadderStep:
    # What it is due by is part of the key: a second clock of the rule in one case warns again, and one that
    # moved, be it by an hour of the same day. The hour comes last, where an address can leave it out.
    hour = "" if deadline.due_at is None else f":{deadline.due_at:%H%M%z}"
    key = f"{deadline.due_strict.isoformat()}:{name}{hour}"
    return LadderStep(key, on, (deadline.due_strict - on).days, to, at)


def _overdue(deadline: Deadline, today: date) -> list[LadderStep]:
    late = (today - deadline.due_strict).days
    return [_late(deadline, days) for days in takewhile(lambda days: days <= late, _late_days(deadline))]


def _late(deadline: Deadline, days: int) -> LadderStep:
    ladder, on = _ladder(deadline), deadline.due_strict + timedelta(days=days)
    # How far it goes waits for the date that may still be argued.
    reached = bisect_right(ladder.overdue_days, (on - deadline.due_latest).days)
    return _step(deadline, f"late{days}", on, ladder.overdue_to[max(0, reached - 1)])


def _late_days(deadline: Deadline) -> Iterator[int]:
    ladder = _ladder(deadline)
    every = ladder.overdue_every_days
    return chain(ladder.overdue_days, count(ladder.overdue_days[-1] + every, every))
