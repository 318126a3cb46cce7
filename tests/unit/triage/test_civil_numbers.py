"""What has the shape of a number of the civil register, and what only looks a little like it."""

import pytest

from triage.office.decisions.inquiry_forms import InquirerForm
from triage.office.forms import holds_cpr


@pytest.mark.parametrize("dash", [*"-\u2010\u2011\u2012\u2013\u2014\u2212 .\xa0", "", " - ", " \u2013 "])
def test_a_number_is_known_whatever_stands_in_its_middle(dash: str) -> None:
    """By a hyphen of any kind, a blank, a full stop or nothing."""
    assert holds_cpr(InquirerForm, "note", f"Ring om 010190{dash}1234, tak")


@pytest.mark.parametrize(
    "text", ["01.01.90-1234", "01-01-90-1234", "01/01/90-1234", "01 01 90 1234", "01011990-1234"]
)
def test_a_number_is_known_in_groups(text: str) -> None:
    """As some write the day that it begins with."""
    assert holds_cpr(InquirerForm, "note", text)


@pytest.mark.parametrize(
    "text",
    [
        "12 34 56 78",
        "+45 20 12 20 34",
        "20122034 4700",
        "01.05.25 4700",
        "01-05-2025 4700",
        "320190-1234",
        "1010190-12345",
    ],
)
def test_a_day_a_telephone_number_and_a_postcode_are_none(text: str) -> None:
    """They are written every day."""
    assert not holds_cpr(InquirerForm, "note", text)
