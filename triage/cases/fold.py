"""
The case that a history tells: each event gives the case after it, and what was corrected later is read
corrected from the first.
"""

from __future__ import annotations

from collections.abc import Iterable
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


def fold(events: Iterable[CaseEvent]) -> Case:
    """
    Compute the case that these events tell.

    Args:
        events: all events of one case, in the order they were recorded.

    Raises:
        ValueError: no events, or the first one does not begin a case.
    """
    history = tuple(events)
    case: Case | None = None
    for event in told(history):
        case = case_after(case, event)
    if case is None:
        raise ValueError("a case without events")
    return case.with_(history=history)


def evolve(case: Case | None, event: CaseEvent) -> Case:
    """
    Return the case after one more event; `case` is None for the first.

    Raises:
        ValueError: a first event that does not begin a case.
    """
    history = (event,) if case is None else (*case.history, event)
    return fold(history) if event.rewrites else case_after(case, event).with_(history=history)


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
