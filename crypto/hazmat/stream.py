"""
A long content in chunks, each authenticated, the last one marked (SPEC 5.3).

The nonce is the chunk's number and a mark for the last chunk, so a chunk that is missing, moved, repeated or
added is an authentication failure. Fixed nonces are safe here, and only here, because every key seals exactly
one content.
"""

from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from crypto.errors import TamperedError, TruncatedError

CHUNK_BYTES = 64 * 1024
TAG_BYTES = 16
SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES


def _nonce(index: int, *, last: bool) -> bytes:
    return index.to_bytes(11, "big") + bytes([last])


def chunk_count(size: int) -> int:
    """Give the number of chunks that a content of *size* bytes is sealed in; *size* is at least 1."""
    return -(-size // CHUNK_BYTES)


def sealed_size(size: int) -> int:
    """Give the number of bytes that a content of *size* bytes is once it is sealed; *size* is at least 1."""
    return size + chunk_count(size) * TAG_BYTES


class StreamSealer:
    """
    Seals one content, piece by piece, in flat memory.

    .. danger::
       One key, one content. A second content under the same key would give both away.
    """

    __slots__ = ("_aead", "_finished", "_index", "_waiting")

    def __init__(self, key: bytes) -> None:
        self._aead = ChaCha20Poly1305(key)
        self._index = 0
        self._waiting = bytearray()
        self._finished = False

    def update(self, data: bytes | bytearray | memoryview) -> bytes:
        """
        Take more content; give the chunks that are sure not to be the last, sealed.

        Raises:
            RuntimeError: it is finished already.
        """
        # A second last chunk would be sealed under the nonce of the first.
        if self._finished:
            raise RuntimeError("nothing follows the last chunk")
        self._waiting += data
        done = bytearray()
        at = 0
        # One whole chunk is held back: only `finish` knows that it is the last.
        with memoryview(self._waiting) as waiting:
            while len(waiting) - at > CHUNK_BYTES:
                done += self._aead.encrypt(
                    _nonce(self._index, last=False), waiting[at : at + CHUNK_BYTES], None
                )
                self._index += 1
                at += CHUNK_BYTES
        del self._waiting[:at]
        return bytes(done)

    def finish(self) -> bytes:
        """
        Give the last chunk, sealed. Nothing may follow.

        Raises:
            RuntimeError: no content was given, or it is finished already.
        """
        if not self._waiting:
            raise RuntimeError("a sealed content is never empty, and finished only once")
        self._finished = True
        last = self._aead.encrypt(_nonce(self._index, last=True), bytes(self._waiting), None)
        self._waiting.clear()
        return last


def open_stream(key: bytes, pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
    """
    Open a sealed content of known *size*; give its chunks, each only after it was authenticated.

    Args:
        key: the chunk key.
        pieces: the sealed bytes, cut anyhow.
        size: the content's size in bytes, at least 1.

    Raises:
        TruncatedError: the end is missing.
        TamperedError: anything else was changed, or something stands after the end.
    """
    aead = ChaCha20Poly1305(key)
    final = chunk_count(size) - 1
    source = Source(pieces)
    for index in range(final + 1):
        last = index == final
        wanted = size - final * CHUNK_BYTES if last else CHUNK_BYTES
        sealed = source.take(wanted + TAG_BYTES)
        opened = _open_chunk(aead, sealed, index, last=last)
        if last and not source.is_spent():
            raise TamperedError("something stands after the last chunk")
        yield opened


def _open_chunk(aead: ChaCha20Poly1305, sealed: bytes, index: int, *, last: bool) -> bytes:
    try:
        return aead.decrypt(_nonce(index, last=last), sealed, None)
    except InvalidTag:
        pass
    if last and _opens(aead, sealed, index):
        raise TruncatedError("chunks are missing at the end")
    raise TamperedError("a chunk was altered")


def _opens(aead: ChaCha20Poly1305, sealed: bytes, index: int) -> bool:
    # A whole chunk that is not marked as the last, standing last: the content was cut at the edge of a chunk.
    try:
        aead.decrypt(_nonce(index, last=False), sealed, None)
    except InvalidTag:
        return False
    return True


class Source:
    """Turns pieces of any length into pieces of the length asked for."""

    __slots__ = ("_have", "_pieces")

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._have = bytearray()

    def take(self, size: int) -> bytes:
        """
        Take exactly *size* bytes.

        Raises:
            TruncatedError: fewer are left.
        """
        while len(self._have) < size:
            piece = next(self._pieces, None)
            if piece is None:
                raise TruncatedError("the end is missing")
            self._have += piece
        with memoryview(self._have) as have:
            taken = bytes(have[:size])
        del self._have[:size]
        return taken

    def is_spent(self) -> bool:
        """Say whether nothing is left."""
        while not self._have:
            piece = next(self._pieces, None)
            if piece is None:
                return True
            self._have += piece
        return False
