"""
The receipt code: the one thing a reporter keeps, and all that is needed to come back (SPEC 3).

25 symbols of Crockford's base 32: 24 carry 120 random bits, the last one checks them. The check is a weighted
sum over GF(32) with a different weight at every place, so that one wrong symbol and any two symbols swapped
are always noticed.
"""

import secrets
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from crypto.errors import ReceiptCodeError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""SPEC 3.1."""
SYMBOLS = 25
SECRET_BYTES = 15
LONGEST = 200
"""Whatever somebody writes between the symbols or around them, in more signs no code is looked for."""

_GROUP = 5
_BITS = 5
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1: x generates all 31 elements of GF(32) but zero.
_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
_ALIASES = {"O": "0", "I": "1", "L": "1"}
_SAID_HYPHENS = frozenset({"B1NDESTREG", "HYPHEN"})
"""Whoever has a code read aloud may write the hyphens as words, here in symbols."""


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
    """Make a code of 120 random bits; it is kept nowhere (SPEC 3.7)."""
    return code_of(secrets.token_bytes(SECRET_BYTES))


def parse_receipt_code(text: str) -> ReceiptCode:
    """
    Find the code in what a person typed or pasted (SPEC 3.6): alone, with words around it, or several times.

    Raises:
        ReceiptCodeError: there is none, or there are two; `reason` says why.
    """
    if len(text) > LONGEST:
        raise ReceiptCodeError("length")
    words = list(_words(text))
    joined = "".join(words)
    pieces = [joined[at : at + SYMBOLS] for at in range(0, len(joined), SYMBOLS)]
    # First as it is shown; then as often as it was pasted, and nothing came between; then parted anyhow.
    shown = _codes(words, lambda each: len(set(map(len, each))) == 1)
    found = shown or (_codes(pieces) if len(joined) % SYMBOLS == 0 else set()) or _codes(words)
    if len(found) > 1:
        raise ReceiptCodeError("two")
    if found:
        return found.pop()
    if "U" in joined:
        raise ReceiptCodeError("letter_u")
    if not set(joined) <= set(ALPHABET):
        raise ReceiptCodeError("alphabet")
    return ReceiptCode(joined)


def _words(text: str) -> Iterator[str]:
    """What stands between signs that are no letters and no digits, in symbols of a code where it can be."""
    parted = "".join(_symbol(sign) for sign in text)
    return (word for word in parted.split() if word not in _SAID_HYPHENS)


def _symbol(sign: str) -> str:
    if unicodedata.east_asian_width(sign) == "F":
        sign = unicodedata.normalize("NFKC", sign)
    kind = unicodedata.category(sign)
    if kind[0] not in "LN":
        # Signs that are not seen stand anywhere in a word; all others part words.
        return "" if kind in ("Cf", "Mn") else " "
    # Only ASCII is raised: str.upper makes two letters of some signs, and known letters of unknown ones.
    return _ALIASES.get(raised := sign.upper() if sign.isascii() else sign, raised)


def _codes(words: list[str], is_meant: Callable[[list[str]], bool] = bool) -> set[ReceiptCode]:
    """Every code of whole words; from the end, because what stands before a code tells what it is."""
    found, end = set(), len(words)
    while end:
        start, code = end, None
        while start and code is None and sum(map(len, words[start:end])) < SYMBOLS:
            start -= 1
            code = _code(words[start:end]) if is_meant(words[start:end]) else None
        if code is not None:
            found.add(code)
        end = end - 1 if code is None else start
    return found


def _code(words: list[str]) -> ReceiptCode | None:
    try:
        return ReceiptCode("".join(words))
    except ReceiptCodeError:
        return None
