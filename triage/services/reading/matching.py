"""
Finding words as they are typed in a hurry: without regard to case and accents, with aa for å, ae for æ and oe
for ø, with one letter wrong, missing, too many or two of them swapped in a word of four or more.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable

LONG_ENOUGH = 4
"""A shorter word is found whole or as a beginning: with one letter more or less it is any other."""
_SPELT = str.maketrans({"å": "aa", "æ": "ae", "ø": "oe", "ö": "oe", "ä": "ae", "ß": "ss", "đ": "d", "ł": "l"})
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\+?\d(?:[\s().-]*\d){3,}")
_COUNTRY = re.compile(r"^(?:00)?45(?=\d{8}$)")

WHOLE, BEGINNING, INSIDE, NEARLY = 4, 3, 2, 1
"""How well a word is found; the more, the better."""


def folded(text: str) -> str:
    """Write a text as every spelling of it is written."""
    spelt = unicodedata.normalize("NFC", text).casefold().translate(_SPELT)
    return "".join(each for each in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(each))


def words(text: str) -> list[str]:
    """Give the words of a text, folded."""
    return _WORD.findall(folded(text))


def number(text: str) -> str:
    """Give the digits of a telephone number without the country code of Denmark."""
    return _COUNTRY.sub("", "".join(each for each in text if each.isdecimal()))


def asked(text: str) -> tuple[list[str], list[str]]:
    """Give what is looked for: words, and numbers of four digits or more, however they are spaced."""
    numbers = [number(each) for each in _NUMBER.findall(text)]
    return words(_NUMBER.sub(" ", text)), numbers


def found(wanted: str, known: Collection[str]) -> dict[str, int]:
    """Give the *known* words that a wanted one finds, each with how well."""
    if len(wanted) < LONG_ENOUGH:
        best = {each: BEGINNING for each in known if each.startswith(wanted)}
    else:
        best = dict.fromkeys(_nearly(wanted, known), NEARLY)
        best |= {each: INSIDE for each in known if wanted in each}
        best |= {each: BEGINNING for each in best if each.startswith(wanted)}
    return best | ({wanted: WHOLE} if wanted in known else {})


def _nearly(wanted: str, known: Iterable[str]) -> list[str]:
    # One slip leaves nearly half of a word as it is, at its beginning or end: few are looked at closely.
    size, half = len(wanted), (len(wanted) - 1) // 2
    begins, ends = wanted[:half], wanted[-half:]
    return [
        each
        for each in known
        if size - 1 <= len(each) <= size + 1
        and (each.startswith(begins) or each.endswith(ends))
        and is_one_slip(wanted, each)
    ]


def is_one_slip(one: str, other: str) -> bool:
    """Say whether two words differ by at most one letter: another, one more or less, or two swapped."""
    short, long = sorted((one, other), key=len)
    at = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(long) > len(short):
        return short[at:] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return swapped or short[at + 1 :] == long[at + 1 :]
