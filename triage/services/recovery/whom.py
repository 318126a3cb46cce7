"""Whom a recovery is for, and with what: read from the directory that its files carry, verified anew."""

from dataclasses import dataclass

from crypto.directory import Directory
from crypto.errors import CryptoError
from crypto.identities import Identity
from crypto.members import Member
from crypto.statement import ADVISOR, ALTERNATE, RECOVERY, Statement
from triage.services.recovery.carried import RecoveryAsked, RecoveryError


@dataclass(frozen=True, slots=True)
class NewKeys:
    """The keys that a recovery gives to: as a member of the directory, and the statement that says so."""

    member: Member
    statement: Statement


def verified(asked: RecoveryAsked) -> Directory:
    """
    Verify the directory that a file carries, under the root that it names.

    Raises:
        RecoveryError: it does not hold.
    """
    try:
        return Directory.verified(asked.directory, root=asked.root_verify_key, today=asked.on)
    except CryptoError:
        raise RecoveryError(
            "the directory in the file does not hold: it was altered, or is not whole"
        ) from None


def new_keys(members: Directory, person: bytes) -> NewKeys:
    """
    Give the keys of whom a recovery is for.

    Raises:
        RecoveryError: the person has none today that can be sealed to.
    """
    found = members.person(person)
    if found is None or not found.can_be_sealed_to or found.role not in {ADVISOR, ALTERNATE}:
        raise RecoveryError(
            "this person has no keys in the directory that anything can be sealed to; they enrol first "
            "(betro people again), and their statement is signed"
        )
    statements = {each.statement.number: each.statement for each in members.statements}
    return NewKeys(found, statements[found.number])


def require_recovery_key(members: Directory, recovery: Identity) -> None:
    """
    Insist that a seed is of a recovery key of this installation.

    Raises:
        RecoveryError: it is another's.
    """
    found = members.of_key(recovery.key_id)
    if found is None or found.role != RECOVERY:
        raise RecoveryError("these shares give a key that is no recovery key of this installation")
