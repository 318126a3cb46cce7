"""Nothing that is said is recorded without consent that came first; and who came along is noted."""

from datetime import date

import pytest

from tests.spoken import AGREED, SCHOOLS, held
from tests.story import Story, a_complaint, a_report, day, item
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.complaints import AnswerDecided
from triage.cases.decisions.consent import ConsentWay
from triage.cases.decisions.correcting import EventCorrected, EventWithdrawn
from triage.cases.decisions.meetings import MeetingKind
from triage.cases.decisions.recordings import (
    AttendanceRecorded,
    RecordingAgreed,
    RecordingErased,
    RecordingMade,
    kept_recordings,
)

ON, TUE, WED = "Mon 2027-01-11", "Tue 2027-01-12", "Wed 2027-01-13"
BY_PHONE = {"how": ConsentWay.PHONE}


def _agreed(story: Story, talk_on: str = TUE) -> Story:
    return story.then(RecordingAgreed, on=ON, talk_on=talk_on, **BY_PHONE)


@pytest.mark.parametrize(
    "begun", [a_report(ON, acknowledged_on=ON, opened_on=ON), a_complaint(ON, opened_on=ON)], ids=["r", "c"]
)
def test_a_recording_needs_the_consent_of_its_own_day(begun: Story) -> None:
    """Without it, on another day, and where the consent came afterwards, it is refused; erased it is gone."""
    assert begun.refused(RecordingMade, on=TUE, number=1).code == "recording_not_agreed"
    assert begun.refused(RecordingAgreed, on=WED, talk_on=TUE, **BY_PHONE).code == "recording_agreed_after"
    story = _agreed(Story(begun.events))
    assert story.refused(RecordingMade, on=WED, number=1).code == "recording_not_agreed"
    story.then(RecordingMade, on=WED, number=1, happened_on=TUE)
    assert [each.made_on for each in kept_recordings(story.case)] == [date(2027, 1, 12)]
    story.then(RecordingErased, on=WED, number=1)
    assert kept_recordings(story.case) == ()
    assert story.refused(RecordingErased, on=WED, number=1).code == "recording_unknown"


def test_no_correction_and_no_withdrawal_takes_the_consent_from_under_a_recording() -> None:
    """The recording goes first; neither its day nor that of the consent moves away from the other."""
    story = _agreed(a_complaint(ON, opened_on=ON)).then(RecordingMade, on=WED, number=1, happened_on=TUE)
    agreed = len(story.events) - 1
    why = {"reason_item": item(9)}
    other = {"right_on": day(WED), **why}
    moved = story.refused(EventCorrected, on=WED, number=agreed, field="talk_on", **other)
    assert moved.code == "recording_not_agreed"
    moved = story.refused(EventCorrected, on=WED, number=agreed + 1, field="happened_on", **other)
    assert moved.code == "recording_not_agreed"
    assert story.refused(EventWithdrawn, on=WED, number=agreed, **why).code == "withdrawal_later"


def test_mediation_is_never_recorded() -> None:
    """Whoever agreed to it."""
    story = _agreed(a_complaint(ON, opened_on=ON), ON)
    held(story, ON, MeetingKind.MEDIATION, **SCHOOLS, **AGREED)
    assert story.refused(RecordingMade, on=ON, number=1).code == "mediation_confidential"


def test_who_came_along_is_noted_in_a_closed_case_too() -> None:
    """A companion, an interpreter, or both; who they were stands in a sealed text alone."""
    story = a_complaint(ON, opened_on=ON).then(AnswerDecided, on=ON, given_on=ON).then(CaseClosed, on=ON)
    story.then(AttendanceRecorded, on=TUE, companion=True, interpreter=True, present_item=True)
    came = story.case.newest(AttendanceRecorded)
    assert (came.companion, came.interpreter) == (True, True)
