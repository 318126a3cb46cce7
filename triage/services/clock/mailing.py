"""Mail from the outbox: whose slot has come is told once, however many slots have gone by."""

import hashlib
import logging
import smtplib
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import Enum

from intake.clock import local_date
from intake.store.engine import read, write
from triage.cases.permissions import Role
from triage.services.clock.alerting import ask_for_mail
from triage.services.clock.mail_schedule import may_leave, next_slot
from triage.services.clock.mail_text import alert_mail
from triage.services.clock.mail_transport import Post
from triage.services.organisation import Organisation
from triage.store import journal, outbox, people
from triage.store.outbox import OutboxRow, Target
from triage.store.people import Person
from triage.store.receivers import administrators, colleagues

log = logging.getLogger("betro.clock")

UNREACHED = "mail:unreached"
NOT_THE_RECEIVER = (
    smtplib.SMTPServerDisconnected,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPSenderRefused,
)
"""Refusals that say nothing about the receiver."""


class _NobodyAnswersError(Exception):
    """The mail server cannot be reached, so that trying the next receiver now would only wait once more."""


class _Outcome(Enum):
    """What became of one person's mail."""

    SENT = "sent"
    WAITS = "waits"
    UNREACHED = "unreached"


def send_mail(organisation: Organisation, post: Post, *, now: datetime) -> int:
    """
    Send the mail whose slot has come, if now is a time for mail, and give the number sent.

    1. A person is sent one mail: all say the same, so the newest slot stands for the older ones that wait.
    2. A receiver who is refused, or whose address is none, waits and keeps nobody else from being told.
    3. Where the server cannot be reached the rest waits for the next tick. The receiver who was tried is not
       tried again for five minutes, so that one who makes the server hang comes behind the others.
    4. For whoever cannot be reached, those who share a case with them are told in the slot after; where none
       of those can be reached either, the administrators.
    """
    if not may_leave(now, organisation.is_working_day):
        return 0
    with read(organisation.triage) as connection:
        rows = outbox.waiting(connection, now, [Target.MAIL])
    of_person: dict[bytes, list[OutboxRow]] = {}
    for row in rows:
        assert row.person is not None
        of_person.setdefault(row.person, []).append(row)
    became: dict[bytes, _Outcome] = {}
    try:
        for person, older_first in of_person.items():
            became[person] = _send(organisation, post, older_first, now)
    except _NobodyAnswersError:
        log.warning("the mail server does not answer; the mail waits")
    unreached = [person for person, outcome in became.items() if outcome is _Outcome.UNREACHED]
    for person in unreached:
        _tell_others(organisation, of_person[person][-1], unreached, now)
    return sum(outcome is _Outcome.SENT for outcome in became.values())


def _send(organisation: Organisation, post: Post, older_first: list[OutboxRow], now: datetime) -> _Outcome:
    *older, newest = older_first
    today = local_date(now)
    assert newest.person is not None
    with write(organisation.triage) as connection:
        if not outbox.claim(connection, newest.key, now=now):
            return _Outcome.WAITS
        for row in older:
            outbox.done(connection, row.key, on=today, digest=None)
        receiver = people.person_by_handle(connection, newest.person)
    outcome = _Outcome.UNREACHED
    if receiver is not None and receiver.mail and (receiver.ended_on is None or receiver.ended_on >= today):
        outcome = _handed_over(organisation, post, newest, receiver, receiver.mail)
        if outcome is not _Outcome.SENT:
            return outcome
    with write(organisation.triage) as connection:
        outbox.done(connection, newest.key, on=today, digest=None)
    return outcome


def _handed_over(
    organisation: Organisation, post: Post, row: OutboxRow, receiver: Person, address: str
) -> _Outcome:
    assert row.slot is not None
    try:
        post.send(
            alert_mail(
                key=row.key,
                sender=organisation.settings.mail_sender,
                receiver=address,
                language=receiver.language,
                slot=row.slot,
                to_administrator=receiver.role == Role.ADMINISTRATOR,
            )
        )
    except (smtplib.SMTPException, ValueError) as error:
        # The words of the error may hold the address.
        log.warning("a mail was refused and waits: %s", type(error).__name__)
        return _Outcome.WAITS if isinstance(error, NOT_THE_RECEIVER) else _Outcome.UNREACHED
    except OSError:
        raise _NobodyAnswersError from None
    return _Outcome.SENT


def _tell_others(
    organisation: Organisation, row: OutboxRow, unreached: Collection[bytes], now: datetime
) -> None:
    """Ask for the mail of those who are to know in place of one who cannot be told; once for each mail."""
    assert row.slot is not None and row.person is not None  # noqa: PT018 - a mail has both
    today = local_date(now)
    slot = next_slot(row.slot + timedelta(minutes=1), organisation.is_working_day, morning_only=False)
    with write(organisation.triage) as connection:
        others = [each for each in colleagues(connection, row.person, today) if each not in unreached] or [
            each for each in administrators(connection, today) if each not in unreached
        ]
        asked = [ask_for_mail(connection, each, slot) for each in others]
        if any(asked):
            journal.append(
                connection,
                on=today,
                actor=journal.SYSTEM,
                action=UNREACHED,
                subject=row.person,
                digest=hashlib.sha256(row.key.encode()).digest(),
            )
