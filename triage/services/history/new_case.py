"""A case that begins: its row, its random reference, and who may see it."""

import secrets
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from triage.cases.roles import Role
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
) -> CaseRow:
    """Store a case under a random handle and a random, unique case reference; its first event must follow."""
    row = CaseRow(
        handle=new_handle(),
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


def grant_holders(
    connection: Connection, handle: CaseHandle, holders: frozenset[bytes], today: date
) -> Sequence[bytes]:
    """Let the advisors whose keys are among *holders* see the case; give their handles."""
    granted = [
        person.handle
        for person in people.people(connection, role=Role.ADVISOR, on=today)
        if person.key_id in holders
    ]
    for person in granted:
        cases.add_grant(connection, handle, person, Level.CONTENT, from_on=today)
    return granted


def _free_reference(connection: Connection) -> str:
    while True:
        reference = "".join(secrets.choice(REFERENCE_SYMBOLS) for _ in range(REFERENCE_LENGTH))
        if not cases.reference_is_taken(connection, reference):
            return reference
