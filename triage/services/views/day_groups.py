"""
Today and its groups, each of them also by itself and page by page, so that no line of it is out of reach.

A group stands in the order that it has on Today. A page begins after the last line of the one before, which
the address names by what the line is: nothing is skipped or shown twice while others work.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, get_type_hints

from sqlalchemy import Connection

from crypto.directory import Directory
from intake.clock import local_date
from intake.store.engine import read
from triage.cases.vocabulary import State
from triage.services.organisation import Organisation
from triage.services.people.holders import known_members
from triage.services.people.sign_in import SignedIn
from triage.services.views import lists
from triage.services.views.lists import MOST, CaseLine, Group
from triage.store import alerts, case_lists, due, letters, register_entries, unit_lists
from triage.store.cases import CaseRow
from triage.store.list_filters import SOON, Filters, Place, When
from triage.store.visibility import Level, Visible, visible_to


class DayGroup(StrEnum):
    """A group of Today, as its address calls it."""

    OVERDUE = "overdue"
    SOON = "soon"
    UNANSWERED = "unanswered"
    NEW = "new"
    WAITING = "waiting"
    LATER = "later"
    DRAFTS = "drafts"
    ALERTS = "alerts"


OF_CASES: Mapping[DayGroup, Filters] = {
    DayGroup.OVERDUE: Filters(is_open=None, when=When.OVERDUE),
    DayGroup.SOON: Filters(is_open=None, when=When.SOON),
    DayGroup.UNANSWERED: Filters(is_open=None, unanswered=True, when=When.BEYOND),
    DayGroup.NEW: Filters(state=State.NEW, unanswered=False, when=When.BEYOND),
    DayGroup.WAITING: Filters(waits=True, unanswered=False, when=When.BEYOND),
    DayGroup.LATER: Filters(is_open=None, quiet=True, when=When.BEYOND),
}
"""
Each case that is open or in which something is owed stands in one of these and in no other: where its nearest
date is, if that is soon, and else by what it waits for.
"""
_MOST_TODAY = {DayGroup.ALERTS: 10}
"""What stands folded on the page of the day is shorter."""
COUNTED_APART = {
    (group, is_open): replace(each, is_open=is_open)
    for group, each in OF_CASES.items()
    for is_open in (True, False)
    if each.is_open in {None, is_open}
}
"""What is open and what is closed is counted apart, each by its own index."""


@dataclass(frozen=True, slots=True)
class GroupPage:
    """One page of a group, with the number of all in it, and what names its last line where more follow."""

    group: Group[Any]
    onward: tuple[str, ...] | None
    since: date
    """The day since which alerts are shown."""


@dataclass(frozen=True, slots=True)
class Today:
    """
    What the day holds: its groups, of which those of cases hold each case once; how many of these are open,
    by scheme and state; and how many are closed, in which something is still owed.
    """

    groups: Mapping[DayGroup, Group[Any]]
    entries: Sequence[CaseLine]
    """Those in registers in which something is due soon or overdue; they are no cases."""
    somebody_was_missed: bool
    alerts_since: date
    counts: Mapping[tuple[str, str], int]
    owed: int

    @property
    def total(self) -> int:
        """How many cases there are that are open or owe something: the sum of the groups."""
        return sum(self.groups[each].total for each in OF_CASES)


@dataclass(frozen=True)
class _Day:
    """
    Whose day it is, and when; of which cases the person may see at least the *dates*, and which may be read.
    """

    connection: Connection
    organisation: Organisation
    who: SignedIn
    members: Directory | None
    dates: Visible
    content: Visible
    now: datetime
    today: date
    since: date

    @cached_property
    def counts(self) -> Mapping[tuple[str, str], int]:
        """How many cases there are, by scheme and state."""
        return case_lists.count_by_state(self.connection, self.dates)

    @cached_property
    def _counted(self) -> Mapping[tuple[DayGroup, bool], int]:
        numbers = case_lists.count_each(self.connection, self.dates, (*COUNTED_APART.values(),), now=self.now)
        return dict(zip(COUNTED_APART, numbers, strict=True))

    def of_group(self, group: DayGroup) -> int:
        """Count the cases of a group."""
        return sum(number for (each, _is_open), number in self._counted.items() if each == group)

    @property
    def owed(self) -> int:
        """How many of all are closed."""
        return sum(number for (_group, is_open), number in self._counted.items() if not is_open)


@dataclass(frozen=True, slots=True)
class _Kind:
    """
    How a group is read: one line more than a page has, *after* a place or from the beginning; its number; and
    where a line stands.
    """

    place: type[Any]
    rows: Callable[[_Day, Any], Sequence[Any]]
    total: Callable[[_Day], int]
    stands: Callable[[Any], tuple[Any, ...]] = lambda row: row.place


def _of_cases(group: DayGroup) -> _Kind:
    return _Kind(
        Place,
        lambda day, after: case_lists.case_page(
            day.connection, day.dates, OF_CASES[group], after=after, limit=MOST + 1, now=day.now
        ),
        lambda day: day.of_group(group),
    )


KINDS: Mapping[DayGroup, _Kind] = {
    **{group: _of_cases(group) for group in OF_CASES},
    DayGroup.DRAFTS: _Kind(
        letters.ReadyPlace,
        lambda day, after: letters.ready_letters(
            day.connection, day.content, day.today, after=after, limit=MOST + 1
        ),
        lambda day: letters.count_ready(day.connection, day.content, day.today),
    ),
    DayGroup.ALERTS: _Kind(
        alerts.AlertPlace,
        lambda day, after: alerts.alerts(
            day.connection, day.dates, since=day.since, after=after, limit=MOST + 1
        ),
        lambda day: alerts.count_alerts(day.connection, day.dates, since=day.since),
    ),
}


def group_page(
    organisation: Organisation, who: SignedIn, group: DayGroup, after: Sequence[str], *, now: datetime
) -> GroupPage:
    """
    Give one page of a group, as many lines as Today shows of it.

    Args:
        after: the `onward` of the page before; empty for the first.

    Raises:
        ValueError: *after* names no line of such a group.
    """
    kind = KINDS[group]
    place = _place(kind.place, after) if after else None
    with _day(organisation, who, now) as day:
        rows = {group: kind.rows(day, place)}
        onward = _named(kind.stands(rows[group][MOST - 1])) if len(rows[group]) > MOST else None
        return GroupPage(_groups(day, rows)[group], onward, day.since)


def today_view(organisation: Organisation, who: SignedIn, *, now: datetime) -> Today:
    """
    Give what is due, what is new and what waits for others: the first page of each group. What is left for
    later is counted alone.
    """
    with _day(organisation, who, now) as day:
        listed = [group for group in DayGroup if group is not DayGroup.LATER]
        rows: Mapping[DayGroup, Sequence[Any]] = {
            group: KINDS[group].rows(day, None)[: _MOST_TODAY.get(group, MOST)] for group in listed
        }
        groups = _groups(day, {**rows, DayGroup.LATER: ()})
        was_missed = alerts.somebody_was_missed(day.connection, day.dates, since=day.since)
        last = day.today + SOON
        due_soon = register_entries.due_entries(day.connection, day.content, last, MOST)
        return Today(groups, _lines(day, due_soon), was_missed, day.since, day.counts, day.owed)


def _groups(day: _Day, rows: Mapping[DayGroup, Sequence[Any]]) -> Mapping[DayGroup, Group[Any]]:
    """Give what is shown of some groups: the words and dates of all their cases are looked up together."""
    shown = {group: found[:MOST] for group, found in rows.items()}
    known = {each.row.handle: each.row for group in shown if group in OF_CASES for each in shown[group]}
    lines = {each.row.handle: each for each in _lines(day, list(known.values()))}
    return {
        group: Group(
            [lines[each.row.handle] for each in found] if group in OF_CASES else found,
            KINDS[group].total(day),
        )
        for group, found in shown.items()
    }


def _lines(day: _Day, rows: Sequence[CaseRow]) -> Sequence[CaseLine]:
    """Give cases as lines with the deadline that is nearest in each, and the reminder that is ready."""
    if not rows:
        return []
    handles = [row.handle for row in rows]
    nearest = due.nearest(day.connection, handles)
    ready = unit_lists.ready_among(day.connection, handles, day.today)
    found = lists.lines_of(day.connection, day.organisation, day.who, rows, day.members, day.content)
    return [
        replace(line, nearest=nearest.get(line.row.handle), to_chase=ready.get(line.row.handle))
        for line in found
    ]


@contextmanager
def _day(organisation: Organisation, who: SignedIn, now: datetime) -> Generator[_Day]:
    today = local_date(now)
    since, members = lists.last_working_day(organisation, today), known_members(organisation, today)
    visible = (visible_to(who.handle, today), visible_to(who.handle, today, Level.CONTENT))
    with read(organisation.triage) as connection:
        yield _Day(connection, organisation, who, members, *visible, now, today, since)


def _named(place: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple("" if each is None else str(each) for each in place)


def _place(kind: type[Any], named: Sequence[str]) -> Any:
    return kind(*(_read(each, text) for each, text in zip(get_type_hints(kind).values(), named, strict=True)))


def _read(kind: object, text: str) -> date | str | None:
    if kind is str:
        return text
    return None if text == "" and kind is not date else date.fromisoformat(text)
