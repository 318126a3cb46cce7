"""What an account counts of an entry in a register: one way for each register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from triage.cases.appeals import CountableAppeal
from triage.cases.case import Case
from triage.cases.decisions.recommendations import RecommendationBegun
from triage.cases.recommendations import CountableRecommendation
from triage.cases.register_kinds import RegisterKind

CountableEntry = CountableRecommendation | CountableAppeal
"""What a register tells of one entry: codes and days, and nothing that anybody wrote."""


def entry_of(case: Case, reference: str) -> CountableEntry | None:
    """Give what an entry tells as it stands, withdrawn or not; None of what is none, or tells nothing."""
    kind = case.register.kind
    make = None if kind is None else _MAKERS.get(kind)
    return None if make is None else make(case, reference)


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
        closed_on=case.closed_on,
    )


_MAKERS: Mapping[RegisterKind, Callable[[Case, str], CountableEntry]] = MappingProxyType(
    {RegisterKind.RECOMMENDATION: _recommendation}
)
