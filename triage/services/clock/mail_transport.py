"""Where mail goes: a mail server, or a folder for trying Betro out."""

import hashlib
import smtplib
import ssl
from dataclasses import dataclass, field
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
    A mail server that takes mail over SMTP, secured with a certificate that holds: from the first byte, or by
    STARTTLS unless it stands on this machine. Betro signs in where it has a name.
    """

    host: str
    port: int
    tls: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)

    def send(self, message: EmailMessage) -> None:
        """Send one message in one connection."""
        with self._connected() as server:
            if self.tls == "starttls" and self.host not in {"127.0.0.1", "::1", "localhost"}:
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
            server.send_message(message)

    def _connected(self) -> smtplib.SMTP:
        if self.tls == "tls":
            secured = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=secured)
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)


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
