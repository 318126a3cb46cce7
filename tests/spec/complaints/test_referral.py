"""Referral to a unit: the house clock BR-REPLY (three weeks), delays, replies and recalls."""

from tests.story import Story, a_complaint, day
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.referral import ReferralRecalled, ReferralSent, ReplyDelayed, ReplyReceived
from triage.cases.vocabulary import AnswersCitizen, ReplyQuality, State

RECEIVED = "Mon 2027-02-01"
SENT = "Wed 2027-02-03"


def _referred(unit: str = "schools", answers_citizen: AnswersCitizen = AnswersCitizen.UNIT) -> Story:
    story = a_complaint(RECEIVED, opened_on=RECEIVED)
    return story.then(ReferralSent, on=SENT, unit=unit, answers_citizen=answers_citizen)


def test_three_weeks_from_the_day_it_was_sent() -> None:
    """The clock counts from the sending, also when it is typed in later."""
    story = a_complaint(RECEIVED, opened_on=RECEIVED)
    story.then(ReferralSent, on="Fri 2027-02-05", unit="schools", happened_on=SENT)

    assert story.deadline("BR-REPLY", "Fri 2027-02-05").due_strict == day("Wed 2027-02-24")
    assert story.case.state is State.AWAITING_UNIT


def test_an_announced_delay_moves_nothing() -> None:
    """Late against the original date is late, whatever the unit announced."""
    story = _referred().then(ReplyDelayed, on="Mon 2027-02-22", unit="schools", promised_on="Fri 2027-03-05")
    (referral,) = story.case.complaint.referrals

    assert story.deadline("BR-REPLY", "Mon 2027-02-22").due_strict == day("Wed 2027-02-24")
    assert referral.promised_on == day("Fri 2027-03-05")


def test_an_adviser_who_was_to_answer_still_owes_the_answer() -> None:
    """A unit's word to the citizen settles nothing where the adviser said: I will answer."""
    story = _referred(answers_citizen=AnswersCitizen.ADVISOR).then(
        ReplyReceived,
        on="Mon 2027-02-15",
        unit="schools",
        quality=ReplyQuality.FULL,
        citizen_contacted=True,
    )

    assert story.case.complaint.answered_on is None
    assert "BR-FIRST" in story.open_rules("Mon 2027-02-15")


def test_the_units_word_to_the_citizen_is_an_answer() -> None:
    """A unit that confirms it answered the citizen has given an answer; the case can close."""
    story = _referred().then(
        ReplyReceived,
        on="Mon 2027-02-15",
        unit="schools",
        quality=ReplyQuality.FULL,
        citizen_contacted=True,
        happened_on="Fri 2027-02-12",
    )
    story.then(CaseClosed, on="Mon 2027-02-15")

    assert story.case.complaint.answered_on == day("Fri 2027-02-12")
    assert story.open_rules("Mon 2027-02-15") == []


def test_a_reply_to_the_advisor_alone_leaves_the_answer_owed() -> None:
    """The citizen still has to hear."""
    story = _referred().then(ReplyReceived, on="Mon 2027-02-15", unit="schools", quality=ReplyQuality.EVASIVE)

    assert story.case.state is State.IN_PROGRESS
    assert story.refused(CaseClosed, on="Mon 2027-02-15").code == "close_before_answer"


def test_two_units_have_two_clocks() -> None:
    """Each owes its own reply; what one of them answers settles nothing for the other."""
    story = _referred("schools").then(ReferralSent, on="Mon 2027-02-08", unit="roads")
    story.then(ReplyReceived, on="Tue 2027-02-09", unit="schools", quality=ReplyQuality.FULL)
    schools = story.deadline("BR-REPLY", "Tue 2027-02-09", subject="schools")
    roads = story.deadline("BR-REPLY", "Tue 2027-02-09", subject="roads")

    assert (schools.due_strict, schools.satisfied_on) == (day("Wed 2027-02-24"), day("Tue 2027-02-09"))
    assert (roads.due_strict, roads.is_open) == (day("Mon 2027-03-01"), True)
    assert [one.unit for one in story.case.complaint.open_referrals] == ["roads"]


def test_a_recalled_referral_owes_nothing() -> None:
    """Taken back with a reason, it has no clock and does not keep the case open."""
    story = _referred().then(ReferralRecalled, on="Mon 2027-02-08", unit="schools")

    assert "BR-REPLY" not in story.open_rules("Mon 2027-02-08")
    assert story.case.state is State.IN_PROGRESS


def test_a_referral_recalled_too_late_stays_late() -> None:
    """A breach, once it happened, stays visible: taking the question back does not unsay it."""
    story = _referred().then(ReferralRecalled, on="Fri 2027-02-26", unit="schools")
    recalled = story.deadline("BR-REPLY", "Mon 2027-03-01")

    assert (recalled.satisfied_on, recalled.days_late) == (day("Fri 2027-02-26"), 2)
    assert recalled.due_strict == day("Wed 2027-02-24")


def test_a_unit_can_be_asked_again() -> None:
    """After its reply the same unit may have a new referral with a clock of its own."""
    story = _referred().then(ReplyReceived, on="Mon 2027-02-15", unit="schools", quality=ReplyQuality.PARTIAL)
    story.then(ReferralSent, on="Tue 2027-02-16", unit="schools")

    assert story.deadline("BR-REPLY", "Tue 2027-02-16").due_strict == day("Tue 2027-03-09")
    assert [one.replied_on for one in story.case.complaint.referrals] == [day("Mon 2027-02-15"), None]
