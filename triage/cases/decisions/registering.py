"""Registering a report that came another way than by the portal, perhaps long after somebody here had it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from intake.contents.item_ref import ItemRef
from intake.contents.versioned import added_in
from intake.domain.schemes import PORTAL
from intake.domain.translatable import N_
from triage.cases.case import Case, new_case
from triage.cases.context import CheckContext
from triage.cases.decisions.receiving import (
    ORAL,
    CaseReceived,
    CodeKnownToOffice,
    require_no_portal,
)
from triage.cases.events import Beginning, Besides, CaseEvent, Code, on_list
from triage.cases.guards import require_listed, require_past
from triage.cases.refusals import Refusal
from triage.rules.codes import Scheme
from triage.rules.units import NOT_KNOWN, Units


class CaseRegistered(Beginning, frozen=True, kw_only=True, tag="case:registered/3"):
    """
    A report that came by phone, at a meeting, by letter, by mail or through a manager.

    Attributes:
        organisation_on: the day the organisation received it; `office_on`: the day the office did.
        clock_start: the day the clocks count from, where a reason is given for a later one.
        read_on: the day a person of the office read or heard it; if not said, for what was spoken the day the
            office received it, otherwise the day of registering.
        code_unseen: nobody in the office has seen or heard the receipt code.
        lay_with: the unit with which it lay before the office had it, or `NOT_KNOWN`.
    """

    scheme: Scheme
    channel: Annotated[Code, on_list("channels")]
    organisation_on: date
    office_on: date
    clock_start: date | None = None
    clock_start_reason_item: ItemRef | None = None
    read_on: date | None = None
    code_unseen: bool = False
    lay_with: Annotated[Code | None, added_in(2)] = None
    besides: Besides = ()

    typed: ClassVar[tuple[str, ...]] = (
        "channel",
        "organisation_on",
        "office_on",
        "lay_with",
        "clock_start",
        "read_on",
    )
    sentence: ClassVar[str] = N_("Registered by the unit")

    @property
    def received_on(self) -> date:
        """The day the clocks count from."""
        return self.clock_start or self.organisation_on

    @property
    def came_late(self) -> bool:
        """Whether the organisation had it on an earlier day than the office."""
        return self.organisation_on < self.office_on

    @property
    def correctable(self) -> tuple[str, ...]:
        """Where it lay as well, where nobody has said it of what came late."""
        asked = self.actor is not None and self.came_late and self.lay_with is None
        return (*super().correctable, *(["lay_with"] if asked else ()))

    def check(self, case: Case | None, context: CheckContext) -> None:
        """
        Refuse a case that is one already, dates that cannot be, a later start without a reason, and what came
        late without a word of where it lay.
        """
        if case is not None:
            if case.scheme != self.scheme:
                raise Refusal("wrong_scheme")
            if not case.is_contact and (case.registered or case.channel == PORTAL):
                raise Refusal("already_registered")
        require_listed(self, context.taxonomy)
        require_no_portal(self.channel)
        require_past(self.office_on, on=self.on)
        require_past(self.read_on or self.on, on=self.on)
        if self.office_on < self.organisation_on:
            raise Refusal("dates_reversed", office_on=self.office_on, organisation_on=self.organisation_on)
        self._require_place(context.units)
        if self.received_on == self.organisation_on:
            return
        is_between = self.organisation_on < self.received_on <= self.office_on
        if not is_between or self.clock_start_reason_item is None:
            raise Refusal("clock_start_reason_missing", organisation_on=self.organisation_on)

    def _require_place(self, units: Units) -> None:
        there = {each.code for each in units.between(self.organisation_on, self.office_on)}
        if self.lay_with is None:
            # An employer without units has nobody to name.
            if self.came_late and there:
                raise Refusal("lay_with_missing")
        elif self.lay_with not in {*there, NOT_KNOWN}:
            raise Refusal(
                "unit_not_there",
                unit=self.lay_with,
                organisation_on=self.organisation_on,
                office_on=self.office_on,
            )

    def begin(self) -> Case:
        """Begin a case of its own."""
        return self.apply(new_case(self.scheme, self.channel, self.received_on))

    def apply(self, case: Case) -> Case:
        """Make a contact, or what the clock has just received, the report that it is."""
        heard_on = self.office_on if self.channel in ORAL else self.on
        return case.with_(
            is_contact=False,
            registered=True,
            channel=self.channel,
            received_on=self.received_on,
            received_by_organisation_on=self.organisation_on,
            received_by_office_on=self.office_on,
            lay_with=self.lay_with if self.came_late else None,
            opened_on=case.opened_on or self.read_on or heard_on,
            opened_by=case.opened_by or self.actor,
            days=case.days.told(CaseReceived.tag, self.on),
        )

    def together(self, case: Case | None) -> tuple[CaseEvent, ...]:
        """Whoever hands over the receipt code knows it."""
        return (self,) if self.code_unseen else (self, CodeKnownToOffice(on=self.on, actor=self.actor))
