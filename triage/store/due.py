"""
What is due on which day, among the cases that somebody may see. Overdue is nowhere stored: it is a day or a
moment that has passed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select, true

from intake.store.tables import columns_of
from triage.store.tables import case, deadline
from triage.store.visibility import Access, CaseHandle, Visible


@dataclass(frozen=True, slots=True)
class DueLine:
    """One deadline in a calendar."""

    case_reference: str
    rule: str
    subject: str
    due_strict: date
    due_latest: date
    due_at: datetime | None
    settled_on: date | None
    unanswered_since: date | None
    has_unread: bool


@dataclass(frozen=True, slots=True)
class DueDay:
    """The first deadlines of one day, and how many there are in all."""

    lines: Sequence[DueLine]
    total: int


@dataclass(frozen=True, slots=True)
class OpenDeadline:
    """One deadline that is not yet satisfied, as projected."""

    case: CaseHandle
    case_reference: str
    rule: str
    subject: str
    starts_on: date
    due_strict: date
    due_latest: date
    due_at: datetime | None
    due_target: date | None
    unanswered_since: date | None
    has_unread: bool

    def pressing(self) -> tuple[date, bool, datetime | None, str, str]:
        """Give what it comes before others by: of what is due on one day, that which is over within it."""
        return (self.due_strict, self.due_at is None, self.due_at, self.rule, self.subject)


_COLUMNS = columns_of(DueLine, case, deadline)
# A clock that stands still is due on no day.
_STILL = (deadline.c.settled_on, deadline.c.stands_since)
_OPEN, _MOVES = (each.is_(None) for each in _STILL)
_WIDTH = len(_COLUMNS)
# What is still open comes first.
_ORDER = (deadline.c.settled_on.is_not(None), case.c.case_reference, deadline.c.rule, deadline.c.subject)


def due_days(connection: Connection, visible: Visible) -> Sequence[date]:
    """Give every day on which something visible is due and not settled, in order, each once."""
    query = (
        select(deadline.c.due_strict)
        .where(_OPEN, _MOVES, visible.covers(deadline.c.case))
        .distinct()
        .order_by(deadline.c.due_strict)
    )
    return connection.execute(query).scalars().all()


def due_between(
    connection: Connection, visible: Visible, first: date, last: date, *, settled: bool, most: int
) -> dict[date, DueDay]:
    """Give at most *most* deadlines of each day from *first* to *last*, and the number of all on that day."""
    of_day = deadline.c.due_strict
    query = _visible_lines(
        visible,
        of_day.between(first, last),
        settled,
        func.row_number().over(partition_by=of_day, order_by=_ORDER).label("place"),
        func.count().over(partition_by=of_day).label("total"),
    ).subquery()
    by_day: dict[date, tuple[list[DueLine], int]] = {}
    shown = select(query).where(query.c.place <= most).order_by(query.c.due_strict, query.c.place)
    for row in connection.execute(shown):
        by_day.setdefault(row.due_strict, ([], row.total))[0].append(DueLine(*row[:_WIDTH]))
    return {day: DueDay(lines, total) for day, (lines, total) in by_day.items()}


def due_on(
    connection: Connection, visible: Visible, day: date, *, settled: bool, skip: int, most: int
) -> Sequence[DueLine]:
    """Give the deadlines of one day, *most* of them after the first *skip*."""
    query = _visible_lines(visible, deadline.c.due_strict == day, settled).order_by(*_ORDER)
    return [DueLine(*row) for row in connection.execute(query.offset(skip).limit(most))]


def open_deadlines(
    connection: Connection, access: Access, which: ColumnElement[bool] | None = None
) -> Sequence[OpenDeadline]:
    """Give the unsatisfied deadlines that run, all or those of *which* something is true, by strict date."""
    order = (deadline.c.due_strict, deadline.c.case, deadline.c.rule, deadline.c.subject)
    query = (
        select(*columns_of(OpenDeadline, case, deadline))
        .join_from(deadline, case, deadline.c.case == case.c.handle)
        .where(_OPEN, _MOVES, true() if which is None else which, access.covers(deadline.c.case))
        .order_by(*order)
    )
    return [OpenDeadline(*row) for row in connection.execute(query)]


def nearest(connection: Connection, handles: Sequence[CaseHandle]) -> dict[CaseHandle, OpenDeadline]:
    """Give of each of these cases the deadline that is due first, where one runs."""
    # What is settled or stands still is left out here: SQLite, if asked, would walk through all that is not.
    query = (
        select(*_STILL, *columns_of(OpenDeadline, case, deadline))
        .join_from(deadline, case, deadline.c.case == case.c.handle)
        .where(deadline.c.case.in_(handles))
    )
    found: dict[CaseHandle, OpenDeadline] = {}
    running = (
        row for settled_on, since, *row in connection.execute(query) if settled_on is None and since is None
    )
    for each in (OpenDeadline(*row) for row in running):
        first = found.setdefault(each.case, each)
        found[each.case] = min(first, each, key=OpenDeadline.pressing)
    return found


def _visible_lines(
    visible: Visible, when: ColumnElement[bool], settled: bool, *more: ColumnElement[Any]
) -> Select[Any]:
    query = (
        select(*_COLUMNS, *more)
        .join_from(deadline, case, deadline.c.case == case.c.handle)
        .where(when, visible.covers(deadline.c.case))
    )
    return query.where(or_(~_OPEN, _MOVES)) if settled else query.where(_OPEN, _MOVES)
