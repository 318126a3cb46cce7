"""How the sums of the fictive year judge a deadline: as the case itself tells it."""

from tests.simulation.summary import IN_TIME, LATE, OPEN, OVERDUE, standing_of
from tests.story import Story, a_report, day
from triage.cases.decisions.external_events import ExternalEventRecorded

MON, TUE, WED = "Mon 2027-02-01", "Tue 2027-02-02", "Wed 2027-02-03"


def told_of_a_child() -> Story:
    """Told on a Monday at 8.30, so that 24 hours are over on the Tuesday at 8.30."""
    story = a_report(MON, opened_on=MON)
    return story.then(ExternalEventRecorded, on=MON, event="child_notification:received", at_time="08:30")


def standing(story: Story, until: str) -> str:
    """Say where the limit of 24 hours stands."""
    found = standing_of(story.deadline("BL-24H", until), day(until))
    assert (found in (LATE, OVERDUE)) is bool(story.breaches(until, "BL-24H"))
    return found


def test_a_limit_in_hours_is_judged_by_its_minutes() -> None:
    """A quarter of an hour late is late, though no day is counted."""
    for at_time, stands in (("08:15", IN_TIME), ("08:45", LATE)):
        event = "child_notification:assessed"
        story = told_of_a_child().then(ExternalEventRecorded, on=TUE, event=event, at_time=at_time)
        assert standing(story, TUE) == stands


def test_what_nobody_did_is_open_until_its_day_is_over() -> None:
    """The year is told by days, as its breaches are."""
    assert [standing(told_of_a_child(), until) for until in (TUE, WED)] == [OPEN, OVERDUE]
