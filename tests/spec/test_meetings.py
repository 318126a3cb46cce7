"""Meetings: planned, called off, held; a unit meets the citizen with consent; mediation is confidential."""

import pytest

from tests.spoken import AGREED, SCHOOLS, held
from tests.story import Story, a_complaint, a_report, day, item
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.complaints import AnswerDecided
from triage.cases.decisions.consent import ConsentGiven, ConsentScope
from triage.cases.decisions.correcting import EventCorrected, EventWithdrawn
from triage.cases.decisions.meetings import (
    TOGETHER,
    WITH_UNIT,
    MeetingKind,
    MeetingRecorded,
    MeetingRole,
    is_confidential,
)
from triage.cases.decisions.planned import MeetingCalledOff, MeetingPlanned
from triage.cases.decisions.receiving import ContactRegistered
from triage.cases.decisions.registering import CaseRegistered
from triage.cases.documents import documents
from triage.cases.owed_by_units import owed_by_units
from triage.cases.typed import item_fields
from triage.rules.codes import Scheme

ON, TUE, MEETS, AFTER = "Mon 2027-01-11", "Tue 2027-01-12", "Mon 2027-01-18", "Wed 2027-01-20"
MET = "Tue 2027-01-19"


def _complaint() -> Story:
    return a_complaint(ON, opened_on=ON)


def _planned(story: Story, number: int = 1, **given: object) -> Story:
    plan = {"kind": MeetingKind.UNIT, "meets_on": MEETS, **SCHOOLS, **given}
    return story.then(MeetingPlanned, on=ON, number=number, **plan)


def test_a_planned_meeting_stands_on_its_day_until_it_is_held() -> None:
    """Its clock has the day that was planned; held on another it was not missed, and the case is quiet."""
    story = _planned(_complaint(), starts_at="14:30")
    assert story.deadline("BR-MEETING", TUE).due_strict == day(MEETS)
    assert story.deadline("BR-MEETING", MET).is_open
    held(story, AFTER, MeetingKind.UNIT, **SCHOOLS, planned=1)
    assert "BR-MEETING" not in story.open_rules(AFTER)
    assert story.breaches(AFTER, "BR-MEETING") == []
    assert story.refused(MeetingCalledOff, on=AFTER, number=1).code == "no_planned_meeting"


def test_who_only_asks_for_a_meeting_gets_one_and_reports_there() -> None:
    """A contact has no clock but that of the meeting; the report that comes of it goes on with it."""
    story = Story().then(ContactRegistered, on=ON, channel="phone")
    story.then(MeetingPlanned, on=ON, number=1, kind=MeetingKind.REPORTER, meets_on=MEETS)
    assert story.open_rules(TUE) == ["BR-MEETING"]
    called_off = Story(story.events).then(MeetingCalledOff, on=TUE, number=1)
    assert called_off.open_rules(TUE) == []
    came = {"channel": "in_person", "organisation_on": MEETS, "office_on": MEETS}
    story.then(CaseRegistered, on=MEETS, scheme=Scheme.WHISTLEBLOWING, **came)
    held(story, MEETS, MeetingKind.REPORTER, planned=1)
    assert "BR-MEETING" not in story.open_rules(MEETS)


def test_a_meeting_that_is_called_off_or_whose_case_is_closed_is_not_waited_for() -> None:
    """Neither leaves anything open behind."""
    story = _planned(_planned(_complaint()), 2).then(MeetingCalledOff, on=TUE, number=1)
    assert [each.is_open for each in story.case.planned] == [False, True]
    story.then(AnswerDecided, on=TUE, given_on=TUE).then(CaseClosed, on=TUE)
    assert "BR-MEETING" not in story.open_rules(AFTER)
    assert not any(each.is_open for each in owed_by_units(story.case, ()))


def test_a_correction_moves_a_planned_meeting_and_never_says_that_it_was_another() -> None:
    """The day and the hour are put right; what meeting it was decides what is confidential, so it stays."""
    story = _planned(_complaint())
    place = len(story.events)
    right = {"reason_item": item(9), "right_on": day(AFTER)}
    story.then(EventCorrected, on=TUE, number=place, field="meets_on", **right)
    assert story.deadline("BR-MEETING", TUE).due_strict == day(AFTER)
    held(story, AFTER, MeetingKind.CITIZEN)
    other = {"number": len(story.events), "field": "kind", "right_code": "joint", "reason_item": item(9)}
    assert story.refused(EventCorrected, on=AFTER, **other).code == "correction_not_ours"


@pytest.mark.parametrize("kind", sorted(TOGETHER))
def test_a_unit_meets_the_citizen_with_consent_for_each_unit_or_a_ground(kind: MeetingKind) -> None:
    """Planned or held; consent to ask a unit is for meeting it alone, and none to meet it together."""
    both = {"kind": kind, "units": ("schools", "roads"), "ground_item": ""}
    plan = {**both, "number": 1, "meets_on": MEETS}
    meeting = {**both, **AGREED, "role": MeetingRole.CHAIR}
    story = _complaint()
    agreed = {"number": 1, "how": "phone", "units": ("schools", "roads")}
    story.then(ConsentGiven, on=ON, **agreed, scope=(ConsentScope.CONTACT_UNIT,))
    assert story.refused(MeetingPlanned, on=TUE, **plan).code == "consent_not_given"
    assert story.refused(MeetingRecorded, on=TUE, **meeting).code == "consent_not_given"
    joint = {"number": 2, "how": "phone", "scope": (ConsentScope.JOINT_MEETING,)}
    story.then(ConsentGiven, on=ON, **joint, units=("schools",))
    refused = story.refused(MeetingRecorded, on=TUE, **meeting)
    assert (refused.code, refused.params["unit"]) == ("consent_not_given", "roads")
    story.then(MeetingRecorded, on=TUE, **{**meeting, "ground_item": True})
    story.then(MeetingPlanned, on=TUE, **{**plan, "units": ("schools",)})
    story.then(MeetingRecorded, on=TUE, **{**meeting, "kind": MeetingKind.UNIT})
    alone = {**meeting, "kind": MeetingKind.UNIT, "units": ("elderly",)}
    assert story.refused(MeetingRecorded, on=TUE, **alone).code == "consent_not_given"
    # Who is there is there, whatever the meeting is called.
    called = {**meeting, "kind": MeetingKind.CITIZEN}
    assert story.refused(MeetingRecorded, on=TUE, **called).code == "meeting_without_unit"


def test_each_side_has_its_meetings() -> None:
    """Nobody of the organisation meets a reporter, nor a citizen who is said to be met alone."""
    report = a_report(ON, acknowledged_on=ON, opened_on=ON)
    for kind in sorted(WITH_UNIT):
        assert report.refused(MeetingPlanned, on=ON, number=1, kind=kind, meets_on=MEETS, **SCHOOLS).code == (
            "wrong_scheme"
        )
    other = {"number": 1, "kind": MeetingKind.REPORTER, "meets_on": MEETS}
    assert _complaint().refused(MeetingPlanned, on=ON, **other).code == "wrong_scheme"
    alone = {**other, "kind": MeetingKind.CITIZEN, **SCHOOLS}
    assert _complaint().refused(MeetingPlanned, on=ON, **alone).code == "meeting_without_unit"
    assert report.refused(MeetingPlanned, on=ON, **other, **SCHOOLS).code == "meeting_without_unit"
    report.then(MeetingPlanned, on=ON, **other)
    held(report, MEETS, MeetingKind.REPORTER, planned=1, companion=True, interpreter=True, present_item=True)
    (met,) = report.case.meetings
    assert (met.companion, met.interpreter, report.case.planned[0].is_open) == (True, True, False)


def test_what_was_said_in_mediation_is_confidential_and_what_was_promised_is_not() -> None:
    """Each of its texts, withdrawn ones too; in the list of documents it stands under a neutral title."""
    texts = dict.fromkeys(item_fields(MeetingRecorded), True)
    story = held(
        _complaint(), ON, MeetingKind.MEDIATION, **SCHOOLS, **AGREED, **texts, promised_on=day(MEETS)
    )
    listed = [(each.title, each.is_confidential) for each in documents(story.events, is_report=False)]
    assert sorted(listed) == [("Confidential note", True)] * 3 + [("Promise", False)]
    met = story.events[-2]
    assert {each for each in texts if not is_confidential(met, each)} == {"promise_item"}
    joint = held(_complaint(), ON, MeetingKind.JOINT, **SCHOOLS, item=True)
    assert not any(each.is_confidential for each in documents(joint.events, is_report=False))

    plain = held(_complaint(), ON, MeetingKind.MEDIATION, **SCHOOLS, **AGREED, item=True)
    plain.then(EventWithdrawn, on=TUE, number=len(plain.events), reason_item=item(9))
    notes = [each for each in documents(plain.events, is_report=False) if each.is_withdrawn]
    assert notes
    assert all(each.is_confidential for each in notes)
