"""
The receipt code: the one thing a reporter keeps, and all that is needed to come back (SPEC 3).

25 symbols of Crockford's base 32: 24 carry 120 random bits, the last one checks them. The check is a weighted
sum over GF(32) with a different weight at every place, so that one wrong symbol and any two symbols swapped
are always noticed.
"""

import secrets
from dataclasses import dataclass, field

from crypto.errors import ReceiptCodeError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SYMBOLS = 25
SECRET_BYTES = 15

_GROUP = 5
_BITS = 5
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1: x generates all 31 elements of GF(32) but zero.
_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
_ALIASES = {"O": "0", "I": "1", "L": "1"}
# Hyphens, dashes and the invisible signs that copying may leave between letters.
_IGNORED = frozenset("-\u00ad\u200b\u200c\u200d\u2010\u2011\u2012\u2013\u2014\u2060\u2212\ufeff")


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ _POLYNOMIAL if value & 0b100000 else value


def _check(values: list[int]) -> int:
    # SPEC 3.3: the place of the check symbol weighs 1, the 24 others x^1 to x^24; the weighted sum of all is
    # zero. From the last to the first, so that each step raises all weights so far by one (Horner).
    total = 0
    for value in reversed(values):
        total = _times_x(total ^ value)
    return total


@dataclass(frozen=True, slots=True)
class ReceiptCode:
    """
    A receipt code that has been checked. Its text shows only where `symbols` or `grouped` is asked for by
    name.

    Attributes:
        symbols: the 25 symbols without separators.
    """

    symbols: str = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.symbols) != SYMBOLS:
            raise ReceiptCodeError("length")
        if not set(self.symbols) <= set(ALPHABET):
            raise ReceiptCodeError("alphabet")
        values = [_VALUE[symbol] for symbol in self.symbols]
        if _check(values[:-1]) != values[-1]:
            raise ReceiptCodeError("check")

    @property
    def grouped(self) -> str:
        """The code as it is shown: five groups of five with hyphens between."""
        return "-".join(self.symbols[at : at + _GROUP] for at in range(0, SYMBOLS, _GROUP))

    @property
    def secret(self) -> bytes:
        """The 15 random bytes that everything of the mailbox is derived from."""
        total = 0
        for symbol in self.symbols[:-1]:
            total = total << _BITS | _VALUE[symbol]
        return total.to_bytes(SECRET_BYTES, "big")

    def __repr__(self) -> str:
        return "ReceiptCode(<secret>)"


def code_of(secret: bytes) -> ReceiptCode:
    """
    Write 15 bytes as a receipt code (SPEC 3.2).

    Raises:
        ReceiptCodeError: they are not 15.
    """
    if len(secret) != SECRET_BYTES:
        raise ReceiptCodeError("length")
    total = int.from_bytes(secret, "big")
    values = [total >> shift & 31 for shift in range(_BITS * (SYMBOLS - 2), -1, -_BITS)]
    values.append(_check(values))
    return ReceiptCode("".join(ALPHABET[value] for value in values))


def new_receipt_code() -> ReceiptCode:
    """Make a code of 120 random bits."""
    return code_of(secrets.token_bytes(SECRET_BYTES))


def parse_receipt_code(text: str) -> ReceiptCode:
    """
    Read a code as a person types it: case, white space and hyphens do not matter, O is 0, and I and L are 1.

    Raises:
        ReceiptCodeError: it is no code; `reason` says why.
    """
    # Only ASCII letters are raised: str.upper makes two letters of some signs, and known letters of unknown
    # ones.
    raised = [
        sign.upper() if sign.isascii() else sign
        for sign in text
        if not sign.isspace() and sign not in _IGNORED
    ]
    symbols = [_ALIASES.get(sign, sign) for sign in raised]
    if "U" in symbols:
        raise ReceiptCodeError("letter_u")
    if not set(symbols) <= set(ALPHABET):
        raise ReceiptCodeError("alphabet")
    return ReceiptCode("".join(symbols))
