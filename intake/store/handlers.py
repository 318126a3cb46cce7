"""Who may receive what is sent, as the office has published it, and whom what has arrived is sealed to."""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from intake.domain.handlers import Handler
from intake.store.tables import arrival_holder, handler, submission

_HANDLERS = select(handler).order_by(handler.c.position, handler.c.person)


def handlers(connection: Connection) -> tuple[Handler, ...]:
    """Give them in the office's order."""
    return tuple(
        Handler(row.person, row.position, row.title_da, row.title_en, row.route, frozenset(row.kinds.split()))
        for row in connection.execute(_HANDLERS)
    )


def put_handlers(connection: Connection, new: Iterable[Handler]) -> None:
    """Publish these, in place of those that stand."""
    connection.execute(delete(handler))
    rows = [asdict(each) | {"kinds": " ".join(sorted(each.kinds))} for each in new]
    if rows:
        connection.execute(insert(handler), rows)


def add_arrival_holders(connection: Connection, reference: bytes, persons: Collection[bytes]) -> None:
    """Say to whom a submission is sealed in truth."""
    connection.execute(
        insert(arrival_holder), [{"reference": reference, "person": each} for each in sorted(persons)]
    )


def arrival_holders(connection: Connection, reference: bytes) -> frozenset[bytes]:
    """Give to whom a submission is sealed in truth; nobody where that is not known (any more)."""
    query = select(arrival_holder.c.person).where(arrival_holder.c.reference == reference)
    return frozenset(connection.execute(query).scalars())


def forget_arrival_holders(connection: Connection, before: date) -> int:
    """Forget it of what was received before a day; give the number of rows."""
    old = select(submission.c.reference).where(submission.c.received_on < before)
    return connection.execute(delete(arrival_holder).where(arrival_holder.c.reference.in_(old))).rowcount
