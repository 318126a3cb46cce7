"""What a municipality has published of its limits, as a day has it."""

import json
from datetime import date

from intake.domain.published_limits import ABOUT, PublishedLimit, by_area
from tests.weekdays import on

NAMES = {"da": "Hjemmehjælp", "en": "Home help"}
OF = {"rule": "RSL-3-2", "area": "home_help", "names": NAMES, "unit": "week", "source": "Byrådet"}
LAST_YEAR = PublishedLimit(**OF, length=6, valid_from=date(2025, 1, 1), valid_to=date(2025, 12, 31))
THIS_YEAR = PublishedLimit(**OF, length=4, valid_from=date(2026, 1, 1))
SUMMER = PublishedLimit(
    **OF,
    length=8,
    valid_from=date(2026, 7, 1),
    valid_to=date(2026, 8, 31),
    announced_on=date(2026, 7, 6),
    reason={"da": "Ferie", "en": "Holidays"},
)
EVERY = (SUMMER, LAST_YEAR, THIS_YEAR)


def now(day: str) -> PublishedLimit | None:
    """What counts on a day."""
    (area,) = by_area(EVERY, on(day))
    return area.now


def test_a_change_counts_from_its_announcement_to_its_last_day() -> None:
    """Five days late; before and after it the limit that it changed counts."""
    days = ("Sun 2026-07-05", "Mon 2026-07-06", "Mon 2026-08-31", "Tue 2026-09-01")
    assert [now(day) for day in days] == [THIS_YEAR, SUMMER, SUMMER, THIS_YEAR]
    assert SUMMER.slip == 5
    (area,) = by_area(EVERY, on("Wed 2026-07-08"))
    assert (area.usual, area.others, area.slips) == (THIS_YEAR, (THIS_YEAR, LAST_YEAR), 1)


def test_until_a_new_limit_is_announced_the_one_before_it_counts() -> None:
    """As the clock of an application counts it; what is over and has none after it counts no more."""
    new = PublishedLimit(**OF, length=5, valid_from=date(2026, 1, 1), announced_on=date(2026, 1, 6))
    for day, limit in (("Mon 2026-01-05", LAST_YEAR), ("Tue 2026-01-06", new)):
        assert [each.now for each in by_area((LAST_YEAR, new), on(day))] == [limit]
    assert [each.now for each in by_area((LAST_YEAR,), on("Mon 2026-01-05"))] == [None]


def test_before_anything_was_published_nothing_counts() -> None:
    """The page says so; what is to come stands among the others."""
    assert now("Tue 2024-12-31") is None


def test_what_is_no_citizens_affair_is_not_shown() -> None:
    """A rule of the house that only the calculator knows has no place on the portal."""
    assert "BR-AGE" not in ABOUT
    assert (
        by_area(
            [PublishedLimit(**{**OF, "rule": "BR-AGE"}, length=1, valid_from=date(2026, 1, 1))],
            on("Wed 2026-07-08"),
        )
        == ()
    )


def test_it_comes_back_from_a_snapshot_as_it_was() -> None:
    """Days and words alike."""
    for each in EVERY:
        kept = PublishedLimit.read(json.loads(json.dumps(each.row)))
        assert kept.row == each.row
        assert kept.valid_to == each.valid_to
