"""Deriving one key from another (SPEC 1.5)."""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crypto.encoding import field

KEY_BYTES = 32


def derive(secret: bytes, label: bytes, context: bytes = b"") -> bytes:
    """
    Give HKDF-SHA256(salt = none, secret, info = field(label) || context), 32 bytes.

    Args:
        secret: keying material with at least 120 bits of entropy; never a password.
        label: one of `crypto.labels`.
        context: what else the key belongs to.
    """
    info = field(label) + context
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret)
