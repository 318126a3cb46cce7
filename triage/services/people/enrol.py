"""
Enrolling a person in one step, for the demo and for tests: ticket, keys and statement at once.

In a real installation these are three steps of three people: whoever invites (`tickets`), the person who
makes keys in a session of their own (`own_keys`), and those who sign (`statements`). Here one process has
sight of everything.
"""

from dataclasses import dataclass, field
from datetime import date

from crypto.envelope import new_id
from crypto.identities import Identity
from crypto.keys import SigningKey
from crypto.statement import Statement
from intake.store.engine import read, write
from triage.services.organisation import Organisation
from triage.services.people.admitting import admit
from triage.services.people.holders import directory
from triage.services.people.new_person import EnrolError, NewPerson, change_address, check
from triage.services.people.own_keys import OwnKeys
from triage.services.people.tickets import require_free_name, row_of
from triage.store import people, proposals

__all__ = ["EnrolError", "Enrolled", "NewPerson", "change_address", "check", "enrol"]


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What the new *person* is told once: the passphrase and the secret for the one-time codes (base32)."""

    person: NewPerson
    handle: bytes
    passphrase: str = field(repr=False)
    totp_secret: str = field(repr=False)
    identity: Identity = field(repr=False)


def enrol(
    organisation: Organisation, new: NewPerson, *signers: SigningKey | Identity, today: date
) -> Enrolled:
    """
    Enrol a person: the statement is signed by the ceremony root, or by those who may for it (SPEC 8.5).

    Raises:
        EnrolError: a name or an address that cannot be, or a sign-in name that is taken.
        AdmissionError (`statements`): the signers may not sign it.
    """
    check(new)
    keys = OwnKeys(row_of(new, new_id(), today=today))
    person = keys.stored(step=0)
    proposed = keys.proposed(today=today, wrapped=None)
    with read(organisation.triage) as connection:
        require_free_name(connection, new.sign_in_name)
    with write(organisation.triage) as connection:
        people.add_person(connection, person)
        proposals.propose(connection, proposed)
    members = directory(organisation, today)
    statement = Statement(
        number=members.next_number,
        previous=members.head,
        person=person.handle,
        role=new.role,
        kem_public=proposed.kem_public,
        verify_key=proposed.verify_key,
        valid_from=today,
    )
    for signer in signers:
        statement = statement.signed(signer)
    admit(organisation, [statement.encode()], today=today)
    return Enrolled(new, person.handle, keys.passphrase, keys.secret, keys.identity)
