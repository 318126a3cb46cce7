"""One short secret under one key that is used for nothing else (SPEC 7.4)."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from crypto.errors import TamperedError

# A fixed nonce is safe because the key was derived from a fresh random salt and seals this one secret.
_NONCE = bytes(12)


def seal_once(key: bytes, secret: bytes, bound: bytes) -> bytes:
    """Seal *secret* under a *key* that seals nothing else, bound to the bytes *bound*."""
    return ChaCha20Poly1305(key).encrypt(_NONCE, secret, bound)


def open_once(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    """
    Open what `seal_once` made.

    Raises:
        TamperedError: it was altered.
    """
    try:
        return ChaCha20Poly1305(key).decrypt(_NONCE, sealed, bound)
    except InvalidTag:
        raise TamperedError("a wrapped secret was altered") from None
