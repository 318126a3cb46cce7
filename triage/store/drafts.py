"""
Forms that somebody has left half written. Each belongs to one person and is found by nobody else; of a case
only while that person may see it.

What has been carried out leaves its row behind, empty: whatever is saved late under that id finds it there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select

from triage.store.tables import case, draft, person
from triage.store.visibility import CaseHandle, SystemAccess, Visible


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One draft as it is stored; *case* and *case_reference* are None where there is no case yet."""

    id: bytes
    person: bytes
    case: CaseHandle | None
    page: str
    kept_on: date
    item: bytes
    envelope: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)
    case_reference: str | None = None


NOTHING = b""
_IS_KEPT = draft.c.envelope != NOTHING


def keep(connection: Connection, visible: Visible, row: DraftRow) -> None:
    """Put a draft in the place of the one with its id, if its writer has one."""
    forget(connection, visible, row.id)
    names = ("id", "person", "case", "page", "kept_on", "item", "envelope", "wrapped")
    connection.execute(insert(draft).values({name: getattr(row, name) for name in names}))


def mark(connection: Connection, visible: Visible, row_id: bytes, *, on: date) -> None:
    """Leave a row that says nothing in the place of a draft that was carried out, or may yet be saved."""
    if not is_anothers(connection, visible, row_id):
        empty = DraftRow(row_id, visible.person, None, "", on, row_id, NOTHING, NOTHING)
        keep(connection, visible, empty)


def is_marked(connection: Connection, visible: Visible, row_id: bytes) -> bool:
    """Say whether what was kept under this id has been carried out."""
    query = select(draft.c.id).where(draft.c.id == row_id, draft.c.person == visible.person, ~_IS_KEPT)
    return connection.execute(query).first() is not None


def is_anothers(connection: Connection, visible: Visible, row_id: bytes) -> bool:
    """Say whether somebody else's draft has this id."""
    query = select(draft.c.id).where(draft.c.id == row_id, draft.c.person != visible.person)
    return connection.execute(query).first() is not None


def count(connection: Connection, visible: Visible, *, but: bytes) -> int:
    """Count the drafts that a person has besides one."""
    others = (draft.c.person == visible.person, draft.c.id != but, _IS_KEPT)
    query = select(func.count()).select_from(draft).where(*others)
    return int(connection.execute(query).scalar_one())


def drafts_of(connection: Connection, visible: Visible, *, row_id: bytes | None = None) -> Sequence[DraftRow]:
    """Give a person's drafts whose cases they still see, the newest first; or the one with an id."""
    mine: tuple[ColumnElement[bool], ...] = (draft.c.person == visible.person, _IS_KEPT)
    if row_id is not None:
        mine = (*mine, draft.c.id == row_id)
    query = (
        select(draft, case.c.case_reference)
        .join_from(draft, case, draft.c.case == case.c.handle, isouter=True)
        .where(*mine, or_(draft.c.case.is_(None), visible.covers(draft.c.case)))
        .order_by(draft.c.kept_on.desc(), draft.c.page, draft.c.id)
    )
    return [DraftRow(**each._asdict()) for each in connection.execute(query)]


def forget(connection: Connection, visible: Visible, row_id: bytes) -> None:
    """Remove a draft of a person, if it is there."""
    connection.execute(delete(draft).where(draft.c.person == visible.person, draft.c.id == row_id))


def reap(
    connection: Connection, _access: SystemAccess, *, before: date, marks_before: date, today: date
) -> int:
    """
    Remove what was kept last before a day, and all of whoever has left; give the number. What was carried out
    before another day leaves no mark any more.
    """
    left = select(person.c.handle).where(person.c.ended_on <= today)
    old = or_(draft.c.kept_on < before, draft.c.person.in_(left))
    connection.execute(delete(draft).where(~_IS_KEPT, or_(old, draft.c.kept_on < marks_before)))
    gone = delete(draft).where(old)
    return connection.execute(gone, execution_options={"preserve_rowcount": True}).rowcount
