"""What stands in the database of one code, and how another takes its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, delete, func, insert, select, update

from crypto.envelope import Stanza
from crypto.rewrap import HEAD_BYTES
from intake.store.tables import item, mailbox, stanza, submission


@dataclass(frozen=True, slots=True)
class HeldStanza:
    """The stanza of a key in one item, with what stands before the chunks of its envelope."""

    item_id: bytes
    direction: str
    kind: str
    counter: int
    head: bytes = field(repr=False)
    stanza: Stanza


def held_stanzas(connection: Connection, reference: bytes, key_id: bytes) -> Sequence[HeldStanza]:
    """Give what a key opens in a mailbox, by direction and number."""
    head = func.substr(item.c.envelope, 1, HEAD_BYTES)
    told = (item.c.id, item.c.direction, item.c.kind, item.c.counter, head, stanza.c.wrapped)
    query = (
        select(*told)
        .join(stanza)
        .where(item.c.reference == reference, stanza.c.key_id == key_id)
        .order_by(item.c.direction, item.c.counter)
    )
    return [
        HeldStanza(each[0], each[1], each[2], each[3], bytes(each[4]), Stanza(key_id, each[5]))
        for each in connection.execute(query)
    ]


def replace_mailbox(
    connection: Connection,
    reference: bytes,
    old: tuple[bytes, bytes],
    new: tuple[bytes, bytes],
    stanzas: Mapping[bytes, Stanza],
    *,
    today: date,
) -> None:
    """
    Put a new code into the place of an old one.

    Args:
        old: its locator, and the id of its key.
        new: its locator, and its KEM key.
        stanzas: of the new key, by the items that it opens; of the old one none stays.
    """
    ended = update(mailbox).where(mailbox.c.locator == old[0]).values(retired_on=today)
    connection.execute(ended)
    connection.execute(insert(mailbox), {"locator": new[0], "reference": reference})
    outer = update(submission).where(submission.c.reference == reference)
    connection.execute(outer.values(mailbox_kem_pub=new[1]))
    of_mailbox = select(item.c.id).where(item.c.reference == reference)
    connection.execute(delete(stanza).where(stanza.c.key_id == old[1], stanza.c.item_id.in_(of_mailbox)))
    rows = [{"item_id": each, "key_id": s.key_id, "wrapped": s.wrapped} for each, s in stanzas.items()]
    connection.execute(insert(stanza), rows)
