"""Alerts before a deadline is missed: the ladder decides when and how far, one row per (clock, rung)."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from intake.clock import local_date
from intake.store.engine import read, write
from triage.cases.fold import fold
from triage.engine.case_deadlines import deadlines
from triage.engine.ladder import due_steps
from triage.rules.model import EscalationLevel
from triage.services.clock.alerting import Alarm, tell
from triage.services.history.one_by_one import one_by_one
from triage.services.organisation import Organisation
from triage.store import alerts, events, projections

URGENT = timedelta(days=2)
NEW = "new"
"""Stands for the rule and the rung of the alert that a case has arrived."""


def remind(organisation: Organisation, *, now: datetime) -> int:
    """
    Raise every alert that is due and not raised, in order, and give the number of cases with a new one.

    Only the deadlines of which a rung may have come are looked at. The mail row stands in the transaction of
    its alert. A strict date under two days off and an overdue one go with the next slot, the rest with the
    digest at 08, unless the house has none.
    """
    with read(organisation.triage) as connection:
        waiting = projections.ringing(connection, local_date(now))
    return one_by_one("remind", waiting, lambda handle: _remind(organisation, handle, now))


def _remind(organisation: Organisation, handle: bytes, now: datetime) -> int:
    with write(organisation.triage) as connection:
        return _remind_of(connection, organisation, handle, now)


def _remind_of(connection: Connection, organisation: Organisation, handle: bytes, now: datetime) -> int:
    today = local_date(now)
    history = events.history(connection, handle)
    assigned_to = fold(history).assigned_to
    heard = alerts.raised(connection, handle)
    alarms = []
    for each in deadlines(organisation.facts_of(history), organisation.rulebook, today):
        if not each.is_open:
            continue
        can_wait = each.due_strict - today >= URGENT
        alarms += [
            Alarm(each.rule, each.subject, rung.key, rung.to, can_wait)
            for rung in due_steps(each, now, since=history[0].on)
            if (each.rule, each.subject, rung.key) not in heard
        ]
        projections.rings_next(connection, handle, each, now)
    return tell(connection, organisation, handle, alarms, assigned_to=assigned_to, now=now)


def announce(connection: Connection, organisation: Organisation, handle: bytes, *, now: datetime) -> None:
    """Alert those who hold a case that it is new; the mail goes with the next slot."""
    alarm = Alarm(NEW, "", NEW, EscalationLevel.HANDLER, can_wait=False)
    tell(connection, organisation, handle, [alarm], assigned_to=None, now=now)
