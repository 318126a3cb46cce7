"""What was promised in a case and by which day, and that it was kept; see the clock `BR-PROMISE`."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.events import CaseEvent, Code
from triage.cases.guards import require_complaint, require_day, require_item, require_open_complaint
from triage.cases.refusals import Refusal

OF_PROMISE = "promise-"
"""What the clock of a promise is about: this, and its number."""


class Promise(Struct, frozen=True):
    """Something that was promised; *unit* is who promised it, None where that is the office itself."""

    number: int
    made_on: date
    due_on: date
    item: ItemRef
    unit: str | None = None
    kept_on: date | None = None

    @property
    def subject(self) -> str:
        """What its clock is told by."""
        return f"{OF_PROMISE}{self.number}"


class PromiseMade(CaseEvent, frozen=True, kw_only=True, tag="promise:made/1"):
    """
    Something was promised by a day; *item* says what.

    Attributes:
        number: which promise of the case it is; never that of another, withdrawn ones among them.
        unit: who promised it, or None for the office itself.
    """

    number: int
    item: ItemRef
    due_on: date
    unit: Code | None = None

    typed: ClassVar[tuple[str, ...]] = ("happened_on", "due_on", "unit")
    sentence: ClassVar[str] = N_("A promise, to be kept by %(due_on)s")
    logged: ClassVar[str] = N_("A promise was registered")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it without its words, or with a day before the one on which it was made."""
        require_open_complaint(case)
        require_day(case, self.day, on=self.on)
        require_item(self.item, "promise")
        if self.due_on < self.day:
            raise Refusal("promise_date_past", due_on=self.due_on, made_on=self.day)
        if any(each.number == self.number for each in case.complaint.promises):
            raise Refusal("promise_recorded")

    def apply(self, case: Case) -> Case:
        """Wait for it."""
        made = Promise(self.number, self.day, self.due_on, self.item, self.unit)
        case = case.with_side(promises=(*case.complaint.promises, made))
        return case.with_(days=case.days.told(self.tag, self.on, made.subject))


class PromiseKept(CaseEvent, frozen=True, kw_only=True, tag="promise:kept/1"):
    """What was promised was done; possible in a closed case too."""

    number: int
    item: ItemRef | None = None

    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("A promise was kept")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where there is no such promise, or it was kept before."""
        require_complaint(case)
        open_ones = {each.number: each for each in case.complaint.promises if each.kept_on is None}
        if self.number not in open_ones:
            raise Refusal("no_open_promise")
        require_day(case, self.day, on=self.on)

    def apply(self, case: Case) -> Case:
        """Wait for it no more."""
        promises = tuple(
            replace(each, kept_on=self.day) if each.number == self.number else each
            for each in case.complaint.promises
        )
        return case.with_side(promises=promises)


def next_number(case: Case) -> int:
    """Give the number of the promise that is recorded next."""
    return 1 + sum(isinstance(each, PromiseMade) for each in case.history)
