"""Properties that hold for every rule and every start."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from triage.engine.calendar import is_working_day
from triage.engine.case_deadlines import deadlines
from triage.engine.changes import ChangeKind, ClockChange
from triage.engine.compute import compute
from triage.engine.counting import add_months
from triage.engine.deadline import Deadline, Facts
from triage.engine.ladder import due_steps, look_on, next_step_on
from triage.rules.codes import COUNTED_BY_MONTH, TimeUnit
from triage.rules.model import Rule
from triage.rules.rulebook import load_rulebook

BOOK = load_rulebook()
RULES = [rule for versions in BOOK.versions.values() for rule in versions if not rule.own_length]
BY_DAYS = [rule for rule in RULES if rule.period.unit is not TimeUnit.HOUR]
BY_HOURS = [rule for rule in RULES if rule.period.unit is TimeUnit.HOUR]

dates = st.dates(date(2015, 1, 1), date(2099, 12, 31))
moments = st.datetimes(datetime(2015, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))
closings = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=30)
gaps = st.integers(0, 400)


@given(st.sampled_from(BY_DAYS), dates, gaps)
def test_later_started_never_sooner_due(rule: Rule, start: date, gap: int) -> None:
    """Both dates are monotone in the start."""
    one, other = compute(rule, start), compute(rule, start + timedelta(days=gap))
    assert one.due_strict <= other.due_strict
    assert one.due_latest <= other.due_latest


@given(st.sampled_from(BY_HOURS), moments, st.integers(0, 10**6))
def test_hours_are_elapsed_time(rule: Rule, start: datetime, seconds: int) -> None:
    """Exactly so many hours lie between start and end on the UTC time line, and later starts end later."""
    due = compute(rule, start).due_at
    later = compute(rule, start + timedelta(seconds=seconds)).due_at
    assert due is not None
    assert later is not None
    assert due.astimezone(UTC) - start == timedelta(hours=rule.period.length)
    assert later.astimezone(UTC) - due.astimezone(UTC) == timedelta(seconds=seconds)


@given(st.sampled_from(BY_DAYS), dates)
def test_strict_is_never_after_latest(rule: Rule, start: date) -> None:
    """And a date that rolled lies on a working day at most five days on: the longest run of free days."""
    found = compute(rule, start)
    assert start <= found.due_strict <= found.due_latest
    if rule.roll is not None:
        assert is_working_day(rule.roll, found.due_latest)
        unrolled = compute(rule, start).due_strict if rule.lead is None else found.due_latest
        assert (found.due_latest - unrolled).days <= 5
    if rule.period.calendar is not None and rule.period.calendar_latest is not None and rule.period.length:
        assert is_working_day(rule.period.calendar, found.due_strict)
        assert is_working_day(rule.period.calendar_latest, found.due_latest)


@given(dates, st.integers(1, 60))
def test_months_are_counted_once(start: date, months: int) -> None:
    """The day number is the start's or the last of the month: chaining single months would lose the 31st."""
    end = add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


def test_chained_months_would_be_wrong() -> None:
    """31 January and three months is 30 April; month by month it would stop at the 28th."""
    start = date(2025, 1, 31)
    assert add_months(start, 3) == date(2025, 4, 30)
    assert add_months(add_months(add_months(start, 1), 1), 1) == date(2025, 4, 28)


@given(st.sampled_from([r for r in BY_DAYS if r.period.unit in COUNTED_BY_MONTH and r.cap]), dates, gaps)
def test_feedback_never_waits_for_a_late_acknowledgement(rule: Rule, received: date, gap: int) -> None:
    """However late the acknowledgement, the date is that of no acknowledgement at all, or an earlier one."""
    assert rule.cap is not None
    events = {rule.cap.event: received}
    never = compute(rule, None, events)
    given_later = compute(rule, received + timedelta(days=gap), events)
    assert given_later.due_strict <= never.due_strict
    assert given_later.due_latest <= never.due_latest


@given(st.dates(date(2025, 12, 1), date(2027, 1, 31)), closings)
def test_own_closing_days_move_nothing_that_is_law(start: date, closing: frozenset[date]) -> None:
    """House clocks may end later, statutes never move."""
    for rule in BY_DAYS:
        with_closing, without = compute(rule, start, own_closing=closing), compute(rule, start)
        if rule.own_closing:
            assert with_closing.due_latest >= without.due_latest
        else:
            assert with_closing.due_latest == without.due_latest
            assert with_closing.due_strict == without.due_strict


@given(st.sampled_from(BY_DAYS), dates, st.lists(gaps, min_size=1, max_size=6))
def test_alerts_come_in_order_once_each_whatever_the_pauses(rule: Rule, start: date, naps: list[int]) -> None:
    """A process that wakes up now and then hands out the same steps, in order, as one that never slept."""
    deadline = compute(rule, start)
    end = start + timedelta(days=sum(naps))
    sent: list[str] = []
    now = start
    for nap in naps:
        now += timedelta(days=nap)
        sent += [step.key for step in due_steps(deadline, now) if step.key not in sent]
    at_once = due_steps(deadline, end)
    assert sent == [step.key for step in at_once]
    assert [step.on for step in at_once] == sorted({step.on for step in at_once})


@given(st.sampled_from(BY_DAYS), dates, gaps)
def test_the_next_step_is_the_next_new_answer(rule: Rule, start: date, gap: int) -> None:
    """Nothing new comes before `next_step_on`, and something new comes on it."""
    deadline = compute(rule, start)
    today = start + timedelta(days=gap)
    coming = next_step_on(deadline, today)
    assert coming is not None
    before = due_steps(deadline, today)
    assert due_steps(deadline, coming - timedelta(days=1)) == before
    assert len(due_steps(deadline, coming)) == len(before) + 1


@given(
    st.dictionaries(st.sampled_from(sorted(BOOK.events)), st.dates(date(2024, 1, 1), date(2030, 1, 1))), dates
)
def test_any_history_gives_deadlines(happened: dict[str, date], today: date) -> None:
    """No order of events, possible or not, stops the clocks of a case."""
    for scheme in ("whistleblowing", "whistleblowing_external", "complaints"):
        found: tuple[Deadline, ...] = deadlines(Facts(scheme, happened), BOOK, today)
        assert [d.due_strict for d in found] == sorted(d.due_strict for d in found)
        assert len({d.rule for d in found}) == len(found)


moves = st.lists(st.tuples(st.integers(0, 60), st.integers(-20, 40), st.booleans()), min_size=1, max_size=6)


@given(st.sampled_from(BY_DAYS), dates, moves)
def test_looking_only_when_told_to_look_misses_no_step(
    rule: Rule, start: date, moved: list[tuple[int, int, bool]]
) -> None:
    """However the clock moves and stops, who looks on the day written down raises what a daily look would."""
    deadline = compute(rule, start)
    stopped = ClockChange(ChangeKind.SUSPENDED, start)
    daily: set[str] = set()
    told: list[str] = []
    today = start
    look = look_on(deadline, today, start)
    for gap, days, stops in moved:
        for _ in range(gap):
            today += timedelta(days=1)
            daily |= {step.key for step in due_steps(deadline, today, start)}
            if look is not None and look <= today:
                told += [step.key for step in due_steps(deadline, today, start) if step.key not in told]
                look = next_step_on(deadline, today)
            assert set(told) == daily
        due = max(start, deadline.due_strict + timedelta(days=days))
        deadline = replace(deadline, due_strict=due, stopped=stopped if stops else None)
        look = look_on(deadline, today, start)
    assert len(told) == len(set(told))
