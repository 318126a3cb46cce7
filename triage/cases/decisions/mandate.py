"""Who may act for the citizen: a power of attorney, which ends by itself or is withdrawn."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.consent import ConsentWay
from triage.cases.events import CaseEvent
from triage.cases.guards import require_complaint, require_item, require_past, require_sender
from triage.cases.refusals import Refusal


class Mandate(Struct, frozen=True):
    """A power of attorney, which ends by itself."""

    number: int
    given_on: date
    ends_on: date
    withdrawn_on: date | None = None

    def holds(self, on: date) -> bool:
        """Whether somebody may act for the citizen on a day."""
        return self.withdrawn_on is None and self.given_on <= on <= self.ends_on


class MandateRecorded(CaseEvent, frozen=True, kw_only=True, tag="mandate:recorded/1"):
    """
    Somebody may act for the citizen until a day; *item* says who, and how far.

    Attributes:
        number: which power of attorney of the case it is (`next_mandate`).
    """

    number: int
    ends_on: date
    item: ItemRef
    how: ConsentWay

    typed: ClassVar[tuple[str, ...]] = ("happened_on", "ends_on", "how")
    sentence: ClassVar[str] = N_("A power of attorney was registered, until %(ends_on)s")
    logged: ClassVar[str] = N_("A power of attorney was registered")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where nobody came, without its words, on a day to come, or where it was over before."""
        require_complaint(case)
        require_sender(case)
        require_past(self.day, on=self.on)
        require_item(self.item, "mandate")
        if self.ends_on < self.day:
            raise Refusal("consent_ends_before", ends_on=self.ends_on, given_on=self.day)
        if any(each.number == self.number for each in case.complaint.mandates):
            raise Refusal("consent_recorded")

    def apply(self, case: Case) -> Case:
        """Keep it."""
        given = Mandate(self.number, self.day, self.ends_on)
        return case.with_side(mandates=(*case.complaint.mandates, given))


class MandateWithdrawn(CaseEvent, frozen=True, kw_only=True, tag="mandate:withdrawn/1"):
    """Nobody acts for the citizen by that power of attorney any more."""

    number: int
    item: ItemRef | None = None

    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("A power of attorney was withdrawn")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where there is no such power of attorney, or it was withdrawn before."""
        require_complaint(case)
        require_past(self.day, on=self.on)
        if self.number not in {each.number for each in unended(case)}:
            raise Refusal("consent_unknown")

    def apply(self, case: Case) -> Case:
        """End it."""
        mandates = tuple(
            replace(each, withdrawn_on=self.day) if each.number == self.number else each
            for each in case.complaint.mandates
        )
        return case.with_side(mandates=mandates)


def unended(case: Case) -> tuple[Mandate, ...]:
    """Give those that nobody has withdrawn."""
    return tuple(each for each in case.complaint.mandates if each.withdrawn_on is None)


def mandate_over_on(case: Case, on: date) -> date | None:
    """Give the last day on which somebody acted for the citizen, where nobody may any more on a day."""
    held = case.complaint.mandates
    if not held or any(each.holds(on) for each in held):
        return None
    return max(min(each.ends_on, each.withdrawn_on or each.ends_on) for each in held)


def next_mandate(case: Case) -> int:
    """Give the number of the power of attorney that is recorded next."""
    return 1 + sum(isinstance(each, MandateRecorded) for each in case.history)
