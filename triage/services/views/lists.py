"""The day's list and the lists of cases, for an advisor who has opened nothing yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Connection

from intake.store.engine import read
from triage.cases.history import fold
from triage.cases.vocabulary import State
from triage.services.organisation import Organisation
from triage.services.people.holders import known_members
from triage.services.people.sign_in import SignedIn
from triage.services.reading.inner_texts import newest_summary
from triage.store import alerts, cases, events
from triage.store.alerts import AlertRow
from triage.store.cases import PAGE, CaseRow, OpenDeadline
from triage.store.visibility import Visible, visible_to

SOON = timedelta(days=7)
WAITING = (State.AWAITING_INFORMATION, State.AWAITING_DEPARTMENT)
MAYBE_WAITING = (State.UNDER_ASSESSMENT, State.OUTSIDE, State.INVESTIGATING, State.FEEDBACK_GIVEN)
"""States of a report in which a question to the reporter may be open besides."""


@dataclass(frozen=True, slots=True)
class Line:
    """One case in a list: its plain facts and its opened summary, if there is one for this person."""

    row: CaseRow
    summary: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Today:
    """What the day holds."""

    overdue: Sequence[OpenDeadline]
    soon: Sequence[OpenDeadline]
    new: Sequence[Line]
    waiting: Sequence[Line]
    alerts: Sequence[AlertRow]
    alerts_since: date
    counts: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which cases a list shows; None leaves a question open."""

    scheme: str | None = None
    is_open: bool | None = True
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, and the key of its last line where more follow."""

    lines: Sequence[Line]
    onward: tuple[date | None, str] | None


def today_view(organisation: Organisation, who: SignedIn, *, today: date) -> Today:
    """Give what is due, what is new and what waits for others."""
    visible = visible_to(who.handle, today)
    since = last_working_day(organisation, today)
    members = known_members(organisation, today)
    with read(organisation.triage) as connection:
        due = cases.open_deadlines(connection, visible, due_before=today + SOON)
        waiting = _waiting(connection, visible)
        new = cases.case_page(connection, visible, state=State.NEW, limit=PAGE)
        return Today(
            overdue=[each for each in due if each.due_strict < today],
            soon=[each for each in due if each.due_strict >= today],
            new=[Line(row, None) for row in new],
            waiting=[
                Line(row, newest_summary(connection, organisation, who, row, members)) for row in waiting
            ],
            alerts=alerts.alerts(connection, visible, since=since),
            alerts_since=since,
            counts=cases.count_by_state(connection, visible),
        )


def _waiting(connection: Connection, visible: Visible) -> list[CaseRow]:
    """Give the cases that wait for a department, or for a reporter's answer to a question."""
    found = [
        row for state in WAITING for row in cases.case_page(connection, visible, state=state, limit=PAGE)
    ]
    for state in MAYBE_WAITING:
        for row in cases.case_page(connection, visible, state=state, limit=PAGE):
            case = fold(events.history(connection, row.handle))
            if case.asked_on is not None or case.report.hand_over_pending:
                found.append(row)
    return found


def case_list(
    organisation: Organisation,
    who: SignedIn,
    filters: Filters,
    *,
    after: tuple[date | None, str] | None,
    today: date,
) -> Page:
    """Give one page of the cases that this person may see, the most pressing first."""
    members = known_members(organisation, today)
    with read(organisation.triage) as connection:
        found = cases.case_page(
            connection,
            visible_to(who.handle, today),
            scheme=filters.scheme,
            is_open=filters.is_open,
            state=filters.state,
            after=after,
            limit=PAGE + 1,
        )
        lines = [
            Line(row, newest_summary(connection, organisation, who, row, members)) for row in found[:PAGE]
        ]
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(lines, None if last is None else (last.next_due_strict, last.case_reference))


def last_working_day(organisation: Organisation, today: date) -> date:
    """Give the working day before *today*: what has come since then is news this morning."""
    before = today - timedelta(days=1)
    while not organisation.is_working_day(before):
        before -= timedelta(days=1)
    return before
