"""
Telling somebody that something is due: the alert, who is told of it, and one content-free mail per person and
slot, in one transaction.

That nobody could be reached where the ladder wanted somebody is a finding: it stands with the alert, in the
journal, and `betro doctor` says it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from intake.clock import local_date
from triage.cases.receivers import Circle, Receivers, receivers
from triage.rules.model import EscalationLevel
from triage.services.clock.mail_schedule import next_slot
from triage.services.organisation import Organisation
from triage.store import alerts, journal, outbox
from triage.store.receivers import administrators, holders

ESCALATED = "alert:escalated"


@dataclass(frozen=True, slots=True)
class Alarm:
    """
    One thing to tell of a case, and how far it goes. *can_wait* says that it may wait for the digest at 08.
    """

    rule: str
    subject: str
    rung: str
    to: EscalationLevel
    can_wait: bool


def tell(
    connection: Connection,
    organisation: Organisation,
    handle: bytes,
    alarms: Sequence[Alarm],
    *,
    assigned_to: str | None,
    now: datetime,
) -> int:
    """Raise alerts of a case, each once, ask for the mail about them, and give the number that were new."""
    if not alarms:
        return 0
    today = local_date(now)
    circle = Circle(
        holders=holders(connection, handle, today),
        administrators=administrators(connection, today),
        assigned_to=None if assigned_to is None else bytes.fromhex(assigned_to),
    )
    raised = 0
    wanted: set[tuple[datetime, bytes]] = set()
    for each in alarms:
        told = receivers(each.to, circle)
        if alerts.raise_alert(connection, handle, each.rule, each.subject, each.rung, today, told):
            raised += 1
            slot = next_slot(
                now, organisation.is_working_day, morning_only=each.can_wait and organisation.settings.digest
            )
            wanted |= {(slot, person) for person in told.people}
            _note_missed(connection, handle, each, told, today)
    for slot, person in sorted(wanted):
        _ask_anew(connection, organisation, person, slot)
    return raised


def _ask_anew(connection: Connection, organisation: Organisation, person: bytes, slot: datetime) -> None:
    """
    Ask for a mail that has not left yet: where the time was set back, that of the slot has left already.
    """
    while not ask_for_mail(connection, person, slot) and _has_left(connection, person, slot):
        slot = next_slot(slot + timedelta(minutes=1), organisation.is_working_day, morning_only=False)


def _note_missed(connection: Connection, handle: bytes, alarm: Alarm, told: Receivers, today: date) -> None:
    if told.missed is None:
        return
    said = f"{alarm.rule}\n{alarm.subject}\n{alarm.rung}\n{told.missed}"
    journal.append(
        connection,
        on=today,
        actor=journal.SYSTEM,
        action=ESCALATED,
        subject=handle,
        digest=hashlib.sha256(said.encode()).digest(),
    )


def ask_for_mail(connection: Connection, person: bytes, slot: datetime) -> bool:
    """Ask for one content-free mail to a person in a slot; False when it was asked for before."""
    return outbox.put(connection, _key(person, slot), outbox.Target.MAIL, person=person, slot=slot)


def _has_left(connection: Connection, person: bytes, slot: datetime) -> bool:
    """Say whether the mail to a person in a slot is done with."""
    row = outbox.by_key(connection, _key(person, slot))
    return row is not None and row.done_on is not None


def _key(person: bytes, slot: datetime) -> str:
    return f"mail:{person.hex()}:{slot.date().isoformat()}:{slot.hour:02}"
