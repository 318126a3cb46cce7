"""Whatever a person recorded can be put right: the old one stays, the clocks follow."""

from datetime import date, datetime
from enum import Enum

import pytest

from intake.clock import COPENHAGEN
from tests.story import ADVISOR, Story, a_complaint, a_report, day, item, outside
from tests.turned import extended
from tests.vectors.generate_events import full
from triage.cases.decisions.acknowledgement import AcknowledgementDecided, AcknowledgementGiven
from triage.cases.decisions.clocks import DeadlineExtended
from triage.cases.decisions.complaints import (
    AnswerDecided,
    AnswerGiven,
    ThemesRecorded,
    UnitRecorded,
)
from triage.cases.decisions.correcting import EventCorrected, EventWithdrawn
from triage.cases.decisions.criticism import HearingSent
from triage.cases.decisions.dispositions import DispositionRecorded
from triage.cases.decisions.external_events import ExternalEventRecorded
from triage.cases.decisions.hand_over import HandOverAsked, HandOverConsented, HandOverDeclined
from triage.cases.decisions.inquiries import InquiryRegistered, inquiry_registered
from triage.cases.decisions.messages import MessageReceived
from triage.cases.decisions.missed import BreachNoted
from triage.cases.decisions.receiving import CaseReceived, ReportOpened
from triage.cases.decisions.referral import ReferralSent, ReplyReceived
from triage.cases.decisions.registering import CaseRegistered
from triage.cases.events import CaseEvent
from triage.cases.fold import evolve, fold, told
from triage.cases.hand_over import begin_handed_over
from triage.cases.history import EVENTS
from triage.cases.vocabulary import ReplyQuality
from triage.rules.codes import Scheme

TUE, WED, FRI = "Tue 2027-01-12", "Wed 2027-01-13", "Fri 2027-01-15"


def _number(story: Story, kind: type[CaseEvent]) -> int:
    """The place of the last event of a kind."""
    return max(place for place, each in enumerate(story.events, start=1) if isinstance(each, kind))


def _corrected(story: Story, kind: type[CaseEvent], field: str, right: str, on: str) -> Story:
    value = {"right_code": right} if " " not in right else {"right_on": right}
    return story.then(EventCorrected, on=on, number=_number(story, kind), field=field, **value)


def test_how_a_letter_went_is_corrected() -> None:
    """By letter was typed, and it went by Digital Post: the letter stays, and no clock is asked."""
    story = a_complaint("Mon 2027-01-11", opened_on=TUE)
    story.then(AnswerDecided, on=TUE, item=True, given_on=TUE, sent_by="letter")
    answered = story.case.complaint.answered_on
    _corrected(story, AnswerDecided, "sent_by", "digital_post", WED)
    (letter,) = [each for each in told(story.events) if isinstance(each, AnswerDecided)]
    assert letter.sent_by == "digital_post"
    assert story.case.complaint.answered_on == answered == day(TUE)


@pytest.mark.parametrize("contacted", [True, False])
def test_whether_the_citizen_was_answered_is_put_right_with_the_reply(contacted: bool) -> None:
    """It decides what was recorded with it, so the reply is withdrawn, with a reason, and recorded anew."""
    story = a_complaint("Mon 2027-01-11", opened_on="Mon 2027-01-11").then(
        ReferralSent, on=TUE, unit="schools"
    )
    reply = {"unit": "schools", "quality": ReplyQuality.FULL, "happened_on": WED}
    story.then(ReplyReceived, on=WED, citizen_contacted=not contacted, **reply)
    story.then(EventWithdrawn, on=FRI, number=_number(story, ReplyReceived))
    story.then(ReplyReceived, on=FRI, citizen_contacted=contacted, **reply)
    assert story.case.complaint.answered_on == (day(WED) if contacted else None)
    (referral,) = story.case.complaint.referrals
    assert (referral.replied_on, referral.citizen_contacted) == (day(WED), contacted)
    assert [each.tag for each in story.events].count("reply:received") == 2


def _registered() -> Story:
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
    """The acknowledgement was 360 days late by a slip of the pen; now it is due on Monday 18 January 2027."""
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


def _asked() -> Story:
    story = outside(a_report("Mon 2027-01-11", acknowledged_on=TUE, opened_on=TUE), TUE)
    return story.then(HandOverAsked, on=TUE)


@pytest.mark.parametrize("answer", [HandOverConsented, HandOverDeclined])
def test_the_day_of_a_yes_or_no_is_corrected_only_where_a_person_heard_it(answer: type[CaseEvent]) -> None:
    """In the mailbox Betro read the day, though an adviser opened it; on the phone somebody typed it."""
    written, heard = _asked(), _asked().then(answer, on=FRI, happened_on=FRI)
    written.then(MessageReceived, on=WED, item=item(7)).then(ReportOpened, on=FRI)
    written.then(answer, on=FRI, happened_on=WED, message=item(7))
    refused = {"number": _number(written, answer), "field": "happened_on", "right_on": TUE}
    assert written.refused(EventCorrected, on=FRI, **refused).code == "correction_not_ours"

    _corrected(heard, answer, "happened_on", WED, FRI)
    assert heard.case.hand_over is not None
    assert heard.case.hand_over.answered_on == day(WED)


def test_what_was_handed_over_counts_from_the_day_that_betro_took_over() -> None:
    """The complaint begins with the consent, whoever carried it across."""
    story = _asked().then(HandOverConsented, on=FRI)
    begun = Story((begin_handed_over(story.case, on=day(FRI), actor=ADVISOR),))
    wrong = {"number": 1, "field": "received_on", "right_on": WED}
    assert begun.refused(EventCorrected, on=FRI, **wrong).code == "correction_not_ours"


@pytest.mark.parametrize(
    ("kind", "field", "right"),
    [
        (DispositionRecorded, "code", "handed_over"),
        (DispositionRecorded, "ground", "to_authority"),
        (ExternalEventRecorded, "event", "decision:received"),
    ],
)
def test_what_decides_what_is_asked_first_is_recorded_anew(
    kind: type[CaseEvent], field: str, right: str
) -> None:
    """Nothing is handed over, given away or counted otherwise by way of a correction."""
    story = outside(a_report("Mon 2027-01-11", acknowledged_on=TUE, opened_on=TUE), TUE)
    story.then(DispositionRecorded, on=TUE, code="guided_elsewhere")
    story.then(ExternalEventRecorded, on=TUE, event="subject_access:requested")
    wrong = {"number": _number(story, kind), "field": field, "right_code": right}
    assert story.refused(EventCorrected, on=FRI, **wrong).code == "correction_not_ours"


def test_what_lies_in_the_mailbox_is_nobodys_to_correct() -> None:
    """An answer placed by Betro keeps its day, though a person wrote it."""
    story = a_complaint("Mon 2027-01-11", opened_on=TUE)
    story.then(AnswerDecided, on=WED, item=item(7)).then(AnswerGiven, on=WED, happened_on=WED, item=item(7))
    assert story.events[-1].correctable == ()
    assert story.events[-2].correctable == ()


TYPED = [(kind, name) for kind in EVENTS.values() for name in kind.typed]


@pytest.mark.parametrize(("kind", "field"), TYPED, ids=[f"{kind.tag} {name}" for kind, name in TYPED])
def test_whatever_is_typed_is_put_right_by_one_of_its_kind_alone(kind: type[CaseEvent], field: str) -> None:
    """A day by a day, a code by a code of its list, and nothing by both or neither."""
    wrong = full(kind)
    number = {"on": day(FRI), "actor": ADVISOR, "number": 1, "field": field, "reason_item": item(1)}
    stands, other = getattr(wrong, field), day(WED)
    code = "13:45" if field in ("at_time", "starts_at") else "another"
    if isinstance(stands, Enum):
        code = next(each.value for each in type(stands) if each is not stands)
    by_day, by_code = EventCorrected(**number, right_on=other), EventCorrected(**number, right_code=code)
    right, none = (by_day, by_code) if isinstance(stands, date) else (by_code, by_day)

    assert none.value(wrong) is None
    assert EventCorrected(**number, right_on=other, right_code=code).value(wrong) is None
    assert EventCorrected(**number).value(wrong) is None
    assert type(right.value(wrong)) is type(stands)
    assert right.value(wrong) != stands
    assert getattr(right.put_right((wrong,))[0], field) == right.value(wrong)


def test_a_time_of_day_is_put_right_by_a_time_of_day() -> None:
    """The hours of a duty follow the time that was typed; what is no time is refused."""
    story = a_report("Mon 2027-01-11", opened_on=TUE)
    story.then(ExternalEventRecorded, on=FRI, event="child_notification:received", at_time="13:45")
    wrong = {"number": _number(story, ExternalEventRecorded), "field": "at_time", "right_code": "25:00"}
    assert story.refused(EventCorrected, on=FRI, **wrong).code == "correction_changes_nothing"
    _corrected(story, ExternalEventRecorded, "at_time", "08:30", FRI)
    due = story.deadline("BL-24H", FRI).due_at
    assert due == datetime(2027, 1, 16, 8, 30, tzinfo=COPENHAGEN)


def test_a_letter_and_a_hearing_name_another_day() -> None:
    """The new date of an extension, and the last day for comments, as they were told."""
    story = extended(a_complaint("Mon 2027-01-11", opened_on=TUE), WED, "BR-FIRST", "Fri 2027-02-12")
    story.then(HearingSent, on=WED, unit="roads", answer_by_on="Mon 2027-02-01")
    _corrected(story, DeadlineExtended, "until_on", "Fri 2027-02-19", FRI)
    _corrected(story, HearingSent, "answer_by_on", "Mon 2027-02-08", FRI)
    assert story.deadline("BR-FIRST", FRI).due_strict == day("Fri 2027-02-19")
    assert story.case.complaint.hearings[0].answer_by == day("Mon 2027-02-08")


def test_the_day_on_which_it_was_read_is_put_right() -> None:
    """It opened the case."""
    story = Story().then(
        CaseRegistered,
        on=FRI,
        scheme=Scheme.WHISTLEBLOWING,
        channel="letter",
        organisation_on="Mon 2027-01-11",
        office_on=TUE,
        read_on=FRI,
    )
    _corrected(story, CaseRegistered, "read_on", WED, FRI)
    assert story.case.opened_on == day(WED)


def test_what_a_day_fits_is_asked_of_the_history_as_it_is_right() -> None:
    """The question was moved to Friday and back to Tuesday since: a reply of Wednesday fits."""
    story = a_complaint("Mon 2027-01-11", opened_on=TUE)
    story.then(ReferralSent, on=FRI, happened_on=TUE, unit="schools")
    _corrected(story, ReferralSent, "happened_on", FRI, FRI)
    story.then(ReplyReceived, on=FRI, happened_on=FRI, unit="schools", quality=ReplyQuality.FULL)
    _corrected(story, ReferralSent, "happened_on", TUE, FRI)
    _corrected(story, ReplyReceived, "happened_on", WED, FRI)
    assert story.case.complaint.referrals[0].replied_on == day(WED)


def test_a_call_takes_along_what_it_told_and_nothing_that_was_done_afterwards() -> None:
    """It was on Tuesday: acknowledged then. What was done on Wednesday, once it was typed in, stays."""
    story = Story().then(inquiry_registered, on=WED, happened_on=WED, unit="schools", summary_item=item(5))
    story.then(ReferralSent, on=WED, happened_on=WED, unit="schools")
    story.then(AnswerDecided, on=WED, given_on=WED, item=item(6))
    _corrected(story, InquiryRegistered, "happened_on", TUE, FRI)
    assert (story.case.received_on, story.case.acknowledged_on) == (day(TUE), day(TUE))
    assert story.case.complaint.referrals[0].sent_on == day(WED)
    assert story.case.complaint.answered_on == day(WED)


def test_a_unit_is_put_right_by_a_unit() -> None:
    """And by no day, nor by both."""
    story = a_complaint("Mon 2027-01-11", opened_on=TUE).then(UnitRecorded, on=TUE, unit="schools")
    wrong = {"number": _number(story, UnitRecorded), "field": "unit"}
    for no_unit in ({"right_on": WED}, {"right_on": WED, "right_code": "roads"}):
        assert story.refused(EventCorrected, on=FRI, **wrong, **no_unit).code == "correction_changes_nothing"
    _corrected(story, UnitRecorded, "unit", "roads", FRI)
    assert story.case.complaint.unit == "roads"


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


def test_an_external_event_recorded_for_a_clock_follows() -> None:
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
    (done,) = story.case.report.dispositions
    assert done.day == day(TUE)

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
