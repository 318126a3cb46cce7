"""Properties of stopping, beginning anew and giving longer, for every rule as if its source allowed it."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate

from hypothesis import example, given
from hypothesis import strategies as st

from triage.engine.calendar import is_working_day
from triage.engine.changes import ChangeKind, ClockChange
from triage.engine.compute import compute
from triage.engine.deadline import Deadline
from triage.rules.codes import COUNTED_BY_MONTH, ClockReason, Interrupted, TimeUnit
from triage.rules.model import Interruption, Period, Rule, ShortestRest
from triage.rules.rulebook import load_rulebook

AIM = Period(2, TimeUnit.DAY, None, None)
ANY = tuple(ClockReason)
REST = ShortestRest(14, TimeUnit.DAY, source="A source of this test")


def allowing(rule: Rule) -> list[Rule]:
    """The rule as it were, did its source allow everything: running on with and without a shortest rest, and
    counting anew.
    """
    return [
        replace(
            rule,
            may_pause=True,
            pause_reasons=ANY,
            interruption=way,
            by_notice=True,
            target=AIM,
        )
        for way in (
            Interruption(Interrupted.RUNS_ON, ANY, REST),
            Interruption(Interrupted.RUNS_ON, ANY),
            Interruption(Interrupted.COUNTS_ANEW, ANY),
        )
    ]


RULES = [
    allowed
    for versions in load_rulebook().versions.values()
    for rule in versions
    if not rule.own_length and rule.period.unit is not TimeUnit.HOUR
    for allowed in allowing(rule)
]
BY_DAYS = [rule for rule in RULES if rule.period.unit not in COUNTED_BY_MONTH and rule.lead is None]
WITH_REST = [rule for rule in RULES if rule.interruption and rule.interruption.at_least]
starts = st.dates(date(2020, 1, 1), date(2050, 12, 31))
gaps = st.lists(st.integers(0, 40), min_size=2, max_size=8)
kinds = st.sampled_from(list(ChangeKind))
any_turns = st.lists(st.tuples(kinds, st.integers(0, 60), st.integers(-5, 200)), max_size=8)


def stood(start: date, naps: list[int]) -> list[ClockChange]:
    """Stopped and taken up again by turns, so many days after one another."""
    days = list(accumulate(naps))
    return [
        ClockChange(
            ChangeKind.SUSPENDED if number % 2 == 0 else ChangeKind.RESUMED, start + timedelta(days=day)
        )
        for number, day in enumerate(days)
    ]


def some(start: date, drawn: list[tuple[ChangeKind, int, int]]) -> list[ClockChange]:
    """Any turns in any order, possible or not."""
    days = accumulate(gap for _, gap, _ in drawn)
    return [
        ClockChange(kind, start + timedelta(days=day), start + timedelta(days=day + later))
        for day, (kind, _, later) in zip(days, drawn, strict=True)
    ]


def dates(found: Deadline) -> tuple[date, date]:
    """Both dates."""
    return found.due_strict, found.due_latest


@given(st.sampled_from(RULES), starts, any_turns)
def test_no_turn_makes_a_date_earlier(
    rule: Rule, start: date, drawn: list[tuple[ChangeKind, int, int]]
) -> None:
    """Both dates stay or grow, the strict one never passes the latest, the aim never the strict."""
    changes = some(start, drawn)
    before = compute(rule, start)
    for number in range(len(changes) + 1):
        found = compute(rule, start, changes=changes[:number])
        assert before.due_strict <= found.due_strict <= found.due_latest
        assert before.due_latest <= found.due_latest
        assert found.due_target is not None
        assert found.due_target <= found.due_strict
        assert found.original_strict == compute(rule, start).due_strict
        before = found


def test_counted_anew_is_never_earlier_than_the_rest_would_have_been() -> None:
    """A month from 29 January ends on 28 February; with nine days' rest it was 1 March, and stays so."""
    *_runs_on, rule = (each for each in RULES if each.id == "GDPR-12-3")
    start = date(2027, 1, 20)
    pause = [ClockChange(ChangeKind.SUSPENDED, start), ClockChange(ChangeKind.RESUMED, date(2027, 1, 29))]
    anew = [*pause, ClockChange(ChangeKind.RESTARTED, date(2027, 1, 29))]
    assert compute(rule, start, changes=pause).due_strict == date(2027, 3, 1)
    assert compute(rule, start, changes=anew).due_strict == date(2027, 3, 1)


@given(st.sampled_from(RULES), starts, gaps, st.integers(1, 30))
def test_a_longer_pause_is_never_an_earlier_date(rule: Rule, start: date, naps: list[int], more: int) -> None:
    """Monotone in the day of the resumption."""
    changes = stood(start, naps[:2])
    later = [changes[0], replace(changes[1], on=changes[1].on + timedelta(days=more))]
    one, other = compute(rule, start, changes=changes), compute(rule, start, changes=later)
    assert one.due_strict <= other.due_strict
    assert one.due_latest <= other.due_latest


@given(st.sampled_from(RULES), starts, st.integers(0, 40))
def test_taken_up_on_the_same_day_nothing_changed(rule: Rule, start: date, gap: int) -> None:
    """Neither the dates nor the reasons."""
    assert compute(rule, start, changes=stood(start, [gap, 0])) == compute(rule, start)


@given(st.sampled_from(RULES), starts, kinds, st.integers(1, 400))
def test_what_comes_after_the_date_mends_nothing(
    rule: Rule, start: date, kind: ChangeKind, late: int
) -> None:
    """A breach is not undone by a turn."""
    plain = compute(rule, start)
    on = plain.due_strict + timedelta(days=late)
    assert compute(rule, start, changes=[ClockChange(kind, on, on + timedelta(days=30))]) == plain


@given(st.sampled_from(RULES), starts, gaps)
def test_what_is_settled_stays_where_it_was(rule: Rule, start: date, naps: list[int]) -> None:
    """Turns after the day on which a clock was met move it no more."""
    changes = stood(start, naps)
    end = start + timedelta(days=sum(naps) // 2)
    done = {rule.satisfied_by[0]: end}
    if rule.satisfied_by[0] == rule.starts:
        return
    kept = [change for change in changes if change.on <= end]
    assert compute(rule, start, done, changes=changes) == compute(rule, start, done, changes=kept)


edges = st.one_of(
    starts,
    st.builds(date, st.sampled_from((2023, 2024, 2028, 2100)), st.just(2), st.just(28)),
    st.builds(date, st.sampled_from((2024, 2028, 2096)), st.just(2), st.just(29)),
    st.builds(date, st.integers(2023, 2030), st.sampled_from((1, 3, 5, 12)), st.just(31)),
)


@given(st.sampled_from(WITH_REST), edges, any_turns)
def test_a_shortest_rest_moves_the_latest_date_alone(
    rule: Rule, start: date, drawn: list[tuple[ChangeKind, int, int]]
) -> None:
    """Nobody has confirmed it, so the date to keep, the aim and the first date are what they were without."""
    assert rule.interruption is not None
    without = replace(rule, interruption=replace(rule.interruption, at_least=None))
    changes = some(start, drawn)
    one, other = compute(rule, start, changes=changes), compute(without, start, changes=changes)
    assert one.due_latest >= other.due_latest
    assert (one.due_strict, one.due_target, one.original_strict) == (
        other.due_strict,
        other.due_target,
        other.original_strict,
    )
    assert (one.due_latest > other.due_latest) == any(each.code == "at_least" for each in one.trace)


def test_a_shortest_rest_outlasts_a_date_that_was_told_and_a_second_stop() -> None:
    """Fourteen days from Thursday 12 March 2026, and two more on which it stood; said so each time."""
    rule = next(each for each in WITH_REST if each.id == "RSL-66")
    start, asked = date(2026, 2, 16), date(2026, 3, 12)
    changes = [
        ClockChange(ChangeKind.INTERRUPTED, asked),
        ClockChange(ChangeKind.RESTARTED, asked),
        ClockChange(ChangeKind.EXTENDED, date(2026, 3, 13), date(2026, 3, 20)),
        ClockChange(ChangeKind.SUSPENDED, date(2026, 3, 16)),
        ClockChange(ChangeKind.RESUMED, date(2026, 3, 18)),
    ]
    found = [compute(rule, start, changes=changes[:number]) for number in (2, 3, 5)]
    assert [dates(each) for each in found] == [
        (date(2026, 3, 16), date(2026, 3, 26)),
        (date(2026, 3, 20), date(2026, 3, 26)),
        (date(2026, 3, 22), date(2026, 3, 30)),
    ]
    assert all("at_least" in [each.code for each in one.trace] for one in found)


@given(st.sampled_from(WITH_REST), edges, st.integers(0, 40), st.integers(0, 90))
def test_after_an_interruption_the_shortest_rest_is_left(
    rule: Rule, start: date, gap: int, stands: int
) -> None:
    """Over month ends and leap days too: 14 days from the day it runs on, and then to a working day."""
    asked = start + timedelta(days=gap)
    if asked < compute(rule, start).starts_on or asked > compute(rule, start).due_strict:
        return
    decided = asked + timedelta(days=stands)
    changes = [ClockChange(ChangeKind.INTERRUPTED, asked), ClockChange(ChangeKind.RESTARTED, decided)]
    found = compute(rule, start, changes=changes)
    assert found.due_strict <= found.due_latest
    assert found.due_latest >= decided + timedelta(days=14)
    if found.due_strict < decided + timedelta(days=14) and rule.roll is not None:
        assert is_working_day(rule.roll, found.due_latest)


@given(st.sampled_from(BY_DAYS), starts, gaps)
@example(next(rule for rule in BY_DAYS if rule.id == "BR-FIRST"), date(2027, 2, 1), [0, 1, 0, 1])
def test_one_day_after_another_counted_by_hand(rule: Rule, start: date, naps: list[int]) -> None:
    """A second way of counting: walk day by day, and do not count the days on which the clock stood."""
    changes = stood(start, naps if len(naps) % 2 == 0 else naps[:-1])
    assert compute(rule, start, changes=changes).due_strict == walked(rule, start, changes)


def walked(rule: Rule, start: date, changes: list[ClockChange]) -> date:
    """Where one comes out who walks from the start, and how it is when one stands."""
    length = rule.period.length * (7 if rule.period.unit is TimeUnit.WEEK else 1)
    pauses = [(one.on, two.on) for one, two in zip(changes[::2], changes[1::2], strict=True)]
    day, counted, begins, stands = start, 0, start, set[date]()
    for first, last in pauses:
        # Stopped where it begins, the walk begins where it is taken up, and may be stopped there once more.
        late = 1 if first == begins else 0
        stands |= {first + timedelta(days=n + late) for n in range((last - first).days)}
        begins = last if late else begins
    while counted < length:
        day += timedelta(days=1)
        if day in stands:
            continue
        free = rule.period.calendar is not None and not is_working_day(rule.period.calendar, day)
        counted += not free
    return day
