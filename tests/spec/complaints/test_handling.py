"""What an inquiry is about and how it is handled: rejection, hearing before criticism, reopening."""

from tests.story import Story, a_complaint, item
from triage.cases.decisions.closing import CaseClosed, CaseReopened
from triage.cases.decisions.complaints import (
    AnswerDecided,
    HandlingRecorded,
    InquiryRejected,
    ThemesRecorded,
    UnitRecorded,
)
from triage.cases.decisions.criticism import (
    CriticismRecorded,
    HearingAnswered,
    HearingSent,
    HearingWithdrawn,
)
from triage.cases.decisions.inquiries import inquiry_registered
from triage.cases.owed_by_units import owed_by_units
from triage.cases.vocabulary import CriticismKind, NotCounted, State

ON = "Mon 2027-02-01"


def test_themes_and_handling_replace_earlier_ones() -> None:
    """The latest word counts; one theme is the main one."""
    story = a_complaint(ON, opened_on=ON)
    story.then(UnitRecorded, on=ON, unit="schools")
    story.then(ThemesRecorded, on=ON, main="no_answer")
    story.then(ThemesRecorded, on=ON, main="long_processing", others=("no_answer",))
    story.then(HandlingRecorded, on=ON, codes=("guidance", "dialogue"))

    assert story.case.complaint.unit == "schools"
    themes, handling = story.case.newest(ThemesRecorded), story.case.newest(HandlingRecorded)
    assert (themes.main, themes.others) == (
        "long_processing",
        ("no_answer",),
    )
    assert handling.codes == ("guidance", "dialogue")


def test_a_rejection_is_told_before_closing() -> None:
    """An inquiry rejected after an answer needs a new answer."""
    story = a_complaint(ON, opened_on=ON).then(AnswerDecided, on=ON, given_on=ON)
    story.then(InquiryRejected, on=ON, reason="service_level")
    refusal = story.refused(CaseClosed, on=ON)
    story.then(AnswerDecided, on=ON, given_on=ON).then(CaseClosed, on=ON)

    assert refusal.code == "close_decision_not_told"
    assert story.case.complaint.rejection == "service_level"


def test_hearing_before_criticism() -> None:
    """No criticism before the unit has commented, or had its time to."""
    story = a_complaint(ON, opened_on=ON)
    criticism = {"kind": CriticismKind.CRITICISM, "unit": "schools"}
    unheard = story.refused(CriticismRecorded, on=ON, **criticism)
    story.then(HearingSent, on=ON, unit="schools", answer_by_on="Mon 2027-02-15")
    in_hearing = story.refused(CriticismRecorded, on="Mon 2027-02-15", **criticism)
    heard = story.then(HearingAnswered, on="Fri 2027-02-12", unit="schools").then(
        CriticismRecorded, on="Fri 2027-02-12", **criticism
    )

    assert (unheard.code, in_hearing.code) == ("hearing_missing", "hearing_open")
    assert heard.case.newest(CriticismRecorded).kind is CriticismKind.CRITICISM


def test_a_withdrawn_hearing_holds_up_nothing_and_is_none() -> None:
    """With its reason: the case may close, the clock has ended in time, and criticism needs a new hearing."""
    story = a_complaint(ON, opened_on=ON).then(AnswerDecided, on=ON, given_on=ON)
    story.then(HearingSent, on=ON, unit="schools", answer_by_on="Mon 2027-02-15")
    assert story.refused(CaseClosed, on=ON).code == "close_hearing_open"
    withdrawal = {"on": "Wed 2027-02-03", "unit": "schools"}
    assert story.refused(HearingWithdrawn, **withdrawal, reason_item="").code == "reason_missing"
    story.then(HearingWithdrawn, **withdrawal)
    clock = story.deadline("BR-HEARING", "Wed 2027-02-03")
    assert (clock.is_open, clock.was_late) == (False, False)
    for kind in (HearingWithdrawn, HearingAnswered):
        assert story.refused(kind, **withdrawal).code == "no_open_hearing"
    criticism = {"kind": CriticismKind.CRITICISM, "unit": "schools"}
    refusal = story.refused(CriticismRecorded, on="Tue 2027-02-16", **criticism)
    assert refusal.code == "hearing_missing"
    story.then(CaseClosed, on="Wed 2027-02-03")


def test_silence_does_not_stop_criticism() -> None:
    """A unit that let its time pass has had its hearing."""
    story = a_complaint(ON, opened_on=ON)
    story.then(HearingSent, on=ON, unit="schools", answer_by_on="Mon 2027-02-15")
    story.then(CriticismRecorded, on="Tue 2027-02-16", kind=CriticismKind.RECOMMENDATION, unit="schools")

    assert story.case.newest(CriticismRecorded) is not None


def test_a_hearing_that_was_passed_over_is_owed_by_nobody_once_the_case_is_closed() -> None:
    """The unit let its time pass and nothing was said; the page of the unit shows it no more."""
    story = a_complaint(ON, opened_on=ON)
    story.then(HearingSent, on=ON, unit="schools", answer_by_on="Mon 2027-02-15")
    assert [each.is_open for each in owed_by_units(story.case, ())] == [True]
    closed_on = "Tue 2027-02-16"
    story.then(AnswerDecided, on=closed_on, given_on=closed_on).then(CaseClosed, on=closed_on)
    assert [each.is_open for each in owed_by_units(story.case, ())] == [False]


def test_heard_once_is_not_heard_for_another_unit() -> None:
    """Each unit has its own hearing."""
    story = a_complaint(ON, opened_on=ON)
    story.then(HearingSent, on=ON, unit="schools", answer_by_on="Mon 2027-02-15")
    story.then(HearingAnswered, on=ON, unit="schools")
    refusal = story.refused(CriticismRecorded, on=ON, kind=CriticismKind.CRITICISM, unit="roads")

    assert refusal.params["unit"] == "roads"


def test_a_reopened_complaint_needs_a_new_answer() -> None:
    """Reopened with a reason, it closes after a new answer."""
    story = a_complaint(ON, opened_on=ON).then(AnswerDecided, on=ON, given_on=ON)
    story.then(CaseClosed, on=ON).then(CaseReopened, on="Mon 2027-02-08")

    assert story.case.state is State.IN_PROGRESS
    assert story.refused(CaseClosed, on="Mon 2027-02-08").code == "close_decision_not_told"


def test_a_misdirected_call_closes_without_a_theme() -> None:
    """Only an inquiry must say what it was about."""
    story = Story().then(
        inquiry_registered,
        on=ON,
        not_counted=NotCounted.MISDIRECTED,
        closed_in_conversation=True,
        summary_item=item(1),
    )

    assert story.case.state is State.CLOSED
