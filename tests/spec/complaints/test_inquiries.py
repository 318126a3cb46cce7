"""How an inquiry comes, what one save tells of it, what kind of matter it is, and who is behind it."""

import pytest

from tests.story import Story, a_complaint, a_report, day, item
from triage.cases.decisions.complaints import REJECTED, InquiryRejected
from triage.cases.decisions.correcting import EventCorrected
from triage.cases.decisions.inquiries import (
    InquirerRecorded,
    InquiryRegistered,
    TypeRecorded,
    inquirer_of,
    inquiry_of,
    inquiry_registered,
)
from triage.cases.vocabulary import InquirerKind, InquirerRelation, NotCounted, Resident, State

MON, TUE, THU = "Mon 2026-11-23", "Tue 2026-11-24", "Thu 2026-11-26"
OLD = "older_than_a_year"


def test_a_letter_waits_for_its_acknowledgement_from_the_day_on_which_it_came() -> None:
    """It was received on Monday and typed in on Thursday, when somebody had read it."""
    story = Story().then(inquiry_registered, on=THU, channel="letter", happened_on=MON, type="complaint")

    assert story.case.received_on == day(MON)
    assert story.case.opened_on == day(THU)
    assert story.open_rules(THU) == ["BR-ACK", "BR-FIRST"]
    assert story.case.complaint.type == "complaint"


def test_what_is_answered_in_a_conversation_is_answered_on_the_day_of_it() -> None:
    """
    A call on its own day, a letter on the day on which somebody rang back: and nothing is owed then. What was
    done is asked, and no theme: a municipality may have none, or none that fits.
    """
    handled = {"handlings": ("guidance",), "closed_in_conversation": True}
    call = Story().then(inquiry_registered, on=THU, happened_on=MON, main_theme="no_answer", **handled)
    letter = Story().then(inquiry_registered, on=THU, channel="letter", happened_on=MON, **handled)

    assert (call.case.complaint.answered_on, call.case.closed_on) == (day(MON), day(MON))
    assert (letter.case.complaint.answered_on, letter.case.closed_on) == (day(THU), day(THU))
    assert call.open_rules(THU) == letter.open_rules(THU) == []


def test_a_call_is_rejected_with_its_reason_and_closed_in_one_save() -> None:
    """It needs neither a theme nor a handling."""
    story = Story().then(
        inquiry_registered,
        on=MON,
        type=REJECTED,
        rejected={"reason": "private_law"},
        closed_in_conversation=True,
    )

    assert (story.case.complaint.rejection, story.case.complaint.type) == ("private_law", REJECTED)
    assert story.case.state is State.CLOSED
    assert story.open_rules(MON) == []


def test_nothing_becomes_a_rejection_by_putting_its_type_right() -> None:
    """A rejection has its reason, by whichever way the type comes."""
    story = Story().then(inquiry_registered, on=MON)
    wrong = {"number": 1, "field": "type", "right_code": REJECTED}
    assert story.refused(EventCorrected, on=MON, **wrong).code == "type_by_rejection"


@pytest.mark.parametrize("type_", ["elsewhere", "orientation"])
def test_what_belongs_elsewhere_or_was_only_told_closes_without_a_handling(type_: str) -> None:
    """The figures ask of guidance, clarification and complaints alone what was done."""
    story = Story().then(inquiry_registered, on=MON, type=type_, closed_in_conversation=True)
    assert story.case.state is State.CLOSED


def test_what_does_not_count_says_why_and_closes_with_nothing_more() -> None:
    """A misdirected call is kept, and is no inquiry."""
    story = Story().then(
        inquiry_registered, on=MON, not_counted=NotCounted.MISDIRECTED, closed_in_conversation=True
    )
    begun = story.case.newest(InquiryRegistered)

    assert not begun.counted
    assert story.case.state is State.CLOSED


def test_a_matter_is_too_old_from_the_day_after_the_months_of_the_reason() -> None:
    """Of a year ago to the day it is not older than a year; the exception is one of the reason's own."""
    story = a_complaint(TUE, opened_on=TUE)
    known = {"reason": OLD, "exception": "bylaw_exception"}
    assert (
        story.refused(InquiryRejected, on=TUE, matter_on="Mon 2025-11-24", **known).code == "matter_not_old"
    )
    story.then(InquiryRejected, on=TUE, matter_on="Sun 2025-11-23", **known)

    assert story.case.complaint.rejection == OLD


def test_a_matter_that_grows_keeps_what_it_was() -> None:
    """Guidance becomes a complaint, is rejected, and is taken up again: each with its day."""
    story = Story().then(inquiry_registered, on=MON)
    story.then(TypeRecorded, on=TUE, type="complaint")
    story.then(InquiryRejected, on=TUE, reason="other_authority")
    story.then(TypeRecorded, on=THU, type="clarification")
    side = story.case.complaint

    assert [(each.on, each.type) for each in side.types] == [
        (day(MON), "guidance"),
        (day(TUE), "complaint"),
        (day(TUE), REJECTED),
        (day(THU), "clarification"),
    ]
    assert (side.type, side.rejection) == ("clarification", None)
    assert a_complaint(MON).case.complaint.type == "complaint"
    assert a_report(MON, opened_on=MON).refused(TypeRecorded, on=MON, type="guidance").code == "wrong_scheme"


def test_who_it_is_can_be_said_later_and_put_right() -> None:
    """Also of what came through the portal; the newest counts, and the id of the inquiry stays."""
    story = Story().then(inquiry_registered, on=MON, inquiry="5a" * 16, inquirer_item=item(7))
    assert inquirer_of(story.case).inquirer_item == item(7)
    story.then(
        InquirerRecorded,
        on=TUE,
        inquirer_item=item(8),
        inquirer_kind=InquirerKind.COMPANY,
        relation=InquirerRelation.SELF,
        resident=Resident.NO,
    )
    portal = a_complaint(MON).then(InquirerRecorded, on=TUE, resident=Resident.YES)

    assert inquirer_of(story.case).inquirer_item == item(8)
    assert (inquiry_of(story.case), inquiry_of(portal.case)) == ("5a" * 16, None)
    assert inquirer_of(a_complaint(MON).case) is None
    assert inquirer_of(portal.case).resident is Resident.YES
