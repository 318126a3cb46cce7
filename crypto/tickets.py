"""The MAC of the portal's form tickets (SPEC 12.1). It guards no content."""

import hmac
from functools import lru_cache

from crypto import labels
from crypto.hazmat import kdf


def ticket_mac(key: bytes, body: bytes) -> bytes:
    """Give the 32-byte MAC of a ticket's body under the portal's 32-byte ticket key."""
    return hmac.digest(_mac_key(key), body, "sha256")


@lru_cache(maxsize=16)
def _mac_key(key: bytes) -> bytes:
    return kdf.derive(key, labels.TICKET)


def ticket_mac_is_valid(key: bytes, body: bytes, mac: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(ticket_mac(key, body), mac)
