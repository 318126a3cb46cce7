"""Keys: who can sign, who can open too, and how a signature is checked."""

from typing import Literal, Protocol, Self

from crypto import labels
from crypto.errors import FormatError
from crypto.hazmat import kdf, signing
from crypto.hazmat.kem import KemSecret

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


class SigningKey(signing.SigningSecret):
    """The key of a service or of the ceremony root: it signs and opens nothing."""

    __slots__ = ()

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """
        Derive the key from its 32-byte seed (SPEC 2.5).

        Raises:
            FormatError: the seed is not 32 bytes.
        """
        if len(seed) != SEED_BYTES:
            raise FormatError("a seed is 32 bytes")
        return cls(kdf.derive(seed, labels.SERVICE_SIGN))

    def __repr__(self) -> str:
        return "SigningKey(<secret>)"


class Holder:
    """Whoever can open and sign, held in memory only: a person (`Identity`), or a mailbox."""

    __slots__ = ("_signing", "kem_secret")

    def __init__(self, secret: KemSecret, signing_secret: signing.SigningSecret) -> None:
        self.kem_secret = secret
        """For opening an envelope only."""
        self._signing = signing_secret

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
        """What the holder's signatures are checked with, 32 bytes."""
        return self._signing.verify_key

    def sign(self, message: bytes) -> bytes:
        """Give the 64-byte Ed25519 signature over *message*."""
        return self._signing.sign(message)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(<secret>)"


def verify(verify_key: bytes, message: bytes, signature: bytes) -> Literal[True]:
    """
    Insist that *signature* over *message* was made with the private half of *verify_key*.

    Raises:
        TamperedError: it was not.
    """
    return signing.verify(verify_key, message, signature)
