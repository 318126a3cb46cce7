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
from triage.store import alerts, case_lists, due, letters
from triage.store.case_lists import ByDate
from triage.store.cases import CaseRow
from triage.store.list_filters import Filters, Place, When
from triage.store.visibility import Level, Visible, visible_to


class DayGroup(StrEnum):
    """A group of Today, as its address calls it."""

    UNANSWERED = "unanswered"
    OVERDUE = "overdue"
    SOON = "soon"
    NEW = "new"
    DRAFTS = "drafts"
    WAITING = "waiting"
    ALERTS = "alerts"


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
    What the day holds: its groups; how many cases there are by scheme and state; and the same cases, with the
    closed ones in which something is still owed, by where their nearest date lies.
    """

    groups: Mapping[DayGroup, Group[Any]]
    somebody_was_missed: bool
    alerts_since: date
    counts: Mapping[tuple[str, str], int]
    dates: ByDate

    @property
    def total(self) -> int:
        """How many cases there are that are open or owe something: the sum of either counting."""
        return sum(self.counts.values()) + self.dates.owed


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
    def by_date(self) -> ByDate:
        """How many there are by where their nearest date lies."""
        return case_lists.count_by_date(self.connection, self.dates, now=self.now)


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
    of_cases: bool = False


def _of_cases(filters: Filters, total: Callable[[_Day], int]) -> _Kind:
    return _Kind(
        Place,
        lambda day, after: case_lists.case_page(
            day.connection, day.dates, filters, after=after, limit=MOST + 1, now=day.now
        ),
        total,
        of_cases=True,
    )


def _of_dates(when: When) -> _Kind:
    return _of_cases(Filters(is_open=None, when=when), lambda day: day.by_date.when[when])


KINDS: Mapping[DayGroup, _Kind] = {
    DayGroup.UNANSWERED: _of_cases(
        lists.UNANSWERED, lambda day: case_lists.count_unanswered(day.connection, day.dates)
    ),
    DayGroup.OVERDUE: _of_dates(When.OVERDUE),
    DayGroup.SOON: _of_dates(When.SOON),
    DayGroup.NEW: _of_cases(lists.NEW, lambda day: lists.in_state(day.counts, State.NEW)),
    DayGroup.DRAFTS: _Kind(
        letters.ReadyPlace,
        lambda day, after: letters.ready_letters(
            day.connection, day.content, day.today, after=after, limit=MOST + 1
        ),
        lambda day: letters.count_ready(day.connection, day.content, day.today),
    ),
    DayGroup.WAITING: _of_cases(
        lists.WAITING, lambda day: case_lists.count_waiting(day.connection, day.dates)
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
    """Give what is due, what is new and what waits for others: the first page of each group."""
    with _day(organisation, who, now) as day:
        groups = _groups(day, {group: kind.rows(day, None) for group, kind in KINDS.items()})
        was_missed = alerts.somebody_was_missed(day.connection, day.dates, since=day.since)
        return Today(groups, was_missed, day.since, day.counts, day.by_date)


def _groups(day: _Day, rows: Mapping[DayGroup, Sequence[Any]]) -> Mapping[DayGroup, Group[Any]]:
    """Give what is shown of some groups: the words and dates of all their cases are looked up together."""
    shown = {group: found[:MOST] for group, found in rows.items()}
    known = {each.row.handle: each.row for group in shown if KINDS[group].of_cases for each in shown[group]}
    lines = {each.row.handle: each for each in _lines(day, list(known.values()))}
    return {
        group: Group(
            [lines[each.row.handle] for each in found] if KINDS[group].of_cases else found,
            KINDS[group].total(day),
        )
        for group, found in shown.items()
    }


def _lines(day: _Day, rows: Sequence[CaseRow]) -> Sequence[CaseLine]:
    """Give cases as lines with the deadline that is nearest in each."""
    if not rows:
        return []
    nearest = due.nearest(day.connection, [row.handle for row in rows])
    lines = lists.lines_of(day.connection, day.organisation, day.who, rows, day.members)
    return [replace(line, nearest=nearest.get(line.row.handle)) for line in lines]


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
