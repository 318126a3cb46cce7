"""
What a case is, at this moment, according to its events.

1. A case is never edited: each event gives the case after it, later ones overriding (`history`).
2. Every text is a sealed item; every day is a Copenhagen date.
3. The state is derived here and stored nowhere.

A case has one header and one of three sides: a report, a complaint, or an entry in a register of the office,
which is no case to anybody who counts or lists cases. Who asks a case for another side gets one in which
nothing has happened.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from triage.cases.days import NO_DAYS, Days
from triage.cases.sides import NO_ENTRY, NO_REPORT, RegisterState, ReportState
from triage.cases.vocabulary import (
    HandOverState,
    Investigation,
    Mode,
    Scope,
    State,
)
from triage.rules.codes import Scheme
from triage.rules.units import NOT_KNOWN

if TYPE_CHECKING:
    from intake.contents.item_ref import ItemRef
    from triage.cases.decisions.consent import Consent
    from triage.cases.decisions.criticism import Hearing
    from triage.cases.decisions.follow_up import FollowUp
    from triage.cases.decisions.following import FollowedCase
    from triage.cases.decisions.hand_over import HandOver
    from triage.cases.decisions.links import CasesLinked
    from triage.cases.decisions.mandate import Mandate
    from triage.cases.decisions.meetings import MeetingRecorded, Planned
    from triage.cases.decisions.minutes import Minutes
    from triage.cases.decisions.missed import Breach
    from triage.cases.decisions.own_initiative import OwnInitiativeBegun
    from triage.cases.decisions.promises import Promise
    from triage.cases.decisions.recordings import Recording
    from triage.cases.events import CaseEvent
    from triage.cases.fold import Life
    from triage.cases.requests import Referral


Event = TypeVar("Event", bound="CaseEvent")


class Acknowledgement(Struct, frozen=True):
    """
    The acknowledgement of one case: decided, then placed; or waived where the law allows it.

    `given_on` is the day that counts: when it was placed, or an earlier rejection, which says as much.
    """

    decided_on: date | None = None
    mode: Mode | None = None
    item: ItemRef | None = None
    placed_on: date | None = None
    given_on: date | None = None
    waived_reason: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has given, decided or left it out."""
        return self.given_on is None and self.decided_on is None and self.waived_reason is None


class TypeSince(Struct, frozen=True):
    """What kind of matter a complaint was, from a day on."""

    on: date
    type: str


COMPLAINT = "complaint"
"""The type of a matter of which nobody has said otherwise."""


class ComplaintState(Struct, frozen=True):
    """
    What the complaint side knows of a case; *types* is every kind of matter that it was, in its order, and
    *before_betro* says that nobody in Betro waited for anything when it came.
    """

    unit: str | None = None
    types: tuple[TypeSince, ...] = ()
    rejection: str | None = None
    referrals: tuple[Referral, ...] = ()
    hearings: tuple[Hearing, ...] = ()
    answered_on: date | None = None
    answers_pending: tuple[ItemRef, ...] = ()
    spoke_with_administration: bool = False
    meetings: tuple[MeetingRecorded, ...] = ()
    planned: tuple[Planned, ...] = ()
    promises: tuple[Promise, ...] = ()
    own_initiative: OwnInitiativeBegun | None = None
    consents: tuple[Consent, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    before_betro: bool = False
    followed: tuple[FollowedCase, ...] = ()

    @property
    def type(self) -> str:
        """What kind of matter it is by now, of the list `inquiry_types`."""
        return self.types[-1].type if self.types else COMPLAINT

    @property
    def open_referrals(self) -> tuple[Referral, ...]:
        """The referrals that a unit has not replied to."""
        return tuple(one for one in self.referrals if one.is_open)

    @property
    def without_administration(self) -> bool:
        """
        Whether nobody of the administration was drawn into it: derived, and typed by nobody; of what came
        before Betro nobody knows.
        """
        met = any(each.units for each in self.meetings)
        return not (
            self.before_betro or self.spoke_with_administration or self.referrals or self.hearings or met
        )


class Unanswered(Struct, frozen=True):
    """Something that the other side added and nobody has answered or marked."""

    on: date
    is_read: bool


NOT_ACKNOWLEDGED = Acknowledgement()
NO_COMPLAINT = ComplaintState()


class Case(Struct, frozen=True):
    """
    One case as its events tell it.

    `history` is everything that was recorded, as it was recorded; `life` is how it went.
    `recorded` is for `newest`: of each kind of event that changes nothing else, the last one.
    `told_on` is the day the decision as it stands now was told; a changed decision and a reopening clear it.
    `closes_by` is who decided to close it as soon as what is on its way has been told; whatever the other
    side adds in between calls that off.
    `received_on` is the day the clocks count from; for a mere contact it is the day of the contact and no
    clock counts from it.
    """

    scheme: Scheme
    channel: str
    received_on: date
    side: ReportState | ComplaintState | RegisterState
    history: tuple[CaseEvent, ...] = ()
    life: Life | None = None
    recorded: tuple[CaseEvent, ...] = ()
    days: Days = NO_DAYS
    is_contact: bool = False
    registered: bool = False
    received_by_organisation_on: date | None = None
    received_by_office_on: date | None = None
    lay_with: str | None = None
    original_received_on: date | None = None
    opened_on: date | None = None
    opened_by: str | None = None
    summary_item: ItemRef | None = None
    assigned_to: str | None = None
    acknowledgement: Acknowledgement = NOT_ACKNOWLEDGED
    told_on: date | None = None
    asked_on: date | None = None
    messages_pending: tuple[ItemRef, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    minutes: tuple[Minutes, ...] = ()
    may_record: tuple[date, ...] = ()
    recordings: tuple[Recording, ...] = ()
    code_known_to_office: bool = False
    contacts: tuple[date, ...] = ()
    links: tuple[CasesLinked, ...] = ()
    hand_over: HandOver | None = None
    handed_over_on: date | None = None
    breaches: tuple[Breach, ...] = ()
    closes_by: str | None = None
    closed_on: date | None = None
    closed_in_conversation: bool = False
    reopened_on: date | None = None

    @property
    def is_report(self) -> bool:
        """Whether the whistleblower rules apply."""
        return self.scheme is not Scheme.COMPLAINTS and self.scheme is not Scheme.REGISTER

    @property
    def is_complaint(self) -> bool:
        """Whether it is one of the citizens' adviser's cases, whatever its type."""
        return self.scheme is Scheme.COMPLAINTS

    @property
    def is_register(self) -> bool:
        """Whether it is an entry in a register of the office and so no case."""
        return self.scheme is Scheme.REGISTER

    @property
    def report(self) -> ReportState:
        """What it is as a report; of anything else nothing."""
        return self.side if isinstance(self.side, ReportState) else NO_REPORT

    @property
    def complaint(self) -> ComplaintState:
        """What it is as a complaint; of anything else nothing."""
        return self.side if isinstance(self.side, ComplaintState) else NO_COMPLAINT

    @property
    def register(self) -> RegisterState:
        """What it is as an entry in a register; of a case nothing."""
        return self.side if isinstance(self.side, RegisterState) else NO_ENTRY

    @property
    def meetings(self) -> tuple[MeetingRecorded, ...]:
        """The meetings that were held, on either side."""
        return self.side.meetings

    @property
    def planned(self) -> tuple[Planned, ...]:
        """The meetings that were planned, those that are over among them."""
        return self.side.planned

    @property
    def is_own_initiative(self) -> bool:
        """Whether nobody came with it: the citizens' adviser took it up."""
        return self.complaint.own_initiative is not None

    def with_(self, **changes: Any) -> Case:
        """Return a copy with some of its header changed."""
        return replace(self, **changes)

    def newest(self, kind: type[Event]) -> Event | None:
        """Give the newest event of a kind that says no more of the case than itself."""
        return next((each for each in self.recorded if isinstance(each, kind)), None)

    def with_side(self, **changes: Any) -> Case:
        """Return a copy with some of its side changed."""
        return replace(self, side=replace(self.side, **changes))

    def heard(self, day: date, *, is_read: bool) -> Case:
        """Return a copy in which the other side has added something, and is owed an answer from that day."""
        return _owing(self.with_(closes_by=None), (*self.unanswered, Unanswered(day, is_read)))

    def answered(self, day: date) -> Case:
        """Return a copy in which is answered what had come by then and was read: nobody answers unread."""
        left = tuple(one for one in self.unanswered if not one.is_read or one.on > day)
        if left == self.unanswered:
            return self
        return _owing(self.with_(days=replace(self.days, answer_settled_on=day)), left)

    @property
    def has_unread(self) -> bool:
        """Whether the other side has added something that nobody has opened."""
        return any(not one.is_read for one in self.unanswered)

    @property
    def unanswered_since(self) -> date | None:
        """The day of the first thing of the other side's that nobody has answered or marked, or None."""
        return min((one.on for one in self.unanswered), default=None)

    @property
    def hand_over_pending(self) -> bool:
        """Whether the other side has been asked about handing over and the question is still open."""
        return self._hand_over_is(HandOverState.ASKED)

    @property
    def hand_over_agreed(self) -> bool:
        """Whether there is a yes to the hand-over and nothing has crossed yet."""
        return self._hand_over_is(HandOverState.CONSENTED)

    def _hand_over_is(self, state: HandOverState) -> bool:
        return self.handed_over_on is None and self.hand_over is not None and self.hand_over.state is state

    @property
    def unit_before(self) -> str | None:
        """The unit with which it lay before the office had it, if it came late and that is known."""
        return None if self.lay_with == NOT_KNOWN else self.lay_with

    @property
    def handler(self) -> str | None:
        """Who has it: the one to whom it was given, else the one who read it first."""
        return self.assigned_to or self.opened_by

    @property
    def acknowledged_on(self) -> date | None:
        """The day the acknowledgement was given, or None."""
        return self.acknowledgement.given_on

    @property
    def is_open(self) -> bool:
        """Whether anything can still be done about it without reopening."""
        return self.closed_on is None

    @property
    def state(self) -> State:
        """Where the case stands, as an advisor says it."""
        if self.is_contact:
            return State.CONTACT
        if self.closed_on is not None:
            return State.CLOSED
        if self.is_register:
            return State.IN_PROGRESS
        return self._state_of_report(self.report) if self.is_report else self._state_of_complaint()

    def _state_of_report(self, report: ReportState) -> State:
        if self.told_on is not None:
            return State.FEEDBACK_GIVEN
        if report.scope is None:
            return State.NEW if self.opened_on is None else State.UNDER_ASSESSMENT
        if report.scope is Scope.OUTSIDE:
            return State.OUTSIDE
        if report.scope is Scope.AWAITING_INFORMATION:
            return State.UNDER_ASSESSMENT if report.awaiting_since is None else State.AWAITING_INFORMATION
        if report.investigation is None:
            return State.UNDER_ASSESSMENT
        investigates = report.investigation is Investigation.INVESTIGATE
        return State.INVESTIGATING if investigates and report.outcome is None else State.DECIDED

    def _state_of_complaint(self) -> State:
        if self.complaint.open_referrals:
            return State.AWAITING_UNIT
        if self.told_on is not None:
            return State.ANSWERED
        if self.complaint.rejection is not None:
            return State.REJECTED
        if self.asked_on is not None:
            return State.AWAITING_INFORMATION
        return State.NEW if self.opened_on is None else State.IN_PROGRESS


def _owing(case: Case, unanswered: tuple[Unanswered, ...]) -> Case:
    """Give the case with what is unanswered in it, and the clock of the first of it."""
    case = case.with_(unanswered=unanswered)
    first = case.unanswered_since
    if first is None:
        return case
    return case.with_(days=replace(case.days, answer_owed_on=first, answer_settled_on=None))


def new_case(scheme: Scheme, channel: str, received_on: date, **known: Any) -> Case:
    """Return a case in which nothing has been decided."""
    side = NO_COMPLAINT if scheme is Scheme.COMPLAINTS else NO_REPORT
    return Case(scheme=scheme, channel=channel, received_on=received_on, side=side, **known)
