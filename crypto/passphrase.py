"""Passphrases that are given, never chosen, and the secrets wrapped under them (SPEC 7)."""

import hmac
import secrets
import unicodedata

from crypto import encoding, labels
from crypto.errors import FormatError, WrongKeyError
from crypto.hazmat import aead, argon, kdf
from crypto.hazmat.argon import Cost
from crypto.words import LETTERS, WORD_BYTES, WORDS, words_of

VERSION = 1
COST = argon.RFC_9106_LOW_MEMORY_ONE_LANE
"""What opening costs, for every name alike, so that time does not tell who is known. Another cost is another
version. The tests lower it; nothing else does."""

_COMMITMENT_BYTES = 32


def generate_passphrase() -> str:
    """Make six random words with hyphens between: 96 bits."""
    return words_of(secrets.token_bytes(WORDS * WORD_BYTES))


def normalise(passphrase: str) -> str:
    """Give the one form of what was typed (SPEC 7.1): small letters, one hyphen between words."""
    plain = unicodedata.normalize("NFKC", passphrase).lower()
    words = "".join(
        sign if unicodedata.category(sign)[0] in "LN" else " "
        for sign in plain
        if unicodedata.category(sign) != "Cf"
    ).split()
    letters = "".join(words)
    if len(letters) == WORDS * LETTERS:
        words = [letters[at : at + LETTERS] for at in range(0, len(letters), LETTERS)]
    return "-".join(words)


def wrap(passphrase: str, secret: bytes) -> bytes:
    """
    Seal a short *secret* under a passphrase (SPEC 7.2 - 7.4).

    .. danger::
       The passphrase comes from `generate_passphrase`. Argon2 slows guessing down; it does not save a chosen
       one.
    """
    header = _header(secrets.token_bytes(argon.SALT_BYTES))
    key, committed = _keys(passphrase, header)
    return header + committed + aead.seal_once(key, secret, header + committed)


def unwrap(passphrase: str, blob: bytes) -> bytes:
    """
    Give the secret that was wrapped.

    Raises:
        WrongKeyError: it was wrapped under another passphrase (or its head was altered: they cannot be told
            apart).
        TamperedError: the rest was altered.
        FormatError: an unknown version, or another cost than its own.
    """
    reader = encoding.Reader(blob)
    if reader.number(1) != VERSION:
        raise FormatError("a wrapped secret of an unknown version")
    if Cost(memory=reader.number(4), passes=reader.number(4), lanes=reader.number(1)) != COST:
        raise FormatError("another cost than that of its version")
    header = _header(reader.take(argon.SALT_BYTES))
    committed = reader.take(_COMMITMENT_BYTES)
    key, expected = _keys(passphrase, header)
    if not hmac.compare_digest(expected, committed):
        raise WrongKeyError("another passphrase")
    return aead.open_once(key, blob[len(header) + len(committed) :], header + committed)


def burn(passphrase: str) -> None:
    """
    Do the same work as `unwrap` and give nothing: for a name that nobody has, so that time does not tell
    (SPEC 7.5).
    """
    _keys(passphrase, _header(bytes(argon.SALT_BYTES)))


def _header(salt: bytes) -> bytes:
    return (
        encoding.number(VERSION, 1)
        + encoding.number(COST.memory, 4)
        + encoding.number(COST.passes, 4)
        + encoding.number(COST.lanes, 1)
        + salt
    )


def _keys(passphrase: str, header: bytes) -> tuple[bytes, bytes]:
    stretched = argon.stretch(normalise(passphrase).encode(), header[-argon.SALT_BYTES :], COST)
    return (
        kdf.derive(stretched, labels.PASSPHRASE_WRAP, header),
        kdf.derive(stretched, labels.PASSPHRASE_COMMIT, header),
    )
