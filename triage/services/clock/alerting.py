"""
Alerts: which are due, who is told of each, and one content-free mail per person and slot, in one transaction.

1. The ladder decides when and how far; there is one row per (clock, step of the ladder).
2. A strict date under two days off and an overdue one go with the next slot, the rest with the digest at 08,
   unless the house has none.
3. That nobody could be reached where the ladder wanted somebody is a finding: it stands with the alert, in
   the journal, and `betro doctor` says it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from intake.clock import local_date
from intake.store.engine import read, write
from triage.cases.receivers import Circle, Receivers, receivers
from triage.engine.ladder import due_steps
from triage.rules.codes import EscalationLevel
from triage.services.clock.mail_schedule import next_slot
from triage.services.history.case_file import CaseFile, file_of
from triage.services.history.one_by_one import one_by_one
from triage.services.organisation import Organisation
from triage.store import alerts, journal, outbox, projections
from triage.store.receivers import administrators, holders
from triage.store.visibility import CaseHandle, SystemAccess

ESCALATED = "alert:escalated"
URGENT = timedelta(days=2)
NEW = "new"
"""Stands for the rule and the step of the alert that a case has arrived."""
HEARD = "heard"
"""Stands for the rule of the alert that the other side has added something; its step is the event's place."""


@dataclass(frozen=True, slots=True)
class Alert:
    """
    One thing to tell of a case, and how far it goes. *can_wait*: it may wait for the digest at 08.
    *known_to*: who has registered it, and is not told.
    """

    rule: str
    subject: str
    step: str
    to: EscalationLevel
    can_wait: bool
    known_to: str | None = None


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
    new = Alert(NEW, "", NEW, EscalationLevel.HANDLER, can_wait=False)
    _raise(connection, organisation, handle, [new], assigned_to=None, now=now)


def tell(
    connection: Connection, organisation: Organisation, before: CaseFile, after: CaseFile, *, now: datetime
) -> None:
    """Alert those who hold a case of what the other side has added; the mail goes with the next slot."""
    added = enumerate(after.history[len(before.history) :], start=len(before.history))
    heard = [
        Alert(HEARD, "", str(place), EscalationLevel.HANDLER, can_wait=False, known_to=each.actor)
        for place, each in added
        if each.tells
    ]
    assigned_to = after.case.assigned_to
    _raise(connection, organisation, after.row.handle, heard, assigned_to=assigned_to, now=now)


def ask_for_mail(connection: Connection, person: bytes, slot: datetime) -> bool:
    """Ask for one content-free mail to a person in a slot; False when it was asked for before."""
    return outbox.put(connection, _mail_key(person, slot), outbox.Target.MAIL, person=person, slot=slot)


def _raise_due(organisation: Organisation, handle: CaseHandle, now: datetime) -> int:
    with write(organisation.triage) as connection:
        today = local_date(now)
        file = file_of(connection, organisation, handle, today=today)
        raised = alerts.raised(connection, handle)
        due = []
        for each in file.deadlines:
            if not each.is_open:
                continue
            can_wait = each.due_strict - today >= URGENT
            due += [
                Alert(each.rule, each.subject, step.key, step.to, can_wait)
                for step in due_steps(each, now, since=file.history[0].on)
                if (each.rule, each.subject, step.key) not in raised
            ]
            projections.look_next(connection, handle, each, now)
        assigned_to = file.case.assigned_to
        return _raise(connection, organisation, handle, due, assigned_to=assigned_to, now=now)


def _raise(
    connection: Connection,
    organisation: Organisation,
    handle: CaseHandle,
    due: Sequence[Alert],
    *,
    assigned_to: str | None,
    now: datetime,
) -> int:
    """Raise alerts of a case, each once, ask for the mail about them, and give the number that were new."""
    if not due:
        return 0
    today = local_date(now)
    circle = Circle(
        holders=holders(connection, handle, today),
        administrators=administrators(connection, today),
        assigned_to=None if assigned_to is None else bytes.fromhex(assigned_to),
    )
    raised = 0
    wanted: set[tuple[datetime, bytes]] = set()
    for each in due:
        told = receivers(each.to, circle)
        if alerts.raise_alert(connection, handle, each.rule, each.subject, each.step, today, told):
            raised += 1
            in_digest = each.can_wait and organisation.settings.digest
            slot = next_slot(now, organisation.is_working_day, morning_only=in_digest)
            wanted |= {(slot, person) for person in told.people if person.hex() != each.known_to}
            _note_missed(connection, handle, each, told, today)
    for slot, person in sorted(wanted):
        _ask_anew(connection, organisation, person, slot)
    return raised


def _ask_anew(connection: Connection, organisation: Organisation, person: bytes, slot: datetime) -> None:
    """Ask for a mail that has not left yet: where the time was set back, that of the slot has left."""
    while not ask_for_mail(connection, person, slot) and outbox.mail_has_left(
        connection, _mail_key(person, slot)
    ):
        slot = next_slot(slot + timedelta(minutes=1), organisation.is_working_day, morning_only=False)


def _note_missed(
    connection: Connection, handle: CaseHandle, alert: Alert, told: Receivers, today: date
) -> None:
    if told.missed is None:
        return
    said = f"{alert.rule}\n{alert.subject}\n{alert.step}\n{told.missed}"
    digest = hashlib.sha256(said.encode()).digest()
    journal.append(connection, on=today, action=ESCALATED, subject=handle, digest=digest)


def _mail_key(person: bytes, slot: datetime) -> str:
    return f"mail:{person.hex()}:{slot.date().isoformat()}:{slot.hour:02}"
