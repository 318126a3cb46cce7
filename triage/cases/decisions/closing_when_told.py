"""
Closing that waits for words on their way: decided with them, and done when they lie in the mailbox.

Nobody closes over the reporter's head: the case stays open until the mailbox has the words, whatever the
other side adds in between calls the closing off, and what forbids closing is asked both times.
"""

from __future__ import annotations

from typing import ClassVar

from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.complaints import AnswerGiven
from triage.cases.decisions.feedback import FeedbackGiven
from triage.cases.events import CaseEvent, Placed
from triage.cases.guards import require_open
from triage.cases.refusals import Refusal


class ClosingDecided(CaseEvent, frozen=True, kw_only=True, tag="closing:decided/1"):
    """The case is to be closed as soon as the words that are on their way have been told."""

    sentence: ClassVar[str] = N_("To be closed as soon as it has been told")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where nothing is on its way, or where the case could not be closed once it is told."""
        require_open(case)
        told = self._told(case)
        if told is None:
            raise Refusal("not_decided")
        after = told.apply(case)
        CaseClosed(on=self.on, actor=self.actor).check(after, context.of(after, self.on))

    def apply(self, case: Case) -> Case:
        """Keep who decided it."""
        return case.with_(closes_by=self.actor)

    def _told(self, case: Case) -> Placed | None:
        """Give what will say that the words have been told, or None."""
        pending = case.report.pending_feedback
        if pending is not None:
            return FeedbackGiven(on=self.on, kind=pending.kind, item=pending.item)
        answers = case.complaint.answers_pending
        return AnswerGiven(on=self.on, item=answers[-1]) if answers else None


def closing_of(was: Case, case: Case, context: CheckContext) -> CaseClosed | None:
    """
    Give the closing that waited, once what it waited for has been told; None where none waits, or where
    something has come between that forbids it: then it is for somebody to close, and no later letter does it.
    It is nobody's press: `ClosingDecided` says who decided it.

    Args:
        was: the case before it was told.
    """
    is_awaited = was.report.pending_feedback is not None or bool(was.complaint.answers_pending)
    if not is_awaited or case.closes_by is None or case.told_on is None:
        return None
    closed = CaseClosed(on=context.today)
    try:
        closed.check(case, context)
    except Refusal:
        return None
    return closed
