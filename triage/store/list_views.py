"""The lists that a person keeps: the filters of each, as codes."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from triage.store.tables import list_view

MOST = 20
"""So many lists a person keeps at most: more of them are no help."""


def kept(connection: Connection, person: bytes) -> Sequence[str]:
    """Give the filters of each list that a person keeps, in one order for ever."""
    query = select(list_view.c.filters).where(list_view.c.person == person).order_by(list_view.c.filters)
    return connection.execute(query).scalars().all()


def keep(connection: Connection, person: bytes, filters: str) -> bool:
    """Keep a list, and say whether it is kept now: not where there are as many as there may be."""
    there = kept(connection, person)
    if filters in there:
        return True
    if len(there) >= MOST:
        return False
    connection.execute(insert(list_view).values(person=person, filters=filters))
    return True


def let_go(connection: Connection, person: bytes, filters: str) -> None:
    """Keep a list no longer."""
    connection.execute(delete(list_view).where(list_view.c.person == person, list_view.c.filters == filters))
