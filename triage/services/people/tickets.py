"""
Enrolment tickets: six random words by which one person makes keys of their own in the office, once.

A ticket opens nothing and is no half of a key: whoever has one can become the person that it names only when
those who sign the directory have compared six words with that person. It is stored as its hash, lasts seven
days, and goes when it is used; a new one ends the old.
"""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from crypto.envelope import new_id
from crypto.passphrase import generate_passphrase, normalise
from intake.clock import local_date
from intake.store.engine import read, write
from triage.services.organisation import Organisation
from triage.services.people.new_person import EnrolError, NewPerson, check
from triage.services.people.slow_down import Mistakes
from triage.store import enrolments, journal, people
from triage.store.enrolments import Enrolment, Purpose
from triage.store.people import Person

LASTS = timedelta(days=7)
FOR_NEW_KEYS, FOR_A_LOST_PHONE = Purpose.AGAIN, Purpose.SECOND_FACTOR
"""What a ticket for somebody who is here can be for."""


class TicketRefusedError(Exception):
    """Nobody is invited by this ticket: it is mistyped, used, ended or too old, and nobody is told which."""


@dataclass(frozen=True, slots=True)
class EnrolTicket:
    """What is handed to a person who is to make keys: *words*, until *until_on*."""

    sign_in_name: str
    display_name: str
    words: str = field(repr=False)
    until_on: date


def invite(
    organisation: Organisation, new: NewPerson, *, today: date, by: bytes | None = None
) -> EnrolTicket:
    """
    Invite somebody who is not here yet; *by* is the person who does it in the office, None for a command.

    Raises:
        EnrolError: a name or an address that cannot be, a sign-in name that is taken, or a route that there
            is not.
    """
    check(new)
    routes = organisation.routes.on(today)
    if new.route is not None and new.route not in routes:
        known = f"there are {', '.join(routes)}" if routes else "there is none yet"
        raise EnrolError(f"routes.toml has no route {new.route} today; {known}")
    with read(organisation.triage) as connection:
        require_free_name(connection, new.sign_in_name)
    invited = row_of(new, new_id(), today=today)
    return _handed_out(organisation, invited, by, today)


def invite_again(
    organisation: Organisation,
    sign_in_name: str,
    *,
    today: date,
    by: bytes | None = None,
    purpose: Purpose = Purpose.AGAIN,
) -> EnrolTicket:
    """
    Give a person who works here another ticket: for new keys, or for another second factor. Whoever is
    invited and has no keys yet gets a new ticket in the place of the first.

    Raises:
        EnrolError: nobody who works here, or is invited, has that name.
    """
    with read(organisation.triage) as connection:
        person = people.person_by_name(connection, sign_in_name)
        waiting = [each for each in enrolments.invitations(connection) if each.sign_in_name == sign_in_name]
    if person is not None:
        again = row_of(person, person.handle, today=today, purpose=purpose)
        return _handed_out(organisation, again, by, today)
    if waiting:
        return _handed_out(organisation, waiting[0], by, today)
    raise EnrolError("nobody has that sign-in name")


def require_free_name(connection: Connection, sign_in_name: str) -> None:
    """
    Insist that nobody has a sign-in name, had it, or is invited under it.

    Raises:
        EnrolError: somebody is.
    """
    known = {each.sign_in_name for each in people.people(connection)}
    known |= {each.sign_in_name for each in enrolments.invitations(connection)}
    if sign_in_name in known:
        # Also the name of one who has left: the journal tells of it for ever.
        raise EnrolError("somebody has this sign-in name, now or earlier; choose another")


def redeem(organisation: Organisation, mistakes: Mistakes, typed: str, *, now: datetime) -> Enrolment:
    """
    Give the invitation of a ticket; it stays good until what it is for is done.

    Mistakes slow down as they do at the door, and are counted by the first word: whoever guesses keeps nobody
    out who has another ticket.

    Raises:
        SignInTooSoonError (`slow_down`): not heard; try again after its `seconds`.
        TicketRefusedError: nobody is invited by it.
    """
    words = normalise(typed)
    with mistakes.attempt(f"ticket {words.partition('-')[0]}", now, browser=None) as attempt:
        with read(organisation.triage) as connection:
            found = enrolments.enrolment_of(connection, hash_of(words), on=local_date(now))
        attempt.right = found is not None and found.purpose != Purpose.SECOND_FACTOR
    if found is None or not attempt.right:
        raise TicketRefusedError
    return found


def hash_of(ticket: str) -> bytes:
    """Give what is stored of a ticket, however it was typed (SPEC 7.7)."""
    return hashlib.sha256(normalise(ticket).encode()).digest()


def _handed_out(organisation: Organisation, invited: Enrolment, by: bytes | None, today: date) -> EnrolTicket:
    words = generate_passphrase()
    row = replace(invited, ticket_hash=hash_of(words), made_on=today, until_on=today + LASTS)
    with write(organisation.triage) as connection:
        enrolments.forget_old(connection, before=today)
        enrolments.invite(connection, row)
        journal.append(
            connection, on=today, actor=by or journal.SYSTEM, action="person:invited", subject=row.person
        )
    return EnrolTicket(row.sign_in_name, row.display_name, words, row.until_on)


def row_of(
    new: NewPerson | Person, handle: bytes, *, today: date, purpose: Purpose = Purpose.NEW
) -> Enrolment:
    """Give what is kept of an invitation, its ticket and its last day left open."""
    return Enrolment(
        ticket_hash=b"",
        person=handle,
        purpose=purpose,
        sign_in_name=new.sign_in_name,
        display_name=new.display_name,
        role=new.role,
        mail=new.mail,
        language=new.language,
        title_da=new.title_da,
        title_en=new.title_en,
        route=new.route,
        made_on=today,
        until_on=today,
    )
