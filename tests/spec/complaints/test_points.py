"""Complaint points, the themes that follow from them, and contacts with whoever is on the other side."""

import pytest

from tests.story import Story, a_complaint, a_report, told, within
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.complaints import ThemesRecorded, UnitRecorded
from triage.cases.decisions.inquiries import inquiry_registered
from triage.cases.decisions.points import Point, PointsRecorded, main_theme, themes
from triage.cases.decisions.receiving import ContactRegistered
from triage.cases.decisions.referral import ReferralSent
from triage.cases.vocabulary import (
    ContactDirection,
    FeedbackKind,
    Investigation,
    OtherSide,
    Position,
    RaisedBy,
    Upheld,
)

ON = "Mon 2026-11-23"
TUE = "Tue 2026-11-24"
MAIN = Point(theme="long_processing", position=Position.MAIN, upheld=Upheld.PARTLY)
OTHER = Point(theme="no_answer", unit="schools", raised_by=RaisedBy.ADVISER)


def _complaint() -> Story:
    return a_complaint(ON, opened_on=ON)


def test_the_themes_of_a_case_follow_from_its_points() -> None:
    """The main point's theme is the main one; later points replace all of them; without any, themes count."""
    story = _complaint().then(ThemesRecorded, on=ON, main="duty_to_guide", others=("no_answer",))
    assert themes(story.case) == ("duty_to_guide", "no_answer")

    story.then(PointsRecorded, on=ON, points=(OTHER, MAIN))
    assert main_theme(story.case) == "long_processing"
    assert themes(story.case) == ("long_processing", "no_answer")
    assert story.refused(ThemesRecorded, on=ON, main="no_answer").code == "themes_in_points"

    story.then(PointsRecorded, on=TUE, points=(MAIN,))
    assert themes(story.case) == ("long_processing",)
    assert main_theme(_complaint().case) is None


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ((), "points_missing"),
        ((OTHER,), "points_need_one_main"),
        ((MAIN, Point(theme="no_answer", position=Position.MAIN)), "points_need_one_main"),
        ((MAIN, Point(theme="long_processing", unit="schools")), "point_twice"),
        ((MAIN, Point(theme="weather")), "unknown_code"),
    ],
)
def test_points_that_say_nothing_are_refused(points: tuple[Point, ...], code: str) -> None:
    """There is one main point, none stands there twice, and each has a theme of the list."""
    story = _complaint().then(UnitRecorded, on=ON, unit="schools")
    assert story.refused(PointsRecorded, on=ON, points=points).code == code


def test_points_belong_to_an_open_complaint_that_was_read() -> None:
    """Not to a report, nor to what nobody has opened."""
    assert a_complaint(ON).refused(PointsRecorded, on=ON, points=(MAIN,)).code == "not_opened"
    assert a_report(ON, opened_on=ON).refused(PointsRecorded, on=ON, points=(MAIN,)).code == "wrong_scheme"


def test_a_closed_case_of_either_side_has_contacts_and_they_run_no_clock() -> None:
    """Its day is kept; nothing is owed, and the case stays closed."""
    complaint = Story().then(
        inquiry_registered, on=ON, summary_item=True, handlings=("guidance",), main_theme="no_answer",
        closed_in_conversation=True,
    )  # fmt: skip
    report = within(a_report(ON, acknowledged_on=ON, opened_on=ON), ON, Investigation.NO_INVESTIGATION)
    told(report, ON, FeedbackKind.FINAL).then(CaseClosed, on=ON)
    for story in (complaint, report):
        owed = story.open_rules(TUE)
        story.then(
            ContactRegistered, on=TUE, channel="phone", direction=ContactDirection.OUT,
            other_side=OtherSide.AUTHORITY, item=True,
        )  # fmt: skip
        assert not story.case.is_open
        assert [each.isoformat() for each in story.case.contacts] == ["2026-11-24"]
        assert story.open_rules(TUE) == owed


def test_whether_the_administration_was_drawn_in_is_derived() -> None:
    """By a contact with somebody of it, or a referral; whoever withdraws that is told so."""
    story = _complaint()
    for other_side in (None, OtherSide.CITIZEN, OtherSide.REPRESENTATIVE, OtherSide.AUTHORITY):
        story.then(ContactRegistered, on=ON, channel="phone", other_side=other_side)
    assert story.case.complaint.without_administration
    spoken = Story(story.events).then(ContactRegistered, on=ON, channel="phone", other_side=OtherSide.LEADER)
    asked = Story(story.events).then(ReferralSent, on=ON, unit="schools")
    assert not spoken.case.complaint.without_administration
    assert not asked.case.complaint.without_administration
