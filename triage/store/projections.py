"""
What is written down from the events of a case, so that lists and the clock need not fold every case to know.

Only the one writer of history writes it, and `betro doctor` compares it with a fresh fold. When a deadline is
looked at next is moved on by the clock besides.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from intake.clock import local_date
from triage.cases.case import Case
from triage.cases.countable import countable
from triage.cases.decisions.acknowledgement import acknowledge_from
from triage.cases.hand_over import question_until
from triage.cases.letters import ReadyLetter
from triage.cases.marks import marks_of
from triage.cases.owed_by_units import owed_by_units
from triage.cases.vocabulary import State
from triage.engine.deadline import Deadline
from triage.engine.ladder import due_steps, look_on, next_step_on
from triage.store import countables
from triage.store.tables import alert, case, deadline, letter, owed_by_unit
from triage.store.visibility import CaseHandle, SystemAccess

WAITING = (State.AWAITING_INFORMATION, State.AWAITING_UNIT)
MAYBE_WAITING = (State.UNDER_ASSESSMENT, State.OUTSIDE, State.INVESTIGATING, State.FEEDBACK_GIVEN)
"""States of a report in which a question to the reporter may be open besides."""


class Dates(NamedTuple):
    """The two dates of a deadline, and the house's own earlier aim, if it has one."""

    strict: date
    latest: date
    target: date | None = None


DATES = (
    deadline.c.rule,
    deadline.c.subject,
    deadline.c.due_strict,
    deadline.c.due_latest,
    deadline.c.due_target,
)


def project(
    connection: Connection,
    handle: CaseHandle,
    folded: Case,
    *,
    reference: str,
    deadlines: Iterable[Deadline],
    letters: Iterable[ReadyLetter],
    since: date,
    today: date,
) -> None:
    """
    Rewrite the projections of a case: its state, its deadlines, its letters, what units owe in it and what an
    account counts of it, in the event's transaction.

    Args:
        reference: the case's own.
        since: the day on which the case began, before which no deadline rings.
        today: the day of the event; each deadline is looked at again from the first step come by then.
    """
    deadlines = tuple(deadlines)
    connection.execute(delete(deadline).where(deadline.c.case == handle))
    if deadlines:
        rows = [
            {**_deadline_values(handle, each), "next_step_on": look_on(each, today, since)}
            for each in deadlines
        ]
        connection.execute(insert(deadline), rows)
    connection.execute(delete(letter).where(letter.c.case == handle))
    if values := [_letter_values(handle, each) for each in letters]:
        connection.execute(insert(letter), values)
    if not folded.is_report:
        connection.execute(delete(owed_by_unit).where(owed_by_unit.c.case == handle))
    if owed := _owed_values(handle, folded, deadlines):
        connection.execute(insert(owed_by_unit), owed)
    countables.keep(connection, handle, countable(folded, reference, deadlines))
    connection.execute(update(case).where(case.c.handle == handle).values(_case_values(folded, deadlines)))


def _case_values(folded: Case, deadlines: Iterable[Deadline]) -> dict[str, object]:
    # An entry in a register stands here without any date, as nothing that is open: so no list of cases, no
    # count of them and no index of either knows it, and none of their questions has to leave it out.
    due = None if folded.is_register else _next_due(deadlines)
    return {
        "state": folded.state,
        "is_open": folded.is_open and not folded.is_register,
        "next_due_strict": None if due is None else due.due_strict,
        "next_due_at": None if due is None else due.due_at,
        "closed_on": None if folded.is_register else folded.closed_on,
        "waits": _waits(folded),
        "unanswered_since": folded.unanswered_since,
        "has_unread": folded.has_unread,
        "acknowledge_from": acknowledge_from(folded),
        "question_until": question_until(folded),
        **marks_of(folded)._asdict(),
    }


def _waits(folded: Case) -> bool:
    """Whether the case waits for a reporter, a citizen or a unit."""
    if folded.state in WAITING:
        return True
    return folded.state in MAYBE_WAITING and (folded.asked_on is not None or folded.hand_over_pending)


def _letter_values(handle: CaseHandle, each: ReadyLetter) -> dict[str, object]:
    return {
        "case": handle,
        "kind": each.letter.kind,
        "rule": each.letter.rule or "",
        "subject": each.letter.subject,
        "from_on": each.from_on,
        "until_on": each.until_on,
        "by": each.letter.by or date.max,
        "moves": each.letter.moves,
    }


def _owed_values(handle: CaseHandle, folded: Case, deadlines: Iterable[Deadline]) -> list[dict[str, object]]:
    return [{"case": handle, **each._asdict()} for each in owed_by_units(folded, deadlines)]


def _next_due(deadlines: Iterable[Deadline]) -> Deadline | None:
    """Give what is due first: of what is due on one day, that which is over within it."""
    running = [each for each in deadlines if each.is_open and not each.is_paused]
    return min(running, key=lambda each: (each.due_strict, each.due_at is None, each.due_at), default=None)


def _deadline_values(handle: CaseHandle, each: Deadline) -> dict[str, object]:
    return {
        "case": handle,
        "rule": each.rule,
        "subject": each.subject,
        "rule_version": each.counted_by.version,
        "starts_on": each.starts_on,
        # What is settled is aimed at no more.
        "due_target": each.due_target if each.is_open else None,
        "due_strict": each.due_strict,
        "due_latest": each.due_latest,
        "due_at": each.due_at,
        "settled_on": each.satisfied_on or each.extended_on or each.waived_on,
        "stands_since": each.suspended_since if each.is_paused else None,
    }


def stored_dates(connection: Connection, handle: CaseHandle) -> dict[tuple[str, str], Dates]:
    """Give the dates of what is not settled in a case, by rule and what it is about."""
    query = select(*DATES).where(deadline.c.settled_on.is_(None), deadline.c.case == handle)
    return {(rule, subject): Dates(*dates) for rule, subject, *dates in connection.execute(query)}


def with_alert_due(connection: Connection, access: SystemAccess, today: date) -> Sequence[CaseHandle]:
    """Give the cases with a deadline to be looked at by *today*, the longest waiting first."""
    query = (
        select(deadline.c.case)
        .where(deadline.c.next_step_on <= today, access.covers(deadline.c.case))
        .order_by(deadline.c.next_step_on, deadline.c.case)
    )
    return [CaseHandle(handle) for handle in dict.fromkeys(connection.execute(query).scalars())]


def look_next(connection: Connection, handle: CaseHandle, each: Deadline, now: datetime) -> None:
    """Note when a deadline of a case must be looked at again, if it was to be looked at by *now*."""
    connection.execute(
        update(deadline)
        .where(
            deadline.c.case == handle,
            deadline.c.rule == each.rule,
            deadline.c.subject == each.subject,
            deadline.c.next_step_on <= local_date(now),
        )
        .values(next_step_on=next_step_on(each, now))
    )


def projected_as(
    connection: Connection,
    handle: CaseHandle,
    folded: Case,
    *,
    reference: str,
    deadlines: Iterable[Deadline],
    letters: Iterable[ReadyLetter],
    since: date,
) -> bool:
    """
    Say whether the projections of a case are what `project` would write now.

    When a deadline is looked at next moves with the clock: that day is wrong only where a step that nobody
    has raised lies before it, for that alert would be lost.
    """
    deadlines = tuple(deadlines)
    case_values = _case_values(folded, deadlines)
    held = connection.execute(select(*(case.c[name] for name in case_values)).where(case.c.handle == handle))
    stored: list[dict[str, Any]] = [
        dict(found)
        for found in connection.execute(select(deadline).where(deadline.c.case == handle)).mappings()
    ]
    looks = {(each["rule"], each["subject"]): each.pop("next_step_on") for each in stored}
    wanted = [_deadline_values(handle, each) for each in deadlines]
    kept = [
        dict(found) for found in connection.execute(select(letter).where(letter.c.case == handle)).mappings()
    ]
    by_key = itemgetter("rule", "subject")
    return (
        dict(held.mappings().one()) == case_values
        and sorted(stored, key=by_key) == sorted(wanted, key=by_key)
        and sorted(kept, key=str) == sorted((_letter_values(handle, each) for each in letters), key=str)
        and countables.is_kept(connection, handle, countable(folded, reference, deadlines))
        and _owes_as(connection, handle, _owed_values(handle, folded, deadlines))
        and not any(
            _loses_an_alert(connection, handle, each, looks[each.rule, each.subject], since)
            for each in deadlines
        )
    )


def _owes_as(connection: Connection, handle: CaseHandle, wanted: list[dict[str, object]]) -> bool:
    stored = connection.execute(select(owed_by_unit).where(owed_by_unit.c.case == handle)).mappings()
    by_key = itemgetter("kind", "number", "unit")
    return sorted(map(dict, stored), key=by_key) == sorted(wanted, key=by_key)


def _loses_an_alert(
    connection: Connection, handle: CaseHandle, each: Deadline, look: date | None, since: date
) -> bool:
    if look is None:
        return look_on(each, since, since) is not None
    query = select(alert.c.step).where(
        alert.c.case == handle, alert.c.rule == each.rule, alert.c.subject == each.subject
    )
    raised = set(connection.execute(query).scalars())
    return any(step.key not in raised for step in due_steps(each, look - timedelta(days=1), since))
