"""A day as it stands in a sheet: "3/11-2025", "3. november 2025", "2025-11-03", with an hour perhaps."""

import re
from datetime import date

YEARS = range(1980, 2200)
"""A day of another year is a slip of the pen."""
_HOUR = re.compile(r"(?:[ t]|\s*kl\.?\s*)\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\.\d+)?z?$")
_NUMBERS = re.compile(r"(\d{1,2})\s*[./\- ]\s*(\d{1,2})\s*[./\- ]\s*(\d{4}|\d\d)")
_ISO = re.compile(r"(\d{4})[-./](\d\d?)[-./](\d\d?)")
_WORDS = re.compile(r"(?:[a-zæøå]+\.?,?\s+)?(?:den\s+)?(\d{1,2})\.?\s+([a-zæøå]+)\.?,?\s+(\d{4}|\d\d)")
_SHORT_YEAR = 2
_MONTHS = (
    ("januar", "january"),
    ("februar", "february"),
    ("marts", "march"),
    ("april",),
    ("maj", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("august",),
    ("september",),
    ("oktober", "october"),
    ("november",),
    ("december",),
)
_SHORTEST = 3


class ShortYearError(ValueError):
    """Its year has two digits, and nobody is to guess the others."""


def written_day(text: str, *, month_first: bool = False) -> date:
    """
    Give the day that is meant.

    Args:
        text: with its year; an hour behind it is left out.
        month_first: the month stands before the day, where both are numbers.

    Raises:
        ShortYearError: its year has two digits.
        ValueError: it is none.
    """
    words = _HOUR.sub("", " ".join(text.casefold().split()))
    if found := _ISO.fullmatch(words):
        return _day(found[3], int(found[2]), found[1])
    if found := _NUMBERS.fullmatch(words):
        day, month = (found[2], found[1]) if month_first else (found[1], found[2])
        return _day(day, int(month), found[3])
    if found := _WORDS.fullmatch(words):
        return _day(found[1], _month(found[2]), found[3])
    raise ValueError("no day")


def _day(day: str, month: int, year: str) -> date:
    if len(year) == _SHORT_YEAR:
        raise ShortYearError
    found = date(int(year), month, int(day))
    if found.year not in YEARS:
        raise ValueError("a year that is far away")
    return found


def _month(word: str) -> int:
    for number, names in enumerate(_MONTHS, start=1):
        if any(name == word or (len(word) >= _SHORTEST and name.startswith(word)) for name in names):
            return number
    raise ValueError("no month")
