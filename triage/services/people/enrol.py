"""
Making a person: a seed, a passphrase, a one-time-code secret, and a signed statement in the directory.

Nothing secret is stored but the seed wrapped under the passphrase; what is returned is shown once and
forgotten.
"""

import base64
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from crypto.envelope import new_id
from crypto.identities import SEED_BYTES, Identity
from crypto.keys import SigningKey
from crypto.passphrase import generate_passphrase, wrap
from crypto.statement import RECOVERY, Statement
from intake.services import reception
from intake.store.engine import read, write
from triage.cases.roles import Role
from triage.services.organisation import Organisation
from triage.services.people.second_factor import TOTP_BYTES
from triage.store import journal, people, postbox
from triage.store.people import Person

NAME = re.compile(r"[a-zæøå0-9][a-zæøå0-9._-]{0,63}")
LONGEST_NAME = 120
ADDRESS = re.compile(r"[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,189}")


class EnrolError(Exception):
    """A person cannot be enrolled so; the sentence says why."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Who is to be enrolled."""

    sign_in_name: str
    display_name: str
    role: Role
    mail: str | None = None
    language: str = "da"


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

    The person is stored first and the statement after it, so that a crash between the two leaves somebody
    who can sign in and receives nothing, never a recipient who cannot open.

    Raises:
        EnrolError: a name or an address that cannot be, or a sign-in name that is taken.
    """
    check(new)
    with read(organisation.triage) as connection:
        if any(each.sign_in_name == new.sign_in_name for each in people.people(connection)):
            # Also the name of one who has left: the journal tells of it for ever.
            raise EnrolError("somebody has this sign-in name, now or earlier; choose another")
    seed, totp = secrets.token_bytes(SEED_BYTES), secrets.token_bytes(TOTP_BYTES)
    identity = Identity.from_seed(seed)
    passphrase = generate_passphrase()
    handle = new_id()
    person = Person(
        handle=handle,
        sign_in_name=new.sign_in_name,
        display_name=new.display_name,
        role=new.role,
        mail=new.mail,
        key_id=identity.key_id,
        wrapped_seed=wrap(passphrase, seed + totp),
        totp_last_step=0,
        language=new.language,
        ended_on=None,
    )
    with write(organisation.triage) as connection:
        people.add_person(connection, person)
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
