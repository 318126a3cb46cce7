"""
The breaches of a case: every deadline that was missed, with its days late, whether or not its clock still
tells it.

A clock tells its own lateness as long as the engine counts it. When it begins anew or falls away - a case is
reopened, a decision changed, a unit asked again - what was late is noted in the history first. Where a day is
corrected, or a record withdrawn, the case is lived again: what was late only by what was wrong stays too,
struck out and counted for nothing; what was late all the same is noted, though its clock was lost long ago.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from intake.clock import local_date
from triage.cases.case import Case
from triage.cases.decisions.clocks import RulesApplied
from triage.cases.decisions.missed import BreachExplained, BreachNoted, breaches
from triage.cases.events import CaseEvent
from triage.cases.fold import case_after, fold, told
from triage.engine.deadline import Deadline
from triage.rules.codes import ApplyReason

Clocks = Callable[[Case, date], Iterable[Deadline]]
"""Gives the deadlines of a case on a day."""
_Clock = tuple[str, str, date | None]
"""A rule, what its clock is about, and the original date."""


def noted(
    case: Case,
    new: Sequence[CaseEvent],
    *,
    before: Iterable[Deadline],
    after: Iterable[Deadline],
    now: date | None = None,
) -> tuple[BreachNoted, ...]:
    """
    Give what must be written down with new events, so that no breach is forgotten over them.

    Args:
        case: the case before the new events.
        new: what is recorded now.
        before: the deadlines of the case on the day of the new events, without them; *after*: with them.
        now: the moment, where it is known: a limit in hours may have run out earlier on the same day.
    """
    on = max(each.on for each in new)
    missed = _lost(new, before, after, now or on)
    return tuple(_note(each, on) for each in missed if not _is_noted(case, each))


def noted_anew(
    case: Case, corrections: Sequence[CaseEvent], clocks: Clocks, *, now: date | None = None
) -> tuple[BreachNoted, ...]:
    """
    Give what must be written down with what rewrites the history: each breach that was none, as it turns out;
    and each that no clock tells and that was one, or was as much, only as it turns out.

    Args:
        case: the case before them.
        now: the moment, where it is known, as in `noted`.
    """
    on = max(each.on for each in corrections)
    until = now or on
    right = fold((*case.history, *corrections))
    was, is_now = _Past.of(case, clocks, until), _Past.of(right, clocks, until)
    known = [one for one in breaches(case, clocks(case, on), until) if not one.mistaken]
    gone = [
        each
        for key, each in (was.lost | was.running).items()
        if key not in is_now.lost | is_now.running and any(one.is_of(each.deadline) for one in known)
    ]
    come = [
        each
        for key, each in is_now.lost.items()
        if key not in is_now.running and not each.is_as_late_as(was.lost.get(key))
    ]
    return (*(_note(each, on, mistaken=True) for each in gone), *(_note(each, on) for each in come))


@dataclass(frozen=True, slots=True)
class _Missed:
    """A deadline that was missed, by so many days, when nobody waited for it any more or until it was met."""

    deadline: Deadline
    days: int
    settled_on: date

    @property
    def key(self) -> _Clock:
        return self.deadline.rule, self.deadline.subject, self.deadline.original_strict

    def is_as_late_as(self, other: _Missed | None) -> bool:
        return other is not None and (self.days, self.settled_on) == (other.days, other.settled_on)


@dataclass(frozen=True, slots=True)
class _Past:
    """Every breach that there ever was in a case: by clocks that were lost, and by those that it has."""

    lost: dict[_Clock, _Missed]
    running: dict[_Clock, _Missed]

    @classmethod
    def of(cls, case: Case, clocks: Clocks, until: date) -> _Past:
        """Live a case again, as it is told now; up to a moment, its open limits in hours too."""
        lost: dict[_Clock, _Missed] = {}
        so_far: Case | None = None
        for each in told(case.history):
            before = so_far
            so_far = case_after(before, each)
            if before is None or each.rewrites or isinstance(each, BreachNoted | BreachExplained):
                continue
            for missed in _lost([each], clocks(before, each.on), clocks(so_far, each.on), each.on):
                lost.setdefault(missed.key, missed)
        running = _missed(clocks(case, local_date(until)), until)
        return cls(lost, {each.key: each for each in running})


def _lost(
    new: Sequence[CaseEvent], before: Iterable[Deadline], after: Iterable[Deadline], now: date
) -> Iterator[_Missed]:
    """Give what had been missed, and what no clock tells any more after some events."""
    if any(isinstance(each, RulesApplied) and each.reason == ApplyReason.CORRECTION for each in new):
        # Only a mistake of ours in the rules is put right backwards.
        return
    # What is entered late may show that nothing was: an open clock ran until the day of the thing itself.
    day = min(each.day for each in new)
    missed = tuple(_missed(before, now if day == local_date(now) else day))
    still = {(each.rule, each.subject): each for each in after} if missed else {}
    yield from (each for each in missed if not _is_told(each.deadline, still))


def _missed(due: Iterable[Deadline], until: date) -> Iterator[_Missed]:
    for each in due:
        if each.is_breached(until):
            # Nobody waits for it any more, though it was never met.
            yield _Missed(each, each.days_breached(until), each.settled_on or local_date(until))


def _is_noted(case: Case, lost: _Missed) -> bool:
    """
    Whether it was noted before, as late as it is; what was only explained is not, nor what was struck out.
    """
    wanted = (*lost.key, lost.days, lost.settled_on)
    return any(
        (one.rule, one.subject, one.due_on, one.days_late, one.settled_on) == wanted and not one.mistaken
        for one in case.breaches
    )


def _is_told(old: Deadline, after: dict[tuple[str, str], Deadline]) -> bool:
    new = after.get((old.rule, old.subject))
    # A clock that counts from an earlier day than was known is the same; one from a later day is another.
    return new is not None and (new.original_strict == old.original_strict or new.starts_on <= old.starts_on)


def _note(missed: _Missed, on: date, *, mistaken: bool = False) -> BreachNoted:
    rule, subject, due_on = missed.key
    return BreachNoted(
        on=on,
        rule=rule,
        subject=subject or None,
        due_on=due_on,
        settled_on=missed.settled_on,
        days_late=missed.days,
        mistaken=mistaken,
    )
