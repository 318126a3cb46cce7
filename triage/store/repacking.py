"""What waits in the outbox to be placed in the mailbox of one case, as it stands at this moment."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, select, update

from triage.store.outbox import Target
from triage.store.tables import outbox
from triage.store.visibility import CaseHandle


def payloads(
    connection: Connection, case: CaseHandle, kind: Target = Target.MESSAGE
) -> Sequence[tuple[str, bytes, bytes]]:
    """Give what waits to be placed in a case, of one kind: the key, the item and the payload of each."""
    query = select(outbox.c.key, outbox.c.item, outbox.c.payload).where(
        outbox.c.case == case, outbox.c.kind == kind, outbox.c.done_on.is_(None)
    )
    return [(key, item, payload) for key, item, payload in connection.execute(query)]


def payload_of(connection: Connection, case: CaseHandle, key: str) -> bytes | None:
    """Give what one row of a case holds now; None where it is placed."""
    query = select(outbox.c.payload).where(outbox.c.key == key, outbox.c.case == case)
    return connection.execute(query).scalar()


def placed_on(connection: Connection, case: CaseHandle, key: str) -> date | None:
    """Give the day on which a row of a case was placed; None where it was not, or there is none."""
    query = select(outbox.c.done_on).where(outbox.c.key == key, outbox.c.case == case)
    return connection.execute(query).scalar()


def repack(connection: Connection, case: CaseHandle, key: str, payload: bytes, *, before: bytes) -> bool:
    """
    Put another payload into a row of a case that waits, into the place of the one *before*; False where that
    is placed by now, or another stands there.
    """
    mine = (outbox.c.key == key, outbox.c.case == case, outbox.c.payload == before)
    query = update(outbox).where(*mine, outbox.c.done_on.is_(None))
    return connection.execute(query.values(payload=payload)).rowcount == 1
