"""What was missed in a case: told, kept where its clock tells it no more, and explained."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from intake.clock import COPENHAGEN
from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.events import CaseEvent, Code
from triage.cases.guards import require_case, require_item
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import Responsible
from triage.engine.deadline import Deadline


class Breach(Struct, frozen=True):
    """
    A deadline that was missed; and, once somebody has said so, why it was and who answers for it.

    `days_late` counts from `due_on`, the deadline's original date, which the oldest explanations do not tell.
    `subject` is the unit of a referral, or empty. `mistaken` says that it came from a day that was corrected
    since: it is told, struck out, and counts for nothing.
    """

    rule: str
    days_late: int
    responsible: Responsible | None = None
    reason_item: ItemRef | None = None
    explained_on: date | None = None
    subject: str = ""
    due_on: date | None = None
    settled_on: date | None = None
    mistaken: bool = False

    def is_of(self, deadline: Deadline) -> bool:
        """Whether it is of this very deadline; one whose date was never kept is of any that its clock had."""
        same_clock = (self.rule, self.subject) == (deadline.rule, deadline.subject)
        return same_clock and self.due_on in (None, deadline.original_strict)


def breaches(case: Case, due: Iterable[Deadline], today: date) -> tuple[Breach, ...]:
    """
    Give every breach of a case, in the order of the dates that were missed, explained or not.

    Args:
        due: the deadlines of the case as the engine has them today.
        today: the day up to which an open one is late; given a moment, a limit in hours is late from its own.
    """
    missed = [(each, each.days_breached(today)) for each in due if each.is_breached(today)]
    now = [_told(case, each, days) for each, days in missed]
    past = [one for one in case.breaches if not any(one.is_of(each) for each, _days in missed)]
    return tuple(sorted((*past, *now), key=lambda one: (one.due_on or date.min, one.rule, one.subject)))


def _told(case: Case, deadline: Deadline, days: int) -> Breach:
    breach = next((one for one in case.breaches if one.is_of(deadline)), None)
    return replace(
        breach or Breach(rule=deadline.rule, subject=deadline.subject, days_late=days),
        days_late=days,
        due_on=deadline.original_strict,
        settled_on=deadline.settled_on,
        mistaken=False,
    )


class _OfBreach(CaseEvent, frozen=True, kw_only=True):
    """
    Something said of a deadline that was missed.

    Attributes:
        due_on: its original date; None for a breach of which it was never kept.
        days_late: whole days after the original date; 0 for a limit in hours that was missed within its day.
        subject: which of several clocks of the rule: the unit of a referral.
    """

    rule: Code
    days_late: int
    due_on: date | None = None
    subject: Code | None = None

    def of(self, case: Case) -> tuple[Breach, tuple[Breach, ...]]:
        """Return the breach, as far as it is known, and the others."""
        clock = (self.rule, self.subject or "")
        # Some explanations do not say which date was missed: then it was the last one.
        same = [
            one
            for one in case.breaches
            if (one.rule, one.subject) == clock and one.due_on in (None, self.due_on)
        ]
        breach = same[0] if same else Breach(rule=self.rule, days_late=0, subject=clock[1])
        breach = replace(breach, days_late=self.days_late, due_on=self.due_on)
        return breach, tuple(one for one in case.breaches if one not in same)


class BreachNoted(_OfBreach, frozen=True, kw_only=True, tag="breach:noted/1"):
    """
    A missed deadline is kept, because its clock begins anew or falls away; see `triage.cases.breaches`.

    Attributes:
        mistaken: it was none: it came from a day that was corrected.
    """

    settled_on: date
    mistaken: bool = False

    sentence: ClassVar[str] = N_("A missed deadline is kept: %(rule)s, %(due_on)s, %(days_late)s")

    def apply(self, case: Case) -> Case:
        """Keep it."""
        breach, others = self.of(case)
        noted = replace(breach, settled_on=self.settled_on, mistaken=self.mistaken)
        return case.with_(breaches=(*others, noted))


class BreachExplained(_OfBreach, frozen=True, kw_only=True, tag="breach:explained/2"):
    """It was said why a deadline was missed, and who answers for it; possible on a closed case too."""

    responsible: Responsible
    reason_item: ItemRef

    typed: ClassVar[tuple[str, ...]] = ("responsible",)
    sentence: ClassVar[str] = N_("A missed deadline was explained: %(rule)s, %(days_late)s")
    logged: ClassVar[str] = N_("A missed deadline was explained")
    is_step: ClassVar[bool] = False

    def check(self, case: Case, context: CheckContext) -> None:
        """
        Refuse it where the deadline was not missed, and by so much, there is no reason, or nobody knows where
        it lay before.
        """
        require_case(case)
        # Of the moment nothing is stored: what runs out on the day itself may have run out.
        until = datetime.combine(context.today, time.max, COPENHAGEN)
        wanted = (self.rule, self.subject or "", self.due_on, self.days_late)
        if not any(
            (one.rule, one.subject, one.due_on, one.days_late) == wanted and not one.mistaken
            for one in breaches(case, context.deadlines, until)
        ):
            raise Refusal("nothing_breached")
        if self.responsible is Responsible.LAY_WITH and case.unit_before is None:
            raise Refusal("lay_with_unknown")
        require_item(self.reason_item, "reason")

    def apply(self, case: Case) -> Case:
        """Keep it with the breach."""
        breach, others = self.of(case)
        explained = replace(
            breach, responsible=self.responsible, reason_item=self.reason_item, explained_on=self.on
        )
        return case.with_(breaches=(*others, explained))
