"""What was missed, and what was not, once a day is put right: the case is lived again."""

from datetime import date

from tests.story import Story, a_complaint, day
from triage.cases.decisions.correcting import EventCorrected, EventWithdrawn
from triage.cases.decisions.missed import BreachNoted
from triage.cases.decisions.referral import ReferralRecalled, ReferralSent, ReplyReceived
from triage.cases.events import CaseEvent
from triage.cases.vocabulary import ReplyQuality

TUE = "Tue 2027-01-12"
DUE = date(2027, 2, 2)
"""Three weeks after the Tuesday."""
IN_TIME, LATE = "Mon 2027-02-01", "Mon 2027-02-08"
NEXT, LATER, LAST = "Tue 2027-02-09", "Wed 2027-02-10", "Thu 2027-02-11"
SIX_LATE = [("BR-REPLY", DUE, 6)]


def replied(happened_on: str) -> Story:
    """A unit asked on a Tuesday, that has replied."""
    story = a_complaint("Mon 2027-01-11", opened_on=TUE).then(ReferralSent, on=TUE, unit="schools")
    reply = {"unit": "schools", "quality": ReplyQuality.FULL}
    return story.then(ReplyReceived, on=LATE, happened_on=happened_on, **reply)


def asked_again(story: Story, on: str) -> Story:
    """Ask the unit anew, so that the first clock tells nothing any more."""
    return story.then(ReferralSent, on=on, unit="schools")


def corrected(story: Story, kind: type[CaseEvent], right: str, on: str) -> Story:
    """Put the day of the first event of a kind right."""
    number = next(place for place, each in enumerate(story.events, start=1) if isinstance(each, kind))
    return story.then(EventCorrected, on=on, number=number, field="happened_on", right_on=right)


def late(story: Story, on: str) -> list[tuple[str, date | None, int]]:
    """What counts as missed on a day."""
    struck = {(one.rule, one.due_on) for one in story.case.breaches if one.mistaken}
    return [one for one in story.breaches(on, "BR-REPLY") if one[:2] not in struck]


def test_what_was_struck_out_counts_again_when_the_first_day_was_right_after_all() -> None:
    """Corrected, and corrected back: the note comes again, once."""
    story = asked_again(replied(LATE), LATE)
    corrected(story, ReplyReceived, IN_TIME, NEXT)
    assert late(story, NEXT) == []
    corrected(story, ReplyReceived, LATE, LATER)
    assert late(story, LATER) == SIX_LATE
    notes = [each for each in story.events if isinstance(each, BreachNoted) and each.rule == "BR-REPLY"]
    assert [each.mistaken for each in notes] == [False, True, False]


def test_a_clock_that_is_late_again_and_then_lost_is_noted_though_it_was_struck_out_before() -> None:
    """The reply was late, in time, and late: then the unit is asked anew."""
    story = replied(LATE)
    corrected(story, ReplyReceived, IN_TIME, NEXT)
    assert late(story, NEXT) == []
    corrected(story, ReplyReceived, LATE, LATER)
    asked_again(story, LAST)
    assert late(story, LAST) == SIX_LATE
    assert [one.mistaken for one in story.case.breaches if one.rule == "BR-REPLY"] == [False]


def test_a_clock_of_old_that_was_late_as_it_turns_out_is_noted() -> None:
    """Nothing was late while it ran; the reply came a week later than was typed, and its clock is gone."""
    story = asked_again(replied(IN_TIME), LATE)
    assert late(story, LATE) == []
    corrected(story, ReplyReceived, LATE, NEXT)
    assert late(story, NEXT) == SIX_LATE


def test_two_corrections_together_leave_nothing_late() -> None:
    """The unit was asked a day earlier and replied a week earlier than was typed: that is in time."""
    story = asked_again(replied(LATE), LATE)
    number = next(place for place, each in enumerate(story.events) if isinstance(each, ReferralSent)) + 1
    story.then(EventCorrected, on=NEXT, number=number, field="happened_on", right_on="Mon 2027-01-11")
    assert late(story, NEXT) == [("BR-REPLY", date(2027, 2, 1), 7)]
    corrected(story, ReplyReceived, IN_TIME, LATER)
    assert late(story, LATER) == []
    assert [(one.due_on, one.mistaken) for one in story.case.breaches] == [
        (DUE, True),
        (day(IN_TIME), True),
    ]


def test_a_clock_that_ran_on_after_all_is_noted_as_late_as_it_became() -> None:
    """Recalled two weeks late, which was withdrawn; recalled after seven weeks, and the unit asked anew."""
    story = a_complaint("Mon 2027-01-11", opened_on=TUE).then(ReferralSent, on=TUE, unit="schools")
    asked_again(story.then(ReferralRecalled, on="Tue 2027-02-16", unit="schools"), "Tue 2027-02-16")
    assert late(story, "Tue 2027-02-16") == [("BR-REPLY", DUE, 14)]
    for kind in (ReferralSent, ReferralRecalled):
        number = max(place for place, each in enumerate(story.events, 1) if isinstance(each, kind))
        story.then(EventWithdrawn, on="Tue 2027-02-16", number=number)
    asked_again(story.then(ReferralRecalled, on="Tue 2027-03-23", unit="schools"), "Tue 2027-03-23")
    assert late(story, "Tue 2027-03-23") == [("BR-REPLY", DUE, 49)]


def test_less_late_is_late_and_more_late_is_told() -> None:
    """Of a clock that is gone the days are told as they are right; it is one breach."""
    story = asked_again(replied("Fri 2027-02-05"), LATE)
    assert late(story, LATE) == [("BR-REPLY", DUE, 3)]
    corrected(story, ReplyReceived, LATE, NEXT)
    assert late(story, NEXT) == SIX_LATE
    corrected(story, ReplyReceived, "Wed 2027-02-03", LATER)
    assert late(story, LATER) == [("BR-REPLY", DUE, 1)]
