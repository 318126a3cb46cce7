"""
A day that is typed in a line, as people write days in a hurry: "3/11", "0311", "03112026", "i går".

Without a year it is the last such day that has come: what is told is over. The page writes it back in words.
"""

import re
from contextlib import suppress
from datetime import date, timedelta

NAMED = {"i dag": 0, "idag": 0, "today": 0, "i går": 1, "igår": 1, "yesterday": 1, "i forgårs": 2}
"""The days that have a name, and how many days ago they were."""
_SHAPES = (
    re.compile(r"(?P<day>\d{1,2})\s*[./\- ]\s*(?P<month>\d{1,2})(?:\s*[./\- ]\s*(?P<year>\d{4}|\d\d))?\.?"),
    re.compile(r"(?P<day>\d\d)(?P<month>\d\d)(?P<year>\d{4}|\d\d)?"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"),
)
_CENTURY, _YEAR_DIGITS = 2000, 2
YEARS = range(1900, 2200)
"""A day of another year is a slip of the pen, and counting from it may lead beyond what there is of dates."""


def read_day(typed: str, today: date) -> date:
    """
    Give the day that is meant.

    Args:
        typed: day and month, with or without a year and signs between; or the name of a day.
        today: the day on which it is typed.

    Raises:
        ValueError: it is none.
    """
    words = " ".join(typed.casefold().split())
    if words in NAMED:
        return today - timedelta(NAMED[words])
    for shape in _SHAPES:
        if found := shape.fullmatch(words):
            return near(_day(found, today))
    raise ValueError(typed)


def near(day: date) -> date:
    """Give a day that may be meant; raises ValueError for one that is centuries away."""
    if day.year not in YEARS:
        raise ValueError(day.isoformat())
    return day


def _day(found: re.Match[str], today: date) -> date:
    day, month, year = int(found["day"]), int(found["month"]), found["year"]
    if year is not None:
        return date(int(year) + (_CENTURY if len(year) == _YEAR_DIGITS else 0), month, day)
    for each in (today.year, today.year - 1):
        # 29 February is not in every year.
        with suppress(ValueError):
            if (meant := date(each, month, day)) <= today:
                return meant
    raise ValueError("no such day")
