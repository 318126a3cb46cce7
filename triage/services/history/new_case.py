"""A case that begins: its row, its random reference, and who may see it."""

import secrets
from collections.abc import Callable
from datetime import date

from sqlalchemy import Connection

from triage.cases.roles import rights_of
from triage.services.organisation import Organisation
from triage.services.people.holders import directory
from triage.store import cases, people
from triage.store.cases import CaseRow
from triage.store.visibility import CaseHandle, Level, new_handle

REFERENCE_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH = 8


def new_case(
    connection: Connection,
    scheme: str,
    channel: str,
    received_on: date,
    *,
    intake_reference: bytes | None = None,
    handle: CaseHandle | None = None,
) -> CaseRow:
    """
    Store a case under a random handle, or the one that is given, and a random, unique case reference; its
    first event must follow.
    """
    row = CaseRow(
        handle=handle or new_handle(),
        case_reference=_free_reference(connection),
        intake_reference=intake_reference,
        scheme=scheme,
        channel=channel,
        received_on=received_on,
        state="new",
        is_open=True,
        next_due_strict=None,
    )
    cases.insert_case(connection, row)
    return row


def grant(
    connection: Connection, handle: CaseHandle, opens: Callable[[people.Person], bool], today: date
) -> None:
    """
    Let people see a case that begins, as the table of roles says.

    Args:
        opens: whether a person can open what the case holds; nobody is granted content who cannot.
    """
    for person in people.people(connection, on=today):
        rights = rights_of(person.role)
        if rights.holds_cases and opens(person):
            cases.add_grant(connection, handle, person.handle, Level.CONTENT, from_on=today)
        elif rights.sees_dates:
            cases.add_grant(connection, handle, person.handle, Level.CLOCKS, from_on=today)


def grant_advisors(
    connection: Connection, organisation: Organisation, handle: CaseHandle, today: date
) -> None:
    """
    Let every adviser whom the directory seals to today see a case that begins, and others its dates.

    Raises:
        DirectoryError: something was taken away from the directory.
    """
    advisors = {each.person for each in directory(organisation, today).advisors}
    grant(connection, handle, lambda person: person.handle in advisors, today)


def _free_reference(connection: Connection) -> str:
    while True:
        reference = "".join(secrets.choice(REFERENCE_SYMBOLS) for _ in range(REFERENCE_LENGTH))
        if not cases.reference_is_taken(connection, reference):
            return reference
