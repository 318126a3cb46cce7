"""Counting a period from a start. The day of the event is day 0; a period in days ends with the last day.

Sources: Regulation 1182/71 art. 3 (the day of the event is not counted), forældelsesloven § 27 (months),
restaurationsloven § 36 a (weeks; months that stay at their end).
"""

import math
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from intake.clock import moment
from triage.engine.calendar import NO_DAYS, ONE_DAY, STOOD_STILL, next_working_day, why_free
from triage.engine.trace import TraceStep, step
from triage.rules.codes import COUNTED_BY_CALENDAR, COUNTED_BY_MONTH, MonthEnd, TimeUnit
from triage.rules.model import Calendar, Period

_DECEMBER = 12
_DAYS_IN_WEEK = 7


@dataclass(frozen=True, slots=True)
class Counted:
    """Where a count ended, and its steps."""

    on: date
    steps: tuple[TraceStep, ...]


def add_hours(start: datetime, hours: int) -> datetime:
    """Elapsed hours on the UTC time line, so that both changes of the clock come out right."""
    return moment(start.astimezone(UTC) + timedelta(hours=hours))


def hours_between(earlier: datetime, later: datetime) -> int:
    """Begun hours from one moment to another; negative the other way round."""
    return math.ceil((moment(later) - moment(earlier)) / timedelta(hours=1))


def add_months(start: date, months: int, month_end: MonthEnd | None = None) -> date:
    """The same day number so many months later, else the last day of that month; never chained."""
    years, month = divmod(start.month - 1 + months, _DECEMBER)
    year, month = start.year + years, month + 1
    last = monthrange(year, month)[1]
    sticks = month_end is MonthEnd.STICKY and start.day == monthrange(start.year, start.month)[1]
    return date(year, month, last if sticks else min(start.day, last))


def year_end(day: date) -> date:
    """31 December of that year."""
    return date(day.year, _DECEMBER, 31)


def count(start: date, period: Period, month_end: MonthEnd | None = None) -> Counted:
    """Add a period of days, weeks, months or years to a date.

    Raises ValueError for hours and for units counted by a calendar: those have functions of their own.
    """
    if period.unit is TimeUnit.DAY:
        return Counted(start + timedelta(days=period.length), ())
    if period.unit is TimeUnit.WEEK:
        return Counted(start + timedelta(days=_DAYS_IN_WEEK * period.length), ())
    if period.unit not in COUNTED_BY_MONTH:
        raise ValueError(f"{period.unit} is not counted by plain dates")
    months = period.length * (_DECEMBER if period.unit is TimeUnit.YEAR else 1)
    end = add_months(start, months, month_end)
    if end.day < start.day:
        return Counted(end, (step("clamped", on=end, number=start.day),))
    if end.day > start.day:
        return Counted(end, (step("sticky", on=end),))
    return Counted(end, ())


@lru_cache(maxsize=8192)
def count_working_days(
    start: date,
    days: int,
    calendar: Calendar,
    own_closing: frozenset[date],
    still: frozenset[date] = NO_DAYS,
) -> Counted:
    """The so-many-th working day after the start, with every counted and every skipped day as a step.

    `still` are the days on which the clock stood.
    """
    steps: list[TraceStep] = []
    day, number = start, 0
    while number < days:
        day += ONE_DAY
        if why := STOOD_STILL if day in still else why_free(calendar, day, own_closing):
            steps.append(step("skipped", on=day, day=why))
        else:
            number += 1
            steps.append(step("counted", on=day, number=number))
    return Counted(day, tuple(steps))


@lru_cache(maxsize=8192)
def roll(day: date, calendar: Calendar, own_closing: frozenset[date]) -> Counted:
    """The day itself or the next working day, with every skipped day as a step."""
    end = next_working_day(calendar, day, own_closing)
    steps = []
    while day < end:
        steps.append(step("rolled", on=day, day=why_free(calendar, day, own_closing) or ""))
        day += ONE_DAY
    return Counted(end, tuple(steps))


def after(start: date, period: Period, *, latest: bool, own_closing: frozenset[date] = NO_DAYS) -> date:
    """The plain result of a period, for caps and leads: strict or latest reading, no steps, no rolling."""
    if period.unit not in COUNTED_BY_CALENDAR:
        return count(start, period).on
    calendar = period.calendar_latest if latest else period.calendar
    assert calendar is not None
    return count_working_days(start, period.length, calendar, own_closing).on
