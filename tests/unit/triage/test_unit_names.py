"""A unit is found by what somebody typed of its name."""

from datetime import date

import pytest

from triage.rules.unit_names import matching
from triage.rules.units import Unit, Units

TODAY, BEGUN, ENDED = date(2026, 11, 23), date(2020, 1, 1), date(2025, 12, 31)
UNITS = Units(
    {
        code: Unit(code=code, names={"da": name}, aliases=aliases, valid_from=BEGUN, valid_to=ended)
        for code, name, aliases, ended in (
            ("cam", "Center for Arbejdsmarked", ("CAM", "Jobcentret"), None),
            ("cbu", "Center for Børn og Unge", ("CBU",), None),
            ("old", "Center for Ældre", (), date(2025, 12, 31)),
            ("benefits", "Ydelsescenter", (), None),
        )
    }
)


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("cam", ["cam"]),
        ("jobcen", ["cam"]),
        ("center for boern", ["cbu"]),
        ("unge", ["cbu"]),
        ("Center", ["cam", "cbu"]),
        ("scenter", ["benefits"]),
        ("ældre", []),
        ("vej", []),
        (" - ", []),
    ],
)
def test_the_nearest_kind_of_likeness_decides(typed: str, codes: list[str]) -> None:
    """A whole name or alias, else a beginning, else a word of it; a unit that is no more is not meant."""
    assert [each.code for each in matching(UNITS, typed, on=TODAY)] == codes


def test_a_unit_becomes_the_one_that_it_went_on_in() -> None:
    """Through several; not before its last day is over, and not where it went on in two or in a circle."""

    def unit(code: str, *after: str, ended: date | None = ENDED) -> Unit:
        return Unit(code=code, names={"da": code}, valid_from=BEGUN, valid_to=ended, successors=after)

    known = (unit("a", "b"), unit("b", "c"), unit("c", ended=None), unit("two", "a", "c"), unit("x", "y"))
    units = Units({each.code: each for each in (*known, unit("y", "x"))})
    later = date(2026, 1, 1)
    assert [units.become(code, later) for code in ("a", "c", "two", "x", "none")] == [
        "c",
        "c",
        "two",
        "y",
        "none",
    ]
    assert units.become("a", ENDED) == "a"
