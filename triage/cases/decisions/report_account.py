"""
What the yearly account of the whistleblower scheme must know of a report besides its course: that it is none
of its own, and what came of it in money and proceedings.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_, Worded
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.events import CaseEvent
from triage.cases.guards import require_item, require_opened, require_past, require_report
from triage.cases.refusals import Refusal


class LeftOutBecause(Worded):
    """Why a report is kept and does not count as one."""

    DUPLICATE = "duplicate", N_("The same report came twice")
    TEST = "test", N_("It was sent to try the scheme out")


class ReportLeftOut(CaseEvent, frozen=True, kw_only=True, tag="report:left_out/1"):
    """
    A report is left out of the account, in a closed case too: every account that is made from then on, of
    whichever year, counts without it and says how many were left out and why.
    """

    reason: LeftOutBecause
    reason_item: ItemRef

    typed: ClassVar[tuple[str, ...]] = ("reason",)
    sentence: ClassVar[str] = N_("Left out of the account: %(reason)s")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it unread, without a reason, and what is left out already."""
        require_report(case)
        require_opened(case)
        if case.report.left_out is not None:
            raise Refusal("left_out_already")
        require_item(self.reason_item, "reason")

    def apply(self, case: Case) -> Case:
        """Keep why."""
        return case.with_side(left_out=self)


class ReportCountedAgain(CaseEvent, frozen=True, kw_only=True, tag="report:counted_again/1"):
    """A report that was left out of the account counts after all."""

    reason_item: ItemRef

    sentence: ClassVar[str] = N_("Counts in the account again")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where the report is not left out, or without a reason."""
        require_report(case)
        if case.report.left_out is None:
            raise Refusal("not_left_out")
        require_item(self.reason_item, "reason")

    def apply(self, case: Case) -> Case:
        """Forget that it was left out; the history keeps it."""
        return case.with_side(left_out=None)


class ProceedingsOutcome(Worded):
    """How proceedings that began because of a report ended."""

    UNDER_WAY = "under_way", N_("They are still under way")
    REACTION = "reaction", N_("They ended with a sanction, a judgment or an order")
    NO_REACTION = "no_reaction", N_("They ended without")


class AftermathRecorded(CaseEvent, frozen=True, kw_only=True, tag="aftermath:recorded/1"):
    """
    What came of a report in money and proceedings, where that is known; possible in a closed case too, and
    never required (Directive (EU) 2019/1937 art. 27(2)). A later one replaces it.

    Attributes:
        estimated_damage: in whole units of the country's money, and so is *recovered_amount*.
        proceedings_on: the day on which proceedings began because of it, and *outcome* how they ended.
    """

    estimated_damage: int | None = None
    recovered_amount: int | None = None
    proceedings_on: date | None = None
    outcome: ProceedingsOutcome | None = None

    typed: ClassVar[tuple[str, ...]] = ("proceedings_on", "outcome")
    sentence: ClassVar[str] = N_("Damage, amounts recovered and proceedings were recorded")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it unread, where it says nothing, and proceedings that have not begun."""
        require_report(case)
        require_opened(case)
        told = (self.estimated_damage, self.recovered_amount, self.proceedings_on, self.outcome)
        if told == (None,) * len(told):
            raise Refusal("aftermath_missing")
        if self.outcome is not None and self.proceedings_on is None:
            raise Refusal("proceedings_day_missing")
        if self.proceedings_on is not None:
            require_past(self.proceedings_on, on=self.on)
