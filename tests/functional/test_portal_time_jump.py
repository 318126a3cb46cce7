"""The portal while the machine's date is wrong: it receives, seals to who is there, and promises no date."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from crypto.receipt import parse_receipt_code
from intake.clock import COPENHAGEN
from intake.web.writing import LOOK_AGAIN_DAYS
from tests.builders import PortalWorld, a_portal, promise
from tests.functional.test_portal_mailbox import ask
from tests.functional.test_portal_report import come_back, send_report
from tests.visitor import Visitor

TODAY = date(2026, 11, 23)
AHEAD = datetime(2027, 5, 24, 9, tzinfo=COPENHAGEN)
BACK = datetime(2020, 1, 2, 9, tzinfo=COPENHAGEN)


@pytest.fixture
def world(tmp_path: Path) -> PortalWorld:
    """A portal for which the clock has published the dates of Monday 23 November 2026 and some days after."""
    world = a_portal(tmp_path / "portal")
    for days in range(3):
        day = TODAY + timedelta(days=days)
        promise(world.reception, day, day + timedelta(days=7), day + timedelta(days=90))
    return world


def sent(world: PortalWorld) -> tuple[str, str, date]:
    """Send a report: the words of the receipt, its code, and the day that is stored."""
    visitor = Visitor(world.app.test_client())
    code = send_report(visitor)
    words = visitor.words()
    with world.reception.engine.connect() as connection:
        (day,) = connection.exec_driver_sql("SELECT received_on FROM submission").scalars()
    return words, code, date.fromisoformat(day)


def test_set_back_before_the_founding_it_receives_as_of_the_day_that_the_clock_knows(
    world: PortalWorld,
) -> None:
    """Nobody stood in the directory in 2020; the report is sealed to who stands there, and has its dates."""
    world.clock.moment = BACK
    words, code, day = sent(world)
    assert day == TODAY
    assert "23 November 2026" in words
    assert "30 November 2026" in words
    assert "2020" not in words
    visitor = Visitor(world.app.test_client())
    assert "23 November 2026" in come_back(visitor, code)


def test_set_back_before_the_founding_it_receives_although_no_clock_has_run(tmp_path: Path) -> None:
    """Nothing is published yet: it goes by the first day on which somebody could be sealed to."""
    world = a_portal(tmp_path / "portal")
    world.clock.moment = BACK
    words, _code, day = sent(world)
    assert day == date(2026, 1, 1)
    assert "2020" not in words


def test_half_a_year_ahead_it_receives_and_tells_no_date(world: PortalWorld) -> None:
    """The receipt says in words by when, and on no day of the jump to look again."""
    world.clock.moment = AHEAD
    words, _code, day = sent(world)
    assert day == AHEAD.date()  # The clock takes it as of the day that it goes by.
    assert "2027" not in words
    for told in ("within seven days", "within three months", f"in {LOOK_AGAIN_DAYS} days"):
        assert told in words


def test_half_a_year_ahead_a_question_can_still_be_answered(world: PortalWorld) -> None:
    """It was to be answered by Friday 27 November 2026, and that day is not over."""
    visitor = Visitor(world.app.test_client())
    code = send_report(visitor)
    ask(world, parse_receipt_code(code))
    world.clock.moment = AHEAD
    come_back(visitor, code)
    assert "The time to answer was over" not in visitor.words()
    visitor.press("Yes, you may do that")
    assert "You answered yes." in visitor.words()


@pytest.mark.parametrize(("days", "told"), [(1, True), (2, False)])
def test_a_day_after_the_clock_a_date_is_told_and_two_days_after_none(
    world: PortalWorld, days: int, told: bool
) -> None:
    """It may tick a little after midnight; later it has stopped, and its dates may be wrong."""
    world.clock.go(days=days)
    words, _code, _day = sent(world)
    assert ("within seven days" not in words) == told


def test_what_the_portal_looks_at_is_read_again_when_the_time_is_set_back(world: PortalWorld) -> None:
    """It looks every half minute, whichever way the time has gone since."""
    Visitor(world.app.test_client()).get("/en/")
    day = TODAY + timedelta(days=9)
    with world.reception.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM published")
    promise(world.reception, day, day + timedelta(days=7), day + timedelta(days=90))
    world.clock.moment = BACK
    assert sent(world)[2] == day
