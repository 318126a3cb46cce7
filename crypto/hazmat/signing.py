"""Ed25519 (RFC 8032, SPEC 2.6)."""

from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from crypto.errors import TamperedError

VERIFY_KEY_BYTES = 32
SIGNATURE_BYTES = 64

# The y-coordinates of the points of small order, as they can be written (SPEC 1.6): under such a "key" one
# signature can hold for many messages, so whoever holds it could deny every one of them.
_SMALL_ORDER = frozenset(
    bytes.fromhex(point)
    for point in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    )
)


class SigningSecret:
    """An Ed25519 private key that shows nothing of itself."""

    __slots__ = ("_key", "verify_key")

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verify_key = self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Give the 64-byte signature over *message*."""
        return self._key.sign(message)


def verify(verify_key: bytes, message: bytes, signature: bytes) -> Literal[True]:
    """
    Insist that *signature* over *message* was made with the private half of *verify_key*.

    Raises:
        TamperedError: it was not, or one of the three is no such thing.
    """
    if _without_sign(verify_key) in _SMALL_ORDER:
        raise TamperedError("a verify key of small order")
    try:
        Ed25519PublicKey.from_public_bytes(verify_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise TamperedError("the signature does not hold") from None
    return True


def _without_sign(verify_key: bytes) -> bytes:
    # The highest bit of the last byte is the sign of x; the rest is y.
    return verify_key[:-1] + bytes([verify_key[-1] & 0x7F]) if verify_key else verify_key
