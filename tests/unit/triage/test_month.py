"""A month on a wall: Monday first, ISO week numbers, no day lost and none twice."""

from datetime import date, timedelta

import pytest

from tests.weekdays import on
from triage.engine.month import last_day, month_after, month_before, read_month, weeks_of


def test_december_2026_has_the_weeks_49_to_53() -> None:
    """It begins on a Tuesday, so Monday is none of its days; it ends on a Thursday."""
    weeks = weeks_of(on("Thu 2026-12-24"))
    assert [each.number for each in weeks] == [49, 50, 51, 52, 53]
    assert weeks[0].days[:2] == (None, on("Tue 2026-12-01"))
    assert weeks[-1].days[3:] == (on("Thu 2026-12-31"), None, None, None)


def test_a_year_may_begin_in_the_last_week_of_the_year_before() -> None:
    """Friday 1 January 2027 stands in week 53."""
    first = weeks_of(on("Fri 2027-01-01"))[0]
    assert first.number == 53
    assert first.days[4] == on("Fri 2027-01-01")


def test_every_day_of_two_centuries_stands_once_under_its_weekday_and_week() -> None:
    """Month by month from 1990 to 2199, against the calendar of the language itself."""
    first, day = date(1990, 1, 1), date(1990, 1, 1)
    while first.year < 2200:
        for week in weeks_of(first):
            for weekday, shown in enumerate(week.days, start=1):
                if shown is None:
                    continue
                assert shown == day
                assert day.isocalendar()[1:] == (week.number, weekday)
                day += timedelta(days=1)
        assert month_before(month_after(first)) == first
        assert last_day(first) == day - timedelta(days=1)
        first = month_after(first)
        assert first == day


def test_a_month_is_read_as_its_first_day() -> None:
    """Year and month, as they stand in an address."""
    assert read_month("2026-12") == on("Tue 2026-12-01")


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-13", "2026-00", "26-12", "202612", "2026-12-01", "1989-12", "2200-01", "x", "२०२६-१२"],
)
def test_what_is_no_month_is_none(text: str) -> None:
    """Nothing is guessed, and no year that a page could not go on from."""
    assert read_month(text) is None
