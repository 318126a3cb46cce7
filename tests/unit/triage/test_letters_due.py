"""Which letters a case owes now or soon, and what the history keeps of one that was sent."""

import pytest

from tests.story import RULEBOOK, TAXONOMY, Story, a_complaint, a_report, day, item, outside, told, within
from triage.cases.decisions.acknowledgement import AcknowledgementDecided, AcknowledgementGiven
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.complaints import AnswerDecided
from triage.cases.decisions.external_events import ExternalEventRecorded
from triage.cases.decisions.messages import LetterRecorded
from triage.cases.decisions.receiving import CaseReceived, ReportOpened
from triage.cases.decisions.referral import ReferralSent, ReplyDelayed
from triage.cases.facts import facts
from triage.cases.letter_text import LetterKind
from triage.cases.letters import DueLetter, SentBy, letters_due, letters_written
from triage.cases.vocabulary import FeedbackKind, Investigation
from triage.engine.case_deadlines import deadlines
from triage.rules.codes import Scheme

MONDAY = "Mon 2027-01-11"


def due(story: Story, today: str) -> tuple[DueLetter, ...]:
    """The letters of a case on a day."""
    clocks, written = deadlines(facts(story.case), RULEBOOK, day(today)), letters_written(story.events)
    appealable = TAXONOMY.appealable
    return letters_due(story.case, clocks, written, day(today), appealable=appealable)


def kinds(story: Story, today: str) -> list[str]:
    """Their kinds alone."""
    return [str(each.kind) for each in due(story, today)]


def an_external_report(received_on: str) -> Story:
    """A report to the external scheme, acknowledged and read on the day it came."""
    return (
        Story()
        .then(
            CaseReceived,
            on=received_on,
            scheme=Scheme.WHISTLEBLOWING_EXTERNAL,
            channel="portal",
            received_on=received_on,
        )
        .then(AcknowledgementDecided, on=received_on, actor=None)
        .then(AcknowledgementGiven, on=received_on, happened_on=received_on)
        .then(ReportOpened, on=received_on)
    )


def test_an_acknowledgement_is_offered_until_it_is_given() -> None:
    """From the first day with the date of its clock, and no longer once it is decided."""
    story = a_report(MONDAY)
    assert due(story, MONDAY) == (DueLetter(LetterKind.ACKNOWLEDGEMENT, day("Mon 2027-01-18"), "WB-ACK"),)
    story.then(AcknowledgementDecided, on=MONDAY, actor=None)
    assert due(story, MONDAY) == ()


@pytest.mark.parametrize(("today", "offered"), [("Thu 2027-03-11", False), ("Fri 2027-03-12", True)])
def test_feedback_is_offered_from_thirty_days_before(today: str, offered: bool) -> None:
    """WB-FB is due on Sun 2027-04-11: from 30 days before that a draft is ready, and not a day earlier."""
    story = within(
        a_report(MONDAY, acknowledged_on=MONDAY, opened_on=MONDAY), MONDAY, Investigation.INVESTIGATE
    )
    assert story.deadline("WB-FB", today).due_strict == day("Sun 2027-04-11")
    assert ("feedback_interim" in kinds(story, today)) is offered


def test_the_feedback_that_is_offered_follows_the_decisions() -> None:
    """Interim while it is investigated, final when it is not, the reason and guidance when it is outside."""
    read = {"acknowledged_on": MONDAY, "opened_on": MONDAY}
    soon = "Mon 2027-03-22"
    assert kinds(within(a_report(MONDAY, **read), MONDAY, Investigation.INVESTIGATE), soon)[0] == (
        "feedback_interim"
    )
    assert "feedback_final" in kinds(
        within(a_report(MONDAY, **read), MONDAY, Investigation.NO_INVESTIGATION), soon
    )
    assert "outside" in kinds(outside(a_report(MONDAY, **read), MONDAY), soon)


def test_what_is_outside_is_offered_at_once() -> None:
    """Nobody waits two months to be told that they must turn elsewhere; once told, nothing is offered."""
    story = outside(a_report(MONDAY, acknowledged_on=MONDAY, opened_on=MONDAY), MONDAY)
    assert kinds(story, MONDAY) == ["outside"]
    assert kinds(told(story, MONDAY, FeedbackKind.REJECTION), MONDAY) == []


def test_a_decision_that_can_be_appealed_brings_the_guidance_once() -> None:
    """With the reason "appealable decision" the appeal letter is offered until one has been recorded."""
    story = outside(a_report(MONDAY, acknowledged_on=MONDAY, opened_on=MONDAY), MONDAY, "appealable_decision")
    assert kinds(story, MONDAY) == ["appeal", "outside"]
    story.then(
        LetterRecorded, on=MONDAY, until_on="Mon 2027-02-08", template=LetterKind.APPEAL, language="da"
    )
    assert kinds(story, MONDAY) == ["outside"]


def test_an_internal_report_is_told_of_a_delay_and_never_extended() -> None:
    """On the last day a letter can say how it stands; none extends the clock, because the law does not."""
    story = within(
        a_report(MONDAY, acknowledged_on=MONDAY, opened_on=MONDAY), MONDAY, Investigation.INVESTIGATE
    )
    last = due(story, "Sun 2027-04-11")
    assert LetterKind.DELAY_REPORT in [each.kind for each in last]
    assert not any(each.moves for each in last)


def test_the_delay_letter_waits_for_the_second_warning() -> None:
    """A day before the second step there is none, on its day there is."""
    story = within(
        a_report(MONDAY, acknowledged_on=MONDAY, opened_on=MONDAY), MONDAY, Investigation.INVESTIGATE
    )
    assert "delay_report" not in kinds(story, "Sat 2027-03-27")
    assert "delay_report" in kinds(story, "Sun 2027-03-28")


def test_an_external_report_can_be_extended_until_the_date_has_passed() -> None:
    """The extension is offered up to its last day; the day after, only the truth is left to tell."""
    story = within(an_external_report(MONDAY), MONDAY, Investigation.INVESTIGATE)
    last = [each for each in due(story, "Sun 2027-04-11") if each.moves]
    assert [each.kind for each in last] == [LetterKind.EXTENSION_FEEDBACK]
    after = due(story, "Mon 2027-04-12")
    assert not any(each.moves for each in after)
    assert LetterKind.DELAY_REPORT in [each.kind for each in after]


def test_a_citizen_is_told_before_the_first_answer_is_late() -> None:
    """BR-FIRST of 10 working days: at 75 per cent of it a letter is offered that moves the house's date."""
    story = a_complaint(MONDAY, opened_on=MONDAY)
    story.then(AcknowledgementDecided, on=MONDAY, actor=None)
    assert story.deadline("BR-FIRST", MONDAY).due_strict == day("Mon 2027-01-25")
    assert kinds(story, "Wed 2027-01-20") == []
    assert due(story, "Thu 2027-01-21") == (
        DueLetter(LetterKind.DELAY, day("Mon 2027-01-25"), "BR-FIRST", "", moves=True),
    )
    late = due(story, "Tue 2027-01-26")
    assert [(each.kind, each.moves) for each in late] == [(LetterKind.DELAY, False)]


def test_a_new_date_that_has_been_told_is_not_told_again_before_it_passes() -> None:
    """The letter comes back when the promised day has gone by as well."""
    story = a_complaint(MONDAY, opened_on=MONDAY)
    story.then(AcknowledgementDecided, on=MONDAY, actor=None)
    story.then(
        LetterRecorded,
        on="Tue 2027-01-26",
        reason_item=item(8),
        rule="BR-FIRST",
        until_on="Fri 2027-02-05",
        template=LetterKind.DELAY,
        language="da",
        sent_by=SentBy.LETTER,
        given_on="Tue 2027-01-26",
    )
    assert kinds(story, "Fri 2027-02-05") == []
    assert kinds(story, "Sat 2027-02-06") == ["delay"]


def test_the_time_of_a_unit_is_nothing_to_write_to_the_citizen_about() -> None:
    """It is given longer by us; what the citizen waits for has clocks of its own."""
    story = a_complaint(MONDAY, opened_on=MONDAY).then(AnswerDecided, on=MONDAY, given_on=MONDAY)
    story.then(ReferralSent, on=MONDAY, unit="job")
    assert kinds(story, "Tue 2027-01-12") == []
    story.then(ReplyDelayed, on="Tue 2027-01-12", unit="job", promised_on="Fri 2027-02-12")
    assert due(story, "Tue 2027-01-12") == due(story, "Mon 2027-03-01") == ()


def test_a_closed_case_and_a_contact_owe_no_letter() -> None:
    """Nothing is offered where nothing can be sent."""
    story = a_complaint(MONDAY, opened_on=MONDAY).then(AnswerDecided, on=MONDAY, given_on=MONDAY)
    assert kinds(story.then(CaseClosed, on=MONDAY), "Mon 2027-03-01") == []


def test_a_letter_in_the_mailbox_is_a_message_too_and_holds_its_marks() -> None:
    """Template and language are codes beside the item; the message that carries it is placed like others."""
    story = a_complaint(MONDAY, opened_on=MONDAY)
    until = "Mon 2027-02-08"
    story.then(LetterRecorded, on=MONDAY, item=item(7), until_on=until, template="appeal", language="en")
    letter = next(each for each in story.events if isinstance(each, LetterRecorded))

    assert (letter.template, letter.language, letter.sent_by) == ("appeal", "en", None)
    assert story.case.messages_pending == (item(7),)


def test_a_reporter_is_not_written_to_about_somebody_elses_request() -> None:
    """A request for the documents of a report offers no letter for its mailbox, however late it is."""
    story = a_report(MONDAY, acknowledged_on=MONDAY, opened_on=MONDAY)
    story.then(
        ExternalEventRecorded,
        on=MONDAY,
        event="document_access:requested",
    )
    rules = {each.rule for each in due(story, "Mon 2027-02-08")}
    assert story.deadline("OFL-36", "Mon 2027-02-08").is_open
    assert not {rule for rule in rules if rule is not None and rule.startswith("OFL")}
