"""What the portal promises of a report: by when it is acknowledged, and by when there is feedback."""

from datetime import date

from sqlalchemy import Connection

from intake.domain.schemes import Schemes
from intake.store.mailboxes import SubmissionRow, promise_for

WHISTLEBLOWING = str(Schemes.WHISTLEBLOWING)
"""The scheme whose law says when."""


def promised_to(connection: Connection, row: SubmissionRow) -> tuple[date | None, date | None]:
    """
    Give the dates of acknowledgement and feedback that the clock has published for a report's day.

    Only the whistleblower scheme has them; without a row for the day they are not known here.
    """
    return promised(connection, row.scheme, row.received_on)


def promised(connection: Connection, scheme: str, day: date) -> tuple[date | None, date | None]:
    """Give those of what comes in on a day."""
    found = promise_for(connection, day) if scheme == WHISTLEBLOWING else None
    return found or (None, None)
