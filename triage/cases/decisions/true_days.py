"""
The day on which something came in, put right by Betro itself: while the time was not to be believed it was
taken with the last day that was proved, and the portal knows the right one.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from msgspec.structs import replace

from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.messages import MessageReceived
from triage.cases.decisions.receiving import CaseReceived, ReportOpened
from triage.cases.events import CaseEvent, Placed
from triage.cases.fold import told
from triage.cases.guards import require_past
from triage.cases.refusals import Refusal


class ArrivalCorrected(CaseEvent, frozen=True, kw_only=True, tag="arrival:corrected/1"):
    """
    A submission or a message came in on a later day than it was taken with.

    Attributes:
        number: the place of the event in the history that took it; the first is 1.
        right_on: the day on which the portal received it.
    """

    number: int
    right_on: date

    sentence: ClassVar[str] = N_(
        "The day on which something came in was corrected, because the time had not been right"
    )
    rewrites: ClassVar[bool] = True

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse what is no arrival, a day that has not come, and one that is not later."""
        before = told(case.history)
        if not 0 < self.number <= len(before):
            raise Refusal("correction_of_nothing")
        stands = arrived_on(before[self.number - 1])
        if stands is None:
            raise Refusal("correction_not_ours")
        if self.right_on <= stands:
            raise Refusal("correction_changes_nothing")
        require_past(self.right_on, on=self.on)

    def put_right(self, history: tuple[CaseEvent, ...]) -> tuple[CaseEvent, ...]:
        """Give the history with the right day; nothing was acknowledged or read before it had come."""
        place = self.number - 1
        wrong, events = history[place], list(history)
        if isinstance(wrong, CaseReceived):
            events[place] = replace(wrong, received_on=self.right_on)
            for later, each in enumerate(history):
                if _may_be_of_then(each) and each.day < self.right_on:
                    events[later] = replace(each, happened_on=self.right_on)
        else:
            events[place] = replace(wrong, happened_on=self.right_on)
        return tuple(events)


def _may_be_of_then(each: CaseEvent) -> bool:
    """Whether it is what may be done while the time is not believed: Betro's own step, or the reading."""
    return isinstance(each, ReportOpened) or (isinstance(each, Placed) and each.actor is None)


def arrived_on(event: CaseEvent) -> date | None:
    """Give the day with which Betro itself took something that came in; None for all else."""
    if isinstance(event, CaseReceived):
        # What was handed over has the day of another case.
        return event.received_on if event.original_received_on is None else None
    return event.day if isinstance(event, MessageReceived) else None
