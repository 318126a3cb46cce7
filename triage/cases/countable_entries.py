"""What an account counts of an entry in a register: one way for each register."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from types import MappingProxyType
from typing import TypeVar

from triage.cases.appeals import CountableAppeal
from triage.cases.case import Case
from triage.cases.decisions.activities import CountableActivity, countable_activity
from triage.cases.decisions.appeals import countable_appeal
from triage.cases.decisions.external_figures import CountableFigure, countable_figure
from triage.cases.decisions.focus_points import CountableFocus, countable_focus
from triage.cases.decisions.ordered_counts import CountableOrder, countable_order
from triage.cases.decisions.recommendation_follow_up import RecommendationDecided, RecommendationEscalated
from triage.cases.decisions.recommendations import RecommendationBegun
from triage.cases.events import CaseEvent
from triage.cases.fold import life_of
from triage.cases.recommendations import CountableFollowUp, CountableRecommendation
from triage.cases.register_kinds import RegisterKind
from triage.cases.sides import ToldUnit

Event = TypeVar("Event", bound=CaseEvent)

CountableEntry = (
    CountableRecommendation
    | CountableAppeal
    | CountableActivity
    | CountableFigure
    | CountableOrder
    | CountableFocus
)
"""What a register tells of one entry: codes and days, and nothing that anybody wrote."""


def entry_of(case: Case, reference: str) -> CountableEntry | None:
    """Give what an entry tells as it stands, withdrawn or not; None of what is none, or tells nothing."""
    kind = case.register.kind
    make = None if kind is None else _MAKERS.get(kind)
    return None if make is None else make(case, reference)


def years_of(entry: CountableEntry) -> Collection[int]:
    """Give the years under which an entry is found."""
    match entry:
        case CountableFigure():
            return {each.year for each in entry.values}
        case CountableFocus():
            return entry.years
    return (entry.on.year,)


def countable_entry(case: Case, reference: str) -> CountableEntry | None:
    """Give what is counted of an entry; None of one that was withdrawn, or counts nowhere."""
    return None if case.register.withdrawn_on is not None else entry_of(case, reference)


def _recommendation(case: Case, reference: str) -> CountableRecommendation:
    begun = case.register.began
    assert isinstance(begun, RecommendationBegun)
    return CountableRecommendation(
        case=reference,
        on=begun.day,
        year=begun.year,
        number=begun.number,
        recommends=begun.type,
        theme=begun.theme,
        units=begun.units,
        born_of=begun.born_of,
        is_pattern=begun.is_pattern,
        predecessor=begun.predecessor,
        repeats=begun.repeats,
        told=tuple(_told(each) for each in case.register.told),
        onward=tuple((each.day, each.to) for each in _those(case, RecommendationEscalated)),
        decided=tuple(
            (each.day, each.decided_by, each.decided) for each in _those(case, RecommendationDecided)
        ),
        closed_on=case.closed_on,
    )


def _told(each: ToldUnit) -> CountableFollowUp:
    return CountableFollowUp(
        each.unit,
        each.told_on,
        each.answer,
        each.answered_on,
        each.reported_on,
        each.result,
        each.assessed_on,
    )


def _those(case: Case, kind: type[Event]) -> Iterator[Event]:
    return (each for each in life_of(case).events if isinstance(each, kind))


_MAKERS: Mapping[RegisterKind, Callable[[Case, str], CountableEntry]] = MappingProxyType(
    {
        RegisterKind.RECOMMENDATION: _recommendation,
        RegisterKind.APPEAL: countable_appeal,
        RegisterKind.ACTIVITY: countable_activity,
        RegisterKind.EXTERNAL_FIGURE: countable_figure,
        RegisterKind.ORDERED_COUNT: countable_order,
        RegisterKind.FOCUS_POINT: countable_focus,
    }
)
