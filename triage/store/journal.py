"""
The journal: an append-only hash chain of what was done, by which random handle, on which date, to what.

It never holds content: an entry carries a digest of the event, nothing else. Only a copy of the head kept
elsewhere proves that nobody rewrote it (design §4, Journal).
"""

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection, insert, select

from crypto.errors import CryptoError
from crypto.journal import entry_hash
from triage.store.tables import journal

START = bytes(32)
NOTHING = bytes(32)
"""The digest of what has no content."""
SYSTEM = bytes(16)
"""The handle that stands for the clock and the command line."""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One line of the journal."""

    seq: int
    on: date
    actor: bytes
    action: str
    subject: bytes
    digest: bytes
    previous: bytes
    hash: bytes


def head(connection: Connection) -> tuple[int, bytes]:
    """Give the number and the hash of the newest entry; (0, zeroes) when there is none."""
    query = select(journal.c.seq, journal.c.hash).order_by(journal.c.seq.desc()).limit(1)
    row = connection.execute(query).first()
    return (0, START) if row is None else (row.seq, row.hash)


def append(
    connection: Connection,
    *,
    on: date,
    actor: bytes = SYSTEM,
    action: str,
    subject: bytes,
    digest: bytes = NOTHING,
) -> None:
    """
    Add one entry to the chain, in the transaction of what it tells about.

    The writer's lock of the store makes one appender at a time; `seq` as the primary key refuses any other.
    """
    seq, previous = head(connection)
    seq += 1
    chained = entry_hash(previous, seq, on, actor, action, subject, digest)
    new = JournalEntry(seq, on, actor, action, subject, digest, previous, chained)
    connection.execute(insert(journal).values(asdict(new)))


def entries(
    connection: Connection, *, after: int | None = 0, limit: int | None = None
) -> Iterator[JournalEntry]:
    """Give the entries numbered above *after*, or all there are, in order."""
    query = select(journal).order_by(journal.c.seq).limit(limit)
    if after is not None:
        query = query.where(journal.c.seq > after)
    for row in connection.execute(query):
        yield JournalEntry(*row)


def newest(connection: Connection, limit: int) -> list[JournalEntry]:
    """Give the newest entries, the newest first."""
    query = select(journal).order_by(journal.c.seq.desc()).limit(limit)
    return [JournalEntry(*row) for row in connection.execute(query)]


def digests_of(connection: Connection, actions: Collection[str]) -> set[bytes]:
    """Give the digests that entries of these actions hold; not that of an entry that has none."""
    query = select(journal.c.digest).where(journal.c.action.in_(actions))
    return {bytes(each) for each in connection.execute(query).scalars()} - {bytes(32)}


def first_fault(connection: Connection) -> int | None:
    """Give the number of the first entry that does not follow from the one before it, or None."""
    previous, number = START, 1
    try:
        # Entries numbered below the first are entries too many.
        for entry in entries(connection, after=None):
            expected = entry_hash(
                previous, number, entry.on, entry.actor, entry.action, entry.subject, entry.digest
            )
            if entry.seq != number or entry.previous != previous or entry.hash != expected:
                return number
            previous = entry.hash
            number += 1
    except (TypeError, ValueError, AttributeError, CryptoError):
        # A value that is not even of its column's kind; SQLite keeps it, and reading it fails.
        return number
    return None


def hash_at(connection: Connection, seq: int) -> bytes | None:
    """Give the hash of one entry, or None when the journal ends before it."""
    return connection.execute(select(journal.c.hash).where(journal.c.seq == seq)).scalar()
