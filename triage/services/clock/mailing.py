"""
Sending the mail whose slot has come, and telling somebody else where a person cannot be told.

Mail says nothing: every message has the same words whatever the case, and the same size whatever the case,
the language and how far the alert has gone; only the length of the receiver's own address shows. Delivery is
at-least-once; the outbox key is the Message-ID, so that a receiver can drop a second copy.
"""

import hashlib
import logging
import smtplib
from collections.abc import Collection
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from enum import Enum

from intake.clock import COPENHAGEN, local_date
from intake.domain.languages import DEFAULT, SOURCE
from intake.page.rooms import room
from intake.store.engine import read, write
from triage.cases.roles import Role
from triage.services.clock.alerting import ask_for_mail
from triage.services.clock.mail_schedule import may_leave, next_slot, quarter_of
from triage.services.clock.mail_transport import Post
from triage.services.clock.steadiness import LONGEST
from triage.services.organisation import Organisation
from triage.store import journal, outbox, people
from triage.store.outbox import MAILS, Target, WaitingMail
from triage.store.people import Person
from triage.store.receivers import administrators, colleagues
from triage.store.visibility import SystemAccess

log = logging.getLogger("betro.clock")

SUBJECT_OCTETS = 24
BODY_OCTETS = 640
FILLING = " " * 71 + "\n"
UNREACHED = "mail:unreached"
URGENT_FOR = timedelta(days=1)
"""So long is an urgent mail tried at any hour; an address that takes none is not knocked at every night."""
NOT_THE_RECEIVER = (
    smtplib.SMTPServerDisconnected,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPNotSupportedError,
)
"""Refusals that say nothing about the receiver."""


class _Outcome(Enum):
    """What became of one person's mail."""

    SENT = "sent"
    NO_ADDRESS = "no address"
    REFUSED = "refused for this receiver"
    WAITS = "waits"
    NOBODY_ANSWERS = "nobody answers"


def send_mail(
    organisation: Organisation,
    access: SystemAccess,
    post: Post,
    *,
    now: datetime,
    gone_by: datetime | None = None,
) -> int:
    """
    Send the mail whose slot has come, if now is a time for mail, and what is urgent at any time for a day;
    give the number sent. *gone_by* is what alerts go by, where that is not now.

    1. A person is sent one mail: all say the same, so it stands for every other that waits for its slot.
    2. A receiver who is refused, or whose address is none, waits and keeps nobody else from being told.
    3. Where the server cannot be reached the rest waits for the next tick. The receiver who was tried is not
       tried again for five minutes, so that one who makes the server hang comes behind the others.
    4. For whoever cannot be reached, those who share a case with them are told in the slot after, or at once
       where it was urgent; where none of those can be reached either, the administrators.
    """
    is_slot = may_leave(now, organisation.is_working_day)
    with read(organisation.triage) as connection:
        waiting = outbox.waiting_mail(connection, access, now, MAILS if is_slot else (Target.URGENT,))
    urgent = {mail.key for mail in waiting if mail.is_urgent and (gone_by or now) - mail.slot < URGENT_FOR}
    newest = {mail.person: mail for mail in waiting if is_slot or mail.key in urgent}
    became: dict[bytes, _Outcome] = {}
    for person, mail in newest.items():
        became[person] = _send(organisation, post, mail, now)
        if became[person] is _Outcome.NOBODY_ANSWERS:
            # Trying the next receiver now would only wait once more.
            log.warning("the mail server does not answer; the mail waits")
            break
    unreached = [person for person, each in became.items() if each in (_Outcome.NO_ADDRESS, _Outcome.REFUSED)]
    for person in unreached:
        _tell_others(organisation, access, newest[person], unreached, now)
    return sum(each is _Outcome.SENT for each in became.values())


def forget_quarters(organisation: Organisation, today: date) -> None:
    """
    Forget at which quarter urgent mail left, when its day is over and no time that jumped can bring it back.
    """
    with write(organisation.triage) as connection:
        outbox.round_quarters(connection, today - LONGEST)


def _send(organisation: Organisation, post: Post, mail: WaitingMail, now: datetime) -> _Outcome:
    """Send one person's mail, which stands for every other that waits, and say what became of it."""
    today = local_date(now)
    with write(organisation.triage) as connection:
        if not outbox.claim(connection, mail.key, now=now):
            return _Outcome.WAITS
        # If this one cannot be sent now, what is urgent need not wait for its next slot; and what has a slot
        # to come waits for it: of that nobody has been told in this one's place.
        kinds = MAILS if mail.is_urgent else (Target.MAIL,)
        outbox.forget_others(connection, mail, kinds, until=now)
        receiver = people.person_by_handle(connection, mail.person)
    if receiver is None or not receiver.mail or (receiver.ended_on is not None and receiver.ended_on < today):
        outcome = _Outcome.NO_ADDRESS
    else:
        outcome = _handed_over(organisation, post, mail, receiver, receiver.mail)
    if outcome in (_Outcome.SENT, _Outcome.NO_ADDRESS):
        # Also where the service has closed meanwhile: the server has the mail, and would get it again.
        with write(organisation.triage, even_closed=True) as connection:
            outbox.done(connection, mail.key, on=today, digest=None)
            outbox.forget_others(connection, mail, MAILS)
    return outcome


def _handed_over(
    organisation: Organisation, post: Post, mail: WaitingMail, receiver: Person, address: str
) -> _Outcome:
    try:
        post.send(
            alert_mail(
                key=mail.key,
                sender=organisation.settings.mail_sender,
                receiver=address,
                language=receiver.language,
                slot=mail.slot,
                to_administrator=receiver.role == Role.ADMINISTRATOR,
            )
        )
    except (smtplib.SMTPException, ValueError) as error:
        # The words of the error may hold the address.
        log.warning("a mail was refused and waits: %s", type(error).__name__)
        return _Outcome.WAITS if isinstance(error, NOT_THE_RECEIVER) else _Outcome.REFUSED
    except OSError:
        return _Outcome.NOBODY_ANSWERS
    return _Outcome.SENT


def _tell_others(
    organisation: Organisation,
    access: SystemAccess,
    mail: WaitingMail,
    unreached: Collection[bytes],
    now: datetime,
) -> None:
    """Ask for the mail of those who are to know in place of one who cannot be told; once for each mail."""
    today = local_date(now)
    if mail.is_urgent:
        slot = quarter_of(mail.slot)
    else:
        slot = next_slot(mail.slot + timedelta(minutes=1), organisation.is_working_day, morning_only=False)
    with write(organisation.triage) as connection:
        sharing = colleagues(connection, access, mail.person, today)
        others = [each for each in sharing if each not in unreached]
        others = others or [each for each in administrators(connection, today) if each not in unreached]
        asked = [ask_for_mail(connection, each, slot, at_once=mail.is_urgent) for each in others]
        if any(asked):
            # The hash of a quarter would give it away.
            key = mail.key[: -outbox.QUARTER_SIGNS] if mail.is_urgent else mail.key
            digest = hashlib.sha256(key.encode()).digest()
            journal.append(connection, on=today, action=UNREACHED, subject=mail.person, digest=digest)


def alert_mail(
    *, key: str, sender: str, receiver: str, language: str, slot: datetime, to_administrator: bool = False
) -> EmailMessage:
    """
    Write the one message that Betro mails to its people, or the one to its administrators.

    Args:
        key: the outbox key; hashed into the Message-ID, so that it tells no handle.
        sender, receiver: mail addresses.
        language: da or en.
        to_administrator: True for the message that the office is not reacting.
        slot: the mail slot, which is all that the Date header tells.

    Raises:
        ValueError: an address that cannot stand in a header.
    """
    subject, body = _words("administrator" if to_administrator else "alert", language)
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = sender
    message["To"] = receiver
    message["Date"] = format_datetime(slot.astimezone(COPENHAGEN))
    domain = parseaddr(sender)[1].rpartition("@")[2] or "betro"
    message["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    # Always written in the same way, so that the letters of one language do not make it longer.
    message.set_content(body, charset="utf-8", cte="base64")
    return message


def _words(kind: str, language: str) -> tuple[str, str]:
    named = (room("mail", "triage") / f"{kind}.{each}.txt" for each in (language, SOURCE, DEFAULT))
    file = next(each for each in named if each.is_file())
    subject, _, body = file.read_text("utf-8").partition("\n")
    body = body.strip() + "\n"
    lacking = BODY_OCTETS - len(body.encode()) - 1
    if lacking < 0 or not subject.isascii() or len(subject) != SUBJECT_OCTETS:
        raise RuntimeError("the words of a mail do not fit its size")
    # It ends with a line's end in any case, for otherwise the mail would be given one more.
    return subject, body + (FILLING * (lacking // len(FILLING) + 1))[:lacking] + "\n"
