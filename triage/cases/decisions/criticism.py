"""Hearing before criticism: a department sees the draft and may comment before anybody criticises it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from intake.contents.item_ref import ItemRef
from intake.domain.words import N_
from triage.cases.case import Case
from triage.cases.context import Context
from triage.cases.events import CaseEvent, Code
from triage.cases.guards import require_item, require_open_complaint, require_past
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import CriticismKind


class Hearing(Struct, frozen=True):
    """A draft criticism shown to the department that it concerns."""

    department: str
    sent_on: date
    answer_by: date
    answered_on: date | None = None


class HearingSent(CaseEvent, frozen=True, kw_only=True, tag="hearing:sent/1"):
    """A department was sent the draft of what will be said about it; it may comment until *answer_by_on*."""

    department: Code
    item: ItemRef
    answer_by_on: date

    sentence: ClassVar[str] = N_("%(department)s was heard, to answer by %(answer_by_on)s")
    logged: ClassVar[str] = N_("A department was heard")

    def check(self, case: Case, context: Context) -> None:
        """Refuse it without a draft, or without time to comment."""
        del context
        require_open_complaint(case)
        if self.answer_by_on <= self.on:
            raise Refusal("hearing_date_past")
        require_item(self.item, "draft")

    def apply(self, case: Case) -> Case:
        """Wait for the comments."""
        hearing = Hearing(self.department, self.day, self.answer_by_on)
        return case.with_side(hearings=(*case.complaint.hearings, hearing))


class HearingAnswered(CaseEvent, frozen=True, kw_only=True, tag="hearing:answered/1"):
    """The department's comments, or its word that it has none."""

    department: Code
    item: ItemRef

    sentence: ClassVar[str] = N_("%(department)s answered the hearing")
    logged: ClassVar[str] = N_("A department answered a hearing")

    def check(self, case: Case, context: Context) -> None:
        """Refuse it where the department has no open hearing, or on a day that cannot be."""
        del context
        require_open_complaint(case)
        hearing = _last_hearing(case, self.department)
        if hearing is None or hearing.answered_on is not None:
            raise Refusal("no_open_hearing", department=self.department)
        require_past(self.day, on=self.on)
        if self.day < hearing.sent_on:
            raise Refusal("date_before_received", happened_on=self.day, received_on=hearing.sent_on)
        require_item(self.item, "comments")

    def apply(self, case: Case) -> Case:
        """The department has been heard."""
        hearings = tuple(
            replace(one, answered_on=self.day)
            if one.department == self.department and one.answered_on is None
            else one
            for one in case.complaint.hearings
        )
        return case.with_side(hearings=hearings)


class CriticismRecorded(CaseEvent, frozen=True, kw_only=True, tag="criticism:recorded/1"):
    """Criticism, a formal request or a recommendation, after a hearing."""

    kind: CriticismKind
    department: Code
    item: ItemRef

    sentence: ClassVar[str] = N_("Said to %(department)s: %(kind)s")
    logged: ClassVar[str] = N_("Criticism was recorded")

    def check(self, case: Case, context: Context) -> None:
        """Refuse it where the department has not been heard, or still has time to comment."""
        del context
        require_open_complaint(case)
        hearing = _last_hearing(case, self.department)
        if hearing is None:
            raise Refusal("hearing_missing", department=self.department)
        if hearing.answered_on is None and self.on <= hearing.answer_by:
            raise Refusal("hearing_open", department=self.department, answer_by=hearing.answer_by)
        require_item(self.item, "criticism")

    def apply(self, case: Case) -> Case:
        """Keep it with the others."""
        return case.with_side(criticisms=(*case.complaint.criticisms, self))


def _last_hearing(case: Case, department: str) -> Hearing | None:
    return next((one for one in reversed(case.complaint.hearings) if one.department == department), None)
