"""The second factor: one-time codes that a phone shows (RFC 6238)."""

import hmac
import unicodedata
from base64 import b32encode
from datetime import datetime

import pyotp

TOTP_BYTES = 20
TOTP_SECONDS = 30
TOTP_DRIFT = (0, -1, 1)
"""The present code, the one before and the one after: phones' clocks differ."""


def matching_step(secret: bytes, code: str, now: datetime) -> int | None:
    """Find the 30-second step whose code was typed, near *now*, or None. Only digits count, of any script."""
    typed = "".join(str(digit) for each in code if (digit := unicodedata.decimal(each, None)) is not None)
    codes = pyotp.TOTP(b32encode(secret).decode(), interval=TOTP_SECONDS)
    present = int(now.timestamp()) // TOTP_SECONDS
    found = None
    for drift in TOTP_DRIFT:
        expected = codes.generate_otp(present + drift)
        if hmac.compare_digest(expected.encode(), typed.encode()) and found is None:
            found = present + drift
    return found
