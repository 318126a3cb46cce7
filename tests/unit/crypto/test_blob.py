"""Attached files: flat memory, padded, bound to their draft and their size."""

import hashlib
import tracemalloc

import pytest

from crypto.blob import BlobSealer, blob_key, open_blob, owner_tag
from crypto.errors import FormatError, TamperedError, TruncatedError
from crypto.padding import padded_size

KEY = blob_key(b"d" * 32, b"b" * 16)


def sealed(content: bytes) -> bytes:
    sealer = BlobSealer(KEY)
    return sealer.update(content) + sealer.finish()


def test_keys_and_tags_differ() -> None:
    """Key and tag depend on draft and blob, and tell nothing of each other."""
    made = {
        make(draft, blob)
        for make in (blob_key, owner_tag)
        for draft in (b"d" * 32, b"e" * 32)
        for blob in (b"b" * 16, b"c" * 16)
    }

    assert len(made) == 8


@pytest.mark.parametrize(("draft", "blob"), [(b"", b"b" * 16), (b"d" * 32, b""), (b"d" * 31, b"b" * 16)])
def test_refused_secrets(draft: bytes, blob: bytes) -> None:
    """A draft secret is 32 bytes and a blob id 16."""
    for make in (blob_key, owner_tag):
        with pytest.raises(FormatError):
            make(draft, blob)


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097, 65535, 65536, 65537, 131072, 200_000])
def test_sizes(size: int) -> None:
    """A file of any size comes back; on disk it has a padded size, and its hash is that of the ciphertext."""
    content = bytes(at % 251 for at in range(size))
    sealer = BlobSealer(KEY)
    ciphertext = sealer.update(content) + sealer.finish()

    chunks = -(-padded_size(size) // 65_536)
    assert len(ciphertext) == padded_size(size) + 16 * chunks
    assert sealer.true_size == size
    assert sealer.sha256 == hashlib.sha256(ciphertext).digest()
    assert b"".join(open_blob(KEY, [ciphertext], size)) == content


def test_every_truncation() -> None:
    """Wherever a blob is cut, what came out is a true beginning and the end is missed."""
    content = bytes(at % 251 for at in range(140_000))
    ciphertext = sealed(content)
    for length in [*range(0, len(ciphertext), 6007), 65552, 131104, len(ciphertext) - 1]:
        found: list[bytes] = []
        with pytest.raises(TruncatedError):
            found.extend(open_blob(KEY, [ciphertext[:length]], len(content)))

        assert content.startswith(b"".join(found))


def test_nothing_unauthenticated_comes_out() -> None:
    """Pieces before a damaged chunk come out; nothing of it or after it does."""
    content = bytes(70_000)
    ciphertext = bytearray(sealed(content))
    ciphertext[65_552 + 10] ^= 1

    pieces = open_blob(KEY, [bytes(ciphertext)], len(content))
    assert next(pieces) == content[:65_536]
    with pytest.raises(TamperedError):
        next(pieces)


@pytest.mark.parametrize("size", [99, 101, 4000])
def test_another_size(size: int) -> None:
    """With too small a size the padding is not zero; with one too large, zeros of the padding come out."""
    ciphertext = sealed(b"x" * 100)
    if size < 100:
        with pytest.raises(TamperedError):
            list(open_blob(KEY, [ciphertext], size))
    else:
        # The true size comes from a signed and sealed item; the blob alone cannot know it better.
        assert b"".join(open_blob(KEY, [ciphertext], size)) == b"x" * 100 + bytes(size - 100)


def test_another_blob() -> None:
    """Another blob's key opens nothing."""
    with pytest.raises(TamperedError):
        list(open_blob(blob_key(b"d" * 32, b"c" * 16), [sealed(b"x")], 1))


def test_flat_memory() -> None:
    """Sealing and opening 64 MiB holds less than 2 MiB at a time."""
    piece = bytes(1 << 16)
    count = 1024
    tracemalloc.start()
    try:
        sealer = BlobSealer(KEY)
        parts = (part for _ in range(count) for part in [sealer.update(piece)])

        def ciphertext():
            yield from parts
            yield from sealer.finish_in_parts()

        total = sum(map(len, open_blob(KEY, ciphertext(), count * len(piece))))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert total == count * len(piece)
    assert peak < 2 << 20


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
