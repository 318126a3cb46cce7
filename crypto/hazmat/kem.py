"""
HPKE base mode with MLKEM768-X25519, KEM id 0x647A (SPEC 2.2 and 4.5).

The library's hybrid keys are opaque and cannot be made from a seed, so the seed is expanded here as X-Wing
does it. The published vectors in `crypto/published` hold this to the standard.
"""

import hashlib
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from crypto.envelope import KEM_PUBLIC_BYTES, key_id
from crypto.errors import FormatError, TamperedError

SEED_BYTES = 32
WRAPPED_OVERHEAD = 1136
"""Bytes that HPKE adds: the encapsulated key (1,120) and the tag (16)."""

SECRET_BYTES = 32
"""A decoy looks as if it wrapped so many: a body key."""

_MLKEM_PUBLIC_BYTES = 1184
_MLKEM_SEED_BYTES = 64
_EXPANDED_BYTES = 96

_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


class KemSecret:
    """A KEM private key that shows nothing of itself."""

    __slots__ = ("key_id", "library_key", "public")

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED_BYTES:
            raise FormatError("a KEM seed is 32 bytes")
        expanded = hashlib.shake_256(seed).digest(_EXPANDED_BYTES)
        lattice = mlkem.MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED_BYTES])
        curve = x25519.X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED_BYTES:])
        self.library_key = MLKEM768X25519PrivateKey(lattice, curve)
        self.public = lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
        self.key_id = key_id(self.public)

    def unwrap(self, wrapped: bytes, info: bytes) -> bytes:
        """
        Open what `wrap` made for this key under the same *info*.

        Raises:
            TamperedError: it was altered, or made for another key or another place.
        """
        try:
            return _SUITE.decrypt(wrapped, self.library_key, info=info)
        except (InvalidTag, ValueError):
            raise TamperedError("a stanza does not open") from None


def wrap(secret: bytes, kem_public: bytes, info: bytes) -> bytes:
    """
    Seal a short *secret* to one public key, bound to *info*.

    Raises:
        FormatError: *kem_public* is no such key.
    """
    return _SUITE.encrypt(secret, load_public(kem_public), info=info)


def decoy(info: bytes) -> bytes:
    """
    Give what `wrap` gives, for a secret and a key that are drawn here and forgotten (SPEC 4.13).

    It is a ciphertext like every other, which random bytes are not: those are no compressed lattice vector.
    """
    nobody = KemSecret(secrets.token_bytes(SEED_BYTES))
    # Not by `wrap`, which remembers the keys that it has read.
    return _SUITE.encrypt(secrets.token_bytes(SECRET_BYTES), nobody.library_key.public_key(), info=info)


@lru_cache(maxsize=32)  # Those whom everything is sealed to are read once.
def load_public(kem_public: bytes) -> MLKEM768X25519PublicKey:
    """
    Read a public key: 1,184 bytes ML-KEM-768, then 32 bytes X25519.

    Raises:
        FormatError: the bytes are no such key.
    """
    if len(kem_public) != KEM_PUBLIC_BYTES:
        raise FormatError("a KEM public key is 1,216 bytes")
    try:
        lattice = mlkem.MLKEM768PublicKey.from_public_bytes(kem_public[:_MLKEM_PUBLIC_BYTES])
        curve = x25519.X25519PublicKey.from_public_bytes(kem_public[_MLKEM_PUBLIC_BYTES:])
    except ValueError:
        raise FormatError("not a KEM public key") from None
    return MLKEM768X25519PublicKey(lattice, curve)
