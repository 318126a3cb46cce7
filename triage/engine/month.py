"""One month as it hangs on a wall: weeks from Monday to Sunday, with the number that people know them by."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 1990, 2199


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days, Monday first; None for those of a neighbouring month."""

    number: int
    days: tuple[date | None, ...]


def weeks_of(month: date) -> tuple[Week, ...]:
    """The weeks that the month of this day touches, by their ISO numbers."""
    return tuple(
        Week(days[0].isocalendar().week, tuple(day if day.month == month.month else None for day in days))
        for days in Calendar().monthdatescalendar(month.year, month.month)
    )


def read_month(text: str) -> date | None:
    """Read `2026-12` as the first day of that month; None for what is no month, or none of our time."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    known = len(text) == len("2026-12") and FIRST_YEAR <= first.year <= LAST_YEAR
    return first if known else None


def month_before(first: date) -> date:
    """The first day of the month before."""
    return (first - timedelta(days=1)).replace(day=1)


def month_after(first: date) -> date:
    """The first day of the month after."""
    return (first + timedelta(days=31)).replace(day=1)


def last_day(first: date) -> date:
    """The last day of the month that begins on *first*."""
    return month_after(first) - timedelta(days=1)
