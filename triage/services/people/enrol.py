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
<<<<<<< HEAD
from triage.services.people.publish_handlers import publish_handlers
from triage.services.people.second_factor import TOTP_BYTES
from triage.store import journal, people, postbox
from triage.store.people import Person
=======
from triage.services.people.holders import directory
from triage.services.people.new_person import EnrolError, NewPerson, change_address, check
from triage.services.people.own_keys import OwnKeys
from triage.services.people.statements import admit
from triage.services.people.tickets import require_free_name, row_of
from triage.store import people, proposals
>>>>>>> main

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
<<<<<<< HEAD
        journal.append(connection, on=today, action="person:enrolled", subject=handle)
    _state(organisation, handle, new.role, identity, signers, today=today)
    return Enrolled(new, handle, passphrase, base64.b32encode(totp).decode(), identity)


def enter_recovery(organisation: Organisation, recovery: Identity, root: SigningKey, *, today: date) -> None:
    """Enter the recovery key, which everything is sealed to, as the ceremony root signs it (SPEC 2.7)."""
    _state(organisation, new_id(), RECOVERY, recovery, (root,), today=today)


def _state(
    organisation: Organisation,
    handle: bytes,
    role: str,
    identity: Identity,
    signers: Sequence[SigningKey | Identity],
    *,
    today: date,
) -> None:
    with write(organisation.intake) as connection:
        members = reception.directory(organisation.reception, connection, today)
        statement = Statement(
            number=members.next_number,
            previous=members.head,
            person=handle,
            role=role,
            kem_public=identity.kem_public,
            verify_key=identity.verify_key,
            valid_from=today,
        )
        for signer in signers:
            statement = statement.signed(signer)
        postbox.add_statement(connection, statement.number, statement.encode())
    publish_handlers(organisation, today=today)


def check(new: NewPerson) -> None:
    """
    Insist that what is told of a person can be stored and written to.

    Raises:
        EnrolError: it cannot, with a sentence.
    """
    if not NAME.fullmatch(new.sign_in_name):
        raise EnrolError(
            "a sign-in name has 1 to 64 small letters, digits, full stops, hyphens or underscores"
        )
    if not new.display_name.strip() or len(new.display_name) > LONGEST_NAME:
        raise EnrolError(f"a name has 1 to {LONGEST_NAME} characters")
    if not new.display_name.isprintable():
        raise EnrolError("a name is one line")
    _check_address(new.mail)


def change_address(organisation: Organisation, sign_in_name: str, mail: str | None, *, today: date) -> None:
    """
    Let the alerts of a person go to another address, or to none.

    Raises:
        EnrolError: nobody who works here has that name, or the address cannot be written to.
    """
    _check_address(mail)
    with write(organisation.triage) as connection:
        person = people.person_by_name(connection, sign_in_name)
        if person is None:
            raise EnrolError("nobody has that sign-in name")
        people.change_mail(connection, person.handle, mail)
        # Whose it was and is stays out of the journal, which is never erased.
        journal.append(connection, on=today, action="person:address_changed", subject=person.handle)


def _check_address(mail: str | None) -> None:
    if mail is not None and not ADDRESS.fullmatch(mail):
        raise EnrolError("the mail address is none, or has letters that not every mail server takes")
=======
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
>>>>>>> main
