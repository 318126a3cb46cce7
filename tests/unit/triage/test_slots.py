"""When mail may leave: 08, 12 and 16 in Copenhagen on the house's working days."""

from datetime import UTC, date, datetime, timedelta

import pytest

from intake.clock import COPENHAGEN
from tests.weekdays import on
from triage.engine.calendar import is_working_day
from triage.rules.rulebook import load_rulebook
from triage.services.clock.mail_schedule import next_slot

CALENDAR = load_rulebook().calendars["statutory"]


def works(day: date) -> bool:
    """Whether the house works on a day, by the statutory calendar."""
    return is_working_day(CALENDAR, day, frozenset())


def moment(text: str) -> datetime:
    """Read `Wed 2026-12-16 07:59` as a moment in Copenhagen."""
    day, clock = text.rsplit(" ", 1)
    hour, minute = map(int, clock.split(":"))
    found = on(day)
    return datetime(found.year, found.month, found.day, hour, minute, tzinfo=COPENHAGEN)


@pytest.mark.parametrize(
    ("now", "slot", "morning"),
    [
        ("Wed 2026-12-16 00:00", "Wed 2026-12-16 08:00", "Wed 2026-12-16 08:00"),
        ("Wed 2026-12-16 08:00", "Wed 2026-12-16 08:00", "Wed 2026-12-16 08:00"),
        ("Wed 2026-12-16 08:01", "Wed 2026-12-16 12:00", "Thu 2026-12-17 08:00"),
        ("Wed 2026-12-16 12:30", "Wed 2026-12-16 16:00", "Thu 2026-12-17 08:00"),
        ("Wed 2026-12-16 16:01", "Thu 2026-12-17 08:00", "Thu 2026-12-17 08:00"),
        # The weekend; New Year's Eve is closed by the calendar.
        ("Fri 2026-12-18 17:00", "Mon 2026-12-21 08:00", "Mon 2026-12-21 08:00"),
        ("Thu 2026-12-31 09:00", "Mon 2027-01-04 08:00", "Mon 2027-01-04 08:00"),
        # Maundy Thursday to Easter Monday 2027.
        ("Wed 2027-03-24 16:30", "Tue 2027-03-30 08:00", "Tue 2027-03-30 08:00"),
        # The clocks change in the night to Sun 28 March 2027 and Sun 25 October 2026.
        ("Fri 2026-10-23 16:01", "Mon 2026-10-26 08:00", "Mon 2026-10-26 08:00"),
    ],
)
def test_the_next_slot(now, slot, morning):
    """The first of the three hours that is not gone; the digest waits for 08."""
    assert next_slot(moment(now), works, morning_only=False) == moment(slot)
    assert next_slot(moment(now), works, morning_only=True) == moment(morning)


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        # 08 in Copenhagen is 07 UTC in winter and 06 UTC in summer.
        (datetime(2026, 10, 23, 6, 0, tzinfo=UTC), datetime(2026, 10, 23, 6, 0, tzinfo=UTC)),
        (datetime(2026, 10, 26, 6, 0, tzinfo=UTC), datetime(2026, 10, 26, 7, 0, tzinfo=UTC)),
        (datetime(2027, 3, 26, 23, 30, tzinfo=UTC), datetime(2027, 3, 30, 6, 0, tzinfo=UTC)),
        # Half past eleven in the evening of Tuesday in London is Wednesday in Copenhagen.
        (datetime(2026, 12, 15, 23, 30, tzinfo=UTC), datetime(2026, 12, 16, 7, 0, tzinfo=UTC)),
    ],
)
def test_the_hours_are_those_of_copenhagen(now, slot):
    """Summer and winter, whatever zone the moment is told in."""
    assert next_slot(now, works, morning_only=False) == slot


def test_a_house_closed_for_weeks_is_mailed_all_the_same():
    """A deadline does not wait for the holidays, and receiving a report must never fail by a calendar."""
    slot = next_slot(moment("Wed 2026-12-16 09:00"), lambda _day: False, morning_only=False)
    assert slot == moment("Wed 2026-12-16 12:00")


def test_a_house_closed_for_too_long_is_left_alone_at_the_weekend():
    """Its mail goes from Monday to Friday."""
    slot = next_slot(moment("Fri 2026-12-18 16:01"), lambda _day: False, morning_only=False)
    assert slot == moment("Mon 2026-12-21 08:00")


@pytest.mark.parametrize("now", ["Fri 2026-07-10 16:01", "Sat 2026-07-11 09:00", "Mon 2026-07-13 07:00"])
def test_a_summer_closing_is_no_working_day_from_its_first_to_its_last(now):
    """Three weeks with the weekends around them; what falls due meanwhile is mailed on the morning after."""

    def open_again(day: date) -> bool:
        return works(day) and not on("Mon 2026-07-13") <= day <= on("Fri 2026-07-31")

    assert next_slot(moment(now), open_again, morning_only=False) == moment("Mon 2026-08-03 08:00")


def test_a_slot_is_always_ahead_and_on_the_hour():
    """For every half hour of two weeks around the change of the clocks."""
    now = moment("Mon 2026-10-19 00:00").astimezone(UTC)
    for step in range(2 * 24 * 14):
        asked = now + timedelta(minutes=30 * step)
        slot = next_slot(asked, works, morning_only=False)
        assert slot >= asked
        assert (slot.astimezone(COPENHAGEN).hour, slot.minute) in {(8, 0), (12, 0), (16, 0)}
        assert works(slot.astimezone(COPENHAGEN).date())
