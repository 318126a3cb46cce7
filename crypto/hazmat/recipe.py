"""The derivations that sealing and opening an envelope share (SPEC 4.3 - 4.7)."""

import hashlib
from collections.abc import Iterable

from crypto import encoding, labels
from crypto.envelope import ID_BYTES, SUITE, VERSION
from crypto.errors import FormatError, TruncatedError
from crypto.hazmat import kdf
from crypto.hazmat.signing import SIGNATURE_BYTES, VERIFY_KEY_BYTES

BODY_KEY_BYTES = 32
COMMITMENT_BYTES = 32
COUNTER_BYTES = 8
LENGTH_BYTES = 8
HOLDERS_BYTES = 2


def commitment(body_key: bytes, context: bytes) -> bytes:
    """Give what binds an envelope to one body key and one context (SPEC 4.3)."""
    return kdf.derive(body_key, labels.ENVELOPE_COMMIT, context)


def chunk_key(body_key: bytes, context: bytes, committed: bytes) -> bytes:
    """Give the key of the body's chunks (SPEC 4.4)."""
    return kdf.derive(body_key, labels.ENVELOPE_CHUNKS, encoding.field(context) + committed)


def stanza_info(context: bytes, committed: bytes, key_id: bytes) -> bytes:
    """Give the HPKE info that binds a stanza to its envelope and its holder (SPEC 4.5)."""
    return encoding.fields(labels.ENVELOPE_STANZA, context) + committed + key_id


def holder_list(key_ids: Iterable[bytes]) -> bytes:
    """Write the keys that a content is sealed to: their number, then each id, in order (SPEC 4.6)."""
    ordered = sorted(key_ids)
    return encoding.number(len(ordered), HOLDERS_BYTES) + b"".join(ordered)


def header_bytes(holders: int) -> int:
    """Give the number of bytes that stand before a content for so many holders (SPEC 4.6)."""
    return (
        VERIFY_KEY_BYTES + COUNTER_BYTES + SIGNATURE_BYTES + HOLDERS_BYTES + holders * ID_BYTES + LENGTH_BYTES
    )


def signed_message(context: bytes, committed: bytes, holders: bytes, plaintext: bytes, counter: int) -> bytes:
    """Give what the sender signs (SPEC 4.7), and who has only the body key does not (SPEC 4.12)."""
    return (
        encoding.fields(labels.ENVELOPE_SIGNATURE, context)
        + committed
        + holders
        + hashlib.sha256(plaintext).digest()
        + encoding.number(counter, COUNTER_BYTES)
    )


def join(context: bytes, committed: bytes, chunks: bytes) -> bytes:
    """Write the immutable part (SPEC 4.1)."""
    return (
        encoding.number(VERSION, 1)
        + encoding.number(SUITE, 2)
        + encoding.field(context)
        + committed
        + encoding.number(len(chunks), LENGTH_BYTES)
        + chunks
    )


def split(envelope: bytes) -> tuple[bytes, bytes, bytes]:
    """
    Read the immutable part: context, commitment, chunks.

    Raises:
        FormatError: another version or suite, or something after the end.
        TruncatedError: the end is missing.
    """
    reader = encoding.Reader(envelope)
    context, committed, length = _head(reader)
    chunks = reader.take(length)
    reader.end()
    if not chunks:
        raise TruncatedError("an envelope without a body")
    return context, committed, chunks


def split_head(beginning: bytes) -> tuple[bytes, bytes, bytes]:
    """
    Read what stands before the chunks of an envelope, and give it whole; then context and commitment.

    Raises:
        FormatError: another version or suite.
        TruncatedError: not even that is there.
    """
    reader = encoding.Reader(beginning)
    context, committed, _length = _head(reader)
    rest = reader.rest()
    return beginning[: len(beginning) - len(rest)], context, committed


def _head(reader: encoding.Reader) -> tuple[bytes, bytes, int]:
    if reader.number(1) != VERSION:
        raise FormatError("an envelope of an unknown version")
    if reader.number(2) != SUITE:
        raise FormatError("an envelope of an unknown suite")
    return reader.field(), reader.take(COMMITMENT_BYTES), reader.number(LENGTH_BYTES)
