"""
Another second factor for who has lost their phone: their name, their passphrase and a ticket that a colleague
or those who run Betro have given them. The seed stays, so nothing has to be signed or sealed anew.
"""

import base64
import secrets
from dataclasses import dataclass, field
from datetime import datetime

import pyotp

from crypto.identities import SEED_BYTES
from crypto.passphrase import burn, wrap
from intake.clock import local_date
from intake.store.engine import read, write
from triage.services.organisation import Organisation
from triage.services.people.new_passphrase import ChangedMeanwhileError, unwrapped
from triage.services.people.old_copies import owe_cut
from triage.services.people.own_keys import ISSUER
from triage.services.people.second_factor import TOTP_BYTES, matching_step
from triage.services.people.sign_in import normalised_name
from triage.services.people.slow_down import Mistakes
from triage.services.people.step_up import StepUpRefusedError
from triage.services.people.tickets import TicketRefusedError, hash_of
from triage.store import enrolments, journal, people
from triage.store.enrolments import Purpose


@dataclass(frozen=True, slots=True)
class NewSecondFactor:
    """
    A second factor that is begun; it lives in the memory of the session until a code of it was typed.

    Attributes:
        before: what is stored of the person and is replaced by *wrapped*.
        secret: of the one-time codes, as it is typed into an app: base32.
    """

    person: bytes
    sign_in_name: str
    ticket_hash: bytes
    before: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)
    secret: str = field(repr=False)

    @property
    def address(self) -> str:
        """The secret as an address that apps read, from a link or a QR code."""
        return pyotp.TOTP(self.secret, name=self.sign_in_name, issuer=ISSUER).provisioning_uri()


def begin(
    organisation: Organisation,
    mistakes: Mistakes,
    *,
    name: str,
    passphrase: str,
    ticket: str,
    now: datetime,
) -> NewSecondFactor:
    """
    Make a second factor for who has passphrase and ticket. Nothing is stored.

    A name that nobody has costs the same work and gets the same answer as a wrong passphrase or ticket.

    Raises:
        SignInTooSoonError (`slow_down`): not heard; try again after its `seconds`.
        TicketRefusedError: something of the three is wrong.
    """
    name, today = normalised_name(name), local_date(now)
    with read(organisation.triage) as connection:
        person = people.person_by_name(connection, name)
        invited = enrolments.enrolment_of(connection, hash_of(ticket), on=today)
    with mistakes.attempt(name, now, browser=None) as attempt:
        if person is None:
            burn(passphrase)
        opened = None if person is None else unwrapped(passphrase, person.wrapped_seed)
        is_theirs = invited is not None and person is not None and invited.person == person.handle
        is_for_this = invited is not None and invited.purpose == Purpose.SECOND_FACTOR
        attempt.right = opened is not None and is_theirs and is_for_this
    if person is None or opened is None or not attempt.right:
        raise TicketRefusedError
    new = secrets.token_bytes(TOTP_BYTES)
    return NewSecondFactor(
        person.handle,
        person.sign_in_name,
        hash_of(ticket),
        person.wrapped_seed,
        wrap(passphrase, opened[:SEED_BYTES] + new),
        base64.b32encode(new).decode(),
    )


def keep(organisation: Organisation, new: NewSecondFactor, code: str, *, now: datetime) -> None:
    """
    Let the new second factor hold, now that a code of it was typed: the ticket is used, and the codes of the
    lost phone let nobody in any more.

    Raises:
        StepUpRefusedError (`step_up`): it is not a code of now.
        TicketRefusedError: the ticket has been used or ended meanwhile.
        ChangedMeanwhileError: the person has another passphrase by now.
    """
    step, today = matching_step(base64.b32decode(new.secret), code, now), local_date(now)
    if step is None:
        raise StepUpRefusedError
    with write(organisation.triage) as connection:
        if not enrolments.use(connection, new.ticket_hash, on=today):
            raise TicketRefusedError
        if not people.change_wrapping(connection, new.person, before=new.before, after=new.wrapped):
            raise ChangedMeanwhileError
        people.note_sign_in(connection, new.person, totp_step=step)
        owe_cut(connection, today=today)
        journal.append(
            connection,
            on=today,
            actor=new.person,
            action="person:second_factor_changed",
            subject=new.person,
        )
