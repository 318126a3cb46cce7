"""How the units of an organisation are offered where one is chosen."""

from tests.weekdays import on
from triage.rules.units import Unit, Units

BEGAN = on("Wed 2020-01-01")
UNITS = (
    Unit(code="job_centre", names={"da": "Jobcentret"}, valid_from=BEGAN, parent="employment"),
    Unit(code="employment", names={"da": "Beskæftigelse"}, valid_from=BEGAN),
    Unit(code="young", names={"da": "Ungeteam"}, valid_from=BEGAN, parent="job_centre"),
)


def test_a_unit_is_chosen_behind_what_it_is_a_part_of() -> None:
    """The whole comes first, then its parts; of a day when there was none nothing is offered."""
    units = Units({each.code: each for each in UNITS})
    assert list(units.choices("da", on("Mon 2026-11-23")).items()) == [
        ("employment", "Beskæftigelse"),
        ("job_centre", "Beskæftigelse: Jobcentret"),
        ("young", "Beskæftigelse: Jobcentret: Ungeteam"),
    ]
    assert units.choices("da", on("Mon 2019-11-25")) == {}
