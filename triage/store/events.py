"""The history of a case: its events, in order. Written only by `triage.services.history.record`."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import Connection, func, insert, or_, select

from triage.cases.decisions.messages import CodeReplaced, MessageReceived
from triage.cases.events import CaseEvent, name_of
from triage.cases.history import read, written
from triage.store.tables import event
from triage.store.visibility import CaseHandle, SystemAccess, Visible


def append(connection: Connection, handle: CaseHandle, events: Sequence[CaseEvent]) -> None:
    """Store *events* after those that the case has."""
    last = connection.execute(select(func.max(event.c.seq)).where(event.c.case == handle)).scalar() or 0
    rows = [
        {"case": handle, "seq": seq, "payload": written(each)}
        for seq, each in enumerate(events, start=last + 1)
    ]
    if rows:
        connection.execute(insert(event), rows)


def history(connection: Connection, handle: CaseHandle) -> tuple[CaseEvent, ...]:
    """Give every event of a case, the oldest first."""
    return tuple(map(read, stored(connection, handle)))


def stored(connection: Connection, handle: CaseHandle) -> tuple[str, ...]:
    """Give every event of a case as it is stored, the oldest first."""
    query = select(event.c.payload).where(event.c.case == handle).order_by(event.c.seq)
    return tuple(connection.execute(query).scalars())


def digest_of(payload: str) -> bytes:
    """Hash an event as it is stored; the same event written by another version has another."""
    return hashlib.sha256(payload.encode()).digest()


def heard(connection: Connection, access: SystemAccess) -> set[str]:
    """Give the ids of what reporters added and was taken over, from all cases."""
    forms = (f'"form":"{name_of(each)}/' for each in (MessageReceived, CodeReplaced))
    told = or_(*(event.c.payload.contains(each, autoescape=True) for each in forms))
    query = select(event.c.payload).where(told, access.covers(event.c.case))
    events = map(read, connection.execution_options(yield_per=1000).execute(query).scalars())
    return {each.item.id for each in events if isinstance(each, MessageReceived | CodeReplaced)}


def names(connection: Connection, handle: CaseHandle, said: str) -> bool:
    """
    Say whether an event of a case says something as it is stored, such as a digest; of nothing, any does.
    """
    named = event.c.payload.contains(said, autoescape=True)
    query = select(event.c.seq).where(event.c.case == handle, named)
    return connection.execute(query.limit(1)).first() is not None


def count(connection: Connection, handle: CaseHandle) -> int:
    """Give the number of events of a case."""
    query = select(func.count()).where(event.c.case == handle)
    return int(connection.execute(query).scalar_one())


def count_seen(connection: Connection, visible: Visible) -> int:
    """Give the number of events of all cases that a person may see."""
    query = select(func.count()).where(visible.covers(event.c.case))
    return int(connection.execute(query).scalar_one())
