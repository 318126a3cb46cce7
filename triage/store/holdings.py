"""Who holds a case, as it was signed, and what is noted where something differs from that (SPEC 16)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from sqlalchemy import Connection, delete, insert, select, update

from intake.store.engine import insert_new
from triage.store.tables import case, doubt, holder_statement, rewrap
from triage.store.visibility import Access, CaseHandle, SystemAccess, Visible


@dataclass(frozen=True, slots=True)
class DoubtRow:
    """
    Something about who holds a case that is not as it was signed or recorded; which kind, and since when.
    """

    case: CaseHandle
    kind: str
    found_on: date
    settled_on: date | None


def statements(connection: Connection, handle: CaseHandle) -> list[bytes]:
    """Give the signed statements of who holds a case, in their order."""
    query = select(holder_statement.c.statement).where(holder_statement.c.case == handle)
    return list(connection.execute(query.order_by(holder_statement.c.number)).scalars())


def add_statement(connection: Connection, handle: CaseHandle, statement: bytes) -> None:
    """
    Append one signed statement to those of a case. Its row has a number of its own: those of statements begin
    anew where a contact becomes a report.
    """
    query = select(holder_statement.c.number).where(holder_statement.c.case == handle)
    taken = set(connection.execute(query).scalars())
    number = next(each for each in count(len(taken) + 1) if each not in taken)
    connection.execute(insert(holder_statement).values(case=handle, number=number, statement=statement))


def waiting(connection: Connection, handle: CaseHandle) -> frozenset[bytes]:
    """Give the persons whose stanzas of a case are still to be made anew."""
    return frozenset(connection.execute(select(rewrap.c.person).where(rewrap.c.case == handle)).scalars())


def wait_for(connection: Connection, handle: CaseHandle, persons: Iterable[bytes], on: date) -> None:
    """Note that the stanzas of these persons are to be made anew by a session that can open the case."""
    for person in persons:
        insert_new(connection, rewrap, {"case": handle, "person": person, "from_on": on})


def wait_no_more(connection: Connection, handle: CaseHandle, persons: Collection[bytes]) -> None:
    """Note that the stanzas of these persons stand."""
    connection.execute(delete(rewrap).where(rewrap.c.case == handle, rewrap.c.person.in_(persons)))


def held_by(connection: Connection, visible: Visible) -> Sequence[CaseHandle]:
    """Give every case that is visible, in the order of their random handles."""
    query = select(case.c.handle).where(visible.covers(case.c.handle)).order_by(case.c.handle)
    return [CaseHandle(handle) for handle in connection.execute(query).scalars()]


def doubts(connection: Connection, handle: CaseHandle) -> Sequence[DoubtRow]:
    """Give every doubt about a case, those that are settled too, by their kinds."""
    query = select(*_DOUBT).where(doubt.c.case == handle).order_by(doubt.c.kind)
    return [DoubtRow(*row) for row in connection.execute(query)]


def open_doubts(connection: Connection, access: Access) -> Sequence[DoubtRow]:
    """Give the doubts that nobody has settled, of the cases that may be seen."""
    query = select(*_DOUBT).where(doubt.c.settled_on.is_(None), access.covers(doubt.c.case))
    return [DoubtRow(*row) for row in connection.execute(query.order_by(doubt.c.case, doubt.c.kind))]


_DOUBT = (doubt.c.case, doubt.c.kind, doubt.c.found_on, doubt.c.settled_on)


def add_doubt(connection: Connection, handle: CaseHandle, kind: str, on: date) -> bool:
    """Note a doubt once; False where the same stands already, settled or not."""
    return insert_new(connection, doubt, {"case": handle, "kind": kind, "found_on": on, "settled_on": None})


def settle(connection: Connection, handle: CaseHandle, kinds: Collection[str], on: date) -> int:
    """Note that doubts of these kinds are settled, and give their number."""
    query = update(doubt).where(doubt.c.case == handle, doubt.c.kind.in_(kinds), doubt.c.settled_on.is_(None))
    return connection.execute(query.values(settled_on=on)).rowcount


def forget_doubts(connection: Connection, handle: CaseHandle, kinds: Collection[str]) -> None:
    """Forget what has healed, so that the same is told again if it comes again."""
    connection.execute(delete(doubt).where(doubt.c.case == handle, doubt.c.kind.in_(kinds)))


def cases_between(
    connection: Connection, access: SystemAccess, after: bytes, until: bytes, limit: int
) -> Sequence[CaseHandle]:
    """
    Give cases by their random handles, those above *after* and up to *until*, in order, so many at most.
    """
    inside = (case.c.handle > after, case.c.handle <= until, access.covers(case.c.handle))
    query = select(case.c.handle).where(*inside).order_by(case.c.handle).limit(limit)
    return [CaseHandle(handle) for handle in connection.execute(query).scalars()]
