"""Meetings that are planned: each runs a clock to its day, until it is held or called off."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.meetings import Gathering, MeetingKind, Planned, over, require_planned
from triage.cases.events import CaseEvent, Code, TimeOfDay
from triage.cases.guards import require_day, require_open, require_opened
from triage.cases.refusals import Refusal


class MeetingPlanned(Gathering, frozen=True, kw_only=True, tag="meeting:planned/1"):
    """
    A meeting is to be held; in a mere contact too, which often asks for nothing else.

    Attributes:
        number: which planned meeting of the case it is (`next_planned`); never that of another.
        meets_on: the day, and *starts_at* the hour, where one was agreed.
        units: who of the organisation is to be there.
        item: where, and what it is about.
        ground_item: on which ground a unit is asked to meet the citizen without their consent, if it is.
    """

    number: int
    kind: MeetingKind
    meets_on: date
    starts_at: TimeOfDay | None = None
    units: tuple[Code, ...] = ()
    item: ItemRef | None = None
    ground_item: ItemRef | None = None

    typed: ClassVar[tuple[str, ...]] = ("meets_on", "starts_at")
    sentence: ClassVar[str] = N_("Meeting planned for %(meets_on)s, %(kind)s")
    logged: ClassVar[str] = N_("A meeting was planned")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse a day that is past, a meeting with no unit that names none, and one without consent."""
        if not case.is_contact:
            require_open(case)
            require_opened(case)
        self.require_sides(case)
        if self.meets_on < self.day:
            raise Refusal("meeting_day_past", meets_on=self.meets_on)
        if any(each.number == self.number for each in case.planned):
            raise Refusal("meeting_known")
        self.require_consent(case)

    def apply(self, case: Case) -> Case:
        """Wait for it."""
        planned = Planned(
            self.number, self.kind, self.day, self.meets_on, self.starts_at, self.units, self.item
        )
        case = case.with_side(planned=(*case.planned, planned))
        return case.with_(days=case.days.told(self.tag, self.on, planned.subject))


class MeetingCalledOff(CaseEvent, frozen=True, kw_only=True, tag="meeting:called_off/1"):
    """A planned meeting is not held; *item* says why, where somebody says it."""

    number: int
    item: ItemRef | None = None

    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("A planned meeting was called off")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where no such meeting is still to come."""
        if not case.is_contact:
            require_open(case)
        require_planned(case, self.number)
        require_day(case, self.day, on=self.on)

    def apply(self, case: Case) -> Case:
        """Wait for it no more."""
        return over(case, self.number, called_off_on=self.day)


def next_planned(case: Case) -> int:
    """Give the number of the meeting that is planned next."""
    return 1 + sum(isinstance(each, MeetingPlanned) for each in case.history)
