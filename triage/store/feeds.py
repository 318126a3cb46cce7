"""
Calendar addresses: whose they are, and whether they still answer. An address itself is kept nowhere, only
the hash of its token.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert, select, update

from triage.store.tables import feed, person


@dataclass(frozen=True, slots=True)
class Follower:
    """The person whose calendar an address leads to, and since when it does."""

    handle: bytes
    language: str
    made_on: date


def add_feed(connection: Connection, token_hash: bytes, owner: bytes, on: date) -> None:
    """Let an address answer from now on."""
    connection.execute(insert(feed).values(token_hash=token_hash, person=owner, made_on=on))


def revoke_feeds(connection: Connection, owner: bytes, on: date) -> Sequence[bytes]:
    """Let no address of a person answer any more, and give the hashes of those that did until now."""
    alive = (feed.c.person == owner, feed.c.revoked_on.is_(None))
    hashes = connection.execute(select(feed.c.token_hash).where(*alive)).scalars().all()
    connection.execute(update(feed).where(*alive).values(revoked_on=on))
    return hashes


def follower(connection: Connection, token_hash: bytes, roles: Collection[str]) -> Follower | None:
    """
    Find whose address this is; None if it is nobody's, was revoked, or its person has ended or has no role
    among *roles*. It is one question whatever the answer, so that all four take the same time.
    """
    query = (
        select(person.c.handle, person.c.language, feed.c.made_on)
        .join_from(feed, person, feed.c.person == person.c.handle)
        .where(
            feed.c.token_hash == token_hash,
            feed.c.revoked_on.is_(None),
            person.c.ended_on.is_(None),
            person.c.role.in_(roles),
        )
    )
    row = connection.execute(query).first()
    return None if row is None else Follower(*row)


def made_on(connection: Connection, owner: bytes) -> date | None:
    """Give the day on which a person's present address was made, or None."""
    query = select(feed.c.made_on).where(feed.c.person == owner, feed.c.revoked_on.is_(None))
    return connection.execute(query.order_by(feed.c.made_on.desc()).limit(1)).scalar()


def alive_feeds(connection: Connection) -> Mapping[bytes, date]:
    """Give everybody who has an address that was not revoked, with the day it was made."""
    query = select(feed.c.person, feed.c.made_on).where(feed.c.revoked_on.is_(None)).order_by(feed.c.made_on)
    return {row.person: row.made_on for row in connection.execute(query)}
