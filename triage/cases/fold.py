"""
The case that a history tells: each event gives the case after it, and what was corrected later is read
corrected from the first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING

from msgspec.structs import replace

from triage.cases.events import Beginning, CaseEvent

if TYPE_CHECKING:
    from triage.cases.case import Case


def told(history: Iterable[CaseEvent]) -> tuple[CaseEvent, ...]:
    """Give a history as it was put right: each event in its place, as it stands after all corrections."""
    events = tuple(history)
    for each in events:
        events = each.put_right(events)
    return events


@dataclass(frozen=True)
class Life:
    """
    A history and what it tells: *events* as they were put right, and the case after each of them. The cases
    on the way keep none. Two are the same where the history is.
    """

    history: tuple[CaseEvent, ...] = ()
    events: tuple[CaseEvent, ...] = field(default=(), repr=False, compare=False)
    cases: tuple[Case, ...] = field(default=(), repr=False, compare=False)
    _onward: list[tuple[CaseEvent, Life]] = field(default_factory=list, repr=False, compare=False)

    @property
    def case(self) -> Case:
        """The case that the whole history tells. Raises ValueError where there are no events."""
        if not self.cases:
            raise ValueError("a case without events")
        return self.cases[-1].with_(history=self.history, life=self)

    def before(self, place: int) -> Case | None:
        """Give the case before the event at a place, the first is 0; None before it began."""
        return self.cases[place - 1] if place else None

    def alike(self, other: Life) -> int:
        """Say how many events stand in both as they stand here, from the first on."""
        both = zip(self.events, other.events, strict=False)
        same = takewhile(lambda pair: pair[0] is pair[1] or pair[0] == pair[1], both)
        return sum(1 for _ in same)

    def anew(self, event: CaseEvent) -> Life:
        """
        Give the life with one more event. Of a history that it puts right only what stands otherwise is lived
        again, and once, whoever asks.

        Raises:
            ValueError: a first event that does not begin a case.
        """
        for known, onward in self._onward:
            if known is event:
                return onward
        history = (*self.history, event)
        if event.rewrites:
            onward = walked(history, told(history), known=self)
        else:
            after = case_after(self.cases[-1] if self.cases else None, event)
            onward = Life(history, (*self.events, event), (*self.cases, after))
        if self.cases:
            self._onward[:] = [(event, onward)]
        return onward


NOTHING_YET = Life()


def walked(history: tuple[CaseEvent, ...], events: tuple[CaseEvent, ...], known: Life = NOTHING_YET) -> Life:
    """Live a history that is told already, from where it stands otherwise than in a life that is known."""
    same = known.alike(Life(events=events))
    cases = list(known.cases[:same])
    for event in events[same:]:
        cases.append(case_after(cases[-1] if cases else None, event))
    return Life(history, events, tuple(cases))


def live(events: Iterable[CaseEvent]) -> Life:
    """
    Give the life that these events tell.

    Args:
        events: all events of one case, in the order they were recorded.

    Raises:
        ValueError: the first one does not begin a case.
    """
    history = tuple(events)
    return walked(history, told(history))


def life_of(case: Case) -> Life:
    """Give the life of a case that was folded."""
    return live(case.history) if case.life is None else case.life


def fold(events: Iterable[CaseEvent]) -> Case:
    """
    Compute the case that these events tell.

    Args:
        events: all events of one case, in the order they were recorded.

    Raises:
        ValueError: no events, or the first one does not begin a case.
    """
    return live(events).case


def evolve(case: Case | None, event: CaseEvent) -> Case:
    """
    Return the case after one more event; `case` is None for the first.

    Raises:
        ValueError: a first event that does not begin a case.
    """
    return (NOTHING_YET if case is None else life_of(case)).anew(event).case


def case_after(case: Case | None, event: CaseEvent) -> Case:
    """
    Return the case after one more event of a history that is told already: what was corrected stands in it
    as it is right, and the correction itself changes nothing more. Its history is not kept.

    Raises:
        ValueError: a first event that does not begin a case.
    """
    if case is None:
        if not isinstance(event, Beginning):
            raise ValueError(f"{event.tag} cannot begin a case")
        case = event.begin()
    else:
        if event.goes_on and case.reopened_on is not None and case.days.resumed_on is None:
            case = case.with_(days=case.days.resumed(event.day))
        case = event.apply(case)
    if event.is_step and event.actor is not None:
        case = case.with_(days=replace(case.days, touched_on=event.on))
    return case.with_(days=case.days.happened(event.tag, event.day, event.on))
