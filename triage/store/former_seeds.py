"""Seeds that people had before, wrapped as the present one, for as long as something is sealed to them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

from sqlalchemy import Connection, delete, insert, select, update

from triage.store.tables import former_seed


@dataclass(frozen=True, slots=True)
class FormerSeed:
    """An earlier seed of a person, in the order of the columns; another replaced it on the day *on*."""

    person: bytes
    key_id: bytes
    wrapped_seed: bytes = field(repr=False)
    on: date


def former_seeds_of(connection: Connection, person: bytes) -> Sequence[FormerSeed]:
    """Give the earlier seeds of a person, the newest first."""
    query = select(former_seed).where(former_seed.c.person == person)
    return [
        FormerSeed(*row)
        for row in connection.execute(query.order_by(former_seed.c.on.desc(), former_seed.c.key_id))
    ]


def put_former_seed(connection: Connection, new: FormerSeed) -> None:
    """Keep an earlier seed, in the place of the same one."""
    forget_former_seed(connection, new.person, new.key_id)
    connection.execute(insert(former_seed).values(asdict(new)))


def change_former_wrapping(connection: Connection, person: bytes, key_id: bytes, wrapped: bytes) -> None:
    """Keep an earlier seed under another passphrase."""
    query = update(former_seed).where(former_seed.c.person == person, former_seed.c.key_id == key_id)
    connection.execute(query.values(wrapped_seed=wrapped))


def forget_former_seed(connection: Connection, person: bytes, key_id: bytes) -> None:
    """Delete an earlier seed: nothing that is sealed to it can be opened with it any more."""
    same = (former_seed.c.person == person, former_seed.c.key_id == key_id)
    connection.execute(delete(former_seed).where(*same))
