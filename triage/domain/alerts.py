"""The alert ladder: on which days somebody is warned about a deadline. Pure; sending is done elsewhere."""

from dataclasses import dataclass
from datetime import date, timedelta

from triage.domain.deadlines import Deadline
from triage.rules.model import Ladder


@dataclass(frozen=True, slots=True)
class Rung:
    """One warning. `key` is stable and unique in its case and rule; `days` are left to the strict date."""

    key: str
    on: date
    days: int

    @property
    def is_overdue(self) -> bool:
        """Whether this rung says that the strict date has passed."""
        return self.days < 0


def due_rungs(deadline: Deadline, today: date, since: date | None = None) -> tuple[Rung, ...]:
    """The rungs that have come up to and including today, oldest first; none for one that stands or is closed.

    The answer only grows from day to day, so a caller that stores the keys it has handled sends nothing twice
    and catches up in order after any silence. `since` is the day on which the office first knew of the
    deadline: of the rungs before it only the last is kept, so that a deadline which is born overdue does not
    ring fifty times.
    """
    if not deadline.is_open or deadline.is_paused:
        return ()
    come = [rung for rung in _before(deadline) if rung.on <= today] + _overdue(deadline, today)
    if since is None:
        return tuple(come)
    missed = [rung for rung in come if rung.on < since]
    return tuple(missed[-1:] + [rung for rung in come if rung.on >= since])


def next_rung_on(deadline: Deadline, after: date) -> date | None:
    """The first day after `after` on which a rung comes; None while it stands or once it is closed."""
    if not deadline.is_open or deadline.is_paused:
        return None
    for rung in _before(deadline):
        if rung.on > after:
            return rung.on
    step = _ladder(deadline).overdue_every_days
    gone = max(0, (after - deadline.due_strict).days)
    return deadline.due_strict + timedelta(days=(gone // step + 1) * step)


def look_on(deadline: Deadline, today: date, since: date) -> date | None:
    """The day from which somebody must look whether a rung has come; None while there is nothing to come.

    Which rungs are raised already is not asked: where some have come, the day of the first of them is the
    answer, so that a deadline that has just moved is looked at once more rather than never.
    """
    come = due_rungs(deadline, today, since)
    return come[0].on if come else next_rung_on(deadline, today)


def _ladder(deadline: Deadline) -> Ladder:
    length = (deadline.due_strict - deadline.starts_on).days
    return next(
        ladder for ladder in deadline.ladders if ladder.up_to_days is None or length <= ladder.up_to_days
    )


def _before(deadline: Deadline) -> list[Rung]:
    ladder = _ladder(deadline)
    length = (deadline.due_strict - deadline.starts_on).days
    by_day: dict[date, Rung] = {}
    for percent in ladder.percent:
        # Rounded down: a warning may come early, never late.
        on = deadline.starts_on + timedelta(days=length * percent // 100)
        by_day[on] = _rung(deadline, f"p{percent}", on)
    for days in ladder.days_before:
        on = deadline.due_strict - timedelta(days=days)
        by_day[on] = _rung(deadline, f"d{days}", on)
    # Rungs of a very short clock that fall on one day are one warning, the most urgent of them.
    return [by_day[on] for on in sorted(by_day)]


def _rung(deadline: Deadline, name: str, on: date) -> Rung:
    # The due date is part of the key: a rule's second clock in one case, or a moved date, rings again.
    return Rung(f"{deadline.due_strict.isoformat()}:{name}", on, (deadline.due_strict - on).days)


def _overdue(deadline: Deadline, today: date) -> list[Rung]:
    step = _ladder(deadline).overdue_every_days
    late = range(step, (today - deadline.due_strict).days + 1, step)
    return [_rung(deadline, f"late{days}", deadline.due_strict + timedelta(days=days)) for days in late]
