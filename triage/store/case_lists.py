"""The lists of cases, page by page, and the counts beside them, which end somewhere."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, Select, and_, func, select, tuple_

from intake.store.tables import columns_of
from triage.cases.vocabulary import State
from triage.store.cases import CaseRow
from triage.store.tables import case
from triage.store.visibility import Visible

PAGE = 50


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


@dataclass(frozen=True, slots=True)
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
    query = select(*_COLUMNS).where(visible.covers(case.c.handle), *_wanted(filters))
    rows: list[CaseRow] = []
    # One question for each part, in the order of an index; one for all parts would sort every case.
    for part in _parts(filters):
        if len(rows) < limit and (after is None or part.number >= after.part):
            is_there = after is not None and part.number == after.part
            asked = part.asked(query, after if is_there else None).limit(limit - len(rows))
            rows += [CaseRow(*each) for each in connection.execute(asked)]
    return rows


def _wanted(filters: Filters) -> list[ColumnElement[bool]]:
    asked = asdict(filters)
    only = [case.c.unanswered_since.is_not(None)] if asked.pop("unanswered") else []
    return only + [case.c[name] == wanted for name, wanted in asked.items() if wanted is not None]


COUNTED = 1000
"""So far the lists count; beyond it they say that there are more."""


def bounded(connection: Connection, query: Select[Any]) -> int:
    """Count the rows of a *query* that has asked for its proof, up to one more than `COUNTED`."""
    some = query.limit(COUNTED + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())


def count_by_state(connection: Connection, visible: Visible) -> dict[tuple[str, str], int]:
    """Count visible open cases by (scheme, state), each so far as lists count."""
    pairs = select(case.c.scheme, case.c.state).where(case.c.state != State.CLOSED).distinct().subquery()
    stand = (case.c.scheme == pairs.c.scheme, case.c.state == pairs.c.state)
    # Each pair is a question of its own to the index, so that the many of one state are not walked through.
    some = select(case.c.handle).where(*stand, visible.covers(case.c.handle)).limit(COUNTED + 1)
    number = select(func.count()).select_from(some.correlate(pairs).subquery()).scalar_subquery()
    found = connection.execute(select(pairs.c.scheme, pairs.c.state, number))
    return {(scheme, state): many for scheme, state, many in found if many}


def count_waiting(connection: Connection, visible: Visible) -> int:
    """Count visible open cases that wait for somebody, so far as lists count."""
    waiting = select(case.c.handle).where(case.c.is_open, case.c.waits)
    return bounded(connection, waiting.where(visible.covers(case.c.handle)))


def count_unanswered(connection: Connection, visible: Visible) -> int:
    """Count visible cases in which something of the other side's is unanswered, so far as lists count."""
    unanswered = select(case.c.handle).where(case.c.unanswered_since.is_not(None))
    return bounded(connection, unanswered.where(visible.covers(case.c.handle)))
