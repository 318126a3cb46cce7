"""Putting right where a report lay before the office had it."""

from msgspec.structs import replace

from tests.story import UNITS, Story
from triage.cases.decisions.correcting import EventCorrected
from triage.cases.decisions.registering import CaseRegistered
from triage.rules.codes import Scheme
from triage.rules.units import NOT_KNOWN

WED, FRI = "Wed 2027-01-13", "Fri 2027-01-15"


def corrected(story: Story, field: str, right: str) -> Story:
    """Put the registration right."""
    value = {"right_on" if " " in right else "right_code": right}
    return story.then(EventCorrected, on=FRI, number=1, field=field, **value)


def _late(**given: str) -> Story:
    """A letter of Monday that reached the office on Wednesday."""
    came = {"channel": "letter", "organisation_on": "Mon 2027-01-11", "office_on": WED, **given}
    return Story(units=UNITS).then(CaseRegistered, on=WED, scheme=Scheme.WHISTLEBLOWING, **came)


def test_where_a_late_report_lay_is_put_right() -> None:
    """From one unit to another, to what nobody knows, and back; what nobody has said can be said later."""
    story = _late(lay_with="roads")
    for right in ("schools", NOT_KNOWN, "roads"):
        corrected(story, "lay_with", right)
        assert story.case.lay_with == right
    story = _late(lay_with=NOT_KNOWN)
    story.events = (replace(story.events[0], lay_with=None), *story.events[1:])
    corrected(story, "lay_with", "schools")
    assert story.case.unit_before == "schools"


def test_where_it_lay_is_no_question_of_what_came_at_once() -> None:
    """Nor is there anything to correct, until its days say that it came late."""
    story = _late(office_on="Mon 2027-01-11")
    wrong = {"number": 1, "field": "lay_with", "right_code": "schools"}
    assert story.refused(EventCorrected, on=FRI, **wrong).code == "correction_not_ours"
    corrected(story, "office_on", WED)
    story.then(EventCorrected, on=FRI, **wrong)
    assert story.case.unit_before == "schools"
