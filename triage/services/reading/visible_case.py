"""Finding a case for a person: through `visible_to`, or not at all."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from intake.store.engine import read
from triage.services.history.case_file import CaseFile, read_file, still_holds
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.store import cases
from triage.store.visibility import Level, visible_to


class NoSuchCaseError(Exception):
    """
    There is no such case for this person: none at all, or one that the person may not see. Nobody learns
    which.
    """


def case_file(
    organisation: Organisation, who: SignedIn, reference: str, *, today: date, level: Level = Level.CONTENT
) -> CaseFile:
    """
    Give a case as it stands, if this person may see it at that *level*.

    Raises:
        NoSuchCaseError: it is not there for this person.
    """
    with read(organisation.triage) as connection:
        return visible_file(connection, organisation, who, reference, today=today, level=level)


def held_of(
    connection: Connection, who: SignedIn, references: Iterable[str], *, today: date
) -> frozenset[str]:
    """Give those of some cases, by their references, whose content this person may see."""
    access = visible_to(who.handle, today, Level.CONTENT)
    return frozenset(
        each for each in references if cases.case_by_reference(connection, each, access) is not None
    )


def held_at(connection: Connection, who: SignedIn, submission: bytes | None, *, today: date) -> str | None:
    """Give the reference of the case that a submission became, if this person may see its content."""
    if submission is None:
        return None
    row = cases.case_by_intake(connection, visible_to(who.handle, today, Level.CONTENT), submission)
    return None if row is None else row.case_reference


def visible_file(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    reference: str,
    *,
    today: date,
    level: Level = Level.CONTENT,
    known: CaseFile | None = None,
) -> CaseFile:
    """
    Do what `case_file` does in the caller's transaction.

    Args:
        known: the file as it was read before; it holds if nothing was recorded since, and is not read again.
    """
    row = cases.case_by_reference(connection, reference, visible_to(who.handle, today, level))
    if row is None:
        raise NoSuchCaseError
    if known is not None and still_holds(connection, known):
        return replace(known.on(today), row=row)
    return read_file(connection, organisation, row, today=today)
