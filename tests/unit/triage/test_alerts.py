"""The alert ladder: on which days somebody is warned."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from intake.clock import COPENHAGEN
from tests.weekdays import on
from triage.engine.changes import ChangeKind, ClockChange
from triage.engine.compute import compute
from triage.engine.deadline import Deadline
from triage.engine.ladder import due_steps, look_on, next_step_on
from triage.rules.rulebook import load_rulebook

BOOK = load_rulebook()


def clock(rule: str, start: str, **events: str) -> Deadline:
    """A deadline of a rule; events by their short names."""
    tags = {event.name: event.tag for event in BOOK.events.values()}
    happened = {tags[name]: on(text) for name, text in events.items()}
    return compute(BOOK.rule(rule, on(start)), on(start), happened)


def steps(deadline: Deadline, today: str, since: date | None = None) -> list[tuple[str, str]]:
    """Name and day of each step that has come."""
    found = due_steps(deadline, on(today), since)
    return [(step.key.partition(":")[2], f"{step.on:%a %F}") for step in found]


def test_seven_days_warn_on_days_three_five_six_and_seven() -> None:
    """Half, three quarters, nine tenths, all: rounded down, so that no warning is late."""
    assert steps(clock("WB-ACK", "Mon 2026-11-16"), "Mon 2026-11-23") == [
        ("p50", "Thu 2026-11-19"),
        ("p75", "Sat 2026-11-21"),
        ("p90", "Sun 2026-11-22"),
        ("p100", "Mon 2026-11-23"),
    ]


def test_three_months_warn_by_days_before() -> None:
    """Thirty, fourteen, seven, three and one, and on the day itself."""
    found = steps(clock("WB-FB", "Mon 2026-11-16"), "Tue 2027-02-16")
    assert found == [
        ("d30", "Sun 2027-01-17"),
        ("d14", "Tue 2027-02-02"),
        ("d7", "Tue 2027-02-09"),
        ("d3", "Sat 2027-02-13"),
        ("d1", "Mon 2027-02-15"),
        ("d0", "Tue 2027-02-16"),
    ]


@pytest.mark.parametrize(("rule", "first"), [("GDPR-12-3", "p50"), ("BL-20-3", "d30")])
def test_a_month_is_a_short_clock(rule: str, first: str) -> None:
    """Clocks up to 31 days go by percent, longer ones by days before."""
    assert steps(clock(rule, "Mon 2026-12-14"), "Wed 2027-06-30")[0][0] == first


def test_overdue_warns_ever_more_seldom_and_after_two_weeks_every_week() -> None:
    """From the day after the strict date, for as long as it takes."""
    deadline = clock("WB-ACK", "Mon 2026-11-16")
    found = steps(deadline, "Mon 2026-12-21")
    assert found[4:] == [
        ("late1", "Tue 2026-11-24"),
        ("late3", "Thu 2026-11-26"),
        ("late7", "Mon 2026-11-30"),
        ("late14", "Mon 2026-12-07"),
        ("late21", "Mon 2026-12-14"),
        ("late28", "Mon 2026-12-21"),
    ]
    *_, first, second = due_steps(deadline, on("Thu 2026-11-26"))
    assert (first.is_overdue, first.days) == (True, -1)
    assert (second.is_overdue, second.days) == (True, -3)


def test_escalation_waits_for_the_date_that_may_still_be_argued() -> None:
    """The strict date is Christmas Day, the latest Monday 28th: its fourteenth day is 11 January."""
    deadline = clock("BR-REPLY", "Fri 2026-12-04")
    assert (deadline.due_strict, deadline.due_latest) == (on("Fri 2026-12-25"), on("Mon 2026-12-28"))
    assert reaches(deadline, "Fri 2027-01-15")[-2:] == [("late14", "stand_in"), ("late21", "administrator")]


def test_a_closed_deadline_warns_nobody() -> None:
    """Satisfied, late or not, it is silent, and nothing more is coming."""
    deadline = clock("WB-ACK", "Mon 2026-11-16", acknowledged="Wed 2026-11-25")
    assert due_steps(deadline, on("Mon 2026-11-30")) == ()
    assert next_step_on(deadline, on("Mon 2026-11-30")) is None


def test_steps_on_one_day_are_one_warning() -> None:
    """Two working days from Monday: half of two days is Tuesday, the rest is not asked for twice."""
    assert steps(clock("BR-READ", "Mon 2026-11-16"), "Wed 2026-11-18") == [
        ("p90", "Tue 2026-11-17"),
        ("p100", "Wed 2026-11-18"),
    ]


def test_born_overdue_warns_once_and_then_weekly() -> None:
    """A letter found in a drawer after two months: one warning for all that was missed."""
    deadline = clock("WB-ACK", "Mon 2026-09-14")
    found_on = on("Mon 2026-11-16")
    assert len(due_steps(deadline, found_on)) > 10
    assert steps(deadline, "Tue 2026-11-24", found_on) == [
        ("late49", "Mon 2026-11-09"),
        ("late56", "Mon 2026-11-16"),
        ("late63", "Mon 2026-11-23"),
    ]


def test_registered_in_the_middle_keeps_one_missed_warning() -> None:
    """What would have rung before anybody knew rings once, as the most urgent of it."""
    deadline = clock("WB-ACK", "Mon 2026-11-16")
    assert steps(deadline, "Sat 2026-11-21", on("Sat 2026-11-21")) == [
        ("p50", "Thu 2026-11-19"),
        ("p75", "Sat 2026-11-21"),
    ]


def test_a_moved_date_rings_again() -> None:
    """The key holds the strict date, so a second referral is not silenced by the first one's alerts."""
    one, other = clock("BR-REPLY", "Mon 2026-11-02"), clock("BR-REPLY", "Tue 2026-11-03")
    today = on("Mon 2026-12-07")
    assert {r.key for r in due_steps(one, today)}.isdisjoint(r.key for r in due_steps(other, today))


def test_a_week_of_silence_is_caught_up_in_order() -> None:
    """The process slept from Wednesday to Thursday week: everything missed comes, oldest first."""
    deadline = clock("WB-ACK", "Mon 2026-11-16")
    before = due_steps(deadline, on("Wed 2026-11-18"))
    after = due_steps(deadline, on("Thu 2026-11-26"))
    assert before == ()
    assert [step.on for step in after] == sorted(step.on for step in after)
    assert len(after) == 6


def test_the_clock_set_back_takes_nothing_back() -> None:
    """An hour or a day earlier, the answer is a beginning of the later one."""
    deadline = clock("WB-ACK", "Mon 2026-11-16")
    later, earlier = due_steps(deadline, on("Thu 2026-11-26")), due_steps(deadline, on("Mon 2026-11-23"))
    assert later[: len(earlier)] == earlier


def reaches(deadline: Deadline, today: str) -> list[tuple[str, str]]:
    """Name of each step that has come, and how far it goes."""
    return [(step.key.partition(":")[2], str(step.to)) for step in due_steps(deadline, on(today))]


def test_a_short_clock_goes_to_the_handler_the_stand_in_and_the_administrator_in_turn() -> None:
    """As ladder.toml says, and for all days to come as on the last it names."""
    assert reaches(clock("WB-ACK", "Mon 2026-11-16"), "Mon 2026-12-14") == [
        ("p50", "handler"),
        ("p75", "handler"),
        ("p90", "stand_in"),
        ("p100", "stand_in"),
        ("late1", "stand_in"),
        ("late3", "stand_in"),
        ("late7", "stand_in"),
        ("late14", "administrator"),
        ("late21", "administrator"),
    ]


def test_a_long_clock_goes_to_them_in_turn() -> None:
    """The stand-in hears of it three days before, the administrator two weeks after."""
    assert reaches(clock("WB-FB", "Mon 2026-11-16"), "Tue 2027-03-02") == [
        ("d30", "handler"),
        ("d14", "handler"),
        ("d7", "handler"),
        ("d3", "stand_in"),
        ("d1", "stand_in"),
        ("d0", "stand_in"),
        ("late1", "stand_in"),
        ("late3", "stand_in"),
        ("late7", "stand_in"),
        ("late14", "administrator"),
    ]


def in_hours(rule: str, start: datetime) -> Deadline:
    """A clock in hours."""
    return compute(BOOK.rule(rule, start.date()), start, {})


def test_a_clock_in_hours_rings_by_the_hour_and_when_it_has_passed_by_the_day() -> None:
    """From Mon 16 November at 10: at once, at 22, at 4, at 7:36, when it has passed, and on days after."""
    deadline = in_hours("BL-24H", datetime(2026, 11, 16, 10, tzinfo=COPENHAGEN))

    def names(day: int, hour: int, minute: int = 0) -> list[str]:
        now = datetime(2026, 11, day, hour, minute, tzinfo=COPENHAGEN)
        return [step.key.split(":")[1] for step in due_steps(deadline, now)]

    assert names(16, 10) == []
    assert names(16, 10, 1) == ["p0"]
    assert names(16, 22, 1) == ["p0", "p50"]
    assert names(17, 4, 1) == ["p0", "p50", "p75"]
    assert names(17, 7, 37) == names(17, 10) == ["p0", "p50", "p75", "p90"]
    assert names(17, 10, 1) == ["p0", "p50", "p75", "p90", "late0"]
    assert names(18, 0) == ["p0", "p50", "p75", "p90", "late0", "late1"]
    *in_time, passed, later = due_steps(deadline, on("Wed 2026-11-18"))
    assert all(step.at is not None for step in (*in_time, passed))
    assert {str(step.to) for step in (*in_time, passed, later)} == {"stand_in"}
    assert (passed.is_overdue, later.is_overdue, later.at) == (False, True, None)


@pytest.mark.parametrize(("start", "half"), [("2026-10-24T21:00+02:00", 8), ("2027-03-27T20:00+01:00", 9)])
def test_the_hours_of_its_warnings_are_counted_over_the_change_of_the_clocks(start: str, half: int) -> None:
    """Twelve hours after nine in the evening is eight in the morning in autumn; in spring, eight is nine."""
    deadline = in_hours("BL-24H", datetime.fromisoformat(start))
    _, second, *_ = due_steps(deadline, deadline.due_strict)
    assert second.at is not None
    assert (second.at.hour, second.at.minute) == (half, 0)


def test_a_clock_in_hours_is_looked_at_all_day_until_it_has_passed() -> None:
    """On its days every tick looks, while a step of that day has not come, and afterwards once a day."""
    deadline = in_hours("BL-24H", datetime(2026, 11, 16, 10, tzinfo=COPENHAGEN))
    monday, tuesday = on("Mon 2026-11-16"), on("Tue 2026-11-17")
    assert look_on(deadline, monday, monday) == monday
    assert next_step_on(deadline, datetime(2026, 11, 16, 10, 1, tzinfo=COPENHAGEN)) == monday
    assert next_step_on(deadline, datetime(2026, 11, 16, 22, 1, tzinfo=COPENHAGEN)) == tuesday
    assert next_step_on(deadline, datetime(2026, 11, 17, 9, 59, tzinfo=COPENHAGEN)) == tuesday
    assert next_step_on(deadline, datetime(2026, 11, 17, 10, 1, tzinfo=COPENHAGEN)) == on("Wed 2026-11-18")


def test_a_clock_that_stands_still_rings_for_nobody_and_is_not_looked_at() -> None:
    """Neither what had come before, nor anything while it stands."""
    stopped = ClockChange(ChangeKind.SUSPENDED, on("Thu 2026-11-19"))
    deadline = replace(clock("WB-ACK", "Mon 2026-11-16"), stopped=stopped)
    for day in ("Thu 2026-11-19", "Mon 2026-11-30"):
        assert due_steps(deadline, on(day)) == ()
        assert next_step_on(deadline, on(day)) is None
        assert look_on(deadline, on(day), on("Mon 2026-11-16")) is None
