"""Reading what lies sealed in a mailbox, for a handler who holds a key to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from crypto.envelope import Stanza
from intake.store.tables import item, stanza, submission
from triage.store.cases import CaseRow


@dataclass(frozen=True, slots=True)
class SealedItem:
    """
    One sealed item of a mailbox, with the stanza of the reader's key only (none when that key cannot open
    it).
    """

    id: bytes
    direction: str
    kind: str
    counter: int
    envelope: bytes
    placed_on: date
    stanzas: tuple[Stanza, ...]


def mailbox_items(
    connection: Connection, row: CaseRow, key_id: bytes, *, kind: str | None = None
) -> Sequence[SealedItem]:
    """Give the items of a case's mailbox by direction and number, status cards left out."""
    query = (
        select(
            item.c.id,
            item.c.direction,
            item.c.kind,
            item.c.counter,
            item.c.envelope,
            item.c.placed_on,
            stanza.c.wrapped,
        )
        .join_from(item, stanza, (stanza.c.item_id == item.c.id) & (stanza.c.key_id == key_id), isouter=True)
        .where(item.c.reference == row.intake_reference, item.c.direction != "card")
        .order_by(item.c.direction, item.c.counter)
    )
    if kind is not None:
        query = query.where(item.c.kind == kind)
    return [
        SealedItem(*found[:6], stanzas=() if found.wrapped is None else (Stanza(key_id, found.wrapped),))
        for found in connection.execute(query)
    ]


def outer_mailbox_key(connection: Connection, row: CaseRow) -> bytes | None:
    """Give the mailbox's public key as it stands in plain beside the submission."""
    return connection.execute(
        select(submission.c.mailbox_kem_pub).where(submission.c.reference == row.intake_reference)
    ).scalar()
