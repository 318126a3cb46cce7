"""
Mail that says nothing: every message to a person of the unit has the same words and the same size,
whatever the case.

Delivery is at-least-once; the outbox key is the Message-ID, so that a receiver can drop a second copy.
"""

import hashlib
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from intake.clock import COPENHAGEN

TIMEOUT_SECONDS = 20


class Post(Protocol):
    """
    Where mail goes.
    """

    def send(self, message: EmailMessage) -> None:
        """
        Hand *message* over, or raise smtplib.SMTPException (refused) or another OSError (nobody answers).
        """


@dataclass(frozen=True, slots=True)
class SmtpPost:
    """
    A mail server that takes mail over SMTP, with STARTTLS and a certificate that holds unless it stands on
    this machine.
    """

    host: str
    port: int

    def send(self, message: EmailMessage) -> None:
        """
        Send one message in one connection.
        """
        with smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS) as server:
            if self.host not in {"127.0.0.1", "::1", "localhost"}:
                server.starttls(context=ssl.create_default_context())
            server.send_message(message)


@dataclass(frozen=True, slots=True)
class FolderPost:
    """
    A folder of .eml files, for trying Betro out.
    """

    folder: Path

    def send(self, message: EmailMessage) -> None:
        """
        Write one file per Message-ID, whole or not at all.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(message["Message-ID"].encode()).hexdigest()[:24]
        draft = self.folder / f"{name}.part"
        draft.write_bytes(bytes(message))
        draft.replace(self.folder / f"{name}.eml")


def alert_mail(*, key: str, sender: str, receiver: str, language: str, slot: datetime) -> EmailMessage:
    """
    Write the one message that Betro mails to its people.

    Args:
        key: the outbox key; hashed into the Message-ID, so that it tells no handle.
        sender, receiver: mail addresses.
        language: da or en.
        slot: the mail slot, which is all that the Date header tells.

    Raises:
        ValueError: an address that cannot stand in a header.
    """
    subject, _, body = _text(language).partition("\n")
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = sender
    message["To"] = receiver
    message["Date"] = format_datetime(slot.astimezone(COPENHAGEN))
    domain = parseaddr(sender)[1].rpartition("@")[2] or "betro"
    message["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body.strip() + "\n")
    return message


def _text(language: str) -> str:
    name = f"alert.{'en' if language == 'en' else 'da'}.txt"
    packaged = files("triage") / "_templates" / "mail" / name
    if packaged.is_file():
        return packaged.read_text("utf-8")
    return (Path(__file__).parents[2] / "templates" / "mail" / name).read_text("utf-8")
