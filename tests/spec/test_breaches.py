"""What was missed stays to be seen, whatever becomes of its clock."""

import json

from tests.story import UNITS, Story, a_report, day, item, told, within
from tests.turned import given_longer, referred
from triage.cases.decisions.assessment import InvestigationDecided, OutcomeRecorded, ScopeAssessed
from triage.cases.decisions.closing import CaseClosed, CaseReopened
from triage.cases.decisions.correcting import EventCorrected, EventWithdrawn
from triage.cases.decisions.external_events import ExternalEventRecorded
from triage.cases.decisions.messages import MessageDecided, MessageGiven, MessageReceived
from triage.cases.decisions.missed import BreachExplained, BreachNoted
from triage.cases.decisions.referral import ReferralRecalled, ReferralSent, ReplyReceived
from triage.cases.decisions.registering import CaseRegistered
from triage.cases.fold import fold
from triage.cases.history import written
from triage.cases.vocabulary import FeedbackKind, Investigation, ReplyQuality, Responsible, Scope
from triage.rules.codes import Scheme
from triage.rules.units import NOT_KNOWN

RECEIVED = "Mon 2027-01-11"
DECIDED = "Mon 2027-02-01"
TOLD_LATE = "Wed 2027-02-17"
FINAL = ("BR-FINAL", day("Mon 2027-02-15"), 2)


def investigated() -> Story:
    """An investigation that ended on Monday 1 February: the reporter is to be told by Monday 15 February."""
    story = a_report(RECEIVED, acknowledged_on=RECEIVED, opened_on=RECEIVED)
    return ended(within(story, RECEIVED, Investigation.INVESTIGATE))


def ended(story: Story) -> Story:
    """Record the outcome."""
    return story.then(OutcomeRecorded, on=DECIDED, finding="breach_found", measures=(), police_report=False)


def told_late() -> Story:
    """The end of the investigation, told two days late."""
    return told(investigated(), TOLD_LATE, FeedbackKind.FINAL)


def asked(story: Story, on: str, number: int) -> Story:
    """Put a question to the reporter."""
    return story.then(MessageDecided, on=on, item=item(number), asks=True)


def replied(story: Story, on: str, **given: str) -> Story:
    """Let the unit reply."""
    return story.then(ReplyReceived, on=on, unit="schools", quality=ReplyQuality.PARTIAL, **given)


def explained(story: Story, on: str, due_on: str, days: int, by: Responsible) -> Story:
    """Say why the unit's reply was late."""
    return story.then(
        BreachExplained,
        on=on,
        rule="BR-REPLY",
        subject="schools",
        due_on=due_on,
        days_late=days,
        responsible=by,
    )


def test_a_changed_decision_forgets_no_late_message() -> None:
    """The new message has its own time; that the first came two days late is told beside it."""
    story = told_late()
    assert story.breaches(TOLD_LATE) == [FINAL]
    story.then(InvestigationDecided, on="Mon 2027-03-01", investigation=Investigation.INVESTIGATE)

    assert story.breaches("Mon 2027-03-01") == [FINAL]
    assert story.deadline("BR-FINAL", "Mon 2027-03-01").starts_on == day("Mon 2027-03-01")


def test_reopening_forgets_neither_a_late_message_nor_a_late_closing() -> None:
    """Both clocks are gone, and both breaches stay, each once, however often the case is reopened."""
    story = told_late().then(CaseClosed, on="Mon 2027-03-29")
    late = [FINAL, ("BR-CLOSE", day("Fri 2027-03-19"), 10)]
    assert story.breaches("Mon 2027-03-29") == late
    story.then(CaseReopened, on="Tue 2027-03-30")
    assert story.breaches("Tue 2027-03-30") == late
    told(ended_again(story, "Wed 2027-03-31"), "Thu 2027-04-01", FeedbackKind.FINAL, 0x802)
    story.then(CaseClosed, on="Thu 2027-04-01").then(CaseReopened, on="Fri 2027-04-02")

    assert story.breaches("Mon 2027-04-05") == late


def ended_again(story: Story, on: str) -> Story:
    """Decide once more and come to an end the same day."""
    story.then(InvestigationDecided, on=on, investigation=Investigation.INVESTIGATE)
    return story.then(OutcomeRecorded, on=on, finding="breach_found", measures=(), police_report=False)


def test_a_missed_message_that_is_sent_at_last_was_missed() -> None:
    """Each message counts the three months anew; the one that came five days late is kept."""
    story = a_report(RECEIVED, acknowledged_on=RECEIVED, opened_on=RECEIVED)
    told(within(story, RECEIVED, Investigation.INVESTIGATE), DECIDED, FeedbackKind.INTERIM)
    late = "Thu 2027-05-06"
    story.then(MessageDecided, on=late, item=item(0x703))
    assert ("BR-INTERIM", day("Sat 2027-05-01"), 5) in story.breaches(late)
    story.then(MessageGiven, on=late, happened_on=late, item=item(0x703))

    assert story.deadline("BR-INTERIM", late).starts_on == day(late)
    assert ("BR-INTERIM", day("Sat 2027-05-01"), 5) in story.breaches("Fri 2027-08-06")


def test_a_decision_taken_back_before_it_was_told_keeps_what_was_missed_by_then() -> None:
    """Four days overdue on the day on which the outcome counts no more."""
    story = investigated()
    story.then(ScopeAssessed, on="Fri 2027-02-19", scope=Scope.AWAITING_INFORMATION)

    assert "BR-FINAL" not in story.open_rules("Mon 2027-03-01")
    assert story.breaches("Mon 2027-03-01") == [("BR-FINAL", day("Mon 2027-02-15"), 4)]


def test_a_late_answer_to_a_question_outlives_the_next_question() -> None:
    """The second question has its own three weeks."""
    story = asked(a_report(RECEIVED, acknowledged_on=RECEIVED, opened_on=RECEIVED), RECEIVED, 0x700)
    within(story, "Tue 2027-01-12")
    answered = "Fri 2027-02-05"
    story.then(MessageReceived, on=answered, happened_on=answered)
    found = story.breaches(answered)
    asked(story, answered, 0x701)

    assert story.breaches(answered) == found


def test_a_unit_asked_again_was_still_late_the_first_time() -> None:
    """After a late reply and after a recall, as often as it happens; the days count from the first date."""
    story = given_longer(referred(), "Mon 2027-02-15", "Fri 2027-03-12")
    replied(story, "Mon 2027-03-15")
    first = ("BR-REPLY", day("Wed 2027-02-24"), 19)
    assert story.breaches("Mon 2027-03-15", "BR-REPLY") == [first]
    story.then(ReferralSent, on="Mon 2027-03-15", unit="schools")
    assert story.breaches("Mon 2027-03-15", "BR-REPLY") == [first]
    story.then(ReferralRecalled, on="Wed 2027-04-07", unit="schools")
    story.then(ReferralSent, on="Thu 2027-04-08", unit="schools")

    assert story.breaches("Thu 2027-04-08", "BR-REPLY") == [first, ("BR-REPLY", day("Mon 2027-04-05"), 2)]


def test_each_of_two_late_replies_has_its_own_explanation() -> None:
    """Explained before the clock begins anew or after it, neither takes the other's place."""
    story = replied(referred(), "Mon 2027-03-01")
    explained(story, "Mon 2027-03-01", "Wed 2027-02-24", 5, Responsible.UNIT)
    replied(story.then(ReferralSent, on="Mon 2027-03-01", unit="schools"), "Thu 2027-03-25")
    story.then(ReferralSent, on="Fri 2027-03-26", unit="schools")
    explained(story, "Fri 2027-03-26", "Mon 2027-03-22", 3, Responsible.OFFICE)

    assert [(one.due_on, one.days_late, one.responsible) for one in story.case.breaches] == [
        (day("Wed 2027-02-24"), 5, Responsible.UNIT),
        (day("Mon 2027-03-22"), 3, Responsible.OFFICE),
    ]


def test_where_a_late_report_lay_answers_for_what_was_missed_there() -> None:
    """Only where it is known; corrected since, the other unit does."""
    letter = {"scheme": Scheme.WHISTLEBLOWING, "channel": "letter", "organisation_on": "Mon 2027-01-11"}
    late = {"rule": "WB-ACK", "due_on": "Mon 2027-01-18", "days_late": 14, "responsible": "lay_with"}
    at, story = "Mon 2027-02-01", Story(units=UNITS)
    story.then(CaseRegistered, on=at, **letter, office_on=at, lay_with=NOT_KNOWN)
    assert story.breaches(at, "WB-ACK") == [("WB-ACK", day("Mon 2027-01-18"), 14)]
    assert story.refused(BreachExplained, on=at, **late).code == "lay_with_unknown"

    for unit in ("schools", "roads"):
        story.then(EventCorrected, on=at, number=1, field="lay_with", right_code=unit)
        story.then(BreachExplained, on=at, **late)
        (explained_one,) = story.case.breaches
        assert (explained_one.responsible, story.case.unit_before) == (Responsible.LAY_WITH, unit)


def test_what_is_entered_late_may_show_that_nothing_was_missed() -> None:
    """The reply came in time and was typed in a week later, when the unit was asked again."""
    story = replied(referred(), "Wed 2027-03-03", happened_on="Wed 2027-02-24")
    story.then(ReferralSent, on="Wed 2027-03-03", unit="schools")

    assert story.breaches("Wed 2027-03-03", "BR-REPLY") == []


def test_a_note_holds_codes_and_days_and_nobodys_name() -> None:
    """The original date, the day on which it ended, and the days between; the program itself noted it."""
    story = told_late().then(
        InvestigationDecided, on="Mon 2027-03-01", investigation=Investigation.INVESTIGATE
    )
    (note,) = [each for each in story.events if isinstance(each, BreachNoted)]

    assert json.loads(written(note)) == {
        "form": "breach:noted/1",
        "on": "2027-03-01",
        "rule": "BR-FINAL",
        "due_on": "2027-02-15",
        "settled_on": "2027-02-17",
        "days_late": 2,
    }


def test_an_explanation_of_old_without_a_date_is_that_of_the_breach_that_is_kept() -> None:
    """The deadline takes it for its own while it is there, and the note does after it."""
    old = BreachExplained(
        on=day("Mon 2027-03-01"),
        actor="a1" * 16,
        rule="BR-REPLY",
        subject="schools",
        days_late=5,
        responsible=Responsible.UNIT,
        reason_item=item(1),
    )
    story = Story((*replied(referred(), "Mon 2027-03-01").events, old))
    late = [("BR-REPLY", day("Wed 2027-02-24"), 5)]
    assert story.breaches("Mon 2027-03-01", "BR-REPLY") == late
    story.then(ReferralSent, on="Mon 2027-03-01", unit="schools")
    (kept,) = fold(story.events).breaches

    assert story.breaches("Mon 2027-03-01", "BR-REPLY") == late
    assert kept.explained_on == day("Mon 2027-03-01")


HOURS = {"rule": "BL-24H", "due_on": "Tue 2027-02-02", "days_late": 0, "responsible": Responsible.OFFICE}
"""What is said of a limit of 24 hours that was missed within its day."""


def told_of_a_child() -> Story:
    """A notification that came on Monday 1 February at 8.30."""
    story = a_report(RECEIVED, acknowledged_on=RECEIVED, opened_on=RECEIVED)
    received = "child_notification:received"
    return story.then(ExternalEventRecorded, on=DECIDED, event=received, at_time="08:30")


def assessed(story: Story, at_time: str) -> Story:
    """Assess the child on the Tuesday."""
    event = "child_notification:assessed"
    return story.then(ExternalEventRecorded, on="Tue 2027-02-02", event=event, at_time=at_time)


def test_what_was_not_missed_is_not_explained_whatever_is_said_of_it() -> None:
    """Neither a clock in time, nor of another date, nor by other days than it was late."""
    story = replied(referred(), "Mon 2027-03-01")
    late = {"rule": "BR-REPLY", "subject": "schools", "responsible": Responsible.UNIT}
    for due_on, days in (("Wed 2027-02-24", 4), ("Wed 2027-02-24", 0), ("Tue 2027-02-23", 5)):
        refused = story.refused(BreachExplained, on="Mon 2027-03-01", **late, due_on=due_on, days_late=days)
        assert refused.code == "nothing_breached"
    elsewhere = {**late, "subject": "roads", "due_on": "Wed 2027-02-24", "days_late": 5}
    assert story.refused(BreachExplained, on="Mon 2027-03-01", **elsewhere).code == "nothing_breached"
    in_time = assessed(told_of_a_child(), "08:15")
    assert in_time.refused(BreachExplained, on="Tue 2027-02-02", **HOURS).code == "nothing_breached"


def test_a_limit_in_hours_that_ran_out_within_its_day_is_explained() -> None:
    """A quarter of an hour late, or open on the day on which it runs out: no whole day, and a breach."""
    for story in (assessed(told_of_a_child(), "08:45"), told_of_a_child()):
        story.then(BreachExplained, on="Tue 2027-02-02", **HOURS)
        (one,) = story.case.breaches
        assert (one.rule, one.days_late, one.responsible) == ("BL-24H", 0, Responsible.OFFICE)
    assert told_of_a_child().refused(BreachExplained, on=DECIDED, **HOURS).code == "nothing_breached"


def test_what_shows_that_nothing_was_missed_is_withdrawn_over_an_explanation() -> None:
    """The unit was never asked: what was late and explained is struck out, and nothing has to be undone."""
    story = replied(referred(), "Mon 2027-03-01")
    explained(story, "Mon 2027-03-01", "Wed 2027-02-24", 5, Responsible.UNIT)
    number = next(place for place, each in enumerate(story.events, 1) if isinstance(each, ReplyReceived))
    story.then(EventWithdrawn, on="Mon 2027-03-01", number=number)
    story.then(EventWithdrawn, on="Mon 2027-03-01", number=number - 1)
    assert [(one.days_late, one.mistaken) for one in story.case.breaches] == [(5, True)]
    again = {"rule": "BR-REPLY", "subject": "schools", "due_on": "Wed 2027-02-24", "days_late": 5}
    refused = story.refused(BreachExplained, on="Mon 2027-03-01", **again, responsible=Responsible.OFFICE)
    assert refused.code == "nothing_breached"
