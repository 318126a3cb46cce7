"""Sealed items whose home is triage: summaries, notes and the texts behind decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, Table, func, insert, select, true
from sqlalchemy import case as sql_case

from crypto.envelope import Sealed, Stanza, digest
from triage.store.tables import item, stanza
from triage.store.visibility import CaseHandle, SystemAccess


@dataclass(frozen=True, slots=True)
class CaseItemRow:
    """One sealed item with the stanza of the reader's key only, and the ids of all the keys that have one."""

    id: bytes
    case: CaseHandle
    kind: str
    counter: int
    author: bytes
    on: date
    envelope: bytes
    stanzas: tuple[Stanza, ...]
    holders: frozenset[bytes]


def digests(connection: Connection, _access: SystemAccess) -> dict[str, str]:
    """Give the digest of every text of every case, by its id, both as a history names them."""
    return digests_in(connection, item)


def digests_in(connection: Connection, sealed: Table) -> dict[str, str]:
    """Give the digest of every sealed item of a table, by its id."""
    found = connection.execution_options(yield_per=100).execute(select(sealed.c.id, sealed.c.envelope))
    return {each.id.hex(): digest(each.envelope).hex() for each in found}


def next_counter(connection: Connection, handle: CaseHandle) -> int:
    """Give the number that the next internal item of the case must carry."""
    highest = connection.execute(select(func.max(item.c.counter)).where(item.c.case == handle)).scalar()
    return int(highest or 0) + 1


def add_item(
    connection: Connection,
    *,
    item_id: bytes,
    handle: CaseHandle,
    kind: str,
    counter: int,
    author: bytes,
    on: date,
    sealed: Sealed,
) -> None:
    """Store a sealed item and a stanza for each who can open it."""
    connection.execute(
        insert(item).values(
            id=item_id,
            case=handle,
            kind=kind,
            counter=counter,
            author=author,
            on=on,
            envelope=sealed.envelope,
        )
    )
    connection.execute(
        insert(stanza), [{"item": item_id, "key_id": s.key_id, "wrapped": s.wrapped} for s in sealed.stanzas]
    )


def items_of(
    connection: Connection, handle: CaseHandle, key_id: bytes, kind: str | None = None
) -> Sequence[CaseItemRow]:
    """
    Give the items of a case in order, each with the stanza of *key_id* only (none when that key cannot
    open it).
    """
    return items_of_each(connection, [handle], key_id, kind)[handle]


def items_of_each(
    connection: Connection, handles: Sequence[CaseHandle], key_id: bytes, kind: str | None = None
) -> Mapping[CaseHandle, Sequence[CaseItemRow]]:
    """Give what `items_of` gives, for several cases at once."""
    if not handles:
        return {}
    chosen = true() if kind is None else item.c.kind == kind
    of_case: dict[CaseHandle, list[CaseItemRow]] = {handle: [] for handle in handles}
    for each in _chosen(connection, handles, chosen, key_id):
        of_case[each.case].append(each)
    return of_case


def first_of(connection: Connection, handle: CaseHandle, key_id: bytes) -> CaseItemRow | None:
    """Give the item of a case with the lowest number, with the stanza of *key_id* only; None for none."""
    lowest = select(func.min(item.c.counter)).where(item.c.case == handle).scalar_subquery()
    return next(iter(_chosen(connection, [handle], item.c.counter == lowest, key_id)), None)


def _chosen(
    connection: Connection, handles: Sequence[CaseHandle], which: ColumnElement[bool], key_id: bytes
) -> list[CaseItemRow]:
    chosen = item.c.case.in_(handles) & which
    found = connection.execute(select(item).where(chosen).order_by(item.c.counter)).all()
    stanzas: dict[bytes, dict[bytes, bytes | None]] = {each.id: {} for each in found}
    ours = sql_case((stanza.c.key_id == key_id, stanza.c.wrapped))
    held = select(stanza.c.item, stanza.c.key_id, ours).join(item).where(chosen)
    for item_id, holder, wrapped in connection.execute(held):
        stanzas[item_id][holder] = wrapped
    return [
        CaseItemRow(
            **each._asdict(),
            stanzas=() if (wrapped := stanzas[each.id].get(key_id)) is None else (Stanza(key_id, wrapped),),
            holders=frozenset(stanzas[each.id]),
        )
        for each in found
    ]
