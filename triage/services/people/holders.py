"""The directory of keys, as this installation knows it; who holds a case is in `holding`."""

from datetime import date

from crypto.directory import Directory
from crypto.errors import DirectoryError
from crypto.members import Member
from intake.services import reception
from intake.store.engine import read
from triage.services.organisation import Organisation


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


def can_hold(members: Directory) -> dict[bytes, Member]:
    """Give those who can be sealed to today, by their handles: the advisors, and who stands in for them."""
    return members.can_hold


def keys_of(members: Directory, person: bytes) -> frozenset[bytes]:
    """Give the ids of every key that a person ever had in the directory."""
    return frozenset(each.key_id for each in members.members if each.person == person)


def has_newer_keys(members: Directory, person: bytes) -> bool:
    """Say whether a person has, or had, other keys than the first."""
    return len(keys_of(members, person)) > 1
