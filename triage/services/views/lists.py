"""The lists of cases and their lines, for an advisor who has opened nothing yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Generic, TypeVar

from sqlalchemy import Connection

from crypto.directory import Directory
from intake.store.engine import read
from triage.cases.vocabulary import State
from triage.services.organisation import Organisation
from triage.services.people.holders import known_members
from triage.services.people.sign_in import SignedIn
from triage.services.reading.inner_texts import newest_summaries
from triage.store import case_lists
from triage.store.case_lists import COUNTED, PAGE, Filters, Place, place_of
from triage.store.cases import CaseRow
from triage.store.visibility import visible_to

__all__ = ["MOST", "Filters", "Group", "Place", "case_list", "unanswered_count"]

Entry = TypeVar("Entry")

SOON = timedelta(days=7)
NEW, WAITING = Filters(state=State.NEW), Filters(waits=True)
UNANSWERED = Filters(is_open=None, unanswered=True)
"""Where the other side has added something that nobody has answered or marked, in a closed case too."""
MOST = 25
"""So many lines of each kind stand on the page of the day; the rest have pages of their own."""


@dataclass(frozen=True, slots=True)
class Line:
    """One case in a list: its plain facts and its opened summary, if there is one for this person."""

    row: CaseRow
    summary: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Group(Generic[Entry]):
    """One kind of thing that the day holds: the most pressing of them, and how many there are in all."""

    lines: Sequence[Entry]
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

    lines: Sequence[Line]
    onward: Place | None


def unanswered_count(organisation: Organisation, who: SignedIn, *, today: date) -> int:
    """Count the cases of this person in which the other side waits for an answer, so far as lists count."""
    with read(organisation.triage) as connection:
        return case_lists.count_unanswered(connection, visible_to(who.handle, today))


def in_state(counts: Mapping[tuple[str, str], int], wanted: State) -> int:
    """Add up the cases of both schemes that stand in a state."""
    return sum(number for (_scheme, state), number in counts.items() if state == wanted)


def lines_of(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    rows: Sequence[CaseRow],
    members: Directory | None,
) -> list[Line]:
    """Give cases as lines of a list, each with its summary where this person may read one."""
    summaries = newest_summaries(connection, organisation, who, rows, members)
    return [Line(row, summaries.get(row.handle)) for row in rows]


def case_list(
    organisation: Organisation,
    who: SignedIn,
    filters: Filters,
    *,
    after: Place | None,
    today: date,
) -> ListPage:
    """Give one page of the cases that this person may see, in the order of `case_lists.case_page`."""
    members = known_members(organisation, today)
    with read(organisation.triage) as connection:
        found = case_lists.case_page(
            connection,
            visible_to(who.handle, today),
            filters,
            after=after,
            limit=PAGE + 1,
        )
        lines = lines_of(connection, organisation, who, found[:PAGE], members)
    last = found[PAGE - 1] if len(found) > PAGE else None
    return ListPage(lines, None if last is None else place_of(last, filters))


def last_working_day(organisation: Organisation, today: date) -> date:
    """Give the working day before *today*: what has come since then is news this morning."""
    before = today - timedelta(days=1)
    while not organisation.is_working_day(before):
        before -= timedelta(days=1)
    return before
