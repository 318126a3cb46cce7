"""Whatever a person recorded can be put right: the old one stays, the clocks follow."""

from datetime import date

import pytest

from tests.story import Story, a_complaint, a_report, day, item, outside
from triage.cases.decisions.acknowledgement import AcknowledgementDecided, AcknowledgementGiven
from triage.cases.decisions.closing import BreachNoted
from triage.cases.decisions.complaints import AnswerDecided, AnswerGiven, ThemesRecorded
from triage.cases.decisions.correcting import EventCorrected, correctable
from triage.cases.decisions.dispositions import DispositionRecorded
from triage.cases.decisions.external_events import ExternalEventRecorded
from triage.cases.decisions.receiving import CaseReceived, CaseRegistered
from triage.cases.decisions.referral import ReferralSent, ReplyReceived
from triage.cases.events import CaseEvent
from triage.cases.fold import evolve, fold, told
from triage.cases.vocabulary import ReplyQuality
from triage.rules.codes import Scheme

TUE, WED, FRI = "Tue 2027-01-12", "Wed 2027-01-13", "Fri 2027-01-15"


def _number(story: Story, kind: type[CaseEvent]) -> int:
    """The place of the last event of a kind."""
    return max(place for place, each in enumerate(story.events, start=1) if isinstance(each, kind))


def _corrected(story: Story, kind: type[CaseEvent], field: str, right: str, on: str) -> Story:
    value = {"right_code": right} if " " not in right else {"right_on": right}
    return story.then(EventCorrected, on=on, number=_number(story, kind), field=field, **value)


def _registered(organisation_on: str = "Mon 2026-01-11") -> Story:
    """A letter of Monday 11 January 2027, of which somebody typed another year."""
    return Story().then(
        CaseRegistered,
        on=TUE,
        scheme=Scheme.WHISTLEBLOWING,
        channel="letter",
        organisation_on=date(2026, 1, 11),
        office_on=TUE,
    )


def test_a_day_of_receipt_a_year_off_is_put_right_and_the_breach_is_struck_out() -> None:
    """The acknowledgement was 359 days late by a slip of the pen; now it is due on Monday 18 January 2027."""
    story = _registered()
    assert story.deadline("WB-ACK", WED).due_strict == date(2026, 1, 18)
    assert story.breaches(WED, "WB-ACK") == [("WB-ACK", date(2026, 1, 18), 360)]

    _corrected(story, CaseRegistered, "organisation_on", "Mon 2027-01-11", WED)

    assert story.case.received_on == day("Mon 2027-01-11")
    assert story.deadline("WB-ACK", WED).due_strict == day("Mon 2027-01-18")
    struck = [one for one in story.case.breaches if one.rule == "WB-ACK"]
    assert [(one.due_on, one.mistaken) for one in struck] == [(date(2026, 1, 18), True)]
    assert isinstance(story.events[0], CaseRegistered)
    assert story.events[0].organisation_on == date(2026, 1, 11)


def test_a_breach_that_was_noted_is_struck_out_too() -> None:
    """A unit asked again has a new clock; the first was late only because its day was mistyped."""
    story = a_complaint("Mon 2027-01-11", opened_on=TUE)
    story.then(ReferralSent, on=TUE, unit="schools")
    late = date(2027, 2, 8)
    reply = {"unit": "schools", "quality": ReplyQuality.FULL}
    story.then(ReplyReceived, on=late, **reply)
    story.then(ReferralSent, on=late, unit="schools")
    assert story.breaches("Mon 2027-02-08", "BR-REPLY") == [("BR-REPLY", date(2027, 2, 2), 6)]

    _corrected(story, ReplyReceived, "happened_on", "Mon 2027-02-01", "Tue 2027-02-09")

    (struck,) = story.case.breaches
    assert (struck.rule, struck.mistaken) == ("BR-REPLY", True)
    assert [each.mistaken for each in story.events if isinstance(each, BreachNoted)] == [False, True]


def test_a_breach_stays_where_it_was_one_by_the_right_day_too() -> None:
    """Two days less late is late."""
    story = a_complaint("Mon 2027-01-11", opened_on=TUE)
    story.then(ReferralSent, on=TUE, unit="schools")
    story.then(ReplyReceived, on="Mon 2027-02-08", unit="schools", quality=ReplyQuality.FULL)
    _corrected(story, ReplyReceived, "happened_on", "Fri 2027-02-05", "Tue 2027-02-09")

    assert story.breaches("Tue 2027-02-09", "BR-REPLY") == [("BR-REPLY", date(2027, 2, 2), 3)]
    assert not any(one.mistaken for one in story.case.breaches)


def test_what_was_given_by_hand_moves_with_its_decision() -> None:
    """The acknowledgement handed over on Tuesday, typed as Friday: both lines of the history say Tuesday."""
    story = a_report("Mon 2027-01-11", opened_on=TUE)
    story.then(AcknowledgementDecided, on=FRI, given_on=FRI)
    _corrected(story, AcknowledgementGiven, "happened_on", TUE, FRI)

    assert story.case.acknowledged_on == day(TUE)
    decided = next(each for each in told(story.events) if isinstance(each, AcknowledgementDecided))
    assert decided.given_on == day(TUE)


def test_what_betro_set_itself_is_nobodys_to_correct() -> None:
    """The day the portal received, and the day the mailbox answered with."""
    story = a_report("Mon 2027-01-11", acknowledged_on=TUE, opened_on=TUE)
    for kind, field in ((CaseReceived, "received_on"), (AcknowledgementGiven, "happened_on")):
        number = _number(story, kind)
        refused = story.refused(EventCorrected, on=FRI, number=number, field=field, right_on=WED)
        assert refused.code == "correction_not_ours"


def test_what_lies_in_the_mailbox_is_nobodys_to_correct() -> None:
    """An answer placed by Betro keeps its day, though a person wrote it."""
    story = a_complaint("Mon 2027-01-11", opened_on=TUE)
    story.then(AnswerDecided, on=WED, item=item(7)).then(AnswerGiven, on=WED, happened_on=WED, item=item(7))
    assert correctable(story.events[-1]) == ()
    assert correctable(story.events[-2]) == ()


@pytest.mark.parametrize(
    ("right", "code"),
    [
        ("Mon 2027-01-11", "date_before_asked"),
        ("Mon 2027-02-01", "date_in_future"),
        (FRI, "correction_changes_nothing"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_in_the_words_of_what_it_does_not_fit(
    right: str, code: str
) -> None:
    """A reply before the question, in the future, or as it stands already."""
    story = a_complaint("Mon 2027-01-11", opened_on=TUE)
    story.then(ReferralSent, on=TUE, unit="schools")
    story.then(ReplyReceived, on=FRI, happened_on=FRI, unit="schools", quality=ReplyQuality.FULL)
    number = _number(story, ReplyReceived)
    refused = story.refused(EventCorrected, on=FRI, number=number, field="happened_on", right_on=right)
    assert refused.code == code


def test_a_question_cannot_be_moved_behind_its_reply() -> None:
    """What comes later is asked as well."""
    story = a_complaint("Mon 2027-01-11", opened_on=TUE)
    story.then(ReferralSent, on=FRI, happened_on=TUE, unit="schools")
    story.then(ReplyReceived, on=FRI, happened_on=WED, unit="schools", quality=ReplyQuality.FULL)
    number = _number(story, ReferralSent)
    refused = story.refused(EventCorrected, on=FRI, number=number, field="happened_on", right_on=FRI)
    assert refused.code == "date_before_asked"


def test_a_code_is_put_right_and_an_unknown_one_refused() -> None:
    """The theme, and how well a reply answers."""
    story = a_complaint("Mon 2027-01-11", opened_on=TUE)
    story.then(ThemesRecorded, on=TUE, main="processing_time")
    story.then(ReferralSent, on=TUE, unit="schools")
    story.then(ReplyReceived, on=WED, unit="schools", quality=ReplyQuality.FULL)
    _corrected(story, ReplyReceived, "quality", "evasive", FRI)
    assert story.case.complaint.referrals[0].quality is ReplyQuality.EVASIVE

    number = _number(story, ThemesRecorded)
    wrong = {"number": number, "field": "main", "right_code": "weather"}
    assert story.refused(EventCorrected, on=FRI, **wrong).code == "unknown_code"


def test_a_happening_recorded_for_a_clock_follows() -> None:
    """The day on which the need of a child was known, put right: its four months count from there."""
    story = a_complaint("Mon 2027-01-11", opened_on=TUE)
    story.then(ExternalEventRecorded, on=WED, event="child_need:known", happened_on=TUE)
    _corrected(story, ExternalEventRecorded, "happened_on", WED, FRI)
    assert story.deadline("BL-20-3", FRI).starts_on == day(WED)


def test_a_correction_is_corrected_by_another_and_told_step_by_step_as_in_the_whole() -> None:
    """The last word holds; and the history goes on after it."""
    story = outside(a_report("Mon 2027-01-11", acknowledged_on=TUE, opened_on=TUE), TUE)
    story.then(DispositionRecorded, on=FRI, code="guided_elsewhere")
    _corrected(story, DispositionRecorded, "happened_on", WED, FRI)
    _corrected(story, DispositionRecorded, "happened_on", TUE, FRI)
    _corrected(story, DispositionRecorded, "code", "no_further_action", FRI)
    (done,) = story.case.report.dispositions
    assert (done.day, done.code) == (day(TUE), "no_further_action")

    case = None
    for each in story.events:
        case = evolve(case, each)
    assert case == fold(story.events)


@pytest.mark.parametrize("number", [0, 9])
def test_there_must_be_something_to_correct(number: int) -> None:
    """No event has the number nought, or one beyond the last."""
    story = a_report("Mon 2027-01-11", opened_on=TUE)
    refused = story.refused(EventCorrected, on=FRI, number=number, field="happened_on", right_on=TUE)
    assert refused.code == "correction_of_nothing"
    missing = {"number": 2, "field": "happened_on", "right_on": TUE, "reason_item": ""}
    assert story.refused(EventCorrected, on=FRI, **missing).code == "reason_missing"
