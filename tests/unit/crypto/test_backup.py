"""A part of a backup: sealed to a key that is elsewhere, bound to its place, and whole or refused."""

import hashlib

import pytest

from crypto.backup import (
    HEAD_BYTES,
    BackupKey,
    PartSealer,
    open_part,
    part_context,
    sign_drill,
    sign_manifest,
    verify_drill,
    verify_manifest,
)
from crypto.errors import CryptoError, FormatError, TamperedError, TruncatedError, WrongKeyError
from crypto.hazmat import kem
from crypto.identities import Identity
from crypto.keys import SigningKey

HOLDER = Identity.from_seed(b"b" * 32)
KEY = BackupKey.of(HOLDER)
PLACE = part_context(b"o" * 16, b"c" * 16, "triage")


def sealed(content: bytes, place: bytes = PLACE) -> bytes:
    """Seal a part in pieces."""
    sealer = PartSealer(KEY, place)
    pieces = [content[at : at + 10_000] for at in range(0, len(content), 10_000)]
    return sealer.head + b"".join(map(sealer.update, pieces)) + sealer.finish()


def opened(part: bytes, holder: Identity = HOLDER, place: bytes = PLACE) -> bytes:
    """Open a part that comes in other pieces."""
    pieces = (part[at : at + 7_001] for at in range(0, len(part), 7_001))
    return b"".join(open_part(holder, place, pieces, len(part)))


@pytest.mark.parametrize("size", [1, 65_535, 65_536, 65_537, 131_072, 200_000])
def test_what_is_sealed_opens(size):
    """At every edge of a chunk; the machine that sealed it has nothing that opens it."""
    content = hashlib.shake_256(b"content").digest(size)
    part = sealed(content)
    assert opened(part) == content
    assert content[:64] not in part or size == 1


@pytest.mark.parametrize("place", range(0, HEAD_BYTES + 120, 97))
def test_any_altered_byte_is_refused(place):
    """In the head and in the chunks."""
    part = bytearray(sealed(b"x" * 100))
    part[place % len(part)] ^= 1
    with pytest.raises(CryptoError):
        opened(bytes(part))


def test_another_place_key_or_end_is_refused():
    """A part is of one organisation, one cut and one name; and it is whole."""
    part = sealed(b"x" * 70_000)
    for place in (
        part_context(b"p" * 16, b"c" * 16, "triage"),
        part_context(b"o" * 16, b"d" * 16, "triage"),
        part_context(b"o" * 16, b"c" * 16, "intake"),
    ):
        with pytest.raises(TamperedError):
            opened(part, place=place)
    with pytest.raises(WrongKeyError):
        opened(part, Identity.from_seed(b"s" * 32))
    for end in (HEAD_BYTES, HEAD_BYTES + 10, HEAD_BYTES + 65_552, len(part) - 1):
        with pytest.raises((TruncatedError, TamperedError)):
            opened(part[:end])
    with pytest.raises((TruncatedError, TamperedError)):
        opened(part + b"x")
    with pytest.raises(FormatError):
        opened(b"\x02" + part[1:])


def test_a_key_is_written_in_one_way():
    """As the settings pin it."""
    assert BackupKey.from_bytes(KEY.to_bytes()) == KEY
    for wrong in (b"", KEY.to_bytes()[:-1], KEY.to_bytes() + b"x", b"\xff" * len(KEY.to_bytes())):
        with pytest.raises(FormatError):
            BackupKey.from_bytes(wrong)


def test_what_is_signed_is_of_one_kind():
    """A manifest's signature is none of a drill, nor the other way round."""
    clock = SigningKey.from_seed(b"k" * 32)
    assert verify_manifest(clock.verify_key, b"body", sign_manifest(clock, b"body"))
    assert verify_drill(KEY, b"body", sign_drill(HOLDER, b"body"))
    with pytest.raises(TamperedError):
        verify_drill(KEY, b"body", HOLDER.sign(b"body"))
    with pytest.raises(TamperedError):
        verify_manifest(HOLDER.verify_key, b"body", sign_drill(HOLDER, b"body"))


def test_the_words_of_the_specification():
    """SPEC 14.3, step by step."""
    part = sealed(b"abc")
    assert part[:1] == b"\x01"
    assert part[1:17] == HOLDER.key_id
    info = b"".join(len(each).to_bytes(2, "big") + each for each in (b"betro/1/backup/part", PLACE))
    assert len(HOLDER.kem_secret.unwrap(part[17:HEAD_BYTES], info + HOLDER.key_id)) == 32
    assert len(part) == HEAD_BYTES + 3 + 16
    assert kem.WRAPPED_OVERHEAD + 32 == HEAD_BYTES - 17
