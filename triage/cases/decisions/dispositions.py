"""
What is done with a report besides investigating it: guided elsewhere, a manager informed, forwarded, ...

Informing a manager is always the advisor's own summary, never the original, and asks: can the reporter be
deduced from it? If yes, it needs consent, or a recorded ground with notice to the reporter first
(Whistleblower Act § 26(4)).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from msgspec.structs import replace

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.events import CaseEvent, Code, on_list
from triage.cases.guards import (
    require_code,
    require_day,
    require_item,
    require_listed,
    require_open_report,
    require_opened,
)
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import FORWARDED, HANDED_OVER, MANAGER_INFORMED
from triage.rules.taxonomy import Taxonomy

WARNINGS = frozenset({"child_notification_sent", "danger_warned"})
"""What waits for nobody: whether the report belongs to the scheme is asked afterwards."""


class DispositionRecorded(CaseEvent, frozen=True, kw_only=True, tag="disposition:recorded/1"):
    """
    Something done with a report besides investigating it.

    Attributes:
        summary_item: for a manager, the summary; never the report itself.
        recipient_item: who was informed, or who it was forwarded to.
        can_be_deduced: whether the reporter can be deduced from the summary.
        ground: if so, `consent` or a ground from the taxonomy; `ground_item` says it in words.
        notice_on: for a ground other than consent, the day the reporter had the reasoned notice.
        agreement_item: for what was forwarded, the reporter's agreement, given on `agreed_on`.
    """

    code: Annotated[Code, on_list("dispositions")]
    reason_item: ItemRef
    summary_item: ItemRef | None = None
    recipient_item: ItemRef | None = None
    can_be_deduced: bool = False
    ground: Code | None = None
    ground_item: ItemRef | None = None
    notice_on: date | None = None
    agreement_item: ItemRef | None = None
    agreed_on: date | None = None

    # What was done decides what had to be asked first, so another code or ground is recorded as another.
    typed: ClassVar[tuple[str, ...]] = ("happened_on", "notice_on", "agreed_on")
    sentence: ClassVar[str] = N_("Done: %(code)s")

    @property
    def withdrawable(self) -> bool:
        """All but what was handed over: a case began with it."""
        return self.code != HANDED_OVER and super().withdrawable

    def check(self, case: Case, context: CheckContext) -> None:
        """
        Refuse it before the scope is decided, unless it warns of a danger; an unknown code, and what the code
        asks and is missing.
        """
        require_open_report(case)
        require_opened(case)
        require_listed(self, context.taxonomy)
        if case.report.scope is None and context.taxonomy.dispositions[self.code].core not in WARNINGS:
            raise Refusal("scope_not_decided")
        require_day(case, self.day, on=self.on)
        if self.code == HANDED_OVER and not case.hand_over_agreed:
            raise Refusal("disposition_by_hand_over")
        if self.code == MANAGER_INFORMED:
            self._check_manager(context.taxonomy)
        if self.code == FORWARDED:
            self._check_forwarded(case)
        require_item(self.reason_item, "reason")
        if self.code == FORWARDED:
            require_item(self.recipient_item, "recipient")

    def _check_manager(self, taxonomy: Taxonomy) -> None:
        require_item(self.summary_item, "summary")
        require_item(self.recipient_item, "recipient")
        if not self.can_be_deduced:
            return
        if self.ground is None or self.ground_item is None:
            raise Refusal("deduced_needs_ground")
        require_code(self.ground, taxonomy.disclosure_grounds, self.on)
        if self.ground != "consent" and (self.notice_on is None or self.notice_on > self.day):
            raise Refusal("notice_must_come_first", informed_on=self.day)

    def _check_forwarded(self, case: Case) -> None:
        if self.agreement_item is None or self.agreed_on is None or self.agreed_on > self.day:
            raise Refusal("agreement_missing")
        require_day(case, self.agreed_on, on=self.on)

    def apply(self, case: Case) -> Case:
        """Keep it with the others."""
        handed_over_on = self.day if self.code == HANDED_OVER else case.handed_over_on
        case = case.with_(handed_over_on=handed_over_on)
        return case.with_side(dispositions=(*case.report.dispositions, self))

    def together(self, case: Case) -> tuple[CaseEvent, ...]:
        """Of a summary that gives nobody away no ground is kept: none was needed."""
        if self.can_be_deduced or self.code != MANAGER_INFORMED:
            return (self,)
        return (replace(self, ground=None, ground_item=None, notice_on=None),)
