"""What people have confirmed having seen of the directory, as they signed it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from triage.store.tables import confirmation


@dataclass(frozen=True, slots=True)
class ConfirmationRow:
    """One confirmation, in the order of the columns; whether its signature holds is for its reader to ask."""

    person: bytes
    number: int
    digest: bytes
    signature: bytes = field(repr=False)
    on: date


def confirmations_of(connection: Connection, person: bytes) -> Sequence[ConfirmationRow]:
    """Give what stands as a person's, the newest statement first."""
    query = select(confirmation).where(confirmation.c.person == person).order_by(confirmation.c.number.desc())
    return [ConfirmationRow(*row) for row in connection.execute(query)]


def put_confirmation(connection: Connection, new: ConfirmationRow) -> None:
    """Store a confirmation, in the place of another of the same number."""
    same = (confirmation.c.person == new.person, confirmation.c.number == new.number)
    connection.execute(delete(confirmation).where(*same))
    connection.execute(insert(confirmation).values(asdict(new)))
