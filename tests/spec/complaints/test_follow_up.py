"""A unit is asked later what became of what was said to it or promised by it, and may be let go."""

from tests.story import a_complaint, day
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.complaints import AnswerDecided
from triage.cases.decisions.criticism import CriticismRecorded, HearingSent
from triage.cases.decisions.follow_up import (
    FollowedUp,
    FollowUpAnswered,
    FollowUpSent,
    FollowUpWithdrawn,
)
from triage.cases.decisions.promises import PromiseMade
from triage.cases.owed_by_units import OwedKind, owed_by_units
from triage.cases.vocabulary import CriticismKind, ReplyQuality

MON, TUE, HEARD = "Mon 2027-02-01", "Tue 2027-02-02", "Wed 2027-02-03"
MAY, JUNE = "Mon 2027-05-03", "Tue 2027-06-01"
SCHOOLS = {"unit": "schools"}


def test_a_recommendation_is_followed_up_in_a_closed_case() -> None:
    """Only of what was said to that unit; it has a day and a clock, and may be asked anew once answered."""
    story = a_complaint(MON, opened_on=MON).then(AnswerDecided, on=MON, given_on=MON)
    story.then(HearingSent, on=MON, **SCHOOLS, answer_by_on=TUE)
    # The criticism comes first; both are said after one hearing.
    for kind in (CriticismKind.CRITICISM, CriticismKind.RECOMMENDATION):
        story.then(CriticismRecorded, on=HEARD, **SCHOOLS, kind=kind)
    story.then(CaseClosed, on=HEARD)
    asked = {**SCHOOLS, "about": FollowedUp.RECOMMENDATION, "answer_by_on": "Mon 2027-05-31"}
    for other in ({"about": FollowedUp.PROMISE}, {"unit": "roads"}):
        assert story.refused(FollowUpSent, on=MAY, **{**asked, **other}).code == "nothing_to_follow_up"
    late = story.refused(FollowUpSent, on=MAY, **{**asked, "answer_by_on": MAY})
    assert late.code == "hearing_date_past"
    story.then(FollowUpSent, on=MAY, **asked)
    assert str(story.deadline("BR-FOLLOW-UP", JUNE).due_strict) == "2027-05-31"
    reply = {**SCHOOLS, "quality": ReplyQuality.PARTIAL}
    early = story.refused(FollowUpAnswered, on=JUNE, **reply, happened_on=HEARD)
    assert early.code == "date_before_asked"
    story.then(FollowUpAnswered, on=JUNE, **reply)
    assert story.breaches(JUNE, "BR-FOLLOW-UP") == [
        ("BR-FOLLOW-UP", story.case.complaint.follow_ups[0].answer_by, 1)
    ]
    story.then(FollowUpSent, on=JUNE, **{**asked, "answer_by_on": "Thu 2027-07-01"})
    assert story.deadline("BR-FOLLOW-UP", JUNE).is_open


def test_what_was_promised_can_be_followed_up() -> None:
    """By the unit that promised it."""
    story = a_complaint(MON, opened_on=MON).then(PromiseMade, on=MON, number=1, **SCHOOLS, due_on=TUE)
    story.then(FollowUpSent, on=HEARD, **SCHOOLS, about=FollowedUp.PROMISE, answer_by_on=MAY)


def test_a_unit_that_never_answers_is_let_go_with_a_reason() -> None:
    """In a closed case too: the clock ends, what was late stays late, and the unit may be asked anew."""
    story = a_complaint(MON, opened_on=MON).then(AnswerDecided, on=MON, given_on=MON)
    story.then(PromiseMade, on=MON, number=1, **SCHOOLS, due_on=TUE).then(CaseClosed, on=MON)
    assert story.refused(FollowUpWithdrawn, on=HEARD, **SCHOOLS).code == "no_open_follow_up"
    asked = {**SCHOOLS, "about": FollowedUp.PROMISE}
    story.then(FollowUpSent, on=HEARD, **asked, answer_by_on=MAY)
    assert story.refused(FollowUpWithdrawn, on=JUNE, **SCHOOLS, reason_item="").code == "reason_missing"
    story.then(FollowUpWithdrawn, on=JUNE, **SCHOOLS)
    clock = story.deadline("BR-FOLLOW-UP", "Thu 2027-07-01")
    assert (clock.is_open, clock.was_late) == (False, True)
    assert story.breaches("Thu 2027-07-01", "BR-FOLLOW-UP") == [("BR-FOLLOW-UP", day(MAY), 29)]
    owed = [each for each in owed_by_units(story.case, ()) if each.kind is OwedKind.FOLLOW_UP]
    assert [(each.is_open, each.answered_on) for each in owed] == [(False, None)]
    late = story.refused(FollowUpAnswered, on=JUNE, **SCHOOLS, quality=ReplyQuality.FULL)
    assert late.code == "no_open_follow_up"
    story.then(FollowUpSent, on=JUNE, **asked, answer_by_on="Thu 2027-07-01")
    assert story.deadline("BR-FOLLOW-UP", JUNE).is_open
