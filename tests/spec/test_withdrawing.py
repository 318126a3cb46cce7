"""Whatever a person recorded by mistake can be withdrawn: it stays, struck out, and the clocks follow."""

from datetime import date

import pytest

from tests.story import Story, a_complaint, a_report, day, item, outside, within
from tests.turned import appealable, turned
from triage.cases.decisions.clocks import ClockResumed, ClockSuspended
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.complaints import AnswerDecided, ThemesRecorded
from triage.cases.decisions.correcting import EventCorrected, EventWithdrawn
from triage.cases.decisions.dispositions import DispositionRecorded
from triage.cases.decisions.external_events import ExternalEventRecorded
from triage.cases.decisions.hand_over import HandOverAsked, HandOverConsented, HandOverDeclined
from triage.cases.decisions.messages import AnswerNotNeeded, MessageDecided, MessageGiven, MessageReceived
from triage.cases.decisions.receiving import (
    CaseReceived,
    ContactRegistered,
    IdentityOpened,
    NoteAdded,
    ReportOpened,
)
from triage.cases.decisions.referral import ReferralSent, ReplyReceived
from triage.cases.events import CaseEvent
from triage.cases.fold import evolve, fold
from triage.cases.vocabulary import AnswersCitizen, ReplyQuality, Scope

TUE, WED, FRI = "Tue 2027-01-12", "Wed 2027-01-13", "Fri 2027-01-15"
LATER = "Mon 2027-03-01"


def _number(story: Story, kind: type[CaseEvent]) -> int:
    """The place of the last event of a kind."""
    return max(place for place, each in enumerate(story.events, start=1) if isinstance(each, kind))


def _withdrawn(story: Story, kind: type[CaseEvent], on: str = FRI) -> Story:
    return story.then(EventWithdrawn, on=on, number=_number(story, kind))


def _refused(story: Story, kind: type[CaseEvent], on: str = FRI) -> str:
    return story.refused(EventWithdrawn, on=on, number=_number(story, kind)).code


def test_access_that_nobody_asked_for_runs_no_clock() -> None:
    """What was due because of it is due no more, and can be recorded anew where somebody asks in truth."""
    story = a_complaint("Mon 2027-01-11", opened_on=TUE)
    story.then(ExternalEventRecorded, on=TUE, event="document_access:requested")
    assert "OFL-36" in story.open_rules(WED)
    _withdrawn(story, ExternalEventRecorded)

    assert "OFL-36" not in story.open_rules(FRI)
    assert isinstance(story.events[2], ExternalEventRecorded)
    story.then(ExternalEventRecorded, on=FRI, event="document_access:requested")
    assert story.deadline("OFL-36", FRI).starts_on == day(FRI)


def test_a_breach_that_came_of_it_stays_struck_out() -> None:
    """It was late for weeks when somebody saw that it had been recorded in the wrong case."""
    story = a_complaint("Mon 2027-01-11", opened_on=TUE)
    story.then(ExternalEventRecorded, on=TUE, event="document_access:requested")
    late = [due for _rule, due, _days in story.breaches(LATER, "OFL-36")]
    assert late
    _withdrawn(story, ExternalEventRecorded, LATER)
    struck = {(one.due_on, one.mistaken) for one in story.case.breaches if one.rule == "OFL-36"}
    assert struck == {(due, True) for due in late}


def test_it_is_told_step_by_step_as_in_the_whole() -> None:
    """And the history goes on after it."""
    story = a_complaint("Mon 2027-01-11", opened_on=TUE)
    story.then(ThemesRecorded, on=TUE, main="processing_time").then(ReferralSent, on=WED, unit="schools")
    _withdrawn(story, ThemesRecorded).then(NoteAdded, on=FRI)
    case = None
    for each in story.events:
        case = evolve(case, each)
    assert case == fold(story.events)
    assert case is not None
    assert case.newest(ThemesRecorded) is None


def test_what_later_events_rest_on_waits_for_them() -> None:
    """First the reply, then the question: and the refusal names the reply."""
    story = a_complaint("Mon 2027-01-11", opened_on=TUE).then(ReferralSent, on=TUE, unit="schools")
    story.then(ReplyReceived, on=WED, unit="schools", quality=ReplyQuality.FULL)
    refusal = story.refused(EventWithdrawn, on=FRI, number=_number(story, ReferralSent))
    assert (refusal.code, refusal.params["event"]) == ("withdrawal_later", ReplyReceived.tag)
    _withdrawn(story, ReplyReceived)
    assert story.case.unanswered == ()
    _withdrawn(story, ReferralSent)
    assert story.case.complaint.referrals == ()


def test_what_a_letter_rests_on_stays() -> None:
    """The reporter has read that it is outside the scheme, and was asked about the complaint side."""
    story = outside(a_report("Mon 2027-01-11", acknowledged_on=TUE, opened_on=TUE), TUE)
    story.then(HandOverAsked, on=TUE)
    number = 1 + max(place for place, each in enumerate(story.events) if each.tag == "scope:assessed")
    assert story.refused(EventWithdrawn, on=FRI, number=number).code == "withdrawal_too_late"


def test_an_answer_goes_with_the_reply_that_brought_it() -> None:
    """The department had answered the citizen itself: of the wrong case both are withdrawn."""
    story = a_complaint("Mon 2027-01-11", opened_on=TUE)
    story.then(ReferralSent, on=TUE, unit="schools", answers_citizen=AnswersCitizen.UNIT)
    replied = {"unit": "schools", "quality": ReplyQuality.FULL, "citizen_contacted": True}
    story.then(ReplyReceived, on=WED, **replied)
    assert story.case.complaint.answered_on == day(WED)
    _withdrawn(story, ReplyReceived)
    assert story.case.complaint.answered_on is None
    assert [one.is_open for one in story.case.complaint.referrals] == [True]


def test_minutes_and_marks_and_clocks_go_back() -> None:
    """What was marked as needing no answer waits again; a clock that was stopped runs, unless it went on."""
    story = a_report("Mon 2027-01-11", acknowledged_on=TUE, opened_on=TUE)
    story.then(MessageReceived, on=TUE, item=item(7)).then(ReportOpened, on=TUE).then(AnswerNotNeeded, on=TUE)
    _withdrawn(story, AnswerNotNeeded)
    assert story.case.unanswered_since == day(TUE)

    stopped = turned(appealable(), ClockSuspended, "Wed 2027-02-03", "RSL-67", reason="reasons_missing")
    resumed = turned(stopped, ClockResumed, "Fri 2027-02-05", "RSL-67")
    assert _refused(resumed, ClockSuspended, LATER) == "withdrawal_later"
    _withdrawn(resumed, ClockResumed, LATER)
    _withdrawn(resumed, ClockSuspended, LATER)
    assert resumed.deadline("RSL-67", LATER).due_strict == appealable().deadline("RSL-67", LATER).due_strict


@pytest.mark.parametrize(
    "kind", [CaseReceived, ReportOpened, IdentityOpened, MessageReceived, MessageDecided, MessageGiven]
)
def test_what_betro_did_and_what_somebody_has_read_stays(kind: type[CaseEvent]) -> None:
    """Received, opened, named, written and placed: none of it can be made undone."""
    story = a_report("Mon 2027-01-11", acknowledged_on=TUE, opened_on=TUE).then(IdentityOpened, on=TUE)
    story.then(MessageReceived, on=TUE, item=item(7)).then(MessageDecided, on=WED, item=item(8))
    story.then(MessageGiven, on=WED, happened_on=WED, item=item(8))
    assert _refused(story, kind) == "withdrawal_not_ours"


def test_a_letter_given_by_hand_stays() -> None:
    """The citizen has it."""
    story = a_complaint("Mon 2027-01-11", opened_on=TUE).then(AnswerDecided, on=WED, given_on=WED)
    assert _refused(story, AnswerDecided) == "withdrawal_not_ours"
    assert story.refused(EventWithdrawn, on=FRI, number=len(story.events)).code == "withdrawal_not_ours"


def test_a_yes_stays_and_a_no_that_was_heard_does_not() -> None:
    """A case began with the yes, and with what was handed over; the question is open again after a no."""
    asked = outside(a_report("Mon 2027-01-11", acknowledged_on=TUE, opened_on=TUE), TUE)
    asked.then(HandOverAsked, on=TUE)
    agreed = Story(asked.events).then(HandOverConsented, on=WED)
    assert _refused(agreed, HandOverConsented) == "withdrawal_not_ours"
    assert _refused(agreed, DispositionRecorded) == "withdrawal_not_ours"

    heard = Story(asked.events).then(HandOverDeclined, on=WED)
    assert _withdrawn(heard, HandOverDeclined).case.hand_over_pending
    written = asked.then(MessageReceived, on=WED, item=item(7)).then(ReportOpened, on=WED)
    written.then(HandOverDeclined, on=FRI, happened_on=WED, message=item(7))
    assert _refused(written, HandOverDeclined) == "withdrawal_not_ours"


def test_a_contact_may_go_and_the_beginning_of_a_case_may_not() -> None:
    """Of the call that was another's; a case without its beginning is none."""
    story = a_report("Mon 2027-01-11", acknowledged_on=TUE, opened_on=TUE)
    story.then(ContactRegistered, on=WED, channel="phone")
    assert _withdrawn(story, ContactRegistered).case.contacts == ()
    begun = Story().then(ContactRegistered, on=WED, channel="phone")
    assert begun.refused(EventWithdrawn, on=FRI, number=1).code == "withdrawal_not_ours"


def test_it_is_withdrawn_once_with_a_reason_and_not_corrected_after_that() -> None:
    """Nor is a withdrawal withdrawn: what did happen is recorded anew."""
    story = within(a_report("Mon 2027-01-11", acknowledged_on=TUE, opened_on=TUE), TUE)
    number = len(story.events)
    assert story.case.report.scope is Scope.WITHIN
    assert story.refused(EventWithdrawn, on=FRI, number=number, reason_item="").code == "reason_missing"
    assert story.refused(EventWithdrawn, on=FRI, number=9).code == "correction_of_nothing"
    story.then(EventWithdrawn, on=FRI, number=number)
    for again in (number, number + 1):
        assert story.refused(EventWithdrawn, on=FRI, number=again).code == "withdrawal_not_ours"
    wrong = {"number": number, "field": "reason", "right_code": "own_employment"}
    assert story.refused(EventCorrected, on=FRI, **wrong).code == "correction_not_ours"


def test_what_was_corrected_can_be_withdrawn_too() -> None:
    """Its days no longer count, the right one nor the wrong one."""
    story = a_complaint("Mon 2027-01-11", opened_on=TUE)
    story.then(ExternalEventRecorded, on=WED, event="child_need:known", happened_on=TUE)
    number = len(story.events)
    story.then(EventCorrected, on=WED, number=number, field="happened_on", right_on=date(2027, 1, 13))
    story.then(EventWithdrawn, on=FRI, number=number)
    assert "BL-20-3" not in story.open_rules(FRI)


def test_a_case_that_lay_closed_by_mistake_has_lain_still() -> None:
    """Taking back the closing is no step in the case: the thirty days run from the last that was one."""
    story = a_complaint("Mon 2027-01-11", opened_on=TUE).then(AnswerDecided, on=WED, given_on=WED)
    story.then(CaseClosed, on=WED)
    _withdrawn(story, CaseClosed, LATER)
    assert story.case.is_open
    assert story.deadline("BR-DORMANT", LATER).starts_on == day(WED)
    assert story.breaches(LATER) == [("BR-DORMANT", date(2027, 2, 12), 17)]
