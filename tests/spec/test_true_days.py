"""A day with which something was taken while the time was not believed, put right by Betro itself."""

from tests.story import Story, day
from triage.cases.decisions.acknowledgement import AcknowledgementDecided, AcknowledgementGiven
from triage.cases.decisions.messages import MessageReceived
from triage.cases.decisions.receiving import CaseReceived, ReportOpened
from triage.cases.decisions.true_days import ArrivalCorrected
from triage.rules.codes import Scheme

TAKEN, RIGHT = "Fri 2026-11-27", "Fri 2026-12-18"


def taken() -> Story:
    """A report of 18 December that was taken, acknowledged and read with the 27 November."""
    report = {"scheme": Scheme.WHISTLEBLOWING, "channel": "portal", "received_on": TAKEN}
    story = Story().then(CaseReceived, on=TAKEN, **report)
    story.then(AcknowledgementDecided, on=TAKEN, actor=None)
    return story.then(AcknowledgementGiven, on=TAKEN, actor=None).then(ReportOpened, on=TAKEN)


def test_every_clock_counts_from_the_right_day_and_nothing_is_late() -> None:
    """Nothing was acknowledged or read before it had come; feedback is owed three months from then."""
    before = taken().deadline("WB-FB", RIGHT).due_strict
    story = taken().then(ArrivalCorrected, on=RIGHT, actor=None, number=1, right_on=RIGHT)
    case = story.case
    assert {case.received_on, case.acknowledged_on, case.opened_on} == {day(RIGHT)}
    assert story.deadline("WB-FB", RIGHT).due_strict > before
    # What seemed late by then is struck out.
    assert [(one.rule, one.mistaken) for one in case.breaches] == [("BR-SCOPE", True)]


def test_a_message_has_its_own_day_and_the_case_keeps_its_own() -> None:
    """Only the answer that is owed counts from it."""
    story = taken().then(MessageReceived, on=TAKEN, actor=None)
    story.then(ArrivalCorrected, on=RIGHT, actor=None, number=len(story.events), right_on=RIGHT)
    assert ([one.on for one in story.case.unanswered], story.case.received_on) == ([day(RIGHT)], day(TAKEN))


def test_it_is_refused_for_anything_else() -> None:
    """What did not come in, a day that is no later one or has not come, and what is not there."""
    for number, right_on, code in (
        (2, RIGHT, "correction_not_ours"),
        (1, TAKEN, "correction_changes_nothing"),
        (1, "Sat 2026-12-19", "date_in_future"),
        (9, RIGHT, "correction_of_nothing"),
    ):
        refusal = taken().refused(ArrivalCorrected, on=RIGHT, actor=None, number=number, right_on=right_on)
        assert refusal.code == code
