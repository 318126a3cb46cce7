"""Who is invited to make keys of their own: a ticket is stored as its hash, and a person has one at most."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select, update

from triage.store.tables import enrolment


class Purpose(StrEnum):
    """What a ticket is for."""

    NEW = "new"
    AGAIN = "again"
    SECOND_FACTOR = "second_factor"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One who is invited, in the order of the columns; of one who is here already, as the person is now."""

    ticket_hash: bytes
    person: bytes
    purpose: str
    sign_in_name: str
    display_name: str
    role: str
    mail: str | None
    language: str
    title_da: str | None
    title_en: str | None
    route: str | None
    made_on: date
    until_on: date


def invite(connection: Connection, new: Enrolment) -> None:
    """Store an invitation, in the place of any that the person had before."""
    connection.execute(delete(enrolment).where(enrolment.c.person == new.person))
    connection.execute(insert(enrolment).values(asdict(new)))


def enrolment_of(connection: Connection, ticket_hash: bytes, *, on: date) -> Enrolment | None:
    """Find the invitation of a ticket; None where there is none that is still good on that day."""
    query = select(enrolment).where(enrolment.c.ticket_hash == ticket_hash, enrolment.c.until_on >= on)
    row = connection.execute(query).first()
    return None if row is None else Enrolment(*row)


def use(connection: Connection, ticket_hash: bytes, *, on: date) -> bool:
    """Take an invitation away; False when it has been used, ended or replaced meanwhile."""
    query = delete(enrolment).where(enrolment.c.ticket_hash == ticket_hash, enrolment.c.until_on >= on)
    return connection.execute(query).rowcount == 1


def change_mail(connection: Connection, sign_in_name: str, mail: str | None) -> bytes | None:
    """Let the alerts of one who is invited go to another address; give whose it is, None for nobody."""
    query = update(enrolment).where(enrolment.c.sign_in_name == sign_in_name).values(mail=mail)
    found: bytes | None = connection.execute(query.returning(enrolment.c.person)).scalar()
    return found


def forget_old(connection: Connection, *, before: date) -> int:
    """Take away the invitations whose last day lies before that day, and give their number."""
    return connection.execute(delete(enrolment).where(enrolment.c.until_on < before)).rowcount


def invitations(connection: Connection) -> Sequence[Enrolment]:
    """Give all who are invited, in the order of their sign-in names."""
    return [Enrolment(*row) for row in connection.execute(select(enrolment).order_by("sign_in_name"))]
