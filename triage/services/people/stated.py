"""The signed statements of who holds a case, as they are stored (SPEC 16.7); who signed is not asked."""

from contextlib import suppress

from sqlalchemy import Connection

from crypto.errors import CryptoError
from crypto.holders import HolderStatement
from triage.store import holdings
from triage.store.cases import CaseRow


def inner_reference(row: CaseRow) -> bytes:
    """
    Give the reference that the texts of a case and the statements of its holders are bound to: that of the
    submission, or the handle where none came.
    """
    return row.intake_reference or row.handle


def statements_of(connection: Connection, row: CaseRow) -> list[bytes]:
    """
    Give the stored statements of a case, but those that were signed of a contact before a report came to it:
    the report then says itself who holds it.
    """
    stored = holdings.statements(connection, row.handle)
    if inner_reference(row) == row.handle:
        return stored
    return [each for each in stored if _place_of(each) != row.handle]


def statements_said(connection: Connection, row: CaseRow) -> list[HolderStatement]:
    """Give what these statements say, as far as they can be read, the newest last."""
    found = []
    for each in statements_of(connection, row):
        with suppress(CryptoError):
            found.append(HolderStatement.decode(each))
    return sorted(found, key=lambda each: each.number)


def _place_of(statement: bytes) -> bytes | None:
    try:
        return HolderStatement.decode(statement).reference
    except CryptoError:
        return None
