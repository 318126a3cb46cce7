"""
Mail that says nothing: every message has the same words whatever the case, and the same size whatever the
case, the language and how far the alert has gone; only the length of the receiver's own address shows.

Delivery is at-least-once; the outbox key is the Message-ID, so that a receiver can drop a second copy.
"""

import hashlib
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from importlib.resources import files
from pathlib import Path

from intake.clock import COPENHAGEN

SUBJECT_OCTETS = 24
BODY_OCTETS = 640
FILLING = " " * 71 + "\n"


def alert_mail(
    *, key: str, sender: str, receiver: str, language: str, slot: datetime, to_administrator: bool = False
) -> EmailMessage:
    """
    Write the one message that Betro mails to its people, or the one to its administrators.

    Args:
        key: the outbox key; hashed into the Message-ID, so that it tells no handle.
        sender, receiver: mail addresses.
        language: da or en.
        to_administrator: True for the message that the unit is not reacting.
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
    subject, _, body = _text(f"{kind}.{'en' if language == 'en' else 'da'}.txt").partition("\n")
    body = body.strip() + "\n"
    lacking = BODY_OCTETS - len(body.encode()) - 1
    if lacking < 0 or not subject.isascii() or len(subject) != SUBJECT_OCTETS:
        raise RuntimeError("the words of a mail do not fit its size")
    # It ends with a line's end in any case, for otherwise the mail would be given one more.
    return subject, body + (FILLING * (lacking // len(FILLING) + 1))[:lacking] + "\n"


def _text(name: str) -> str:
    packaged = files("triage") / "_templates" / "mail" / name
    if packaged.is_file():
        return packaged.read_text("utf-8")
    return (Path(__file__).parents[3] / "templates" / "mail" / name).read_text("utf-8")
