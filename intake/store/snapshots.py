"""
What an organisation has set for itself, as it stood on the days it was applied. A snapshot is added and never
changed; the newest that has begun is what every process goes by.

Both databases hold such a table, of one form, each with what its own processes need.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, func, insert, select

from intake.store.tables import snapshot


class DamagedSnapshotError(Exception):
    """The content of a snapshot is not what its digest says."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was applied on a day, by whom and why; *content* is one canonical text."""

    number: int
    on: date
    content: str = field(repr=False)

    @property
    def digest(self) -> bytes:
        """The hash of the content."""
        return hashlib.sha256(self.content.encode()).digest()


def add(connection: Connection, new: Snapshot) -> None:
    """Store a snapshot; one of its number must not be there."""
    connection.execute(
        insert(snapshot).values({each.name: getattr(new, each.name) for each in snapshot.columns})
    )


def newest_number(connection: Connection, today: date) -> int:
    """Give the number of the snapshot that holds on a day; 0 where there is none."""
    query = select(func.max(snapshot.c.number)).where(snapshot.c.on <= today)
    return connection.execute(query).scalar() or 0


def newest(connection: Connection, today: date) -> Snapshot | None:
    """
    Give the snapshot that holds on a day.

    Raises:
        DamagedSnapshotError: its content was altered.
    """
    number = newest_number(connection, today)
    row = connection.execute(select(snapshot).where(snapshot.c.number == number)).first()
    if row is None:
        return None
    stored = Snapshot(row.number, row.on, row.content)
    if stored.digest != row.digest:
        raise DamagedSnapshotError(f"snapshot {number} of the organisation's own data was altered")
    return stored
