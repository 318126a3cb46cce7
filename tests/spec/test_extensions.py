"""Giving a clock longer: in time, with a reason and a letter, and never against its source."""

import pytest

from tests.story import RULEBOOK, Story, a_complaint, a_report, day, item, outside, told
from tests.turned import RECEIVED, SENT, extended, external, given_longer, happened, referred
from triage.cases.days import REPLY_RULES
from triage.cases.decisions.clocks import DeadlineExtended, ReplyExtended
from triage.cases.decisions.receiving import CaseReceived
from triage.cases.decisions.referral import ReferralRecalled, ReferralSent, ReplyReceived
from triage.cases.vocabulary import FeedbackKind, ReplyQuality
from triage.rules.codes import Scheme


def test_each_unit_has_its_own_turns() -> None:
    """Giving one of them longer leaves the other where it was."""
    story = referred("schools").then(ReferralSent, on=SENT, unit="roads")
    given_longer(story, "Mon 2027-02-15", "Fri 2027-03-12", "roads")

    assert story.deadline("BR-REPLY", "Mon 2027-02-15", "schools").due_strict == day("Wed 2027-02-24")
    assert story.deadline("BR-REPLY", "Mon 2027-02-15", "roads").due_strict == day("Fri 2027-03-12")


def test_a_unit_that_keeps_its_longer_time_is_not_late() -> None:
    """Replied after the first date and within the second: in time, with both dates to be seen."""
    story = given_longer(referred(), "Mon 2027-02-15", "Fri 2027-03-12")
    story.then(ReplyReceived, on="Wed 2027-03-10", unit="schools", quality=ReplyQuality.FULL)
    found = story.deadline("BR-REPLY", "Wed 2027-03-10")

    assert (found.was_late, found.days_late) == (False, 0)
    assert found.original_strict == day("Wed 2027-02-24")


def test_late_after_an_extension_is_late_from_the_first_date() -> None:
    """The number for the account counts from the first date of all; the reasons give both."""
    story = given_longer(referred(), "Mon 2027-02-15", "Fri 2027-03-12")
    story.then(ReplyReceived, on="Mon 2027-03-15", unit="schools", quality=ReplyQuality.FULL)
    found = story.deadline("BR-REPLY", "Mon 2027-03-15")

    assert (found.was_late, found.days_late) == (True, 19)
    said = {step.code: step for step in found.trace}
    assert (said["satisfied_late"]["period"], said["late_original"]["period"]) == ("3 day", "19 day")


def test_a_letter_of_the_last_day_extends_though_it_is_typed_in_later() -> None:
    """For a limit given by law it counts when the letter went; the house's own must be typed in in time."""
    story = happened(a_complaint(RECEIVED, opened_on=RECEIVED), RECEIVED, "party_access:requested")
    extended(story, "Thu 2027-02-11", "FVL-16", "Wed 2027-03-03", given_on="Wed 2027-02-10")

    assert story.deadline("FVL-16", "Thu 2027-02-11").due_strict == day("Wed 2027-03-03")


def test_access_to_documents_is_extended_by_its_own_longer_rules() -> None:
    """Seven working days become fourteen, with the promised day as the aim and the first as the original."""
    story = happened(a_complaint(RECEIVED, opened_on=RECEIVED), RECEIVED, "document_access:requested")
    assert story.deadline("OFL-36", RECEIVED).due_strict == day("Wed 2027-02-10")
    extended(story, "Tue 2027-02-09", "OFL-36", "Mon 2027-02-15")
    longer = story.deadline("OFL-36-14", "Tue 2027-02-09")

    assert story.deadline("OFL-36", "Tue 2027-02-09").extended_on == day("Tue 2027-02-09")
    assert (longer.due_strict, longer.due_target) == (day("Fri 2027-02-19"), day("Mon 2027-02-15"))
    assert longer.original_strict == day("Wed 2027-02-10")


def test_a_data_subject_request_gets_three_months_in_all() -> None:
    """GDPR art. 12(3): two more, told with reasons within the first, and not a day beyond."""
    story = happened(a_report(RECEIVED, opened_on=RECEIVED), RECEIVED, "subject_access:requested")
    refusal = story.refused(
        DeadlineExtended,
        on="Mon 2027-03-01",
        clock=story.clock("GDPR-12-3", "Mon 2027-03-01"),
        until_on="Mon 2027-05-03",
        reason="many_requests",
    )
    extended(story, "Mon 2027-03-01", "GDPR-12-3", "Sat 2027-05-01")

    assert refusal.code == "extension_too_long"
    assert "artikel 12, stk. 3" in refusal.source
    assert story.deadline("GDPR-12-3-EXT", "Mon 2027-03-01").due_strict == day("Sat 2027-05-01")


def test_feedback_within_the_longer_time_is_late_for_no_clock() -> None:
    """The date that was replaced stays to be seen, and is neither met nor missed."""
    story = extended(external(), "Mon 2027-04-26", "WB-EXT-FB3", "Thu 2027-07-01")
    told(outside(story, "Mon 2027-05-31"), "Mon 2027-05-31", FeedbackKind.REJECTION)
    first, longer = (story.deadline(rule, "Mon 2027-05-31") for rule in ("WB-EXT-FB3", "WB-EXT-FB6"))

    assert (first.extended_on, first.satisfied_on, first.was_late) == (day("Mon 2027-04-26"), None, False)
    assert (longer.satisfied_on, longer.was_late) == (day("Mon 2027-05-31"), False)


def test_feedback_after_the_longer_time_is_late_from_the_first_date() -> None:
    """Two days after the six months, 94 days after the three."""
    story = extended(external(), "Mon 2027-04-26", "WB-EXT-FB3", "Thu 2027-07-01")
    told(outside(story, "Tue 2027-08-03"), "Tue 2027-08-03", FeedbackKind.REJECTION)
    longer = story.deadline("WB-EXT-FB6", "Tue 2027-08-03")

    assert (longer.due_strict, longer.days_late) == (day("Sun 2027-08-01"), 94)
    assert [step["period"] for step in longer.trace if step.code == "late_original"] == ["94 day"]


def test_an_extension_without_its_letter_is_refused() -> None:
    """The one who waits must have been told, and the letter kept."""
    story = referred()
    refusal = story.refused(
        DeadlineExtended,
        on=SENT,
        clock=story.clock("BR-FIRST", SENT),
        until_on="Fri 2027-03-12",
        reason="complexity",
        reason_item=item(1),
        letter_item="",
    )
    assert refusal.code == "letter_missing"


def test_a_letter_from_before_the_clock_extends_nothing_and_is_refused() -> None:
    """A day that was typed wrong; accepted, it would be a letter on file and a date that never moved."""
    story = referred()
    refused = story.refused(
        DeadlineExtended,
        on=SENT,
        clock=story.clock("BR-FIRST", SENT),
        until_on="Fri 2027-03-12",
        reason="complexity",
        given_on="Sun 2027-01-31",
    )
    assert refused.code == "clock_not_begun"


def test_feedback_may_be_extended_before_its_count_has_begun() -> None:
    """Before the acknowledgement, from the day of receipt on and not from before."""
    story = Story().then(
        CaseReceived,
        on=RECEIVED,
        scheme=Scheme.WHISTLEBLOWING_EXTERNAL,
        channel="portal",
        received_on=RECEIVED,
    )
    given = {"until_on": "Sun 2027-08-08", "reason": "complexity"}
    clock = story.clock("WB-EXT-FB3", SENT)
    refused = story.refused(DeadlineExtended, on=SENT, clock=clock, given_on="Sun 2027-01-31", **given)
    assert refused.code == "date_before_received"
    story.then(DeadlineExtended, on=SENT, clock=clock, given_on=RECEIVED, **given)
    assert story.deadline("WB-EXT-FB3", SENT).extended_on == day(RECEIVED)
    assert story.deadline("WB-EXT-FB6", SENT).is_open


def test_a_unit_asked_again_takes_no_longer_time_from_another_clock() -> None:
    """Access was given longer about a code that a unit has too; a new referral leaves it alone."""
    story = happened(referred(), "Thu 2027-02-04", "document_access:requested", "schools")
    extended(story, "Mon 2027-02-08", "OFL-36", "Tue 2027-02-16", subject="schools")
    given_longer(story, "Mon 2027-02-08", "Fri 2027-03-12")
    story.then(ReferralRecalled, on="Mon 2027-02-08", unit="schools")
    story.then(ReferralSent, on="Tue 2027-02-09", unit="schools")

    assert story.deadline("OFL-36", "Tue 2027-02-09", "schools").extended_on == day("Mon 2027-02-08")
    assert story.deadline("BR-REPLY", "Tue 2027-02-09", "schools").due_strict == day("Tue 2027-03-02")
    begun = [id_ for id_, known in RULEBOOK.versions.items() if known[-1].starts == ReferralSent.tag]
    assert begun == [id_ for id_ in RULEBOOK.ids if id_.startswith(REPLY_RULES)]


def test_a_unit_is_given_longer_without_a_word_to_the_citizen() -> None:
    """Its clock moves, late still counts from the first date, and nothing lies in the mailbox."""
    story = given_longer(referred(), "Mon 2027-02-15", "Fri 2027-03-12")
    found = story.deadline("BR-REPLY", "Mon 2027-03-15")
    assert (found.due_strict, found.original_strict) == (day("Fri 2027-03-12"), day("Wed 2027-02-24"))
    assert story.breaches("Mon 2027-03-15", "BR-REPLY") == [("BR-REPLY", day("Wed 2027-02-24"), 19)]
    assert story.case.messages_pending == ()
    assert story.deadline("BR-FIRST", "Mon 2027-02-15").due_strict == day("Mon 2027-02-15")


@pytest.mark.parametrize(
    ("on", "rule", "promised_on", "code"),
    [
        ("Thu 2027-02-25", "BR-REPLY", "Fri 2027-03-12", "clock_expired"),
        ("Mon 2027-02-15", "BR-REPLY", "Wed 2027-02-24", "extension_not_later"),
        ("Mon 2027-02-08", "BR-FIRST", "Fri 2027-03-12", "clock_not_extendable"),
    ],
)
def test_a_unit_is_given_longer_in_time_later_and_nobody_else(
    on: str, rule: str, promised_on: str, code: str
) -> None:
    """What the citizen waits for moves only with a letter."""
    story = referred()
    refusal = story.refused(ReplyExtended, on=on, clock=story.clock(rule, on), promised_on=promised_on)
    assert refusal.code == code
