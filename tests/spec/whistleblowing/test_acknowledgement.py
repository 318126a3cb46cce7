"""Acknowledgement: Whistleblower Act § 12(2)(1), Directive (EU) 2019/1937 art. 9(1)(b)."""

from tests.story import Story, a_report, day, item, outside, told
from triage.cases.decisions.acknowledgement import (
    AcknowledgementDecided,
    AcknowledgementGiven,
    AcknowledgementWaived,
)
from triage.cases.decisions.receiving import CaseReceived
from triage.cases.vocabulary import FeedbackKind, Mode
from triage.rules.codes import Scheme


def test_deciding_alone_moves_no_clock() -> None:
    """An acknowledgement that is decided and not yet in the mailbox leaves the clock running."""
    story = a_report("Mon 2027-01-11").then(AcknowledgementDecided, on="Mon 2027-01-11", actor=None)

    assert story.case.acknowledged_on is None
    assert "WB-ACK" in story.open_rules("Tue 2027-01-12")


def test_the_day_it_was_placed_counts() -> None:
    """The feedback clock counts from the day the mailbox answers with, not from the day of recording."""
    story = a_report("Mon 2027-01-11").then(AcknowledgementDecided, on="Tue 2027-01-12", actor=None)
    story.then(AcknowledgementGiven, on="Thu 2027-01-14", happened_on="Tue 2027-01-12")

    assert story.case.acknowledged_on == day("Tue 2027-01-12")
    assert story.deadline("WB-FB", "Thu 2027-01-14").due_strict == day("Mon 2027-04-12")


def test_a_late_acknowledgement_buys_no_time() -> None:
    """Acknowledged three weeks late, the feedback is still due three months after the seventh day."""
    story = a_report("Mon 2027-01-11", acknowledged_on="Mon 2027-02-01")

    assert story.deadline("WB-ACK", "Mon 2027-02-01").days_late == 14
    assert story.deadline("WB-FB", "Mon 2027-02-01").due_strict == day("Sun 2027-04-18")


def test_a_rejection_in_time_is_the_acknowledgement_too() -> None:
    """Told within 7 days that it is outside the scheme, the reporter needs no other acknowledgement."""
    story = a_report("Mon 2027-01-11", opened_on="Tue 2027-01-12")
    told(outside(story, "Fri 2027-01-15"), "Fri 2027-01-15", FeedbackKind.REJECTION)

    assert story.case.acknowledged_on == day("Fri 2027-01-15")
    assert story.open_rules("Fri 2027-01-15") == ["BR-CLOSE"]


def test_a_late_rejection_settles_the_acknowledgement_late() -> None:
    """Told on the tenth day, nothing is owed any more, but the acknowledgement stays three days late."""
    story = a_report("Mon 2027-01-11", opened_on="Tue 2027-01-12")
    told(outside(story, "Thu 2027-01-21"), "Thu 2027-01-21", FeedbackKind.REJECTION)

    assert story.open_rules("Thu 2027-01-21") == ["BR-CLOSE"]
    assert story.deadline("WB-ACK", "Thu 2027-01-21").days_late == 3


def test_an_acknowledgement_placed_after_the_rejection_changes_nothing() -> None:
    """What was on its way is placed, and the day of the rejection stands."""
    story = a_report("Mon 2027-01-11", opened_on="Tue 2027-01-12")
    story.then(AcknowledgementDecided, on="Tue 2027-01-12", actor=None)
    told(outside(story, "Wed 2027-01-13"), "Wed 2027-01-13", FeedbackKind.REJECTION)
    story.then(AcknowledgementGiven, on="Thu 2027-01-14", happened_on="Thu 2027-01-14")
    twice = story.refused(AcknowledgementGiven, on="Thu 2027-01-14", happened_on="Thu 2027-01-14")

    assert story.case.acknowledged_on == day("Wed 2027-01-13")
    assert story.case.acknowledgement.placed_on == day("Thu 2027-01-14")
    assert twice.code == "acknowledgement_already_given"


def test_nobody_can_waive_it_on_an_internal_scheme() -> None:
    """Not even the reporter: the directive knows no exception for internal channels."""
    story = a_report("Mon 2027-01-11")
    refusal = story.refused(AcknowledgementWaived, on="Mon 2027-01-11", reason="expressly_asked")

    assert refusal.code == "acknowledgement_not_waivable"
    assert "9(1)(b)" in refusal.source


def test_an_external_scheme_may_leave_it_out_on_request() -> None:
    """§ 20(2)(1): when the reporter expressly asked for it, with the reason recorded."""
    story = Story().then(
        CaseReceived,
        on="Mon 2027-01-11",
        scheme=Scheme.WHISTLEBLOWING_EXTERNAL,
        channel="portal",
        received_on="Mon 2027-01-11",
    )
    story.then(AcknowledgementWaived, on="Mon 2027-01-11", reason="expressly_asked")

    assert story.case.acknowledgement.waived_reason == "expressly_asked"


def test_handed_over_at_a_meeting() -> None:
    """An acknowledgement given face to face is decided and given in one step, on the day it was given."""
    story = a_report("Mon 2027-01-11").then(
        AcknowledgementDecided, on="Wed 2027-01-13", given_on="Tue 2027-01-12", item=item(1)
    )

    assert story.case.acknowledgement.mode is Mode.BY_HAND
    assert story.case.acknowledged_on == day("Tue 2027-01-12")
