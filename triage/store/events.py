"""
The history of a case: its events, in order. Written only by `triage.services.record`.
"""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, func, insert, select

from triage.domain.events import Event
from triage.store.tables import event


def append(connection: Connection, handle: bytes, events: Sequence[Event]) -> None:
    """
    Store *events* after those that the case has.
    """
    last = connection.execute(select(func.max(event.c.seq)).where(event.c.case == handle)).scalar() or 0
    rows = [
        {
            "case": handle,
            "seq": last + number,
            "tag": each.tag,
            "on": each.on,
            "actor": None if each.actor is None else bytes.fromhex(each.actor),
            "payload": canonical(dict(each.payload)),
        }
        for number, each in enumerate(events, start=1)
    ]
    if rows:
        connection.execute(insert(event), rows)


def history(connection: Connection, handle: bytes) -> tuple[Event, ...]:
    """
    Give every event of a case, the oldest first.
    """
    query = (
        select(event.c.tag, event.c.on, event.c.actor, event.c.payload)
        .where(event.c.case == handle)
        .order_by(event.c.seq)
    )
    return tuple(
        Event(tag, on, None if actor is None else actor.hex(), json.loads(payload))
        for tag, on, actor, payload in connection.execute(query)
    )


def canonical(payload: object) -> str:
    """
    Write *payload* as JSON in one way only, so that its digest means something.
    """
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
