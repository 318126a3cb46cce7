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

from msgspec.structs import replace

from triage.cases.case import Case
from triage.cases.decisions.clocks import RulesApplied
from triage.cases.decisions.closing import Breach, BreachExplained, BreachNoted
from triage.cases.events import CaseEvent
from triage.cases.fold import case_after, fold, told
from triage.engine.deadline import Deadline
from triage.rules.codes import ApplyReason

Clocks = Callable[[Case, date], Iterable[Deadline]]
"""Gives the deadlines of a case on a day."""
_Clock = tuple[str, str, date | None]
"""A rule, what its clock is about, and the original date."""


def breaches(case: Case, due: Iterable[Deadline], today: date) -> tuple[Breach, ...]:
    """
    Give every breach of a case, in the order of the dates that were missed, explained or not.

    Args:
        due: the deadlines of the case as the engine has them today.
        today: the day up to which an open one is late; given a moment, a limit in hours is late from its own.
    """
    missed = [(each, each.days_breached(today)) for each in due if each.is_breached(today)]
    now = [_told(case, each, days) for each, days in missed]
    past = [one for one in case.breaches if not any(_is_of(one, each) for each, _days in missed)]
    return tuple(sorted((*past, *now), key=lambda one: (one.due_on or date.min, one.rule, one.subject)))


def noted(
    case: Case, new: Sequence[CaseEvent], *, before: Iterable[Deadline], after: Iterable[Deadline]
) -> tuple[BreachNoted, ...]:
    """
    Give what must be written down with new events, so that no breach is forgotten over them.

    Args:
        case: the case before the new events.
        new: what is recorded now.
        before: the deadlines of the case on the day of the new events, without them; *after*: with them.
    """
    on = max(each.on for each in new)
    return tuple(_note(each, on) for each in _lost(new, before, after) if not _is_noted(case, each))


def noted_anew(case: Case, corrections: Sequence[CaseEvent], clocks: Clocks) -> tuple[BreachNoted, ...]:
    """
    Give what must be written down with what rewrites the history: each breach that was none, as it turns out;
    and each that no clock tells and that was one, or was as much, only as it turns out.

    Args:
        case: the case before them.
    """
    on = max(each.on for each in corrections)
    right = fold((*case.history, *corrections))
    was, now = _Past.of(case, clocks, on), _Past.of(right, clocks, on)
    known = [one for one in breaches(case, clocks(case, on), on) if not one.mistaken]
    gone = [
        each
        for key, each in (was.lost | was.running).items()
        if key not in now.lost | now.running and any(_is_of(one, each.deadline) for one in known)
    ]
    come = [
        each
        for key, each in now.lost.items()
        if key not in now.running and not each.is_as_late_as(was.lost.get(key))
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
    def of(cls, case: Case, clocks: Clocks, on: date) -> _Past:
        """Live a case again, as it is told now."""
        lost: dict[_Clock, _Missed] = {}
        so_far: Case | None = None
        for each in told(case.history):
            before = so_far
            so_far = case_after(before, each)
            if before is None or each.rewrites or isinstance(each, BreachNoted | BreachExplained):
                continue
            for missed in _lost([each], clocks(before, each.on), clocks(so_far, each.on)):
                lost.setdefault(missed.key, missed)
        return cls(lost, {each.key: each for each in _missed(clocks(case, on), on)})


def _lost(
    new: Sequence[CaseEvent], before: Iterable[Deadline], after: Iterable[Deadline]
) -> Iterator[_Missed]:
    """Give what had been missed, and what no clock tells any more after some events."""
    if any(isinstance(each, RulesApplied) and each.reason == ApplyReason.CORRECTION for each in new):
        # Only a mistake of ours in the rules is put right backwards.
        return
    # What is entered late may show that nothing was: an open clock ran until the day of the thing itself.
    missed = tuple(_missed(before, min(each.day for each in new)))
    still = {(each.rule, each.subject): each for each in after} if missed else {}
    yield from (each for each in missed if not _is_told(each.deadline, still))


def _missed(due: Iterable[Deadline], until: date) -> Iterator[_Missed]:
    for each in due:
        if each.is_breached(until):
            # Nobody waits for it any more, though it was never met.
            yield _Missed(each, each.days_breached(until), each.settled_on or until)


def _is_noted(case: Case, lost: _Missed) -> bool:
    """Whether it was noted before; what was only explained is not, nor what was struck out."""
    clock = lost.key
    return any(
        (one.rule, one.subject, one.due_on) == clock and one.settled_on is not None and not one.mistaken
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


def _is_of(breach: Breach, deadline: Deadline) -> bool:
    """Whether it is of this very deadline; one whose date was never kept is of any that its clock had."""
    same_clock = (breach.rule, breach.subject) == (deadline.rule, deadline.subject)
    return same_clock and breach.due_on in (None, deadline.original_strict)


def _told(case: Case, deadline: Deadline, days: int) -> Breach:
    breach = next((one for one in case.breaches if _is_of(one, deadline)), None)
    return replace(
        breach or Breach(rule=deadline.rule, subject=deadline.subject, days_late=days),
        days_late=days,
        due_on=deadline.original_strict,
        settled_on=deadline.settled_on,
        mistaken=False,
    )
