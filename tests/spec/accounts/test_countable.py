"""What an account counts of a case is derived from its history, and is codes and days only."""

import msgspec

from tests.story import Story, a_report, outside, within
from tests.weekdays import on
from triage.cases.case import TypeSince
from triage.cases.countable import (
    CountableCase,
    CountableCriticism,
    CountableInquiry,
    CountableReport,
    countable,
)
from triage.cases.decisions.complaints import CallRegistered
from triage.cases.decisions.correcting import EventCorrected, EventWithdrawn
from triage.cases.decisions.criticism import CriticismRecorded, HearingSent
from triage.cases.decisions.importing import InquiryImported
from triage.cases.decisions.inquiries import TypeRecorded, inquiry_registered
from triage.cases.decisions.links import CasesLinked, LinkReason
from triage.cases.decisions.meetings import MeetingKind, MeetingRecorded, MeetingRole
from triage.cases.decisions.own_initiative import OwnInitiativeBegun, OwnInitiativeKind
from triage.cases.decisions.points import Point, PointsRecorded
from triage.cases.decisions.receiving import ContactRegistered
from triage.cases.decisions.referral import ReferralRecalled, ReferralSent, ReplyReceived
from triage.cases.decisions.results import Learning, LegalPosition, ResultRecorded
from triage.cases.facts import facts
from triage.cases.vocabulary import (
    CallKind,
    ContactDirection,
    CriticismKind,
    InquirerKind,
    InquirerRelation,
    InquiryWish,
    Investigation,
    OtherSide,
    Position,
    RaisedBy,
    ReplyQuality,
    Resident,
    Upheld,
)
from triage.engine.case_deadlines import deadlines

MON, TUE, WED = "Mon 2026-11-23", "Tue 2026-11-24", "Wed 2026-11-25"


def told(story: Story) -> CountableCase:
    """What is counted of it."""
    due = deadlines(facts(story.case), story.rulebook, story.events[-1].on)
    found = countable(story.case, "HKP37SQQ", due)
    assert isinstance(found, CountableCase)
    return found


def inquiry(story: Story) -> CountableInquiry:
    """What is counted of it as an inquiry."""
    side = told(story).of
    assert isinstance(side, CountableInquiry)
    return side


def test_a_short_call_is_counted_by_what_one_save_told() -> None:
    """Its themes are its points, the main one first; whoever is behind it is a kind and no name."""
    story = Story().then(
        inquiry_registered,
        on=MON,
        wish=InquiryWish.COMPLAINT,
        place="meeting_point",
        inquirer_item=True,
        inquirer_kind=InquirerKind.CITIZEN,
        relation=InquirerRelation.RELATIVE,
        resident=Resident.NO,
        unit="schools",
        handlings=("guidance", "help_complaint"),
        main_theme="no_answer",
        other_themes=("language",),
        closed_in_conversation=True,
    )
    case, side = told(story), inquiry(story)
    assert (case.began_on, case.closed_on, case.channel) == (on(MON), on(MON), "phone")
    assert [each.on for each in case.contacts] == [on(MON)]
    assert side.types == (TypeSince(on(MON), "guidance"),)
    assert side.handlings == ("guidance", "help_complaint")
    assert [(each.theme, each.position) for each in side.points] == [
        ("no_answer", Position.MAIN),
        ("language", Position.FOLLOWING),
    ]
    assert (side.wish, side.place, side.inquirer) == ("complaint", "meeting_point", "citizen")
    assert (side.relation, side.resident, side.inquiry) == ("relative", "no", "1f" * 16)
    assert side.without_administration
    assert side.in_conversation


def test_a_long_course_is_counted_whole() -> None:
    """The main point first, every contact, what was asked of a unit, who met, and what came of it."""
    following = Point(theme="language", unit="roads", raised_by=RaisedBy.ADVISER, upheld=Upheld.NO)
    main = Point(theme="no_answer", position=Position.MAIN)
    story = Story().then(inquiry_registered, on=MON, unit="schools")
    story.then(TypeRecorded, on=TUE, type="complaint")
    story.then(PointsRecorded, on=TUE, points=(following, main))
    story.then(
        ContactRegistered,
        on=TUE,
        channel="mail",
        direction=ContactDirection.OUT,
        other_side=OtherSide.LEADER,
    )
    story.then(ReferralSent, on=TUE, unit="schools")
    story.then(ReplyReceived, on=WED, unit="schools", quality=ReplyQuality.EVASIVE)
    story.then(ReferralSent, on=WED, unit="roads").then(ReferralRecalled, on=WED, unit="roads")
    story.then(
        MeetingRecorded,
        on=WED,
        kind=MeetingKind.JOINT,
        role=MeetingRole.OBSERVER,
        convener="schools",
        units=("schools", "roads"),
        is_complained_of=True,
    )
    learning = (Learning(unit="schools", has=True), Learning(unit="roads", has=False))
    story.then(ResultRecorded, on=WED, legal_position=LegalPosition.PROCEDURAL, learning=learning)
    story.then(CasesLinked, on=WED, other="22223333", why=LinkReason.REPEAT)
    case, side = told(story), inquiry(story)
    assert case.links == (("repeat", "22223333"),)
    assert [(each.on, each.is_return) for each in case.contacts] == [(on(MON), True), (on(TUE), False)]
    assert [each.type for each in side.types] == ["guidance", "complaint"]
    assert side.points == (main, following)
    (request,) = side.requests
    assert (request.sent_on, request.replied_on, request.quality) == (on(TUE), on(WED), "evasive")
    (meeting,) = side.meetings
    assert (meeting.kind, meeting.convener, meeting.is_complained_of) == ("joint", "schools", True)
    assert (side.legal_position, side.learning) == ("procedural", learning)
    assert not side.without_administration


def test_what_was_said_to_a_unit_in_the_end_is_counted() -> None:
    """Each kind of it, by the unit that was heard."""
    story = Story().then(inquiry_registered, on=MON, unit="schools")
    story.then(HearingSent, on=MON, unit="schools", answer_by_on=TUE)
    story.then(CriticismRecorded, on=WED, unit="schools", kind=CriticismKind.FORMAL_REQUEST)
    assert inquiry(story).criticism == (CountableCriticism(on(WED), "schools", "formal_request"),)


def test_what_was_put_right_is_counted_right() -> None:
    """A contact typed on a wrong day is counted on its own, and one that was none is not."""
    story = Story().then(inquiry_registered, on=MON)
    story.then(ContactRegistered, on=WED, channel="phone")
    number = len(story.events)
    story.then(EventCorrected, on=WED, number=number, field="happened_on", right_on=TUE)
    assert [each.on for each in told(story).contacts] == [on(MON), on(TUE)]
    story.then(EventWithdrawn, on=WED, number=number)
    assert [each.on for each in told(story).contacts] == [on(MON)]


def test_what_staff_ask_is_kept_and_says_so() -> None:
    """Also in the way that an old history says it."""
    story = Story().then(inquiry_registered, on=MON, not_counted="staff_consultation")
    assert inquiry(story).not_counted == "staff_consultation"
    old = Story().then(CallRegistered, on=MON, channel="phone", kind=CallKind.MISDIRECTED)
    assert inquiry(old).not_counted == "misdirected"
    assert inquiry(Story().then(CallRegistered, on=MON, channel="phone")).not_counted is None


def test_what_was_taken_over_from_an_earlier_register_is_counted_on_its_own_day() -> None:
    """Not on that on which it was taken over."""
    came = {"inquiry": "2f" * 16, "channel": "phone", "type": "guidance", "happened_on": "Mon 2023-05-01"}
    story = Story().then(InquiryImported, on=MON, wish=InquiryWish.COMPLAINT, **came)
    assert told(story).began_on == on("Mon 2023-05-01")
    assert (inquiry(story).wish, inquiry(story).types[0].type) == ("complaint", "guidance")


def test_with_what_the_adviser_took_up_nobody_came() -> None:
    """So it has no contact."""
    story = Story().then(OwnInitiativeBegun, on=MON, kind=OwnInitiativeKind.GENERAL, units=("roads",))
    assert told(story).contacts == ()
    assert (inquiry(story).own_initiative, inquiry(story).unit) == ("general", "roads")


def test_a_report_is_counted_by_its_two_questions() -> None:
    """A report outside has its reason; a mere contact is none yet."""
    side = told(outside(a_report(MON, opened_on=TUE), TUE)).of
    assert isinstance(side, CountableReport)
    assert (side.scope, side.scope_reason) == ("outside", "own_employment")
    investigated = told(within(a_report(MON, opened_on=TUE), TUE, Investigation.INVESTIGATE)).of
    assert isinstance(investigated, CountableReport)
    assert (investigated.investigation, investigated.finding) == ("investigate", None)
    contact = Story().then(ContactRegistered, on=MON, channel="phone")
    assert countable(contact.case, "HKP37SQQ", ()) is None


def test_it_can_be_stored_and_holds_nothing_that_anybody_wrote() -> None:
    """It is written as JSON and read back the same, and no item and no handle stands in it."""
    story = Story().then(inquiry_registered, on=MON, inquirer_item=True, unit="schools")
    found = told(story)
    text = msgspec.json.encode(found)
    assert msgspec.json.decode(text, type=CountableCase) == found
    assert b"item" not in text
    assert story.events[0].actor is not None
    assert story.events[0].actor.encode() not in text
