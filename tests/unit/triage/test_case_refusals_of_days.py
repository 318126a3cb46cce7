"""Refusals that no table holds: days that cannot be, and what was never decided."""

from tests.story import Story, a_complaint, a_report, item, outside, within
from triage.cases.decisions.complaints import AnswerGiven
from triage.cases.decisions.criticism import HearingAnswered, HearingSent
from triage.cases.decisions.feedback import FeedbackGiven
from triage.cases.decisions.hand_over import (
    HandOverAsked,
    HandOverConsented,
)
from triage.cases.decisions.messages import (
    MessageGiven,
)
from triage.cases.decisions.receiving import ContactRegistered
from triage.cases.decisions.referral import ReferralSent, ReplyDelayed, ReplyReceived
from triage.cases.decisions.registering import CaseRegistered
from triage.cases.vocabulary import FeedbackKind, Investigation, ReplyQuality
from triage.engine.deadline import Facts
from triage.rules.codes import Scheme

ON = "Mon 2027-01-11"
NEXT = "Tue 2027-01-12"
LATER = "Mon 2027-02-01"
INTERIM, FINAL, REJECTION = FeedbackKind.INTERIM, FeedbackKind.FINAL, FeedbackKind.REJECTION
INVESTIGATE = Investigation.INVESTIGATE
NOTHING = Facts("complaints", {})


def _read() -> Story:
    return a_report(ON, acknowledged_on=ON, opened_on=ON)


def _outside() -> Story:
    return outside(_read(), ON)


def _complaint() -> Story:
    return a_complaint(ON, opened_on=ON)


def _asked() -> Story:
    return _outside().then(HandOverAsked, on=ON)


def test_wrong_days_of_a_referral_and_a_hearing() -> None:
    """A reply before the question, comments before the hearing, an announcement from tomorrow: refused."""
    asked_tuesday = _complaint().then(ReferralSent, on=NEXT, unit="schools")
    heard_tuesday = _complaint().then(HearingSent, on=NEXT, unit="schools", answer_by_on=LATER)
    reply = {"unit": "schools", "quality": ReplyQuality.FULL}
    delay = {"unit": "schools", "promised_on": LATER}

    assert asked_tuesday.refused(ReplyReceived, on=NEXT, happened_on=ON, **reply).code == "date_before_asked"
    assert asked_tuesday.refused(ReplyDelayed, on=NEXT, happened_on=LATER, **delay).code == "date_in_future"
    assert (
        heard_tuesday.refused(HearingAnswered, on=NEXT, unit="schools", happened_on=ON).code
        == "date_before_asked"
    )


def test_a_hand_over_answer_before_the_question() -> None:
    """Nobody consents before being asked."""
    story = _outside().then(HandOverAsked, on=NEXT)

    assert story.refused(HandOverConsented, on=NEXT, happened_on=ON).code == "hand_over_not_asked"


def test_consent_to_a_question_that_no_longer_fits() -> None:
    """Found to be within after all, the report is not handed over by an old consent."""
    story = within(_asked(), NEXT)

    assert story.refused(HandOverConsented, on=NEXT, happened_on=NEXT).code == "hand_over_needs_outside"


def test_a_contact_of_one_scheme_is_no_report_of_another() -> None:
    """A contact with the internal scheme does not become a report to the external one."""
    story = Story().then(ContactRegistered, on=ON, channel="phone")
    refusal = story.refused(
        CaseRegistered,
        on=ON,
        scheme=Scheme.WHISTLEBLOWING_EXTERNAL,
        channel="phone",
        organisation_on=ON,
        office_on=ON,
    )

    assert refusal.code == "wrong_scheme"


def test_a_report_knows_no_referral() -> None:
    """The complaint side's commands refuse a whistleblower report."""
    assert _read().refused(ReferralSent, on=ON, unit="schools").code == "wrong_scheme"


def test_confirming_what_was_never_decided() -> None:
    """A publisher cannot confirm a message, feedback or answer that nobody decided."""
    story, complaint = _outside(), _complaint()

    assert story.refused(MessageGiven, on=ON, happened_on=ON, item=item(1)).code == "not_decided"
    assert story.refused(FeedbackGiven, on=ON, happened_on=ON, item=item(1)).code == "not_decided"
    assert complaint.refused(AnswerGiven, on=ON, happened_on=ON, item=item(1)).code == "not_decided"
