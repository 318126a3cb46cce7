"""
Who may see which case.

There are only positive grants: no row anywhere says that somebody was kept out. Every query that the
office asks goes through `visible_to`, and tests/architecture/test_visibility.py keeps it so.
"""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, or_, select

from triage.store.tables import grant


class Level(StrEnum):
    """What a grant opens: the dates of a case, or its content as well."""

    CLOCKS = "clocks"
    CONTENT = "content"


Visible = Select[Any]


def visible_to(person: bytes, today: date, level: Level = Level.CLOCKS) -> Visible:
    """
    Select the handles of the cases that *person* may see on *today*.

    A content grant includes the clocks. The answer is a query to be used inside another
    (`case.handle.in_(...)`).
    """
    levels = [Level.CONTENT] if level is Level.CONTENT else [Level.CLOCKS, Level.CONTENT]
    return select(grant.c.case).where(
        grant.c.person == person,
        grant.c.level.in_(levels),
        grant.c.from_on <= today,
        or_(grant.c.until_on.is_(None), grant.c.until_on >= today),
    )


def holders_of(handle: bytes, today: date, level: Level) -> Visible:
    """Select the persons who hold a grant of *level* to the case *handle* on *today*."""
    return select(grant.c.person).where(
        grant.c.case == handle,
        grant.c.level == level,
        grant.c.from_on <= today,
        or_(grant.c.until_on.is_(None), grant.c.until_on >= today),
    )
