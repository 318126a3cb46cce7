"""A receipt code that the reporter replaces: it is nobody else's any more, and nothing is owed by it."""

from tests.story import RULEBOOK, Story, a_report, day, item
from triage.cases.decisions.messages import CodeReplaced
from triage.cases.decisions.receiving import CodeKnownToOffice, ContactRegistered
from triage.cases.facts import facts
from triage.engine.case_deadlines import deadlines

MONDAY, TUESDAY = "Mon 2027-02-01", "Tue 2027-02-02"


def test_the_code_is_the_reporters_own_and_no_clock_moves() -> None:
    """Also where the unit had written it down; and whoever had read everything still has."""
    story = a_report(MONDAY, acknowledged_on=MONDAY, opened_on=MONDAY).then(CodeKnownToOffice, on=MONDAY)
    before = deadlines(facts(story.case), RULEBOOK, day(TUESDAY))
    story.then(CodeReplaced, on=TUESDAY, item=item(0x300))
    assert not story.case.code_known_to_office
    assert not story.case.unanswered
    assert not story.case.has_unread
    assert deadlines(facts(story.case), RULEBOOK, day(TUESDAY)) == before


def test_a_mere_contact_has_no_code_to_replace() -> None:
    """Nothing was sent in."""
    story = Story().then(ContactRegistered, on=MONDAY, channel="phone")
    assert story.refused(CodeReplaced, on=TUESDAY, item=item(0x300)).code == "contact_only"
