"""
What came in while Betro did not believe the time has its own day as soon as somebody says that it is right;
where the date was wrong and is put right, what was recorded stays.
"""

from datetime import date, datetime, timedelta

import pytest

from tests.clockwork import REPORT, Clockwork, a_clockwork, at
from triage.services.clock.steadiness import confirm, is_off
from triage.services.history.one_by_one import SomeFailedError

FRIDAY = at("Fri 2026-11-27", 15)
WEEKS_LATER = at("Fri 2026-12-18", 9)


@pytest.fixture
def town(tmp_path) -> Clockwork:
    """An installation whose clock has ticked on Friday afternoon, and then no more."""
    town = a_clockwork(tmp_path / "town", FRIDAY)
    town.tick()
    return town


def confirmed(town: Clockwork, now: datetime) -> None:
    """Somebody says that the time is right; the clock ticks on."""
    confirm(town.organisation, now=now)
    assert town.tick(now + timedelta(minutes=1), jumped=True) == ()
    town.is_sound()


def received(town: Clockwork) -> list[date]:
    """The days with which the cases stand there."""
    return sorted(row.received_on for row in town.cases)


def test_after_a_weekend_without_the_clock_each_report_has_its_own_day(town):
    """The portal was up: Saturday, Sunday, and Monday before the clock was started again."""
    codes = {
        day.date(): town.send(REPORT, now=day)
        for day in (at("Sat 2026-11-28", 8), at("Sun 2026-11-29", 8), at("Mon 2026-11-30", 8))
    }
    monday = at("Mon 2026-11-30", 9)
    town.tick(monday, jumped=True)
    assert received(town) == [date(2026, 11, 28)] * 3
    confirmed(town, monday + timedelta(minutes=30))
    assert received(town) == sorted(codes)
    for day, code in codes.items():
        card = town.mailbox(code).card
        assert card is not None
        assert (card.received_on, card.acknowledged_on) == (day, day)
    assert not town.rows("triage", "alert", rule="WB-ACK")


def test_a_report_of_the_day_of_waking_is_not_overdue_when_the_time_is_confirmed(tmp_path):
    """Three weeks of sleep, and nobody acknowledges by itself: it is a report of today, with all its time."""
    town = a_clockwork(tmp_path / "town", FRIDAY, automatic_acknowledgement=False)
    town.tick()
    town.tick(WEEKS_LATER, jumped=True)
    town.send(REPORT, now=WEEKS_LATER)
    town.tick(WEEKS_LATER + timedelta(minutes=5), jumped=True)
    assert received(town) == [FRIDAY.date()]
    confirmed(town, WEEKS_LATER + timedelta(minutes=30))
    assert received(town) == [WEEKS_LATER.date()]
    due = {each.rule: each for each in town.case_file.deadlines}["WB-ACK"]
    assert (due.starts_on, due.is_breached(town.now.date())) == (WEEKS_LATER.date(), False)
    assert all(each.mistaken for each in town.case_file.case.breaches)
    assert not town.rows("triage", "alert", rule="WB-ACK")


def test_a_message_of_that_time_has_its_own_day_too(town):
    """The answer that is owed counts from the day on which the reporter wrote, and the case's day stays."""
    code = town.send()
    town.tick()
    town.decide_opened()
    town.tick(WEEKS_LATER, jumped=True)
    town.now = WEEKS_LATER
    town.write(code, "Er der nyt?")
    town.tick(WEEKS_LATER + timedelta(minutes=5), jumped=True)
    confirmed(town, WEEKS_LATER + timedelta(minutes=30))
    case = town.case_file.case
    assert [one.on for one in case.unanswered] == [WEEKS_LATER.date()]
    assert case.received_on == FRIDAY.date()


def test_a_day_that_a_wrong_date_told_is_not_taken_up_when_another_jump_is_confirmed(town):
    """Ahead for an hour, put right; weeks later the clock has slept and somebody confirms that time."""
    ahead = at("Wed 2026-12-09")
    town.send(REPORT, now=ahead)
    town.tick(ahead, jumped=True)
    town.tick(FRIDAY + timedelta(hours=1), jumped=True)
    assert received(town) == [FRIDAY.date()]
    town.tick(FRIDAY + timedelta(days=1, hours=1), jumped=True)
    town.tick(WEEKS_LATER, jumped=True)
    confirmed(town, WEEKS_LATER + timedelta(minutes=30))
    assert received(town) == [FRIDAY.date()]
    assert "arrival:corrected" not in town.told()


def test_confirming_twice_changes_nothing_more(town):
    """What has its own day is left alone."""
    town.send(REPORT, now=WEEKS_LATER)
    town.tick(WEEKS_LATER, jumped=True)
    for minutes in (30, 40):
        confirmed(town, WEEKS_LATER + timedelta(minutes=minutes))
    assert town.told().count("arrival:corrected") == 1


def test_a_case_that_cannot_be_read_keeps_nobody_shut_out(town, caplog):
    """The time is confirmed, the other case has its day, and the one is told of without its words."""
    for _ in range(2):
        town.send(REPORT, now=WEEKS_LATER)
    town.tick(WEEKS_LATER, jumped=True)
    one = '(SELECT handle FROM "case" LIMIT 1)'
    town.sql("triage", f"""UPDATE event SET payload = '{{}}' WHERE "case" = {one}""")
    with pytest.raises(SomeFailedError):
        confirm(town.organisation, now=WEEKS_LATER)
    assert not is_off(town.organisation, WEEKS_LATER)
    assert received(town) == [FRIDAY.date(), WEEKS_LATER.date()]
    assert "confirm: one failed" in caplog.text
