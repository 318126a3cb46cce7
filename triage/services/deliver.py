"""
Mail from the outbox: whose slot has come is told once, however many slots have gone by.
"""

import logging
import smtplib
from datetime import datetime, timedelta

from intake.store.engine import read, write
from triage.services.mail import Post, alert_mail
from triage.services.unit import Unit
from triage.store import outbox, people
from triage.store.outbox import OutboxRow, Target
from triage.store.people import Person

log = logging.getLogger("betro.clock")

CLAIM = timedelta(minutes=5)
"""How long a mail is one publisher's before another may try it, or the same again."""


class _NobodyAnswersError(Exception):
    """
    The mail server cannot be reached, so that trying the next receiver now would only wait once more.
    """


def send_mail(unit: Unit, post: Post, *, now: datetime) -> int:
    """
    Send the mail whose slot has come, and give the number sent.

    1. A person is sent one mail: all say the same, so the newest slot stands for the older ones that wait.
    2. A receiver who is refused, or whose address is none, waits and keeps nobody else from being told.
    3. Where the server cannot be reached the rest waits for the next tick. The receiver who was tried is not
       tried again for five minutes, so that one who makes the server hang comes behind the others.
    """
    with read(unit.triage) as connection:
        rows = outbox.waiting(connection, now, [Target.MAIL])
    of_person: dict[bytes, list[OutboxRow]] = {}
    for row in rows:
        assert row.person is not None
        of_person.setdefault(row.person, []).append(row)
    sent = 0
    try:
        for older_first in of_person.values():
            sent += _send(unit, post, older_first, now)
    except _NobodyAnswersError:
        log.warning("the mail server does not answer; the mail waits")
    return sent


def _send(unit: Unit, post: Post, older_first: list[OutboxRow], now: datetime) -> bool:
    *older, newest = older_first
    today = unit.today(now)
    assert newest.person is not None
    with write(unit.triage) as connection:
        if not outbox.claim(connection, newest.key, now=now, until=now + CLAIM):
            return False
        for row in older:
            outbox.done(connection, row.key, on=today, digest=None)
        receiver = people.person_by_handle(connection, newest.person)
    sent = False
    if receiver is not None and receiver.mail and (receiver.ended_on is None or receiver.ended_on >= today):
        if not _handed_over(unit, post, newest, receiver, receiver.mail):
            return False
        sent = True
    with write(unit.triage) as connection:
        outbox.done(connection, newest.key, on=today, digest=None)
    return sent


def _handed_over(unit: Unit, post: Post, row: OutboxRow, receiver: Person, address: str) -> bool:
    assert row.slot is not None
    try:
        post.send(
            alert_mail(
                key=row.key,
                sender=unit.settings.mail_sender,
                receiver=address,
                language=receiver.language,
                slot=row.slot,
            )
        )
    except (smtplib.SMTPException, ValueError) as error:
        # The words of the error may hold the address.
        log.warning("a mail was refused and waits: %s", type(error).__name__)
        return False
    except OSError:
        raise _NobodyAnswersError from None
    return True
