"""How old a matter may be, and when it may be older: each municipality's bylaw, as data."""

from collections.abc import Mapping

import pytest

from tests.weekdays import on
from triage.rules.organisation_data import check, compare, read_organisation_data

FILE = "taxonomies/bylaw.toml"
OWN = """\
[[rejection_exception]]
code = "local_principle"
core = "bylaw_exception"
reason = "older_than_a_year"
label = { da = "Principiel sag" }
valid_from = 2026-01-01

[[rejection_reason]]
code = "older_than_a_year"
months = 24

[[rejection_reason]]
code = "local_too_old"
core = "older_than_a_year"
label = { da = "For gammel" }
valid_from = 2026-01-01
"""


def test_the_rule_and_its_exceptions_are_the_bylaws() -> None:
    """How old a matter may be, and when older; an entry that counts as ours has ours, and its exceptions."""
    taxonomy = read_organisation_data({FILE: OWN}).taxonomy
    reasons = taxonomy.rejection_reasons
    assert (reasons["older_than_a_year"].months, reasons["local_too_old"].months) == (24, 12)
    for code in ("older_than_a_year", "local_too_old"):
        assert set(taxonomy.exceptions(code)) == {"bylaw_exception", "local_principle"}
    assert not taxonomy.exceptions("employment")


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('= "older_than', '= "older_then', 4, "'reason' is 'older_then_a_year', which nothing declares"),
        ("months = 24", "months = 0", 10, "'months' must be a whole number of at least 1"),
        ("months = 24", 'reason = "other"', 10, "'older_than_a_year' is Betro's own, and its 'reason' stays"),
        ("[[rejection_reason]]", "[[channel]]", 9, "one of your own begins with 'local_'"),
    ],
)
def test_a_slip_is_told_with_file_and_line(old: str, new: str, line: int, says: str) -> None:
    """As in every other list."""
    (fault,) = check({FILE: OWN.replace(old, new, 1)})
    assert fault.startswith(f"{FILE}:{line}: ")
    assert says in fault


def test_an_exception_is_not_used_for_another_reason() -> None:
    """An old case still says its code."""
    after: Mapping[str, str] = {FILE: OWN.replace('reason = "older_than_a_year"', 'reason = "other"')}
    (fault,) = compare({FILE: OWN}, after, today=on("Sun 2026-11-29"))
    assert "the rejection_exception 'local_principle' was applied with another meaning" in fault
