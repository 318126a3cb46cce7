"""Cases that belong together: each says so of the other, and they are never merged."""

from __future__ import annotations

from typing import ClassVar

from intake.domain.translatable import N_, Worded
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.events import Aside, Code
from triage.cases.guards import require_case
from triage.cases.refusals import Refusal


class LinkReason(Worded):
    """Why cases belong together."""

    DUPLICATE = "duplicate", N_("the same, registered twice")
    REPEAT = "repeat", N_("the same person, once more")
    SAME_MATTER = "same_matter", N_("the same matter")
    SAME_INQUIRY = "same_inquiry", N_("the same inquiry")


def require_linkable(case: Case, other: Case | None) -> None:
    """
    Refuse to link a case to one of another side of the house, or to none.

    Args:
        other: the case that the person named, as far as it is another and the person holds it.
    """
    if other is None or other.is_report is not case.is_report or other.is_register or case.is_register:
        raise Refusal("link_unknown")


class CasesLinked(Aside, frozen=True, kw_only=True, tag="cases:linked/2"):
    """
    The case belongs with another, whose history says the same of this one.

    Attributes:
        other: the reference of the other case; it is told to nobody who does not hold that case.
    """

    other: Code
    why: LinkReason

    typed: ClassVar[tuple[str, ...]] = ("why",)
    sentence: ClassVar[str] = N_("Linked to another case: %(why)s")
    logged: ClassVar[str] = N_("Linked to another case")
    stays: ClassVar[bool] = False

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse a mere contact, and a case that is linked to the other already."""
        require_case(case)
        if any(each.other == self.other for each in case.links):
            raise Refusal("linked_already")

    def apply(self, case: Case) -> Case:
        """Keep it with the others."""
        return case.with_(links=(*case.links, self))
