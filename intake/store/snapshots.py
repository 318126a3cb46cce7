"""
What an organisation has set for itself, as it stood on the days it was applied. A snapshot is added and never
changed; the newest that has begun is what every process goes by.

Both databases hold such a table, each with what its processes need; who and why stand in `triage` only.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, Table, func, insert, select


class DamagedSnapshotError(Exception):
    """The content of a snapshot is not what its digest says."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was applied on a day, by whom and why; *content* is one canonical text."""

    number: int
    on: date
    content: str = field(repr=False)
    by: str = ""
    reason: str = ""

    @property
    def digest(self) -> bytes:
        """The hash of the content."""
        return hashlib.sha256(self.content.encode()).digest()


def add(connection: Connection, table: Table, new: Snapshot) -> None:
    """Store a snapshot; its number must be the next."""
    connection.execute(insert(table).values({each.name: getattr(new, each.name) for each in table.columns}))


def newest_number(connection: Connection, table: Table, today: date) -> int:
    """Give the number of the snapshot that holds on a day; 0 where there is none."""
    query = select(func.max(table.c.number)).where(table.c.on <= today)
    return connection.execute(query).scalar() or 0


def newest(connection: Connection, table: Table, today: date) -> Snapshot | None:
    """
    Give the snapshot that holds on a day.

    Raises:
        DamagedSnapshotError: its content was altered.
    """
    number = newest_number(connection, table, today)
    row = connection.execute(select(table).where(table.c.number == number)).mappings().first()
    if row is None:
        return None
    known = dict(row)
    digest = known.pop("digest")
    found = Snapshot(**known)
    if found.digest != digest:
        raise DamagedSnapshotError(f"snapshot {number} of the organisation's own data was altered")
    return found
