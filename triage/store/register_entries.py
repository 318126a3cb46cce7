"""The entries of the registers among everything that has a history, by which register they are in."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import Connection, func, select

from intake.store.tables import columns_of
from triage.cases.events import CaseEvent
from triage.cases.history import read
from triage.cases.register_kinds import RegisterKind
from triage.rules.codes import Scheme
from triage.store.cases import CaseRow
from triage.store.tables import case, deadline, event
from triage.store.visibility import Access, Visible

_COLUMNS = columns_of(CaseRow, case)
_IS_ENTRY = case.c.scheme == Scheme.REGISTER
"""The index that counts by scheme and state answers it."""


def entries(connection: Connection, access: Access, kind: RegisterKind) -> Sequence[CaseRow]:
    """Give the entries of a register, withdrawn ones among them, the newest first."""
    query = select(*_COLUMNS).where(_IS_ENTRY, case.c.channel == kind, access.covers(case.c.handle))
    ordered = query.order_by(case.c.received_on.desc(), case.c.case_reference)
    return [CaseRow(*row) for row in connection.execute(ordered)]


def beginnings(connection: Connection, access: Access, kind: RegisterKind) -> Iterator[CaseEvent]:
    """Give the event with which each entry of a register began, as it was recorded."""
    query = (
        select(event.c.payload)
        .join_from(case, event, event.c.case == case.c.handle)
        .where(_IS_ENTRY, case.c.channel == kind, event.c.seq == 1, access.covers(case.c.handle))
    )
    return map(read, connection.execute(query).scalars())


def due_entries(connection: Connection, visible: Visible, last: date, limit: int) -> Sequence[CaseRow]:
    """Give the entries in which something is due by a day, what is due first at the beginning."""
    first = func.min(deadline.c.due_strict)
    query = (
        select(*_COLUMNS)
        .join_from(case, deadline, deadline.c.case == case.c.handle)
        .where(
            _IS_ENTRY,
            deadline.c.settled_on.is_(None),
            deadline.c.stands_since.is_(None),
            deadline.c.due_strict <= last,
            visible.covers(case.c.handle),
        )
        .group_by(case.c.handle)
        .order_by(first, case.c.case_reference)
        .limit(limit)
    )
    return [CaseRow(*row) for row in connection.execute(query)]
