"""
Attachments, encrypted as they stream in, before anybody knows who may read them.

1. The key follows from a secret of the file's own, which travels only in the reporter's form. The server
   keeps it nowhere.
2. A row says that a file has begun before its first byte is written; the file is complete only when its bytes
   are on disk and the row says so. Whatever has not been sent is reaped after a day; what no row tells of
   lies in quarantine for a month first.
3. Names on disk are random and the times of files are midnight.
"""

import hmac
import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from sqlalchemy import Connection

from crypto.blob import BlobSealer, blob_key, owner_tag
from crypto.envelope import new_id
from intake.clock import local_date
from intake.contents.mailbox import FileEntry
from intake.services.reception import Reception
from intake.store import blobs
from intake.store.blobs import BlobRow, BlobState
from intake.store.disk import is_nearly_full
from intake.store.engine import read, write

READ_BYTES = 1 << 20
SECRET_BYTES = 32


class AttachmentGoneError(Exception):
    """
    Attachments of the draft are not there any more: they were never sent and have been reaped, or are another
    draft's. *blobs* names them.
    """

    def __init__(self, blobs: frozenset[bytes]) -> None:
        super().__init__()
        self.blobs = blobs


@dataclass(frozen=True, slots=True)
class Attached:
    """
    A file that lies sealed and waits for its report: what the form carries about it.

    *secret* has 32 bytes, *size* is the true length in bytes.
    """

    blob: bytes
    secret: bytes = field(repr=False)
    name: str = field(repr=False)
    type: str = field(repr=False)
    size: int = field(repr=False)


class Upload:
    """
    One file on its way in. Use as a context manager: leaving it without `finish` removes what was written.
    """

    def __init__(self, reception: Reception, *, now: datetime) -> None:
        self.blob = new_id()
        self._secret = secrets.token_bytes(SECRET_BYTES)
        self._reception = reception
        self._today = local_date(now)
        self._sealer = BlobSealer(blob_key(self._secret, self.blob))
        self._path = path_of(reception.blob_folder, self.blob)
        self._draft = self._path.with_suffix(".part")
        self._finished = False
        with write(reception.engine) as connection:
            blobs.begin(connection, self.blob, on=self._today)
        self._path.parent.mkdir(mode=0o770, parents=True, exist_ok=True)
        self._file: BinaryIO = self._draft.open("xb", buffering=0)

    def write(self, data: bytes) -> None:
        """Take more of the file."""
        self._put(self._sealer.update(data))

    def finish(self, *, name: str, content_type: str) -> Attached:
        """Seal the end, bring everything to disk, and only then say that the file is there."""
        for part in self._sealer.finish_in_parts():
            self._put(part)
        os.fsync(self._file.fileno())
        size = self._file.tell()
        self._file.close()
        midnight = datetime.combine(self._today, time.min, UTC).timestamp()
        os.utime(self._draft, (midnight, midnight))
        self._draft.rename(self._path)
        sync_folder(self._path.parent)
        # The folder of the first two digits may be new itself.
        sync_folder(self._reception.blob_folder)
        sealer = self._sealer
        tag = owner_tag(self._secret, self.blob, sealer.true_size)
        with write(self._reception.engine) as connection:
            blobs.complete(connection, self.blob, size=size, owner_tag=tag, hashes=sealer.hashes)
        self._finished = True
        return Attached(self.blob, self._secret, name, content_type, sealer.true_size)

    def abandon(self) -> None:
        """Remove what was written; harmless after `finish`."""
        if self._finished:
            return
        self._file.close()
        self._draft.unlink(missing_ok=True)
        self._path.unlink(missing_ok=True)
        with write(self._reception.engine) as connection:
            blobs.drop(connection, [self.blob])
        self._finished = True

    def _put(self, ciphertext: bytes) -> None:
        view = memoryview(ciphertext)
        while view:
            view = view[self._file.write(view) :]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abandon()


def file_entries(
    connection: Connection, reference: bytes, attached: Sequence[Attached]
) -> tuple[FileEntry, ...]:
    """
    Give the entries of a draft's files, to be sealed; those that this same submission has claimed among them.

    Raises:
        AttachmentGoneError: a file is not complete, not there, or not this draft's.
    """
    rows = {each.blob: blobs.find(connection, each.blob) for each in attached}
    gone = {each.blob for each in attached if not _is_there(rows[each.blob], reference, each)}
    if gone:
        raise AttachmentGoneError(frozenset(gone))
    return tuple(_entry(each, row) for each in attached if (row := rows[each.blob]) is not None)


def claim_files(connection: Connection, reference: bytes, attached: Sequence[Attached]) -> None:
    """
    Make the files of a draft a submission's, in the transaction that stores it.

    A file that it has claimed already stays its own, so that sending twice is harmless.

    Raises:
        AttachmentGoneError: a file is not complete, not there, or not this draft's.
    """
    file_entries(connection, reference, attached)
    for each in attached:
        blobs.claim(connection, each.blob, reference)


def _is_there(row: BlobRow | None, reference: bytes, each: Attached) -> bool:
    if row is None or not _owns(each, row):
        return False
    claimed_here = row.state == BlobState.CLAIMED and row.reference == reference
    return claimed_here or row.state == BlobState.COMPLETE


def _owns(each: Attached, row: BlobRow) -> bool:
    return hmac.compare_digest(row.owner_tag, owner_tag(each.secret, each.blob, each.size))


def _entry(each: Attached, row: BlobRow) -> FileEntry:
    # The name and type are the form's; what the blob is, the server knows from when it came in.
    key = blob_key(each.secret, each.blob)
    return FileEntry(each.blob, key, each.name, each.type, each.size, row.hashes)


def remove_file(reception: Reception, each: Attached) -> None:
    """Remove a file of a draft; nothing happens if it is not this draft's or was sent."""
    with write(reception.engine) as connection:
        row = blobs.find(connection, each.blob)
        if row is None or row.state == BlobState.CLAIMED or not _owns(each, row):
            return
        blobs.drop(connection, [each.blob])
    path_of(reception.blob_folder, each.blob).unlink(missing_ok=True)


def drop_drafts(reception: Reception, left: Sequence[bytes], *, before: date) -> None:
    """Remove whole files that were not sent: those begun *before* a day, and those of *left*."""
    with write(reception.engine) as connection:
        found = [
            blobs.find(connection, each) for each in (*blobs.abandoned(connection, before=before), *left)
        ]
        gone = [row.id for row in found if row is not None and row.state == BlobState.COMPLETE]
        blobs.drop(connection, gone)
    for each in gone:
        path_of(reception.blob_folder, each).unlink(missing_ok=True)


def unclaimed(reception: Reception) -> int:
    """Give the bytes of complete files that have not been sent."""
    with read(reception.engine) as connection:
        return blobs.unclaimed_bytes(connection)


def has_room(reception: Reception) -> bool:
    """Say whether the disk of the attachments has more room than is kept for texts."""
    return not is_nearly_full(reception.blob_folder)


def blob_pieces(folder: Path, blob: bytes) -> Iterator[bytes]:
    """Give a blob's ciphertext piece by piece."""
    with path_of(folder, blob).open("rb") as file:
        while piece := file.read(READ_BYTES):
            yield piece


def path_of(folder: Path, blob: bytes) -> Path:
    """Say where a blob lies."""
    name = blob.hex()
    return folder / name[:2] / name


def sync_folder(folder: Path) -> None:
    """Bring a folder's list of names to disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
