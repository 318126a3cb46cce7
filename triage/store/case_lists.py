"""The lists of cases, page by page, and the counts beside them, which end somewhere."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    func,
    literal,
    select,
    tuple_,
    union_all,
)

from intake.store.tables import columns_of
from triage.cases.vocabulary import State
from triage.rules.codes import Scheme
from triage.store.cases import CaseRow
from triage.store.tables import case
from triage.store.visibility import Visible

PAGE = 50
MADE = 256
"""So many questions are kept, each for one person and day."""


@dataclass(frozen=True, slots=True)
class Filters:
    """
    Which cases a list shows; None leaves a question open. *unanswered*: those alone in which something of the
    other side's is neither answered nor marked.
    """

    scheme: str | None = None
    is_open: bool | None = True
    state: str | None = None
    waits: bool | None = None
    unanswered: bool = False


OPEN = Filters()
_COLUMNS = columns_of(CaseRow, case)


_DUE, _UNDATED, _CLOSED = range(3)


class Place(NamedTuple):
    """Where a case stands in a list: by the day it is due or the day it was closed, and its reference."""

    due: date | None
    closed: date | None
    reference: str

    @property
    def part(self) -> int:
        """The part of the list that it stands in."""
        return _DUE if self.due else _CLOSED if self.closed else _UNDATED


def place_of(row: CaseRow, filters: Filters) -> Place:
    """Give the place of a case in the list of *filters*."""
    due = None if filters.is_open is False else row.next_due_strict
    return Place(due, None if due else row.closed_on, row.case_reference)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """One part of a list: its cases, and what they stand by."""

    number: int
    which: ColumnElement[bool]
    by: tuple[Column[Any], ...]

    def asked(self, query: Select[Any], after: Place | None) -> Select[Any]:
        """Ask for its cases behind a place, in their order."""
        query, key = query.where(self.which), tuple_(*self.by)
        newest_first = self.number == _CLOSED
        if after is not None:
            place = tuple(each for each in after if each is not None)
            query = query.where(key < place if newest_first else key > place)
        return query.order_by(*(each.desc() if newest_first else each for each in self.by))


@lru_cache
def _parts(filters: Filters) -> list[_Part]:
    due, closed, reference = case.c.next_due_strict, case.c.closed_on, case.c.case_reference
    if filters.is_open is False:
        return [_Part(_CLOSED, ~case.c.is_open, (closed, reference))]
    parts = [
        _Part(_DUE, due.is_not(None), (due, reference)),
        _Part(_UNDATED, and_(due.is_(None), case.c.is_open), (reference,)),
        _Part(_CLOSED, and_(due.is_(None), ~case.c.is_open), (closed, reference)),
    ]
    return parts[:-1] if filters.is_open else parts


def case_page(
    connection: Connection,
    visible: Visible,
    filters: Filters = OPEN,
    *,
    after: Place | None = None,
    limit: int = PAGE,
) -> Sequence[CaseRow]:
    """
    Give one page of visible cases: what is due, the first date first; then open cases without a date; then
    the closed ones, the last one closed first. In a list of closed cases all stand by their closing.

    *after* is the place of the last row of the page before.
    """
    rows: list[CaseRow] = []
    # One question for each part, in the order of an index; one for all parts would sort every case.
    for part in _parts(filters):
        if len(rows) < limit and (after is None or part.number >= after.part):
            is_there = after is not None and part.number == after.part
            asked = _question(visible, filters, part, after if is_there else None, limit - len(rows))
            rows += [CaseRow(*each) for each in connection.execute(asked)]
    return rows


@lru_cache(maxsize=MADE)
def _question(
    visible: Visible, filters: Filters, part: _Part, after: Place | None, limit: int
) -> Select[Any]:
    query = select(*_COLUMNS).where(visible.covers(case.c.handle), *_wanted(filters))
    return part.asked(query, after).limit(limit)


def _wanted(filters: Filters) -> list[ColumnElement[bool]]:
    asked = asdict(filters)
    only = [case.c.unanswered_since.is_not(None)] if asked.pop("unanswered") else []
    return only + [case.c[name] == wanted for name, wanted in asked.items() if wanted is not None]


COUNTED = 1000
"""So far the lists count; beyond it they say that there are more."""


def counting(query: Select[Any], most: int) -> Select[Any]:
    """Make a question for the number of rows of a *query*, up to one more than *most*."""
    return select(func.count()).select_from(query.limit(most + 1).subquery())


def number(connection: Connection, asked: Select[Any]) -> int:
    """Ask what `counting` made."""
    return int(connection.execute(asked).scalar_one())


def count_by_state(connection: Connection, visible: Visible) -> dict[tuple[str, str], int]:
    """Count visible open cases by (scheme, state), each so far as lists count."""
    found = connection.execute(_by_state(visible, COUNTED))
    return {(scheme, state): many for scheme, state, many in found if many}


@lru_cache(maxsize=MADE)
def _by_state(visible: Visible, most: int) -> Select[Any]:
    # Each pair that there may be is a question of its own to the index: to find those that there are, and to
    # count the many of one state, it would be walked through.
    pair = union_all(
        *(
            select(literal(scheme, String).label("scheme"), literal(state, String).label("state"))
            for scheme in Scheme
            for state in State
            if state != State.CLOSED
        )
    ).subquery()
    stand = (case.c.scheme == pair.c.scheme, case.c.state == pair.c.state)
    some = select(case.c.handle).where(*stand, visible.covers(case.c.handle))
    return select(*pair.c, counting(some.correlate(pair), most).scalar_subquery())


def count_waiting(connection: Connection, visible: Visible) -> int:
    """Count visible open cases that wait for somebody, so far as lists count."""
    return number(connection, _waiting(visible, COUNTED))


@lru_cache(maxsize=MADE)
def _waiting(visible: Visible, most: int) -> Select[Any]:
    waiting = select(case.c.handle).where(case.c.is_open, case.c.waits, visible.covers(case.c.handle))
    return counting(waiting, most)


def count_unanswered(connection: Connection, visible: Visible) -> int:
    """Count visible cases in which something of the other side's is unanswered, so far as lists count."""
    return number(connection, _unanswered(visible, COUNTED))


@lru_cache(maxsize=MADE)
def _unanswered(visible: Visible, most: int) -> Select[Any]:
    unanswered = select(case.c.handle).where(case.c.unanswered_since.is_not(None))
    return counting(unanswered.where(visible.covers(case.c.handle)), most)
