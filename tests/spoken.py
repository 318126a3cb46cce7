"""What is said aloud in a case, as tests tell it; and its refusals, each provoked."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.story import Story, a_complaint, a_report
from triage.cases.decisions.consent import ConsentWay
from triage.cases.decisions.meetings import MeetingKind, MeetingRecorded, MeetingRole
from triage.cases.decisions.minutes import CheckWay, MinutesDrafted, MinutesOf, MinutesSentToCheck
from triage.cases.decisions.minutes_locked import (
    ApprovalWay,
    ApprovedBy,
    MinutesAdded,
    MinutesApproved,
    MinutesCorrected,
    MinutesNotApproved,
    WhyNotApproved,
)
from triage.cases.decisions.planned import MeetingCalledOff, MeetingPlanned
from triage.cases.decisions.recordings import (
    AttendanceRecorded,
    RecordingAgreed,
    RecordingErased,
    RecordingMade,
    require_recording_said,
)
from triage.cases.refusals import Refusal

ON, NEXT = "Mon 2027-01-11", "Tue 2027-01-12"
APPROVED = {"number": 1, "by": ApprovedBy.SPEAKER, "how": ApprovalWay.SIGNED}
MEETING = {"of": MinutesOf.MEETING, "spoken_on": ON}
AGREED = {"citizen_agreed_on": ON, "unit_agreed_on": ON}
SCHOOLS = {"units": ("schools",)}


def drafted(story: Story, on: str, **given: Any) -> Story:
    """The first minutes, of what was told at the beginning where nothing else is said."""
    return story.then(MinutesDrafted, on=on, **{"number": 1, "of": MinutesOf.BEGINNING, **given})


def given_to_check(story: Story, on: str, number: int = 1) -> Story:
    """Minutes read aloud to whoever spoke."""
    return story.then(MinutesSentToCheck, on=on, number=number, way=CheckWay.READ_ALOUD, given_on=on)


def checked(story: Story, on: str, **given: Any) -> Story:
    """Minutes that are drafted and given to check in one press."""
    return given_to_check(drafted(story, on, **given), on, given.get("number", 1))


def held(story: Story, on: str, kind: MeetingKind, **given: Any) -> Story:
    """A meeting that was held."""
    return story.then(MeetingRecorded, on=on, kind=kind, role=MeetingRole.CHAIR, **given)


def _report() -> Story:
    return a_report(ON, acknowledged_on=ON, opened_on=ON)


def _locked() -> Story:
    return checked(_report(), ON).then(MinutesApproved, on=ON, **APPROVED)


def _draft(story: Story, **given: Any) -> Refusal:
    return story.refused(MinutesDrafted, on=NEXT, **{"number": 1, "of": MinutesOf.BEGINNING, **given})


def _plan(**given: Any) -> Refusal:
    story = a_complaint(ON, opened_on=ON)
    story.then(MeetingPlanned, on=ON, number=1, kind=MeetingKind.CITIZEN, meets_on=NEXT)
    plan = {"number": 2, "kind": MeetingKind.CITIZEN, "meets_on": NEXT, **given}
    return story.refused(MeetingPlanned, on=NEXT, **plan)


def _meeting(kind: MeetingKind, **given: Any) -> Refusal:
    story = a_complaint(ON, opened_on=ON)
    return story.refused(MeetingRecorded, on=NEXT, kind=kind, role=MeetingRole.CHAIR, **given)


def _agreed(talk_on: str) -> Story:
    return _report().then(RecordingAgreed, on=ON, talk_on=talk_on, how=ConsentWay.PHONE)


def _attached() -> Refusal:
    with pytest.raises(Refusal) as caught:
        require_recording_said(("notat.pdf", "Samtale.MP3"), is_said=False)
    return caught.value


SPOKEN: Mapping[str, Callable[[], Refusal]] = {
    "meeting_needs_unit": lambda: _meeting(MeetingKind.UNIT),
    "mediation_needs_agreement": lambda: _meeting(MeetingKind.MEDIATION, units=("schools",)),
    "meeting_of_report": lambda: _report().refused(
        MeetingRecorded, on=ON, kind=MeetingKind.REPORTER, role=MeetingRole.CHAIR, units=("schools",)
    ),
    "meeting_day_past": lambda: _plan(meets_on=ON),
    "meeting_known": lambda: _plan(number=1),
    "no_planned_meeting": lambda: a_complaint(ON, opened_on=ON).refused(MeetingCalledOff, on=ON, number=1),
    "mediation_confidential": lambda: _draft(
        held(a_complaint(ON, opened_on=ON), ON, MeetingKind.MEDIATION, **SCHOOLS, **AGREED), **MEETING
    ),
    "recording_not_agreed": lambda: _agreed(NEXT).refused(RecordingMade, on=ON, number=1),
    "recording_known": lambda: (
        _agreed(ON).then(RecordingMade, on=ON, number=1).refused(RecordingMade, on=ON, number=1)
    ),
    "recording_agreed_after": lambda: _report().refused(
        RecordingAgreed, on=NEXT, talk_on=ON, how=ConsentWay.PHONE
    ),
    "recording_not_said": _attached,
    "recording_unknown": lambda: _report().refused(RecordingErased, on=ON, number=1),
    "attendance_missing": lambda: _report().refused(AttendanceRecorded, on=ON),
    "minutes_of_missing": lambda: _draft(_report(), of=None),
    "minutes_day_missing": lambda: _draft(_report(), of=MinutesOf.TALK),
    "minutes_no_meeting": lambda: _draft(_report(), **MEETING),
    "minutes_recorded": lambda: _draft(drafted(_report(), ON), number=2),
    "minutes_text_missing": lambda: _draft(_report(), item=""),
    "minutes_way": lambda: drafted(_report(), ON).refused(
        MinutesSentToCheck, on=ON, number=1, way=CheckWay.LETTER
    ),
    "minutes_not_given": lambda: drafted(_report(), ON).refused(MinutesApproved, on=ON, **APPROVED),
    "minutes_wish_missing": lambda: checked(_report(), ON).refused(
        MinutesNotApproved, on=ON, number=1, why=WhyNotApproved.DISAGREED
    ),
    "minutes_approval_missing": lambda: checked(_report(), ON).refused(MinutesApproved, on=ON, number=1),
    "minutes_missing": lambda: _report().refused(MinutesApproved, on=ON, **APPROVED),
    "minutes_locked": lambda: _locked().refused(MinutesCorrected, on=ON, number=1),
    "minutes_not_locked": lambda: checked(_report(), ON).refused(MinutesAdded, on=ON, number=1),
}
