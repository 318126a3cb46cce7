"""
What units owe in the cases that somebody may see: a page of it, and how much there is of each unit; and the
reminders that are ready in some cases. Numbers end where those of lists do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    Subquery,
    func,
    literal,
    select,
    tuple_,
    union_all,
)

from intake.store.tables import columns_of
from triage.cases.owed_by_units import OwedByUnit, OwedKind
from triage.cases.vocabulary import ReplyQuality
from triage.store import case_lists
from triage.store.case_lists import MADE
from triage.store.cases import CaseRow, place_among
from triage.store.tables import case, owed_by_unit
from triage.store.visibility import CaseHandle, Visible

YEAR = timedelta(days=365)
"""So far back answers are looked at."""
AT_ONCE = 100
"""So many units are counted in one question."""


@dataclass(frozen=True, slots=True)
class OwedRow:
    """One thing that a unit owes, and the case that it belongs to."""

    row: CaseRow
    owed: OwedByUnit

    @property
    def place(self) -> "OwedPlace":
        """Where it stands among what its unit owes."""
        owed = self.owed
        return OwedPlace(owed.due_on, self.row.case_reference, str(owed.kind), str(owed.number))


class OwedPlace(NamedTuple):
    """Where something stands among what a unit owes."""

    due_on: date
    case_reference: str
    kind: str
    number: str


@dataclass(frozen=True, slots=True)
class UnitNumbers:
    """
    How much there is of one unit, each so far as lists count: what is open, of it what is late, and the
    reminders that are ready; of the last twelve months the answers, the days that they took together, the
    evasive ones and the reminders that it needed; and the day of the next planned meeting with it.
    """

    requests: int = 0
    late: int = 0
    ready: int = 0
    hearings: int = 0
    follow_ups: int = 0
    promises: int = 0
    answered: int = 0
    took: int = 0
    evasive: int = 0
    chased: int = 0
    meets_on: date | None = None

    @property
    def days(self) -> int | None:
        """How many days an answer took on the average, rounded; None where there is none."""
        return round(self.took / self.answered) if self.answered else None

    @property
    def owes_nothing(self) -> bool:
        """Whether nothing of the unit is open."""
        return not (self.requests or self.hearings or self.follow_ups or self.promises)


_CASE = columns_of(CaseRow, case)
_OWED = [owed_by_unit.c[name] for name in OwedByUnit._fields]
_WIDTH = len(_CASE)
_BY_DATE = (owed_by_unit.c.due_on, owed_by_unit.c.case, owed_by_unit.c.kind, owed_by_unit.c.number)


def open_of_unit(
    connection: Connection, visible: Visible, unit: str, *, after: OwedPlace | None, limit: int
) -> Sequence[OwedRow]:
    """Give what a unit owes, what is due first first; from the beginning or *after* a place."""
    query = _rows(visible, owed_by_unit.c.unit == unit, owed_by_unit.c.is_open).order_by(*_BY_DATE)
    if after is not None:
        place = (*after[:-1], int(after.number))
        query = query.where(tuple_(*_BY_DATE) > place_among(_BY_DATE, place, visible))
    return _found(connection, query.limit(limit))


def evasive_of_unit(connection: Connection, visible: Visible, unit: str, *, limit: int) -> Sequence[OwedRow]:
    """Give the newest answers of a unit that evade the question, of the last twelve months."""
    query = _rows(visible, owed_by_unit.c.unit == unit, *_is_evasive(visible.today))
    return _found(connection, query.order_by(owed_by_unit.c.answered_on.desc()).limit(limit))


def ready_among(
    connection: Connection, handles: Sequence[CaseHandle], today: date
) -> dict[CaseHandle, OwedByUnit]:
    """Give of each of these cases the request that a reminder has been ready for the longest, if any is."""
    # What is not ready is left out here: SQLite, if asked, would walk through all that is ready.
    query = select(owed_by_unit.c.case, *_OWED).where(owed_by_unit.c.case.in_(handles))
    found: dict[CaseHandle, OwedByUnit] = {}
    for handle, kind, *rest in connection.execute(query):
        owed = OwedByUnit(OwedKind(kind), *rest)
        if owed.chase_from is not None and owed.chase_from <= today:
            found[handle] = min(found.get(handle, owed), owed, key=lambda each: (each.chase_from, each.unit))
    return found


def numbers_of(connection: Connection, visible: Visible, units: Sequence[str]) -> dict[str, UnitNumbers]:
    """Give how much there is of each of some units."""
    found: dict[str, UnitNumbers] = {}
    for first in range(0, len(units), AT_ONCE):
        some = tuple(units[first : first + AT_ONCE])
        rows = connection.execute(_numbers(visible, some, case_lists.COUNTED))
        found |= {unit: _numbers_in(numbers) for unit, *numbers in rows}
    return found


def _numbers_in(found: Sequence[Any]) -> UnitNumbers:
    told: list[Any] = [each or 0 for each in found[:-1]]
    return replace(UnitNumbers(*told[:-2]), chased=sum(told[-2:]), meets_on=found[-1])


@lru_cache(maxsize=MADE)
def _numbers(visible: Visible, units: tuple[str, ...], most: int) -> Select[Any]:
    # Each number is a question of its own to the index of the unit, so that each can end.
    names = union_all(*(select(literal(each, String).label("unit")) for each in units)).subquery()
    return select(names.c.unit, *(each.scalar_subquery() for each in _told_of(visible, names, most)))


def _told_of(visible: Visible, names: Subquery, most: int) -> Iterator[Select[Any]]:
    """Ask for each number of a unit, in the order of `UnitNumbers`; the reminders in two halves."""
    owed, today = owed_by_unit.c, visible.today
    is_open = owed.is_open.is_(True)
    replied = (owed.kind == OwedKind.REQUEST, owed.answered_on >= today - YEAR)

    def all_of(*which: ColumnElement[bool]) -> Select[Any]:
        of_unit = (owed.unit == names.c.unit, *which, visible.covers(owed.case))
        return select(owed.took, owed.chased).where(*of_unit).correlate(names)

    def some(*which: ColumnElement[bool]) -> Select[Any]:
        return all_of(*which).limit(most + 1)

    for which in (
        (is_open, owed.kind == OwedKind.REQUEST),
        (is_open, owed.kind == OwedKind.REQUEST, owed.due_on < today),
        (is_open, owed.chase_from <= today),
        (is_open, owed.kind == OwedKind.HEARING),
        (is_open, owed.kind == OwedKind.FOLLOW_UP),
        (is_open, owed.kind == OwedKind.PROMISE),
        replied,
    ):
        yield select(func.count()).select_from(some(*which).subquery())
    answers = some(*replied).order_by(owed.answered_on.desc()).subquery()
    yield select(func.sum(answers.c.took))
    yield select(func.count()).select_from(some(*_is_evasive(today)).subquery())
    yield select(func.sum(answers.c.chased))
    yield select(func.sum(some(is_open, owed.kind == OwedKind.REQUEST).subquery().c.chased))
    coming = all_of(is_open, owed.due_on >= today, owed.kind == OwedKind.MEETING).order_by(owed.due_on)
    yield coming.with_only_columns(owed.due_on, maintain_column_froms=True).limit(1)


def _rows(visible: Visible, *which: ColumnElement[bool]) -> Select[Any]:
    return (
        select(*_CASE, *_OWED)
        .join_from(owed_by_unit, case, owed_by_unit.c.case == case.c.handle)
        .where(*which, visible.covers(owed_by_unit.c.case))
    )


def _found(connection: Connection, query: Select[Any]) -> list[OwedRow]:
    return [
        OwedRow(CaseRow(*found[:_WIDTH]), OwedByUnit(OwedKind(found[_WIDTH]), *found[_WIDTH + 1 :]))
        for found in connection.execute(query)
    ]


def _is_evasive(today: date) -> tuple[ColumnElement[bool], ...]:
    owed = owed_by_unit.c
    of_year = (owed.kind == OwedKind.REQUEST, owed.answered_on >= today - YEAR)
    return (*of_year, owed.quality == ReplyQuality.EVASIVE)
