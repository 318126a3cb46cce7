"""What the adviser takes up, promises, meetings, the result, and cases that belong together."""

from datetime import date

import pytest

from tests.story import Story, a_complaint, a_report
from triage.cases.decisions.acknowledgement import AcknowledgementDecided
from triage.cases.decisions.assessment import ReportThemesRecorded
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.complaints import AnswerDecided, InquiryRejected
from triage.cases.decisions.links import CasesLinked, LinkReason
from triage.cases.decisions.meetings import MeetingKind, MeetingRecorded, MeetingRole
from triage.cases.decisions.own_initiative import (
    OrderedBy,
    OwnInitiativeBegun,
    OwnInitiativeKind,
    Published,
)
from triage.cases.decisions.points import main_theme, themes
from triage.cases.decisions.promises import PromiseKept, PromiseMade
from triage.cases.decisions.results import Learning, LegalPosition, ResultRecorded
from triage.cases.marks import marks_of
from triage.cases.vocabulary import State

ON = "Mon 2027-02-01"
TUE = "Tue 2027-02-02"
DUE = "Mon 2027-03-01"
LATE = "Wed 2027-03-03"
MEDIATION = {"kind": MeetingKind.MEDIATION, "role": MeetingRole.MEDIATOR, "units": ("schools",)}


def _begun(kind: OwnInitiativeKind = OwnInitiativeKind.GENERAL, **given: object) -> Story:
    return Story().then(OwnInitiativeBegun, on=ON, kind=kind, units=("schools", "roads"), **given)


def test_nobody_waits_in_what_the_adviser_takes_up() -> None:
    """No clock to a citizen runs; nobody is told anything, not at the end either; silence is still seen."""
    story = _begun()
    assert (story.case.state, story.case.complaint.unit) == (State.IN_PROGRESS, "schools")
    assert story.open_rules(TUE) == ["BR-DORMANT"]
    for told in (AcknowledgementDecided, AnswerDecided, InquiryRejected):
        given = {"reason": "private_law"} if told is InquiryRejected else {}
        assert story.refused(told, on=TUE, **given).code == "nobody_came"

    story.then(CaseClosed, on=TUE).then(Published, on=LATE)
    assert story.open_rules(LATE) == []
    assert story.case.newest(Published).day == date(2027, 3, 3)
    assert a_complaint(ON).refused(Published, on=ON).code == "only_own_initiative"


def test_what_was_ordered_says_by_whom() -> None:
    """And nothing else was ordered by anybody."""
    ordered = {"on": ON, "kind": OwnInitiativeKind.ORDERED, "units": ()}
    assert Story().refused(OwnInitiativeBegun, **ordered).code == "order_needs_orderer"
    story = Story().then(OwnInitiativeBegun, **ordered, ordered_by=OrderedBy.COUNCIL)
    assert story.case.complaint.own_initiative.ordered_by is OrderedBy.COUNCIL
    other = {**ordered, "kind": OwnInitiativeKind.INSPECTION, "ordered_by": OrderedBy.COUNCIL}
    assert Story().refused(OwnInitiativeBegun, **other).code == "order_needs_orderer"


def test_a_promise_runs_to_its_day_and_on_after_closing() -> None:
    """Each has its own clock; a missed one is late until it is kept, in a closed case too."""
    story = _begun().then(PromiseMade, on=ON, number=1, due_on=DUE, unit="schools")
    story.then(PromiseMade, on=ON, number=2, due_on=DUE).then(CaseClosed, on=TUE)
    assert [story.deadline("BR-PROMISE", TUE, f"promise-{n}").due_strict for n in (1, 2)] == [
        date(2027, 3, 1)
    ] * 2
    story.then(PromiseKept, on=DUE, number=2)
    assert story.breaches(LATE) == [("BR-PROMISE", date(2027, 3, 1), 2)]
    story.then(PromiseKept, on=LATE, number=1)
    assert story.open_rules(LATE) == []
    assert story.refused(PromiseKept, on=LATE, number=1).code == "no_open_promise"


def test_a_promise_that_cannot_be_is_refused() -> None:
    """Without words, by a day before it was made, or under the number of another."""
    story = _begun().then(PromiseMade, on=TUE, number=1, due_on=DUE)
    assert story.refused(PromiseMade, on=TUE, number=2, due_on=ON).code == "promise_date_past"
    assert story.refused(PromiseMade, on=TUE, number=2, due_on=DUE, item="").code == "promise_missing"
    assert story.refused(PromiseMade, on=TUE, number=1, due_on=DUE).code == "promise_recorded"


@pytest.mark.parametrize(
    ("agreed", "code"),
    [
        ({}, "mediation_needs_agreement"),
        ({"citizen_agreed_on": ON}, "mediation_needs_agreement"),
        ({"citizen_agreed_on": ON, "unit_agreed_on": DUE}, "mediation_needs_agreement"),
        ({"citizen_agreed_on": ON, "unit_agreed_on": TUE}, None),
    ],
)
def test_mediation_is_held_when_both_have_agreed(agreed: dict[str, str], code: str | None) -> None:
    """Each with its day, and no later than the meeting."""
    story, given = a_complaint(ON, opened_on=ON), {"on": TUE, **MEDIATION, **agreed}
    if code is not None:
        assert story.refused(MeetingRecorded, **given).code == code
    else:
        assert not story.then(MeetingRecorded, **given).case.complaint.without_administration


def test_what_is_promised_in_a_meeting_is_a_promise_of_the_case() -> None:
    """By the unit that called it; half a promise is none, and a meeting with a unit names it."""
    story = a_complaint(ON, opened_on=ON)
    held = {"on": TUE, "kind": MeetingKind.UNIT, "role": MeetingRole.CHAIR, "convener": "roads"}
    assert story.refused(MeetingRecorded, **held).code == "meeting_needs_unit"
    held["units"] = ("schools", "roads")
    assert story.refused(MeetingRecorded, **held, promise_item=True).code == "promise_date_missing"
    assert story.refused(MeetingRecorded, **held, promised_on=DUE).code == "promise_missing"
    story.then(MeetingRecorded, **held, promise_item=True, promised_on=DUE, is_complained_of=True)
    (promise,), (meeting,) = story.case.complaint.promises, story.case.complaint.meetings
    assert (promise.unit, promise.due_on, promise.made_on) == ("roads", date(2027, 3, 1), meeting.day)
    assert meeting.is_complained_of


def test_the_result_is_that_of_the_case_and_the_newest_counts() -> None:
    """With a yes or no for each unit; only of a complaint that somebody has read."""
    story = a_complaint(ON, opened_on=ON)
    learning = (Learning(unit="schools", has=True), Learning(unit="roads", has=False))
    story.then(ResultRecorded, on=ON, legal_position=LegalPosition.NOT_KNOWN)
    story.then(ResultRecorded, on=TUE, legal_position=LegalPosition.PROCEDURAL, learning=learning)
    result = story.case.newest(ResultRecorded)
    assert (result.legal_position, result.learning) == (LegalPosition.PROCEDURAL, learning)
    position = {"legal_position": LegalPosition.NONE}
    assert a_complaint(ON).refused(ResultRecorded, on=ON, **position).code == "not_opened"


def test_a_report_has_themes_when_somebody_has_read_it() -> None:
    """One at least, all of the list of reports; later ones replace them."""
    story = a_report(ON, opened_on=ON).then(ReportThemesRecorded, on=ON, themes=("administrative_law",))
    story.then(ReportThemesRecorded, on=ON, themes=("internal_rules", "other_law"))
    assert themes(story.case) == ("internal_rules", "other_law")
    assert main_theme(story.case) == marks_of(story.case).theme == "internal_rules"
    assert story.refused(ReportThemesRecorded, on=ON, themes=("no_answer",)).code == "unknown_code"
    assert story.refused(ReportThemesRecorded, on=ON).code == "report_themes_missing"
    assert a_report(ON).refused(ReportThemesRecorded, on=ON, themes=("other_law",)).code == "not_opened"


def test_cases_that_belong_together_say_so_of_each_other() -> None:
    """Once; it is no step in the case."""
    story = a_complaint(ON, opened_on=ON).then(CasesLinked, on=TUE, other="0000WXYZ", why=LinkReason.REPEAT)
    assert [(each.other, each.why) for each in story.case.links] == [("0000WXYZ", LinkReason.REPEAT)]
    again = {"other": "0000WXYZ", "why": LinkReason.DUPLICATE}
    assert story.refused(CasesLinked, on=TUE, **again).code == "linked_already"
