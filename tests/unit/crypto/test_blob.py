"""Attached files: flat memory, padded, bound to their draft and their size."""

import hashlib
import tracemalloc
from collections import deque

import pytest

from crypto.blob import BlobSealer, blob_key, open_blob, owner_tag
from crypto.errors import FormatError, TamperedError, TruncatedError
from crypto.padding import padded_size

KEY = blob_key(b"d" * 32, b"b" * 16)


def sealed(content: bytes, key: bytes = KEY) -> tuple[bytes, bytes]:
    """Give the ciphertext of a file and its hashes."""
    sealer = BlobSealer(key)
    return sealer.update(content) + sealer.finish(), sealer.hashes


def test_keys_and_tags_differ() -> None:
    """Key and tag depend on draft and blob, the tag on the size, and tell nothing of each other."""
    made = {
        make(draft, blob)
        for make in (blob_key, lambda *of: owner_tag(*of, 1), lambda *of: owner_tag(*of, 2))
        for draft in (b"d" * 32, b"e" * 32)
        for blob in (b"b" * 16, b"c" * 16)
    }

    assert len(made) == 12


@pytest.mark.parametrize(("draft", "blob"), [(b"", b"b" * 16), (b"d" * 32, b""), (b"d" * 31, b"b" * 16)])
def test_refused_secrets(draft: bytes, blob: bytes) -> None:
    """A draft secret is 32 bytes and a blob id 16."""
    for make in (blob_key, lambda *of: owner_tag(*of, 1)):
        with pytest.raises(FormatError):
            make(draft, blob)


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097, 65535, 65536, 65537, 131072, 1 << 20, 3_000_000])
def test_sizes(size: int) -> None:
    """A file of any size comes back; on disk it has a padded size, and a hash for each mebibyte."""
    content = bytes(at % 251 for at in range(size))
    sealer = BlobSealer(KEY)
    ciphertext = sealer.update(content) + sealer.finish()

    chunks = -(-padded_size(size) // 65_536)
    assert len(ciphertext) == padded_size(size) + 16 * chunks
    assert sealer.true_size == size
    pieces = [ciphertext[at : at + (1 << 20)] for at in range(0, len(ciphertext), 1 << 20)]
    assert sealer.hashes == b"".join(hashlib.sha256(piece).digest() for piece in pieces)
    assert b"".join(open_blob(KEY, [ciphertext], size, sealer.hashes)) == content


def test_every_truncation() -> None:
    """Wherever a blob is cut, what came out is a true beginning and the end is missed."""
    content = bytes(at % 251 for at in range(2_200_000))
    ciphertext, hashes = sealed(content)
    for length in [*range(0, len(ciphertext), 360_007), 65552, 1 << 20, len(ciphertext) - 1]:
        found: list[bytes] = []
        with pytest.raises(TruncatedError):
            found.extend(open_blob(KEY, [ciphertext[:length]], len(content), hashes))

        assert content.startswith(b"".join(found))


def test_nothing_else_than_what_was_sent_comes_out() -> None:
    """A mebibyte is released when all of it is what was sent; what stands before a damaged one came out."""
    content = bytes(2_200_000)
    ciphertext, hashes = sealed(content)
    altered = bytearray(ciphertext)
    altered[(1 << 20) + 500_000] ^= 1

    found: list[bytes] = []
    with pytest.raises(TamperedError):
        found.extend(open_blob(KEY, [bytes(altered)], len(content), hashes))
    assert (1 << 20) - 65_536 - 16 * 16 <= len(b"".join(found)) <= 1 << 20


def test_a_holder_of_the_key_cannot_exchange_a_file() -> None:
    """Another file of the same size under the same key is refused before its first byte is out."""
    _, hashes = sealed(b"true " * 100)
    other, _ = sealed(b"false" * 100)

    with pytest.raises(TamperedError):
        next(open_blob(KEY, [other], 500, hashes))
    for wrong in (b"", hashes[:-1], hashes * 2):
        with pytest.raises(TamperedError):
            next(open_blob(KEY, [other], 500, wrong))


@pytest.mark.parametrize("size", [99, 101, 4000])
def test_another_size(size: int) -> None:
    """With too small a size the padding is not zero; with one too large, zeros of the padding come out."""
    ciphertext, hashes = sealed(b"x" * 100)
    if size < 100:
        with pytest.raises(TamperedError):
            list(open_blob(KEY, [ciphertext], size, hashes))
    else:
        # The true size comes from a signed and sealed item; the blob alone cannot know it better.
        assert b"".join(open_blob(KEY, [ciphertext], size, hashes)) == b"x" * 100 + bytes(size - 100)


def test_another_blob() -> None:
    """Another blob's key opens nothing."""
    ciphertext, hashes = sealed(b"x")
    with pytest.raises(TamperedError):
        list(open_blob(blob_key(b"d" * 32, b"c" * 16), [ciphertext], 1, hashes))


def test_flat_memory() -> None:
    """Sealing and opening 64 MiB holds less than 4 MiB: a mebibyte is read before it is released."""
    piece = bytes(1 << 16)
    count = 1024
    tracemalloc.start()
    try:
        first, again = BlobSealer(KEY), BlobSealer(KEY)

        def ciphertext(sealer: BlobSealer):
            yield from (sealer.update(piece) for _ in range(count))
            yield from sealer.finish_in_parts()

        deque(ciphertext(first), maxlen=0)
        total = sum(map(len, open_blob(KEY, ciphertext(again), count * len(piece), first.hashes)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert total == count * len(piece)
    assert peak < 4 << 20


def test_finished_once() -> None:
    """A blob is finished once; what is left of the sealer seals nothing more."""
    sealer = BlobSealer(KEY)
    sealer.update(b"x")
    sealer.finish()

    for again in (sealer.finish, lambda: sealer.update(b"x")):
        with pytest.raises(RuntimeError):
            again()


def test_padded_sizes() -> None:
    """Padding has a floor, grows, and costs at most 1/32 from 64 KiB on."""
    assert [padded_size(size) for size in (0, 1, 4096, 4097)] == [4096, 4096, 4096, 4352]
    before = 0
    for size in [*range(4000, 9000), *range(65_536, 80_000), 10**6, 10**9, 5 * 2**30]:
        padded = padded_size(size)
        assert padded >= max(size, before)
        assert padded_size(padded) == padded
        assert size < 65_536 or (padded - size) * 32 <= size
        before = padded
    with pytest.raises(ValueError):
        padded_size(-1)
