"""
Going on from what somebody has seen.

Nothing is decided while more is known of a case than the person who decides has been shown: what was recorded
since, and what lies in its mailbox and was not taken over yet. That is taken over then, so that it can be
shown.
"""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection

from intake.clock import local_date
from intake.store.engine import read, write
from triage.services.clock.receive import fetch_one
from triage.services.history.case_file import CaseFile, still_holds
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.services.reading.visible_case import visible_file
from triage.store import postbox


class MovedOnError(Exception):
    """Something was recorded in the case that the person who decides has not seen."""


def require_seen(before: CaseFile, seen: int | None) -> None:
    """Refuse to go on from an older state of a case than the one that was read."""
    if seen is not None and len(before.history) != seen:
        raise MovedOnError


def require_current(organisation: Organisation, before: CaseFile, seen: int, *, now: datetime) -> None:
    """
    Do what `require_seen` does, and take over first what lies in the mailbox.

    Raises:
        MovedOnError: there are more events by now.
        SomeFailedError: what lies there could not be taken over.
    """
    require_seen(before, seen)
    if fetch_one(organisation, before.row, now=now):
        with read(organisation.triage) as connection:
            if not still_holds(connection, before):
                raise MovedOnError


@contextmanager
def case_as_seen(
    organisation: Organisation,
    who: SignedIn,
    reference: str,
    *,
    now: datetime,
    known: CaseFile | None = None,
    seen: int | None = None,
) -> Generator[tuple[Connection, CaseFile]]:
    """
    Give a case in a transaction that writes, with all that had come into its mailbox when that began.

    Args:
        known: the file of the case, if it has been read already.
        seen: how many events of the case the person has seen, where anybody could have added to them since.

    Raises:
        NoSuchCaseError: it is not there for this person.
        MovedOnError: there are more events by now.
        SomeFailedError: what lies in the mailbox could not be taken over.
    """
    while True:
        with write(organisation.triage) as connection:
            before = visible_file(
                connection, organisation, who, reference, today=local_date(now), known=known
            )
            require_seen(before, seen)
            # Whatever is taken over waits for this transaction, so nothing is between what is known and this.
            with read(organisation.intake) as mailboxes:
                has_come = postbox.has_arrival(mailboxes, before.row)
            if not has_come:
                yield connection, before
                return
        fetch_one(organisation, before.row, now=now)
