"""The people who sign in to the office."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection, insert, or_, select, update

from triage.store.tables import person


@dataclass(frozen=True, slots=True)
class Person:
    """One who works with Betro; *wrapped_seed* opens only with that person's passphrase."""

    handle: bytes
    sign_in_name: str
    display_name: str
    role: str
    mail: str | None
    key_id: bytes
    wrapped_seed: bytes
    totp_last_step: int
    language: str
    ended_on: date | None
    title_da: str | None = None
    title_en: str | None = None
    route: str | None = None


def add_person(connection: Connection, new: Person) -> None:
    """Store a person; the sign-in name must be free."""
    connection.execute(insert(person).values(asdict(new)))


def person_by_name(connection: Connection, sign_in_name: str) -> Person | None:
    """Find a person who may sign in by name, whoever has ended being nobody."""
    query = select(person).where(person.c.sign_in_name == sign_in_name, person.c.ended_on.is_(None))
    row = connection.execute(query).first()
    return None if row is None else Person(*row)


def person_by_handle(connection: Connection, handle: bytes) -> Person | None:
    """Find a person by handle, ended or not."""
    row = connection.execute(select(person).where(person.c.handle == handle)).first()
    return None if row is None else Person(*row)


def people(connection: Connection, *, role: str | None = None, on: date | None = None) -> Sequence[Person]:
    """Give the people in the order of their names: all, or those of a role, or those not ended on a day."""
    query = select(person).order_by(person.c.display_name)
    if role is not None:
        query = query.where(person.c.role == role)
    if on is not None:
        query = query.where(or_(person.c.ended_on.is_(None), person.c.ended_on >= on))
    return [Person(*row) for row in connection.execute(query)]


def change_mail(connection: Connection, handle: bytes, mail: str | None) -> None:
    """Let a person's alerts go to another address, or to none."""
    connection.execute(update(person).where(person.c.handle == handle).values(mail=mail))


def change_titles(connection: Connection, handle: bytes, danish: str, english: str) -> None:
    """Let a person be called so on the portal."""
    titles = {"title_da": danish, "title_en": english}
    connection.execute(update(person).where(person.c.handle == handle).values(titles))


def change_wrapping(connection: Connection, handle: bytes, *, before: bytes, after: bytes) -> bool:
    """Put a seed wrapped anew in the place of the same one; False where another stands there by now."""
    query = update(person).where(person.c.handle == handle, person.c.wrapped_seed == before)
    return connection.execute(query.values(wrapped_seed=after)).rowcount == 1


def change_standing(connection: Connection, changed: Person) -> None:
    """Let a person have another key or another role, as the directory says it now."""
    names = ("role", "key_id", "wrapped_seed", "totp_last_step")
    values = {name: getattr(changed, name) for name in names}
    connection.execute(update(person).where(person.c.handle == changed.handle).values(values))


def note_sign_in(connection: Connection, handle: bytes, *, totp_step: int) -> bool:
    """Spend a one-time code; False when a code of that step or a later one is spent already."""
    query = (
        update(person)
        .where(person.c.handle == handle, person.c.totp_last_step < totp_step)
        .values(totp_last_step=totp_step)
    )
    return connection.execute(query).rowcount == 1
