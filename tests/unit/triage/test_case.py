"""A case as its events tell it: states, the card, the engine's facts."""

import pytest

from tests.story import ADVISOR, Story, a_complaint, a_report, day, item, outside, told, within
from triage.cases.card import card_state
from triage.cases.decisions import commands
from triage.cases.events import Event, Tag, make_event
from triage.cases.facts import facts
from triage.cases.fold import STEPS, fold
from triage.cases.vocabulary import STATE_LABELS, CardState, FeedbackKind, Investigation, Scheme, Scope, State

ON = "Mon 2027-01-11"
NEXT = "Tue 2027-01-12"
HANDLER = "b2" * 16


def _read() -> Story:
    return a_report(ON, acknowledged_on=ON, opened_on=ON)


def test_the_fold_knows_every_tag() -> None:
    """An event that the fold forgot would vanish from the case."""
    assert set(STEPS) == set(Tag)


def test_every_state_has_a_label() -> None:
    """What an advisor reads is a label, never a code."""
    assert set(STATE_LABELS) == set(State)


def test_a_case_needs_a_beginning() -> None:
    """No events are no case, and a note is no beginning."""
    note = make_event(Tag.NOTE_ADDED, on=day(ON), actor=ADVISOR, item=item(1))

    with pytest.raises(ValueError, match="without events"):
        fold([])
    with pytest.raises(ValueError, match="cannot begin"):
        fold([note])


@pytest.mark.parametrize(
    "event",
    [
        make_event(Tag.FEEDBACK_GIVEN, on=day(ON), item=item(1)),
        make_event(Tag.MINUTES_APPROVED, on=day(ON), item=item(1)),
        make_event(Tag.HAND_OVER_CONSENTED, on=day(ON), item=item(1)),
        make_event(Tag.HEARING_SENT, on=day(ON), department="schools"),
        make_event(Tag.SCOPE_ASSESSED, on=day(ON)),
    ],
)
def test_history_that_no_command_made(event: Event) -> None:
    """An event that could not have happened is an error, not a guess."""
    with pytest.raises(ValueError, match="without"):
        fold((*_read().events, event))


def test_a_breach_without_its_days() -> None:
    """The days late are a number."""
    event = make_event(Tag.BREACH_EXPLAINED, on=day(ON), actor=ADVISOR, rule="WB-ACK", responsible="unit")

    with pytest.raises(TypeError, match="days_late"):
        fold((*_read().events, event))


def test_states_of_a_report() -> None:
    """New, being assessed, outside, told, closed, as an advisor would say it."""
    story = a_report(ON)
    seen = [story.case.state]
    seen.append(story.then(commands.open_report, on=ON).case.state)
    seen.append(outside(story, ON).case.state)
    seen.append(told(story, ON, FeedbackKind.REJECTION).case.state)
    seen.append(story.then(commands.close, on=ON).case.state)

    assert seen == [State.NEW, State.UNDER_ASSESSMENT, State.OUTSIDE, State.FEEDBACK_GIVEN, State.CLOSED]
    assert not story.case.is_open


def test_within_is_still_being_assessed_until_the_second_answer() -> None:
    """The assessment is two questions."""
    assert within(_read(), ON).case.state is State.UNDER_ASSESSMENT
    assert within(_read(), ON, Investigation.FORWARDED).case.state is State.DECIDED


def test_states_of_a_complaint() -> None:
    """New, in progress, awaiting the citizen, awaiting the department, answered."""
    story = a_complaint(ON)
    seen = [story.case.state]
    seen.append(story.then(commands.open_report, on=ON).case.state)
    seen.append(story.then(commands.send_message, on=ON, item=item(1), asks=True).case.state)
    seen.append(story.then(commands.refer, on=ON, department="schools").case.state)
    story.then(commands.recall_referral, on=ON, department="schools")
    seen.append(story.then(commands.answer_by_hand, on=ON, given_on=ON).case.state)

    assert seen == [
        State.NEW,
        State.IN_PROGRESS,
        State.AWAITING_INFORMATION,
        State.AWAITING_DEPARTMENT,
        State.ANSWERED,
    ]


def test_the_card_never_runs_ahead() -> None:
    """A decision shows on the card only once it lies in the mailbox."""
    story = a_report(ON)
    seen = [card_state(story.case)]
    story.then(commands.decide_acknowledgement, on=ON, actor=None)
    seen.append(card_state(story.case))
    story.then(commands.acknowledgement_given, on=ON, placed_on=ON)
    seen.append(card_state(story.case))
    story.then(commands.open_report, on=ON)
    seen.append(card_state(outside(story, ON).case))
    story.then(commands.decide_feedback, on=ON, kind=FeedbackKind.REJECTION, item=item(1))
    seen.append(card_state(story.case))
    story.then(commands.feedback_given, on=ON, placed_on=ON, item=item(1))
    seen.append(card_state(story.case))

    assert seen == [
        CardState.RECEIVED,
        CardState.RECEIVED,
        CardState.ACKNOWLEDGED,
        CardState.BEING_ASSESSED,
        CardState.BEING_ASSESSED,
        CardState.OUTSIDE,
    ]


def test_the_card_of_an_investigation() -> None:
    """Asked, investigated, told, closed."""
    story = _read().then(commands.send_message, on=ON, item=item(1), asks=True)
    seen = [card_state(story.case)]
    story.then(commands.receive_message, on=NEXT, received_on=ON, item=item(2))
    seen.append(card_state(within(story, NEXT, Investigation.INVESTIGATE).case))
    story.then(commands.record_outcome, on=NEXT, finding="no_breach_found")
    seen.append(card_state(told(story, NEXT, FeedbackKind.FINAL).case))
    seen.append(card_state(story.then(commands.close, on=NEXT).case))

    assert seen == [
        CardState.AWAITING_INFORMATION,
        CardState.INVESTIGATING,
        CardState.FEEDBACK_GIVEN,
        CardState.CLOSED,
    ]


def test_facts_are_first_days() -> None:
    """The engine gets the first day of each thing; a second opening or feedback changes nothing."""
    story = within(_read(), ON, Investigation.INVESTIGATE)
    told(story, ON, FeedbackKind.INTERIM, 1)
    story.then(commands.open_report, on=NEXT)
    told(story, NEXT, FeedbackKind.INTERIM, 2)
    occurred = facts(story.events).occurred

    assert occurred["report:opened"] == day(ON)
    assert occurred["feedback:given"] == day(ON)


def test_facts_of_a_contact_start_nothing() -> None:
    """A contact was not received in the law's sense."""
    story = Story().then(commands.register_contact, on=ON, channel="phone")

    assert "case:received" not in facts(story.events).occurred


def test_facts_of_a_reopened_case() -> None:
    """Reopened, it is no longer closed, and what was given stays given."""
    story = told(outside(_read(), ON), ON, FeedbackKind.REJECTION)
    story.then(commands.close, on=ON).then(commands.reopen, on=NEXT)
    occurred = facts(story.events).occurred

    assert "case:closed" not in occurred
    assert occurred["case:reopened"] == day(NEXT)
    assert occurred["feedback:given"] == day(ON)


def test_own_closing_days_reach_the_engine() -> None:
    """The office's own closing days are handed through."""
    closed = frozenset({day(NEXT)})

    assert facts(_read().events, own_closing=closed).own_closing == closed


def test_plain_acts() -> None:
    """Summary, note, identity, assignment and the code leave their mark, and no clock moves."""
    story = _read()
    before = facts(story.events).occurred["case:received"]
    story.then(commands.set_summary, on=NEXT, item=item(5))
    story.then(commands.add_note, on=NEXT)
    story.then(commands.open_identity, on=NEXT)
    story.then(commands.assign, on=NEXT, handler=HANDLER)
    story.then(commands.mark_code_known, on=NEXT)
    story.then(commands.register_contact, on=NEXT, channel="phone")

    assert story.case.summary_item == item(5)
    assert story.case.assigned_to == HANDLER
    assert story.case.code_known_to_unit
    assert story.case.contacts == (day(NEXT),)
    assert facts(story.events).occurred["case:received"] == before


def test_a_closed_case_still_hears_the_reporter() -> None:
    """A message after closing is received and reopens nothing by itself."""
    story = told(outside(_read(), ON), ON, FeedbackKind.REJECTION).then(commands.close, on=ON)
    story.then(commands.receive_message, on=NEXT, received_on=NEXT)

    assert story.case.state is State.CLOSED
    assert story.case.last_message_on == day(NEXT)


def test_the_wait_for_information_survives_another_decision_only_in_its_own_state() -> None:
    """Once the scope is decided, the case no longer says it awaits information."""
    story = _read().then(commands.assess_scope, on=ON, scope=Scope.AWAITING_INFORMATION)
    within(story, NEXT)

    assert story.case.awaiting_since is None
    assert story.case.state is State.UNDER_ASSESSMENT


def test_received_again_after_registering_changes_nothing() -> None:
    """The registration knows more than the plain receipt of the same submission."""
    story = Story().then(
        commands.register_report,
        on=NEXT,
        scheme=Scheme.WHISTLEBLOWING,
        channel="letter",
        organisation_on=ON,
        unit_on=NEXT,
    )
    again = commands.receive(
        on=day(NEXT), scheme=Scheme.WHISTLEBLOWING, channel="letter", received_on=day(NEXT)
    )

    assert fold((*story.events, *again)) == story.case


def test_a_call_about_a_department() -> None:
    """A call may say at once which department it is about."""
    story = Story().then(commands.register_call, on=ON, department="schools")

    assert story.case.department == "schools"


def test_a_disposition_waits_for_the_first_answer() -> None:
    """Nothing is done with a report before it is decided whether it belongs to the scheme."""
    assert (
        _read().refused(commands.record_disposition, on=ON, code="guided_elsewhere").code
        == "scope_not_decided"
    )


def test_a_second_feedback_waits_for_the_first() -> None:
    """Two feedbacks are not on their way at once."""
    story = within(_read(), ON, Investigation.INVESTIGATE)
    story.then(commands.decide_feedback, on=ON, kind=FeedbackKind.INTERIM)

    assert (
        story.refused(commands.decide_feedback, on=ON, kind=FeedbackKind.INTERIM).code == "feedback_pending"
    )
