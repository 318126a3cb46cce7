"""The rows of the index, and the keys that those who hold the same cases share (SPEC 15)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, exists, func, insert, join, select

from crypto.envelope import Sealed, Stanza
from triage.rules.codes import Scheme
from triage.store.tables import case, grant, index_key, index_row, index_stanza
from triage.store.visibility import CaseHandle, Level, SystemAccess, Visible, holds_on


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A shared key with the reader's stanza only, and the ids of all the keys that have one."""

    id: bytes
    author: bytes
    on: date
    envelope: bytes
    stanzas: tuple[Stanza, ...]
    holders: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class IndexRow:
    """The sealed row of one case."""

    case: CaseHandle
    scheme: str
    key: bytes
    id: bytes
    row: bytes

    @property
    def is_report(self) -> bool:
        """Whether the case is a report's, in whose row nobody is named."""
        return self.scheme != Scheme.COMPLAINTS


_ROW = (index_row.c.case, case.c.scheme, index_row.c.key, index_row.c.id, index_row.c.row)


def keys(connection: Connection, key_id: bytes, wanted: Collection[bytes] | None = None) -> Sequence[KeyRow]:
    """Give the shared keys, or those *wanted* by their ids, each with the stanza of *key_id* only."""
    asked = select(index_key)
    held = select(index_stanza.c.key, index_stanza.c.key_id, index_stanza.c.wrapped)
    if wanted is not None:
        asked, held = asked.where(index_key.c.id.in_(wanted)), held.where(index_stanza.c.key.in_(wanted))
    stanzas: dict[bytes, list[Stanza]] = {}
    for key, holder, wrapped in connection.execute(held):
        stanzas.setdefault(key, []).append(Stanza(holder, wrapped))
    return [
        KeyRow(
            **each._asdict(),
            stanzas=tuple(one for one in stanzas.get(each.id, ()) if one.key_id == key_id),
            holders=frozenset(one.key_id for one in stanzas.get(each.id, ())),
        )
        for each in connection.execute(asked)
    ]


def add_key(connection: Connection, key: bytes, author: bytes, on: date, sealed: Sealed) -> None:
    """Store a shared key and a stanza for each who can open it."""
    connection.execute(insert(index_key).values(id=key, author=author, on=on, envelope=sealed.envelope))
    connection.execute(
        insert(index_stanza), [{"key": key, "key_id": s.key_id, "wrapped": s.wrapped} for s in sealed.stanzas]
    )


def change_stanza(connection: Connection, key: bytes, drop: Collection[bytes], new: Stanza) -> None:
    """
    Give a stanza of a shared key to one more key, in the place of those of the keys *drop* and of one of its
    own; nothing where the shared key is gone.
    """
    gone = {*drop, new.key_id}
    connection.execute(delete(index_stanza).where(index_stanza.c.key == key, index_stanza.c.key_id.in_(gone)))
    if connection.execute(select(index_key.c.id).where(index_key.c.id == key)).first() is not None:
        values = {"key": key, "key_id": new.key_id, "wrapped": new.wrapped}
        connection.execute(insert(index_stanza).values(values))


def forget_unused(connection: Connection, _access: SystemAccess, stanzas: Collection[bytes]) -> int:
    """
    Take the stanzas of these keys away from shared keys that no row is sealed under any more, and give how
    many there were.
    """
    used = select(index_row.c.key)
    gone = delete(index_stanza).where(index_stanza.c.key_id.in_(stanzas), index_stanza.c.key.not_in(used))
    return connection.execute(gone, execution_options={"preserve_rowcount": True}).rowcount


def put_row(connection: Connection, handle: CaseHandle, *, key: bytes, row_id: bytes, row: bytes) -> None:
    """Store the row of a case in the place of the one before."""
    connection.execute(delete(index_row).where(index_row.c.case == handle))
    connection.execute(insert(index_row).values(case=handle, key=key, id=row_id, row=row))


def holders(connection: Connection, handle: CaseHandle) -> set[bytes]:
    """Give the ids of the keys to which the row of a case is sealed; nobody where there is none."""
    joined = join(index_row, index_stanza, index_row.c.key == index_stanza.c.key)
    asked = select(index_stanza.c.key_id).select_from(joined).where(index_row.c.case == handle)
    return set(connection.execute(asked).scalars())


def key_of(connection: Connection, handle: CaseHandle) -> bytes | None:
    """Give the id of the shared key of the row of a case; None where there is no row."""
    return connection.execute(select(index_row.c.key).where(index_row.c.case == handle)).scalar()


def rows_of(connection: Connection, handles: Sequence[CaseHandle]) -> Sequence[IndexRow]:
    """Give the rows of these cases; a case without one is left out."""
    if not handles:
        return []
    asked = select(*_ROW).join_from(index_row, case).where(index_row.c.case.in_(handles))
    return [IndexRow(*each) for each in connection.execute(asked)]


def row_ids(connection: Connection, visible: Visible) -> Mapping[CaseHandle, bytes]:
    """Give the id of the row of each case that is visible, so that a reader sees which have changed."""
    asked = select(index_row.c.case, index_row.c.id).where(visible.covers(index_row.c.case))
    return {CaseHandle(handle): row for handle, row in connection.execute(asked)}


def count_without(connection: Connection, access: SystemAccess, today: date) -> int:
    """Count the cases that somebody has opened or begun, and somebody holds, and that have no row."""
    held = exists().where(grant.c.case == case.c.handle, grant.c.level == Level.CONTENT, holds_on(today))
    has_row = exists().where(index_row.c.case == case.c.handle)
    asked = select(func.count()).select_from(case).where(case.c.state != "new", held, ~has_row)
    return int(connection.execute(asked.where(access.covers(case.c.handle))).scalar_one())
