"""
Whose stanzas of which cases are still to be made: what a batch has left to do, and nothing else, so that a
batch that was killed goes on where it was.
"""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Connection, delete, exists, func, insert, select

from intake.store.tables import columns_of
from triage.store.cases import CaseRow
from triage.store.tables import case, grant, rewrap
from triage.store.visibility import CaseHandle, Level, SystemAccess, Visible, holds_on

_COLUMNS = columns_of(CaseRow, case)
MOST = 100
"""So many cases at most stand in a list of what is to be given to somebody."""


def owe_all(connection: Connection, _access: SystemAccess, person: bytes, today: date) -> int:
    """
    Note that stanzas are to be made of every case whose content a person may see: they have another key. Give
    the number of cases.
    """
    held = select(grant.c.case).where(
        grant.c.person == person, grant.c.level == Level.CONTENT, holds_on(today)
    )
    missing = held.where(~exists().where(rewrap.c.case == grant.c.case, rewrap.c.person == person))
    handles = connection.execute(missing).scalars().all()
    if handles:
        rows = [{"case": each, "person": person, "from_on": today} for each in handles]
        connection.execute(insert(rewrap), rows)
    return len(handles)


def forget_person(connection: Connection, person: bytes) -> None:
    """Owe nothing to somebody who has left."""
    connection.execute(delete(rewrap).where(rewrap.c.person == person))


def waiting(connection: Connection, visible: Visible, persons: Collection[bytes]) -> Sequence[CaseHandle]:
    """Give the cases that are visible in which something is owed to one of these persons, in random order."""
    query = select(rewrap.c.case).where(rewrap.c.person.in_(persons), visible.covers(rewrap.c.case))
    return [CaseHandle(each) for each in connection.execute(query.distinct()).scalars()]


def count_waiting(connection: Connection, visible: Visible, person: bytes | None = None) -> int:
    """Count the visible cases in which something is owed, to one person or to anybody."""
    query = select(func.count(rewrap.c.case.distinct())).where(visible.covers(rewrap.c.case))
    if person is not None:
        query = query.where(rewrap.c.person == person)
    return int(connection.execute(query).scalar_one())


def cases_of(
    connection: Connection, visible: Visible, schemes: Collection[str] | None = None
) -> Sequence[CaseHandle]:
    """Give the visible cases, of some schemes or of all."""
    query = select(case.c.handle).where(visible.covers(case.c.handle))
    if schemes is not None:
        query = query.where(case.c.scheme.in_(schemes))
    return [CaseHandle(each) for each in connection.execute(query).scalars()]


def held_too(connection: Connection, visible: Visible, other: bytes, today: date) -> frozenset[bytes]:
    """Give those of the visible cases whose content another person may see as well."""
    query = select(grant.c.case).where(
        grant.c.person == other,
        grant.c.level == Level.CONTENT,
        holds_on(today),
        visible.covers(grant.c.case),
    )
    return frozenset(connection.execute(query).scalars())


def held_by_few(
    connection: Connection, visible: Visible, among: Collection[bytes], today: date, *, fewest: int
) -> Sequence[CaseRow]:
    """
    Give the visible cases whose content fewer than so many of certain people may see, those with something
    to do in them first, at most `MOST`.
    """
    theirs = (
        select(func.count(grant.c.person.distinct()))
        .where(
            grant.c.case == case.c.handle,
            grant.c.level == Level.CONTENT,
            grant.c.person.in_(among),
            holds_on(today),
        )
        .scalar_subquery()
    )
    query = select(*_COLUMNS).where(visible.covers(case.c.handle), theirs < fewest)
    ordered = query.order_by(case.c.is_open.desc(), case.c.received_on, case.c.handle).limit(MOST)
    return [CaseRow(*row) for row in connection.execute(ordered)]
