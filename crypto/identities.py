"""
A person's keys: one seed, from which a key to open with and a key to sign with are derived (SPEC 2.1 - 2.3).

The portal never imports this module.
"""

from typing import Self

from crypto import labels
from crypto.errors import FormatError
from crypto.hazmat import kdf, signing
from crypto.hazmat.kem import KemSecret
from crypto.keys import Holder

SEED_BYTES = 32


class Identity(Holder):
    """What a signed-in handler can open and sign. It lives in memory only."""

    __slots__ = ()

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
