"""Earlier seeds of people, each wrapped under its owner's present passphrase (SPEC 7.2)."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, delete, insert, select, update

from triage.store.tables import former_seed


def keep_former(connection: Connection, person: bytes, key_id: bytes, wrapped: bytes, *, on: date) -> None:
    """Keep a seed that a person had, in the place of an earlier wrapping of the same."""
    same = (former_seed.c.person == person) & (former_seed.c.key_id == key_id)
    connection.execute(delete(former_seed).where(same))
    row = {"person": person, "key_id": key_id, "wrapped_seed": wrapped, "on": on}
    connection.execute(insert(former_seed).values(row))


def former_seeds(connection: Connection, person: bytes) -> Mapping[bytes, bytes]:
    """Give the wrapped seeds that a person had, by the ids of their keys."""
    query = select(former_seed.c.key_id, former_seed.c.wrapped_seed).where(former_seed.c.person == person)
    return {row.key_id: row.wrapped_seed for row in connection.execute(query)}


def former_since(connection: Connection, person: bytes) -> Mapping[bytes, date]:
    """Give since when the seeds that a person had are kept, by the ids of their keys."""
    query = select(former_seed.c.key_id, former_seed.c.on).where(former_seed.c.person == person)
    return {row.key_id: row.on for row in connection.execute(query)}


def wrap_former(connection: Connection, person: bytes, key_id: bytes, wrapped: bytes) -> None:
    """Keep an earlier seed under another passphrase."""
    same = (former_seed.c.person == person) & (former_seed.c.key_id == key_id)
    connection.execute(update(former_seed).where(same).values(wrapped_seed=wrapped))


def forget_former(connection: Connection, person: bytes, key_id: bytes) -> None:
    """Delete an earlier seed: nothing that is sealed to it can be opened with it any more."""
    same = (former_seed.c.person == person) & (former_seed.c.key_id == key_id)
    connection.execute(delete(former_seed).where(same))
