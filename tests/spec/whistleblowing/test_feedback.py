"""Feedback and closing: Whistleblower Act § 12(2)(3), Directive (EU) 2019/1937 art. 9(1)(f)."""

import pytest

from tests.story import Story, a_report, day, item, outside, told, within
from triage.cases.decisions.acknowledgement import AcknowledgementDecided, AcknowledgementGiven
from triage.cases.decisions.assessment import ScopeAssessed
from triage.cases.decisions.clocks import DeadlineExtended
from triage.cases.decisions.closing import CaseClosed, CaseReopened
from triage.cases.decisions.feedback import FeedbackDecided
from triage.cases.decisions.missed import BreachExplained
from triage.cases.decisions.receiving import CaseReceived
from triage.cases.vocabulary import FeedbackKind, Investigation, Scope, State
from triage.rules.codes import Scheme

RECEIVED = "Mon 2027-01-11"
LATER = "Mon 2027-02-01"
DUE = "Mon 2027-01-18"


def _read_report() -> Story:
    return a_report(RECEIVED, acknowledged_on=RECEIVED, opened_on=RECEIVED)


def test_interim_settles_the_clock_and_the_case_stays_open() -> None:
    """An interim feedback is feedback; the investigation goes on."""
    story = told(within(_read_report(), RECEIVED, Investigation.INVESTIGATE), LATER, FeedbackKind.INTERIM)

    assert story.open_rules(LATER) == ["BR-INTERIM"]
    assert story.case.state is State.INVESTIGATING


def test_deciding_a_feedback_settles_nothing() -> None:
    """Only what lies in the mailbox is given."""
    story = within(_read_report(), RECEIVED, Investigation.INVESTIGATE)
    story.then(FeedbackDecided, on=LATER, kind=FeedbackKind.INTERIM)

    assert story.case.report.feedback_given_on is None
    assert story.open_rules(LATER) == ["WB-FB"]
    assert story.refused(CaseClosed, on=LATER).code == "feedback_pending"


@pytest.mark.parametrize("second", [Investigation.NO_INVESTIGATION, Investigation.FORWARDED])
def test_final_without_investigation(second: Investigation) -> None:
    """What is not investigated here, or forwarded, is told in a final feedback and can close."""
    story = told(within(_read_report(), RECEIVED, second), LATER, FeedbackKind.FINAL)

    assert story.then(CaseClosed, on=LATER).case.state is State.CLOSED


def test_final_needs_the_outcome_of_an_investigation() -> None:
    """A final feedback about an investigation without outcome is refused; an interim one is not."""
    story = within(_read_report(), RECEIVED, Investigation.INVESTIGATE)

    assert story.refused(FeedbackDecided, on=LATER, kind=FeedbackKind.FINAL).code == "final_before_outcome"


def test_a_changed_decision_must_be_told_again() -> None:
    """Told it was outside, then found within: the clock stays settled, closing waits for the new word."""
    story = told(outside(_read_report(), RECEIVED), RECEIVED, FeedbackKind.REJECTION)
    within(story, LATER, Investigation.NO_INVESTIGATION)

    assert story.open_rules(LATER) == ["BR-FINAL"]
    assert story.case.state is State.DECIDED
    assert story.refused(CaseClosed, on=LATER).code == "close_decision_not_told"


def test_reopened_the_reporter_must_be_told_again() -> None:
    """A reopened case closes only after a new final word."""
    story = told(outside(_read_report(), RECEIVED), RECEIVED, FeedbackKind.REJECTION)
    story.then(CaseClosed, on=RECEIVED).then(CaseReopened, on=LATER)
    refusal = story.refused(CaseClosed, on=LATER)
    told(story, LATER, FeedbackKind.REJECTION, 2)
    story.then(CaseClosed, on=LATER)

    assert refusal.code == "close_decision_not_told"
    assert story.case.report.feedback_given_on == day(RECEIVED)


def test_awaiting_information_may_have_an_interim_feedback() -> None:
    """Whoever waits for the reporter can still tell in time what is being done."""
    story = _read_report().then(ScopeAssessed, on=RECEIVED, scope=Scope.AWAITING_INFORMATION)
    told(story, LATER, FeedbackKind.INTERIM)

    assert story.case.report.feedback_given_on == day(LATER)


def test_no_extension_on_an_internal_scheme() -> None:
    """Three months and no longer."""
    story = _read_report()
    refusal = story.refused(
        DeadlineExtended,
        on=LATER,
        clock=story.clock("WB-FB", LATER),
        until_on="Tue 2027-06-01",
        reason="complexity",
    )

    assert refusal.code == "feedback_not_extendable"
    assert "artikel 9, stk. 1, litra f" in refusal.source


def test_an_external_scheme_extends_to_six_months_with_a_reason() -> None:
    """§ 20(2)(3): the longer clock takes the place of the shorter one."""
    story = Story().then(
        CaseReceived,
        on=RECEIVED,
        scheme=Scheme.WHISTLEBLOWING_EXTERNAL,
        channel="portal",
        received_on=RECEIVED,
    )
    story.then(AcknowledgementDecided, on=RECEIVED, actor=None)
    story.then(AcknowledgementGiven, on=RECEIVED, happened_on=RECEIVED)
    story.then(
        DeadlineExtended,
        on=LATER,
        clock=story.clock("WB-EXT-FB3", LATER),
        until_on="Tue 2027-06-01",
        reason="complexity",
    )
    longer = story.deadline("WB-EXT-FB6", LATER)

    assert (longer.due_strict, longer.due_target) == (day("Sun 2027-07-11"), day("Tue 2027-06-01"))
    assert longer.original_strict == day("Sun 2027-04-11")
    assert story.deadline("WB-EXT-FB3", LATER).extended_on == day(LATER)


def test_told_at_a_meeting() -> None:
    """A feedback given by hand counts from the day it was given."""
    story = outside(_read_report(), RECEIVED).then(
        FeedbackDecided,
        on="Wed 2027-01-13",
        kind=FeedbackKind.REJECTION,
        item=item(1),
        given_on="Tue 2027-01-12",
    )

    assert story.case.report.feedback_given_on == day("Tue 2027-01-12")
    assert story.case.state is State.FEEDBACK_GIVEN


def test_an_explained_breach_stays_with_its_days() -> None:
    """Why a deadline was missed, how late and by whose fault is kept; a later word replaces it."""
    story = a_report(RECEIVED).then(
        BreachExplained, on=LATER, rule="WB-ACK", due_on=DUE, days_late=14, responsible="organisation"
    )
    story.then(BreachExplained, on=LATER, rule="WB-ACK", due_on=DUE, days_late=14, responsible="office")

    assert [(one.rule, one.days_late, one.responsible) for one in story.case.breaches] == [
        ("WB-ACK", 14, "office")
    ]
