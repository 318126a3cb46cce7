"""
What becomes of the rows of somebody who has left, and of what is sealed to their keys, in both databases.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import Column, Connection, Table, bindparam, delete, func, select, update

from crypto.envelope import Stanza, key_id
from intake.store.tables import item as mailbox_item
from intake.store.tables import stanza as mailbox_stanza
from intake.store.tables import submission
from triage.store import absences, feeds
from triage.store.tables import (
    absence,
    draft,
    enrolment,
    feed,
    former_seed,
    grant,
    index_stanza,
    list_view,
    person,
    proposal,
    rewrap,
    stanza,
    stanza_record,
)
from triage.store.visibility import SystemAccess

AT_ONCE = 200
"""So many items lose a stanza at a time: the turn of the one writer is given back in between."""
_OF_CASE = (stanza, stanza.c.item)
_OF_MAILBOX = (mailbox_stanza, mailbox_stanza.c.item_id)


def end_person(connection: Connection, handle: bytes, today: date) -> None:
    """
    Let a person be gone from *today* on: their grants end, and no calendar address, invitation or proposal of
    theirs stands any more.
    """
    gone = update(person).where(person.c.handle == handle, person.c.ended_on.is_(None))
    connection.execute(gone.values(ended_on=today))
    held = update(grant).where(
        grant.c.person == handle, grant.c.until_on.is_(None) | (grant.c.until_on >= today)
    )
    connection.execute(held.values(until_on=today - timedelta(days=1)))
    feeds.revoke_feeds(connection, handle, today)
    absences.forget_person(connection, handle)
    for table in (enrolment, proposal):
        connection.execute(delete(table).where(table.c.person == handle))


def has_anything_open(connection: Connection, handle: bytes, today: date) -> bool:
    """Say whether somebody still has a grant, a calendar address, an absence, an invitation or a proposal."""
    held = select(grant.c.case).where(
        grant.c.person == handle, grant.c.until_on.is_(None) | (grant.c.until_on >= today)
    )
    followed = select(feed.c.token_hash).where(feed.c.person == handle, feed.c.revoked_on.is_(None))
    away = select(absence.c.person).where((absence.c.person == handle) | (absence.c.stand_in == handle))
    others = (select(each.c.person).where(each.c.person == handle) for each in (enrolment, proposal))
    return any(connection.execute(each.limit(1)).first() for each in (held, followed, away, *others))


def forget_belongings(connection: Connection, handle: bytes) -> int:
    """
    Delete what only a person who has left could open or kept: drafts, former seeds, lists; give the number.
    """
    number = 0
    for table in (draft, former_seed, list_view, rewrap):
        gone = delete(table).where(table.c.person == handle)
        number += connection.execute(gone, execution_options={"preserve_rowcount": True}).rowcount
    return number


def held_in_cases(connection: Connection, _access: SystemAccess, keys: Collection[bytes]) -> Sequence[bytes]:
    """Give some of the office's items, by their ids, that have a stanza of one of these keys."""
    return _held(connection, *_OF_CASE, keys)


def held_in_mailboxes(
    connection: Connection, _access: SystemAccess, keys: Collection[bytes]
) -> Sequence[bytes]:
    """Give some of the items in mailboxes, by their ids, that have a stanza of one of these keys."""
    return _held(connection, *_OF_MAILBOX, keys)


def _held(
    connection: Connection, table: Table, named: Column[bytes], keys: Collection[bytes]
) -> Sequence[bytes]:
    query = select(named).where(table.c.key_id.in_(keys)).distinct().limit(AT_ONCE)
    return connection.execute(query).scalars().all()


def stanzas_in_cases(
    connection: Connection, _access: SystemAccess, items: Collection[bytes]
) -> dict[bytes, list[Stanza]]:
    """Give the stanzas of these of the office's items, by their ids."""
    return _standing(connection, *_OF_CASE, items)


def stanzas_in_mailboxes(
    connection: Connection, _access: SystemAccess, items: Collection[bytes]
) -> dict[bytes, list[Stanza]]:
    """Do the same for items in mailboxes, without the stanzas of those."""
    query = (
        select(mailbox_item.c.id, submission.c.mailbox_kem_pub)
        .join(submission, submission.c.reference == mailbox_item.c.reference)
        .where(mailbox_item.c.id.in_(items))
    )
    mailboxes = {row.id: key_id(row.mailbox_kem_pub) for row in connection.execute(query)}
    return {
        each: [one for one in found if one.key_id != mailboxes.get(each)]
        for each, found in _standing(connection, *_OF_MAILBOX, items).items()
    }


def _standing(
    connection: Connection, table: Table, named: Column[bytes], items: Collection[bytes]
) -> dict[bytes, list[Stanza]]:
    stanzas: dict[bytes, list[Stanza]] = {each: [] for each in items}
    query = select(named, table.c.key_id, table.c.wrapped).where(named.in_(items))
    for item_id, holder, wrapped in connection.execute(query):
        stanzas[item_id].append(Stanza(holder, wrapped))
    return stanzas


def recorded_of(
    connection: Connection, _access: SystemAccess, items: Collection[bytes]
) -> dict[bytes, tuple[bytes, frozenset[bytes]]]:
    """Give what is recorded of these items, and the persons whose stanzas in the case are being made."""
    columns = stanza_record.c
    query = select(columns.item, columns.digest, rewrap.c.person).outerjoin(
        rewrap, rewrap.c.case == columns.case
    )
    found: dict[bytes, tuple[bytes, frozenset[bytes]]] = {}
    for item_id, digest, waiting in connection.execute(query.where(columns.item.in_(items))):
        others = found[item_id][1] if item_id in found else frozenset()
        found[item_id] = (digest, others if waiting is None else others | {waiting})
    return found


def record_anew(connection: Connection, _access: SystemAccess, digests: dict[bytes, bytes]) -> None:
    """Record other digests of items that have one."""
    if digests:
        query = (
            update(stanza_record)
            .where(stanza_record.c.item == bindparam("at"))
            .values(digest=bindparam("now"))
        )
        connection.execute(query, [{"at": each, "now": digest} for each, digest in digests.items()])


def drop_in_cases(
    connection: Connection, _access: SystemAccess, items: Collection[bytes], keys: Collection[bytes]
) -> None:
    """Take the stanzas of these keys away from some of the office's items."""
    connection.execute(delete(stanza).where(stanza.c.item.in_(items), stanza.c.key_id.in_(keys)))


def drop_in_mailboxes(
    connection: Connection, _access: SystemAccess, items: Collection[bytes], keys: Collection[bytes]
) -> None:
    """Take the stanzas of these keys away from some items in mailboxes."""
    chosen = mailbox_stanza.c.item_id.in_(items) & mailbox_stanza.c.key_id.in_(keys)
    connection.execute(delete(mailbox_stanza).where(chosen))


def drop_of_index(connection: Connection, _access: SystemAccess, keys: Collection[bytes]) -> int:
    """Take the stanzas of these keys away from the keys of the index, and give how many there were."""
    gone = delete(index_stanza).where(index_stanza.c.key_id.in_(keys))
    return connection.execute(gone, execution_options={"preserve_rowcount": True}).rowcount


def count_in_cases(connection: Connection, _access: SystemAccess, keys: Collection[bytes]) -> int:
    """Count the office's items and keys of the index that are still sealed to these keys."""
    counted: Iterable[Table] = (stanza, index_stanza)
    queries = (select(func.count()).select_from(each).where(each.c.key_id.in_(keys)) for each in counted)
    return sum(int(connection.execute(each).scalar_one()) for each in queries)


def count_in_mailboxes(connection: Connection, _access: SystemAccess, keys: Collection[bytes]) -> int:
    """Count the items in mailboxes that are still sealed to these keys."""
    query = select(func.count()).select_from(mailbox_stanza).where(mailbox_stanza.c.key_id.in_(keys))
    return int(connection.execute(query).scalar_one())
