"""The files of a backup: written to the disk, read back from it, and compared."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from crypto.blob import HASHED_BYTES

DISK = "what was written is read back as something else; the disk of the backups is at fault"


class BackupError(Exception):
    """A backup cannot be made or taken; the sentence says why, in one line."""


class Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of a cut as it must lie there."""

    size: int
    digest: bytes


def fault(path: Path, kept: Kept, digest_of: Callable[[Path], bytes]) -> str | None:
    """Say in one word what is wrong with a file, or None."""
    try:
        if path.stat().st_size == kept.size and digest_of(path) == kept.digest:
            return None
    except FileNotFoundError:
        return "incomplete"
    except OSError:
        pass
    return "damaged"


def sha256_of(path: Path) -> bytes:
    """Hash a file as it is on the disk, not as the machine remembers it."""
    whole = hashlib.sha256()
    for piece in pieces_of(path):
        whole.update(piece)
    return whole.digest()


def blob_digest(path: Path) -> bytes:
    """Hash the list of hashes of an attachment (SPEC 6.4), which its row has from when it came in."""
    return digest_of_hashes(b"".join(hashlib.sha256(piece).digest() for piece in pieces_of(path)))


def digest_of_hashes(hashes: bytes) -> bytes:
    """Give what `blob_digest` must give for a file with this list."""
    return hashlib.sha256(hashes).digest()


def pieces_of(path: Path) -> Iterator[bytes]:
    """Read a file from the disk, a mebibyte at a time."""
    with path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while piece := file.read(HASHED_BYTES):
            yield piece


def write_whole(path: Path, pieces: Iterable[bytes]) -> Kept:
    """
    Write a new file, bring it to disk, and read it back.

    Raises:
        BackupError: what is read back is not what was written.
    """
    meant, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        for piece in pieces:
            file.write(piece)
            meant.update(piece)
            size += len(piece)
        file.flush()
        os.fsync(file.fileno())
    kept = Kept(size, meant.digest())
    if fault(path, kept, sha256_of):
        raise BackupError(DISK)
    return kept
