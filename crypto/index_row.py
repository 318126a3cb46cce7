"""
Rows of an index: small, many, and all read at once, so that none has stanzas of its own (SPEC 15).

The key of the rows is shared by those who hold the same cases, and is itself sealed to them in an envelope.
"""

import hmac

from crypto import encoding, labels
from crypto.envelope import Context
from crypto.errors import FormatError, TruncatedError
from crypto.hazmat import aead, kdf

VERSION = 1
KEY_BYTES = 32
STEP_BYTES = 512
"""A row looks as long as the next multiple of this."""
HANDLE_BYTES = 16
_TAG_BYTES = 16
_LENGTH_BYTES = 4


def seal_row(row_key: bytes, plaintext: bytes, *, context: Context) -> bytes:
    """
    Seal a row.

    Args:
        row_key: the 32 bytes that its readers share.
        context: where it stands; its item id MUST be fresh, for it makes the key that seals nothing else.

    Raises:
        FormatError: the key has another length.
    """
    body = encoding.number(len(plaintext), _LENGTH_BYTES) + plaintext
    padded = body + bytes(-len(body) % STEP_BYTES)
    return encoding.number(VERSION, 1) + aead.seal_once(_key(row_key, context), padded, b"")


def open_row(row_key: bytes, row: bytes, *, context: Context) -> bytes:
    """
    Open what `seal_row` made for this place.

    Raises:
        TruncatedError: the end is missing.
        TamperedError: it was altered, or sealed under another key or for another place.
        FormatError: an unknown version, or a form that no sealer writes.
    """
    reader = encoding.Reader(row)
    if reader.number(1) != VERSION:
        raise FormatError("a row of an unknown version")
    sealed = reader.rest()
    size = len(sealed) - _TAG_BYTES
    if size <= 0 or size % STEP_BYTES:
        raise TruncatedError("a row of another length")
    body = encoding.Reader(aead.open_once(_key(row_key, context), sealed, b""))
    plaintext = body.take(body.number(_LENGTH_BYTES))
    padding = body.rest()
    if len(padding) >= STEP_BYTES or not hmac.compare_digest(padding, bytes(len(padding))):
        raise FormatError("padding that no sealer writes")
    return plaintext


def imported_handle(row_key: bytes, told: bytes) -> bytes:
    """
    Give the handle of the case that a row of an earlier register becomes: the same for the same row, and
    random to whoever has not the key.

    Args:
        row_key: the 32 bytes that those share who hold the case.
        told: what tells the row from all others.

    Raises:
        FormatError: the key has another length.
    """
    if len(row_key) != KEY_BYTES:
        raise FormatError("a row key is 32 bytes")
    return hmac.digest(kdf.derive(row_key, labels.INDEX_IMPORTED), told, "sha256")[:HANDLE_BYTES]


def _key(row_key: bytes, context: Context) -> bytes:
    if len(row_key) != KEY_BYTES:
        raise FormatError("a row key is 32 bytes")
    return kdf.derive(row_key, labels.INDEX_ROW, context.encode())
