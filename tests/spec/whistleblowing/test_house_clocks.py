"""The house's own clocks over a report: what starts each, what ends it, and that a closed case is quiet."""

import pytest

from tests.spoken import APPROVED, checked, given_to_check
from tests.story import RULEBOOK, Story, a_complaint, a_report, day, item, outside, told, within
from triage.cases.decisions.assessment import InvestigationDecided, OutcomeRecorded, ScopeAssessed
from triage.cases.decisions.closing import CaseClosed, CaseReopened
from triage.cases.decisions.complaints import AnswerDecided, AnswerGiven
from triage.cases.decisions.hand_over import HandOverAsked, HandOverDeclined, HandOverExpired
from triage.cases.decisions.messages import (
    MessageDecided,
    MessageGiven,
    MessageReceived,
)
from triage.cases.decisions.minutes_locked import MinutesApproved, MinutesCorrected
from triage.cases.decisions.registering import CaseRegistered
from triage.cases.facts import facts
from triage.cases.vocabulary import FeedbackKind, Investigation, Scope
from triage.engine.case_deadlines import deadlines
from triage.rules.codes import RuleKind, Scheme

RECEIVED = "Mon 2027-01-11"
LATER = "Mon 2027-02-01"


def a_read_report() -> Story:
    """Received, acknowledged and opened on one Monday."""
    return a_report(RECEIVED, acknowledged_on=RECEIVED, opened_on=RECEIVED)


def asked(story: Story, on: str, number: int = 0x700) -> Story:
    """Put a question to the reporter."""
    return story.then(MessageDecided, on=on, item=item(number), asks=True)


def wrote(story: Story, on: str) -> Story:
    """Let the reporter write."""
    return story.then(MessageReceived, on=on, happened_on=on)


def outcome(story: Story, on: str) -> Story:
    """End the investigation."""
    return story.then(OutcomeRecorded, on=on, finding="breach_found", measures=(), police_report=False)


def test_the_scope_is_assessed_within_fourteen_days() -> None:
    """The first assessment ends the clock; that information is still awaited is an assessment too."""
    story = a_read_report()
    assert story.deadline("BR-SCOPE", RECEIVED).due_strict == day("Mon 2027-01-25")
    story.then(ScopeAssessed, on="Fri 2027-01-15", scope=Scope.AWAITING_INFORMATION)
    assert story.deadline("BR-SCOPE", LATER).satisfied_on == day("Fri 2027-01-15")


def test_what_a_department_handed_over_late_is_read_and_assessed_in_our_own_time() -> None:
    """A letter of Monday 16 November that reached us on Sunday 29: the law's week ran from the first day."""
    registered, scheme = "Mon 2026-11-30", Scheme.WHISTLEBLOWING
    days = {"organisation_on": "Mon 2026-11-16", "office_on": "Sun 2026-11-29"}
    story = Story().then(CaseRegistered, on=registered, scheme=scheme, channel="letter", **days)
    assert story.deadline("BR-READ", registered).due_strict == day("Tue 2026-12-01")
    assert story.deadline("BR-SCOPE", registered).due_strict == day("Sun 2026-12-13")
    assert story.deadline("WB-ACK", registered).due_strict == day("Mon 2026-11-23")
    assert story.breaches(registered, "BR-READ") == []


def test_a_question_waits_twenty_one_days() -> None:
    """The clock runs from the question to the answer."""
    story = asked(a_read_report(), "Tue 2027-01-12")
    assert story.deadline("BR-QUESTION", "Tue 2027-01-12").due_strict == day("Tue 2027-02-02")
    wrote(story, LATER)
    assert story.deadline("BR-QUESTION", LATER).satisfied_on == day(LATER)


def test_asking_again_does_not_start_the_wait_anew() -> None:
    """The first question without an answer counts; after an answer the next question does."""
    story = asked(asked(a_read_report(), "Tue 2027-01-12"), "Tue 2027-01-26", 0x701)
    assert story.deadline("BR-QUESTION", "Tue 2027-01-26").starts_on == day("Tue 2027-01-12")
    asked(wrote(story, "Wed 2027-01-27"), LATER, 0x702)
    assert story.deadline("BR-QUESTION", LATER).starts_on == day(LATER)


def test_going_on_with_what_there_is_ends_the_wait() -> None:
    """Scope, investigation or outcome decided without the answer settles the question, in time or late."""
    late = "Fri 2027-02-05"
    by_scope = within(asked(a_read_report(), "Tue 2027-01-12"), late)
    by_decision = asked(within(a_read_report(), RECEIVED), "Tue 2027-01-12")
    by_decision.then(InvestigationDecided, on=late, investigation=Investigation.NO_INVESTIGATION)
    investigated = within(a_read_report(), RECEIVED, Investigation.INVESTIGATE)
    by_outcome = outcome(asked(investigated, "Tue 2027-01-12"), late)
    for story in (by_scope, by_decision, by_outcome):
        found = story.deadline("BR-QUESTION", late)
        assert (found.satisfied_on, found.days_late) == (day(late), 3)


def test_the_question_about_a_hand_over_has_its_own_clock() -> None:
    """Thirty days for the answer, and no second clock of twenty-one."""
    story = outside(a_read_report(), "Fri 2027-02-05", "reporter_not_covered")
    story.then(HandOverAsked, on="Fri 2027-02-05")
    assert story.deadline("BR-CONSENT", "Fri 2027-02-05").due_strict == day("Sun 2027-03-07")
    assert "BR-QUESTION" not in story.open_rules("Fri 2027-02-05")
    story.then(HandOverDeclined, on="Mon 2027-02-08", happened_on="Mon 2027-02-08")
    assert "BR-CONSENT" not in story.open_rules("Mon 2027-02-08")


def test_silence_about_a_hand_over_is_nobodys_delay() -> None:
    """The question expires with its last day, however late the clock process looks."""
    story = outside(a_read_report(), "Fri 2027-02-05", "reporter_not_covered")
    story.then(HandOverAsked, on="Fri 2027-02-05")
    story.then(HandOverExpired, on="Wed 2027-03-10")
    found = story.deadline("BR-CONSENT", "Wed 2027-03-10")
    assert (found.satisfied_on, found.was_late) == (day("Sun 2027-03-07"), False)


def test_minutes_are_checked_within_ten_working_days() -> None:
    """From the first draft, whatever is corrected later."""
    story = checked(a_read_report(), "Tue 2027-01-12").then(MinutesCorrected, on="Mon 2027-01-18", number=1)
    assert story.deadline("BR-MINUTES", "Mon 2027-01-18").due_strict == day("Tue 2027-01-26")
    given_to_check(story, "Tue 2027-01-19").then(MinutesApproved, on="Tue 2027-01-19", **APPROVED)
    assert "BR-MINUTES" not in story.open_rules("Tue 2027-01-19")


def test_after_an_interim_feedback_the_reporter_hears_every_three_months() -> None:
    """Each message counts the three months anew; the final message ends them."""
    story = told(within(a_read_report(), RECEIVED, Investigation.INVESTIGATE), LATER, FeedbackKind.INTERIM)
    assert story.deadline("BR-INTERIM", LATER).due_strict == day("Sat 2027-05-01")
    message = item(0x703)
    story.then(MessageDecided, on="Mon 2027-04-26", item=message)
    story.then(MessageGiven, on="Mon 2027-04-26", happened_on="Mon 2027-04-26", item=message)
    assert story.deadline("BR-INTERIM", "Mon 2027-04-26").due_strict == day("Mon 2027-07-26")
    told(outcome(story, "Mon 2027-05-03"), "Tue 2027-05-04", FeedbackKind.FINAL, 0x801)
    assert "BR-INTERIM" not in story.open_rules("Tue 2027-05-04")


def test_the_end_of_an_investigation_is_told_and_the_case_closed() -> None:
    """Ten working days from the outcome to the message, thirty days from there to the closing."""
    story = outcome(within(a_read_report(), RECEIVED, Investigation.INVESTIGATE), LATER)
    assert story.deadline("BR-FINAL", LATER).due_strict == day("Mon 2027-02-15")
    told(story, "Wed 2027-02-17", FeedbackKind.FINAL)
    assert story.deadline("BR-FINAL", "Wed 2027-02-17").days_late == 2
    assert story.open_rules("Wed 2027-02-17") == ["BR-CLOSE"]
    assert story.deadline("BR-CLOSE", "Wed 2027-02-17").due_strict == day("Fri 2027-03-19")


def test_a_changed_decision_is_told_in_its_own_time() -> None:
    """The time for the message begins with the change, so that nothing is born overdue."""
    story = outcome(within(a_read_report(), RECEIVED, Investigation.INVESTIGATE), LATER)
    told(story, "Tue 2027-02-02", FeedbackKind.FINAL)
    story.then(InvestigationDecided, on="Mon 2027-03-01", investigation=Investigation.INVESTIGATE)
    assert story.deadline("BR-FINAL", "Mon 2027-03-01").starts_on == day("Mon 2027-03-01")
    assert "BR-CLOSE" not in story.open_rules("Mon 2027-03-01")


def test_reopening_starts_one_house_clock_and_wakes_no_old_one() -> None:
    """A first step within fourteen days; the outcome, the question and the minutes of before stay quiet."""
    story = outcome(within(a_read_report(), RECEIVED, Investigation.INVESTIGATE), LATER)
    checked(story, LATER)
    told(asked(story, LATER), "Tue 2027-02-02", FeedbackKind.FINAL)
    story.then(CaseClosed, on="Wed 2027-02-03").then(CaseReopened, on="Mon 2027-09-06")
    assert story.open_rules("Mon 2027-09-06") == ["BR-REOPEN"]
    assert story.deadline("BR-REOPEN", "Mon 2027-09-06").due_strict == day("Mon 2027-09-20")
    asked(story, "Tue 2027-09-07", 0x704)
    story.then(MessageGiven, on="Tue 2027-09-07", happened_on="Tue 2027-09-07", item=item(0x704))
    assert story.open_rules("Tue 2027-09-07") == ["BR-QUESTION"]


@pytest.mark.parametrize("with_minutes", [False, True])
def test_a_closed_report_has_no_open_clock(with_minutes: bool) -> None:
    """Whatever ran before the closing has ended with it."""
    story = a_read_report()
    if with_minutes:
        checked(story, RECEIVED)
    told(outside(asked(story, RECEIVED), "Wed 2027-01-20"), "Wed 2027-01-20", FeedbackKind.REJECTION)
    story.then(CaseClosed, on="Wed 2027-01-20")
    assert story.open_rules("Mon 2028-01-10") == []


def test_a_question_that_was_settled_late_stays_late_when_the_case_is_reopened() -> None:
    """Reopening makes nothing overdue again, and unsays no breach."""
    story = asked(a_read_report(), "Mon 2027-01-04")
    told(outside(story, "Wed 2027-02-03"), "Wed 2027-02-03", FeedbackKind.REJECTION)
    story.then(CaseClosed, on="Wed 2027-02-03")
    late = story.deadline("BR-QUESTION", "Wed 2027-02-03").days_late
    story.then(CaseReopened, on="Mon 2027-02-08")

    assert late == 9
    assert story.deadline("BR-QUESTION", "Mon 2027-02-08").days_late == late
    assert "BR-QUESTION" not in story.open_rules("Mon 2028-01-10")


def test_a_closed_complaint_has_no_open_clock() -> None:
    """Answered and closed, also after it was opened again."""
    story = a_complaint(RECEIVED, opened_on=RECEIVED)
    story.then(AnswerDecided, on=RECEIVED, item=item(0x600))
    story.then(AnswerGiven, on=RECEIVED, happened_on=RECEIVED, item=item(0x600))
    story.then(CaseClosed, on=RECEIVED)
    assert story.open_rules("Mon 2028-01-10") == []
    assert story.then(CaseReopened, on=LATER).open_rules(LATER) == ["BR-REOPEN"]


def test_a_new_case_asks_for_little() -> None:
    """On the first day a report has two dates of the law and two of the house, a complaint three."""
    report = a_report(RECEIVED)
    assert report.open_rules(RECEIVED) == ["BR-READ", "WB-ACK", "BR-SCOPE", "WB-FB"]
    assert a_complaint(RECEIVED).open_rules(RECEIVED) == ["BR-READ", "BR-ACK", "BR-FIRST"]


@pytest.mark.parametrize("scheme", Scheme)
def test_every_clock_of_the_house_ends_with_the_case(scheme: Scheme) -> None:
    """
    No house clock of any scheme may outlive the closing, for nobody would look at the case again; but an
    answer is owed to whoever writes into a closed case too, a promise is to be kept, and followed up.
    """
    rules = [RULEBOOK.versions[id_][-1] for id_ in RULEBOOK.of_scheme(scheme, "DK")]
    house = [rule for rule in rules if rule.kind is RuleKind.HOUSE]
    assert len(house) >= 3
    outlive = {rule.id for rule in house if "case:closed" not in rule.satisfied_by}
    goes_on = {Scheme.COMPLAINTS: {"BR-ANSWER", "BR-PROMISE", "BR-FOLLOW-UP"}, Scheme.REGISTER: set()}
    assert outlive == goes_on.get(scheme, {"BR-ANSWER"})


def test_the_same_history_gives_the_same_clocks() -> None:
    """The derived days are a pure function of the events."""
    story = asked(a_read_report(), LATER)
    today = day(LATER)
    assert deadlines(facts(story.case), RULEBOOK, today) == deadlines(facts(story.case), RULEBOOK, today)
