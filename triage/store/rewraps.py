"""
Whose stanzas of which cases are still to be made: what a batch has left to do, and nothing else, so that a
batch that was killed goes on where it was.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, func, insert, or_, select

from intake.store.tables import columns_of
from intake.store.tables import item as mailbox_item
from intake.store.tables import stanza as mailbox_stanza
from triage.store.cases import AT_ONCE, CaseRow
from triage.store.tables import case, grant, item, rewrap, stanza
from triage.store.visibility import CaseHandle, Level, SystemAccess, Visible, holds_on

_COLUMNS = columns_of(CaseRow, case)
MOST = 100
"""So many cases at most stand in a list of what is to be given to somebody."""


def owe_where_sealed(
    connection: Connection,
    _access: SystemAccess,
    person: bytes,
    keys: Collection[bytes],
    references: Collection[bytes],
    today: date,
) -> None:
    """
    Note that a person's stanzas are to be made anew in every case in which something is still sealed to one
    of these keys of theirs, in truth or not.

    Args:
        references: of the mailboxes in which something is, as `references_sealed_to` gives them.
    """
    inner = select(item.c.case).join(stanza, stanza.c.item == item.c.id).where(stanza.c.key_id.in_(keys))
    handles = set(connection.execute(inner.distinct()).scalars())
    asked = list(references)
    for first in range(0, len(asked), AT_ONCE):
        found = select(case.c.handle).where(case.c.intake_reference.in_(asked[first : first + AT_ONCE]))
        handles |= set(connection.execute(found).scalars())
    known = select(rewrap.c.case).where(rewrap.c.person == person)
    handles -= set(connection.execute(known).scalars())
    if handles:
        rows = [{"case": each, "person": person, "from_on": today} for each in handles]
        connection.execute(insert(rewrap), rows)


def references_sealed_to(
    mailboxes: Connection, _access: SystemAccess, keys: Collection[bytes]
) -> Sequence[bytes]:
    """Give the mailboxes in which something is sealed to one of these keys, in truth or not."""
    joined = select(mailbox_item.c.reference).join(
        mailbox_stanza, mailbox_stanza.c.item_id == mailbox_item.c.id
    )
    return mailboxes.execute(joined.where(mailbox_stanza.c.key_id.in_(keys)).distinct()).scalars().all()


def waiting(
    connection: Connection, visible: Visible, persons: Collection[bytes] | None = None
) -> Sequence[CaseHandle]:
    """
    Give the visible cases in which something is owed to certain persons, or to anybody, in random order.
    """
    query = select(rewrap.c.case).where(visible.covers(rewrap.c.case))
    if persons is not None:
        query = query.where(rewrap.c.person.in_(persons))
    return [CaseHandle(each) for each in connection.execute(query.distinct()).scalars()]


def persons_waiting(connection: Connection, visible: Visible) -> Sequence[bytes]:
    """Give the persons to whom something is owed in visible cases."""
    query = select(rewrap.c.person).where(visible.covers(rewrap.c.case)).distinct()
    return connection.execute(query.order_by(rewrap.c.person)).scalars().all()


def count_waiting(connection: Connection, visible: Visible, person: bytes | None = None) -> int:
    """Count the visible cases in which something is owed, to one person or to anybody."""
    query = select(func.count(rewrap.c.case.distinct())).where(visible.covers(rewrap.c.case))
    if person is not None:
        query = query.where(rewrap.c.person == person)
    return int(connection.execute(query).scalar_one())


def cases_of(
    connection: Connection, visible: Visible, schemes: Collection[str] | None = None
) -> Sequence[CaseHandle]:
    """Give the visible cases, of some schemes or of all."""
    query = select(case.c.handle).where(visible.covers(case.c.handle))
    if schemes is not None:
        query = query.where(case.c.scheme.in_(schemes))
    return [CaseHandle(each) for each in connection.execute(query).scalars()]


_THEIRS = grant.alias()
"""Another's grants, apart from those by which it is asked what is visible: by one name all would be."""


def held_too(connection: Connection, visible: Visible, other: bytes, today: date) -> frozenset[bytes]:
    """Give those of the visible cases whose content another person may see as well."""
    return frozenset(connection.execute(_held_too(visible, other, today)).scalars())


def _held_too(visible: Visible, other: bytes, today: date) -> Select[Any]:
    return select(_THEIRS.c.case).where(
        _THEIRS.c.person == other,
        _THEIRS.c.level == Level.CONTENT,
        _THEIRS.c.from_on <= today,
        or_(_THEIRS.c.until_on.is_(None), _THEIRS.c.until_on >= today),
        visible.covers(_THEIRS.c.case),
    )


def held_by_few(
    connection: Connection,
    visible: Visible,
    among: Collection[bytes],
    today: date,
    *,
    fewest: int,
    other: bytes | None = None,
) -> Sequence[CaseRow]:
    """
    Give the visible cases whose content fewer than so many of certain people may see, those with something
    to do in them first, at most `MOST`; of these those alone that an *other* person holds as well.
    """
    theirs = (
        select(func.count(grant.c.person.distinct()))
        .where(
            grant.c.case == case.c.handle,
            grant.c.level == Level.CONTENT,
            grant.c.person.in_(among),
            holds_on(today),
        )
        .scalar_subquery()
    )
    query = select(*_COLUMNS).where(visible.covers(case.c.handle), theirs < fewest)
    if other is not None:
        query = query.where(case.c.handle.in_(_held_too(visible, other, today)))
    ordered = query.order_by(case.c.is_open.desc(), case.c.received_on, case.c.handle).limit(MOST)
    return [CaseRow(*row) for row in connection.execute(ordered)]
