"""Scenario 5 of the advisor's practice and the way of a complaint, on the domain and the engine alone."""

from tests.story import Story, a_complaint, day, item
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.complaints import (
    AnswerDecided,
    AnswerGiven,
    HandlingRecorded,
    ThemesRecorded,
)
from triage.cases.decisions.inquiries import inquiry_registered
from triage.cases.decisions.receiving import ContactRegistered
from triage.cases.vocabulary import State


def _short_call(taken_on: str) -> Story:
    return Story().then(
        inquiry_registered,
        on=taken_on,
        handlings=("guidance",),
        main_theme="no_answer",
        closed_in_conversation=True,
    )


def test_scenario_5_sixty_second_call() -> None:
    """Guided and closed in the conversation, a call leaves nothing owed: one inquiry, handling and theme."""
    story = _short_call("Mon 2026-11-23")

    assert story.open_rules("Mon 2026-11-23") == []
    assert story.case.state is State.CLOSED
    assert story.case.closed_in_conversation
    assert story.case.newest(HandlingRecorded).codes == ("guidance",)
    assert story.case.newest(ThemesRecorded).main == "no_answer"
    assert story.case.contacts == ()


def test_scenario_5_repeat_call_is_a_contact() -> None:
    """One more call on the same matter is a contact and owes nothing; a new topic is a new inquiry."""
    story = _short_call("Mon 2026-11-23")
    story.then(ContactRegistered, on="Tue 2026-12-01", channel="phone")
    new_topic = _short_call("Wed 2026-12-02")

    assert story.case.contacts == (day("Tue 2026-12-01"),)
    assert story.case.state is State.CLOSED
    assert story.open_rules("Tue 2026-12-01") == []
    assert new_topic.case.received_on == day("Wed 2026-12-02")


def test_a_call_taken_is_acknowledged() -> None:
    """A call that is not settled in the conversation owes the first answer, not an acknowledgement."""
    story = Story().then(inquiry_registered, on="Mon 2026-11-23")

    assert story.open_rules("Mon 2026-11-23") == ["BR-FIRST"]
    assert story.case.state is State.IN_PROGRESS


def test_a_call_typed_in_later_counts_from_its_day() -> None:
    """A call of Monday that is typed in on Wednesday was received and acknowledged on Monday."""
    story = Story().then(inquiry_registered, on="Wed 2026-11-25", happened_on="Mon 2026-11-23")

    assert story.case.received_on == day("Mon 2026-11-23")
    assert story.case.acknowledged_on == day("Mon 2026-11-23")


def test_a_portal_complaint_is_answered_in_the_mailbox() -> None:
    """The answer settles the first-answer clock on the day it lies in the mailbox, and the case can close."""
    story = a_complaint("Mon 2026-11-23", opened_on="Tue 2026-11-24")
    unanswered = story.refused(CaseClosed, on="Tue 2026-11-24").code
    story.then(AnswerDecided, on="Wed 2026-11-25", item=item(1))
    under_way = story.refused(CaseClosed, on="Wed 2026-11-25").code
    story.then(AnswerGiven, on="Thu 2026-11-26", happened_on="Wed 2026-11-25", item=item(1))
    story.then(CaseClosed, on="Thu 2026-11-26")

    assert (unanswered, under_way) == ("close_before_answer", "answer_pending")
    assert story.case.complaint.answered_on == day("Wed 2026-11-25")
    assert story.open_rules("Thu 2026-11-26") == []
