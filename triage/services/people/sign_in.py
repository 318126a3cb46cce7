"""
Signing in: a name, a passphrase and a one-time code.

1. A name that nobody has costs the same work and gets the same answer as a wrong passphrase or a wrong code.
2. Mistakes slow down and never lock: after a few, the next attempt is refused unheard for some seconds, at
   most half a minute. An attempt that is refused unheard lengthens nothing. A browser that has signed in
   before is heard apart from others who use the same name (`slow_down`).
3. Each one-time code is good once. The code's secret lies with the seed inside the passphrase's wrapping, so
   a stolen database yields neither.
4. Whoever comes in is who the signed directory says, in that role and with that key: a seed or a role that
   somebody wrote into the database lets nobody in. It is asked again at every request (`is_still_here`).
5. Only where the directory itself is broken (every page then says so) the database is believed, so that dates
   stay in sight: such a session reaches no further than that, acts in nobody's name, and ends when the
   directory is whole again, for nobody knows whose it was.
"""

import hashlib
from datetime import date, datetime

from crypto.directory import Directory
from crypto.errors import WrongKeyError
from crypto.identities import SEED_BYTES, Identity
from crypto.passphrase import burn, unwrap
from intake.clock import local_date
from intake.store.engine import read, write
from triage.services.organisation import Organisation
from triage.services.people.earlier_seeds import former_identities
from triage.services.people.holders import known_members
from triage.services.people.known_browser import is_sign, new_sign
from triage.services.people.second_factor import TOTP_BYTES, matching_step
from triage.services.people.signed_in import Reach, SignedIn
from triage.services.people.slow_down import Mistakes
from triage.store import journal
from triage.store.former_seeds import former_seeds_of
from triage.store.people import Person, note_sign_in, person_by_handle, person_by_name

__all__ = ["Reach", "SignInRefusedError", "SignedIn", "is_still_here", "normalised_name", "sign_in"]


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
    name, today = normalised_name(name), local_date(now)
    with read(organisation.triage) as connection:
        person = person_by_name(connection, name)
    known = sign if person is not None and sign is not None and is_sign(person, sign) else None
    with mistakes.attempt(name, now, browser=known) as attempt:
        secret = _opened(person, passphrase)
        if person is not None and secret is not None:
            identity = Identity.from_seed(secret[:SEED_BYTES])
            reach = _reach(organisation, person, identity, today)
            step = None if reach is None else matching_step(secret[SEED_BYTES:], code, now)
            if reach is not None and step is not None and _spend(organisation, person, step, reach, today):
                attempt.right = True
                return SignedIn(
                    person.handle,
                    person.role,
                    person.display_name,
                    person.language,
                    identity,
                    known or new_sign(person),
                    second_factor=secret[SEED_BYTES:],
                    reach=reach,
                    former=_former(organisation, person, passphrase) if reach is Reach.WHOLE else (),
                )
    raise SignInRefusedError


def is_still_here(organisation: Organisation, who: SignedIn, today: date) -> bool:
    """
    Say whether a person who is signed in may still be: not ended, in the role of the sign-in, and with the
    key that the directory has of them today. Where that is broken nobody is put out, and nobody gets far.
    """
    with read(organisation.triage) as connection:
        person = person_by_handle(connection, who.handle)
    if person is None or person.ended_on is not None or person.role != who.role:
        return False
    members = known_members(organisation, today)
    return members is None or reach_in(members, person, who.identity) is who.reach


def reach_in(members: Directory, person: Person, identity: Identity) -> Reach | None:
    """Say how far a session of this person with these keys reaches; None where the directory has others."""
    stands = members.person(person.handle)
    if stands is None or (stands.role, stands.verify_key) != (person.role, identity.verify_key):
        return None
    return Reach.WHOLE if stands.can_be_sealed_to else Reach.RENEWAL


def _reach(organisation: Organisation, person: Person, identity: Identity, today: date) -> Reach | None:
    members = known_members(organisation, today)
    if members is None:
        return Reach.CLOCKS if identity.key_id == person.key_id else None
    return reach_in(members, person, identity)


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


def _former(organisation: Organisation, person: Person, passphrase: str) -> tuple[Identity, ...]:
    with read(organisation.triage) as connection:
        kept = former_seeds_of(connection, person.handle)
    return former_identities(kept, passphrase, person.key_id)


def _spend(organisation: Organisation, person: Person, step: int, reach: Reach, today: date) -> bool:
    with write(organisation.triage) as connection:
        if not note_sign_in(connection, person.handle, totp_step=step):
            return False
        # Who could not be checked has done nothing in anybody's name.
        checked = reach is not Reach.CLOCKS
        journal.append(
            connection,
            on=today,
            actor=person.handle if checked else journal.SYSTEM,
            action="person:signed_in" if checked else "person:believed",
            subject=person.handle,
            digest=hashlib.sha256(person.handle).digest(),
        )
    return True
