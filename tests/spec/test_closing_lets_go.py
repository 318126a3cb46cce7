"""A closed case waits for nothing: what was open in it ends with it, and comes back when it is reopened."""

from tests.story import Story, day
from tests.turned import appealable, codes, happened, turned
from triage.cases.decisions.clocks import ClockSuspended
from triage.cases.decisions.closing import CaseClosed, CaseReopened
from triage.cases.decisions.complaints import AnswerDecided

CLOSED = "Mon 2027-02-15"
LATER = "Mon 2027-03-08"


def closed(story: Story, on: str = CLOSED) -> Story:
    """Answer the citizen and close."""
    story.then(AnswerDecided, on=on, given_on=day(on))
    return story.then(CaseClosed, on=on)


def test_a_deadline_somebody_recorded_ends_with_its_case() -> None:
    """The citizen's four weeks run on for the citizen, but nobody in the office is reminded of them."""
    found = closed(appealable()).deadline("RSL-67", LATER)

    assert (found.is_open, found.is_let_go, found.waived_on) == (False, True, day(CLOSED))
    assert (found.due_strict, found.was_late) == (day("Mon 2027-03-01"), False)
    assert codes(found)[-1] == "let_go"


def test_what_was_overdue_when_the_case_was_closed_stays_a_breach() -> None:
    """Closing hides no lateness."""
    story = happened(appealable(), "Mon 2027-02-01", "document_access:requested")
    found = closed(story, LATER).deadline("OFL-36", LATER)

    assert found.is_let_go
    assert found.was_late
    assert found.days_late == (day(LATER) - found.original_strict).days > 0


def test_a_clock_that_stands_still_ends_with_its_case_too() -> None:
    """Nobody has to reopen a case to take up a clock of which nobody waits for the end."""
    story = appealable()
    turned(story, ClockSuspended, "Mon 2027-02-08", "RSL-67", reason="guidance_missing")
    found = closed(story).deadline("RSL-67", LATER)

    assert (found.is_open, found.is_paused, found.was_late) == (False, False, False)


def test_reopening_takes_it_up_where_it_was() -> None:
    """The date is the same; it was the citizen's all the time."""
    story = closed(appealable()).then(CaseReopened, on="Mon 2027-02-22")
    found = story.deadline("RSL-67", LATER)

    assert found.is_open
    assert found.is_overdue(day(LATER))
    assert found.due_strict == day("Mon 2027-03-01")
