"""
Changing a passphrase: a new one is made, shown once and typed back, and wraps the same seed.

It keeps out whoever learnt the old one from now on. It does not help against who has a copy of the database
from before as well: that opens with the old passphrase for ever, and only new keys help (`new_keys`).
"""

import hmac
from dataclasses import dataclass, field
from datetime import datetime

from crypto.errors import WrongKeyError
from crypto.identities import SEED_BYTES, Identity
from crypto.passphrase import generate_passphrase, normalise, unwrap, wrap
from intake.clock import local_date
from intake.store.engine import read, write
from triage.services.organisation import Organisation
from triage.services.people.old_copies import owe_cut
from triage.services.people.signed_in import SignedIn
from triage.services.people.slow_down import Mistakes
from triage.services.people.step_up import step_up
from triage.store import former_seeds, journal, people


class PassphraseRefusedError(Exception):
    """The passphrase is not that of the person who is signed in."""


class NotTypedBackError(Exception):
    """What was typed back is not what was shown."""


class ChangedMeanwhileError(Exception):
    """The person has got another passphrase or other keys since this change was begun."""


@dataclass(slots=True)
class NewPassphrase:
    """
    A change that is begun; it lives in the memory of the session until it is typed back.

    Attributes:
        passphrase: the new one.
        before: what is stored now and is replaced.
        wrapped: what takes its place.
        formers: the same for earlier seeds that are still needed, by their key ids.
        is_noted: the person has written it down and is to type it back.
    """

    passphrase: str = field(repr=False)
    before: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)
    formers: dict[bytes, bytes] = field(repr=False)
    is_noted: bool = False


def begin(
    organisation: Organisation,
    mistakes: Mistakes,
    who: SignedIn,
    *,
    passphrase: str,
    code: str,
    now: datetime,
) -> NewPassphrase:
    """
    Make a new passphrase for who is signed in, has the old one and the phone. Nothing is stored.

    Raises:
        SignInTooSoonError (`slow_down`): not heard; try again after its `seconds`.
        PassphraseRefusedError: it is not theirs.
        StepUpRefusedError (`step_up`): the code is not right, or has been used.
    """
    secret, stored, formers = opened(organisation, mistakes, who, passphrase, now)
    step_up(organisation, mistakes, who, code, now=now)
    new = generate_passphrase()
    return NewPassphrase(
        new, stored, wrap(new, secret), {key: wrap(new, seed) for key, seed in formers.items()}
    )


def opened(
    organisation: Organisation, mistakes: Mistakes, who: SignedIn, passphrase: str, now: datetime
) -> tuple[bytes, bytes, dict[bytes, bytes]]:
    """
    Give what is wrapped under the passphrase of who is signed in, as it is stored, and the earlier seeds that
    it opens, by their key ids.

    Raises:
        SignInTooSoonError (`slow_down`), PassphraseRefusedError: as `begin`.
    """
    with read(organisation.triage) as connection:
        person = people.person_by_handle(connection, who.handle)
        former = former_seeds.former_seeds_of(connection, who.handle)
    with mistakes.attempt("passphrase", now, browser=who.handle.hex()) as attempt:
        secret = None if person is None else unwrapped(passphrase, person.wrapped_seed)
        attempt.right = (
            secret is not None
            and Identity.from_seed(secret[:SEED_BYTES]).verify_key == who.identity.verify_key
        )
    if secret is None or person is None or not attempt.right:
        raise PassphraseRefusedError
    found = ((each.key_id, unwrapped(passphrase, each.wrapped_seed)) for each in former)
    return secret, person.wrapped_seed, {key: seed for key, seed in found if seed is not None}


def keep(organisation: Organisation, who: SignedIn, new: NewPassphrase, *, typed: str, now: datetime) -> None:
    """
    Let the new passphrase hold, now that it was typed back: the old one lets nobody in any more.

    Raises:
        NotTypedBackError: it was not.
        ChangedMeanwhileError: another change came between.
    """
    if not hmac.compare_digest(normalise(typed).encode(), new.passphrase.encode()):
        raise NotTypedBackError
    with write(organisation.triage) as connection:
        if not people.change_wrapping(connection, who.handle, before=new.before, after=new.wrapped):
            raise ChangedMeanwhileError
        for key_id, wrapped in new.formers.items():
            former_seeds.change_former_wrapping(connection, who.handle, key_id, wrapped)
        owe_cut(connection, today=local_date(now))
        journal.append(
            connection,
            on=local_date(now),
            actor=who.handle,
            action="person:passphrase_changed",
            subject=who.handle,
        )


def unwrapped(passphrase: str, wrapped: bytes) -> bytes | None:
    """Give what a passphrase opens; None where it is another's."""
    try:
        return unwrap(passphrase, wrapped)
    except WrongKeyError:
        return None
