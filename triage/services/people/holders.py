"""
Who is sealed to: the advisors who hold a case's content, as the signed directory knows them, and the recovery
key.
"""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection

from crypto.directory import Directory
from crypto.errors import DirectoryError
from intake.services import reception
from intake.store.engine import read
from triage.services.organisation import Organisation
from triage.store.receivers import content_holders
from triage.store.visibility import CaseHandle


def directory(organisation: Organisation, today: date) -> Directory:
    """
    Give the directory, verified from the pinned root; an unsigned statement is in it only as unsigned.

    Raises:
        DirectoryError: the numbering has a gap, so something was taken away.
    """
    with read(organisation.intake) as connection:
        return reception.directory(organisation.reception, connection, today)


def known_members(organisation: Organisation, today: date) -> Directory | None:
    """Give the directory for telling who signed what; None when it is broken, so that nobody is believed."""
    try:
        return directory(organisation, today)
    except DirectoryError:
        return None


def recipients(
    connection: Connection, organisation: Organisation, handle: CaseHandle, today: date
) -> list[bytes]:
    """
    Give the public keys that an inner text of a case is sealed to.

    Raises:
        RuntimeError: no advisor with a verified statement holds the case.
    """
    return keys_of(organisation, content_holders(connection, handle, today), today)


def keys_of(organisation: Organisation, persons: Collection[bytes], today: date) -> list[bytes]:
    """
    Give the public keys of these advisors and the recovery key.

    Raises:
        DirectoryError: the directory has a gap, or no recovery key.
        RuntimeError: none of them stands in it with a key that can be sealed to.
    """
    members = directory(organisation, today)
    advisors = [each.kem_public for each in members.advisors if each.person in persons]
    if not advisors:
        raise RuntimeError("no advisor in the directory holds this case")
    return [*advisors, members.require_recovery().kem_public]
