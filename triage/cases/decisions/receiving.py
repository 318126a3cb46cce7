"""
How a case begins, and the plain acts on it: opening, summary, notes, assigning, the receipt code.

A case begins in one of four ways: the clock receives a submission, the office registers a report that came
another way (`registering`) or a call, or somebody makes a mere contact (which starts no clock).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from msgspec.structs import replace

from crypto.envelope import Kind
from intake.contents.item_ref import ItemRef
from intake.contents.versioned import added_in
from intake.domain.schemes import PORTAL
from intake.domain.translatable import N_, Worded
from triage.cases.case import Case, new_case
from triage.cases.context import CheckContext
from triage.cases.events import Aside, Beginning, Besides, CaseEvent, Code, Handle, on_list
from triage.cases.guards import require_case, require_day, require_item, require_listed, require_past
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import ContactDirection, OtherSide
from triage.rules.codes import Scheme

PHONE = "phone"
"""The commonest of the channels by which people turn to us."""
ORAL = frozenset({PHONE, "in_person", "library", "home_visit"})
"""Channels where receiving is hearing."""


class CaseReceived(Beginning, frozen=True, kw_only=True, tag="case:received/3"):
    """A submission that the clock found in intake, or what was handed over; the clocks count from its day."""

    scheme: Scheme
    channel: Code
    received_on: date
    original_received_on: date | None = None
    besides: Besides = ()

    sentence: ClassVar[str] = N_("Received")
    side: ClassVar[str] = "in"

    def begin(self) -> Case:
        """
        Begin it. On a case that is there already it adds nothing: a report that the office registered in the
        same moment is known better from its registration.
        """
        original = self.original_received_on
        return new_case(self.scheme, self.channel, self.received_on, original_received_on=original)


class ContactRegistered(Beginning, frozen=True, kw_only=True, tag="contact:registered/2"):
    """
    A call that only asks for a meeting, or one more contact on a case that is here, open or closed. It starts
    no clock and is no new inquiry; without a case it begins one in state `contact`.

    Attributes:
        item: what was said.
        direction: who turned to whom, and `other_side` whom it was with; None where nobody has said.
    """

    channel: Annotated[Code, on_list("channels")]
    item: ItemRef | None = None
    direction: Annotated[ContactDirection | None, added_in(2)] = None
    other_side: Annotated[OtherSide | None, added_in(2)] = None

    typed: ClassVar[tuple[str, ...]] = ("channel", "happened_on", "direction", "other_side")
    sentence: ClassVar[str] = N_("Contact: %(told)s")
    logged: ClassVar[str] = N_("A contact was registered")
    stays: ClassVar[bool] = False
    sealed_as: ClassVar[Kind] = Kind.NOTE

    @property
    def told(self) -> tuple[Worded, ...]:
        """Whom it was with and who turned to whom, as far as that was said."""
        return tuple(each for each in (self.other_side, self.direction) if each is not None)

    def check(self, case: Case | None, context: CheckContext) -> None:
        """Refuse an unknown channel and a day that cannot be, and an entry in a register."""
        if case is not None and case.is_register:
            raise Refusal("wrong_scheme")
        require_listed(self, context.taxonomy)
        require_no_portal(self.channel)
        require_past(self.day, on=self.on)
        if case is not None:
            require_day(case, self.day, on=self.on)

    def begin(self) -> Case:
        """Begin a mere contact; the complaint side registers an inquiry instead."""
        return self.apply(new_case(Scheme.WHISTLEBLOWING, self.channel, self.day, is_contact=True))

    def apply(self, case: Case) -> Case:
        """Keep its day, and that the administration was spoken with."""
        case = case.with_(contacts=(*case.contacts, self.day))
        if case.is_report or self.other_side is None or not self.other_side.of_administration:
            return case
        return case.with_side(spoke_with_administration=True)


class ReportOpened(Aside, frozen=True, kw_only=True, tag="report:opened/1"):
    """A person opened the content, all that has come so far; the first opening settles the house clock."""

    sentence: ClassVar[str] = N_("Opened and read")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse a mere contact."""
        require_case(case)

    def apply(self, case: Case) -> Case:
        """Keep the first day; nothing is unread any more."""
        read = tuple(replace(one, is_read=True) for one in case.unanswered)
        return case.with_(
            opened_on=case.opened_on or self.day, opened_by=case.opened_by or self.actor, unanswered=read
        )


class IdentityOpened(Aside, frozen=True, kw_only=True, tag="identity:opened/1"):
    """A person opened the reporter's name, and why."""

    reason_item: ItemRef

    sentence: ClassVar[str] = N_("The reporter's name was opened")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse a mere contact, and a missing reason."""
        require_case(case)
        require_item(self.reason_item, "reason")


class SummarySet(Aside, frozen=True, kw_only=True, tag="summary:set/1"):
    """The sealed line that the lists show."""

    item: ItemRef

    sentence: ClassVar[str] = N_("A summary was written")
    sealed_as: ClassVar[Kind] = Kind.SUMMARY
    side: ClassVar[str] = "note"

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse an empty one."""
        require_item(self.item, "summary")

    def apply(self, case: Case) -> Case:
        """Keep the newest."""
        return case.with_(summary_item=self.item)


class NoteAdded(CaseEvent, frozen=True, kw_only=True, tag="note:added/1"):
    """A sealed internal note; possible on a closed case too."""

    item: ItemRef

    sentence: ClassVar[str] = N_("Note")
    sealed_as: ClassVar[Kind] = Kind.NOTE
    side: ClassVar[str] = "note"

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse an empty one."""
        require_item(self.item, "note")


class CaseAssigned(Aside, frozen=True, kw_only=True, tag="case:assigned/1"):
    """The case was given to one handler, who is looked to first; it changes no grant."""

    handler: Handle

    sentence: ClassVar[str] = N_("The case was given to %(handler)s")
    logged: ClassVar[str] = N_("It was chosen who looks after the case")

    def apply(self, case: Case) -> Case:
        """Keep the newest."""
        return case.with_(assigned_to=self.handler)


class CodeKnownToOffice(Aside, frozen=True, kw_only=True, tag="code:known_to_office/1"):
    """Somebody in the office has seen or heard the receipt code."""

    sentence: ClassVar[str] = N_("The receipt code is known to the unit")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse a mere contact."""
        require_case(case)

    def apply(self, case: Case) -> Case:
        """Say so."""
        return case.with_(code_known_to_office=True)


def require_no_portal(channel: str) -> None:
    """Refuse to register by hand what only the reporter sends."""
    if channel == PORTAL:
        raise Refusal("unknown_code", code=channel)
