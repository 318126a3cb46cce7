"""Attached files, sealed while they stream in, before anybody knows who may read them (SPEC 6)."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator

from crypto import encoding, labels
from crypto.envelope import ID_BYTES
from crypto.errors import FormatError, TamperedError
from crypto.hazmat import kdf, stream
from crypto.padding import padded_size

SECRET_BYTES = 32
HASH_BYTES = 32
HASHED_BYTES = 1 << 20
"""So much ciphertext has one hash: what is read in one go before any of it is released."""


def blob_key(draft_secret: bytes, blob_id: bytes) -> bytes:
    """
    Give the 32-byte key of one blob.

    Args:
        draft_secret: the 32 bytes that travel only in the reporter's form.
        blob_id: the blob's own 16 random bytes, fresh for every upload.

    Raises:
        FormatError: one of them has another length.
    """
    return _derived(draft_secret, labels.BLOB_KEY, blob_id)


def owner_tag(draft_secret: bytes, blob_id: bytes, true_size: int) -> bytes:
    """
    Give the 32 bytes by which the form's next request shows that the blob is its own and how large the file
    is; compare in constant time.

    Raises:
        FormatError: one of the arguments has another length.
    """
    return _derived(draft_secret, labels.BLOB_OWNER, blob_id, encoding.number(true_size, 8))


def _derived(draft_secret: bytes, label: bytes, blob_id: bytes, more: bytes = b"") -> bytes:
    if len(draft_secret) != SECRET_BYTES or len(blob_id) != ID_BYTES:
        raise FormatError("a draft secret is 32 bytes and a blob id 16")
    return kdf.derive(draft_secret, label, blob_id + more)


class BlobSealer:
    """
    Seals one file in flat memory.

    .. danger::
       One key, one file: a second file under the same key would give both away. A retry takes a new blob id.

    Attributes:
        true_size: bytes of the file taken so far.
    """

    __slots__ = ("_hash", "_hashed", "_hashes", "_sealer", "true_size")

    def __init__(self, key: bytes) -> None:
        self._sealer = stream.StreamSealer(kdf.derive(key, labels.BLOB_CHUNKS))
        self._hash = hashlib.sha256()
        self._hashed = 0
        self._hashes = bytearray()
        self.true_size = 0

    def update(self, data: bytes | bytearray | memoryview) -> bytes:
        """Take more of the file; give the ciphertext that is ready, perhaps none."""
        self.true_size += len(data)
        return self._out(self._sealer.update(data))

    def finish(self) -> bytes:
        """
        Pad the file and give the rest of the ciphertext; nothing may follow.

        The padding of a large file is large (up to 1/32 from 64 KiB on, 1/64 from 4 GiB): see
        `finish_in_parts`.
        """
        return b"".join(self.finish_in_parts())

    def finish_in_parts(self) -> Iterator[bytes]:
        """Pad the file and give the rest of the ciphertext, in parts of about a chunk; nothing may follow."""
        left = padded_size(self.true_size) - self.true_size
        zeros = bytes(stream.CHUNK_BYTES)
        while left:
            size = min(left, len(zeros))
            left -= size
            yield self._out(self._sealer.update(zeros[:size]))
        yield self._out(self._sealer.finish())

    @property
    def hashes(self) -> bytes:
        """The SHA-256 of each mebibyte of the ciphertext given so far, the last one perhaps of less."""
        return bytes(self._hashes) + (self._hash.digest() if self._hashed else b"")

    def _out(self, ciphertext: bytes) -> bytes:
        left = memoryview(ciphertext)
        while left:
            part = left[: HASHED_BYTES - self._hashed]
            self._hash.update(part)
            self._hashed += len(part)
            left = left[len(part) :]
            if self._hashed == HASHED_BYTES:
                self._hashes += self._hash.digest()
                self._hash, self._hashed = hashlib.sha256(), 0
        return ciphertext


def open_blob(key: bytes, chunks: Iterable[bytes], true_size: int, hashes: bytes) -> Iterator[bytes]:
    """
    Give the file back, piece by piece, each only after it was found to be what was sent in.

    The key alone does not show that: whoever holds it can seal another file under it. What has been given is
    the true beginning of the file even if a later piece fails; whoever needs the whole must wait for the end
    (SPEC 6.6 and 6.7).

    Args:
        key: as `blob_key` gives it.
        chunks: the ciphertext, cut anyhow.
        true_size: the file's size in bytes, from the sealed `files` item.
        hashes: what `BlobSealer.hashes` gave when it was sent in, from the same item.

    Raises:
        TruncatedError: the end is missing.
        TamperedError: anything else was changed.
    """
    left, size = true_size, padded_size(true_size)
    sent = _as_sent(chunks, stream.sealed_size(size), hashes)
    for piece in stream.open_stream(kdf.derive(key, labels.BLOB_CHUNKS), sent, size):
        content, padding = piece[:left], piece[left:]
        left -= len(content)
        if not hmac.compare_digest(padding, bytes(len(padding))):
            raise TamperedError("the padding is not zero")
        if content:
            yield content


def _as_sent(chunks: Iterable[bytes], size: int, hashes: bytes) -> Iterator[bytes]:
    if len(hashes) != -(-size // HASHED_BYTES) * HASH_BYTES:
        raise TamperedError("a list of hashes for another size")
    source = stream.Source(chunks)
    for at in range(0, size, HASHED_BYTES):
        piece = source.take(min(HASHED_BYTES, size - at))
        number = at // HASHED_BYTES * HASH_BYTES
        if not hmac.compare_digest(hashlib.sha256(piece).digest(), hashes[number : number + HASH_BYTES]):
            raise TamperedError("not what was sent in")
        yield piece
    if not source.is_spent():
        raise TamperedError("something stands after the end")
