"""Nothing goes to a unit without the citizen's consent, or a ground that is recorded with it."""

import pytest

from intake.contents.choices import HasMandate, WritesAs
from intake.contents.mailbox import ComplaintTold
from tests.story import RULEBOOK, Story, a_complaint, day
from triage.cases.decisions.chases import ChaseSent
from triage.cases.decisions.complaints import UnitRecorded
from triage.cases.decisions.consent import (
    ConsentGiven,
    ConsentGiver,
    ConsentScope,
    ConsentWithdrawn,
    LetsOut,
    giver_of,
)
from triage.cases.decisions.correcting import EventWithdrawn
from triage.cases.decisions.criticism import CriticismRecorded, HearingAnswered, HearingSent
from triage.cases.decisions.follow_up import FollowedUp, FollowUpSent
from triage.cases.decisions.mandate import MandateRecorded, MandateWithdrawn, mandate_over_on
from triage.cases.decisions.meetings import MeetingKind, MeetingRecorded, MeetingRole
from triage.cases.decisions.own_initiative import OwnInitiativeBegun
from triage.cases.decisions.planned import MeetingPlanned
from triage.cases.decisions.promises import PromiseMade
from triage.cases.decisions.referral import ReferralSent
from triage.cases.history import EVENTS
from triage.cases.letter_text import LetterKind
from triage.cases.letters import letters_due
from triage.cases.renewal import renew_on
from triage.cases.requests import RequestKind
from triage.cases.vocabulary import ChaseLevel, InquirerRelation
from triage.services.reading.inquirer import giver

MON, TUE, WED, FRI = "Mon 2027-02-01", "Tue 2027-02-02", "Wed 2027-02-03", "Fri 2027-02-05"
NEXT = "Mon 2027-02-15"
SCHOOLS = {"unit": "schools"}
BY_PHONE = {"number": 1, "scope": ("contact_unit",), "how": "phone"}
ROADS = {"units": ("roads",)}
JOINT = {"kind": MeetingKind.JOINT, "units": ("schools",)}
OUTGOING = {
    "referral:sent": (ReferralSent, SCHOOLS),
    "hearing:sent": (HearingSent, {**SCHOOLS, "answer_by_on": NEXT}),
    "meeting:planned": (MeetingPlanned, {**JOINT, "number": 1, "meets_on": NEXT}),
    "meeting:recorded": (MeetingRecorded, {**JOINT, "role": MeetingRole.CHAIR}),
    "chase:sent": (ChaseSent, {**SCHOOLS, "to": ChaseLevel.UNIT}),
    "criticism:recorded": (CriticismRecorded, {**SCHOOLS, "kind": "criticism"}),
    "follow_up:sent": (FollowUpSent, {**SCHOOLS, "about": FollowedUp.PROMISE, "answer_by_on": NEXT}),
}
"""What lets something out to a unit, by its tag."""
BOTH = (ConsentScope.CONTACT_UNIT, ConsentScope.JOINT_MEETING)


def _complaint() -> Story:
    return a_complaint(MON, opened_on=MON)


def _agreed(**given: object) -> Story:
    scope = tuple(map(ConsentScope, given.pop("scope", ("contact_unit",))))  # type: ignore[call-overload]  # what a test names
    return _complaint().then(ConsentGiven, on=TUE, **{**BY_PHONE, "scope": scope, **given})


def _ready_for(tag: str) -> Story:
    story = _complaint()
    if tag == "chase:sent":
        story.then(ReferralSent, on=TUE, **SCHOOLS)
    if tag == "follow_up:sent":
        story.then(PromiseMade, on=TUE, **SCHOOLS, number=1, due_on=NEXT)
    if tag == "criticism:recorded":
        story.then(HearingSent, on=TUE, **SCHOOLS, answer_by_on=NEXT)
        story.then(HearingAnswered, on=WED, **SCHOOLS)
    return story


def test_every_event_that_lets_something_out_is_tried_here() -> None:
    """None of them can be forgotten."""
    assert {str(tag) for tag, kind in EVENTS.items() if issubclass(kind, LetsOut)} == set(OUTGOING)


@pytest.mark.parametrize("tag", OUTGOING)
def test_nothing_goes_out_without_consent_or_ground(tag: str) -> None:
    """It is refused as it stands, and goes with either of the two."""
    kind, given = OUTGOING[tag]
    refusal = _ready_for(tag).refused(kind, on=FRI, **given, ground_item="")
    assert (refusal.code, refusal.params["unit"]) == ("consent_not_given", "schools")

    _ready_for(tag).then(kind, on=FRI, **given, ground_item=True)
    agreed = _ready_for(tag).then(ConsentGiven, on=WED, **{**BY_PHONE, "scope": BOTH}, units=("schools",))
    agreed.then(kind, on=FRI, **given, ground_item="")


def test_a_consent_covers_its_units_its_scope_and_its_days() -> None:
    """Another unit, papers besides, a day before it and one after its end are not in it."""
    story = _agreed(units=("schools",), ends_on=WED)
    request = {**SCHOOLS, "ground_item": ""}
    assert story.refused(ReferralSent, on=WED, unit="roads", ground_item="").code == "consent_not_given"
    documents = {"kinds": (RequestKind.DOCUMENTS,)}
    assert story.refused(ReferralSent, on=WED, **request, **documents).code == "consent_not_given"
    assert story.refused(ReferralSent, on=WED, **request, encloses=True).code == "consent_not_given"
    assert story.refused(ReferralSent, on=WED, **request, happened_on=MON).code == "consent_not_given"
    assert story.refused(ReferralSent, on=FRI, **request).code == "consent_not_given"
    story.then(ReferralSent, on=WED, **request)


def test_without_units_it_is_about_those_that_the_case_concerns() -> None:
    """Whoever agrees on the portal names no unit; it holds for the one that is recorded, and no other."""
    story = _agreed()
    assert story.refused(ReferralSent, on=WED, **SCHOOLS, ground_item="").code == "consent_not_given"
    story.then(UnitRecorded, on=WED, unit="schools")
    story.then(ReferralSent, on=WED, **SCHOOLS, ground_item="")
    assert story.refused(ReferralSent, on=WED, unit="roads", ground_item="").code == "consent_not_given"


def test_what_was_withdrawn_covers_nothing_more() -> None:
    """Not on a later day, and not on an earlier one that is typed afterwards."""
    story = _agreed(units=("schools",)).then(ConsentWithdrawn, on=FRI, number=1)
    for sent_on in (WED, FRI):
        refused = story.refused(ReferralSent, on=FRI, happened_on=sent_on, **SCHOOLS, ground_item="")
        assert refused.code == "consent_not_given"
    assert story.refused(ConsentWithdrawn, on=FRI, number=1).code == "consent_unknown"


def test_what_a_representative_agrees_to_counts_while_a_power_of_attorney_holds() -> None:
    """Neither before it, nor after its end, nor once it was withdrawn; a guardian or a parent needs none."""
    request = {**SCHOOLS, "ground_item": ""}
    story = _agreed(units=("schools",), given_by="representative")
    assert story.refused(ReferralSent, on=WED, **request).code == "consent_needs_mandate"
    assert story.refused(ReferralSent, on=WED, unit="roads", ground_item="").code == "consent_not_given"
    story.then(MandateRecorded, on=WED, number=1, happened_on=TUE, ends_on=FRI, how="letter")
    assert story.refused(ReferralSent, on=NEXT, **request).code == "consent_needs_mandate"
    assert story.refused(ReferralSent, on=FRI, happened_on=MON, **request).code == "consent_not_given"
    assert mandate_over_on(story.case, day(FRI)) is None
    assert mandate_over_on(story.case, day(NEXT)) == day(FRI)
    ended = Story(story.events).then(MandateWithdrawn, on=FRI, number=1)
    assert ended.refused(ReferralSent, on=FRI, **request).code == "consent_needs_mandate"
    story.then(ReferralSent, on=FRI, **request)
    _agreed(units=("schools",), given_by="guardian").then(ReferralSent, on=WED, **request)


def test_what_an_adviser_put_right_goes_before_what_was_written() -> None:
    """A parent says to be a relative who needs no power of attorney, and stays one when that is recorded."""
    parent = {"writes_for": "Aase", "writes_as": WritesAs.RELATIVE, "mandate": HasMandate.NOT_NEEDED}
    told = ComplaintTold("Skolen", "Ingen svarer", "", **parent)
    sister = ComplaintTold("Skolen", "Ingen svarer", "", writes_for="Aase")
    for recorded, written, found in (
        (None, None, ConsentGiver.CITIZEN),
        (None, sister, ConsentGiver.REPRESENTATIVE),
        (None, told, ConsentGiver.GUARDIAN),
        (InquirerRelation.RELATIVE, told, ConsentGiver.GUARDIAN),
        (InquirerRelation.REPRESENTATIVE, told, ConsentGiver.REPRESENTATIVE),
        (InquirerRelation.SELF, sister, ConsentGiver.CITIZEN),
    ):
        assert giver(recorded, written) is found


def test_who_agrees_follows_from_how_they_stand_to_the_citizen() -> None:
    """Only about themselves, and for a ward or a child, does somebody agree without a power of attorney."""
    able = {each for each in InquirerRelation if giver_of(each) is not ConsentGiver.REPRESENTATIVE}
    assert able == {InquirerRelation.SELF, InquirerRelation.GUARDIAN}
    assert {*InquirerRelation} - {InquirerRelation.SELF} == {*WritesAs}


def test_a_consent_without_an_end_is_asked_for_anew_after_a_year_and_holds_until_then() -> None:
    """Not one that has an end, was withdrawn, or was followed by a wider one; nothing stops by itself."""
    later = "Thu 2028-02-03"
    story = _agreed(units=("schools",))
    assert renew_on(story.case, RULEBOOK) == day("Wed 2028-02-02")
    story.then(ReferralSent, on=later, **SCHOOLS, ground_item="")
    for ready, today in ((False, "Tue 2028-02-01"), (True, "Wed 2028-02-02"), (True, later)):
        due = letters_due(
            story.case, (), (), day(today), appealable=(), renew_on=renew_on(story.case, RULEBOOK)
        )
        assert (LetterKind.CONSENT in {each.kind for each in due}) is ready
    narrower = {**BY_PHONE, "number": 2, "scope": (ConsentScope.EXAMPLE,)}
    story.then(ConsentGiven, on=later, **narrower)
    assert renew_on(story.case, RULEBOOK) == day("Wed 2028-02-02")
    story.then(ConsentGiven, on=later, **{**BY_PHONE, "number": 3, "scope": (ConsentScope.CONTACT_UNIT,)})
    assert renew_on(story.case, RULEBOOK) == day("Sat 2029-02-03")
    # One for a single unit, or with an end, takes the place of none that is about all of them and has none.
    for less in (ROADS, {"ends_on": "Mon 2028-03-06"}):
        story = _agreed().then(ConsentGiven, on=later, **{**BY_PHONE, "number": 2, "scope": BOTH, **less})
        assert renew_on(story.case, RULEBOOK) == day("Wed 2028-02-02")
    assert renew_on(_agreed(ends_on=NEXT).case, RULEBOOK) is None
    assert renew_on(_agreed().then(ConsentWithdrawn, on=FRI, number=1).case, RULEBOOK) is None


def test_a_consent_that_something_rests_on_is_not_taken_out_of_the_history() -> None:
    """It may be withdrawn from a day on; it cannot be made never to have been."""
    story = _agreed(units=("schools",)).then(ReferralSent, on=WED, **SCHOOLS, ground_item="")
    number = next(place for place, each in enumerate(story.events, 1) if isinstance(each, ConsentGiven))
    assert story.refused(EventWithdrawn, on=FRI, number=number, reason_item=True).code == "withdrawal_later"


def test_of_what_nobody_came_with_nobody_is_asked() -> None:
    """The adviser's own initiative needs no consent, and can have none."""
    story = Story().then(OwnInitiativeBegun, on=MON, kind="concrete", units=("schools",))
    story.then(ReferralSent, on=TUE, **SCHOOLS, ground_item="")
    given = {**BY_PHONE, "scope": (ConsentScope.CONTACT_UNIT,)}
    assert story.refused(ConsentGiven, on=TUE, **given).code == "nobody_came"


def test_a_power_of_attorney_ends_by_itself_or_is_withdrawn() -> None:
    """It has a last day and its words; the number is never that of another."""
    mandate = {"number": 1, "ends_on": NEXT, "how": "letter"}
    assert _complaint().refused(MandateRecorded, on=TUE, **mandate | {"ends_on": MON}).code == (
        "consent_ends_before"
    )
    story = _complaint().then(MandateRecorded, on=TUE, **mandate)
    assert story.refused(MandateRecorded, on=TUE, **mandate).code == "consent_recorded"
    (held,) = story.case.complaint.mandates
    days = [each.day for each in story.events[-1:]]
    assert held.holds(days[0])
    story.then(MandateWithdrawn, on=FRI, number=1)
    assert not any(each.holds(days[0]) for each in story.case.complaint.mandates)
    assert story.refused(MandateWithdrawn, on=FRI, number=1).code == "consent_unknown"
