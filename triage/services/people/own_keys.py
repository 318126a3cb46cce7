"""
Keys that are born with their holder: made in the memory of the holder's own session at the office.

Nothing of them is written before the holder has typed the passphrase back and a code of the second factor.
Then the seed is stored, wrapped under that passphrase, with what is to be said of the person in the
directory; nobody else has seen either. Who leaves before that has lost nothing: the ticket is good still.
"""

import base64
import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

import pyotp

from crypto.envelope import new_id
from crypto.errors import WrongKeyError
from crypto.identities import SEED_BYTES, Identity
from crypto.passphrase import burn, generate_passphrase, normalise, unwrap, wrap
from crypto.statement import six_words
from intake.clock import local_date
from intake.store.engine import read, write
from triage.services.organisation import Organisation
from triage.services.people.earlier_seeds import behind
from triage.services.people.holders import known_members
from triage.services.people.new_passphrase import PassphraseRefusedError, opened
from triage.services.people.second_factor import TOTP_BYTES, matching_step
from triage.services.people.signed_in import SignedIn
from triage.services.people.slow_down import Mistakes
from triage.services.people.tickets import TicketRefusedError, row_of
from triage.store import enrolments, former_seeds, journal, people, proposals
from triage.store.enrolments import Enrolment, Purpose
from triage.store.former_seeds import FormerSeed
from triage.store.people import Person
from triage.store.proposals import Proposal

ISSUER = "Betro"


class TypedBackError(Exception):
    """What was typed back is not what was shown; *field* is "passphrase" or "code"."""

    def __init__(self, which: str) -> None:
        super().__init__(f"the {which} is not what was shown")
        self.field = which


class WordsRefusedError(Exception):
    """The name, the passphrase or the code is wrong, and nobody is told which."""


class SeedsBefore(NamedTuple):
    """The seed that a person has had, with its key's id, and behind it the earlier ones still needed."""

    key_id: bytes
    seeds: bytes


@dataclass(slots=True)
class OwnKeys:
    """
    What a person is making; it lives in the memory of the session, and opens nothing yet.

    *former* goes along where the person has signed in with keys that an earlier Betro made. *is_noted* says
    that the person has written down what is shown and is to type it back.
    """

    invited: Enrolment
    former: SeedsBefore | None = None
    seed: bytes = field(default_factory=lambda: secrets.token_bytes(SEED_BYTES), repr=False)
    second_factor: bytes = field(default_factory=lambda: secrets.token_bytes(TOTP_BYTES), repr=False)
    passphrase: str = field(default_factory=generate_passphrase, repr=False)
    is_noted: bool = False
    identity: Identity = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.identity = Identity.from_seed(self.seed)

    @property
    def secret(self) -> str:
        """The secret of the second factor, as it is typed into an app: base32."""
        return base64.b32encode(self.second_factor).decode()

    @property
    def address(self) -> str:
        """The same as an address that apps read, from a link or a QR code."""
        return pyotp.TOTP(self.secret, name=self.invited.sign_in_name, issuer=ISSUER).provisioning_uri()

    @property
    def words(self) -> str:
        """The six words that the person and those who sign compare."""
        keys = self.identity
        return six_words(self.invited.person, self.invited.role, keys.kem_public, keys.verify_key)

    def stored(self, *, step: int) -> Person:
        """Give the row of a new person; the code of *step* is spent."""
        new = self.invited
        return Person(
            handle=new.person,
            sign_in_name=new.sign_in_name,
            display_name=new.display_name,
            role=new.role,
            mail=new.mail,
            key_id=self.identity.key_id,
            wrapped_seed=self.wrapped(),
            totp_last_step=step,
            language=new.language,
            ended_on=None,
            title_da=new.title_da,
            title_en=new.title_en,
            route=new.route,
        )

    def wrapped(self) -> bytes:
        """Wrap seed and second factor under the passphrase, as a person's row holds them (SPEC 7.6)."""
        return wrap(self.passphrase, self.seed + self.second_factor)

    def proposed(self, *, today: date, wrapped: bytes | None) -> Proposal:
        """Give what is to be signed; *wrapped* for a person who has another seed until then."""
        return Proposal(
            id=new_id(),
            person=self.invited.person,
            role=self.invited.role,
            kem_public=self.identity.kem_public,
            verify_key=self.identity.verify_key,
            until_on=None,
            body=None,
            signed=None,
            wrapped_seed=wrapped,
            made_on=today,
            by=None,
        )


@dataclass(frozen=True, slots=True)
class WaitingWords:
    """The six words of keys that were made, and with which key they stand when they do."""

    sign_in_name: str
    person: bytes
    verify_key: bytes
    words: str

    def stand(self, organisation: Organisation, today: date) -> bool:
        """Say whether the directory has these keys by now, so that they let in."""
        members = known_members(organisation, today)
        member = members.person(self.person) if members else None
        return member is not None and member.verify_key == self.verify_key


def begin_anew(
    organisation: Organisation, mistakes: Mistakes, who: SignedIn, passphrase: str, *, now: datetime
) -> OwnKeys:
    """
    Let somebody who has signed in make other keys; the seeds they have go along, for what they open.

    Raises:
        SignInTooSoonError (`slow_down`): not heard; try again after its `seconds`.
        TypedBackError: it is not the passphrase that they signed in with.
    """
    try:
        secret, _, earlier = opened(organisation, mistakes, who, passphrase, now)
    except PassphraseRefusedError:
        raise TypedBackError("passphrase") from None
    with read(organisation.triage) as connection:
        person = people.person_by_handle(connection, who.handle)
    assert person is not None
    row = row_of(person, person.handle, today=local_date(now), purpose=Purpose.AGAIN)
    before = behind(secret[:SEED_BYTES], earlier.values())
    return OwnKeys(row, SeedsBefore(who.identity.key_id, before))


def keep(
    organisation: Organisation, keys: OwnKeys, *, passphrase: str, code: str, now: datetime
) -> WaitingWords:
    """
    Store the keys, now that the passphrase and a code were typed back: person and proposal in one
    transaction, which uses the ticket up.

    Raises:
        TypedBackError: one of them is not right.
        TicketRefusedError: the ticket has been used or ended meanwhile, by somebody else with the same one.
    """
    if normalise(passphrase) != keys.passphrase:
        raise TypedBackError("passphrase")
    step = matching_step(keys.second_factor, code, now)
    if step is None:
        raise TypedBackError("code")
    today, is_new = local_date(now), keys.invited.purpose == Purpose.NEW
    # Before the transaction, which others wait for.
    person, former = keys.stored(step=step), keys.former
    former_wrapped = None if former is None else wrap(keys.passphrase, former.seeds)
    with write(organisation.triage) as connection:
        if former is None and not enrolments.use(connection, keys.invited.ticket_hash, on=today):
            raise TicketRefusedError
        if former is not None and former_wrapped is not None:
            former_seeds.put_former_seed(
                connection, FormerSeed(person.handle, former.key_id, former_wrapped, today)
            )
        if is_new:
            people.add_person(connection, person)
        proposals.propose(
            connection, keys.proposed(today=today, wrapped=None if is_new else person.wrapped_seed)
        )
        journal.append(
            connection,
            on=today,
            actor=person.handle,
            action="person:keys_made",
            subject=person.handle,
        )
    return WaitingWords(person.sign_in_name, person.handle, keys.identity.verify_key, keys.words)


def waiting_words(
    organisation: Organisation, mistakes: Mistakes, *, name: str, passphrase: str, code: str, now: datetime
) -> WaitingWords:
    """
    Give a person who has made keys their six words again, from the keys themselves.

    A name that nobody has costs the same work and gets the same answer as a wrong passphrase. The code is
    spent.

    Raises:
        SignInTooSoonError (`slow_down`): not heard; try again after its `seconds`.
        WordsRefusedError: something of the three is wrong, or no keys of this person wait.
    """
    with read(organisation.triage) as connection:
        person = people.person_by_name(connection, name)
        proposed = person and proposals.key_proposed(connection, person.handle)
    with mistakes.attempt(name, now, browser=None) as attempt:
        if person is None or proposed is None:
            burn(passphrase)
            raise WordsRefusedError
        try:
            secret = unwrap(passphrase, proposed.wrapped_seed or person.wrapped_seed)
        except WrongKeyError:
            raise WordsRefusedError from None
        step = matching_step(secret[SEED_BYTES:], code, now)
        if step is None:
            raise WordsRefusedError
        with write(organisation.triage) as connection:
            attempt.right = people.note_sign_in(connection, person.handle, totp_step=step)
        if not attempt.right:
            raise WordsRefusedError
        keys = Identity.from_seed(secret[:SEED_BYTES])
        words = six_words(person.handle, proposed.role, keys.kem_public, keys.verify_key)
        return WaitingWords(person.sign_in_name, person.handle, keys.verify_key, words)
