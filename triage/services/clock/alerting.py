"""
Alerts: which are due, who is told of each, and one content-free mail per person and slot, in one transaction.

1. The ladder decides when and how far; there is one row per (clock, step of the ladder).
2. What has come in, and what is due before the next morning but one, goes with the next slot. The rest waits
   for the digest of that morning, unless the house has none; so does what is overdue, which was told before,
   and on its last day what is told to others than the first who can be reached. A mail that leaves before
   stands for it.
3. While a limit in hours runs, and when it has passed, people are told at once, at any hour of any day.
4. An administrator is told that the office does not react once in three weeks, for it is always the same
   mail; but at once where nobody else could be told.
5. That nobody could be reached where the ladder wanted somebody is a finding: it stands with the alert, in
   the journal, and `betro doctor` says it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from intake.clock import local_date
from intake.store.engine import read, write
from triage.cases.receivers import Circle, Receivers, receivers
from triage.engine.deadline import Deadline
from triage.engine.ladder import LadderStep, due_steps
from triage.rules.codes import EscalationLevel
from triage.services.clock.mail_schedule import QUARTER, next_slot, quarter_of
from triage.services.history.case_file import CaseFile, file_of
from triage.services.history.one_by_one import one_by_one
from triage.services.organisation import Organisation
from triage.store import alerts, journal, outbox, projections
from triage.store.receivers import administrators, holders
from triage.store.visibility import CaseHandle, SystemAccess

ESCALATED = "alert:escalated"
AGAIN = timedelta(days=21)
"""So long stands the mail to an administrator."""
NEW = "new"
"""Stands for the rule and the step of the alert that a case has arrived."""
HEARD = "heard"
"""Stands for the rule of the alert that the other side has added something; its step is the event's place."""


@dataclass(frozen=True, slots=True)
class Alert:
    """
    One thing to tell of a case, and how far it goes. *until*: it may wait for a digest of that day at the
    latest. *at_once*: it waits for no slot. *known_to*: who has registered it, and is not told.
    """

    rule: str
    subject: str
    step: str
    to: EscalationLevel
    until: date = date.min
    at_once: bool = False
    known_to: str | None = None

    def later(self, today: date) -> date:
        """Give the day until which it may wait for the others: on its last day they have been told before."""
        return self.until if self.until > today else date.max


def raise_due_alerts(organisation: Organisation, access: SystemAccess, *, now: datetime) -> int:
    """
    Raise every alert that is due and not raised, in order, and give the number of cases with a new one.

    Only the deadlines of which a step may have come are looked at.
    """
    with read(organisation.triage) as connection:
        waiting = projections.with_alert_due(connection, access, local_date(now))
    return one_by_one("alert", waiting, lambda handle: _raise_due(organisation, handle, now))


def announce(
    connection: Connection, organisation: Organisation, handle: CaseHandle, *, now: datetime
) -> None:
    """Alert those who hold a case that it is new; the mail goes with the next slot."""
    new = Alert(NEW, "", NEW, EscalationLevel.HANDLER)
    _raise(connection, organisation, handle, [new], handler=None, now=now)


def tell(
    connection: Connection, organisation: Organisation, before: CaseFile, after: CaseFile, *, now: datetime
) -> None:
    """Alert those who hold a case of what the other side has added; the mail goes with the next slot."""
    added = enumerate(after.history[len(before.history) :], start=len(before.history))
    heard = [
        Alert(HEARD, "", str(place), EscalationLevel.HANDLER, known_to=each.actor)
        for place, each in added
        if each.tells
    ]
    _raise(connection, organisation, after.row.handle, heard, handler=after.case.handler, now=now)


def tell_persons(
    connection: Connection, organisation: Organisation, persons: Iterable[bytes], *, now: datetime
) -> None:
    """Ask for a mail to these people, which says nothing, with the next slot."""
    slot = next_slot(now, organisation.is_working_day, morning_only=False)
    for person in sorted(persons):
        _ask_anew(connection, organisation, person, slot, at_once=False)


def ask_for_mail(connection: Connection, person: bytes, slot: datetime, *, at_once: bool = False) -> bool:
    """
    Ask for one content-free mail to a person in a slot, or *at_once* in a quarter; False when it was asked
    for before.
    """
    kind = outbox.Target.URGENT if at_once else outbox.Target.MAIL
    return outbox.put(connection, _mail_key(person, slot, at_once=at_once), kind, person=person, slot=slot)


def _raise_due(organisation: Organisation, handle: CaseHandle, now: datetime) -> int:
    with write(organisation.triage) as connection:
        today = local_date(now)
        file = file_of(connection, organisation, handle, today=today)
        raised = alerts.raised(connection, handle)
        due = []
        for each in file.deadlines:
            if not each.is_open:
                continue
            due += [
                Alert(
                    each.rule,
                    each.subject,
                    step.key,
                    step.to,
                    until=_until(each, step),
                    at_once=step.at is not None,
                )
                for step in due_steps(each, now, since=file.history[0].on)
                if (each.rule, each.subject, step.key) not in raised
            ]
            projections.look_next(connection, handle, each, now)
        return _raise(connection, organisation, handle, due, handler=file.case.handler, now=now)


def _raise(
    connection: Connection,
    organisation: Organisation,
    handle: CaseHandle,
    due: Sequence[Alert],
    *,
    handler: str | None,
    now: datetime,
) -> int:
    """Raise alerts of a case, each once, ask for the mail about them, and give the number that were new."""
    if not due:
        return 0
    today = local_date(now)
    circle = Circle(
        holders=holders(connection, handle, today),
        administrators=administrators(connection, today),
        handler=None if handler is None else bytes.fromhex(handler),
    )
    raised = 0
    wanted: set[tuple[datetime, bytes, bool]] = set()
    for each in due:
        told = receivers(each.to, circle)
        if alerts.raise_alert(connection, handle, each.rule, each.subject, each.step, today, told):
            raised += 1
            slot, later = (
                quarter_of(now) if each.at_once else _slot(organisation, until, now)
                for until in (each.until, each.later(today))
            )
            alone = told.first == tuple(circle.administrators)
            stands = () if alone else _told_lately(connection, circle, later)
            spared = {*stands, *([bytes.fromhex(each.known_to)] if each.known_to else [])}
            asked = set(told.people) - spared
            wanted |= {(slot if person in told.first else later, person, each.at_once) for person in asked}
            _note_missed(connection, handle, each, told, today)
    for slot, person, at_once in sorted(wanted):
        _ask_anew(connection, organisation, person, slot, at_once=at_once)
    return raised


def _until(deadline: Deadline, step: LadderStep) -> date:
    """Give the day until which a warning may wait; that of a limit in hours waits for no digest."""
    return date.max if step.is_overdue and deadline.due_at is None else deadline.due_strict


def _slot(organisation: Organisation, until: date, now: datetime) -> datetime:
    """Give the slot in which something is told at the latest that may wait until a day."""
    if organisation.settings.digest:
        morning = next_slot(now, organisation.is_working_day, morning_only=True)
        digest = next_slot(morning + timedelta(minutes=1), organisation.is_working_day, morning_only=True)
        if digest.date() <= until:
            return digest
    return next_slot(now, organisation.is_working_day, morning_only=False)


def _told_lately(connection: Connection, circle: Circle, slot: datetime) -> list[bytes]:
    """Give the administrators whose mail still stands in a slot."""
    return [
        each
        for each in circle.administrators
        if outbox.stands_between(connection, _mail_key(each, slot - AGAIN), _mail_key(each, slot))
    ]


def _ask_anew(
    connection: Connection, organisation: Organisation, person: bytes, slot: datetime, *, at_once: bool
) -> None:
    """
    Ask for a mail that has not left yet: that of the slot has left where the time was set back, that of the
    quarter where something else was as urgent.
    """
    while not ask_for_mail(connection, person, slot, at_once=at_once) and outbox.mail_has_left(
        connection, _mail_key(person, slot, at_once=at_once)
    ):
        later = slot + QUARTER
        slot = later if at_once else next_slot(later, organisation.is_working_day, morning_only=False)


def _note_missed(
    connection: Connection, handle: CaseHandle, alert: Alert, told: Receivers, today: date
) -> None:
    if told.missed is None:
        return
    said = f"{alert.rule}\n{alert.subject}\n{alert.step}\n{told.missed}"
    digest = hashlib.sha256(said.encode()).digest()
    journal.append(connection, on=today, action=ESCALATED, subject=handle, digest=digest)


def _mail_key(person: bytes, slot: datetime, *, at_once: bool = False) -> str:
    return f"mail:{person.hex()}:{slot.date().isoformat()}:{slot:%H:%M}"[: None if at_once else -3]
