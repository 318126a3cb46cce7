"""
The breaches of a case: every deadline that was missed, with its days late, whether or not its clock still
tells it.

A clock tells its own lateness as long as the engine counts it. When it begins anew or falls away - a case is
reopened, a decision changed, a unit asked again - what was late is noted in the history first. What was late
only by a day that is corrected stays too, struck out and counted for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from msgspec.structs import replace

from triage.cases.case import Case
from triage.cases.decisions.clocks import RulesApplied
from triage.cases.decisions.closing import Breach, BreachNoted
from triage.cases.decisions.correcting import EventCorrected
from triage.cases.events import CaseEvent
from triage.cases.fold import fold
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
        today: the day up to which an open one is late.
    """
    missed = [(each, days) for each in due if (days := each.days_breached(today))]
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
    if any(isinstance(each, RulesApplied) and each.reason == ApplyReason.CORRECTION for each in new):
        # Only a mistake of ours in the rules is put right backwards.
        return ()
    on = max(each.on for each in new)
    # What is entered late may show that nothing was: an open clock ran until the day of the thing itself.
    until = min(each.day for each in new)
    missed = [(each, days) for each in before if (days := each.days_breached(until))]
    still = {(each.rule, each.subject): each for each in after} if missed else {}
    lost = [_note(each, days, on, until) for each, days in missed if not _is_told(each, still)]
    return tuple(each for each in lost if not _is_noted(case, each))


def unfounded(
    history: Sequence[CaseEvent], corrections: Sequence[EventCorrected], clocks: Clocks
) -> tuple[BreachNoted, ...]:
    """
    Give what must be written down with corrections: each breach that was none, as it turns out.

    Args:
        history: what was recorded before them.
    """
    on = max(each.on for each in corrections)
    found = _missed_only_before(history, corrections, clocks, on, on)
    for place, each in enumerate(history):
        if isinstance(each, BreachNoted) and not each.mistaken:
            found |= _noted_in_error(history[:place], corrections, clocks, each)
    return tuple(_note(one, days, on, on, mistaken=True) for one, days in found.values())


def _noted_in_error(
    before: Sequence[CaseEvent], corrections: Sequence[EventCorrected], clocks: Clocks, note: BreachNoted
) -> dict[_Clock, tuple[Deadline, int]]:
    """Look where the clock of a noted breach last ran, and whether it had been missed there."""
    clock = (note.rule, note.subject or "", note.due_on)
    for length in range(len(before), 0, -1):
        if clock in _missed(clocks(fold(before[:length]), note.on), note.settled_on):
            wrong = _missed_only_before(before[:length], corrections, clocks, note.on, note.settled_on)
            return {key: one for key, one in wrong.items() if key == clock}
    return {}


def _missed_only_before(
    history: Sequence[CaseEvent], corrections: Sequence[EventCorrected], clocks: Clocks, on: date, until: date
) -> dict[_Clock, tuple[Deadline, int]]:
    # What is put right later on says nothing of what was known by then.
    known = [each for each in corrections if each.number <= len(history)]
    before = _missed(clocks(fold(history), on), until)
    after = _missed(clocks(fold((*history, *known)), on), until) if before else {}
    return {key: one for key, one in before.items() if key not in after}


def _missed(due: Iterable[Deadline], until: date) -> dict[_Clock, tuple[Deadline, int]]:
    return {
        (each.rule, each.subject, each.original_strict): (each, days)
        for each in due
        if (days := each.days_breached(until))
    }


def _is_noted(case: Case, lost: BreachNoted) -> bool:
    """Whether it was noted before; what was only explained is not."""
    clock = (lost.rule, lost.subject or "", lost.due_on)
    return any(
        (one.rule, one.subject, one.due_on) == clock and one.settled_on is not None for one in case.breaches
    )


def _is_told(old: Deadline, after: dict[tuple[str, str], Deadline]) -> bool:
    new = after.get((old.rule, old.subject))
    # A clock that counts from an earlier day than was known is the same; one from a later day is another.
    return new is not None and (new.original_strict == old.original_strict or new.starts_on <= old.starts_on)


def _note(missed: Deadline, days: int, on: date, until: date, *, mistaken: bool = False) -> BreachNoted:
    return BreachNoted(
        on=on,
        rule=missed.rule,
        subject=missed.subject or None,
        due_on=missed.original_strict,
        # Nobody waits for it any more, though it was never met.
        settled_on=missed.settled_on or until,
        days_late=days,
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
