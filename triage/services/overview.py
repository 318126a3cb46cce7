"""
What an advisor sees without opening anything: the day's list, the lists of cases, and one case as it stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from intake.store.engine import read
from triage.domain.deadlines import Deadline, deadlines
from triage.domain.events import Tag
from triage.domain.facts import facts
from triage.domain.fold import fold
from triage.domain.words import State
from triage.services.desk import NoSuchCaseError, Standing, standing
from triage.services.holders import known_members
from triage.services.inbox import Correspondence, Doubt, correspondence
from triage.services.inner_texts import InnerText, inner_texts, newest_summary
from triage.services.remind import working_day
from triage.services.sign_in import SignedIn
from triage.services.tick import PROCESS
from triage.services.unit import Unit
from triage.store import alerts, cases, events, people
from triage.store.alerts import AlertRow
from triage.store.cases import PAGE, CaseRow, OpenDeadline
from triage.store.visibility import Visible, visible_to

SOON = timedelta(days=7)
SILENCE = timedelta(minutes=10)
"""After so long without a heartbeat the clock counts as stopped."""
WAITING = (State.AWAITING_INFORMATION, State.AWAITING_DEPARTMENT)
MAYBE_WAITING = (State.UNDER_ASSESSMENT, State.OUTSIDE, State.INVESTIGATING, State.FEEDBACK_GIVEN)
"""States of a report in which a question to the reporter may be open besides."""


@dataclass(frozen=True, slots=True)
class Line:
    """
    One case in a list: its plain facts and its opened summary, if there is one for this person.
    """

    row: CaseRow
    summary: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Today:
    """
    What the day holds.
    """

    overdue: Sequence[OpenDeadline]
    soon: Sequence[OpenDeadline]
    new: Sequence[Line]
    waiting: Sequence[Line]
    alerts: Sequence[AlertRow]
    alerts_since: date
    counts: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Filters:
    """
    Which cases a list shows; None leaves a question open.
    """

    scheme: str | None = None
    is_open: bool | None = True
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """
    One page of a list, and the key of its last line where more follow.
    """

    lines: Sequence[Line]
    onward: tuple[date | None, str] | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """
    One case for its page. *letters* and *texts* stay empty until the content was opened in this session.
    """

    standing: Standing
    deadlines: tuple[Deadline, ...]
    summary: str | None = field(repr=False)
    texts: Mapping[str, InnerText] = field(repr=False)
    letters: Correspondence | None = field(repr=False)
    names: Mapping[str, str]

    @property
    def doubts(self) -> tuple[tuple[Doubt, date | None], ...]:
        """
        What of the mailbox and of the unit's own texts cannot be trusted; empty until the content was opened.
        """
        own = dict.fromkeys((each.doubt, each.on) for each in self.texts.values() if each.doubt is not None)
        return (*(() if self.letters is None else self.letters.doubts), *own)


def today_view(unit: Unit, who: SignedIn, *, today: date) -> Today:
    """
    Give what is due, what is new and what waits for others.
    """
    visible = visible_to(who.handle, today)
    since = last_working_day(unit, today)
    members = known_members(unit, today)
    with read(unit.triage) as connection:
        due = cases.open_deadlines(connection, due_before=today + SOON, visible=visible)
        waiting = _waiting(connection, visible)
        new = cases.case_page(connection, visible, state=State.NEW, limit=PAGE)
        return Today(
            overdue=[each for each in due if each.due_strict < today],
            soon=[each for each in due if each.due_strict >= today],
            new=[Line(row, None) for row in new],
            waiting=[Line(row, newest_summary(connection, who, row, members)) for row in waiting],
            alerts=alerts.alerts(connection, visible, since=since),
            alerts_since=since,
            counts=cases.count_by_state(connection, visible),
        )


def _waiting(connection: Connection, visible: Visible) -> list[CaseRow]:
    """
    Give the cases that wait for a department, or for a reporter's answer to a question.
    """
    found = [
        row for state in WAITING for row in cases.case_page(connection, visible, state=state, limit=PAGE)
    ]
    for state in MAYBE_WAITING:
        for row in cases.case_page(connection, visible, state=state, limit=PAGE):
            case = fold(events.history(connection, row.handle))
            if case.asked_on is not None or case.hand_over_pending:
                found.append(row)
    return found


def case_list(
    unit: Unit, who: SignedIn, filters: Filters, *, after: tuple[date | None, str] | None, today: date
) -> Page:
    """
    Give one page of the cases that this person may see, the most pressing first.
    """
    members = known_members(unit, today)
    with read(unit.triage) as connection:
        found = cases.case_page(
            connection,
            visible_to(who.handle, today),
            scheme=filters.scheme,
            is_open=filters.is_open,
            state=filters.state,
            after=after,
            limit=PAGE + 1,
        )
        lines = [Line(row, newest_summary(connection, who, row, members)) for row in found[:PAGE]]
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(lines, None if last is None else (last.next_due_strict, last.case_reference))


def case_view(unit: Unit, who: SignedIn, reference: str, *, opened: set[bytes], today: date) -> CaseView:
    """
    Give one case for its page, its content only if it is among those *opened* in this session.

    Raises:
        NoSuchCaseError: it is not there for this person.
    """
    found = standing(unit, who, reference, today=today)
    is_opened = found.row.handle in opened
    members = known_members(unit, today)
    with read(unit.triage) as connection:
        summary = newest_summary(connection, who, found.row, members)
        texts = inner_texts(connection, who, found.row, members) if is_opened else {}
        names = {each.handle.hex(): each.display_name for each in people.people(connection)}
    return CaseView(
        standing=found,
        deadlines=deadlines_of(unit, found, today),
        summary=summary,
        texts=texts,
        letters=correspondence(unit, who, found.row, today=today) if is_opened else None,
        names=names,
    )


def is_there(unit: Unit, who: SignedIn, reference: str, *, today: date) -> bool:
    """
    Tell whether there is such a case for this person.
    """
    try:
        standing(unit, who, reference, today=today)
    except NoSuchCaseError:
        return False
    return True


def deadlines_of(unit: Unit, found: Standing, today: date) -> tuple[Deadline, ...]:
    """
    Give the deadlines of a case as the engine has them today.
    """
    return deadlines(facts(found.history, own_closing=unit.settings.closing_days), unit.rulebook, today)


FEEDBACK_RULES = frozenset({"WB-FB", "WB-FB-NOACK", "WB-EXT-FB3", "WB-EXT-FB6"})


def feedback_due(unit: Unit, found: Standing, *, today: date) -> date | None:
    """
    Give the day by which the law wants feedback, if receipt is acknowledged today at the latest.
    """
    known = facts(found.history, own_closing=unit.settings.closing_days)
    given = {Tag.ACKNOWLEDGEMENT_GIVEN.value: today, **known.occurred}
    due = deadlines(replace(known, occurred=given), unit.rulebook, today)
    return min((each.due_strict for each in due if each.rule in FEEDBACK_RULES), default=None)


def last_working_day(unit: Unit, today: date) -> date:
    """
    Give the working day before *today*: what has come since then is news this morning.
    """
    works = working_day(unit)
    before = today - timedelta(days=1)
    while not works(before):
        before -= timedelta(days=1)
    return before


def clock_is_silent(unit: Unit, now: datetime) -> bool:
    """
    Tell whether the clock has shown no sign of life for too long, or ever.
    """
    with read(unit.triage) as connection:
        last = alerts.last_beat(connection, PROCESS)
    return last is None or now - last > SILENCE


def department_names(unit: Unit, language: str) -> dict[str, str]:
    """
    Give the names of the departments by code, in the order of their Danish names.
    """
    with read(unit.triage) as connection:
        return {
            each.code: each.name_da if language == "da" else each.name_en
            for each in people.departments(connection)
        }


def advisor_names(unit: Unit, today: date) -> dict[str, str]:
    """
    Give the names of the advisors by hex handle.
    """
    with read(unit.triage) as connection:
        return {
            each.handle.hex(): each.display_name
            for each in people.people(connection, role="advisor", on=today)
        }
