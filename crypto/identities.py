"""
A person's keys: one seed, from which a key to open with and a key to sign with are derived (SPEC 2).

The portal never imports this module.
"""

from typing import Self

from crypto import labels
from crypto.errors import FormatError
from crypto.hazmat import kdf, signing
from crypto.hazmat.kem import KemSecret

SEED_BYTES = 32


class Identity:
    """What a signed-in handler can open and sign. It lives in memory only."""

    __slots__ = ("_signing", "kem_secret")

    def __init__(self, secret: KemSecret, signing_secret: signing.SigningSecret) -> None:
        self.kem_secret = secret
        """For `crypto.unseal` only."""
        self._signing = signing_secret

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """
        Derive a person's keys from their 32-byte seed.

        .. danger::
           The seed is the person. It is stored only wrapped under their passphrase.

        Raises:
            FormatError: the seed is not 32 bytes.
        """
        if len(seed) != SEED_BYTES:
            raise FormatError("a seed is 32 bytes")
        return cls(
            KemSecret(kdf.derive(seed, labels.IDENTITY_KEM)),
            signing.SigningSecret(kdf.derive(seed, labels.IDENTITY_SIGN)),
        )

    @property
    def kem_public(self) -> bytes:
        """What others seal to, 1,216 bytes."""
        return self.kem_secret.public

    @property
    def key_id(self) -> bytes:
        """The 16-byte name of `kem_public`, which stanzas carry."""
        return self.kem_secret.key_id

    @property
    def verify_key(self) -> bytes:
        """What this person's signatures are checked with, 32 bytes."""
        return self._signing.verify_key

    def sign(self, message: bytes) -> bytes:
        """Give the 64-byte Ed25519 signature over *message*."""
        return self._signing.sign(message)

    def __repr__(self) -> str:
        return "Identity(<secret>)"
