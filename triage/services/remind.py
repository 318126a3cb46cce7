"""
Alerts before a deadline is missed: the ladder decides, one row per (deadline, rung), and one mail per
person and slot.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from intake.store.engine import read, write
from triage.domain.alerts import due_rungs
from triage.domain.calendar import is_working_day
from triage.domain.counting import local_date
from triage.domain.deadlines import deadlines
from triage.domain.facts import facts
from triage.services.one_by_one import one_by_one
from triage.services.slots import next_slot
from triage.services.unit import Unit
from triage.store import alerts, events, outbox, projections
from triage.store.visibility import Level, holders_of

URGENT = timedelta(days=2)
NEW = "new"
"""Stands for the rule and the rung of the alert that a case has arrived."""


def remind(unit: Unit, *, now: datetime) -> int:
    """
    Raise every alert that is due and not raised, in order, and give the number of cases with a new one.

    The mail row stands in the transaction of its alert. A strict date under two days off and an overdue
    one go with the next slot, the rest with the digest at 08.
    """
    today = local_date(now)
    with read(unit.triage) as connection:
        waiting = projections.ringing(connection, today)
    return one_by_one("remind", waiting, lambda handle: _remind(unit, handle, now))


def _remind(unit: Unit, handle: bytes, now: datetime) -> int:
    with write(unit.triage) as connection:
        return _remind_of(connection, unit, handle, now)


def _remind_of(connection: Connection, unit: Unit, handle: bytes, now: datetime) -> int:
    today = local_date(now)
    history = events.history(connection, handle)
    heard = alerts.raised(connection, handle)
    raised = 0
    for each in deadlines(facts(history, own_closing=unit.settings.closing_days), unit.rulebook, today):
        rungs = due_rungs(each, today, since=history[0].on)
        new = [rung for rung in rungs if (each.rule, each.about, rung.key) not in heard]
        fresh = [
            rung for rung in new if alerts.raise_alert(connection, handle, each.rule, each.about, rung.key, today)
        ]
        raised += len(fresh)
        projections.rings_next(connection, handle, each, today)
        if fresh:
            later = each.due_strict - today >= URGENT
            ask_for_mail(connection, unit, handle, now=now, morning_only=later)
    return raised


def announce(connection: Connection, unit: Unit, handle: bytes, *, now: datetime) -> None:
    """
    Alert those who hold a case that it is new; the mail goes with the next slot.
    """
    if alerts.raise_alert(connection, handle, NEW, "", NEW, local_date(now)):
        ask_for_mail(connection, unit, handle, now=now, morning_only=False)


def ask_for_mail(
    connection: Connection, unit: Unit, handle: bytes, *, now: datetime, morning_only: bool
) -> None:
    """
    Ask for one content-free mail to everybody who holds the case, in the next slot; once per person and slot.
    """
    today = local_date(now)
    slot = next_slot(now, working_day(unit), morning_only=morning_only)
    for holder in connection.execute(holders_of(handle, today, Level.CONTENT)).scalars():
        key = f"mail:{holder.hex()}:{slot.date().isoformat()}:{slot.hour:02}"
        outbox.put(connection, key, outbox.Target.MAIL, person=holder, slot=slot)


def working_day(unit: Unit) -> Callable[[date], bool]:
    """
    Give the test for a day on which the house works: the statutory calendar less the house's own closing
    days.
    """
    calendar = unit.rulebook.calendars["statutory"]
    return lambda day: is_working_day(calendar, day, unit.settings.closing_days)
