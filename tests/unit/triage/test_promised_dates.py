"""The two dates that a reporter is told: the law's, whatever else the office has set itself."""

import pytest

from tests.weekdays import on
from triage.engine.case_deadlines import deadlines
from triage.engine.deadline import Facts
from triage.rules.rulebook import load_rulebook
from triage.services.history.card import promised_dates

BOOK = load_rulebook()
MONDAY = on("Mon 2027-01-11")


@pytest.mark.parametrize(
    ("scheme", "country", "acknowledge_by", "feedback_by"),
    [
        ("whistleblowing", "DK", "Mon 2027-01-18", "Sun 2027-04-18"),
        ("whistleblowing_external", "DK", "Mon 2027-01-18", "Sun 2027-04-18"),
        ("whistleblowing", "FR", "Wed 2027-01-20", "Tue 2027-04-20"),
        ("complaints", "DK", "Mon 2027-01-18", "Mon 2027-01-25"),
    ],
)
def test_only_two_dates_are_told(scheme: str, country: str, acknowledge_by: str, feedback_by: str) -> None:
    """With every clock of the house running, the status card names the acknowledgement and the feedback."""
    quiet = {"question:asked", "hand_over:asked", "minutes:drafted", "decision:ready", "reporter:informed"}
    happened = dict.fromkeys({"case:received", "office:received", *quiet}, MONDAY)
    due = deadlines(Facts(scheme, happened, country=country), BOOK, MONDAY)
    assert len(due) >= 3
    assert promised_dates(due) == (on(acknowledge_by), on(feedback_by))


def test_an_extended_date_takes_the_place_of_the_first() -> None:
    """On an external scheme the six months are told once they hold."""
    happened = dict.fromkeys(["case:received", "acknowledgement:given", "feedback:extended"], MONDAY)
    due = deadlines(Facts("whistleblowing_external", happened), BOOK, MONDAY)
    assert promised_dates(due)[1] == on("Sun 2027-07-11")


def test_nothing_armed_promises_nothing() -> None:
    """A contact without a report has no dates."""
    assert promised_dates(()) == (None, None)
