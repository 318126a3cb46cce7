"""Working days: which days a calendar leaves out, and why. Pure; the lists are data in `triage.rules`."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from triage.rules.model import Calendar

OWN_CLOSING = "own_closing"
STOOD_STILL = "stood_still"
WEEKDAY_CODES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ONE_DAY = timedelta(days=1)
NO_DAYS: frozenset[date] = frozenset()


def easter_sunday(year: int) -> date:
    """Easter Sunday of a Gregorian year, by the anonymous computus (Meeus, Jones and Butcher)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap_centuries, rest = divmod(century, 4)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_shift + 15) % 30
    leaps, left = divmod(of_century, 4)
    to_sunday = (32 + 2 * rest + 2 * leaps - epact - left) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def holidays_of(calendar: Calendar, year: int) -> Mapping[date, str]:
    """The holidays of a calendar in one year, date to code. Two on one day count once, the first named."""
    easter = easter_sunday(year)
    days: dict[date, str] = {}
    for holiday in calendar.holidays:
        if holiday.first_year is not None and year < holiday.first_year:
            continue
        if holiday.last_year is not None and year > holiday.last_year:
            continue
        if holiday.from_easter is not None:
            day = easter + timedelta(days=holiday.from_easter)
        else:
            assert holiday.month_day is not None
            day = date(year, *holiday.month_day)
        days.setdefault(day, holiday.code)
    return MappingProxyType(days)


def why_free(calendar: Calendar, day: date, own_closing: frozenset[date] = NO_DAYS) -> str | None:
    """Why a day is not counted: a holiday code, a weekday code or `own_closing`; None for a working day.

    A holiday on a weekend is named as the holiday, because that is what people look for.
    """
    if code := holidays_of(calendar, day.year).get(day):
        return code
    if day.isoweekday() in calendar.free_weekdays:
        return WEEKDAY_CODES[day.weekday()]
    return OWN_CLOSING if day in own_closing else None


def is_working_day(calendar: Calendar, day: date, own_closing: frozenset[date] = NO_DAYS) -> bool:
    """Whether the day is counted."""
    return why_free(calendar, day, own_closing) is None


def next_working_day(calendar: Calendar, day: date, own_closing: frozenset[date] = NO_DAYS) -> date:
    """The day itself when it is a working day, else the first working day after it."""
    while not is_working_day(calendar, day, own_closing):
        day += ONE_DAY
    return day
