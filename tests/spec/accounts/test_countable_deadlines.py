"""What an account counts of the deadlines of a case: what moved them, what was late, who answers for it."""

from tests.story import Story, a_complaint
from tests.weekdays import on
from triage.cases.countable import CountableCase, CountableInquiry, CountableRequest, countable
from triage.cases.countable_deadlines import CountableBreach, CountableDeadline
from triage.cases.decisions.clocks import ClockResumed, ClockSuspended
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.external_events import ExternalEventRecorded
from triage.cases.decisions.missed import BreachExplained
from triage.cases.decisions.referral import ReferralSent, ReplyDelayed, ReplyReceived
from triage.cases.facts import facts
from triage.cases.vocabulary import ReplyQuality, Responsible
from triage.engine.case_deadlines import deadlines

RECEIVED, SENT, DUE = "Mon 2027-02-01", "Wed 2027-02-03", "Wed 2027-02-24"


def told(story: Story) -> CountableCase:
    """What is counted after the last event."""
    due = deadlines(facts(story.case), story.rulebook, story.events[-1].on)
    found = countable(story.case, "HKP37SQQ", due)
    assert isinstance(found, CountableCase)
    return found


def clock(story: Story, rule: str) -> CountableDeadline:
    """The only clock of a rule."""
    (found,) = [each for each in told(story).deadlines if each.rule == rule]
    return found


def requests(story: Story) -> tuple[CountableRequest, ...]:
    """What units were asked for."""
    side = told(story).of
    assert isinstance(side, CountableInquiry)
    return side.requests


def referred() -> Story:
    """A complaint about which a unit was asked."""
    return a_complaint(RECEIVED, opened_on=RECEIVED).then(ReferralSent, on=SENT, unit="schools")


def replied(story: Story, day: str) -> Story:
    """The unit's whole reply."""
    return story.then(ReplyReceived, on=day, unit="schools", quality=ReplyQuality.FULL)


def test_a_clock_says_why_it_stood_and_that_it_stands() -> None:
    """Each pause that counted, with its reason; the first date stays beside the one that holds."""
    story = a_complaint(RECEIVED, opened_on=RECEIVED)
    story.then(ExternalEventRecorded, on=RECEIVED, event="decision:received")
    turn = {"rule": "RSL-67", "clock": story.clock("RSL-67", RECEIVED)}
    story.then(ClockSuspended, on="Mon 2027-02-08", reason="guidance_missing", **turn)
    standing = clock(story, "RSL-67")
    assert (standing.paused_now, standing.paused, standing.due_on) == (
        *(True, ("guidance_missing",)),
        standing.original_on,
    )
    story.then(
        ClockResumed, on="Wed 2027-02-17", rule="RSL-67", clock=story.clock("RSL-67", "Wed 2027-02-17")
    )
    found = clock(story, "RSL-67")
    assert (found.original_on, found.due_on) == (on("Mon 2027-03-01"), on("Wed 2027-03-10"))
    assert (found.paused_now, found.paused) == (False, ("guidance_missing",))


def test_a_request_is_late_against_the_first_day_whatever_the_unit_announced() -> None:
    """The announced day stands beside it, and who answers for it once somebody has said so."""
    story = referred().then(ReplyDelayed, on="Mon 2027-02-22", unit="schools", promised_on="Fri 2027-03-05")
    (waiting,) = requests(story)
    assert (waiting.due_on, waiting.promised_on, waiting.was_late) == (on(DUE), on("Fri 2027-03-05"), False)
    replied(story, "Mon 2027-03-01").then(
        BreachExplained,
        on="Mon 2027-03-01",
        rule="BR-REPLY",
        subject="schools",
        due_on=DUE,
        days_late=5,
        responsible=Responsible.UNIT,
    )
    (late,) = requests(story)
    assert (late.was_late, late.responsible, late.due_on) == (True, "unit", on(DUE))
    assert told(story).breaches == ()


def test_a_unit_asked_again_stays_late_the_first_time() -> None:
    """Its clock began anew; what was missed is kept, and belongs to the first request."""
    story = replied(referred(), "Mon 2027-03-01").then(ReferralSent, on="Tue 2027-03-02", unit="schools")
    first, again = requests(story)
    assert (first.was_late, first.due_on, again.was_late) == (True, on(DUE), False)
    assert told(story).breaches == (CountableBreach("BR-REPLY", "schools", on(DUE), on("Mon 2027-03-01"), 5),)


def test_a_case_is_of_every_account_until_nothing_runs_in_it() -> None:
    """While it is open, or anything is owed in it; then it ends with the last of its days."""
    story = referred()
    assert (told(story).first_on, told(story).last_on) == (on(RECEIVED), None)
    story.then(
        ReplyReceived, on="Mon 2027-02-15", unit="schools", quality=ReplyQuality.FULL, citizen_contacted=True
    )
    story.then(CaseClosed, on="Mon 2027-02-15")
    assert (told(story).first_on, told(story).last_on) == (on(RECEIVED), on(DUE))
