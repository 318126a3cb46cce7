"""Working days: our computed holidays against the `holidays` package, and where calendars differ."""

from datetime import date, timedelta

import holidays
import pytest

from triage.engine.calendar import easter_sunday, holidays_of, is_working_day, next_working_day, why_free
from triage.rules.rulebook import load_rulebook

BOOK = load_rulebook()
STRICT, STATUTORY, WEEKDAYS = (BOOK.calendars[id_] for id_ in ("strict", "statutory", "weekdays"))
YEARS = range(2015, 2101)
CLOSING = frozenset({date(2026, 7, 20)})


def test_easter() -> None:
    """Easter Sundays as printed in calendars, among them the earliest and the latest of the century."""
    printed = [
        "2023-04-09",
        "2024-03-31",
        "2025-04-20",
        "2026-04-05",
        "2027-03-28",
        "2028-04-16",
        "2029-04-01",
    ]
    printed += ["2030-04-21", "2035-03-25", "2038-04-25", "2100-03-28"]
    assert [easter_sunday(int(text[:4])).isoformat() for text in printed] == printed


@pytest.mark.parametrize("year", YEARS)
def test_public_holidays_agree_with_the_holidays_package(year: int) -> None:
    """The public holidays of `strict` are those of the package, to the day, Great Prayer Day included."""
    assert set(holidays_of(STRICT, year)) == set(holidays.country_holidays("DK", years=year, language="da"))


@pytest.mark.parametrize("year", YEARS)
def test_statutory_adds_three_days_and_not_the_first_of_may(year: int) -> None:
    """The package's optional days hold 1 May, which the acts do not name; the other three are ours."""
    package = holidays.country_holidays("DK", years=year, categories=("public", "optional"), language="da")
    first_of_may = date(year, 5, 1)
    ours = set(holidays_of(STATUTORY, year))
    assert ours - {first_of_may} == set(package) - {first_of_may}
    assert (first_of_may in ours) == (first_of_may in holidays_of(STRICT, year))


@pytest.mark.parametrize("year", YEARS)
def test_french_holidays_agree_with_the_holidays_package(year: int) -> None:
    """The days of `fr` are those of the package; those that fall on a weekend change nothing."""
    assert set(holidays_of(BOOK.calendars["fr"], year)) == set(holidays.country_holidays("FR", years=year))


@pytest.mark.parametrize("year", YEARS)
def test_working_days_agree_with_the_holidays_package(year: int) -> None:
    """Day by day the same answer, weekends included."""
    package = holidays.country_holidays("DK", years=[year, year + 1], language="da")
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range(365)]
    assert [is_working_day(STRICT, day) for day in days] == [package.is_working_day(day) for day in days]


@pytest.mark.parametrize(
    ("day", "strict", "statutory", "weekdays"),
    [
        ("Fri 2023-05-05", "great_prayer_day", "great_prayer_day", "great_prayer_day"),
        ("Fri 2024-04-26", None, None, None),
        ("Fri 2026-05-01", None, None, None),
        ("Fri 2026-06-05", None, "constitution_day", None),
        ("Thu 2026-12-24", None, "christmas_eve", None),
        ("Thu 2026-12-31", None, "new_years_eve", None),
        ("Fri 2026-05-15", None, None, None),
        ("Sat 2026-11-21", "saturday", "saturday", None),
        ("Sun 2026-11-22", "sunday", "sunday", "sunday"),
        ("Mon 2028-06-05", "whit_monday", "whit_monday", "whit_monday"),
        ("Sat 2026-12-26", "second_christmas_day", "second_christmas_day", "second_christmas_day"),
    ],
)
def test_days_on_which_calendars_differ(
    day: str, strict: str | None, statutory: str | None, weekdays: str | None
) -> None:
    """A free day is named, and a day that is free twice is named once."""
    on = date.fromisoformat(day[4:])
    assert f"{on:%a}" == day[:3]
    assert [why_free(c, on) for c in (STRICT, STATUTORY, WEEKDAYS)] == [strict, statutory, weekdays]


def test_own_closing_day_is_named_only_where_it_is_asked_for() -> None:
    """The office's own closing is a reason of its own, and no reason at all for anybody else."""
    monday = date(2026, 7, 20)
    assert why_free(STATUTORY, monday, CLOSING) == "own_closing"
    assert why_free(STATUTORY, monday) is None
    assert next_working_day(STATUTORY, date(2026, 7, 18), CLOSING) == date(2026, 7, 21)


@pytest.mark.parametrize("calendar", BOOK.calendars.values(), ids=lambda calendar: calendar.id)
def test_somebody_has_looked_at_next_year(calendar) -> None:
    """Fails in the year before a calendar goes stale.

    What to do then: look up whether a holiday was made or abolished, correct triage/rules/calendars.toml,
    compare with a new `holidays` package (the tests above), then move `best_before` on by two years and raise
    `version`.
    """
    end_of_next_year = date(date.today().year + 1, 12, 31)
    assert calendar.best_before >= end_of_next_year
