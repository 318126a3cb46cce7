"""A mail server that stands still with the simulator's clock, and sometimes refuses."""

import smtplib
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage

from triage.cli.simulate.season import Season


@dataclass(frozen=True, slots=True)
class Taken:
    """One mail that the server took: when, for whom, and under which Message-ID."""

    at: datetime
    receiver: str
    message_id: str
    size: int


@dataclass(slots=True)
class StandingPost:
    """
    Collects the mail of a year. One receiver is refused in a certain week, and on one day nobody answers.
    """

    season: Season
    refused: str
    now: datetime
    taken: list[Taken] = field(default_factory=list)
    refused_at: list[datetime] = field(default_factory=list)

    def send(self, message: EmailMessage) -> None:
        """Take a message, refuse its receiver, or do not answer."""
        day = self.now.date()
        if day == self.season.no_mail:
            self.refused_at.append(self.now)
            raise ConnectionRefusedError
        if message["To"] == self.refused and day in self.season.refused:
            self.refused_at.append(self.now)
            raise smtplib.SMTPRecipientsRefused({})
        self.taken.append(Taken(self.now, message["To"], message["Message-ID"], len(bytes(message))))
