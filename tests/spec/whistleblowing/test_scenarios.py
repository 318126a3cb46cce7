"""
Scenarios 1 to 4 of the advisor's practice, on the domain and the engine alone.

Dates are strict / latest. The same scenarios run over HTTP elsewhere.
"""

from tests.spoken import APPROVED, checked, given_to_check
from tests.story import Story, a_report, day, item, outside, told, within
from triage.cases.decisions.acknowledgement import AcknowledgementDecided, AcknowledgementGiven
from triage.cases.decisions.assessment import OutcomeRecorded
from triage.cases.decisions.closing import CaseClosed, CaseReopened
from triage.cases.decisions.dispositions import DispositionRecorded
from triage.cases.decisions.hand_over import HandOverAsked, HandOverConsented, HandOverExpired
from triage.cases.decisions.minutes_locked import MinutesApproved, MinutesCorrected
from triage.cases.decisions.receiving import ContactRegistered, ReportOpened
from triage.cases.decisions.referral import ReferralSent, ReplyDelayed, ReplyReceived
from triage.cases.decisions.registering import CaseRegistered
from triage.cases.hand_over import begin_handed_over
from triage.cases.vocabulary import (
    AnswersCitizen,
    FeedbackKind,
    HandOverState,
    Investigation,
    ReplyQuality,
    State,
)
from triage.rules.codes import Scheme


def test_scenario_1_manual_acknowledgement() -> None:
    """A late manual acknowledgement, both dates, and a closing that is refused with a sentence."""
    story = a_report("Wed 2026-12-16", opened_on="Thu 2026-12-17")
    acknowledge = story.deadline("WB-ACK", "Thu 2026-12-17")
    story.then(AcknowledgementDecided, on="Mon 2026-12-21", item=item(1))
    story.then(AcknowledgementGiven, on="Mon 2026-12-21", happened_on="Mon 2026-12-21")
    feedback = story.deadline("WB-FB", "Mon 2026-12-21")
    refusal = story.refused(CaseClosed, on="Mon 2026-12-21")

    assert acknowledge.due_strict == day("Wed 2026-12-23")
    assert story.deadline("WB-ACK", "Mon 2026-12-21").satisfied_on == day("Mon 2026-12-21")
    assert (feedback.due_strict, feedback.due_latest) == (day("Sun 2027-03-21"), day("Mon 2027-03-22"))
    assert refusal.code == "close_before_feedback"
    assert "§ 12(2)(3)" in refusal.source


def test_scenario_2_oral_report() -> None:
    """A wish for a meeting starts no clock; the meeting does, and its minutes are corrected and locked."""
    story = Story().then(ContactRegistered, on="Thu 2026-10-29", channel="phone")
    waiting, clocks = story.case.state, story.open_rules("Thu 2026-10-29")
    met = "Tue 2026-11-03"
    story.then(
        CaseRegistered,
        on=met,
        scheme=Scheme.WHISTLEBLOWING,
        channel="in_person",
        organisation_on=met,
        office_on=met,
    )
    story.then(AcknowledgementDecided, on=met, given_on=met)
    corrected = "Tue 2026-11-10"
    checked(story, met, item=item(1)).then(MinutesCorrected, on=corrected, number=1, item=item(2))
    given_to_check(story, corrected).then(MinutesApproved, on=corrected, **APPROVED)

    assert (waiting, clocks) == (State.CONTACT, [])
    assert story.deadline("WB-FB", met).due_strict == day("Wed 2027-02-03")
    (minutes,) = story.case.minutes
    assert (minutes.items, minutes.is_approved) == ((item(1), item(2)), True)
    assert story.refused(MinutesCorrected, on="Wed 2026-11-11", number=1).code == "minutes_locked"
    assert story.case.code_known_to_office


def test_scenario_3_outside_scope() -> None:
    """A rejection told with guidance is the feedback; reopening never moves the statutory date."""
    received = "Mon 2027-01-11"
    story = a_report(received, acknowledged_on=received, opened_on="Tue 2027-01-12")
    due = story.deadline("WB-FB", received)
    outside(story, "Wed 2027-01-20")
    story.then(DispositionRecorded, on="Wed 2027-01-20", code="guided_elsewhere")
    told(story, "Wed 2027-01-20", FeedbackKind.REJECTION)
    story.then(CaseClosed, on="Wed 2027-01-20")
    owed = story.open_rules("Wed 2027-01-20")
    story.then(CaseReopened, on="Mon 2027-03-01")
    reopened = story.deadline("WB-FB", "Mon 2027-03-01")

    assert (due.due_strict, due.due_latest) == (day("Sun 2027-04-11"), day("Mon 2027-04-12"))
    assert owed == []
    assert story.case.reopened_on == day("Mon 2027-03-01")
    assert reopened.due_strict == day("Sun 2027-04-11")
    assert reopened.satisfied_on == day("Wed 2027-01-20")


def _citizen_in_the_wrong_place() -> Story:
    received = "Tue 2027-02-02"
    story = a_report(received, acknowledged_on=received, opened_on="Wed 2027-02-03")
    outside(story, "Fri 2027-02-05", reason="reporter_not_covered")
    return story.then(HandOverAsked, on="Fri 2027-02-05")


def test_scenario_4_hand_over_with_consent() -> None:
    """The complaint clocks count from the consent; a unit's delay is late against the original date."""
    report = _citizen_in_the_wrong_place()
    feedback = report.deadline("WB-FB", "Tue 2027-02-02")
    consented = "Mon 2027-02-15"
    report.then(HandOverConsented, on=consented, happened_on=consented)
    complaint = Story([begin_handed_over(report.case, on=day(consented), actor=None)])
    acknowledge, first = (complaint.deadline(rule, consented) for rule in ("BR-ACK", "BR-FIRST"))
    complaint.then(ReportOpened, on="Tue 2027-02-16")
    complaint.then(
        ReferralSent, on="Wed 2027-02-17", unit="home_care", answers_citizen=AnswersCitizen.ADVISOR
    )
    complaint.then(ReplyDelayed, on="Wed 2027-03-10", unit="home_care", promised_on="Wed 2027-03-31")
    complaint.then(ReplyReceived, on="Tue 2027-03-30", unit="home_care", quality=ReplyQuality.FULL)
    reply = complaint.deadline("BR-REPLY", "Tue 2027-03-30")
    (referral,) = complaint.case.complaint.referrals

    assert (feedback.due_strict, feedback.due_latest) == (day("Sun 2027-05-02"), day("Mon 2027-05-03"))
    assert acknowledge.due_strict == day("Mon 2027-02-22")
    assert first.due_strict == day("Mon 2027-03-01")
    assert (complaint.case.channel, complaint.case.original_received_on) == (
        "whistleblower_scheme",
        day("Tue 2027-02-02"),
    )
    assert reply.due_strict == day("Wed 2027-03-10")
    assert reply.days_late == 20
    assert (referral.replied_on, referral.promised_on) == (day("Tue 2027-03-30"), day("Wed 2027-03-31"))


def test_scenario_4_hand_over_without_consent() -> None:
    """Without consent by the thirtieth day nothing crosses, and the report closes as guided."""
    report = _citizen_in_the_wrong_place()
    told(report, "Fri 2027-02-05", FeedbackKind.REJECTION)
    too_early = report.refused(HandOverExpired, on="Sun 2027-03-07")
    report.then(HandOverExpired, on="Mon 2027-03-08")
    report.then(DispositionRecorded, on="Mon 2027-03-08", code="guided_elsewhere")
    report.then(CaseClosed, on="Mon 2027-03-08")

    assert too_early.code == "hand_over_not_expired"
    assert too_early.params["answer_by"] == day("Sun 2027-03-07")
    assert report.case.hand_over is not None
    assert report.case.hand_over.state is HandOverState.EXPIRED
    assert report.refused(begin_handed_over, on="Mon 2027-03-08").code == "hand_over_no_consent"


def test_investigation_to_the_end() -> None:
    """A report within the scheme is investigated, told on the way and at the end, and closed."""
    received = "Mon 2027-01-11"
    story = a_report(received, acknowledged_on=received, opened_on=received)
    within(story, "Wed 2027-01-13", Investigation.INVESTIGATE)
    told(story, "Fri 2027-04-09", FeedbackKind.INTERIM, 1)
    settled = story.deadline("WB-FB", "Fri 2027-04-09").satisfied_on
    states = [story.case.state]
    only_interim = story.refused(CaseClosed, on="Fri 2027-04-09").code
    story.then(
        OutcomeRecorded,
        on="Mon 2027-05-10",
        finding="breach_found",
        measures=("rule_changed",),
        police_report=True,
        police_reported_on="Fri 2027-05-07",
    )
    states.append(story.case.state)
    told(story, "Tue 2027-05-11", FeedbackKind.FINAL, 2)
    states.append(story.case.state)
    story.then(CaseClosed, on="Tue 2027-05-11")

    assert settled == day("Fri 2027-04-09")
    assert only_interim == "close_needs_final"
    assert [*states, story.case.state] == [
        State.INVESTIGATING,
        State.DECIDED,
        State.FEEDBACK_GIVEN,
        State.CLOSED,
    ]
