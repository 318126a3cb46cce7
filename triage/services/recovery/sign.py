"""Signing what a recovery gives with the ceremony root, on the offline machine (SPEC 17.3)."""

from msgspec.structs import replace

from crypto.errors import CryptoError
from crypto.holders import HolderStatement
from crypto.keys import SigningKey
from triage.services.recovery.carried import GivenCase, RecoveryError, RecoveryGrants
from triage.services.recovery.whom import new_keys, verified


def signed(grants: RecoveryGrants, root: SigningKey) -> RecoveryGrants:
    """
    Give what a recovery gives with every statement of holders in it signed; the whole is signed behind it.

    Raises:
        RecoveryError: the seed is not of this installation's root, the person has other keys in the directory
            that the root knows, or a statement says something else than that this person is added.
    """
    if root.verify_key != grants.root_verify_key:
        raise RecoveryError("these shares give a key that is not the root of this installation")
    if new_keys(verified(grants), grants.person).member.key_id != grants.key_id:
        raise RecoveryError("the file gives to another key than the one whose six words were shown")
    return replace(grants, cases=tuple(_signed(grants, each, root) for each in grants.cases))


def _signed(grants: RecoveryGrants, given: GivenCase, root: SigningKey) -> GivenCase:
    if not given.statement:
        return given
    try:
        statement = HolderStatement.decode(given.statement)
    except CryptoError:
        raise RecoveryError("a statement in the file cannot be read") from None
    if statement.organisation != grants.organisation or grants.person not in statement.persons:
        raise RecoveryError("a statement in the file is about somebody else, or another installation")
    return replace(given, statement=statement.signed(root).encode())
