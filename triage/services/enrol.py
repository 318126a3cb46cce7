"""
Making a person: a seed, a passphrase, a one-time-code secret, and a signed statement in the directory.

Nothing secret is stored but the seed wrapped under the passphrase; what is returned is shown once and forgotten.
"""

import base64
import secrets
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from crypto.directory import Directory, Statement, sign_statement
from crypto.envelope import new_id
from crypto.identities import Identity
from crypto.keys import SigningKey
from crypto.passphrase import generate_passphrase, wrap
from intake.store.engine import write
from triage.services.record import note
from triage.services.unit import Unit
from triage.store import people, postbox
from triage.store.people import Person

SEED_BYTES = 32
TOTP_BYTES = 20


class Role(StrEnum):
    """
    What a person may do; only an advisor is ever a recipient of content.
    """

    ADVISOR = "advisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class NewPerson:
    """
    Who is to be enrolled.
    """

    sign_in_name: str
    display_name: str
    role: Role
    mail: str | None = None
    language: str = "da"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """
    What the new person is told once: the passphrase and the secret for the one-time codes (base32).
    """

    sign_in_name: str
    handle: bytes
    passphrase: str = field(repr=False)
    totp_secret: str = field(repr=False)
    identity: Identity = field(repr=False)


def enrol(unit: Unit, new: NewPerson, signer: SigningKey | Identity, *, today: date) -> Enrolled:
    """
    Enrol a person: the statement is signed by *signer*, a current advisor or the ceremony root.

    The person is stored first and the statement after it, so that a crash between the two leaves somebody who can
    sign in and receives nothing, never a recipient who cannot open.
    """
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
        failures=0,
        slow_until=None,
        language=new.language,
        ended_on=None,
    )
    with write(unit.triage) as connection:
        people.add_person(connection, person)
        note(
            connection, on=today, actor=bytes(16), action="person:enrolled", subject=handle, digest=bytes(32)
        )
    with write(unit.intake) as connection:
        standing = Directory.verified(
            postbox.statements(connection), root=unit.settings.root_verify_key, today=today
        )
        statement = _statement(standing, handle, new.role, identity, signer, today)
        postbox.add_statement(connection, statement.number, statement.encode())
    return Enrolled(new.sign_in_name, handle, passphrase, base64.b32encode(totp).decode(), identity)


def _statement(
    standing: Directory,
    handle: bytes,
    role: Role,
    identity: Identity,
    signer: SigningKey | Identity,
    today: date,
) -> Statement:
    return sign_statement(
        signer,
        number=standing.next_number,
        previous=standing.head,
        person=handle,
        role=role,
        kem_public=identity.kem_public,
        verify_key=identity.verify_key,
        valid_from=today,
        valid_until=None,
    )
