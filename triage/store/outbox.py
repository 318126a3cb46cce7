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
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, delete, func, or_, select, update

from crypto.envelope import new_id
from intake.store.engine import insert_new
from triage.store.case_lists import MADE
from triage.store.tables import case, outbox
from triage.store.visibility import Access, CaseHandle, SystemAccess

CLAIM = timedelta(minutes=5)
"""How long a row is one publisher's before another may try it, or the same again."""
QUARTER_SIGNS = len("16:30")
"""So much of the key of an urgent mail tells its quarter."""
AT_ONCE = 200
"""So many rows are taken at a time; the next tick takes the rest."""


class Target(StrEnum):
    """What an outbox row becomes."""

    CARD = "card"
    ACKNOWLEDGEMENT = "acknowledgement"
    MESSAGE = "message"
    HOLDERS = "holders"
    """Who holds a case from now on, for its mailbox alone."""
    MAIL = "mail"
    URGENT = "urgent"
    """A mail that leaves at once, not in a slot."""


MAILS = (Target.MAIL, Target.URGENT)
PLACED = (Target.MESSAGE, Target.HOLDERS)
"""What is sealed already and lies in a mailbox as it is."""


@dataclass(frozen=True, slots=True)
class WaitingMail:
    """A mail to a person, with the slot in which it may leave, or the quarter from which on it may."""

    key: str
    person: bytes
    slot: datetime
    kind: Target

    @property
    def is_urgent(self) -> bool:
        """Whether it waits for no slot."""
        return self.kind == Target.URGENT


@dataclass(frozen=True, slots=True)
class WaitingMessage:
    """
    A sealed message, or who holds the case from now on, to be placed in the mailbox of a case, which is that
    of a *reference* in intake.
    """

    key: str
    kind: Target
    case: CaseHandle
    reference: bytes
    item: bytes


@dataclass(frozen=True, slots=True)
class WaitingCard:
    """A status card to be placed in the mailbox of a case, be it to acknowledge or for another reason."""

    key: str
    case: CaseHandle
    reference: bytes
    item: bytes
    acknowledges: bool


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


def message_key(case: CaseHandle, number: int) -> str:
    """Name the row of a message: the case and the message's number in its direction."""
    return f"message:{case.hex()}:{number:06}"


def holders_key(case: CaseHandle, number: int) -> str:
    """Name the row of a statement of who holds a case: the case and the statement's number."""
    return f"holders:{case.hex()}:{number:06}"


def message_of(key: str) -> int:
    """Give the number of the message, or of the statement, whose row is named so."""
    return int(key.rpartition(":")[2])


def last_message(connection: Connection, case: CaseHandle) -> int:
    """Give the number of the last message that was placed for a case; 0 for none."""
    query = select(outbox.c.key).where(
        outbox.c.case == case, outbox.c.kind == Target.MESSAGE, outbox.c.done_on.is_not(None)
    )
    return max(map(message_of, connection.execute(query).scalars()), default=0)


def waiting_mail(
    connection: Connection, access: SystemAccess, now: datetime, kinds: Sequence[Target] = MAILS
) -> Sequence[WaitingMail]:
    """Give the mail of certain kinds whose slot has come by *now*, the oldest first."""
    given = {"kinds": kinds, "slot_now": now, **_at(now)}
    return [WaitingMail(*row) for row in connection.execute(_mail(access), given)]


@cache
def _mail(access: SystemAccess) -> Select[Any]:
    # Made once, as the two below: every tick asks.
    columns = (outbox.c.key, outbox.c.person, outbox.c.slot, outbox.c.kind)
    of_kind = outbox.c.kind.in_(bindparam("kinds", expanding=True))
    query = select(*columns).where(of_kind, outbox.c.slot <= bindparam("slot_now"))
    return _in_order(query.where(_WAITS, access.covers(outbox.c.case)))


def waiting_messages(connection: Connection, access: Access, now: datetime) -> Sequence[WaitingMessage]:
    """Give the messages that are to be placed."""
    return [WaitingMessage(*row) for row in connection.execute(_messages(access), _at(now))]


@lru_cache(maxsize=MADE)
def _messages(access: Access) -> Select[Any]:
    columns = (
        outbox.c.key,
        outbox.c.kind,
        outbox.c.case,
        case.c.intake_reference,
        outbox.c.item,
    )
    query = select(*columns).join_from(outbox, case, outbox.c.case == case.c.handle)
    return _in_order(query.where(outbox.c.kind.in_(PLACED), _WAITS, access.covers(outbox.c.case)))


def payload_of(connection: Connection, key: str) -> bytes | None:
    """Give what is sealed of a row; None where it is placed by now."""
    query = select(outbox.c.payload).where(outbox.c.key == key, outbox.c.done_on.is_(None))
    return connection.execute(query).scalar()


def payloads(
    connection: Connection, case: CaseHandle, kind: Target = Target.MESSAGE
) -> Sequence[tuple[str, bytes, bytes]]:
    """Give what waits to be placed in a case, of one kind: the key, the item and the payload of each."""
    query = select(outbox.c.key, outbox.c.item, outbox.c.payload).where(
        outbox.c.case == case, outbox.c.kind == kind, outbox.c.done_on.is_(None)
    )
    return [(key, item, payload) for key, item, payload in connection.execute(query)]


def repack(connection: Connection, case: CaseHandle, key: str, payload: bytes) -> None:
    """Put another payload into a row of a case that waits."""
    mine = (outbox.c.key == key, outbox.c.case == case)
    query = update(outbox).where(*mine, outbox.c.done_on.is_(None))
    connection.execute(query.values(payload=payload))


def waiting_cards(connection: Connection, access: SystemAccess, now: datetime) -> Sequence[WaitingCard]:
    """Give the status cards that are to be placed, those that acknowledge first."""
    cards = [WaitingCard(*each) for each in connection.execute(_cards(access), _at(now))]
    return sorted(cards, key=lambda each: not each.acknowledges)


@cache
def _cards(access: SystemAccess) -> Select[Any]:
    kinds = (Target.ACKNOWLEDGEMENT, Target.CARD)
    acknowledges = outbox.c.kind == Target.ACKNOWLEDGEMENT
    columns = (outbox.c.key, outbox.c.case, case.c.intake_reference, outbox.c.item, acknowledges)
    query = select(*columns).join_from(outbox, case, outbox.c.case == case.c.handle)
    return _in_order(query.where(outbox.c.kind.in_(kinds), _WAITS, access.covers(outbox.c.case)))


def forget_others(
    connection: Connection, mail: WaitingMail, kinds: Sequence[Target], *, until: datetime | None = None
) -> None:
    """
    Drop every other mail of certain kinds to the same person that has not left; its slot can be asked for
    again.

    Args:
        until: keep what has a later slot.
    """
    others = [outbox.c.kind.in_(kinds), outbox.c.person == mail.person, outbox.c.key != mail.key]
    if until is not None:
        others.append(outbox.c.slot <= until)
    connection.execute(delete(outbox).where(*others, outbox.c.done_on.is_(None)))


def round_quarters(connection: Connection, before: date) -> None:
    """Keep of each urgent mail that left before a day no more than that: neither key nor slot tells when."""
    left = (outbox.c.kind == Target.URGENT, outbox.c.done_on < before, outbox.c.slot.is_not(None))
    for key in connection.execute(select(outbox.c.key).where(*left)).scalars().all():
        rounded = {"key": f"{key[:-QUARTER_SIGNS]}{new_id().hex()}", "slot": None}
        connection.execute(update(outbox).where(outbox.c.key == key).values(rounded))


def stands_between(connection: Connection, after: str, until: str) -> bool:
    """Say whether anything was asked for under a key after one and up to another."""
    query = select(outbox.c.key).where(outbox.c.key > after, outbox.c.key <= until)
    return connection.execute(query.limit(1)).first() is not None


def mail_has_left(connection: Connection, key: str) -> bool:
    """Say whether the mail with this key, which belongs to a person and to no case, is done with."""
    query = select(outbox.c.done_on).where(outbox.c.key == key, outbox.c.kind.in_(MAILS))
    return connection.execute(query).scalar() is not None


def _in_order(query: Select[Any]) -> Select[Any]:
    return query.order_by(outbox.c.slot, outbox.c.key).limit(AT_ONCE)


# One that is claimed for too long was claimed under a time that was set back since.
_UNCLAIMED = or_(
    outbox.c.claimed_until.is_(None),
    outbox.c.claimed_until <= bindparam("now"),
    outbox.c.claimed_until > bindparam("claimed_now"),
)
_WAITS = and_(outbox.c.done_on.is_(None), _UNCLAIMED)
"""It is not done, and another has not claimed it; see `_at`."""


def _at(now: datetime) -> dict[str, Any]:
    return {"now": now, "claimed_now": now + CLAIM}


def claim(connection: Connection, key: str, *, now: datetime) -> bool:
    """Take a row for oneself for a while; False when another has it or it is done."""
    query = update(outbox).where(outbox.c.key == key, _WAITS).values(claimed_until=now + CLAIM)
    return connection.execute(query, _at(now)).rowcount == 1


def drop_claims(connection: Connection) -> None:
    """Forget who was at what, where those processes are no more."""
    connection.execute(update(outbox).values(claimed_until=None))


def done(connection: Connection, key: str, *, on: date, digest: bytes | None) -> bool:
    """Mark a row as placed and drop its payload; False when it was marked before."""
    query = update(outbox).where(outbox.c.key == key, outbox.c.done_on.is_(None))
    marked = query.values(done_on=on, payload=None, digest=digest, claimed_until=None)
    return connection.execute(marked).rowcount == 1


def knows(connection: Connection, case: CaseHandle, item: bytes) -> bool:
    """Say whether an item was ever to be placed for a case."""
    query = select(outbox.c.key).where(outbox.c.case == case, outbox.c.item == item)
    return connection.execute(query).first() is not None


def known_items(connection: Connection, access: SystemAccess) -> set[bytes]:
    """Give every item that was ever to be placed."""
    query = select(outbox.c.item).where(outbox.c.item.is_not(None), access.covers(outbox.c.case))
    return set(connection.execute(query).scalars())


def placed_cards(connection: Connection, access: SystemAccess) -> Sequence[tuple[str, CaseHandle, bytes]]:
    """Give the status cards that were placed: the key, the case and the item of each."""
    query = select(outbox.c.key, outbox.c.case, outbox.c.item).where(
        outbox.c.kind.in_((Target.CARD, Target.ACKNOWLEDGEMENT)),
        outbox.c.digest.is_not(None),
        access.covers(outbox.c.case),
    )
    return [(key, CaseHandle(handle), item) for key, handle, item in connection.execute(query)]


def is_gone(connection: Connection, key: str) -> None:
    """Note that what was placed is not there any more."""
    connection.execute(update(outbox).where(outbox.c.key == key).values(digest=None))


def count(connection: Connection, case: CaseHandle, kind: Target) -> int:
    """Count the rows of a kind ever asked for in a case."""
    query = select(func.count()).where(outbox.c.case == case, outbox.c.kind == kind)
    return int(connection.execute(query).scalar_one())
