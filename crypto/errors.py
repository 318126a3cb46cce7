"""
What can go wrong when something sealed is made or opened.

Outside, wrong key and damaged data look alike; inside they differ, because the remedies do. The texts never
hold a secret, a plaintext or a receipt code.
"""

from typing import Literal

Reason = Literal["length", "letter_u", "alphabet", "check", "two"]


class CryptoError(Exception):
    """The family of everything below. Never raised itself, except by a failed self-test."""


class WrongKeyError(CryptoError):
    """This key, code or passphrase is not one that the thing was sealed to."""


class TamperedError(CryptoError):
    """What was found is not what the sender sealed for this place."""


class TruncatedError(TamperedError):
    """The end is missing."""


class FormatError(CryptoError):
    """
    Not a form that this version writes: unknown version or suite, or a second way of writing the same thing.
    """


class DirectoryError(CryptoError):
    """
    The directory of keys cannot be relied on: its numbering has a gap, too few advisors stand in it, or no
    recovery key does.
    """


class HoldersError(DirectoryError):
    """Who holds a case cannot be relied on: a signed statement is missing, or two claim one place."""


class ReceiptCodeError(ValueError):
    """
    What was typed is not a receipt code.

    Attributes:
        reason: "length" (not 25 symbols), "letter_u" (a U, which is never in a code), "alphabet" (some other
            sign that is never in a code) "check" (25 good symbols that do not belong together: a typing
            error) or "two" (two codes that differ).
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"not a receipt code ({reason})")
        self.reason: Reason = reason
