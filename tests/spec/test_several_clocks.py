"""A second request runs its own clock beside the first; hours count from a time that a person types."""

from datetime import datetime

from intake.clock import COPENHAGEN
from tests.story import RULEBOOK, TAXONOMY, Story, a_complaint, a_report, day
from triage.cases.context import CheckContext
from triage.cases.decisions.external_events import ExternalEventRecorded, counts_hours, which_of_several
from triage.cases.facts import facts

MON, TUE, WED, FRI = "Mon 2027-01-11", "Tue 2027-01-12", "Wed 2027-01-13", "Fri 2027-01-15"
ASKED, ANSWERED = "subject_access:requested", "subject_access:answered"
WARNED = "child_notification:received"


def _context(story: Story, on: str) -> CheckContext:
    return CheckContext(TAXONOMY, RULEBOOK, day(on), facts(story.case))


def _clocks(story: Story, on: str) -> list[tuple[str, bool]]:
    """Of the answer to a data-subject request: which of several, and whether it is open."""
    found = story._deadlines(day(on))
    return sorted((one.subject, one.is_open) for one in found if one.rule == "GDPR-12-3")


def test_a_second_request_runs_beside_the_first_and_each_ends_for_itself() -> None:
    """Asked for on Monday and again on Wednesday: two clocks; the answer to the second ends the second."""
    story = a_complaint(MON, opened_on=MON).then(ExternalEventRecorded, on=MON, event=ASKED)
    assert which_of_several(ASKED, _context(story, WED)) == ("2",)
    assert story.refused(ExternalEventRecorded, on=WED, event=ASKED).code == "external_event_known"
    story.then(ExternalEventRecorded, on=WED, event=ASKED, subject="2")
    assert _clocks(story, WED) == [("", True), ("2", True)]
    assert which_of_several(ASKED, _context(story, WED)) == ("3",)

    assert which_of_several(ANSWERED, _context(story, FRI)) == ("", "2")
    story.then(ExternalEventRecorded, on=FRI, event=ANSWERED, subject="2")
    assert _clocks(story, FRI) == [("", True), ("2", False)]
    assert which_of_several(ANSWERED, _context(story, FRI)) == ("",)


def test_no_number_is_left_out_and_nothing_ends_that_has_not_begun() -> None:
    """There is no fourth before the second, and no answer to it."""
    story = a_complaint(MON, opened_on=MON).then(ExternalEventRecorded, on=MON, event=ASKED)
    for event in (ASKED, ANSWERED):
        refused = story.refused(ExternalEventRecorded, on=WED, event=event, subject="4")
        assert refused.code == "external_event_not_begun"


def test_hours_count_from_the_time_that_was_typed() -> None:
    """A notification of Friday at half past three is assessed by Saturday at half past three."""
    story = a_report(MON, opened_on=MON)
    assert counts_hours(WARNED, _context(story, FRI))
    assert not counts_hours(ASKED, _context(story, FRI))
    story.then(ExternalEventRecorded, on=FRI, event=WARNED, at_time="15:30")

    clock = story.deadline("BL-24H", FRI)
    assert clock.due_at == datetime(2027, 1, 16, 15, 30, tzinfo=COPENHAGEN)
    assert not clock.is_overdue(datetime(2027, 1, 16, 15, 0, tzinfo=COPENHAGEN))
    assert clock.is_overdue(datetime(2027, 1, 16, 16, 0, tzinfo=COPENHAGEN))


def test_an_act_in_time_is_no_breach() -> None:
    """Assessed an hour later the same day: not late, though the day began long before."""
    story = a_report(MON, opened_on=MON)
    story.then(ExternalEventRecorded, on=FRI, event=WARNED, at_time="15:30")
    story.then(ExternalEventRecorded, on=FRI, event="child_notification:assessed", at_time="16:30")
    assert not story.deadline("BL-24H", FRI).was_late
    assert story.breaches(FRI) == []
