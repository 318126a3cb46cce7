"""
The office's side of the `intake` database: what has arrived, and where messages and status cards are placed.

Only plain facts are read here by the clock, never an envelope of a report.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from crypto.envelope import Direction, Kind
from intake.contents.item_ref import ItemRef
from intake.store.engine import insert_new
from intake.store.handlers import arrival_holders
from intake.store.mailboxes import NewItem, put_item
from intake.store.tables import arrival, columns_of, directory_statement, item, published, stanza, submission
from triage.store.cases import CaseRow
from triage.store.items import digests_in
from triage.store.visibility import SystemAccess


@dataclass(frozen=True, slots=True)
class Arrival:
    """One item that waits to be noticed: a first submission, or what a reporter added later."""

    item_id: bytes
    reference: bytes
    kind: str
    placed_on: date


@dataclass(frozen=True, slots=True)
class SubmissionFacts:
    """
    The plain facts of a submission; which its first item is, the key ids that a stanza of it stands under,
    the persons whom it is sealed to in truth, as far as that is still known, and what came with it.
    """

    reference: bytes
    kind: str
    scheme: str
    channel: str
    received_on: date
    mailbox_kem_public: bytes
    holders: frozenset[bytes]
    held_by: frozenset[bytes]
    first: ItemRef | None
    besides: tuple[ItemRef, ...]


@dataclass(frozen=True, slots=True)
class Came:
    """
    The day of a submission, and by their ids those of what its reporter added; None where it is not known.
    """

    submission: date | None
    items: dict[str, date]


LATER = (Kind.MESSAGE, Kind.SUCCESSION)
"""What a reporter adds by itself; files and names stand behind what they came with."""
# Made once: every tick asks.
_ARRIVALS = (
    select(*columns_of(Arrival, arrival, item))
    .join_from(arrival, item, arrival.c.item_id == item.c.id)
    .order_by(arrival.c.item_id)
)


def arrivals(
    connection: Connection, _access: SystemAccess, limit: int | None = 500, *, reference: bytes | None = None
) -> Sequence[Arrival]:
    """
    Give what has arrived and was not noticed yet, everywhere or in the mailbox of one submission, in the
    order of random ids.
    """
    query = _ARRIVALS.limit(limit)
    if reference is not None:
        query = query.where(arrival.c.reference == reference)
    return [Arrival(*row) for row in connection.execute(query)]


def first_items(connection: Connection, _access: SystemAccess) -> dict[bytes, bytes]:
    """Give the first item of every submission, each with its reference."""
    query = select(item.c.id, item.c.reference).where(item.c.direction == Direction.IN, item.c.counter == 1)
    return {found.id: found.reference for found in connection.execute(query)}


def items_of_kind(
    connection: Connection, _access: SystemAccess, direction: Direction, *kinds: Kind
) -> dict[bytes, bytes]:
    """Give the items of a direction and of some kinds in all mailboxes, each with its reference."""
    query = select(item.c.id, item.c.reference).where(item.c.direction == direction, item.c.kind.in_(kinds))
    return {found.id: found.reference for found in connection.execute(query)}


def answers(connection: Connection, _access: SystemAccess, reference: bytes) -> dict[bytes, date]:
    """Give the office's messages that lie in a mailbox, each with the day on which it was placed."""
    query = select(item.c.id, item.c.placed_on).where(
        item.c.reference == reference, item.c.direction == Direction.OUT
    )
    return {found.id: found.placed_on for found in connection.execute(query)}


def came_after(connection: Connection, _access: SystemAccess, day: date) -> dict[bytes, Came]:
    """Give the days of what came in after *day*, by the reference of its submission."""
    sent = select(submission.c.reference, submission.c.received_on).where(submission.c.received_on > day)
    days = {row.reference: Came(row.received_on, {}) for row in connection.execute(sent)}
    added = select(item.c.reference, item.c.id, item.c.placed_on).where(
        item.c.direction == Direction.IN, item.c.kind == Kind.MESSAGE, item.c.placed_on > day
    )
    for row in connection.execute(added):
        days.setdefault(row.reference, Came(None, {})).items[row.id.hex()] = row.placed_on
    return days


def digests(connection: Connection, _access: SystemAccess) -> dict[str, str]:
    """Give the digest of every sealed item in all mailboxes, by its id, both as a history names them."""
    return digests_in(connection, item)


def wait_again(connection: Connection, items: Mapping[bytes, bytes]) -> None:
    """Put items, each with its reference, among what has arrived and was not noticed."""
    for item_id, reference in items.items():
        insert_new(connection, arrival, {"item_id": item_id, "reference": reference})


def has_arrival(connection: Connection, row: CaseRow) -> bool:
    """Say whether something has arrived in the mailbox of a case that was not noticed yet."""
    query = select(arrival.c.item_id).where(arrival.c.reference == row.intake_reference)
    return connection.execute(query.limit(1)).first() is not None


def last_noticed(connection: Connection, row: CaseRow) -> int:
    """Give the number of the last thing that the reporter of a case sent and that was noticed; 0 for none."""
    query = select(func.max(item.c.counter)).where(
        item.c.reference == row.intake_reference,
        item.c.direction == Direction.IN,
        ~exists().where(arrival.c.item_id == item.c.id),
    )
    return int(connection.execute(query).scalar() or 0)


def envelope_of(connection: Connection, _access: SystemAccess, item_id: bytes) -> bytes:
    """Give the sealed envelope of an item that arrived."""
    return bytes(connection.execute(select(item.c.envelope).where(item.c.id == item_id)).scalar_one())


def besides(connection: Connection, _access: SystemAccess, item_id: bytes) -> tuple[ItemRef, ...]:
    """Give what a reporter sent with a first item or a message: all behind it, up to the next of these."""
    ahead = item.alias()
    behind = select(item.c.id, item.c.kind, item.c.envelope).join(
        ahead, (item.c.reference == ahead.c.reference) & (item.c.direction == ahead.c.direction)
    )
    query = behind.where(ahead.c.id == item_id, item.c.counter > ahead.c.counter).order_by(item.c.counter)
    found = takewhile(lambda each: each.kind not in LATER, connection.execute(query))
    return tuple(ItemRef.of(each.id, bytes(each.envelope)) for each in found)


def noticed(connection: Connection, item_ids: Iterable[bytes]) -> None:
    """Forget arrivals that triage has stored."""
    for item_id in item_ids:
        connection.execute(delete(arrival).where(arrival.c.item_id == item_id))


def submission_facts(connection: Connection, _access: SystemAccess, reference: bytes) -> SubmissionFacts:
    """Give the plain facts of a submission that must exist."""
    row = connection.execute(select(submission).where(submission.c.reference == reference)).one()
    first = connection.execute(
        select(item.c.id).where(item.c.reference == reference, item.c.counter == 1, item.c.direction == "in")
    ).scalar()
    holders = connection.execute(select(stanza.c.key_id).where(stanza.c.item_id == first))
    return SubmissionFacts(
        reference=reference,
        kind=row.kind,
        scheme=row.scheme,
        channel=row.channel,
        received_on=row.received_on,
        mailbox_kem_public=row.mailbox_kem_pub,
        holders=frozenset(holders.scalars()),
        held_by=arrival_holders(connection, reference),
        first=None if first is None else ItemRef(first.hex(), row.digest.hex()),
        besides=() if first is None else besides(connection, _access, first),
    )


def let_none_be_to_come(connection: Connection, _access: SystemAccess, today: date) -> None:
    """
    Let what lies there with a day that has not come, told by a time set wrong, be of today; not that of
    tomorrow, which may have begun by now.
    """
    for day in (item.c.placed_on, submission.c.received_on):
        to_come = update(day.table).where(day > today + timedelta(days=1))
        connection.execute(to_come.values({day.name: today}))


def mailbox_key(connection: Connection, reference: bytes) -> bytes | None:
    """Give the public key of a submission's mailbox; None where this database knows of no such submission."""
    query = select(submission.c.mailbox_kem_pub).where(submission.c.reference == reference)
    return connection.execute(query).scalar()


def place(connection: Connection, reference: bytes, each: NewItem, *, on: date) -> date:
    """
    Put an item into a mailbox, once per id, and give back the date on which it was placed.

    A second call with the same id places nothing and answers with the first date.
    """
    earlier = placed_on(connection, each.id)
    if earlier is None:
        put_item(connection, reference, each, placed_on=on)
    return earlier or on


def placed_on(connection: Connection, item_id: bytes) -> date | None:
    """Say when an item was placed, or None if it was not."""
    return connection.execute(select(item.c.placed_on).where(item.c.id == item_id)).scalar()


def publish_promises(connection: Connection, promises: Sequence[tuple[date, date, date]]) -> None:
    """
    Write the dates that the portal may promise: (received, acknowledge by, feedback by), replacing what
    stands.
    """
    days = [received_on for received_on, _, _ in promises]
    connection.execute(
        delete(published).where((published.c.received_on < min(days)) | published.c.received_on.in_(days))
    )
    connection.execute(
        insert(published),
        [
            {"received_on": on, "acknowledge_by": ack, "feedback_by": feedback}
            for on, ack, feedback in promises
        ],
    )


def promises(connection: Connection) -> list[tuple[date, date, date]]:
    """Give what the portal may promise now, by the day of receipt."""
    query = select(published.c.received_on, published.c.acknowledge_by, published.c.feedback_by)
    return [(row[0], row[1], row[2]) for row in connection.execute(query.order_by(published.c.received_on))]


def add_statement(connection: Connection, number: int, statement: bytes) -> None:
    """Append one signed statement to the directory."""
    connection.execute(insert(directory_statement).values(number=number, statement=statement))
