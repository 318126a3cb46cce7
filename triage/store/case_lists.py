"""The lists of cases, page by page, and the counts beside them, which end somewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, reduce
from operator import add
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    func,
    literal,
    select,
    union_all,
)

from intake.clock import local_date
from intake.store.tables import columns_of
from triage.cases.vocabulary import State
from triage.rules.codes import Scheme
from triage.store.cases import CaseRow
from triage.store.list_filters import IS_CASE, OPEN, SOON, Code, Filters, ListSection, Place, Sort, parts
from triage.store.tables import case
from triage.store.visibility import Visible

PAGE = 50
MADE = 256
"""So many questions are kept, each for one person and day."""


_COLUMNS = columns_of(CaseRow, case)
_MOMENT = ("today", "now", "last")


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case in a list, and where it stands there."""

    row: CaseRow
    place: Place


def case_page(
    connection: Connection,
    visible: Visible,
    filters: Filters = OPEN,
    *,
    after: Place | None = None,
    limit: int = PAGE,
    codes: Sequence[Code] = (),
    now: datetime | None = None,
    among: Sequence[bytes] | None = None,
) -> Sequence[ListedCase]:
    """
    Give one page of visible cases. By the nearest date: what is due, the first date first; then open cases
    without a date; then the closed ones, the last one closed first. In a list of closed cases all stand by
    their closing. By a column of codes: in the order of *codes*, the last one received first.

    Args:
        after: the place of the last row of the page before.
        codes: those of the column that the list is sorted by, in the order of their words; others come after.
        now: the moment that overdue and soon are told by, where the filters ask.
        among: the handles of the cases that are asked for; None for all.

    Raises:
        ValueError: *after* is no place of such a list.
    """
    rows: list[ListedCase] = []
    given = parts(filters, _all_codes(connection, filters.sort, codes))
    if after is not None:
        begins = [each.name for each in given].index(after.part)
        given = given[begins:]
    for part in given:
        if len(rows) < limit:
            beyond = after if after is not None and part.name == after.part else None
            asked = _narrowed(_question(visible, filters, part, beyond, limit - len(rows)), among)
            found = (CaseRow(*each) for each in connection.execute(asked, moment(now)))
            rows += [ListedCase(row, part.place_of(row)) for row in found]
    return rows


def _narrowed(asked: Select[Any], among: Sequence[bytes] | None) -> Select[Any]:
    return asked if among is None else asked.where(case.c.handle.in_(among))


def references(
    connection: Connection,
    visible: Visible,
    filters: Filters,
    *,
    most: int,
    among: Sequence[bytes] | None = None,
    now: datetime,
) -> Sequence[tuple[bytes, str]]:
    """Give the handle and the reference of each case of a list, in no order, up to one more than *most*."""
    query = select(case.c.handle, case.c.case_reference).where(IS_CASE, *filters.wanted())
    asked = _narrowed(query.where(visible.covers(case.c.handle)), among)
    found = connection.execute(asked.limit(most + 1), moment(now))
    return [(handle, reference) for handle, reference in found]


def moment(now: datetime | None) -> dict[str, Any]:
    """Give the values that a question about dates is asked with."""
    if now is None:
        return {}
    today = local_date(now)
    return dict(zip(_MOMENT, (today, now, today + SOON), strict=True))


def _all_codes(connection: Connection, sort: Sort, codes: Sequence[Code]) -> tuple[Code, ...]:
    """Give the codes that the column of a sort holds, those of which the words are known first."""
    if not sort.is_coded:
        return ()
    column = case.c[sort.value]
    used = connection.execute(select(column).where(column.is_not(None)).distinct()).scalars().all()
    rank = {code: place for place, code in enumerate(codes)}
    return tuple(sorted(used, key=lambda code: (rank.get(code, len(rank)), code)))


@lru_cache(maxsize=MADE)
def _question(
    visible: Visible, filters: Filters, part: ListSection, after: Place | None, limit: int
) -> Select[Any]:
    query = select(*_COLUMNS).where(visible.covers(case.c.handle), *filters.wanted())
    return part.asked(query, after).limit(limit)


COUNTED = 300
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
            if scheme is not Scheme.REGISTER and state != State.CLOSED
        )
    ).subquery()
    stand = (case.c.scheme == pair.c.scheme, case.c.state == pair.c.state)
    some = select(case.c.handle).where(*stand, visible.covers(case.c.handle))
    return select(*pair.c, counting(some.correlate(pair), most).scalar_subquery())


def count_unanswered(connection: Connection, visible: Visible) -> int:
    """Count visible cases in which something of the other side's is unanswered, so far as lists count."""
    return number(connection, _unanswered(visible, COUNTED))


@lru_cache(maxsize=MADE)
def _unanswered(visible: Visible, most: int) -> Select[Any]:
    unanswered = select(case.c.handle).where(case.c.unanswered_since.is_not(None))
    return counting(unanswered.where(visible.covers(case.c.handle)), most)


def count_each(
    connection: Connection, visible: Visible, lists: tuple[Filters, ...], *, now: datetime
) -> Sequence[int]:
    """Count the visible cases of several lists at once, each so far as lists count."""
    return connection.execute(_each(visible, lists, COUNTED), moment(now)).one()


@lru_cache(maxsize=MADE)
def _each(visible: Visible, lists: tuple[Filters, ...], most: int) -> Select[Any]:
    numbers: Iterator[Any] = (reduce(add, _counted(visible, each, most)) for each in lists)
    return select(*numbers)


def _counted(visible: Visible, filters: Filters, most: int) -> Iterator[ColumnElement[int]]:
    """Ask for the number in each part of a list, so that each is answered by its own index."""
    for part in parts(filters):
        some = select(case.c.handle).where(part.which, *filters.wanted(), visible.covers(case.c.handle))
        yield counting(some, most).scalar_subquery()
