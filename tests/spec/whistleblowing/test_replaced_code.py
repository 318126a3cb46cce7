"""A receipt code that the reporter replaces: the code is nobody else's any more, and nothing is owed by it."""

from tests.story import Story, a_report, item
from triage.cases.decisions.messages import CodeReplaced
from triage.cases.decisions.receiving import CodeKnownToOffice, ContactRegistered
from triage.cases.facts import facts

MONDAY, TUESDAY = "Mon 2027-02-01", "Tue 2027-02-02"


def test_the_code_is_the_reporters_own_and_no_clock_moves() -> None:
    """Also where the unit had written it down; and whoever had read everything still has."""
    story = a_report(MONDAY, acknowledged_on=MONDAY, opened_on=MONDAY).then(CodeKnownToOffice, on=MONDAY)
    before = facts(story.case)
    story.then(CodeReplaced, on=TUESDAY, item=item(0x300))
    assert not story.case.code_known_to_office
    assert not story.case.unanswered
    assert not story.case.has_unread
    assert facts(story.case) == before


def test_a_mere_contact_has_no_code_to_replace() -> None:
    """Nothing was sent in."""
    story = Story().then(ContactRegistered, on=MONDAY, channel="phone")
    assert story.refused(CodeReplaced, on=TUESDAY, item=item(0x300)).code == "still_contact"
