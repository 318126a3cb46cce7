"""
What an account counts of a case: codes and days, derived from its history, and nothing that anybody wrote.

No name, no text and nobody's handle stands in it. What of it counts, and as what, a counting profile says.

Each case and each file of a register is one `CountableRecord`: a tagged struct that says of what *kind* it is
and on which days it is of something that can be counted. It is kept in a table and in frozen accounts, so it
only grows: a field that is added has a default, and nothing is renamed, or used for something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct
from msgspec.json import Decoder, Encoder

from triage.cases.case import Case, TypeSince
from triage.cases.countable_deadlines import (
    CountableBreach,
    CountableDeadline,
    clock_of,
    countable_breaches,
    countable_deadlines,
)
from triage.cases.countable_entries import CountableEntry, countable_entry
from triage.cases.countable_reports import (
    Aftermath,
    Course,
    CourseUntil,
    aftermath_of,
    course_of,
    courses_before,
)
from triage.cases.decisions.complaints import CallRegistered, HandlingRecorded
from triage.cases.decisions.criticism import CriticismRecorded
from triage.cases.decisions.inquiries import InquiryRegistered, inquirer_of, inquiry_of
from triage.cases.decisions.ordered_counts import CountsTicked
from triage.cases.decisions.points import Point, PointsRecorded, themes
from triage.cases.decisions.receiving import ContactRegistered
from triage.cases.decisions.results import Learning, ResultRecorded
from triage.cases.fold import life_of
from triage.cases.requests import Referral, RequestKind
from triage.cases.vocabulary import CallKind, ContactDirection, OtherSide, Position, ReplyQuality
from triage.engine.deadline import Deadline
from triage.rules.codes import Scheme


class CountableContact(Struct, frozen=True, omit_defaults=True, gc=False):
    """One contact; the first of a case is that which it began with."""

    on: date
    channel: str
    direction: ContactDirection | None = None
    other_side: OtherSide | None = None

    @property
    def is_return(self) -> bool:
        """Whether somebody turned to us, as far as is known."""
        inside = self.other_side is not None and self.other_side.of_administration
        return self.direction is not ContactDirection.OUT and not inside


class CountableMeeting(Struct, frozen=True, omit_defaults=True, gc=False):
    """One meeting, and whether somebody complained over it."""

    on: date
    kind: str
    convener: str | None = None
    role: str | None = None
    units: tuple[str, ...] = ()
    is_complained_of: bool = False


class CountableCriticism(Struct, frozen=True, omit_defaults=True, gc=False):
    """What was said to a unit in the end."""

    on: date
    unit: str
    kind: str


class CountableRequest(Struct, frozen=True, omit_defaults=True, gc=False):
    """
    One request to a unit, how often it was reminded, and when and how well it answered.

    Attributes:
        due_on: the first day by which a reply was owed, which no delay and no longer time moves; None where
            no clock ran, or where the unit was asked again and had not been late.
        promised_on: the later day that the unit announced itself.
        was_late: that it answered later than the day that held.
        responsible: who answers for its lateness, once somebody has said so.
    """

    unit: str
    sent_on: date
    kinds: tuple[RequestKind, ...] = ()
    replied_on: date | None = None
    quality: ReplyQuality | None = None
    chases: int = 0
    due_on: date | None = None
    promised_on: date | None = None
    was_late: bool = False
    responsible: str | None = None


class CountableInquiry(Struct, frozen=True, omit_defaults=True, gc=False, tag="inquiry"):
    """
    What is counted of a complaint; *inquiry* is the id that all cases of one inquiry have in common.

    *handlings*, *themes* and *points* stand in the order in which they were recorded, the first of each being
    the main one; where no points were recorded they are the themes.
    """

    inquiry: str | None = None
    unit: str | None = None
    types: tuple[TypeSince, ...] = ()
    themes: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    handlings: tuple[str, ...] = ()
    place: str | None = None
    wish: str | None = None
    rejection: str | None = None
    not_counted: str | None = None
    inquirer: str | None = None
    relation: str | None = None
    resident: str | None = None
    legal_position: str | None = None
    learning: tuple[Learning, ...] = ()
    meetings: tuple[CountableMeeting, ...] = ()
    requests: tuple[CountableRequest, ...] = ()
    criticism: tuple[CountableCriticism, ...] = ()
    without_administration: bool = True
    in_conversation: bool = False
    own_initiative: str | None = None
    ordered_counts: tuple[str, ...] = ()


class CountableReport(Struct, frozen=True, omit_defaults=True, gc=False, tag="report"):
    """
    What is counted of a report to the whistleblower scheme.

    Attributes:
        course: how it stood, from which day on; and *corrected* what was told of that before corrections.
        left_out: why it does not count as a report of its own, where it does not.
        is_external: that it came to an external scheme, which has an account of its own.
        aftermath: what came of it in money and proceedings.
    """

    scope: str | None = None
    scope_reason: str | None = None
    investigation: str | None = None
    finding: str | None = None
    police: bool = False
    dispositions: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    course: Course = ()
    corrected: tuple[CourseUntil, ...] = ()
    left_out: str | None = None
    is_external: bool = False
    aftermath: Aftermath | None = None


class CountableCase(Struct, frozen=True, omit_defaults=True, gc=False, tag="case"):
    """
    One case for the account.

    Attributes:
        case: its reference, by which whoever holds it finds it again, and by which links name it.
        began_on: the day it is counted from.
        links: the reason and the reference of each case that it belongs with.
        contacts: every contact in it, the first included.
        deadlines: all its clocks; and *breaches*: what was missed and none of them tells any more.
    """

    case: str
    began_on: date
    channel: str
    of: CountableInquiry | CountableReport
    closed_on: date | None = None
    links: tuple[tuple[str, str], ...] = ()
    contacts: tuple[CountableContact, ...] = ()
    deadlines: tuple[CountableDeadline, ...] = ()
    breaches: tuple[CountableBreach, ...] = ()

    @property
    def kind(self) -> str:
        """Whether it is an inquiry or a report."""
        return "report" if isinstance(self.of, CountableReport) else "inquiry"

    @property
    def first_on(self) -> date:
        """The first day on which it is of something that can be counted."""
        return min(self._days())

    @property
    def last_on(self) -> date | None:
        """The last such day; None while it is open, or a clock of it runs."""
        if self.closed_on is None or any(_runs(each) for each in self.deadlines):
            return None
        return max(self._days())

    def _days(self) -> Iterator[date]:
        yield from (self.began_on, self.closed_on or self.began_on)
        yield from (each.on for each in self.contacts)
        for each in self.deadlines:
            settled = each.settled_on or each.waived_on or each.extended_on
            yield from (each.due_on, settled or each.due_on)
        if isinstance(self.of, CountableInquiry):
            yield from (each.on for each in self.of.meetings)
            yield from (each.on for each in self.of.criticism)
            for request in self.of.requests:
                yield from (request.sent_on, request.replied_on or request.sent_on)


CountableRecord = CountableCase | CountableEntry
"""
What is counted of one case, or of one file of a register. Each has *case*, its reference; *kind*, of at most
16 signs; and *first_on* and *last_on*, None while it goes on.
"""
_ENCODER = Encoder(order="sorted")
_DECODER: Decoder[CountableRecord] = Decoder(CountableRecord)


def written(record: CountableRecord) -> str:
    """Write a record in its one way, as it is kept."""
    return _ENCODER.encode(record).decode()


def read(kept: str) -> CountableRecord:
    """
    Read what `written` gave, also what an earlier version of Betro gave.

    Raises:
        msgspec.ValidationError: it is no such record.
    """
    return _DECODER.decode(kept)


def countable(case: Case, reference: str, deadlines: Iterable[Deadline]) -> CountableRecord | None:
    """
    Give what is counted of a case as it stands.

    Args:
        case: as it is now, or as it was on an earlier day, for an account of then.
        reference: the case's own.
        deadlines: those of the case, as the engine has them that day.

    Returns:
        None for a mere contact on the report side, which is no case yet, and for an entry in a register that
        was withdrawn.
    """
    if case.is_contact:
        return None
    if case.is_register:
        return countable_entry(case, reference)
    deadlines = tuple(deadlines)
    return CountableCase(
        case=reference,
        began_on=case.received_on,
        channel=case.channel,
        of=_report(case) if case.is_report else _inquiry(case, deadlines),
        closed_on=case.closed_on,
        links=tuple((str(each.why), each.other) for each in case.links),
        contacts=tuple(_contacts(case)),
        deadlines=countable_deadlines(case, deadlines),
        breaches=countable_breaches(case, deadlines),
    )


def _runs(each: CountableDeadline) -> bool:
    return each.settled_on is None and each.waived_on is None and each.extended_on is None


def _contacts(case: Case) -> Iterator[CountableContact]:
    if not case.is_own_initiative:
        yield CountableContact(case.received_on, case.channel, ContactDirection.IN)
    told = life_of(case).events[1:]
    for each in told:
        if isinstance(each, ContactRegistered):
            yield CountableContact(each.day, each.channel, each.direction, each.other_side)


def _inquiry(case: Case, deadlines: tuple[Deadline, ...]) -> CountableInquiry:
    side, begun, who = case.complaint, case.newest(InquiryRegistered), inquirer_of(case)
    handling, result = case.newest(HandlingRecorded), case.newest(ResultRecorded)
    ticked = case.newest(CountsTicked)
    return CountableInquiry(
        inquiry=inquiry_of(case),
        unit=side.unit,
        types=side.types,
        themes=themes(case),
        points=_points(case),
        handlings=() if handling is None else handling.codes,
        place=getattr(begun, "place", None),
        wish=getattr(begun, "wish", None),
        rejection=side.rejection,
        not_counted=_not_counted(case),
        inquirer=getattr(who, "inquirer_kind", None),
        relation=getattr(who, "relation", None),
        resident=getattr(who, "resident", None),
        legal_position=None if result is None else result.legal_position,
        learning=() if result is None else result.learning,
        meetings=tuple(
            CountableMeeting(each.day, each.kind, each.convener, each.role, each.units, each.is_complained_of)
            for each in side.meetings
        ),
        requests=tuple(
            _request(each, case, deadlines) for each in side.referrals if each.recalled_on is None
        ),
        criticism=tuple(
            CountableCriticism(each.day, each.unit, each.kind)
            for each in life_of(case).events
            if isinstance(each, CriticismRecorded)
        ),
        without_administration=side.without_administration,
        in_conversation=case.closed_in_conversation,
        own_initiative=None if side.own_initiative is None else side.own_initiative.kind,
        ordered_counts=() if ticked is None else ticked.marks,
    )


def _request(referral: Referral, case: Case, deadlines: tuple[Deadline, ...]) -> CountableRequest:
    clock = clock_of(referral, case, deadlines)
    if isinstance(clock, CountableBreach):
        due_on, was_late = clock.due_on, True
    else:
        due_on, was_late = (None, False) if clock is None else (clock.original_on, clock.was_late)
    return CountableRequest(
        referral.unit,
        referral.sent_on,
        referral.kinds,
        referral.replied_on,
        referral.quality,
        len(referral.chased),
        due_on,
        referral.promised_on,
        was_late,
        None if clock is None else clock.responsible,
    )


def _points(case: Case) -> tuple[Point, ...]:
    recorded = case.newest(PointsRecorded)
    if recorded is not None:
        following = (each for each in recorded.points if each.position is not Position.MAIN)
        return (recorded.main, *following)
    positions = (Position.MAIN, *[Position.FOLLOWING] * len(themes(case)))
    return tuple(
        Point(theme=theme, position=position)
        for theme, position in zip(themes(case), positions, strict=False)
    )


def _not_counted(case: Case) -> str | None:
    match next(iter(life_of(case).events), None):
        case InquiryRegistered(not_counted=reason):
            return reason
        case CallRegistered(kind=kind) if kind is not CallKind.INQUIRY:
            return kind
    return None


def _report(case: Case) -> CountableReport:
    side = case.report
    return CountableReport(
        scope=side.scope,
        scope_reason=side.scope_reason,
        investigation=side.investigation,
        finding=None if side.outcome is None else side.outcome.finding,
        police=side.outcome is not None and side.outcome.police_report,
        dispositions=tuple(dict.fromkeys(each.code for each in side.dispositions)),
        themes=themes(case),
        course=course_of(case),
        corrected=courses_before(case),
        left_out=None if side.left_out is None else side.left_out.reason,
        is_external=case.scheme is Scheme.WHISTLEBLOWING_EXTERNAL,
        aftermath=aftermath_of(case),
    )
