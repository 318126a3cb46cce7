"""
Whether more people than usual come with the same theme about the same unit, over 7 and over 30 days.

What is usual is the average of all spans of the same length in the twelve months before, as far as there is
anything from them. It is a hint to look, and no proof of anything: few people make an average of few. People
are counted, not cases, each once in a span, and fewer than three are never shown.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial

from triage.accounts.gathering import persons
from triage.accounts.rounding import rounded
from triage.accounts.traits import Basis, inquiry_side
from triage.cases.countable import CountableCase, CountableInquiry, CountableRecord
from triage.rules.code_lists import CodeLists
from triage.rules.counted import Trait
from triage.rules.counting_profile import ProfileHead
from triage.rules.counting_words import Repeats, Rounding, UnitOfInquiry

SPANS = (7, 30)
YEAR = timedelta(days=365)
LEAST = 3
"""So many people at least are a pattern."""
TIMES = 2
"""So many times as usual is more than usual."""
BACK = YEAR + timedelta(days=max(SPANS))
"""So far back the cases are needed."""
_HEAD = ProfileHead(
    valid_from=date.min,
    code="patterns",
    title={},
    repeats=Repeats.ALWAYS,
    unit_of_inquiry=UnitOfInquiry.FIRST,
    rounding=Rounding.PLAIN,
)
About = tuple[str, str | None]
"""A theme and a unit; no unit where none was named."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """
    A theme and a unit with which more people came than usual.

    Attributes:
        days: the length of the span, the last day of which is today.
        people: how many came in it.
        usual: how many came on the average in a span before; None where there is nothing from before.
        spans: so many spans that is the average of.
        cases: theirs in the span, the oldest first.
    """

    theme: str
    unit: str | None
    days: int
    people: int
    usual: Decimal | None
    spans: int
    cases: tuple[str, ...]


def patterns(records: Iterable[CountableRecord], today: date, lists: CodeLists) -> list[Pattern]:
    """
    Give what more people came with than usual, the most unusual first.

    Args:
        records: all that began since `BACK`, and what they are linked to.
    """
    came, first = _came(records, today, lists)
    return sorted(
        (pattern for days in SPANS for pattern in _of_span(came, first, today, days, lists)),
        key=lambda each: (each.days, -(each.people / (each.usual or Decimal("0.01"))), each.theme),
    )


_Came = dict[int, list[tuple[date, str]]]
"""The days on which each person came with something, and in which cases."""


def _came(
    records: Iterable[CountableRecord], today: date, lists: CodeLists
) -> tuple[Mapping[About, _Came], date | None]:
    """Give who came with what, and the first day of which anything is known in the year."""
    since = today - BACK
    inquiries = (
        each
        for each in records
        if isinstance(each, CountableCase)
        and isinstance(each.of, CountableInquiry)
        and each.of.not_counted is None
        and each.of.own_initiative is None
    )
    came: dict[About, _Came] = {}
    paths = cache(partial(_paths, lists))
    first: date | None = None
    for number, person in enumerate(persons(inquiries, _HEAD, Basis(today, UnitOfInquiry.FIRST))):
        for case in (each for gathered in person for each in gathered.cases):
            if not since < case.began_on <= today:
                continue
            first = min(first or case.began_on, case.began_on)
            for about in _about(case, paths):
                came.setdefault(about, {}).setdefault(number, []).append((case.began_on, case.case))
    return came, first


def _about(case: CountableCase, paths: Callable[[str, str | None], tuple[About, ...]]) -> set[About]:
    """Everything that a case is about, a theme with its main theme and a unit with what it is a part of."""
    side = inquiry_side(case)
    return {about for point in side.points for about in paths(point.theme, point.unit or side.unit)}


def _paths(lists: CodeLists, theme: str, unit: str | None) -> tuple[About, ...]:
    return tuple((each, of) for each in lists.path(Trait.THEME, theme) for of in _units(unit, lists))


def _units(unit: str | None, lists: CodeLists) -> tuple[str | None, ...]:
    return (None,) if unit is None else lists.path(Trait.UNIT, unit)


def _of_span(
    came: Mapping[About, _Came], first: date | None, today: date, days: int, lists: CodeLists
) -> Iterator[Pattern]:
    begins = today - timedelta(days=days - 1)
    now = {about: _since(each, begins) for about, each in came.items()}
    for about, people in now.items():
        if len(people) < LEAST or _is_told_closer(about, people, now, lists):
            continue
        usual, spans = _usual(came[about], first, begins, days)
        if usual is None or len(people) >= TIMES * usual:
            theme, unit = about
            cases = tuple(case for each in people.values() for case in each)
            mean = None if usual is None else rounded(usual, 1)
            yield Pattern(theme, unit, days, len(people), mean, spans, cases)


def _is_told_closer(
    about: About, people: Mapping[int, object], now: Mapping[About, Mapping[int, object]], lists: CodeLists
) -> bool:
    """Whether the very same people are told of by a closer theme or a closer unit."""
    return any(
        other != about
        and about[0] in lists.path(Trait.THEME, other[0])
        and (about[1] == other[1] or about[1] in _units(other[1], lists))
        and others.keys() == people.keys()
        for other, others in now.items()
    )


def _since(came: _Came, begins: date) -> dict[int, list[str]]:
    found = {person: [case for day, case in days if day >= begins] for person, days in came.items()}
    return {person: cases for person, cases in found.items() if cases}


def _usual(came: _Came, first: date | None, begins: date, days: int) -> tuple[Fraction | None, int]:
    """The average of the spans of the year before, from the first day known on, and their number."""
    known = min((begins - first).days, YEAR.days) if first is not None else 0
    spans = known // days
    if spans < 1:
        return None, 0
    # A span is known by how many lie between it and the one of today; a person counts once in each.
    in_spans = ({(begins - day).days - 1 for day, _case in of if day < begins} for of in came.values())
    total = sum(len({ago // days for ago in of if ago < spans * days}) for of in in_spans)
    return Fraction(total, spans), spans
