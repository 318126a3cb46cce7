"""An inquiry that is a report: with the citizen's yes it becomes a case of the whistleblower scheme."""

from datetime import date

from tests.story import Story, a_complaint, a_report, day, item, outside, within
from triage.cases.decisions.closing import CaseClosed, CaseReopened
from triage.cases.decisions.complaints import AnswerDecided, InquiryRejected
from triage.cases.decisions.correcting import EventCorrected, EventWithdrawn
from triage.cases.decisions.external_events import ExternalEventRecorded
from triage.cases.decisions.hand_over import (
    HandOverAsked,
    HandOverConsented,
    HandOverDeclined,
    HandOverExpired,
)
from triage.cases.decisions.inquiries import InquiryRegistered, inquiry_registered
from triage.cases.decisions.inquiry_hand_over import InquiryHandedOver
from triage.cases.decisions.messages import MessageDecided, MessageGiven, MessageReceived
from triage.cases.decisions.receiving import ReportOpened
from triage.cases.decisions.referral import ReferralSent
from triage.cases.hand_over import begin_handed_over, question_is_open
from triage.cases.vocabulary import State
from triage.rules.codes import Scheme

MONDAY, THURSDAY, FRIDAY = "Mon 2027-02-01", "Thu 2027-02-04", "Fri 2027-02-05"
YES = item(7)
TOLD = item(8)
ELSEWHERE = {"agreement_item": True, "agreed_on": THURSDAY, "item": TOLD}


def asked() -> Story:
    """An inquiry of Monday, read and asked about that day."""
    return a_complaint(MONDAY, opened_on=MONDAY).then(HandOverAsked, on=MONDAY)


def agreed() -> Story:
    """The same, with the yes of Thursday, read on Friday."""
    story = asked().then(MessageReceived, on=THURSDAY, item=YES).then(ReportOpened, on=FRIDAY)
    return story.then(HandOverConsented, on=FRIDAY, message=YES, happened_on=THURSDAY)


def crossed(story: Story, on: str = FRIDAY, **given: object) -> Story:
    """Hand it over, and give the case that begins."""
    story.then(InquiryHandedOver, on=on, **given)
    return Story([begin_handed_over(story.case, on=day(on), actor=None)])


def test_the_scheme_counts_from_the_day_it_was_handed_over() -> None:
    """WB-ACK Fri 12 February, WB-FB Wed 12 May; the day the citizen wrote stays to be seen."""
    report = crossed(agreed(), item=TOLD)
    assert report.case.scheme is Scheme.WHISTLEBLOWING
    assert (report.case.channel, report.case.received_on) == ("citizens_adviser", day(FRIDAY))
    assert report.case.original_received_on == day(MONDAY)
    assert report.deadline("WB-ACK", FRIDAY).due_strict == day("Fri 2027-02-12")
    assert report.deadline("WB-FB", FRIDAY).due_strict == day("Wed 2027-05-12")
    assert report.case.summary_item is None


def test_the_inquiry_is_closed_with_it_and_nothing_runs_or_is_late_there() -> None:
    """The message tells the citizen and answers the yes; the first answer is owed no more, and not late."""
    story = agreed()
    crossed(story, item=TOLD)
    assert story.case.state is State.CLOSED
    assert story.open_rules(FRIDAY) == ["BR-ANSWER"]
    story.then(MessageGiven, on=FRIDAY, item=TOLD)
    assert story.open_rules("Mon 2027-03-29") == []
    assert story.breaches("Mon 2027-03-29") == []
    assert story.deadline("BR-FIRST", FRIDAY).satisfied_on == day(FRIDAY)


def test_a_yes_to_what_the_question_says_has_crossed_on_its_day() -> None:
    """
    Nobody carries it over a second time, whatever is found by then: of a report all is done with it, and an
    inquiry is left to be closed.
    """
    report = outside(a_report(MONDAY, opened_on=MONDAY), MONDAY)
    report.then(HandOverAsked, on=MONDAY, crossing_item=item(6))
    assert question_is_open(report.case)
    report.then(MessageReceived, on=THURSDAY, item=YES)
    for heard in (HandOverDeclined, HandOverConsented):
        assert report.refused(heard, on=FRIDAY).code == "not_opened", "a yes may lie there unread"
    report.then(ReportOpened, on=FRIDAY)
    within(report, FRIDAY)
    assert not question_is_open(report.case)
    report.then(HandOverConsented, on=FRIDAY, message=YES, happened_on=THURSDAY)
    assert report.case.handed_over_on == day(THURSDAY)
    assert [each.code for each in report.case.report.dispositions] == ["handed_over"]
    assert report.refused(begin_handed_over, on=FRIDAY).code == "hand_over_done"
    inquiry = a_complaint(MONDAY, opened_on=MONDAY).then(HandOverAsked, on=MONDAY, crossing_item=item(6))
    inquiry.then(MessageReceived, on=THURSDAY, item=YES).then(ReportOpened, on=FRIDAY)
    inquiry.then(HandOverConsented, on=FRIDAY, message=YES, happened_on=THURSDAY)
    inquiry.then(InquiryHandedOver, on=FRIDAY, item=TOLD)
    assert (inquiry.case.handed_over_on, inquiry.case.is_open) == (day(THURSDAY), False)
    assert inquiry.refused(begin_handed_over, on=FRIDAY).code == "hand_over_done"


def test_a_yes_that_was_heard_elsewhere_is_carried_over_whatever_the_question_said() -> None:
    """It was not given in the mailbox, so nothing has crossed by itself."""
    report = outside(a_report(MONDAY, opened_on=MONDAY), MONDAY)
    report.then(HandOverAsked, on=MONDAY, crossing_item=item(6))
    report.then(HandOverConsented, on=FRIDAY, item=item(5), happened_on=THURSDAY)
    begun = Story([begin_handed_over(report.case, on=day(FRIDAY), actor=None)])
    assert (begun.case.received_on, begun.case.original_received_on) == (day(THURSDAY), day(MONDAY))


def test_what_was_late_before_stays_late() -> None:
    """Handed over on Mon 22 February: the first answer was due on the 15th."""
    story = agreed()
    crossed(story, "Mon 2027-02-22", item=TOLD)
    assert story.breaches("Mon 2027-02-22", "BR-FIRST") == [("BR-FIRST", date(2027, 2, 15), 7)]


def test_without_a_yes_nothing_crosses() -> None:
    """Not while it is asked, not after a no, not when the time is over; and the inquiry goes on."""
    for answer, on, given in (
        (None, FRIDAY, {}),
        (HandOverDeclined, FRIDAY, {"happened_on": FRIDAY}),
        (HandOverExpired, "Thu 2027-03-04", {}),
    ):
        story = asked()
        if answer is not None:
            story.then(answer, on=on, **given)
        for how in ({"item": TOLD}, {"cannot_be_asked": True}):
            assert story.refused(InquiryHandedOver, on=on, **how).code == "hand_over_needs_agreement"
        assert story.refused(begin_handed_over, on=on).code == "hand_over_no_consent"
        assert story.case.is_open


def test_what_was_heard_elsewhere_names_its_day_and_is_told() -> None:
    """Without a mailbox, by phone: the agreement, its day and what the citizen was told."""
    call = Story().then(
        inquiry_registered, on=MONDAY, channel="phone", summary_item=item(1), unit="schools", main_theme=None
    )
    assert isinstance(call.events[0], InquiryRegistered)
    given = {**ELSEWHERE, "given_on": THURSDAY}
    assert call.refused(InquiryHandedOver, on=FRIDAY, **{**given, "agreed_on": None}).code == (
        "hand_over_needs_agreement"
    )
    assert call.refused(InquiryHandedOver, on=FRIDAY, **{**given, "item": ""}).code == "answer_missing"
    for heard_or_told in ("agreed_on", "given_on"):
        early = call.refused(InquiryHandedOver, on=FRIDAY, **{**given, heard_or_told: "Sun 2027-01-31"})
        assert early.code == "date_before_received"
    report = crossed(call, **given)
    assert report.case.received_on == day(FRIDAY)
    assert call.open_rules(FRIDAY) == []


def test_where_nobody_can_be_asked_the_reason_is_enough() -> None:
    """Nobody is told either; whoever has agreed somewhere can be told."""
    story = a_complaint(MONDAY, opened_on=MONDAY)
    assert story.refused(InquiryHandedOver, on=FRIDAY, cannot_be_asked=True, reason_item="").code == (
        "reason_missing"
    )
    heard = {**ELSEWHERE, "agreed_on": FRIDAY, "item": ""}
    assert story.refused(InquiryHandedOver, on=FRIDAY, cannot_be_asked=True, **heard).code == "answer_missing"
    crossed(story, cannot_be_asked=True)
    assert not any(isinstance(each, MessageDecided) for each in story.events)
    assert not story.case.is_open


def test_a_rejected_inquiry_can_be_handed_over() -> None:
    """Whoever was to be turned away with it may have come to the wrong door."""
    story = agreed().then(InquiryRejected, on=FRIDAY, reason="employment")
    assert crossed(story, item=TOLD).case.is_report


def test_nobody_hands_over_what_was_not_read_or_is_still_under_way() -> None:
    """The content, a later message, a unit that owes a reply, an answer on its way; and no closed case."""
    unread = a_complaint(MONDAY)
    assert unread.refused(HandOverAsked, on=MONDAY).code == "not_opened"
    assert unread.refused(InquiryHandedOver, on=MONDAY, **ELSEWHERE).code == "not_opened"
    changed = agreed().then(MessageReceived, on=FRIDAY)
    assert changed.refused(InquiryHandedOver, on=FRIDAY, item=TOLD).code == "not_opened"
    for step, given, code in (
        (ReferralSent, {"unit": "schools"}, "close_referral_open"),
        (AnswerDecided, {}, "answer_pending"),
    ):
        story = agreed().then(step, on=FRIDAY, **given)
        assert story.refused(InquiryHandedOver, on=FRIDAY, item=TOLD).code == code
    closed = agreed().then(AnswerDecided, on=FRIDAY, given_on=FRIDAY).then(CaseClosed, on=FRIDAY)
    assert closed.refused(InquiryHandedOver, on=FRIDAY, item=TOLD).code == "case_closed"


def test_an_inquiry_crosses_once() -> None:
    """Reopened, it is a case of its own again: neither asked about nor handed over a second time."""
    story = agreed()
    crossed(story, item=TOLD)
    story.then(MessageGiven, on=FRIDAY, item=TOLD).then(CaseReopened, on="Mon 2027-02-08")
    assert story.refused(InquiryHandedOver, on="Mon 2027-02-08", **ELSEWHERE).code == "hand_over_done"
    assert story.refused(HandOverAsked, on="Mon 2027-02-08").code == "hand_over_done"
    assert not story.case.hand_over_pending


def test_a_question_that_is_open_keeps_the_inquiry_from_being_closed() -> None:
    """As on the side of reports."""
    story = asked().then(AnswerDecided, on=FRIDAY, given_on=FRIDAY)
    refusal = story.refused(CaseClosed, on=FRIDAY)
    assert (refusal.code, refusal.params["answer_by"]) == ("close_hand_over_pending", date(2027, 3, 3))


def test_what_is_owed_by_law_goes_on_in_the_inquiry() -> None:
    """Whoever asked for documents gets an answer there all the same: OFL-36 on Wed 10 February."""
    story = agreed().then(ExternalEventRecorded, on=MONDAY, event="document_access:requested")
    crossed(story, item=TOLD)
    assert "OFL-36" in story.open_rules(FRIDAY)


def test_the_day_of_the_agreement_is_put_right_and_the_rest_stays() -> None:
    """A case began with it, so it is never withdrawn."""
    story = a_complaint(MONDAY, opened_on=MONDAY)
    crossed(story, **ELSEWHERE)
    place = next(n for n, each in enumerate(story.events, 1) if isinstance(each, InquiryHandedOver))
    story.then(EventCorrected, on=FRIDAY, number=place, field="agreed_on", right_on="Tue 2027-02-02")
    refusal = story.refused(EventWithdrawn, on=FRIDAY, number=place)
    assert refusal.code == "withdrawal_not_ours"


def test_a_yes_that_an_adviser_heard_is_no_yes_in_the_mailbox() -> None:
    """It stands in the hand-over itself, also where the question in the mailbox is still open."""
    story = asked()
    assert story.refused(HandOverConsented, on=FRIDAY, happened_on=FRIDAY).code == "wrong_scheme"
    crossed(story, **ELSEWHERE)
    assert story.case.handed_over_on == day(FRIDAY)
    assert not story.case.hand_over_pending
