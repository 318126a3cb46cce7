"""An open case always has a clock that runs, and so somebody is always told: none can lie for ever."""

import pytest

from tests.story import Story, a_complaint, a_report, day, outside, told, within
from tests.turned import turned
from triage.cases.decisions.acknowledgement import AcknowledgementDecided
from triage.cases.decisions.clocks import ClockSuspended
from triage.cases.decisions.closing import CaseClosed, CaseReopened
from triage.cases.decisions.complaints import AnswerDecided
from triage.cases.decisions.criticism import CriticismRecorded, HearingAnswered, HearingSent
from triage.cases.decisions.messages import MessageDecided, MessageGiven, MessageReceived
from triage.cases.decisions.receiving import CaseAssigned, ContactRegistered, NoteAdded, ReportOpened
from triage.cases.vocabulary import CriticismKind, FeedbackKind

RECEIVED = "Mon 2027-02-01"
ANSWERED = "Mon 2027-02-08"
DUE = "Wed 2027-03-10"
LATER = "Thu 2027-03-11"


def answered() -> Story:
    """A complaint that has been answered and left open."""
    story = a_complaint(RECEIVED, opened_on=RECEIVED).then(
        AcknowledgementDecided, on=RECEIVED, given_on=RECEIVED
    )
    return story.then(AnswerDecided, on=ANSWERED, given_on=ANSWERED)


def test_an_answered_inquiry_left_open_is_taken_up_again_after_thirty_days() -> None:
    """Nothing else runs, so the next step is awaited; overdue, it is so until somebody does something."""
    story = answered()
    assert story.open_rules(LATER) == ["BR-DORMANT"]
    found = story.deadline("BR-DORMANT", LATER)
    assert (found.starts_on, found.due_strict, found.is_overdue(day(LATER))) == (
        day(ANSWERED),
        day(DUE),
        True,
    )


def test_a_step_begins_it_anew_and_its_lateness_is_kept() -> None:
    """A note says that somebody has done something; that it was late is a breach like any other."""
    story = answered().then(NoteAdded, on=LATER)
    assert story.deadline("BR-DORMANT", LATER).starts_on == day(LATER)
    assert story.breaches(LATER) == [("BR-DORMANT", day(DUE), 1)]


def test_what_the_reporter_adds_ends_it_and_its_lateness_is_kept() -> None:
    """The answer that is owed now runs instead; that nobody had come back for a month stays visible."""
    story = answered().then(MessageReceived, on=LATER, item=True)
    assert story.open_rules(LATER) == ["BR-ANSWER"]
    assert story.breaches(LATER) == [("BR-DORMANT", day(DUE), 1)]


def test_looking_at_a_case_and_giving_it_to_somebody_is_no_step() -> None:
    """Else it could be looked at every month for ever."""
    story = answered().then(ReportOpened, on="Mon 2027-03-01")
    story.then(CaseAssigned, on="Mon 2027-03-01", handler="b2" * 16)
    assert story.deadline("BR-DORMANT", LATER).starts_on == day(ANSWERED)


def test_it_ends_where_another_clock_begins_and_with_the_case() -> None:
    """A hearing has its own day; a closed case waits for nothing."""
    story = answered().then(HearingSent, on="Mon 2027-02-15", unit="schools", answer_by_on="Mon 2027-03-01")
    assert story.open_rules(LATER) == ["BR-HEARING"]
    assert answered().then(CaseClosed, on="Mon 2027-02-15").open_rules(LATER) == []


def test_a_clock_that_stands_still_is_none_that_runs() -> None:
    """Who suspends the only clock of a case is reminded of it all the same."""
    story = a_complaint(RECEIVED, opened_on=RECEIVED).then(
        AcknowledgementDecided, on=RECEIVED, given_on=RECEIVED
    )
    turned(story, ClockSuspended, ANSWERED, "BR-FIRST", reason="awaiting_citizen")
    assert story.open_rules(LATER) == ["BR-FIRST", "BR-DORMANT"]
    assert story.deadline("BR-DORMANT", LATER).due_strict == day(DUE)


def test_a_report_whose_scope_is_changed_after_it_was_told_is_not_forgotten() -> None:
    """Outside and told, then within: whoever was told the one is still to hear of the other."""
    story = a_report(RECEIVED, acknowledged_on=RECEIVED, opened_on=RECEIVED)
    within(told(outside(story, RECEIVED), RECEIVED, FeedbackKind.REJECTION), ANSWERED)
    assert story.open_rules(LATER) == ["BR-DORMANT"]


def test_a_reopened_case_whose_first_step_was_taken_is_not_forgotten() -> None:
    """The clock of the reopening ends with the first step; what comes after it has one too."""
    story = a_report(RECEIVED, acknowledged_on=RECEIVED, opened_on=RECEIVED)
    told(outside(story, RECEIVED), RECEIVED, FeedbackKind.REJECTION).then(CaseClosed, on=RECEIVED)
    story.then(CaseReopened, on=ANSWERED)
    assert story.open_rules(ANSWERED) == ["BR-REOPEN"]
    text = story.then(MessageDecided, on=ANSWERED).case.messages_pending[0]
    story.then(MessageGiven, on=ANSWERED, happened_on=ANSWERED, item=text)
    assert story.open_rules(LATER) == ["BR-DORMANT"]


def test_a_contact_starts_no_clock() -> None:
    """Nothing has been reported yet."""
    assert Story().then(ContactRegistered, on=RECEIVED, channel="phone").open_rules(LATER) == []


HEARD = "Mon 2027-02-15"
ANSWER_BY = "Sat 2027-02-27"


def heard() -> Story:
    """A department was sent the draft on Monday 15 February, to answer by Saturday 27th."""
    return answered().then(HearingSent, on=HEARD, unit="schools", answer_by_on=ANSWER_BY)


def test_a_hearing_is_due_on_the_day_that_the_department_was_given() -> None:
    """The day itself, whatever the rule's own length; the latest date is the next working day."""
    found = heard().deadline("BR-HEARING", LATER)
    assert (found.subject, found.starts_on) == ("schools", day(HEARD))
    assert (found.original_strict, found.due_strict, found.due_latest) == (
        day(ANSWER_BY),
        day(ANSWER_BY),
        day("Mon 2027-03-01"),
    )
    assert [each.code for each in found.trace][:2] == ["started", "named"]


def test_each_department_has_its_own_and_a_new_hearing_is_a_new_clock() -> None:
    """Sent again with more time, the new day holds, and the lateness of the old one is kept."""
    story = heard().then(HearingSent, on=HEARD, unit="elderly", answer_by_on="Mon 2027-03-15")
    story.then(HearingSent, on=LATER, unit="schools", answer_by_on="Mon 2027-03-22")
    assert story.deadline("BR-HEARING", LATER, "schools").due_strict == day("Mon 2027-03-22")
    assert story.deadline("BR-HEARING", LATER, "elderly").due_strict == day("Mon 2027-03-15")
    assert story.breaches(LATER) == [("BR-HEARING", day(ANSWER_BY), 12)]


@pytest.mark.parametrize("ending", [HearingAnswered, CriticismRecorded])
def test_the_answer_ends_it_and_so_does_what_is_said_in_the_end(ending: type) -> None:
    """Nothing is awaited from the department any more; its comments are read, and the case goes on."""
    given = {} if ending is HearingAnswered else {"kind": CriticismKind.CRITICISM}
    story = heard().then(ending, on="Mon 2027-03-01", unit="schools", **given)
    assert story.deadline("BR-HEARING", LATER).satisfied_on == day("Mon 2027-03-01")
    assert story.open_rules(LATER) == ["BR-ANSWER" if ending is HearingAnswered else "BR-DORMANT"]
