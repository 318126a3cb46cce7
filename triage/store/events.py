"""The history of a case: its events, in order. Written only by `triage.services.history.record`."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Connection, func, insert, select

from triage.cases.events import Event, Tag
from triage.store.tables import case, event
from triage.store.visibility import CaseHandle, SystemAccess

_COLUMNS = (event.c.tag, event.c.on, event.c.actor, event.c.payload)


def append(connection: Connection, handle: CaseHandle, events: Sequence[Event]) -> None:
    """Store *events* after those that the case has."""
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


def history(connection: Connection, handle: CaseHandle) -> tuple[Event, ...]:
    """Give every event of a case, the oldest first."""
    query = select(*_COLUMNS).where(event.c.case == handle).order_by(event.c.seq)
    return tuple(_event(*found) for found in connection.execute(query))


def open_histories(
    connection: Connection, access: SystemAccess
) -> Iterator[tuple[CaseHandle, str, tuple[Event, ...]]]:
    """
    Give every open case with its reference and its history, one case at a time: for rules that were changed.
    """
    query = (
        select(event.c.case, case.c.case_reference, *_COLUMNS)
        .join_from(event, case, event.c.case == case.c.handle)
        .where(case.c.is_open, access.covers(case.c.handle))
        .order_by(event.c.case, event.c.seq)
    )
    found = connection.execution_options(yield_per=1000).execute(query)
    for (handle, reference), rows in groupby(found, key=itemgetter(0, 1)):
        yield CaseHandle(handle), reference, tuple(_event(*row[2:]) for row in rows)


def _event(tag: str, on: date, actor: bytes | None, payload: str) -> Event:
    return Event(Tag(tag), on, None if actor is None else actor.hex(), json.loads(payload))


def canonical(payload: object) -> str:
    """Write *payload* as JSON in one way only, so that its digest means something."""
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
