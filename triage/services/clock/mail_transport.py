"""Where mail goes: a mail server, or a folder for trying Betro out."""

import hashlib
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

TIMEOUT_SECONDS = 20


class Post(Protocol):
    """Where mail goes."""

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
        """Send one message in one connection."""
        with smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS) as server:
            if self.host not in {"127.0.0.1", "::1", "localhost"}:
                server.starttls(context=ssl.create_default_context())
            server.send_message(message)


@dataclass(frozen=True, slots=True)
class FolderPost:
    """A folder of .eml files, for trying Betro out."""

    folder: Path

    def send(self, message: EmailMessage) -> None:
        """Write one file per Message-ID, whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(message["Message-ID"].encode()).hexdigest()[:24]
        draft = self.folder / f"{name}.part"
        draft.write_bytes(bytes(message))
        draft.replace(self.folder / f"{name}.eml")
