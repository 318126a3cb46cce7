"""Which reminder to a unit is ready on a day, and that it needs an open request, its letter and consent."""

from datetime import timedelta

import pytest

from tests.story import Story, day
from tests.turned import given_longer, referred
from triage.cases.decisions.chases import ChaseSent, due_chases, level_on
from triage.cases.decisions.referral import ReferralRecalled, ReplyDelayed, ReplyReceived
from triage.cases.facts import facts
from triage.cases.owed_by_units import owed_by_units
from triage.cases.vocabulary import ChaseLevel
from triage.engine.case_deadlines import deadlines

SCHOOLS = {"unit": "schools"}
PRESS = {**SCHOOLS, "to": ChaseLevel.UNIT}


def ready(story: Story, on: str) -> list[tuple[str, str]]:
    """The reminders that are ready on a day: about whom, and to whom."""
    today = day(on)
    found = due_chases(story.case, deadlines(facts(story.case), story.rulebook, today), today)
    return [(each.unit, str(each.to)) for each in found]


@pytest.mark.parametrize(
    ("on", "to"),
    [
        ("Sat 2027-02-20", None),
        ("Sun 2027-02-21", "unit"),
        ("Wed 2027-02-24", "unit"),
        ("Thu 2027-02-25", "unit"),
        ("Fri 2027-03-05", "unit"),
        ("Sat 2027-03-06", "leader"),
        ("Wed 2027-03-10", "director"),
        ("Wed 2027-06-09", "director"),
    ],
)
def test_a_reminder_is_ready_from_three_days_before_and_goes_up(on: str, to: str | None) -> None:
    """The reply is due on Wednesday 24 February: to the unit, then its leader, then the director."""
    assert ready(referred(), on) == ([] if to is None else [("schools", to)])


def test_the_day_that_lists_tell_a_reminder_by_is_the_one_on_which_it_is_ready() -> None:
    """What is written down for the lists says of every day the same as the case: before it none, then one."""
    sent = referred().then(ChaseSent, on="Thu 2027-02-25", **PRESS)
    delayed = referred().then(ReplyDelayed, on="Tue 2027-02-23", **SCHOOLS, promised_on="Mon 2027-03-01")
    for story in (referred(), sent, delayed):
        told = deadlines(facts(story.case), story.rulebook, story.events[-1].on)
        (owed,) = owed_by_units(story.case, told)
        assert owed.chase_from is not None
        for number in range(60):
            today = day("Mon 2027-02-15") + timedelta(days=number)
            due = due_chases(story.case, deadlines(facts(story.case), story.rulebook, today), today)
            assert bool(due) == (owed.chase_from <= today)
            assert [each.to for each in due] in ([], [level_on(owed.due_on, today)])
    last = referred().then(ChaseSent, on="Wed 2027-03-10", **PRESS)
    assert owed_by_units(last.case, ())[0].chase_from is None


def test_what_was_sent_is_not_ready_again_until_the_next_step() -> None:
    """One on the day before the date is followed by one on the day after it; they are counted."""
    story = referred().then(ChaseSent, on="Mon 2027-02-22", **PRESS)
    assert ready(story, "Wed 2027-02-24") == []
    assert ready(story, "Thu 2027-02-25") == [("schools", "unit")]
    story.then(ChaseSent, on="Thu 2027-02-25", **PRESS)
    assert ready(story, "Tue 2027-03-02") == []
    assert ready(story, "Wed 2027-03-03") == [("schools", "unit")]
    (asked,) = story.case.complaint.referrals
    assert [(each.on.day, str(each.to)) for each in asked.chased] == [(22, "unit"), (25, "unit")]


def test_nobody_is_reminded_who_owes_nothing_or_has_said_when() -> None:
    """A later day that was given moves the steps; an announced one is waited for; a part is no reply."""
    assert ready(given_longer(referred(), "Mon 2027-02-22", "Mon 2027-03-08"), "Thu 2027-02-25") == []
    delayed = referred().then(ReplyDelayed, on="Tue 2027-02-23", **SCHOOLS, promised_on="Mon 2027-03-01")
    assert ready(delayed, "Mon 2027-03-01") == []
    assert ready(delayed, "Tue 2027-03-02") == [("schools", "unit")]
    recalled = referred().then(ReferralRecalled, on="Tue 2027-02-23", **SCHOOLS)
    assert ready(recalled, "Thu 2027-02-25") == []
    reply = {**SCHOOLS, "quality": "partial"}
    part = referred().then(ReplyReceived, on="Tue 2027-02-23", **reply, more_to_come=True)
    assert ready(part, "Thu 2027-02-25") == [("schools", "unit")]
    part.then(ReplyReceived, on="Thu 2027-03-04", **reply)
    assert part.breaches("Fri 2027-03-05", "BR-REPLY")[0][2] == 8


def test_a_reminder_needs_an_open_request_and_its_letter() -> None:
    """Nobody is reminded of what was not asked, and none goes without words."""
    on = "Thu 2027-02-25"
    assert referred().refused(ChaseSent, on=on, unit="roads", to=ChaseLevel.UNIT).code == "no_open_referral"
    assert referred().refused(ChaseSent, on=on, **PRESS, letter_item="").code == "letter_missing"
    assert referred().refused(ChaseSent, on=on, **PRESS, happened_on="Tue 2027-02-02").code == (
        "date_before_asked"
    )
