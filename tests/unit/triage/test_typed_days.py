"""What somebody means who types a day in a hurry, on Monday 2026-11-23."""

from datetime import date

import pytest

from tests.weekdays import on
from triage.office.typed_days import read_day

MONDAY = "Mon 2026-11-23"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("3/11", "Tue 2026-11-03"),
        (" 3. 11. ", "Tue 2026-11-03"),
        ("3-11-26", "Tue 2026-11-03"),
        ("0311", "Tue 2026-11-03"),
        ("03112026", "Tue 2026-11-03"),
        ("2026-11-03", "Tue 2026-11-03"),
        ("23/11", MONDAY),
        ("24/11", "Mon 2025-11-24"),
        ("31/12/2026", "Thu 2026-12-31"),
        ("i dag", MONDAY),
        ("Today", MONDAY),
        ("I  går", "Sun 2026-11-22"),
        ("yesterday", "Sun 2026-11-22"),
    ],
)
def test_a_day_is_understood_as_people_write_it(typed: str, day: str) -> None:
    """Day before month; without a year it is the last one that has come."""
    assert read_day(typed, on(MONDAY)) == on(day)


@pytest.mark.parametrize(
    "typed", [
        "", "31/2", "0000", "11/2026", "32112026", "i morgen", "3/11/126", "²/11", "01010001", "31/12/9999"
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused(typed: str) -> None:
    """Nothing is guessed of what is none, and nobody means a day that is centuries away."""
    with pytest.raises(ValueError, match=r".*"):
        read_day(typed, on(MONDAY))


def test_the_last_of_february_is_that_of_a_year_that_has_it() -> None:
    """In 2026 there was none, and the year before has none either."""
    with pytest.raises(ValueError, match="day"):
        read_day("29/2", date(2026, 11, 23))
    assert read_day("29/2", date(2029, 1, 8)) == date(2028, 2, 29)
