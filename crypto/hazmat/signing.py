"""
Ed25519 (RFC 8032).
"""

from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from crypto.errors import TamperedError

VERIFY_KEY_BYTES = 32
SIGNATURE_BYTES = 64


class SigningSecret:
    """
    An Ed25519 private key that shows nothing of itself.
    """

    __slots__ = ("_key", "verify_key")

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verify_key = self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """
        Give the 64-byte signature over *message*.
        """
        return self._key.sign(message)


def verify(verify_key: bytes, message: bytes, signature: bytes) -> Literal[True]:
    """
    Insist that *signature* over *message* was made with the private half of *verify_key*.

    Raises:
        TamperedError: it was not, or one of the three is no such thing.
    """
    try:
        Ed25519PublicKey.from_public_bytes(verify_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise TamperedError("the signature does not hold") from None
    return True
