"""The course of a fictive year: who is away when, what is closed, and what breaks down."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from intake.clock import COPENHAGEN
from triage.cli.demo.player import ADVISORS
from triage.engine.calendar import easter_sunday

ONE_DAY = timedelta(days=1)
SUMMER_WEEKS = 2
JOINER = "nadia"
"""Who is an advisor for some months of the year."""
WEDNESDAY = timedelta(days=4)
"""From Easter Sunday back to the day before the holidays: houses are closed on it, and the law is not."""
SLOTS = (time(8), time(12), time(16))
NIGHTS = (time(2, 30), time(23, 45))
"""In turn. On the last Sunday of March there is no half past two, on that of October there are two."""


@dataclass(frozen=True, slots=True)
class Span:
    """Some days, both ends included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> list[date]:
        """Every day of it."""
        return [self.first + timedelta(days=ahead) for ahead in range((self.last - self.first).days + 1)]


@dataclass(frozen=True, slots=True)
class Season:
    """
    One fictive year.

    *closing* are the house's own closing days, *by_hand* the time without the automatic acknowledgement,
    *down* the days on which the clock process does not run, *refused* the week in which the mail server
    refuses one receiver, *no_mail* the day on which it does not answer at all; *away* tells of each advisor's
    holidays. On *joins* somebody begins who ends on *leaves*; on *new_aim* the house sets itself an earlier
    date; on *jump* the machines show for a while a date half a year ahead.
    """

    year: int
    closing: frozenset[date]
    by_hand: Span
    down: Span
    refused: Span
    no_mail: date
    away: dict[str, tuple[Span, ...]]
    joins: date
    leaves: date
    new_aim: date
    jump: date
    is_working_day: Callable[[date], bool]

    @property
    def days(self) -> list[date]:
        """Every day of the year."""
        return Span(date(self.year, 1, 1), date(self.year, 12, 31)).days

    @property
    def working_days(self) -> list[date]:
        """The days on which people are at work."""
        return [day for day in self.days if self.is_working_day(day)]

    def at_work(self, day: date) -> date:
        """Give the day itself, or the next on which people are at work; it may lie in the next year."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def opened(self, day: date) -> date:
        """
        Give the day on which somebody can call or hand something in: that day, or the next when people are at
        work; at the end of the year the last.
        """
        return min(self.at_work(day), self.working_days[-1])

    def on_duty(self, wanted: str, day: date) -> str:
        """Give the advisor who does the work: the one wanted, or while they are away the other."""
        if not any(day in span for span in self.away[wanted]):
            return wanted
        return next(name for name in ADVISORS if name != wanted)

    def ticks(self, day: date) -> list[datetime]:
        """
        Give the moments of a day at which the clock ticks: the three slots and once at night, or none on a
        day when the clock is down. After a day without mail it ticks before the first slot in any case: what
        waits must not leave then.
        """
        if day in self.down:
            return []
        yesterday = day - ONE_DAY
        night = 0 if yesterday == self.no_mail or yesterday in self.down else day.toordinal() % 2
        return [moment(day, hour) for hour in (NIGHTS[night], *SLOTS)]


def moment(day: date, at: time) -> datetime:
    """Give a moment of a Copenhagen day."""
    return datetime.combine(day, at, COPENHAGEN)


def season_of(year: int, seed: random.Random, is_free: Callable[[date], bool]) -> Season:
    """
    Draw the course of a year.

    Args:
        is_free: tells of a day whether the calendar has it free for everybody.
    """
    summer = _monday(date(year, 7, 13))
    closing = Span(summer, summer + timedelta(weeks=SUMMER_WEEKS, days=-3))
    closed = frozenset(day for day in closing.days if not is_free(day)) | {easter_sunday(year) - WEDNESDAY}
    spring, autumn = _monday(date(year, 2, 8)), _monday(date(year, 10, 12))
    breakdown = _monday(date(year, 11, seed.randint(1, 8))) + ONE_DAY
    refusal = _monday(date(year, 9, seed.randint(1, 20)))
    return Season(
        year=year,
        closing=closed,
        by_hand=Span(date(year, 4, 15), date(year, 5, 20)),
        down=Span(breakdown, breakdown + timedelta(days=20)),
        refused=Span(refusal, refusal + timedelta(days=6)),
        no_mail=_monday(date(year, 3, seed.randint(1, 20))) + timedelta(days=seed.randint(0, 3)),
        away={
            ADVISORS[0]: (_week(spring), _week(closing.last + timedelta(days=3))),
            ADVISORS[1]: (_week(autumn), _week(summer - timedelta(weeks=1))),
        },
        joins=refusal - timedelta(days=120),
        leaves=refusal + timedelta(days=30),
        new_aim=refusal - timedelta(days=20),
        jump=_monday(date(year, 6, 10)) + timedelta(days=breakdown.day % 3),
        is_working_day=lambda day: not is_free(day) and day not in closed,
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week(first: date) -> Span:
    return Span(first, first + timedelta(days=6))
