"""
Signing in: a name, a passphrase and a one-time code.

1. A name that nobody has costs the same work and gets the same answer as a wrong passphrase or a wrong code.
2. Mistakes slow down and never lock: after a few, the next attempt is refused unheard for some seconds, at
   most half a minute. An attempt that is refused unheard lengthens nothing. A browser that has signed in
   before is heard apart from others who use the same name (`slow_down`).
3. Each one-time code is good once. The code's secret lies with the seed inside the passphrase's wrapping, so
   a stolen database yields neither.
4. Whoever comes in is who the signed directory says, in that role: a seed or a role that somebody wrote into
   the database lets nobody in. Only where the directory itself is broken (every page then says so) the
   database is believed, so that deadlines stay in sight.
"""

import hashlib
from datetime import date, datetime

from crypto.errors import WrongKeyError
from crypto.identities import SEED_BYTES, Identity
from crypto.passphrase import burn, unwrap
from intake.clock import local_date
from intake.store.engine import read, write
from triage.services.organisation import Organisation
from triage.services.people.holders import known_members
from triage.services.people.known_browser import is_sign, new_sign
from triage.services.people.second_factor import TOTP_BYTES, matching_step
from triage.services.people.signed_in import SignedIn
from triage.services.people.slow_down import Mistakes
from triage.store import journal
from triage.store.people import Person, note_sign_in, person_by_handle, person_by_name

__all__ = ["SignInRefusedError", "SignedIn", "is_still_here", "normalised_name", "sign_in"]


class SignInRefusedError(Exception):
    """The name, the passphrase or the code is wrong, and nobody is told which."""


def normalised_name(typed: str) -> str:
    """Give a sign-in name as it is stored: no spaces around it, small letters."""
    return typed.strip().casefold()


def sign_in(
    organisation: Organisation,
    mistakes: Mistakes,
    *,
    name: str,
    passphrase: str,
    code: str,
    now: datetime,
    sign: str | None = None,
) -> SignedIn:
    """
    Let a person in, spend the one-time code and enter it in the journal.

    *sign* is what the browser shows of an earlier sign-in (`known_browser`).

    Raises:
        SignInTooSoonError (`slow_down`): not heard; try again after its `seconds`.
        SignInRefusedError: something of the three is wrong.
    """
    name = normalised_name(name)
    with read(organisation.triage) as connection:
        person = person_by_name(connection, name)
    known = sign if person is not None and sign is not None and is_sign(person, sign) else None
    with mistakes.attempt(name, now, browser=known) as attempt:
        secret = _opened(person, passphrase)
        if (
            person is not None
            and secret is not None
            and not _is_known(organisation, person, secret, local_date(now))
        ):
            secret = None
        step = None if secret is None else matching_step(secret[SEED_BYTES:], code, now)
        if (
            person is not None
            and secret is not None
            and step is not None
            and _spend(organisation, person, step, now)
        ):
            attempt.right = True
            identity = Identity.from_seed(secret[:SEED_BYTES])
            return SignedIn(
                person.handle,
                person.role,
                person.display_name,
                person.language,
                identity,
                known or new_sign(person),
                second_factor=secret[SEED_BYTES:],
            )
    raise SignInRefusedError


def is_still_here(organisation: Organisation, who: SignedIn) -> bool:
    """Say whether a person who is signed in may still be: not ended, and in the role of the sign-in."""
    with read(organisation.triage) as connection:
        person = person_by_handle(connection, who.handle)
    return person is not None and person.ended_on is None and person.role == who.role


def _opened(person: Person | None, passphrase: str) -> bytes | None:
    if person is None:
        burn(passphrase)
        return None
    try:
        secret = unwrap(passphrase, person.wrapped_seed)
    except WrongKeyError:
        return None
    if len(secret) != SEED_BYTES + TOTP_BYTES:
        raise RuntimeError("the wrapped secret is not a seed and a one-time secret")
    return secret


def _is_known(organisation: Organisation, person: Person, secret: bytes, today: date) -> bool:
    identity = Identity.from_seed(secret[:SEED_BYTES])
    members = known_members(organisation, today)
    if members is None:
        return identity.key_id == person.key_id
    member = members.sender(identity.verify_key, on=today)
    return member is not None and (member.person, member.role) == (person.handle, person.role)


def _spend(organisation: Organisation, person: Person, step: int, now: datetime) -> bool:
    with write(organisation.triage) as connection:
        if not note_sign_in(connection, person.handle, totp_step=step):
            return False
        journal.append(
            connection,
            on=local_date(now),
            actor=person.handle,
            action="person:signed_in",
            subject=person.handle,
            digest=hashlib.sha256(person.handle).digest(),
        )
    return True
