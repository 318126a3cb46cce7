"""
Who may see which case, as types that cannot be had otherwise.

There are only positive grants: no row anywhere says that somebody was kept out. Whoever reads anything of a
case has one of three things in hand, and each is made in one place:

- `Visible`, made by `visible_to`: what one person may see.
- `SystemAccess`, made by `system_access` where the clock or an operator's command begins its work.
- `CaseHandle`, which rows carry that were found with one of those two; only `triage.store` makes any.

tests/architecture/test_visibility.py holds every function of the store to it, and mypy every caller.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NewType

from sqlalchemy import ColumnElement, exists, literal, or_, true

from crypto.envelope import new_id
from triage.store.tables import grant

CaseHandle = NewType("CaseHandle", bytes)
"""The random handle of a case that was found by somebody who may see it, or that was just begun."""


class Level(StrEnum):
    """What a grant opens: the dates of a case, or its content as well."""

    CLOCKS = "clocks"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Visible:
    """The cases that a person may see on a day at a level; a content grant includes the clocks."""

    person: bytes
    today: date
    level: Level

    def covers(self, handle: ColumnElement[bytes]) -> ColumnElement[bool]:
        """Give the condition that the case in this column is one of them."""
        return _granted(self, handle)


@lru_cache(maxsize=512)
def _granted(visible: Visible, handle: ColumnElement[bytes]) -> ColumnElement[bool]:
    # A page puts the same condition into a dozen questions, and making it takes longer than some of them.
    levels = [Level.CONTENT] if visible.level is Level.CONTENT else list(Level)
    return exists().where(
        grant.c.case == handle,
        grant.c.person == visible.person,
        # Each a value of its own: a list is written out anew whenever it is asked.
        grant.c.level.in_([literal(each) for each in levels]),
        holds_on(visible.today),
    )


@dataclass(frozen=True, slots=True)
class SystemAccess:
    """Every case, for work that no person asks for by name: the clock's and the operator's."""

    def covers(self, _handle: ColumnElement[bytes]) -> ColumnElement[bool]:
        """Give the condition that is always true."""
        return true()


Access = Visible | SystemAccess


def visible_to(person: bytes, today: date, level: Level = Level.CLOCKS) -> Visible:
    """Give what *person* may see on *today*; the one way to it."""
    return Visible(person, today, level)


def system_access() -> SystemAccess:
    """Give access to every case. Who may call this stands in tests/architecture/test_visibility.py."""
    return SystemAccess()


def new_handle() -> CaseHandle:
    """Draw the handle of a case that begins."""
    return CaseHandle(new_id())


def imported_handle(keyed: bytes) -> CaseHandle:
    """Give the handle of a case that was a row of an earlier register: made of it under a key (SPEC 15.6)."""
    return CaseHandle(keyed)


def holds_on(today: date) -> ColumnElement[bool]:
    """Give the condition that a grant holds on *today*."""
    return (grant.c.from_on <= today) & or_(grant.c.until_on.is_(None), grant.c.until_on >= today)
