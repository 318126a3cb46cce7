"""
The register of counts that somebody has ordered, and which cases belong to one: while it runs, whoever sorts
a case ticks it, and the account counts what was ticked.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.own_initiative import OrderedBy
from triage.cases.decisions.registers import EntryBegun
from triage.cases.events import CaseEvent
from triage.cases.guards import require_complaint, require_day, require_entry, require_item
from triage.cases.refusals import Refusal
from triage.cases.register_kinds import RegisterKind

Mark = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,31}\Z")]
"""The short word by which cases are ticked; the account shows it, so it names nobody."""


class CountOrdered(EntryBegun, frozen=True, kw_only=True, tag="ordered_count:begun/1"):
    """Something is counted from a day on because somebody ordered it; cases are ticked by *mark*."""

    mark: Mark
    ordered_by: OrderedBy

    kind: ClassVar[RegisterKind] = RegisterKind.ORDERED_COUNT
    typed: ClassVar[tuple[str, ...]] = ("happened_on", "ordered_by")
    sentence: ClassVar[str] = N_("“%(mark)s” is counted, ordered by %(ordered_by)s")
    logged: ClassVar[str] = N_("A count was ordered")


class CountEnded(CaseEvent, frozen=True, kw_only=True, tag="ordered_count:ended/1"):
    """It is counted no longer; the day is the last one, and *reason_item* says why."""

    reason_item: ItemRef

    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("It is counted no longer")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse what has ended, a day to come or before it began, and an end without its reason."""
        require_entry(case, RegisterKind.ORDERED_COUNT)
        if case.closed_on is not None:
            raise Refusal("count_over")
        require_day(case, self.day, on=self.on)
        require_item(self.reason_item, "reason")

    def apply(self, case: Case) -> Case:
        """Be done with it."""
        return super().apply(case).with_(closed_on=self.day)


class CountsTicked(CaseEvent, frozen=True, kw_only=True, tag="counts:ticked/1"):
    """Which ordered counts a case belongs to, by their marks. A later one replaces it."""

    marks: tuple[Mark, ...] = ()

    is_step: ClassVar[bool] = False
    sentence: ClassVar[str] = N_("Which ordered counts it belongs to was ticked")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse anything but a complaint."""
        require_complaint(case)


class CountableOrder(Struct, frozen=True, omit_defaults=True, tag="ordered_count"):
    """A count that was ordered: by whom, from when and to when."""

    case: str
    on: date
    mark: str
    ordered_by: str
    ended_on: date | None = None

    @property
    def kind(self) -> str:
        """The register that it stands in."""
        return "ordered_count"

    @property
    def first_on(self) -> date:
        """The day from which it runs."""
        return self.on

    @property
    def last_on(self) -> date | None:
        """The last day of it; None while it runs."""
        return self.ended_on

    def runs_on(self, day: date) -> bool:
        """Whether a case of that day can be ticked."""
        return self.on <= day and (self.ended_on is None or day <= self.ended_on)


def countable_order(case: Case, reference: str) -> CountableOrder:
    """Give what an account tells of an ordered count."""
    begun = case.register.began
    assert isinstance(begun, CountOrdered)
    return CountableOrder(reference, begun.day, begun.mark, begun.ordered_by, case.closed_on)
