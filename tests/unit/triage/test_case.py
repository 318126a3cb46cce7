"""A case as its events tell it: states, the card, the engine's facts."""

import pytest

from intake.domain.translatable import Worded
from tests.story import ADVISOR, RULEBOOK, Story, a_complaint, a_report, day, item, outside, told, within
from triage.cases.card import card_state
from triage.cases.decisions.acknowledgement import AcknowledgementDecided, AcknowledgementGiven
from triage.cases.decisions.assessment import OutcomeRecorded, ScopeAssessed
from triage.cases.decisions.closing import CaseClosed, CaseReopened
from triage.cases.decisions.complaints import AnswerDecided, InquiryRejected
from triage.cases.decisions.dispositions import DispositionRecorded
from triage.cases.decisions.feedback import FeedbackDecided, FeedbackGiven
from triage.cases.decisions.hand_over import HandOverConsented
from triage.cases.decisions.inquiries import inquiry_registered
from triage.cases.decisions.messages import LetterRecorded, MessageDecided, MessageReceived
from triage.cases.decisions.receiving import (
    CaseAssigned,
    CaseReceived,
    CodeKnownToOffice,
    ContactRegistered,
    IdentityOpened,
    NoteAdded,
    ReportOpened,
    SummarySet,
)
from triage.cases.decisions.referral import ReferralRecalled, ReferralSent, ReplyReceived
from triage.cases.decisions.registering import CaseRegistered
from triage.cases.events import CaseEvent
from triage.cases.facts import facts
from triage.cases.fold import fold
from triage.cases.vocabulary import CardState, FeedbackKind, Investigation, ReplyQuality, Scope, State
from triage.engine.case_deadlines import deadlines
from triage.rules.codes import Scheme
from triage.services.history.card import card_of

ON = "Mon 2027-01-11"
NEXT = "Tue 2027-01-12"
HANDLER = "b2" * 16


def _read() -> Story:
    return a_report(ON, acknowledged_on=ON, opened_on=ON)


@pytest.mark.parametrize("kind", Worded.__subclasses__(), ids=lambda kind: kind.__name__)
def test_every_code_has_words(kind: type[Worded]) -> None:
    """What an advisor reads is a label, never a code."""
    assert [each.value for each in kind if not each.words] == []


def test_a_case_needs_a_beginning() -> None:
    """No events are no case, and a note is no beginning."""
    note = NoteAdded(on=day(ON), actor=ADVISOR, item=item(1))

    with pytest.raises(ValueError, match="without events"):
        fold([])
    with pytest.raises(ValueError, match="cannot begin"):
        fold([note])


@pytest.mark.parametrize(
    "event",
    [
        FeedbackGiven(on=day(ON), kind=FeedbackKind.FINAL, item=item(1)),
        HandOverConsented(on=day(ON), item=item(1)),
    ],
    ids=lambda event: event.tag,
)
def test_history_that_no_decision_made(event: CaseEvent) -> None:
    """An event that could not have happened is an error, not a guess."""
    with pytest.raises(ValueError, match="without"):
        fold((*_read().events, event))


def test_states_of_a_report() -> None:
    """New, being assessed, outside, told, closed, as an advisor would say it."""
    story = a_report(ON)
    seen = [story.case.state]
    seen.append(story.then(ReportOpened, on=ON).case.state)
    seen.append(outside(story, ON).case.state)
    seen.append(told(story, ON, FeedbackKind.REJECTION).case.state)
    seen.append(story.then(CaseClosed, on=ON).case.state)

    assert seen == [State.NEW, State.UNDER_ASSESSMENT, State.OUTSIDE, State.FEEDBACK_GIVEN, State.CLOSED]
    assert not story.case.is_open


def test_within_is_still_being_assessed_until_the_second_answer() -> None:
    """The assessment is two questions."""
    assert within(_read(), ON).case.state is State.UNDER_ASSESSMENT
    assert within(_read(), ON, Investigation.FORWARDED).case.state is State.DECIDED


def test_states_of_a_complaint() -> None:
    """New, in progress, awaiting the citizen, awaiting the unit, rejected, answered."""
    story = a_complaint(ON)
    seen = [story.case.state]
    seen.append(story.then(ReportOpened, on=ON).case.state)
    seen.append(story.then(MessageDecided, on=ON, item=item(1), asks=True).case.state)
    seen.append(story.then(ReferralSent, on=ON, unit="schools").case.state)
    story.then(ReferralRecalled, on=ON, unit="schools")
    seen.append(
        story.then(InquiryRejected, on=ON, reason="other_municipality", reason_item=item(2)).case.state
    )
    seen.append(story.then(AnswerDecided, on=ON, given_on=ON).case.state)

    assert seen == [
        State.NEW,
        State.IN_PROGRESS,
        State.AWAITING_INFORMATION,
        State.AWAITING_UNIT,
        State.REJECTED,
        State.ANSWERED,
    ]


def test_the_card_never_runs_ahead() -> None:
    """A decision shows on the card only once it lies in the mailbox."""
    story = a_report(ON)
    seen = [card_state(story.case)]
    story.then(AcknowledgementDecided, on=ON, actor=None)
    seen.append(card_state(story.case))
    story.then(AcknowledgementGiven, on=ON, happened_on=ON)
    seen.append(card_state(story.case))
    story.then(ReportOpened, on=ON)
    seen.append(card_state(outside(story, ON).case))
    story.then(FeedbackDecided, on=ON, kind=FeedbackKind.REJECTION, item=item(1))
    seen.append(card_state(story.case))
    story.then(FeedbackGiven, on=ON, happened_on=ON, item=item(1))
    seen.append(card_state(story.case))

    assert seen == [
        CardState.RECEIVED,
        CardState.RECEIVED,
        CardState.ACKNOWLEDGED,
        CardState.BEING_ASSESSED,
        CardState.BEING_ASSESSED,
        CardState.OUTSIDE,
    ]


def test_the_card_says_that_a_unit_was_asked_until_it_has_answered() -> None:
    """Who has a complaint is told as it is: the citizens' adviser, or the unit that owes the answer."""
    story = a_complaint(ON, opened_on=ON).then(ReferralSent, on=ON, unit="schools")
    seen = [card_state(story.case)]
    story.then(ReplyReceived, on=NEXT, unit="schools", quality=ReplyQuality.FULL)
    assert [*seen, card_state(story.case)] == [CardState.AWAITING_UNIT, CardState.BEING_ASSESSED]


def test_the_card_of_an_investigation() -> None:
    """Asked, investigated, told, closed."""
    story = _read().then(MessageDecided, on=ON, item=item(1), asks=True)
    seen = [card_state(story.case)]
    story.then(MessageReceived, on=NEXT, happened_on=ON, item=item(2))
    seen.append(card_state(within(story, NEXT, Investigation.INVESTIGATE).case))
    story.then(OutcomeRecorded, on=NEXT, finding="no_breach_found")
    seen.append(card_state(told(story, NEXT, FeedbackKind.FINAL).case))
    seen.append(card_state(story.then(CaseClosed, on=NEXT).case))

    assert seen == [
        CardState.AWAITING_INFORMATION,
        CardState.INVESTIGATING,
        CardState.FEEDBACK_GIVEN,
        CardState.CLOSED,
    ]


def test_the_card_keeps_the_day_that_was_told_when_another_letter_is_about_another_clock() -> None:
    """The newest letter about the answer counts, put right where it was wrong."""
    story = a_complaint(ON, opened_on=ON)
    first = story.deadline("BR-FIRST", ON)
    for rule, until in (("BR-FIRST", "Wed 2027-06-30"), ("OFL-36", "Thu 2027-07-15")):
        story.then(LetterRecorded, on=ON, until_on=until, rule=rule, reason_item=True)
    card = card_of(story.case, [first], 0)
    assert (card.feedback_by, card.expected_by) == (first.due_strict, day("Wed 2027-06-30"))


def test_facts_are_first_days() -> None:
    """The engine gets the first day of each thing; a second opening or feedback changes nothing."""
    story = within(_read(), ON, Investigation.INVESTIGATE)
    told(story, ON, FeedbackKind.INTERIM, 1)
    story.then(ReportOpened, on=NEXT)
    told(story, NEXT, FeedbackKind.INTERIM, 2)
    occurred = facts(story.case).occurred

    assert occurred["report:opened"] == day(ON)
    assert occurred["feedback:given"] == day(ON)


def test_facts_of_a_contact_start_nothing() -> None:
    """A contact was not received in the law's sense."""
    story = Story().then(ContactRegistered, on=ON, channel="phone")

    assert "case:received" not in facts(story.case).occurred


def test_facts_of_a_reopened_case() -> None:
    """Reopened, it is no longer closed, and what was given stays given."""
    story = told(outside(_read(), ON), ON, FeedbackKind.REJECTION)
    story.then(CaseClosed, on=ON).then(CaseReopened, on=NEXT)
    occurred = facts(story.case).occurred

    assert "case:closed" not in occurred
    assert occurred["case:reopened"] == day(NEXT)
    assert occurred["feedback:given"] == day(ON)


def test_own_closing_days_reach_the_engine() -> None:
    """The office's own closing days are handed through."""
    closed = frozenset({day(NEXT)})

    assert facts(_read().case, own_closing=closed).own_closing == closed


def test_plain_acts() -> None:
    """Summary, note, identity, assignment and the code leave their mark, and no clock moves."""
    story = _read()
    before = facts(story.case).occurred["case:received"]
    story.then(SummarySet, on=NEXT, item=item(5))
    story.then(NoteAdded, on=NEXT)
    story.then(IdentityOpened, on=NEXT)
    story.then(CaseAssigned, on=NEXT, handler=HANDLER)
    story.then(CodeKnownToOffice, on=NEXT)
    story.then(ContactRegistered, on=NEXT, channel="phone")

    assert story.case.summary_item == item(5)
    assert story.case.assigned_to == HANDLER
    assert story.case.code_known_to_office
    assert story.case.contacts == (day(NEXT),)
    assert facts(story.case).occurred["case:received"] == before


def test_a_closed_case_still_hears_the_reporter() -> None:
    """A message after closing is received and reopens nothing by itself."""
    story = told(outside(_read(), ON), ON, FeedbackKind.REJECTION).then(CaseClosed, on=ON)
    story.then(MessageReceived, on=NEXT, happened_on=NEXT)

    assert story.case.state is State.CLOSED
    assert facts(story.case).occurred["message:received"] == day(NEXT)


def test_the_wait_for_information_survives_another_decision_only_in_its_own_state() -> None:
    """Once the scope is decided, the case no longer says it awaits information."""
    story = _read().then(ScopeAssessed, on=ON, scope=Scope.AWAITING_INFORMATION)
    within(story, NEXT)

    assert story.case.report.awaiting_since is None
    assert story.case.state is State.UNDER_ASSESSMENT


def test_received_again_after_registering_changes_nothing() -> None:
    """The registration knows more than the plain receipt of the same submission."""
    story = Story().then(
        CaseRegistered,
        on=NEXT,
        scheme=Scheme.WHISTLEBLOWING,
        channel="letter",
        organisation_on=ON,
        office_on=NEXT,
    )
    again = CaseReceived(on=day(NEXT), scheme=Scheme.WHISTLEBLOWING, channel="letter", received_on=day(NEXT))

    received = fold((*story.events, again))

    same = {name: getattr(story.case, name) for name in ("days", "history", "life")}
    assert received.with_(**same) == story.case
    assert deadlines(facts(received), RULEBOOK, day(NEXT)) == deadlines(
        facts(story.case), RULEBOOK, day(NEXT)
    )


def test_a_call_about_a_unit() -> None:
    """A call may say at once which unit it is about."""
    story = Story().then(inquiry_registered, on=ON, unit="schools")

    assert story.case.complaint.unit == "schools"


def test_a_disposition_waits_for_the_first_answer() -> None:
    """Nothing is done with a report before it is decided whether it belongs to the scheme."""
    assert _read().refused(DispositionRecorded, on=ON, code="guided_elsewhere").code == "scope_not_decided"


@pytest.mark.parametrize("code", ["child_notification_sent", "danger_warned"])
def test_a_warning_about_a_danger_waits_for_nothing(code: str) -> None:
    """A child in danger is reported at once; whether the scheme has the report is asked afterwards."""
    story = _read().then(DispositionRecorded, on=ON, code=code)

    assert story.case.report.scope is None
    assert [each.code for each in story.case.report.dispositions] == [code]


def test_a_second_feedback_waits_for_the_first() -> None:
    """Two feedbacks are not on their way at once."""
    story = within(_read(), ON, Investigation.INVESTIGATE)
    story.then(FeedbackDecided, on=ON, kind=FeedbackKind.INTERIM)

    assert story.refused(FeedbackDecided, on=ON, kind=FeedbackKind.INTERIM).code == "feedback_pending"
