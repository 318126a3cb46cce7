"""Hearing before criticism: a unit sees the draft and may comment before anybody criticises it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Struct
from msgspec.structs import replace

from intake.contents.item_ref import ItemRef
from intake.contents.versioned import added_in
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.consent import LetsOut
from triage.cases.events import CaseEvent, Code
from triage.cases.guards import require_item, require_open_complaint, require_past
from triage.cases.refusals import Refusal
from triage.cases.requests import UnitPost
from triage.cases.vocabulary import CriticismKind


class Hearing(Struct, frozen=True):
    """
    A draft criticism shown to the unit that it concerns; *used_on*: when something was first said about it in
    the end, and *used_as* all that was.
    """

    unit: str
    sent_on: date
    answer_by: date
    answered_on: date | None = None
    used_on: date | None = None
    used_as: tuple[CriticismKind, ...] = ()
    withdrawn_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether the unit has not commented, whether or not it still may, and nothing has come of it."""
        return self.answered_on is None and self.used_on is None and self.withdrawn_on is None

    def waits(self, on: date) -> bool:
        """Whether the unit has not commented and still may on a day."""
        return self.answered_on is None and self.withdrawn_on is None and on <= self.answer_by


class HearingSent(LetsOut, frozen=True, kw_only=True, tag="hearing:sent/2"):
    """
    A unit was sent the draft of what will be said about it; it may comment until *answer_by_on*.

    Attributes:
        ground_item: on which ground it goes without the citizen's consent, if it does.
        letter_item: the letter as it was made, in *language* from *template*; and *sent_by*: how it went.
    """

    unit: Code
    item: ItemRef
    answer_by_on: date
    ground_item: Annotated[ItemRef | None, added_in(2)] = None
    letter_item: Annotated[ItemRef | None, added_in(2)] = None
    language: Annotated[Code | None, added_in(2)] = None
    template: Annotated[Code | None, added_in(2)] = None
    sent_by: Annotated[UnitPost | None, added_in(2)] = None

    typed: ClassVar[tuple[str, ...]] = ("answer_by_on", "sent_by")
    sentence: ClassVar[str] = N_("%(unit)s was heard, to answer by %(answer_by_on)s")
    logged: ClassVar[str] = N_("{A_unit} was heard")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it without a draft, without time to comment, or without consent."""
        require_open_complaint(case)
        if self.answer_by_on <= self.on:
            raise Refusal("hearing_date_past")
        require_item(self.item, "draft")
        self.require_consent(case)

    def apply(self, case: Case) -> Case:
        """Wait for the comments."""
        hearing = Hearing(self.unit, self.day, self.answer_by_on)
        case = case.with_side(hearings=(*case.complaint.hearings, hearing))
        return case.with_(days=case.days.heard(self.tag, self.unit, self.on))


class HearingAnswered(CaseEvent, frozen=True, kw_only=True, tag="hearing:answered/1"):
    """The unit's comments, or its word that it has none."""

    unit: Code
    item: ItemRef

    tells: ClassVar[bool] = True
    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("%(unit)s answered the hearing")
    logged: ClassVar[str] = N_("{A_unit} answered a hearing")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where the unit has no open hearing, or on a day that cannot be."""
        require_open_complaint(case)
        hearing = _unanswered_hearing(case, self.unit)
        require_past(self.day, on=self.on)
        if self.day < hearing.sent_on:
            raise Refusal("date_before_asked", happened_on=self.day, asked_on=hearing.sent_on)
        require_item(self.item, "comments")

    def apply(self, case: Case) -> Case:
        """The unit has been heard; what comes of it somebody has yet to be told."""
        hearings = tuple(
            replace(one, answered_on=self.day)
            if one.unit == self.unit and one.answered_on is None and one.withdrawn_on is None
            else one
            for one in case.complaint.hearings
        )
        return case.with_side(hearings=hearings).heard(self.day, is_read=True)


class HearingWithdrawn(CaseEvent, frozen=True, kw_only=True, tag="hearing:withdrawn/1"):
    """A hearing was taken back; the unit owes no comments, and what it was heard about cannot be said."""

    unit: Code
    reason_item: ItemRef

    sentence: ClassVar[str] = N_("The hearing of %(unit)s was withdrawn")
    logged: ClassVar[str] = N_("A hearing was withdrawn")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where the unit has no open hearing, something was said after it, or without a reason."""
        require_open_complaint(case)
        if not _unanswered_hearing(case, self.unit).is_open:
            raise Refusal("no_open_hearing", unit=self.unit)
        require_item(self.reason_item, "reason")

    def apply(self, case: Case) -> Case:
        """Nothing is awaited from the unit."""
        hearings = tuple(
            replace(one, withdrawn_on=self.day) if one.unit == self.unit and one.is_open else one
            for one in case.complaint.hearings
        )
        return case.with_side(hearings=hearings)


class CriticismRecorded(LetsOut, frozen=True, kw_only=True, tag="criticism:recorded/2"):
    """
    Criticism, a formal request or a recommendation, after a hearing.

    Attributes:
        ground_item, letter_item, language, template, sent_by: as of a hearing.
    """

    kind: CriticismKind
    unit: Code
    item: ItemRef
    ground_item: Annotated[ItemRef | None, added_in(2)] = None
    letter_item: Annotated[ItemRef | None, added_in(2)] = None
    language: Annotated[Code | None, added_in(2)] = None
    template: Annotated[Code | None, added_in(2)] = None
    sent_by: Annotated[UnitPost | None, added_in(2)] = None

    typed: ClassVar[tuple[str, ...]] = ("kind", "sent_by")
    sentence: ClassVar[str] = N_("Said to %(unit)s: %(kind)s")
    logged: ClassVar[str] = N_("Criticism was recorded")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where the unit has not been heard, still has time to comment, or without consent."""
        require_open_complaint(case)
        hearing = _last_hearing(case, self.unit)
        newest = next((one for one in reversed(case.complaint.hearings) if one.unit == self.unit), None)
        # What it was heard about last was taken back; what it was heard about before was said.
        is_said = newest is not hearing and hearing is not None and hearing.used_on is not None
        if hearing is None or is_said:
            raise Refusal("hearing_missing", unit=self.unit)
        if hearing.waits(self.on):
            raise Refusal("hearing_open", unit=self.unit, answer_by=hearing.answer_by)
        require_item(self.item, "criticism")
        self.require_consent(case)

    def apply(self, case: Case) -> Case:
        """Nothing more is awaited from the unit."""
        hearings = tuple(
            replace(one, used_on=one.used_on or self.day, used_as=(*one.used_as, self.kind))
            if one.unit == self.unit and one.withdrawn_on is None
            else one
            for one in case.complaint.hearings
        )
        return super().apply(case).with_side(hearings=hearings)


def _last_hearing(case: Case, unit: str) -> Hearing | None:
    of_unit = (one for one in reversed(case.complaint.hearings) if one.unit == unit)
    return next((one for one in of_unit if one.withdrawn_on is None), None)


def _unanswered_hearing(case: Case, unit: str) -> Hearing:
    hearing = _last_hearing(case, unit)
    if hearing is None or hearing.answered_on is not None:
        raise Refusal("no_open_hearing", unit=unit)
    return hearing
