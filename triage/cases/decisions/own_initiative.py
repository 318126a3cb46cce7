"""
What the citizens' adviser takes up without anybody having come: four kinds of cases, and their publication.

Nobody waits for an acknowledgement or an answer in such a case, so no clock to a citizen runs, and it is
closed without telling anybody.
"""

from __future__ import annotations

from typing import ClassVar

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_, Worded
from triage.cases.case import Case, new_case
from triage.cases.context import CheckContext
from triage.cases.events import Beginning, CaseEvent, Code
from triage.cases.guards import require_complaint, require_day, require_item, require_past
from triage.cases.refusals import Refusal
from triage.rules.codes import Scheme

OWN_INITIATIVE = "own_initiative"
"""The channel of what nobody came with."""


class OwnInitiativeKind(Worded):
    """What the adviser takes up."""

    CONCRETE = "concrete", N_("A concrete matter")
    GENERAL = "general", N_("A general matter")
    INSPECTION = "inspection", N_("An inspection")
    ORDERED = "ordered_by_council", N_("Ordered by {council}")


class OrderedBy(Worded):
    """Who ordered it."""

    COUNCIL = "council", N_("{Council}")
    FINANCE_COMMITTEE = "finance_committee", N_("The finance committee")
    COMMITTEE = "committee", N_("Another committee")


class OwnInitiativeBegun(Beginning, frozen=True, kw_only=True, tag="own_initiative:begun/1"):
    """
    The adviser takes something up.

    Attributes:
        ground_item: on which ground.
        summary_item: the line by which lists show the case.
        ordered_by: of what was ordered, by whom.
        units: the units that it is about; the first is that of the case.
    """

    kind: OwnInitiativeKind
    ground_item: ItemRef
    summary_item: ItemRef
    ordered_by: OrderedBy | None = None
    units: tuple[Code, ...] = ()

    typed: ClassVar[tuple[str, ...]] = ("kind", "ordered_by", "happened_on")
    sentence: ClassVar[str] = N_("Begun without anybody having come: %(kind)s")
    logged: ClassVar[str] = N_("A case was begun without anybody having come")

    def check(self, case: Case | None, context: CheckContext) -> None:
        """Refuse a day that has not come, one without its ground or its line, and an order by nobody."""
        require_past(self.day, on=self.on)
        require_item(self.ground_item, "reason")
        require_item(self.summary_item, "summary")
        if (self.kind is OwnInitiativeKind.ORDERED) != (self.ordered_by is not None):
            raise Refusal("order_needs_orderer")

    def begin(self) -> Case:
        """Begin a case that has been read, since nobody else wrote anything."""
        case = new_case(
            Scheme.COMPLAINTS,
            OWN_INITIATIVE,
            self.day,
            registered=True,
            opened_on=self.day,
            opened_by=self.actor,
            summary_item=self.summary_item,
        )
        return case.with_side(own_initiative=self, unit=next(iter(self.units), None))


class Published(CaseEvent, frozen=True, kw_only=True, tag="investigation:published/1"):
    """What came of an own initiative was published."""

    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("What came of it was published")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse what somebody came with: that is published nowhere."""
        require_complaint(case)
        if not case.is_own_initiative:
            raise Refusal("only_own_initiative")
        require_day(case, self.day, on=self.on)
