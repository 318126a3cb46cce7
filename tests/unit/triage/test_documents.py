"""The document list of a case is made of its history alone: days, ways and codes, never a word of a text."""

from dataclasses import replace

from intake.contents.office import InquirerContent, Need
from tests.story import Story, item
from triage.cases import document_kinds as module
from triage.cases.decisions.chases import ChaseSent
from triage.cases.decisions.consent import ConsentGiven, ConsentScope, ConsentWay
from triage.cases.decisions.correcting import EventWithdrawn
from triage.cases.decisions.criticism import HearingAnswered, HearingSent
from triage.cases.decisions.mandate import MandateRecorded
from triage.cases.decisions.messages import LetterRecorded, MessageDecided, MessageGiven, MessageReceived
from triage.cases.decisions.packaging import CasePackaged
from triage.cases.decisions.receiving import (
    CaseReceived,
    ContactRegistered,
    NoteAdded,
    ReportOpened,
    SummarySet,
)
from triage.cases.decisions.referral import ReferralSent, ReplyDelayed, ReplyReceived
from triage.cases.document_kinds import Counterpart, Way
from triage.cases.documents import Document, documents
from triage.cases.history import EVENTS
from triage.cases.vocabulary import ChaseLevel, OtherSide, ReplyQuality
from triage.rules.codes import Scheme
from triage.services.views.documents import _lines

MON, TUE, WED, THU = "Mon 2027-01-11", "Tue 2027-01-12", "Wed 2027-01-13", "Thu 2027-01-14"
NAME, FILES = item(2), item(3)
KINDS = {NAME.id: "identity", FILES.id: "files"}


def a_case(scheme: Scheme) -> Story:
    """One that came through the portal on a Monday with a name and files, and was read."""
    begun = {"scheme": scheme, "channel": "portal", "received_on": MON}
    story = Story().then(CaseReceived, on=MON, report_item=item(1), besides=(NAME, FILES), **begun)
    return story.then(ReportOpened, on=MON)


def told(listed: tuple[Document, ...]) -> list[tuple[int, str, Way, str, Counterpart]]:
    """Give what a row says: its number, its day, which way, its title and the other side."""
    return [(each.number, f"{each.on:%a %d}", each.way, each.title, each.counterpart) for each in listed]


def test_a_complaint_with_a_unit_is_a_list_of_its_documents() -> None:
    """What came in, went out and was noted stands in its order, each on its own day."""
    story = a_case(Scheme.COMPLAINTS)
    request = {"unit": "schools", "letter_item": True, "template": "request"}
    story.then(ReferralSent, on=TUE, happened_on=MON, **request)
    story.then(MessageReceived, on=TUE, item=item(4))
    quality = ReplyQuality.FULL
    story.then(ReplyReceived, on=WED, unit="schools", quality=quality, citizen_contacted=True)
    contact = {"channel": "phone", "other_side": OtherSide.AUTHORITY, "item": True}
    story.then(ContactRegistered, on=WED, **contact).then(NoteAdded, on=WED)
    story.then(MessageDecided, on=WED, item=item(5))
    unsent = documents(story.events, is_report=False, kinds=KINDS)[-1]
    story.then(MessageGiven, on=THU, item=item(5))

    listed = documents(story.events, is_report=False, kinds=KINDS)

    assert told(listed) == [
        (1, "Mon 11", Way.IN, "Inquiry from the citizen", Counterpart.CITIZEN),
        (2, "Mon 11", Way.IN, "Who sent it", Counterpart.CITIZEN),
        (3, "Mon 11", Way.IN, "Attachments", Counterpart.CITIZEN),
        (4, "Mon 11", Way.INTERNAL, "Text for the letter", Counterpart.INTERNAL),
        (5, "Mon 11", Way.INTERNAL, "Ground", Counterpart.INTERNAL),
        (6, "Mon 11", Way.OUT, "Request to {unit}", Counterpart.UNIT),
        (7, "Tue 12", Way.IN, "Message from the citizen", Counterpart.CITIZEN),
        (8, "Wed 13", Way.IN, "Answer from {unit}", Counterpart.UNIT),
        (9, "Wed 13", Way.INTERNAL, "Note of a contact", Counterpart.AUTHORITY),
        (10, "Wed 13", Way.INTERNAL, "Note", Counterpart.INTERNAL),
        (11, "Thu 14", Way.OUT, "Letter to the citizen", Counterpart.CITIZEN),
    ]
    assert [each.unit for each in listed if each.counterpart is Counterpart.UNIT] == ["schools", "schools"]
    assert unsent == replace(listed[-1], on=unsent.on, is_sent=False)


def test_titles_tell_consents_requests_reminders_replies_and_hearings_apart() -> None:
    """Each sort of paper has a name of its own, made of codes."""
    story = a_case(Scheme.COMPLAINTS).then(SummarySet, on=MON)
    how = {"number": 1, "scope": (ConsentScope.CONTACT_UNIT,), "how": ConsentWay.LETTER}
    story.then(ConsentGiven, on=MON, item=True, **how)
    to_unit = {"unit": "schools", "language": "da"}
    story.then(ReferralSent, on=MON, **to_unit, letter_item=True, template="request")
    level = {"to": ChaseLevel.LEADER, "letter_item": True, "template": "chase_leader"}
    story.then(ChaseSent, on=TUE, **to_unit, **level)
    story.then(ReplyDelayed, on=TUE, unit="schools", promised_on="Mon 2027-02-22")
    part = {"unit": "schools", "quality": ReplyQuality.PARTIAL}
    story.then(ReplyReceived, on=WED, **part, more_to_come=True).then(ReplyReceived, on=THU, **part)
    hearing = {"answer_by_on": "Mon 2027-02-01", "letter_item": True, "template": "unit_hearing"}
    story.then(HearingSent, on=THU, **to_unit, **hearing)
    story.then(HearingAnswered, on=THU, unit="schools")
    story.then(MandateRecorded, on=THU, number=1, ends_on="Thu 2027-12-30", how=ConsentWay.LETTER)

    listed = documents(story.events, is_report=False, kinds=KINDS)

    assert [each.title for each in listed if each.counterpart is Counterpart.UNIT] == [
        "Request to {unit}",
        "Reminder to the leader of {unit}",
        "Notice of delay from {unit}",
        "Partial answer from {unit}",
        "Answer from {unit}",
        "Hearing of {unit}",
        "Comments from {unit} on a hearing",
    ]
    of_citizen = [each.title for each in listed if each.counterpart is Counterpart.CITIZEN]
    assert of_citizen[3:] == ["Consent", "Power of attorney"]
    assert "Summary" in [each.title for each in listed]


def test_a_letter_is_called_by_its_template_and_says_how_it_went() -> None:
    """Of a letter that was given by hand the list knows day, way and language."""
    story = a_case(Scheme.WHISTLEBLOWING)
    how = {"template": "delay_report", "language": "da", "sent_by": "letter"}
    story.then(LetterRecorded, on=WED, given_on=TUE, until_on="Mon 2027-02-01", **how)

    letter = documents(story.events, is_report=True)[-1]

    assert told((letter,)) == [(4, "Tue 12", Way.OUT, "Notice of delay", Counterpart.REPORTER)]
    assert (letter.sent_by, letter.language, letter.is_sent) == ("letter", "da", True)


def test_what_was_withdrawn_keeps_its_number_and_says_so() -> None:
    """A document list never grows shorter, and the number of a document never means another."""
    story = a_case(Scheme.COMPLAINTS).then(NoteAdded, on=TUE).then(NoteAdded, on=WED)
    before = documents(story.events, is_report=False)
    story.then(EventWithdrawn, on=THU, number=3)

    after = documents(story.events, is_report=False)

    assert [each.item for each in after[: len(before)]] == [each.item for each in before]
    assert [each.number for each in after if each.is_withdrawn] == [4]


def test_what_the_list_knows_of_events_is_there() -> None:
    """Each event and field that has a title of its own is one."""
    for name, field in module.BY_EVENT:
        assert field in EVENTS[name].__struct_fields__
    fields = {field for event in EVENTS.values() for field in event.__struct_fields__}
    assert module.BY_FIELD.keys() <= fields


def test_a_complaint_can_be_taken_out_and_a_report_stays_here() -> None:
    """It needs somebody who has read it; whistleblower cases are kept in Betro."""
    assert a_case(Scheme.COMPLAINTS).then(CasePackaged, on=TUE).case.opened_on is not None
    assert a_case(Scheme.WHISTLEBLOWING).refused(CasePackaged, on=TUE).code == "wrong_scheme"
    unread = Story(a_case(Scheme.COMPLAINTS).events[:1])
    assert unread.refused(CasePackaged, on=TUE).code == "not_opened"


def test_what_a_unit_was_sent_without_a_letter_is_the_letter() -> None:
    """Where none was made of it, the text itself went out."""
    story = a_case(Scheme.COMPLAINTS).then(ReferralSent, on=TUE, unit="schools")
    assert documents(story.events, is_report=False)[3].way is Way.OUT


def test_who_an_inquiry_is_from_is_told_with_what_they_need() -> None:
    """A choice stands in words below what was written."""
    who = InquirerContent(name="Kaj Krag", needs=(Need.INTERPRETER,))
    assert _lines(who, str) == "Name: Kaj Krag\nAn interpreter"
