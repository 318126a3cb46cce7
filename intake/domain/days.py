"""
Dates and moments in words, in a language that is named: for letters and printouts, which know no reader's
request.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from babel.dates import format_date

from intake.domain.languages import Text, words_in

# Babel's own long forms say "den" in Danish and put a comma in English; ours are what a letter would say.
_PATTERNS: dict[str, Text] = {
    "long": {"da": "EEEE d. MMMM y", "en": "EEEE d MMMM y"},
    "plain": {"da": "d. MMMM y", "en": "d MMMM y"},
    "weekday": {"en": "EEEE"},
    "month": {"en": "MMMM y"},
    "short": {"da": "d. MMM y", "en": "d MMM y"},
}
_AT: Text = {"da": "%s kl. %s", "en": "%s at %s"}


@lru_cache(maxsize=4096)
def written(day: date, form: str, language: str) -> str:
    """
    Write a date.

    Args:
        form: `long` ("torsdag 26. november 2026"), `plain` (without the weekday) or `short`.
        language: one of ours.

    Raises:
        TypeError: it is no date. Babel takes None for "today", which would put a wrong date on a page.
    """
    if not isinstance(day, date):
        raise TypeError(f"a date is needed, not {type(day).__name__}")
    return str(format_date(day, words_in(_PATTERNS[form], language), locale=language))


def written_moment(when: datetime, language: str, *, ends: bool = False) -> str:
    """
    Write a moment: "fredag 27. november 2026 kl. 14.30".

    Args:
        when: with the offset of the place where it is read.
        ends: it is the end of something; midnight then belongs to the day that is over, as 24.00.
    """
    if ends and when.time() == time.min:
        day, hour = when.date() - timedelta(days=1), "24.00"
    else:
        day, hour = when.date(), f"{when:%H.%M}"
    return words_in(_AT, language) % (written(day, "long", language), hour)
