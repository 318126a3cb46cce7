"""The lists of cases and their lines, for an advisor who has opened nothing yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from sqlalchemy import Connection

from crypto.directory import Directory
from intake.clock import local_date
from intake.store.engine import read
from triage.cases.owed_by_units import OwedByUnit
from triage.services.organisation import Organisation
from triage.services.people.holders import known_members
from triage.services.people.sign_in import SignedIn
from triage.services.reading.index import IndexEntry, entries
from triage.services.reading.inner_texts import newest_summaries
from triage.services.views import by_name
from triage.services.views.by_name import Names, NamesNote
from triage.store import case_lists, cases
from triage.store.case_lists import COUNTED, PAGE, ListedCase
from triage.store.cases import CaseRow
from triage.store.due import OpenDeadline
from triage.store.list_filters import Code, Day, Filters, Place, Sort, When
from triage.store.visibility import Level, Visible, visible_to

__all__ = [
    "MOST",
    "Code",
    "Day",
    "Filters",
    "Group",
    "Names",
    "NamesNote",
    "Place",
    "Sort",
    "When",
    "case_list",
    "unanswered_count",
]

Shown = TypeVar("Shown")

NO_ENTRY = IndexEntry()
MOST = 25
"""So many lines of each kind stand on the page of the day; the rest have pages of their own."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """
    One case in a list: its plain facts; the words by which it is recognised and what an inquirer is called,
    where this person may read them; the deadline that is nearest, where the list tells it, and the request
    for which a reminder is ready.
    """

    row: CaseRow
    words: str = field(default="", repr=False)
    first_name: str = field(default="", repr=False)
    nearest: OpenDeadline | None = None
    to_chase: OwedByUnit | None = None


@dataclass(frozen=True, slots=True)
class Group(Generic[Shown]):
    """One kind of thing that the day holds: the most pressing of them, and how many there are in all."""

    lines: Sequence[Shown]
    total: int

    @property
    def is_counted(self) -> bool:
        """Whether *total* is the number of all; else there are more than `counted`."""
        return self.total <= COUNTED

    @property
    def counted(self) -> int:
        """How many there are, so far as lists count."""
        return min(self.total, COUNTED)

    @property
    def has_more(self) -> bool:
        """Whether some are not shown."""
        return self.total > len(self.lines)


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list, and the place of its last line where more follow."""

    lines: Sequence[CaseLine]
    onward: Place | None
    said: NamesNote | None = None
    """What is to be said of the names that it was asked for."""


def unanswered_count(organisation: Organisation, who: SignedIn, *, today: date) -> int:
    """Count the cases of this person in which the other side waits for an answer, so far as lists count."""
    with read(organisation.triage) as connection:
        return case_lists.count_unanswered(connection, visible_to(who.handle, today))


def lines_of(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    rows: Sequence[CaseRow],
    members: Directory | None,
    content: Visible,
) -> list[CaseLine]:
    """
    Give cases as lines of a list, each with its words where this person may read some: those of the index, or
    else the summary of a case from before there was one. Who sees the dates of a case alone reads none.

    Args:
        content: the cases whose content this person may see.
    """
    read = readable(connection, rows, content)
    known = entries(connection, organisation, who, [row.handle for row in read], members)
    rest = [row for row in read if row.handle not in known]
    summaries = newest_summaries(connection, organisation, who, rest, members) if rest else {}
    told = {**known, **{handle: IndexEntry(line) for handle, line in summaries.items()}}
    entry_of = (told.get(row.handle, NO_ENTRY) for row in rows)
    return [CaseLine(row, each.words, each.first_name) for row, each in zip(rows, entry_of, strict=True)]


def case_list(
    organisation: Organisation,
    who: SignedIn,
    filters: Filters,
    *,
    after: Place | None,
    now: datetime,
    codes: Sequence[Code] = (),
    names: Names | None = None,
) -> ListPage:
    """
    Give one page of the cases that this person may see, in the order of `by_name.found`.

    Raises:
        ValueError: *after* is no place of this list.
    """
    today = local_date(now)
    members, visible = known_members(organisation, today), visible_to(who.handle, today)
    content = visible_to(who.handle, today, Level.CONTENT)
    asked = None if names is None else names.looked_up(organisation, filters, now)
    with read(organisation.triage) as connection:
        found, said = by_name.found(
            connection,
            visible,
            filters,
            asked,
            content=content,
            after=after,
            limit=PAGE + 1,
            codes=codes,
            now=now,
        )
        lines = lines_of(connection, organisation, who, rows_of(found[:PAGE]), members, content)
    return ListPage(lines, found[PAGE - 1].place if len(found) > PAGE else None, said)


def readable(connection: Connection, rows: Sequence[CaseRow], content: Visible) -> list[CaseRow]:
    """Give those of the cases whose content may be seen, in their order."""
    held = {row.handle for row in cases.some_of(connection, content, [row.handle for row in rows])}
    return [row for row in rows if row.handle in held]


def rows_of(found: Sequence[ListedCase]) -> list[CaseRow]:
    """Give the cases of a list without their places."""
    return [each.row for each in found]


def last_working_day(organisation: Organisation, today: date) -> date:
    """Give the working day before *today*: what has come since then is news this morning."""
    before = today - timedelta(days=1)
    while not organisation.is_working_day(before):
        before -= timedelta(days=1)
    return before
