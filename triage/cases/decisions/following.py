"""
Following a case that a unit has of its own: what the citizen waits for there, since when, and what became of
it.

The unit owes the citizen by a limit of the law or one that the municipality has published, and the office
watches it. It does not end with the inquiry, for what a unit lets slip is to be seen; whoever has seen enough
stops following, and then the clock is gone; what was late by then stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_, Worded
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.days import OF_FOLLOWED
from triage.cases.decisions.external_events import require_limit
from triage.cases.events import CaseEvent, Code
from triage.cases.guards import require_complaint, require_item, require_open_complaint, require_past
from triage.cases.refusals import Refusal


class WaitsFor(Worded):
    """What a citizen waits for from a unit."""

    DECISION = "decision", N_("A decision on an application")
    REASSESSMENT = "reassessment", N_("The re-assessment of a decision that was complained about")
    REMAND = "remand", N_("A new decision in a case that the appeal body sent back")
    DOCUMENT_ACCESS = "document_access", N_("Access to documents")
    PARTY_ACCESS = "party_access", N_("Access to documents as a party to the case")
    OWN_DATA = "subject_access", N_("Access to one's own data")


class FollowedResult(Worded):
    """What became of it; *stopped* is nothing: the office follows it no longer."""

    DECIDED = "decided", N_("It was decided")
    CHANGED = "changed", N_("The decision was changed")
    FORWARDED = "forwarded", N_("The complaint was sent on to the appeal body")
    GIVEN = "given", N_("All of it was given")
    PARTLY = "partly", N_("A part of it was given")
    REFUSED = "refused", N_("It was refused")
    STOPPED = "stopped", N_("It is followed no longer")


class Guidance(Worded):
    """Whether a refusal came with guidance on how to complain (forvaltningsloven § 25)."""

    YES = "yes", N_("Yes")
    NO = "no", N_("No")
    NOT_KNOWN = "not_known", N_("Not known")


_REFUSED = frozenset({FollowedResult.PARTLY, FollowedResult.REFUSED})
_ACCESS = (FollowedResult.GIVEN, FollowedResult.PARTLY, FollowedResult.REFUSED)
BEGUN_BY: Mapping[WaitsFor, str] = MappingProxyType(
    {
        WaitsFor.DECISION: "application:received",
        WaitsFor.REASSESSMENT: "appeal:received",
        WaitsFor.REMAND: "decision:remanded",
        WaitsFor.DOCUMENT_ACCESS: "document_access:requested",
        WaitsFor.PARTY_ACCESS: "party_access:requested",
        WaitsFor.OWN_DATA: "subject_access:requested",
    }
)
"""What begins the clock, by the name that the rules give it."""
ENDED_BY: Mapping[WaitsFor, Mapping[FollowedResult, str]] = MappingProxyType(
    {
        WaitsFor.DECISION: {FollowedResult.DECIDED: "application:decided"},
        WaitsFor.REASSESSMENT: {
            FollowedResult.CHANGED: "decision:changed",
            FollowedResult.FORWARDED: "appeal:forwarded",
        },
        WaitsFor.REMAND: {FollowedResult.DECIDED: "decision:remade"},
        WaitsFor.DOCUMENT_ACCESS: dict.fromkeys(_ACCESS, "document_access:decided"),
        WaitsFor.PARTY_ACCESS: dict.fromkeys(_ACCESS, "party_access:decided"),
        WaitsFor.OWN_DATA: dict.fromkeys(_ACCESS, "subject_access:answered"),
    }
)
"""What ends it, by what became of it."""
OF_AREA: Mapping[WaitsFor, str] = MappingProxyType(
    {WaitsFor.DECISION: "RSL-3-2", WaitsFor.REMAND: "RSL-REMAND"}
)
"""The rule of what takes as long as the municipality has published for an area."""


class FollowedCase(Struct, frozen=True):
    """A case of a unit's own; *item* is what it is called, `ended_on` and *result* what became of it."""

    number: int
    unit: str
    waits_for: WaitsFor
    received_on: date
    item: ItemRef
    area: str | None = None
    ended_on: date | None = None
    result: FollowedResult | None = None

    @property
    def subject(self) -> str:
        """What its clock is told by: its number, and the area or else the unit."""
        return f"{OF_FOLLOWED}{self.number}.{self.area or self.unit}"

    @property
    def is_dropped(self) -> bool:
        """Whether the office has stopped following it, so that it has no clock."""
        return self.result is FollowedResult.STOPPED

    @property
    def happened(self) -> dict[str, date | None]:
        """The days that its clock counts from and ends with."""
        days: dict[str, date | None] = {BEGUN_BY[self.waits_for]: self.received_on}
        if self.result is not None and not self.is_dropped:
            days[ENDED_BY[self.waits_for][self.result]] = self.ended_on
        return days


class FollowingBegun(CaseEvent, frozen=True, kw_only=True, tag="following:begun/1"):
    """
    A case of a unit's own is followed from now on; the day is the one on which the unit received it.

    Attributes:
        number: which of those of the case it is; never that of another, withdrawn ones among them.
        area: the area of the published limit, where one counts.
        item: what the case is called, so that the adviser knows it again.
    """

    number: int
    unit: Code
    waits_for: WaitsFor
    item: ItemRef
    area: Code | None = None

    typed: ClassVar[tuple[str, ...]] = ("happened_on", "unit")
    sentence: ClassVar[str] = N_("A case in the administration is followed, %(unit)s: %(waits_for)s")
    logged: ClassVar[str] = N_("A case in the administration is followed")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it without its words, on a day to come, and where no limit held for the area that day."""
        require_open_complaint(case)
        require_past(self.day, on=self.on)
        require_item(self.item, "follow_title")
        if any(each.number == self.number for each in case.complaint.followed):
            raise Refusal("followed_already")
        if rule := OF_AREA.get(self.waits_for):
            require_limit(context.rulebook, rule, self.day, self.area or "")

    def apply(self, case: Case) -> Case:
        """Watch it."""
        begun = FollowedCase(self.number, self.unit, self.waits_for, self.day, self.item, self.area)
        case = case.with_side(followed=(*case.complaint.followed, begun))
        return case.with_(days=case.days.told(BEGUN_BY[self.waits_for], self.on, begun.subject))


class FollowingEnded(CaseEvent, frozen=True, kw_only=True, tag="following:ended/1"):
    """
    What the citizen waited for has come, or was refused; or the case is followed no longer.

    Attributes:
        reason_item: the reasons that a refusal gave.
        guidance: whether it came with guidance on how to complain.
    """

    number: int
    result: FollowedResult
    reason_item: ItemRef | None = None
    guidance: Guidance | None = None

    typed: ClassVar[tuple[str, ...]] = ("happened_on", "guidance")
    sentence: ClassVar[str] = N_("A case that was followed: %(result)s")
    logged: ClassVar[str] = N_("A case that was followed")

    def check(self, case: Case, context: CheckContext) -> None:
        """
        Refuse it where no such case is followed, what nobody waited for there, a day before the one on which
        the unit received it, and a refusal without its reasons or without a word about guidance.
        """
        require_complaint(case)
        found = next((each for each in open_ones(case) if each.number == self.number), None)
        if found is None:
            raise Refusal("follow_nothing")
        if self.result not in results_of(found.waits_for):
            raise Refusal("follow_result_unfit")
        require_past(self.day, on=self.on)
        if self.day < found.received_on:
            raise Refusal("clock_not_begun", happened_on=self.day, begun_on=found.received_on)
        if self.result in _REFUSED:
            require_item(self.reason_item, "follow_reasons")
            if self.guidance is None:
                raise Refusal("follow_guidance_missing")

    def apply(self, case: Case) -> Case:
        """Watch it no more."""
        followed = tuple(
            replace(each, ended_on=self.day, result=self.result) if each.number == self.number else each
            for each in case.complaint.followed
        )
        return case.with_side(followed=followed)


def open_ones(case: Case) -> tuple[FollowedCase, ...]:
    """Give those that are followed still."""
    return tuple(each for each in case.complaint.followed if each.ended_on is None)


def results_of(waits_for: WaitsFor) -> tuple[FollowedResult, ...]:
    """Give what may become of what they wait for."""
    return (*ENDED_BY[waits_for], FollowedResult.STOPPED)


def next_followed(case: Case) -> int:
    """Give the number of the case that is followed next."""
    return 1 + sum(isinstance(each, FollowingBegun) for each in case.history)
