"""Signing keys: who can sign, and how a signature is checked."""

from typing import Literal, Protocol, Self

from crypto import labels
from crypto.errors import FormatError
from crypto.hazmat import kdf, signing

SEED_BYTES = 32


class Signer(Protocol):
    """Anything that signs: a person, a mailbox, a service."""

    @property
    def verify_key(self) -> bytes:
        """The Ed25519 public key, 32 bytes."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Give the 64-byte signature over *message*."""
        ...


class SigningKey:
    """The key of a service or of the ceremony root: it signs and opens nothing."""

    __slots__ = ("_secret",)

    def __init__(self, secret: signing.SigningSecret) -> None:
        self._secret = secret

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """
        Derive the key from its 32-byte seed (SPEC 2.5).

        Raises:
            FormatError: the seed is not 32 bytes.
        """
        if len(seed) != SEED_BYTES:
            raise FormatError("a seed is 32 bytes")
        return cls(signing.SigningSecret(kdf.derive(seed, labels.SERVICE_SIGN)))

    @property
    def verify_key(self) -> bytes:
        """The public half, 32 bytes."""
        return self._secret.verify_key

    def sign(self, message: bytes) -> bytes:
        """Give the 64-byte Ed25519 signature over *message*."""
        return self._secret.sign(message)

    def __repr__(self) -> str:
        return "SigningKey(<secret>)"


def verify(verify_key: bytes, message: bytes, signature: bytes) -> Literal[True]:
    """
    Insist that *signature* over *message* was made with the private half of *verify_key*.

    Raises:
        TamperedError: it was not.
    """
    return signing.verify(verify_key, message, signature)
