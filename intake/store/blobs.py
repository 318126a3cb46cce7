"""The rows of sealed attachments; the bytes lie in files."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, select, update

from intake.store.tables import blob, submission


class BlobState(StrEnum):
    """
    How far a file has come: begun, complete on disk, or claimed by a submission or a case; and left, where
    that has never come to be or is not there any more.
    """

    BEGUN = "begun"
    COMPLETE = "complete"
    CLAIMED = "claimed"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class BlobRow:
    """What is known of a blob."""

    id: bytes
    reference: bytes | None
    state: str
    size: int
    begun_on: date
    owner_tag: bytes = field(repr=False)
    hashes: bytes


def begin(connection: Connection, blob_id: bytes, *, on: date) -> None:
    """Say that a file is about to be written; nobody owns it before it is whole."""
    connection.execute(
        insert(blob).values(id=blob_id, state=BlobState.BEGUN, size=0, begun_on=on, owner_tag=b"", hashes=b"")
    )


def complete(connection: Connection, blob_id: bytes, *, size: int, owner_tag: bytes, hashes: bytes) -> None:
    """Say that a file is whole and on disk, whose it is, and what its ciphertext was (SPEC 6.2 and 6.4)."""
    connection.execute(
        update(blob)
        .where(blob.c.id == blob_id)
        .values(state=BlobState.COMPLETE, size=size, owner_tag=owner_tag, hashes=hashes)
    )


def claim(connection: Connection, blob_id: bytes, reference: bytes) -> None:
    """Make a complete file a submission's, or that of a case without one."""
    connection.execute(
        update(blob).where(blob.c.id == blob_id).values(state=BlobState.CLAIMED, reference=reference)
    )


def find(connection: Connection, blob_id: bytes) -> BlobRow | None:
    """Find a blob's row."""
    row = connection.execute(select(blob).where(blob.c.id == blob_id)).first()
    return None if row is None else BlobRow(*row)


def claimants(connection: Connection) -> set[bytes]:
    """Give the references that files were claimed by and that are no submission's: those of cases."""
    submitted = exists().where(submission.c.reference == blob.c.reference)
    query = select(blob.c.reference).where(blob.c.reference.is_not(None), ~submitted)
    return set(connection.execute(query).scalars())


def leave(connection: Connection, reference: bytes, *, on: date) -> None:
    """Say that since a day there is nothing that the files claimed by a *reference* belong to."""
    is_claimed = (blob.c.reference == reference) & (blob.c.state == BlobState.CLAIMED)
    connection.execute(update(blob).where(is_claimed).values(state=BlobState.LEFT, begun_on=on))


def take_back(connection: Connection, reference: bytes) -> None:
    """Say that what the files claimed by a *reference* belong to is there again."""
    is_left = (blob.c.reference == reference) & (blob.c.state == BlobState.LEFT)
    connection.execute(update(blob).where(is_left).values(state=BlobState.CLAIMED))


def left(connection: Connection, *, before: date = date.max) -> list[BlobRow]:
    """Give the files that have belonged to nothing since before a day."""
    query = select(blob).where(blob.c.state == BlobState.LEFT, blob.c.begun_on < before)
    return [BlobRow(*row) for row in connection.execute(query)]


def drop(connection: Connection, blob_ids: Iterable[bytes]) -> None:
    """Forget blobs."""
    for blob_id in blob_ids:
        connection.execute(delete(blob).where(blob.c.id == blob_id))


# Made once: every tick asks.
_ABANDONED = select(blob.c.id).where(
    blob.c.state.in_((BlobState.BEGUN, BlobState.COMPLETE)), blob.c.begun_on < bindparam("before")
)


def abandoned(connection: Connection, *, before: date) -> list[bytes]:
    """Give the blobs begun before a day and never sent."""
    return list(connection.execute(_ABANDONED, {"before": before}).scalars())


def unsent(connection: Connection) -> list[bytes]:
    """Give the blobs that belong to nothing."""
    return list(connection.execute(select(blob.c.id).where(blob.c.state != BlobState.CLAIMED)).scalars())


def claimed(connection: Connection) -> list[BlobRow]:
    """Give the blobs that belong to a submission, or to a case without one."""
    query = select(blob).where(blob.c.state == BlobState.CLAIMED)
    return [BlobRow(*row) for row in connection.execute(query)]


def count_claimed(connection: Connection, reference: bytes) -> int:
    """Count the blobs that belong to one submission."""
    query = select(func.count()).where(blob.c.state == BlobState.CLAIMED, blob.c.reference == reference)
    return int(connection.execute(query).scalar_one())


def known_ids(connection: Connection) -> set[bytes]:
    """Give the ids of all blobs."""
    return set(connection.execute(select(blob.c.id)).scalars())


def unclaimed_bytes(connection: Connection) -> int:
    """Sum the sizes of complete blobs that were not sent."""
    query = select(func.sum(blob.c.size)).where(blob.c.state == BlobState.COMPLETE)
    return int(connection.execute(query).scalar() or 0)
