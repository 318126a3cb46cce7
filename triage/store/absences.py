"""Who is away from one day to another, and who stands in: facts of people, not of cases."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection, delete, insert, select, update

from triage.store.tables import absence


@dataclass(frozen=True, slots=True)
class Absence:
    """One person's absence, both days included; *stand_in* is None where nobody was named."""

    person: bytes
    from_on: date
    until_on: date
    stand_in: bytes | None


def note(connection: Connection, new: Absence) -> None:
    """Store an absence, in the place of every one of the person that it overlaps."""
    overlaps = (absence.c.from_on <= new.until_on) & (absence.c.until_on >= new.from_on)
    connection.execute(delete(absence).where(absence.c.person == new.person, overlaps))
    connection.execute(insert(absence).values(asdict(new)))


def absences(connection: Connection, *, on: date) -> Sequence[Absence]:
    """Give the absences that are not over on a day, in the order of their first days."""
    query = select(absence).where(absence.c.until_on >= on).order_by(absence.c.from_on, absence.c.person)
    return [Absence(*row) for row in connection.execute(query)]


def away(connection: Connection, *, on: date) -> dict[bytes, Absence]:
    """Give whoever is away on a day."""
    return {each.person: each for each in absences(connection, on=on) if each.from_on <= on}


def end_before(connection: Connection, person: bytes, today: date) -> bool:
    """Let a person be back from *today* on, and forget what was to come; False where nothing was noted."""
    mine = absence.c.person == person
    begun = update(absence).where(mine, absence.c.from_on < today, absence.c.until_on >= today)
    ended = connection.execute(begun.values(until_on=date.fromordinal(today.toordinal() - 1))).rowcount
    later = connection.execute(delete(absence).where(mine, absence.c.from_on >= today)).rowcount
    return ended + later > 0


def forget_person(connection: Connection, person: bytes) -> None:
    """Take away the absences of somebody who has left, and their name from those of others."""
    connection.execute(delete(absence).where(absence.c.person == person))
    connection.execute(update(absence).where(absence.c.stand_in == person).values(stand_in=None))
