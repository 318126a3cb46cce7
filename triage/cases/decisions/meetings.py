"""Meetings in a case, mediation among them, which needs the yes of both sides before it is held."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_, Worded
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.promises import PromiseMade, next_number
from triage.cases.events import CaseEvent, Code
from triage.cases.guards import require_day, require_item, require_open_complaint, require_opened
from triage.cases.refusals import Refusal


class MeetingKind(Worded):
    """Who met."""

    CITIZEN = "citizen", N_("with the citizen")
    UNIT = "unit", N_("with {unit}")
    JOINT = "joint", N_("with the citizen and {unit}")
    MEDIATION = "mediation", N_("mediation between the citizen and {unit}")


class MeetingRole(Worded):
    """What the adviser was in a meeting."""

    PARTICIPANT = "participant", N_("participant")
    COMPANION = "companion", N_("the citizen's companion")
    OBSERVER = "observer", N_("observer")
    CHAIR = "chair", N_("chair")
    MEDIATOR = "mediator", N_("mediator")


class MeetingRecorded(CaseEvent, frozen=True, kw_only=True, tag="meeting:recorded/1"):
    """
    A meeting was held.

    Attributes:
        convener: the unit that called it; None for the office.
        units: who of the organisation was there.
        item: the minutes, of the office's own.
        citizen_agreed_on, unit_agreed_on: for mediation, the days on which each side said yes to it.
        promise_item: what was promised there, and *promised_on* by which day.
        is_complained_of: whether somebody complained over the meeting itself.
    """

    kind: MeetingKind
    role: MeetingRole
    convener: Code | None = None
    units: tuple[Code, ...] = ()
    item: ItemRef | None = None
    citizen_agreed_on: date | None = None
    unit_agreed_on: date | None = None
    promise_item: ItemRef | None = None
    promised_on: date | None = None
    is_complained_of: bool = False

    typed: ClassVar[tuple[str, ...]] = (
        "happened_on",
        "kind",
        "role",
        "convener",
        "citizen_agreed_on",
        "unit_agreed_on",
    )
    sentence: ClassVar[str] = N_("Meeting %(kind)s, as %(role)s")
    logged: ClassVar[str] = N_("A meeting was registered")

    def check(self, case: Case, context: CheckContext) -> None:
        """
        Refuse a day that cannot be, a meeting with no unit that names none, mediation without the yes of both
        sides before it, and half a promise.
        """
        require_open_complaint(case)
        require_opened(case)
        require_day(case, self.day, on=self.on)
        if self.kind is not MeetingKind.CITIZEN and not self.units:
            raise Refusal("meeting_needs_unit")
        if self.kind is MeetingKind.MEDIATION:
            for agreed_on in (self.citizen_agreed_on, self.unit_agreed_on):
                if agreed_on is None or agreed_on > self.day:
                    raise Refusal("mediation_needs_agreement", held_on=self.day)
        if self.promised_on is not None:
            require_item(self.promise_item, "promise")
        elif self.promise_item is not None:
            raise Refusal("promise_date_missing")
        for each in self._promised(case):
            each.check(case, context)

    def apply(self, case: Case) -> Case:
        """Keep it with the others."""
        return case.with_side(meetings=(*case.complaint.meetings, self))

    def together(self, case: Case) -> tuple[CaseEvent, ...]:
        """What was promised in it is a promise of the case."""
        return (self, *self._promised(case))

    def _promised(self, case: Case) -> tuple[PromiseMade, ...]:
        if self.promise_item is None or self.promised_on is None:
            return ()
        promised = PromiseMade(
            on=self.on,
            actor=self.actor,
            happened_on=self.happened_on,
            number=next_number(case),
            item=self.promise_item,
            due_on=self.promised_on,
            unit=self.convener or next(iter(self.units), None),
        )
        return (promised,)
