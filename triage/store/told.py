"""What has left the house in numbers: added, and never changed."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, insert, select

from triage.store.tables import told
from triage.store.visibility import SystemAccess


@dataclass(frozen=True, slots=True)
class ToldPaper:
    """
    One account that was shown: the day, what later ones reckon with, and what is shown of it; *numbers* is
    empty where nothing follows from it.
    """

    name: str
    on: date
    numbers: bytes = field(repr=False)
    content: str = field(repr=False, default="")


def names(connection: Connection) -> Collection[str]:
    """Give what has been told."""
    return connection.execute(select(told.c.name).order_by(told.c.name)).scalars().all()


def numbers(connection: Connection, _access: SystemAccess) -> dict[str, bytes]:
    """Give what later accounts reckon with, by its name, the first day first."""
    query = select(told.c.name, told.c.numbers).where(told.c.numbers != b"")
    found = connection.execute(query.order_by(told.c.on, told.c.name))
    return {row.name: row.numbers for row in found}


def content(connection: Connection, name: str) -> str | None:
    """Give what is shown of one; None where there is none."""
    found: str | None = connection.execute(select(told.c.content).where(told.c.name == name)).scalar()
    return found


def tell(connection: Connection, paper: ToldPaper) -> None:
    """Keep what is told; one of its name must not be there."""
    values = {"name": paper.name, "on": paper.on, "numbers": paper.numbers, "content": paper.content}
    connection.execute(insert(told).values(values))
