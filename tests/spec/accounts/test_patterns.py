"""More people than usual with one theme about one unit; and what lies still before the account is made."""

from datetime import date, timedelta

from msgspec.structs import replace

from tests.countables import Year, points
from tests.story import TAXONOMY, UNITS
from tests.weekdays import on
from triage.accounts.patterns import Pattern, patterns
from triage.accounts.stale import StaleKind, stale
from triage.cases.countable import CountableDeadline, CountableRequest
from triage.cases.recommendations import CountableFollowUp, CountableRecommendation
from triage.rules.code_lists import CodeLists

TODAY = on("Mon 2026-11-30")
LISTS = CodeLists(TAXONOMY, UNITS)
ONE = {"themes": ("no_answer",), "points": points("no_answer", unit="schools"), "unit": "schools"}


def a_year() -> Year:
    """Nobody but somebody of a year ago with another matter, so that there is something to compare with."""
    year = Year(TODAY - timedelta(days=400), TODAY)
    year.case(on=TODAY - timedelta(days=394), themes=("language",), points=points("language", unit="roads"))
    return year


def found(year: Year, days: int) -> list[Pattern]:
    """The patterns over so many days."""
    return [each for each in patterns(year.records, TODAY, LISTS) if each.days == days]


def test_three_people_in_a_week_where_one_comes_a_quarter_are_a_pattern_with_what_is_usual() -> None:
    """Four came before in the 52 weeks; the closest theme and unit are named, and each case once."""
    year = a_year()
    for ago in (20, 110, 200, 290):
        year.case(on=TODAY - timedelta(days=ago), **ONE)
    came = [year.case(on=TODAY - timedelta(days=ago), **ONE) for ago in (0, 3, 6)]
    (pattern,) = found(year, 7)

    assert (pattern.theme, pattern.unit, pattern.people) == ("no_answer", "schools", 3)
    assert (str(pattern.usual), pattern.spans) == ("0.1", 52)
    assert sorted(pattern.cases) == sorted(each.case for each in came)
    assert [each.people for each in found(year, 30)] == [4]


def test_two_people_are_none_however_often_they_come() -> None:
    """Four cases of one person are one person; what does not count, or nobody came with, is none."""
    year = a_year()
    year.inquiry_of({"on": TODAY, **ONE}, ONE, ONE, ONE)
    year.case(on=TODAY, **ONE)
    year.case(on=TODAY, not_counted="misdirected", **ONE)
    year.case(on=TODAY, own_initiative="general", **ONE)
    year.case(on=TODAY - timedelta(days=30), **ONE)

    assert patterns(year.records, TODAY, LISTS) == []


def test_what_is_as_usual_is_no_pattern() -> None:
    """Three a week all year long, and three this week."""
    year = a_year()
    for week in range(53):
        year.cases(3, on=TODAY - timedelta(days=7 * week), **ONE)

    assert patterns(year.records, TODAY, LISTS) == []


def test_without_anything_from_before_nothing_is_called_usual() -> None:
    """The first week of an installation: three people are shown, and that nothing is there to compare."""
    year = Year(TODAY - timedelta(days=6), TODAY)
    year.cases(3, on=TODAY, **ONE)

    assert [(each.days, each.people, each.usual) for each in patterns(year.records, TODAY, LISTS)] == [
        (7, 3, None),
        (30, 3, None),
    ]


def kinds(year: Year) -> list[StaleKind]:
    """What lies still in the cases of a year."""
    return [each.kind for record in year.records for each in stale(record, TODAY)]


def clock(rule: str, due_on: date, subject: str = "", **told: object) -> CountableDeadline:
    """A clock that began in September."""
    began = on("Tue 2026-09-01")
    return CountableDeadline(rule, subject, began, due_on, due_on, **told)  # type: ignore[arg-type]  # days


def test_what_is_late_and_open_lies_still_and_what_is_met_or_stands_does_not() -> None:
    """A request, a promise and an idle case; on the very day nothing is late yet."""
    year, yesterday = a_year(), TODAY - timedelta(days=1)
    year.records.clear()
    case = year.case(on=TODAY, themes=("no_answer",))
    year.records = [
        replace(
            case,
            deadlines=(
                clock("BR-REPLY", yesterday, "schools"),
                clock("BR-PROMISE", yesterday),
                clock("BR-DORMANT", yesterday),
                clock("BR-REPLY", TODAY, "roads"),
                clock("BR-FOLLOW-UP", yesterday, "schools", settled_on=TODAY),
                clock("BR-HEARING", yesterday, "schools", paused_now=True),
                clock("BR-ACK", yesterday),
            ),
        )
    ]

    assert kinds(year) == [StaleKind.NOT_ANSWERED, StaleKind.PROMISE, StaleKind.IDLE]


def test_what_will_be_missing_in_the_account_is_told_once_the_case_is_closed_or_old() -> None:
    """A request that a closed case never had answered too; a new case is still being sorted."""
    year, old = a_year(), TODAY - timedelta(days=40)
    year.records.clear()
    year.case(on=TODAY)
    year.case(on=old, rejection="older_than_a_year", kind="rejected")
    year.case(on=old, not_counted="misdirected")
    year.case(on=old)
    year.case(
        on=TODAY,
        closed_on=TODAY,
        kind="complaint",
        themes=("no_answer",),
        requests=(CountableRequest("schools", old),),
    )

    assert kinds(year) == [StaleKind.NO_TYPE, StaleKind.NO_THEME, StaleKind.NOT_ANSWERED]


def test_a_recommendation_lies_still_while_nobody_was_told_or_a_unit_has_not_answered() -> None:
    """For ninety days it may; that there is no answer is one, once it is said."""
    long_ago, lately = (TODAY - timedelta(days=ago) for ago in (91, 90))
    made = CountableRecommendation("R", long_ago, 2026, 1, "teaching", units=("schools",))
    told = (
        CountableFollowUp("schools", long_ago),
        CountableFollowUp("roads", lately),
        CountableFollowUp("town", long_ago, answer="no_answer"),
    )

    assert [each.since for each in stale(made, TODAY)] == [long_ago]
    assert [each.unit for each in stale(replace(made, told=told), TODAY)] == ["schools"]
    for each in (replace(made, on=lately), replace(made, told=told, closed_on=TODAY)):
        assert list(stale(each, TODAY)) == []
