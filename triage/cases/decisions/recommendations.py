"""
Recommendations of the citizens' adviser, as they are made.

A recommendation binds nobody; what becomes of it stands in `recommendation_follow_up`.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.registers import EntryBegun
from triage.cases.events import Code, on_list
from triage.cases.guards import require_item
from triage.cases.refusals import Refusal
from triage.cases.register_kinds import RegisterKind


class RecommendationBegun(EntryBegun, frozen=True, kw_only=True, tag="recommendation:begun/1"):
    """
    The adviser recommends something; *item* is the text as it is told to the units.

    Attributes:
        year, number: by which it is called, given when it is recorded; never those of another, withdrawn ones
            among them.
        type: what is recommended, of the list `recommendation_types`.
        units: whom it is for; none where it is for the whole organisation.
        born_of: the references of the cases that it comes of, told to nobody who does not hold them.
        is_pattern: it comes of a pattern in several.
        predecessor: the reference of an earlier recommendation that it goes on from; *repeats* it, or changes
            it.
    """

    year: int
    number: int
    item: ItemRef
    type: Annotated[Code, on_list("recommendation_types")]
    theme: Annotated[Code | None, on_list("themes")] = None
    units: tuple[Code, ...] = ()
    born_of: tuple[Code, ...] = ()
    is_pattern: bool = False
    predecessor: Code | None = None
    repeats: bool = False

    kind: ClassVar[RegisterKind] = RegisterKind.RECOMMENDATION
    typed: ClassVar[tuple[str, ...]] = ("type", "theme", "happened_on")
    sentence: ClassVar[str] = N_("Recommendation %(called)s")
    logged: ClassVar[str] = N_("A recommendation was recorded")

    @property
    def called(self) -> str:
        """Its year and number, as people call it."""
        return f"{self.year}/{self.number}"

    def check(self, case: Case | None, context: CheckContext) -> None:
        """Refuse it without its words, and one that repeats nothing."""
        super().check(case, context)
        require_item(self.item, "recommendation")
        if self.repeats and self.predecessor is None:
            raise Refusal("repeats_nothing")
