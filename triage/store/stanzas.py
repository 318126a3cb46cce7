"""
The stanzas of all that is sealed in a case, in either database: which keys have one, and what they were when
that was last recorded.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations, islice
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, func, insert, literal, select

from crypto.envelope import Direction, Stanza
from crypto.rewrap import HEAD_BYTES
from intake.store.mailboxes import MailboxItemRow, items_for
from intake.store.tables import item as mailbox_item
from intake.store.tables import stanza as mailbox_stanza
from triage.store.cases import CaseRow
from triage.store.tables import item, stanza, stanza_record
from triage.store.visibility import CaseHandle

FOR_THE_MAILBOX = (Direction.CARD, Direction.HOLDERS)
"""What is sealed to the mailbox alone, and to nobody of the office."""
TRIED = 256
"""So many choices of persons whose stanzas are being made are tried: all there are of eight."""


@dataclass(frozen=True, slots=True)
class StandingItem:
    """
    What stands there of a sealed item without its content.

    Attributes:
        head: what stands before the chunks of its envelope.
        stanzas: all of them.
    """

    id: bytes
    kind: str
    direction: str
    head: bytes = field(repr=False)
    stanzas: tuple[Stanza, ...]

    @property
    def key_ids(self) -> frozenset[bytes]:
        """The keys that have a stanza."""
        return frozenset(each.key_id for each in self.stanzas)


def digest_of(stanzas: Iterable[Stanza], mailbox: bytes | None) -> bytes:
    """
    Hash stanzas as they are recorded, without that of the *mailbox*, by its key id: a reporter who takes a
    new code makes that one anew.
    """
    told = sorted(
        each.key_id + hashlib.sha256(each.wrapped).digest() for each in stanzas if each.key_id != mailbox
    )
    return hashlib.sha256(b"".join(told)).digest()


def left_out(
    known: bytes, stanzas: Collection[Stanza], theirs: Collection[frozenset[bytes]]
) -> frozenset[bytes] | None:
    """
    Give the keys whose stanzas a recorded hash leaves out: those of none, some or all of these persons; None
    where these are not the stanzas that it tells of.

    Args:
        stanzas: those that stand there, without that of the mailbox.
        theirs: the ids of the keys of each person whose stanzas are being made.
    """
    number = len(theirs)
    sizes = sorted(range(number + 1), key=lambda size: size % number if number else size)
    some = chain.from_iterable(combinations(theirs, size) for size in sizes)
    for chosen in islice(some, TRIED):
        out = frozenset[bytes]().union(*chosen)
        if digest_of((each for each in stanzas if each.key_id not in out), None) == known:
            return out
    return None


def first_of_mailbox(connection: Connection, row: CaseRow, key_id: bytes) -> MailboxItemRow | None:
    """
    Give the item that the mailbox of a case began with, with the stanza of *key_id* only; None for none.
    """
    assert row.intake_reference is not None
    columns = mailbox_item.c
    query = select(columns.id).where(
        columns.reference == row.intake_reference, columns.direction == Direction.IN, columns.counter == 1
    )
    found = connection.execute(query).scalar()
    if found is None:
        return None
    return next(iter(items_for(connection, row.intake_reference, key_id, only=[found])), None)


def of_mailbox(connection: Connection, row: CaseRow, *, heads: bool = True) -> Sequence[StandingItem]:
    """
    Give the items of a case's mailbox that the office reads, by direction and number; without their heads
    where nothing is to be wrapped, as a database reads a whole envelope for them.
    """
    if row.intake_reference is None:
        return []
    columns = mailbox_item.c
    wanted = (columns.reference == row.intake_reference) & columns.direction.not_in(FOR_THE_MAILBOX)
    head = func.substr(columns.envelope, 1, HEAD_BYTES) if heads else literal(b"")
    query = select(columns.id, columns.kind, columns.direction, head).where(wanted)
    query = query.order_by(columns.direction, columns.counter)
    held = select(mailbox_stanza).join(mailbox_item).where(wanted)
    return _standing(connection.execute(query), connection.execute(held))


def count_told(connection: Connection, row: CaseRow) -> int:
    """Give how many statements of who holds the case lie in its mailbox."""
    columns = mailbox_item.c
    query = select(func.count()).where(
        columns.reference == row.intake_reference, columns.direction == Direction.HOLDERS
    )
    return int(connection.execute(query).scalar_one())


def of_item(connection: Connection, row: CaseRow, item_id: bytes) -> list[Stanza]:
    """Give the stanzas of one item of a case's mailbox."""
    mine = (mailbox_item.c.reference == row.intake_reference, mailbox_item.c.id == item_id)
    query = select(mailbox_stanza.c.key_id, mailbox_stanza.c.wrapped).join(mailbox_item).where(*mine)
    return [Stanza(*each) for each in connection.execute(query)]


def of_case(connection: Connection, handle: CaseHandle, *, heads: bool = True) -> Sequence[StandingItem]:
    """Give the office's own items of a case, by number, with or without their heads."""
    head = func.substr(item.c.envelope, 1, HEAD_BYTES) if heads else literal(b"")
    query = select(item.c.id, item.c.kind, head).where(item.c.case == handle).order_by(item.c.counter)
    held = select(stanza).join(item).where(item.c.case == handle)
    found = ((each[0], each[1], Direction.INTERNAL, each[2]) for each in connection.execute(query))
    return _standing(found, connection.execute(held))


def _standing(found: Iterable[Sequence[Any]], held: Iterable[Sequence[bytes]]) -> list[StandingItem]:
    stanzas: dict[bytes, list[Stanza]] = {}
    for item_id, key_id, wrapped in held:
        stanzas.setdefault(item_id, []).append(Stanza(key_id, wrapped))
    return [
        StandingItem(each[0], each[1], each[2], bytes(each[3]), tuple(stanzas.get(each[0], ())))
        for each in found
    ]


def change_in_mailbox(
    connection: Connection, item_id: bytes, drop: Collection[bytes], add: Iterable[Stanza]
) -> None:
    """Take stanzas of an item of a mailbox away, by their key ids, and put others into their place."""
    _change(connection, mailbox_stanza, mailbox_stanza.c.item_id, item_id, drop, add)


def change_in_case(
    connection: Connection, item_id: bytes, drop: Collection[bytes], add: Iterable[Stanza]
) -> None:
    """
    Take stanzas of one of the office's own items away, by their key ids, and put others into their place.
    """
    _change(connection, stanza, stanza.c.item, item_id, drop, add)


def _change(
    connection: Connection,
    table: Table,
    named: Column[bytes],
    item_id: bytes,
    drop: Collection[bytes],
    add: Iterable[Stanza],
) -> None:
    new = [{named.name: item_id, "key_id": each.key_id, "wrapped": each.wrapped} for each in add]
    gone = {*drop, *(each["key_id"] for each in new)}
    connection.execute(delete(table).where(named == item_id, table.c.key_id.in_(gone)))
    if new:
        connection.execute(insert(table), new)


def records(connection: Connection, handle: CaseHandle) -> dict[bytes, bytes]:
    """Give what was recorded of the stanzas of a case, by the ids of its items."""
    query = select(stanza_record.c.item, stanza_record.c.digest).where(stanza_record.c.case == handle)
    return {found.item: found.digest for found in connection.execute(query)}


def is_recorded(connection: Connection, handle: CaseHandle, item_id: bytes) -> bool:
    """Say whether the stanzas of an item of a case were recorded."""
    query = select(stanza_record.c.item).where(
        stanza_record.c.item == item_id, stanza_record.c.case == handle
    )
    return connection.execute(query).first() is not None


def record(connection: Connection, handle: CaseHandle, digests: Mapping[bytes, bytes]) -> None:
    """Record what the stanzas of items of a case are, in the place of what was recorded of them."""
    if digests:
        connection.execute(delete(stanza_record).where(stanza_record.c.item.in_(digests)))
        rows = [{"item": each, "case": handle, "digest": digest} for each, digest in digests.items()]
        connection.execute(insert(stanza_record), rows)
