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
from functools import partial

from intake.clock import local_date
from triage.cases.case import Case
from triage.cases.context import CheckContext, is_same_to_rules
from triage.cases.decisions.clocks import RulesApplied
from triage.cases.decisions.missed import BreachExplained, BreachNoted, breaches
from triage.cases.events import CaseEvent
from triage.cases.fold import Life
from triage.engine.case_deadlines import deadlines
from triage.engine.deadline import Deadline, Facts
from triage.engine.kept_clocks import keeps_clocks
from triage.rules.codes import ApplyReason
from triage.rules.rulebook import Rulebook

_Clock = tuple[str, str, date | None]
"""A rule, what its clock is about, and the original date."""


class Clocks:
    """
    The clocks of a case as it was at one time and another.

    The engine is asked once for what is the same, and not for what is *known*: the contexts of the case.
    """

    def __init__(
        self, facts_of: Callable[[Case], Facts], rulebook: Rulebook, known: Iterable[CheckContext] = ()
    ) -> None:
        self._facts_of, self._rulebook = facts_of, rulebook
        self._known = [(each.facts, each.today, each.deadlines) for each in known if each.facts is not None]

    def on(self, case: Case, day: date) -> tuple[Deadline, ...]:
        """Give the deadlines of a case on a day."""
        facts = self._facts_of(case)
        for known, of_day, found in self._known:
            if of_day == day and is_same_to_rules(known, facts, self._rulebook):
                return found
        self._known.append((facts, day, deadlines(facts, self._rulebook, day)))
        return self._known[-1][2]

    def are_alike(self, one: Case, other: Case) -> bool:
        """Say whether no rule tells two cases apart."""
        return is_same_to_rules(self._facts_of(one), self._facts_of(other), self._rulebook)

    def are_kept(self, before: Case, after: Case, day: date) -> bool:
        """Say whether a case cannot have lost a clock that was missed by a day; the engine is not asked."""
        was, now = self._facts_of(before), self._facts_of(after)
        return is_same_to_rules(was, now, self._rulebook) or keeps_clocks(was, now, self._rulebook, day)


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
    missed = _lost(new, before, lambda: after, now or on)
    return tuple(_note(each, on) for each in missed if not _is_noted(case, each))


def noted_anew(was: Life, right: Life, clocks: Clocks, *, now: date | None = None) -> tuple[BreachNoted, ...]:
    """
    Give what must be written down with what rewrites the history: each breach that was none, as it turns out;
    and each that no clock tells and that was one, or was as much, only as it turns out.

    Args:
        was: the life of the case before; *right*: with what rewrites it.
        now: the moment, where it is known, as in `noted`.
    """
    on = max(each.on for each in right.history[len(was.history) :])
    until = now or on
    running, still = (_running(each.case, clocks, until) for each in (was, right))
    other = [
        place for place in range(right.alike(was), len(was.events)) if _is_other(was, right, place, clocks)
    ]
    if running.keys() <= still.keys() and not any(_lost_in(each, other, clocks) for each in (was, right)):
        # Whatever else was lost, was lost in both.
        return ()
    lost, lost_now = (_lost_in(each, range(len(each.events)), clocks) for each in (was, right))
    known = [one for one in breaches(was.case, clocks.on(was.case, on), until) if not one.mistaken]
    gone = [
        each
        for key, each in (lost | running).items()
        if key not in lost_now | still and any(one.is_of(each.deadline) for one in known)
    ]
    come = [
        each for key, each in lost_now.items() if key not in still and not each.is_as_late_as(lost.get(key))
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


def _running(case: Case, clocks: Clocks, until: date) -> dict[_Clock, _Missed]:
    """Give what was missed by the clocks that a case has; up to a moment, its open limits in hours too."""
    return {each.key: each for each in _missed(clocks.on(case, local_date(until)), until)}


def _is_other(was: Life, right: Life, place: int, clocks: Clocks) -> bool:
    """Say whether, to a rule, an event takes other clocks away in one life than in the other."""
    if was.events[place] != right.events[place]:
        return True
    befores = was.before(place), right.before(place)
    afters = was.cases[place], right.cases[place]
    return not all(one and two and clocks.are_alike(one, two) for one, two in (befores, afters))


def _lost_in(life: Life, places: Iterable[int], clocks: Clocks) -> dict[_Clock, _Missed]:
    """Give what was missed by the clocks that were lost by the events of some places."""
    lost: dict[_Clock, _Missed] = {}
    for place in places:
        each, before = life.events[place], life.before(place)
        if before is None or each.rewrites or isinstance(each, BreachNoted | BreachExplained):
            continue
        if clocks.are_kept(before, life.cases[place], max(each.on, each.day)):
            continue
        after = partial(clocks.on, life.cases[place], each.on)
        for missed in _lost([each], clocks.on(before, each.on), after, each.on):
            lost.setdefault(missed.key, missed)
    return lost


def _lost(
    new: Sequence[CaseEvent],
    before: Iterable[Deadline],
    after: Callable[[], Iterable[Deadline]],
    now: date,
) -> Iterator[_Missed]:
    """Give what had been missed, and what no clock tells any more after some events."""
    if any(isinstance(each, RulesApplied) and each.reason == ApplyReason.CORRECTION for each in new):
        # Only a mistake of ours in the rules is put right backwards.
        return
    # What is entered late may show that nothing was: an open clock ran until the day of the thing itself.
    day = min(each.day for each in new)
    missed = tuple(_missed(before, now if day == local_date(now) else day))
    still = {(each.rule, each.subject): each for each in after()} if missed else {}
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
