"""Submissions, mailboxes and their items."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, bindparam, case, func, insert, select

from crypto.envelope import Sealed, Stanza
from intake.store.tables import arrival, directory_statement, item, mailbox, published, stanza, submission

# Made once: what a statement says is worked out anew for each that is built.
_ADD_SUBMISSION, _ADD_MAILBOX, _ADD_ITEM, _ADD_STANZA, _ADD_ARRIVAL = map(
    insert, (submission, mailbox, item, stanza, arrival)
)
_FIND_MAILBOX = select(mailbox.c.reference, mailbox.c.retired_on).where(
    mailbox.c.locator == bindparam("locator")
)
_STATEMENTS = select(directory_statement.c.statement).order_by(directory_statement.c.number)
_CLOCK_DAY = select(func.min(published.c.received_on))
_PROMISE = select(
    published.c.acknowledge_by, published.c.feedback_by, _CLOCK_DAY.scalar_subquery().label("clock_day")
).where(published.c.received_on == bindparam("received_on"))
FRESH = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """The plain facts of a submission."""

    reference: bytes
    kind: str
    scheme: str
    channel: str
    received_on: date
    mailbox_kem_pub: bytes
    resend_tag: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class MailboxRow:
    """Where a locator leads."""

    reference: bytes
    retired_on: date | None


@dataclass(frozen=True, slots=True)
class MailboxItemRow:
    """
    One item with the stanza of the reader's key only (none when that key cannot open it), and the ids of all
    the keys that have one.
    """

    id: bytes
    direction: str
    kind: str
    counter: int
    envelope: bytes
    placed_on: date
    stanzas: tuple[Stanza, ...]
    holders: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class ItemHead:
    """What is known of an item before it is fetched; *size* is its envelope's, in bytes."""

    id: bytes
    direction: str
    kind: str
    counter: int
    placed_on: date
    size: int


@dataclass(frozen=True, slots=True)
class NewItem:
    """A sealed item about to be stored."""

    id: bytes
    direction: str
    kind: str
    counter: int
    sealed: Sealed


def add_submission(connection: Connection, row: SubmissionRow, locator: bytes) -> None:
    """Store a submission and its mailbox; one per locator."""
    connection.execute(_ADD_SUBMISSION, {name: getattr(row, name) for name in SubmissionRow.__slots__})
    connection.execute(_ADD_MAILBOX, {"locator": locator, "reference": row.reference})


def add_items(connection: Connection, reference: bytes, items: Sequence[NewItem], *, placed_on: date) -> None:
    """Store sealed items of a mailbox and ask the clock to notice them."""
    for each in items:
        put_item(connection, reference, each, placed_on=placed_on)
    connection.execute(_ADD_ARRIVAL, [{"item_id": each.id, "reference": reference} for each in items])


def put_item(connection: Connection, reference: bytes, each: NewItem, *, placed_on: date) -> None:
    """Store a sealed item of a mailbox and a stanza for each who can open it."""
    told = {"direction": each.direction, "kind": each.kind, "counter": each.counter, "placed_on": placed_on}
    sealed = {"id": each.id, "reference": reference, "envelope": each.sealed.envelope}
    connection.execute(_ADD_ITEM, told | sealed)
    connection.execute(
        _ADD_STANZA,
        [{"item_id": each.id, "key_id": s.key_id, "wrapped": s.wrapped} for s in each.sealed.stanzas],
    )


def find_mailbox(connection: Connection, locator: bytes) -> MailboxRow | None:
    """Find the mailbox of a receipt code."""
    row = connection.execute(_FIND_MAILBOX, {"locator": locator}).first()
    return None if row is None else MailboxRow(*row)


def find_submission(connection: Connection, reference: bytes) -> SubmissionRow:
    """Give the submission that must be there."""
    return SubmissionRow(
        *connection.execute(select(submission).where(submission.c.reference == reference)).one()
    )


def outer_mailbox_key(connection: Connection, reference: bytes) -> bytes | None:
    """Give the mailbox's public key as it stands in plain beside the submission."""
    query = select(submission.c.mailbox_kem_pub).where(submission.c.reference == reference)
    return connection.execute(query).scalar()


def next_counter(connection: Connection, reference: bytes, direction: str) -> int:
    """Give the number that the next item of a direction must carry."""
    query = select(func.max(item.c.counter)).where(
        item.c.reference == reference, item.c.direction == direction
    )
    return int(connection.execute(query).scalar() or 0) + 1


def item_heads(connection: Connection, reference: bytes, key_id: bytes) -> list[ItemHead]:
    """Give the heads of the items of a mailbox that *key_id* can open, by direction and number."""
    told = (item.c.id, item.c.direction, item.c.kind, item.c.counter, item.c.placed_on)
    query = (
        select(*told, func.length(item.c.envelope))
        .join(stanza)
        .where(item.c.reference == reference, stanza.c.key_id == key_id)
        .order_by(item.c.direction, item.c.counter)
    )
    return [ItemHead(*row) for row in connection.execute(query)]


def all_heads(connection: Connection, reference: bytes) -> list[ItemHead]:
    """Give the heads of all items of a mailbox, whoever can open them, by direction and number."""
    told = (item.c.id, item.c.direction, item.c.kind, item.c.counter, item.c.placed_on)
    query = select(*told, func.length(item.c.envelope)).where(item.c.reference == reference)
    return [ItemHead(*row) for row in connection.execute(query.order_by(item.c.direction, item.c.counter))]


def items_for(
    connection: Connection, reference: bytes, key_id: bytes, *, only: Collection[bytes] | None = None
) -> Sequence[MailboxItemRow]:
    """Give the items of a mailbox as *key_id* finds them, all or *only* some, by direction and number."""
    wanted = item.c.reference == reference
    if only is not None:
        wanted &= item.c.id.in_(only)
    rows = connection.execute(select(item).where(wanted).order_by(item.c.direction, item.c.counter)).all()
    stanzas: dict[bytes, dict[bytes, bytes | None]] = {each.id: {} for each in rows}
    ours = case((stanza.c.key_id == key_id, stanza.c.wrapped))
    query = select(stanza.c.item_id, stanza.c.key_id, ours).join(item).where(wanted)
    for item_id, holder, wrapped in connection.execute(query):
        stanzas[item_id][holder] = wrapped
    return [
        MailboxItemRow(
            each.id,
            each.direction,
            each.kind,
            each.counter,
            each.envelope,
            each.placed_on,
            () if (wrapped := stanzas[each.id].get(key_id)) is None else (Stanza(key_id, wrapped),),
            frozenset(stanzas[each.id]),
        )
        for each in rows
    ]


def statements(connection: Connection) -> list[bytes]:
    """Give the directory's statements in their order."""
    return list(connection.execute(_STATEMENTS).scalars())


def promise_for(connection: Connection, received_on: date) -> tuple[date, date] | None:
    """
    Give the two dates that the clock has published for a day: acknowledged by, feedback by. None for a day
    that is not near: the clock has stopped, or this machine's time is wrong.
    """
    row = connection.execute(_PROMISE, {"received_on": received_on}).first()
    if row is None or not is_near(row.clock_day, received_on):
        return None
    return row.acknowledge_by, row.feedback_by


def clock_day(connection: Connection) -> date | None:
    """Give the day on which the clock last published dates, which is the first of them; None for never."""
    return connection.execute(_CLOCK_DAY).scalar()


def is_near(known: date | None, today: date) -> bool:
    """Say whether today can be told: the clock knew this day or the one before. Where it knew none it can."""
    return known is None or known <= today <= known + FRESH


def item_is_there(connection: Connection, reference: bytes, item_id: bytes) -> bool:
    """Say whether a mailbox holds an item with this id."""
    query = select(item.c.id).where(item.c.id == item_id, item.c.reference == reference)
    return connection.execute(query).first() is not None
