"""An inquiry from an earlier register: its own days, and no clock for the years before."""

from datetime import date
from typing import Any

import pytest

from tests.story import ADVISOR, RULEBOOK, TAXONOMY, Story, item
from triage.cases.context import CheckContext
from triage.cases.decisions.correcting import EventCorrected
from triage.cases.decisions.importing import InquiryImported, inquiry_imported
from triage.cases.decisions.inquiries import TypeRecorded
from triage.cases.letters import letters_due
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import State

ON = date(2026, 11, 30)  # a Monday
MAR_2023 = date(2023, 3, 6)  # a Monday
LATELY = date(2026, 11, 23)  # a Monday


def taken_over(received: date, *, channel: str = "letter", clocks: bool = False, **told: Any) -> Story:
    """Tell a case that was taken over on Monday 30 November 2026."""
    begun = InquiryImported(
        on=ON,
        actor=ADVISOR,
        happened_on=received,
        inquiry="1f" * 16,
        channel=channel,
        summary_item=item(1),
        type="guidance",
        clocks=clocks,
    )
    return Story(inquiry_imported(begun, CheckContext(TAXONOMY, RULEBOOK, ON), **told))


def test_a_closed_one_stays_closed_on_its_own_day_and_nothing_of_it_is_late() -> None:
    """It was answered after two months, in 2023: no clock tells it, and none is told as missed, ever."""
    story = taken_over(MAR_2023, closed_on=date(2023, 5, 8), handlings=("help_writing",), unit="schools")
    assert (story.case.state, story.case.closed_on) == (State.CLOSED, date(2023, 5, 8))
    assert story.open_rules("Mon 2026-11-30") == []
    assert story.breaches("Mon 2026-11-30") == []
    assert story.case.complaint.unit == "schools"


def test_an_old_open_one_has_no_clock_of_before_and_is_not_silent() -> None:
    """Thirty days from the day on which it was taken over it is asked about; what is done then counts."""
    story = taken_over(MAR_2023, channel="phone")
    assert story.open_rules("Mon 2026-11-30") == ["BR-DORMANT"]
    assert story.deadline("BR-DORMANT", "Mon 2026-11-30").starts_on == ON
    written = taken_over(MAR_2023)
    assert letters_due(written.case, (), (), ON, appealable=frozenset()) == ()
    story.then(TypeRecorded, on="Tue 2026-12-01", type="complaint")
    assert story.breaches("Tue 2026-12-01") == []


def test_its_day_is_put_right_and_nothing_turns_out_to_have_been_late() -> None:
    """Each thing of an earlier register has its own day, which stays."""
    story = taken_over(MAR_2023, channel="phone", unit="schools", closed_on=date(2023, 5, 8))
    earlier = {"number": 1, "field": "happened_on", "right_on": date(2023, 2, 6), "reason_item": item(9)}
    story.then(EventCorrected, on="Tue 2026-12-01", **earlier)
    assert (story.case.received_on, story.case.closed_on) == (date(2023, 2, 6), date(2023, 5, 8))
    assert story.breaches("Tue 2026-12-01") == []


def test_an_open_one_that_came_lately_has_its_clocks_from_its_own_day() -> None:
    """What was spoken is acknowledged by being taken; what was written waits for that too."""
    spoken = taken_over(LATELY, channel="phone", clocks=True)
    assert spoken.open_rules("Mon 2026-11-30") == ["BR-FIRST"]
    assert spoken.deadline("BR-FIRST", "Mon 2026-11-30").starts_on == LATELY
    written = taken_over(LATELY, clocks=True)
    assert sorted(written.open_rules("Mon 2026-11-30")) == ["BR-ACK", "BR-FIRST"]


def test_a_code_may_have_ended_and_must_have_been_on_its_list() -> None:
    """Years past are told in the codes of then."""
    ended = TAXONOMY.handlings["criticism"]
    assert ended.valid_to is not None
    assert ended.valid_to < ON
    assert taken_over(MAR_2023, handlings=("criticism",)).case.is_open
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"handlings": ("sorcery",)}, "unknown_code"),
        ({"themes": ("sorcery",)}, "unknown_code"),
        ({"rejection": "sorcery"}, "unknown_code"),
        ({"closed_on": date(2023, 1, 2)}, "date_before_received"),
    )
    for wrong, code in cases:
        with pytest.raises(Refusal) as caught:
            taken_over(MAR_2023, **wrong)
        assert caught.value.code == code
