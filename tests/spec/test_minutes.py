"""Minutes are drafted, given to check, corrected, checked again, approved or not, and locked."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.spoken import AGREED, APPROVED, MEETING, SCHOOLS, checked, drafted, given_to_check, held
from tests.story import Story, a_complaint, a_report, day, item
from triage.cases.decisions.closing import CaseClosed, CaseReopened
from triage.cases.decisions.complaints import AnswerDecided
from triage.cases.decisions.correcting import EventWithdrawn
from triage.cases.decisions.meetings import MeetingKind
from triage.cases.decisions.messages import MessageDecided
from triage.cases.decisions.minutes import CheckWay, MinutesDrafted, MinutesOf, MinutesSentToCheck
from triage.cases.decisions.minutes_locked import (
    MinutesAdded,
    MinutesApproved,
    MinutesCorrected,
    MinutesNotApproved,
    WhyNotApproved,
)
from triage.cases.documents import documents
from triage.cases.events import CaseEvent
from triage.cases.fold import fold
from triage.cases.refusals import Refusal

ON, TUE, WED, LATER = "Mon 2027-01-11", "Tue 2027-01-12", "Wed 2027-01-13", "Mon 2027-02-01"
STEPS: dict[str, tuple[type[CaseEvent], dict[str, object]]] = {
    "draft": (MinutesDrafted, {"number": 1, "of": MinutesOf.BEGINNING}),
    "give": (MinutesSentToCheck, {"number": 1, "way": CheckWay.READ_ALOUD, "given_on": ON}),
    "correct": (MinutesCorrected, {"number": 1}),
    "approve": (MinutesApproved, APPROVED),
    "give up": (MinutesNotApproved, {"number": 1, "why": WhyNotApproved.UNREACHABLE}),
    "add": (MinutesAdded, {"number": 1}),
}
ALLOWED = {
    "nothing": {"draft": "draft"},
    "draft": {"give": "given"},
    "given": {"give": "given", "correct": "draft", "approve": "locked", "give up": "locked"},
    "locked": {"add": "locked"},
}
"""Which step leads where; every other one is refused."""


def _report() -> Story:
    return a_report(ON, acknowledged_on=ON, opened_on=ON)


def _complaint() -> Story:
    return a_complaint(ON, opened_on=ON)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=8), st.sampled_from([_report, _complaint]))
def test_whatever_the_order_only_the_sequence_is_taken(steps: list[str], begun: object) -> None:
    """A step that is not the next is refused and changes nothing; no text changes once it is locked."""
    assert callable(begun)
    story, stands, texts = begun(), "nothing", 0
    for step in steps:
        kind, typed = STEPS[step]
        if step in ALLOWED[stands]:
            story.then(kind, on=ON, **typed)
            stands = ALLOWED[stands][step]
            texts += step in ("draft", "correct")
        else:
            story.refused(kind, on=ON, **typed)
        minutes = story.case.minutes
        assert [len(each.items) for each in minutes] == ([texts] if texts else [])
        assert [each.locked_on is not None for each in minutes] == [stands == "locked"] * bool(texts)


def test_what_was_given_in_the_mailbox_lies_there_and_asks() -> None:
    """Whoever spoke finds the words in the mailbox, and the clock of ten working days runs."""
    story = drafted(_report(), ON)
    assert "BR-MINUTES" not in story.open_rules(ON)
    story.then(MinutesSentToCheck, on=TUE, number=1, way=CheckWay.MAILBOX, item=item(7))
    assert [(each.item, each.asks) for each in story.events if isinstance(each, MessageDecided)] == [
        (item(7), True)
    ]
    assert story.deadline("BR-MINUTES", TUE).due_strict == day("Tue 2027-01-26")


@pytest.mark.parametrize("story", [_report(), _complaint()], ids=["report", "complaint"])
def test_each_minutes_have_a_clock_of_their_own(story: Story) -> None:
    """Those that are locked, approved or not, wait no more; the others do."""
    checked(story, ON)
    checked(story, TUE, number=2, of=MinutesOf.TALK, spoken_on=TUE)
    story.then(MinutesNotApproved, on=WED, number=1, why=WhyNotApproved.UNREACHABLE)
    assert story.deadline("BR-MINUTES", WED, "minutes-2").is_open
    assert not story.deadline("BR-MINUTES", WED, "").is_open
    story.then(MinutesApproved, on=WED, **{**APPROVED, "number": 2})
    assert "BR-MINUTES" not in story.open_rules(WED)
    assert [each.is_approved for each in story.case.minutes] == [False, True]


def test_an_addition_has_its_day_and_comes_after_closing_too() -> None:
    """What is locked stays; what is added stands beside it."""
    story = checked(_complaint(), ON).then(MinutesApproved, on=ON, **APPROVED)
    story.then(AnswerDecided, on=ON, given_on=ON).then(CaseClosed, on=ON)
    story.then(MinutesAdded, on=LATER, number=1, happened_on=WED)
    (minutes,) = story.case.minutes
    assert (minutes.added_on, len(minutes.items)) == ((date(2027, 1, 13),), 1)


def test_reopened_no_old_minutes_wait_to_be_checked() -> None:
    """The clock of those that nobody approved is over with the closing, and no breach comes of it later."""
    story = checked(_complaint(), ON).then(AnswerDecided, on=ON, given_on=ON).then(CaseClosed, on=TUE)
    story.then(CaseReopened, on=LATER)
    assert "BR-MINUTES" not in story.open_rules(LATER)


def test_a_draft_is_withdrawn_and_what_was_given_is_not() -> None:
    """Nobody has read a draft; once it is given to check, that rests on it."""
    story = drafted(_complaint(), ON)
    number = len(story.events)
    withdrawn = Story(story.events).then(EventWithdrawn, on=TUE, number=number, reason_item=item(9))
    assert withdrawn.case.minutes == ()
    given_to_check(story, TUE)
    refused = story.refused(EventWithdrawn, on=TUE, number=number, reason_item=item(9))
    assert refused.code == "withdrawal_too_late"


def test_a_meeting_has_minutes_where_it_is_registered() -> None:
    """With the citizen, with the reporter; two meetings of one day make no mediation out of the other."""
    for story, kind in ((_complaint(), MeetingKind.CITIZEN), (_report(), MeetingKind.REPORTER)):
        checked(held(story, ON, kind), ON, **MEETING)
        assert story.case.minutes[0].spoken_on == date(2027, 1, 11)


def test_every_version_is_a_document_and_what_was_given_went_out() -> None:
    """Draft, what lay in the mailbox, the wish, the new version: each is a line of the list."""
    story = drafted(_report(), ON)
    story.then(MinutesSentToCheck, on=ON, number=1, way=CheckWay.MAILBOX, item=item(7))
    story.then(MinutesCorrected, on=TUE, number=1)
    listed = [(str(each.way), each.title) for each in documents(story.events, is_report=True)][-4:]
    assert listed == [
        ("internal", "Minutes"),
        ("out", "Minutes"),
        ("internal", "Minutes"),
        ("internal", "What should be changed"),
    ]


def test_minutes_of_version_1_are_read_as_they_were() -> None:
    """A draft was given to check at once, each later one too; the approval named nobody."""
    begun = _report().events
    first = MinutesDrafted(on=day(ON), actor="a1" * 16, item=item(1), given_on=day(ON))
    second = MinutesDrafted(on=day(TUE), actor="a1" * 16, item=item(2))
    (waiting,) = fold((*begun, first, second)).minutes
    assert (waiting.items, waiting.given_on, waiting.clock_on) == ((item(1), item(2)), day(TUE), day(ON))
    assert (first.inner, second.inner) == ((item(1),), ())
    story = Story((*begun, first, second))
    assert story.deadline("BR-MINUTES", TUE).due_strict == day("Mon 2027-01-25")
    with pytest.raises(Refusal, match="locked"):
        Story((*begun, first, MinutesApproved(on=day(TUE), item=item(1)))).then(
            MinutesCorrected, on=TUE, number=1
        )


def test_what_turns_out_to_have_been_mediation_is_not_given_to_check() -> None:
    """Minutes that were drafted before the mediation of their day was registered stay with the office."""
    story = drafted(_complaint(), ON, of=MinutesOf.TALK, spoken_on=ON)
    held(story, ON, MeetingKind.MEDIATION, **AGREED, **SCHOOLS, ground_item=True)
    to_check = {"number": 1, "way": CheckWay.READ_ALOUD, "given_on": ON}
    assert story.refused(MinutesSentToCheck, on=ON, **to_check).code == "mediation_confidential"
