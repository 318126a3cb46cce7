"""
What the house has said about the whole service: that it is closed, or that reports may be lost.

Both databases hold such a table, of one form; that it is closed stands in both, so that no writer of either
need ask the other.
"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select

from intake.store.tables import notice

# Made once: every writer asks it.
_SAID = select(notice.c.from_on, notice.c.until_on).where(notice.c.kind == bindparam("kind"))


class Notice(StrEnum):
    """What can be said."""

    CLOSED = "closed"
    LOST = "lost"


class NoticePeriod(NamedTuple):
    """The first day that it is about, and the last, if it has one."""

    first: date
    last: date | None


def said(connection: Connection, what: Notice) -> NoticePeriod | None:
    """Give what stands; None where nothing does."""
    found = connection.execute(_SAID, {"kind": what}).first()
    return None if found is None else NoticePeriod(*found)


def closed_since(connection: Connection) -> date | None:
    """Give the day since which nothing may be written; None where the service is open."""
    found = said(connection, Notice.CLOSED)
    return found and found.first


def say(connection: Connection, what: Notice, days: NoticePeriod) -> None:
    """Say it, in place of what was said before."""
    take_back(connection, what)
    connection.execute(insert(notice).values(kind=what, from_on=days.first, until_on=days.last))


def take_back(connection: Connection, what: Notice) -> None:
    """Say it no more."""
    connection.execute(delete(notice).where(notice.c.kind == what))
