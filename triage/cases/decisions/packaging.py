"""A case that leaves Betro as a package, for the municipality's own records system."""

from __future__ import annotations

from typing import ClassVar

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.events import Aside
from triage.cases.guards import require_complaint, require_item, require_opened
from triage.cases.refusals import Refusal


class CasePackaged(Aside, frozen=True, kw_only=True, tag="case:packaged/1"):
    """
    A person took out everything that a complaint holds, and why. A whistleblower case is kept here, and so is
    an inquiry that became one: it holds what the report says, and perhaps who wrote it.
    """

    reason_item: ItemRef

    sentence: ClassVar[str] = N_("Taken out as a package")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse a report or what was handed over as one, what nobody has read, and a missing reason."""
        require_complaint(case)
        if case.handed_over_on is not None or case.hand_over_agreed:
            raise Refusal("hand_over_done")
        require_opened(case)
        require_item(self.reason_item, "reason")
