"""
Handing an inquiry that is a report over to the whistleblower scheme.

It crosses with the citizen's agreement, given in the mailbox or elsewhere; where nobody can be asked, with
the reason alone. Where the yes in the mailbox passed on what the question said, it has crossed on that day,
and what is left is to close the inquiry. The scheme receives it on the day it is handed over, and from that
day its clocks count
(Whistleblower Act § 12(2); Directive (EU) 2019/1937 art. 9(1)). The inquiry is closed with it, and tells
nothing of what becomes of the report.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.closing import CaseClosed, require_nothing_under_way
from triage.cases.decisions.messages import Posted
from triage.cases.events import CaseEvent
from triage.cases.guards import (
    require_day,
    require_item,
    require_open_complaint,
    require_opened,
    require_sender,
)
from triage.cases.refusals import Refusal


class InquiryHandedOver(Posted, frozen=True, kw_only=True, tag="inquiry:handed_over/1"):
    """
    An inquiry that is a report goes to the whistleblower scheme, and is closed here.

    Attributes:
        item: what the citizen is told of it.
        agreement_item: the citizen's agreement, where it was not given in the mailbox, and `agreed_on`.
        cannot_be_asked: nobody knows who it was, or how to reach them, so nobody is told either; never so
            where the citizen has been asked.
    """

    reason_item: ItemRef
    item: ItemRef | None = None
    agreement_item: ItemRef | None = None
    agreed_on: date | None = None
    cannot_be_asked: bool = False

    typed: ClassVar[tuple[str, ...]] = (*Posted.typed, "agreed_on")
    sentence: ClassVar[str] = N_("Handed over to {whistleblower_unit}")
    shown_as_given: ClassVar[bool] = False

    def check(self, case: Case, context: CheckContext) -> None:
        """
        Refuse it where something of the citizen's is unread, a unit owes something, it crossed before, or
        nobody agreed.
        """
        require_open_complaint(case)
        require_sender(case)
        require_opened(case)
        if case.has_unread:
            raise Refusal("not_opened")
        if case.handed_over_on is not None:
            raise Refusal("hand_over_done")
        require_nothing_under_way(case, self.on)
        is_told = self.agreement_item is not None and self.agreed_on is not None
        is_nobodys = self.cannot_be_asked and case.hand_over is None
        if not (is_told or case.hand_over_agreed or is_nobodys):
            raise Refusal("hand_over_needs_agreement")
        for each in filter(None, (self.agreed_on, self.given_on)):
            require_day(case, each, on=self.on)
        require_item(self.reason_item, "reason")
        if is_told or not self.cannot_be_asked:
            # Whoever has agreed can be told.
            require_item(self.item, "answer")

    def apply(self, case: Case) -> Case:
        """It has crossed, on the day of a yes that passed it on itself."""
        asked = case.hand_over
        crossed_on = asked.answered_on if asked is not None and asked.has_crossed else None
        return super().apply(case).with_(handed_over_on=crossed_on or self.on)

    def together(self, case: Case) -> tuple[CaseEvent, ...]:
        """The citizen is told, and nothing is waited for here any more."""
        return *super().together(case), CaseClosed(on=self.on, actor=self.actor)
