"""Nobody unheard: what the other side adds is owed an answer until somebody answers it or says why not."""

from datetime import date

from tests.spoken import checked
from tests.story import Story, a_complaint, a_report, day, item, outside, told
from tests.turned import SENT, extended, referred
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.complaints import AnswerDecided
from triage.cases.decisions.criticism import HearingAnswered, HearingSent
from triage.cases.decisions.hand_over import (
    HandOverAsked,
    HandOverConsented,
    HandOverDeclined,
    HandOverExpired,
)
from triage.cases.decisions.messages import (
    AnswerNotNeeded,
    LetterRecorded,
    MessageDecided,
    MessageGiven,
    MessageReceived,
)
from triage.cases.decisions.receiving import ReportOpened
from triage.cases.decisions.referral import ReferralSent, ReplyReceived
from triage.cases.decisions.registering import CaseRegistered
from triage.cases.hand_over import question_until
from triage.cases.vocabulary import FeedbackKind, HandOverState
from triage.rules.codes import Scheme

MONDAY, TUESDAY, WEDNESDAY, NEXT = "Mon 2027-02-01", "Tue 2027-02-02", "Wed 2027-02-03", "Mon 2027-02-08"
ANSWER = "BR-ANSWER"


def read() -> Story:
    """A report that was acknowledged and opened on Monday."""
    return a_report(MONDAY, acknowledged_on=MONDAY, opened_on=MONDAY)


def answered(story: Story, on: str, number: int = 0x700) -> Story:
    """Write to the reporter, in the mailbox the same day."""
    story.then(MessageDecided, on=on, item=item(number))
    return story.then(MessageGiven, on=on, happened_on=on, item=item(number))


def test_a_message_runs_the_clock_of_its_answer() -> None:
    """Written on Tuesday, answered by Tuesday of the week after; read on Wednesday it is still owed."""
    story = read().then(MessageReceived, on=WEDNESDAY, happened_on=TUESDAY)
    assert story.case.has_unread
    assert story.deadline(ANSWER, WEDNESDAY).due_strict == day("Tue 2027-02-09")
    story.then(ReportOpened, on=WEDNESDAY)
    assert not story.case.has_unread
    assert story.case.unanswered_since == day(TUESDAY)
    answered(story, NEXT)
    assert story.case.unanswered_since is None
    assert story.deadline(ANSWER, NEXT).satisfied_on == day(NEXT)


def test_what_nobody_has_read_nobody_has_answered() -> None:
    """Two messages, the second unread: the answer is to the first, and the clock runs from the second."""
    story = read().then(MessageReceived, on=TUESDAY).then(ReportOpened, on=TUESDAY)
    story.then(MessageReceived, on=WEDNESDAY)
    answered(story, WEDNESDAY)
    assert story.case.unanswered_since == day(WEDNESDAY)
    assert story.deadline(ANSWER, WEDNESDAY).due_strict == day("Wed 2027-02-10")
    assert story.refused(AnswerNotNeeded, on=WEDNESDAY).code == "not_opened"


def test_a_late_answer_stays_a_breach_when_the_next_message_comes() -> None:
    """Answered three days late; the clock begins anew, and the breach is kept."""
    story = read().then(MessageReceived, on=TUESDAY).then(ReportOpened, on=TUESDAY)
    answered(story, "Fri 2027-02-12")
    story.then(MessageReceived, on="Mon 2027-02-15")
    assert story.deadline(ANSWER, "Mon 2027-02-15").is_open
    assert story.breaches("Mon 2027-02-15", ANSWER) == [(ANSWER, date(2027, 2, 9), 3)]


def test_it_can_be_marked_as_needing_no_answer() -> None:
    """With a reason, and only what was read."""
    story = read().then(MessageReceived, on=TUESDAY)
    assert story.refused(AnswerNotNeeded, on=TUESDAY).code == "not_opened"
    story.then(ReportOpened, on=TUESDAY)
    assert story.refused(AnswerNotNeeded, on=TUESDAY, reason_item="").code == "reason_missing"
    story.then(AnswerNotNeeded, on=WEDNESDAY)
    assert story.case.unanswered == ()
    assert story.deadline(ANSWER, WEDNESDAY).satisfied_on == day(WEDNESDAY)


def test_a_closed_case_is_answered_without_reopening() -> None:
    """Closing ends no clock of an answer; the answer does. A question needs an open case."""
    story = told(outside(read(), MONDAY), MONDAY, FeedbackKind.REJECTION)
    story.then(MessageReceived, on=TUESDAY).then(CaseClosed, on=TUESDAY)
    assert story.deadline(ANSWER, TUESDAY).is_open
    story.then(ReportOpened, on=WEDNESDAY).then(MessageReceived, on=WEDNESDAY)
    assert story.refused(MessageDecided, on=WEDNESDAY, asks=True).code == "case_closed"
    story.then(ReportOpened, on=WEDNESDAY)
    answered(story, NEXT)
    assert story.case.closed_on == day(TUESDAY)
    assert story.deadline(ANSWER, NEXT).satisfied_on == day(NEXT)


def test_the_reply_of_a_department_has_to_be_passed_on() -> None:
    """It is read by whoever registers it; the citizen's answer settles it, or the department's own has."""
    story = a_complaint(MONDAY, opened_on=MONDAY).then(ReferralSent, on=MONDAY, unit="schools")
    passed_on = Story(story.events)
    story.then(ReplyReceived, on=TUESDAY, unit="schools", quality="full")
    assert not story.case.has_unread
    assert story.deadline(ANSWER, TUESDAY).due_strict == day("Tue 2027-02-09")
    story.then(AnswerDecided, on=NEXT, given_on=NEXT)
    assert story.deadline(ANSWER, NEXT).satisfied_on == day(NEXT)
    passed_on.then(ReplyReceived, on=TUESDAY, unit="schools", quality="full", citizen_contacted=True)
    assert passed_on.case.unanswered == ()


def asked() -> Story:
    """A report outside the scheme, with the question about handing it over, to be answered by 3 March."""
    return outside(read(), MONDAY).then(HandOverAsked, on=MONDAY)


def test_a_question_does_not_run_out_over_an_unread_message() -> None:
    """The yes came on the last day and is opened two days later: it counts from the day on which it came."""
    story, last, opened = asked(), "Wed 2027-03-03", "Fri 2027-03-05"
    assert question_until(story.case) == day(last)
    story.then(MessageReceived, on=last, item=item(0x600))
    assert question_until(story.case) is None
    assert story.refused(HandOverExpired, on=opened).code == "hand_over_not_expired"
    story.then(ReportOpened, on=opened)
    story.then(HandOverConsented, on=opened, happened_on=last, message=item(0x600))
    assert story.case.hand_over is not None
    assert story.case.hand_over.answered_on == day(last)
    assert story.case.hand_over_agreed
    assert story.events[-1].inner == ()


def test_a_no_in_the_mailbox_ends_the_question() -> None:
    """And nothing is agreed."""
    story = asked().then(MessageReceived, on=TUESDAY, item=item(0x600)).then(ReportOpened, on=WEDNESDAY)
    story.then(HandOverDeclined, on=WEDNESDAY, happened_on=TUESDAY, message=item(0x600))
    assert story.case.hand_over is not None
    assert story.case.hand_over.state is HandOverState.DECLINED
    assert not story.case.hand_over_agreed


def test_a_yes_in_plain_words_is_not_lost_when_it_is_read_after_the_last_day() -> None:
    """Read, it holds the question open until somebody records the yes, answers or says why not."""
    story, last, read_on = asked(), "Wed 2027-03-03", "Fri 2027-03-05"
    story.then(MessageReceived, on=last).then(ReportOpened, on=read_on)
    assert question_until(story.case) is None
    assert story.refused(HandOverExpired, on=read_on).code == "hand_over_not_expired"
    story.then(HandOverConsented, on=read_on, happened_on=last)
    assert story.case.hand_over is not None
    assert story.case.hand_over.state is HandOverState.CONSENTED


def test_what_holds_no_answer_and_is_settled_lets_the_question_run_out() -> None:
    """Something else was written: once it is marked or answered, the thirty days count."""
    story = asked().then(MessageReceived, on=TUESDAY).then(ReportOpened, on=WEDNESDAY)
    assert question_until(story.case) is None
    story.then(AnswerNotNeeded, on=WEDNESDAY)
    assert question_until(story.case) == day("Wed 2027-03-03")
    story.then(HandOverExpired, on="Thu 2027-03-04")


def test_what_is_given_by_hand_is_an_answer() -> None:
    """Minutes, a letter or longer time, handed over: each answers what was read by then."""
    oral = Story().then(
        CaseRegistered,
        on=MONDAY,
        scheme=Scheme.WHISTLEBLOWING,
        channel="phone",
        organisation_on=MONDAY,
        office_on=MONDAY,
    )
    oral.then(MessageReceived, on=TUESDAY).then(ReportOpened, on=TUESDAY)
    complaint = referred().then(MessageReceived, on=SENT).then(ReportOpened, on=SENT)
    letter = Story(complaint.events)

    checked(oral, WEDNESDAY)
    letter.then(LetterRecorded, on=NEXT, until_on="Fri 2027-02-12", given_on=NEXT)
    extended(complaint, NEXT, "BR-FIRST", "Fri 2027-03-12")
    for story in (oral, letter, complaint):
        assert story.case.unanswered == ()


def test_the_comments_of_a_hearing_are_heard() -> None:
    """Whoever registers them has read them; the citizen is owed a word, and its holders are told."""
    story = a_complaint(MONDAY, opened_on=MONDAY)
    story.then(HearingSent, on=MONDAY, unit="schools", answer_by_on=NEXT)
    story.then(HearingAnswered, on=TUESDAY, unit="schools")
    assert story.events[-1].tells
    assert not story.case.has_unread
    assert story.case.unanswered_since == day(TUESDAY)
    assert story.deadline(ANSWER, TUESDAY).due_strict == day("Tue 2027-02-09")
