"""
Checking ourselves against the published HPKE vectors for KEM 0x647A.

They carry additional data, which the library's public interface does not take; this is the one place that
uses its inner function, and only to check.
"""

from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from crypto.errors import CryptoError
from crypto.hazmat.kem import KemSecret

_KEM_ID = 0x647A
_KDF = {1: KDF.HKDF_SHA256, 17: KDF.SHAKE256}


def check(vector: Mapping[str, Any]) -> None:
    """
    Insist that a published vector comes out: the public key of its seed, and its first message.

    Raises:
        CryptoError: it does not.
    """
    if vector["kem_id"] != _KEM_ID:
        raise CryptoError("a vector for another KEM")
    secret = KemSecret(bytes.fromhex(vector["skRm"]))
    if secret.public.hex() != vector["pkRm"]:
        raise CryptoError("the KEM derives another public key than the standard")
    first = vector["encryptions"][0]
    suite = Suite(KEM.MLKEM768_X25519, _KDF[vector["kdf_id"]], AEAD.CHACHA20_POLY1305)
    try:
        opened = openssl.hpke._decrypt_with_aad(  # noqa: SLF001 - no public function takes additional data
            suite,
            bytes.fromhex(vector["enc"] + first["ct"]),
            secret.library_key,
            info=bytes.fromhex(vector["info"]),
            aad=bytes.fromhex(first["aad"]),
        )
    except InvalidTag:
        raise CryptoError("a published vector does not open") from None
    if opened.hex() != first["pt"]:
        raise CryptoError("a published vector opens to something else")
