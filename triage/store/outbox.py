"""
The outbox: what has been decided and must reach a mailbox, a status card or a mail server.

A row is written in the transaction of the event that decided it. Placing is exactly-once by id for
messages and cards, at-least-once for mail (its key is the Message-ID). After placing, the row keeps key
and digest only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, func, or_, select, update

from intake.store.engine import insert_new
from triage.store.tables import outbox
from triage.store.visibility import Access, CaseHandle

CLAIM = timedelta(minutes=5)
"""How long a row is one publisher's before another may try it, or the same again."""


class Target(StrEnum):
    """What an outbox row becomes."""

    CARD = "card"
    ACKNOWLEDGEMENT = "acknowledgement"
    MESSAGE = "message"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One thing to be placed."""

    key: str
    kind: str
    case: CaseHandle | None
    item: bytes | None
    person: bytes | None
    payload: bytes | None
    digest: bytes | None
    slot: datetime | None
    claimed_until: datetime | None
    done_on: date | None


def put(
    connection: Connection,
    key: str,
    kind: Target,
    *,
    case: CaseHandle | None = None,
    item: bytes | None = None,
    person: bytes | None = None,
    payload: bytes | None = None,
    slot: datetime | None = None,
) -> bool:
    """Ask for something to be placed, once per *key*. Answers False when that key stands already."""
    asked = {"key": key, "kind": kind, "case": case, "item": item, "person": person}
    return insert_new(connection, outbox, {**asked, "payload": payload, "slot": slot})


def waiting(
    connection: Connection, access: Access, now: datetime, kinds: Sequence[Target], *, limit: int = 200
) -> Sequence[OutboxRow]:
    """Give what is to be placed by *now* and is not claimed by another."""
    query = (
        select(outbox)
        .where(
            outbox.c.done_on.is_(None),
            outbox.c.kind.in_(kinds),
            or_(outbox.c.slot.is_(None), outbox.c.slot <= now),
            _unclaimed(now),
            access.covers(outbox.c.case),
        )
        .order_by(outbox.c.slot, outbox.c.key)
        .limit(limit)
    )
    return [OutboxRow(*found) for found in connection.execute(query)]


def mail_has_left(connection: Connection, key: str) -> bool:
    """Say whether the mail with this key, which belongs to a person and to no case, is done with."""
    query = select(outbox.c.done_on).where(outbox.c.key == key, outbox.c.kind == Target.MAIL)
    return connection.execute(query).scalar() is not None


def _unclaimed(now: datetime) -> ColumnElement[bool]:
    until = outbox.c.claimed_until
    # One that runs for too long was made under a time that was set back since.
    return or_(until.is_(None), until <= now, until > now + CLAIM)


def claim(connection: Connection, key: str, *, now: datetime) -> bool:
    """Take a row for oneself for a while; False when another has it or it is done."""
    query = (
        update(outbox)
        .where(
            outbox.c.key == key,
            outbox.c.done_on.is_(None),
            _unclaimed(now),
        )
        .values(claimed_until=now + CLAIM)
    )
    return connection.execute(query).rowcount == 1


def done(connection: Connection, key: str, *, on: date, digest: bytes | None) -> bool:
    """Mark a row as placed and drop its payload; False when it was marked before."""
    query = update(outbox).where(outbox.c.key == key, outbox.c.done_on.is_(None))
    return (
        connection.execute(query.values(done_on=on, payload=None, digest=digest, claimed_until=None)).rowcount
        == 1
    )


def count(connection: Connection, case: CaseHandle, kind: Target) -> int:
    """Count the rows of a kind ever asked for in a case."""
    query = select(func.count()).where(outbox.c.case == case, outbox.c.kind == kind)
    return int(connection.execute(query).scalar_one())
