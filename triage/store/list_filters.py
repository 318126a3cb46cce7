"""Which cases a list shows, in which order, and where a page of it goes on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Date, Select, and_, bindparam, or_, tuple_

from triage.cases.vocabulary import State
from triage.rules.codes import Scheme
from triage.store.case_table import Instant, case
from triage.store.cases import CaseRow

SOON = timedelta(days=7)


class Sort(StrEnum):
    """
    By what a list stands: the nearest date (of closed cases their closing), or one of its columns. Names
    stand in no table: `triage.services.views.by_name` puts them in order; here that list stands by its date.
    """

    DUE = "due"
    RECEIVED = "received"
    STATE = "state"
    UNIT = "unit"
    THEME = "theme"
    TYPE = "type"
    HANDLER = "handler"
    NAME = "name"

    @property
    def is_coded(self) -> bool:
        """Whether the column holds codes or handles, which stand in the order of their words."""
        return self not in {Sort.DUE, Sort.RECEIVED, Sort.NAME}


class Day(StrEnum):
    """Which day of a case its first and last one are asked of."""

    RECEIVED = "received"
    CLOSED = "closed"


Code = str | bytes
"""What a column holds that a list is sorted by: a code, or the handle of a person."""


class When(StrEnum):
    """
    Where the nearest date of a case lies: in one of these, of each that is open or owes something. *beyond*
    is whatever is neither overdue nor due soon, closed cases without a date as well.
    """

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"
    UNDATED = "undated"
    BEYOND = "beyond"


@dataclass(frozen=True, slots=True)
class Filters:
    """
    Which cases a list shows; None leaves a question open. *unanswered*: whether something of the other side's
    is neither answered nor marked; *quiet*: those alone that nobody has to open or to answer, and that wait
    for nobody, but are open or have a date; *first*, *last*: the first and the last *day* of that kind.

    It is told by codes and days alone. *reverse* turns the order of *sort* round.
    """

    scheme: str | None = None
    is_open: bool | None = True
    state: str | None = None
    waits: bool | None = None
    unanswered: bool | None = None
    quiet: bool = False
    when: When | None = None
    unit: str | None = None
    themes: tuple[str, ...] | None = None
    type: str | None = None
    handler: bytes | None = None
    day: Day = Day.RECEIVED
    first: date | None = None
    last: date | None = None
    sort: Sort = Sort.DUE
    reverse: bool = False

    def wanted(self) -> Iterator[ColumnElement[bool]]:
        """
        Give the conditions but for those that each of its `parts` has besides; those of *when* are filled in
        with the values of `Moment`.
        """
        if self.unanswered is not None:
            since = case.c.unanswered_since
            yield since.is_not(None) if self.unanswered else since.is_(None)
        if self.quiet:
            yield from _QUIET
        for name in ("scheme", "is_open", "state", "waits", "unit", "type", "handler"):
            if (value := getattr(self, name)) is not None:
                yield case.c[name] == value
        if self.themes is not None:
            yield case.c.theme.in_(self.themes)
        day = case.c.closed_on if self.day is Day.CLOSED else case.c.received_on
        if self.first is not None:
            yield day >= self.first
        if self.last is not None:
            yield day <= self.last
        if self.when in _WHEN:
            yield _WHEN[self.when]


OPEN = Filters()

_DUE, _AT = case.c.next_due_strict, case.c.next_due_at
_TODAY, _NOW, _LAST = (
    bindparam("today", type_=Date),
    bindparam("now", type_=Instant),
    bindparam("last", type_=Date),
)
_WHEN = {
    # The first half of each says nothing more, but ends the walk through the index.
    When.OVERDUE: and_(_DUE <= _TODAY, or_(_DUE < _TODAY, _AT < _NOW)),
    When.SOON: and_(_DUE.between(_TODAY, _LAST), or_(_AT.is_(None), _AT >= _NOW)),
    When.LATER: _DUE > _LAST,
    When.UNDATED: and_(_DUE.is_(None), case.c.is_open),
}
"""What lies beyond is told by the parts of a list: in one question every case would be walked through."""
IS_CASE = case.c.scheme != Scheme.REGISTER
"""Of everything that has a history only what is a case; of what is open or closed that is true anyway."""
_IS_CLOSED = and_(~case.c.is_open, case.c.closed_on.is_not(None))
_QUIET = (case.c.unanswered_since.is_(None), ~case.c.waits, case.c.state != State.NEW)


class Place(NamedTuple):
    """Where a case stands in a list: in which part of it, by which day, and its reference."""

    part: str
    on: date | None
    reference: str


@dataclass(frozen=True, slots=True, eq=False)
class ListSection:
    """One part of a list: its cases, and what they stand by."""

    name: str
    which: ColumnElement[bool]
    by: tuple[Column[Any], ...]
    newest_first: bool = False

    def asked(self, query: Select[Any], after: Place | None) -> Select[Any]:
        """Ask for its cases behind a place, in their order."""
        query, key = query.where(self.which), tuple_(*self.by)
        if after is not None:
            place = tuple(each for each in after[1:] if each is not None)
            if len(place) != len(self.by):
                raise ValueError("no place of this part")
            query = query.where(key < place if self.newest_first else key > place)
        return query.order_by(*(each.desc() if self.newest_first else each for each in self.by))

    def place_of(self, row: CaseRow) -> Place:
        """Give the place of one of its cases."""
        first = getattr(row, self.by[0].key)
        return Place(self.name, first if len(self.by) > 1 else None, row.case_reference)


@lru_cache(maxsize=256)
def parts(filters: Filters, codes: tuple[Code, ...] = ()) -> tuple[ListSection, ...]:
    """
    Give the parts of a list in their order. One question for each part, in the order of an index; one for all
    parts would sort every case.

    Args:
        codes: those that the column of *sort* holds, in the order of their words.
    """
    found = tuple(_coded(filters, codes) if filters.sort.is_coded else _dated(filters))
    if not filters.reverse:
        return found
    return tuple(ListSection(one.name, one.which, one.by, not one.newest_first) for one in reversed(found))


def _dated(filters: Filters) -> Iterator[ListSection]:
    closed, received, reference = case.c.closed_on, case.c.received_on, case.c.case_reference
    if filters.sort is Sort.RECEIVED:
        yield ListSection("received", IS_CASE, (received, reference), newest_first=True)
        return
    if filters.is_open is False and filters.when is not When.BEYOND:
        yield ListSection("closed", _IS_CLOSED, (closed, reference), newest_first=True)
        return
    if filters.when is not When.UNDATED:
        dated = _DUE > _LAST if filters.when is When.BEYOND else _DUE.is_not(None)
        yield ListSection("due", dated, (_DUE, reference))
    if filters.when in {None, When.UNDATED, When.BEYOND} and filters.is_open is not False:
        yield ListSection("undated", and_(_DUE.is_(None), case.c.is_open), (reference,))
    if filters.when in {None, When.BEYOND} and not (filters.is_open or filters.quiet):
        yield ListSection("closed", and_(_DUE.is_(None), _IS_CLOSED), (closed, reference), newest_first=True)


def _coded(filters: Filters, codes: tuple[Code, ...]) -> Iterator[ListSection]:
    column, by = case.c[filters.sort.value], (case.c.received_on, case.c.case_reference)
    for code in codes if filters.sort is Sort.STATE else (*codes, None):
        holds = and_(IS_CASE, column.is_(None) if code is None else column == code)
        for is_open in (True, False):
            says_other = filters.sort is Sort.STATE and is_open is (code == State.CLOSED)
            if filters.is_open in {None, is_open} and not says_other:
                which = and_(holds, case.c.is_open == is_open) if filters.is_open is None else holds
                said = code.hex() if isinstance(code, bytes) else code or ""
                name = f"{said}:{'open' if is_open else 'closed'}"
                yield ListSection(name, which, by, newest_first=True)
