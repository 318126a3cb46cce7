"""The complaint side: unit, themes, handling, turning an inquiry away, and the answer to the citizen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, ClassVar

from intake.contents.item_ref import ItemRef
from intake.contents.versioned import added_in
from intake.domain.translatable import N_
from triage.cases.case import Case, TypeSince, new_case
from triage.cases.context import CheckContext
from triage.cases.decisions.receiving import require_no_portal
from triage.cases.events import Beginning, CaseEvent, Code, Decided, Placed, on_list
from triage.cases.guards import (
    require_code,
    require_day,
    require_item,
    require_listed,
    require_open_complaint,
    require_opened,
    require_past,
    require_sender,
)
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import CallKind
from triage.engine.counting import add_months
from triage.rules.codes import Scheme

REJECTED = "rejected"
"""The type of what is turned away."""


class CallRegistered(Beginning, frozen=True, kw_only=True, tag="call:registered/1"):
    """
    A call that was taken; *summary_item* says what it was about, in the advisor's words. It stands in old
    histories and is read for ever; an inquiry is registered as `InquiryRegistered`.
    """

    channel: Annotated[Code, on_list("channels")]
    summary_item: ItemRef
    kind: CallKind = CallKind.INQUIRY

    typed: ClassVar[tuple[str, ...]] = ("channel", "kind", "happened_on")
    sentence: ClassVar[str] = N_("A call was registered")

    def check(self, case: Case | None, context: CheckContext) -> None:
        """Refuse a day that has not come, a channel that no call has, or a call without a word of it."""
        require_past(self.day, on=self.on)
        require_listed(self, context.taxonomy)
        require_no_portal(self.channel)
        require_item(self.summary_item, "summary")

    def begin(self) -> Case:
        """Begin a case that has been heard."""
        case = new_case(
            Scheme.COMPLAINTS,
            self.channel,
            self.day,
            registered=True,
            opened_on=self.day,
            opened_by=self.actor,
            summary_item=self.summary_item,
        )
        return case.with_(days=case.days.told("case:received", self.on))


class UnitRecorded(CaseEvent, frozen=True, kw_only=True, tag="unit:recorded/1"):
    """The unit that the complaint is about; the complaint itself is sealed."""

    unit: Code

    typed: ClassVar[tuple[str, ...]] = ("unit",)
    sentence: ClassVar[str] = N_("{Bare_unit}: %(unit)s")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse anything but an open complaint."""
        require_open_complaint(case)

    def apply(self, case: Case) -> Case:
        """Keep the newest."""
        return case.with_side(unit=self.unit)


class ThemesRecorded(CaseEvent, frozen=True, kw_only=True, tag="themes:recorded/1"):
    """What the inquiry is about: one main theme and perhaps others. Later ones replace earlier ones."""

    main: Annotated[Code, on_list("themes")]
    others: tuple[Annotated[Code, on_list("themes")], ...] = ()

    typed: ClassVar[tuple[str, ...]] = ("main",)
    sentence: ClassVar[str] = N_("Main theme: %(main)s")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse a theme that is not on the list, and themes beside the points that have them."""
        require_open_complaint(case)
        if any(each.tag == "points:recorded" for each in case.recorded):
            raise Refusal("themes_in_points")
        require_listed(self, context.taxonomy)


class HandlingRecorded(CaseEvent, frozen=True, kw_only=True, tag="handling:recorded/1"):
    """How the inquiry is handled, in several ways perhaps. Later ones replace earlier ones."""

    codes: tuple[Annotated[Code, on_list("handlings")], ...] = ()

    sentence: ClassVar[str] = N_("Handling: %(codes)s")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse a handling that is not on the list; one that was recorded before may have ended since."""
        require_open_complaint(case)
        before = case.newest(HandlingRecorded)
        for code in self.codes:
            if before is None or code not in before.codes:
                require_code(code, context.taxonomy.handlings, self.on)


class InquiryRejected(CaseEvent, frozen=True, kw_only=True, tag="inquiry:rejected/2"):
    """
    An inquiry is turned away; the citizen is told by an answer.

    Attributes:
        matter_on: the day of the matter, where the reason is that it is too old.
        exception: the exception of the bylaw that was considered and does not fit, of those that the reason
            has; None where none of them came near.
    """

    reason: Annotated[Code, on_list("rejection_reasons")]
    reason_item: ItemRef
    matter_on: Annotated[date | None, added_in(2)] = None
    exception: Annotated[Code | None, on_list("rejection_exceptions"), added_in(2)] = None

    typed: ClassVar[tuple[str, ...]] = ("reason", "matter_on", "exception")
    sentence: ClassVar[str] = N_("Rejected: %(reason)s")

    def check(self, case: Case, context: CheckContext) -> None:
        """
        Refuse it where nobody has read it, or the reason is not on the list or not in words; and for its age
        where the day of the matter is not said, or lies no further back than the reason allows.
        """
        require_open_complaint(case)
        require_sender(case)
        require_opened(case)
        require_listed(self, context.taxonomy)
        require_item(self.reason_item, "reason")
        months = context.taxonomy.rejection_reasons[self.reason].months
        if months is None:
            return
        if self.matter_on is None:
            raise Refusal("matter_date_missing", months=months)
        if self.matter_on >= young_from(case.received_on, months):
            raise Refusal("matter_not_old", matter_on=self.matter_on, months=months)
        if self.exception is not None:
            require_code(self.exception, context.taxonomy.exceptions(self.reason), self.on)

    def apply(self, case: Case) -> Case:
        """Keep the reason, which has to be told; it is of no other type any more."""
        types = case.complaint.types
        if case.complaint.type != REJECTED:
            types = (*types, TypeSince(self.day, REJECTED))
        return case.with_side(rejection=self.reason, types=types).with_(told_on=None)


def young_from(received_on: date, months: int) -> date:
    """Give the first day of which a matter is not too old, where so many months are the limit."""
    day = add_months(received_on, -months)
    # The month may be shorter than that in which it came.
    return day if add_months(day, months) >= received_on else day + timedelta(days=1)


class AnswerDecided(Decided, frozen=True, kw_only=True, tag="answer:decided/1"):
    """An answer to the citizen; once placed, or given by hand, it is `AnswerGiven`."""

    item: ItemRef

    sentence: ClassVar[str] = N_("An answer was written")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse anything but an open complaint, a day that cannot be, and an empty answer."""
        require_open_complaint(case)
        require_sender(case)
        if self.given_on is not None:
            require_day(case, self.given_on, on=self.on)
        require_item(self.item, "answer")

    def apply(self, case: Case) -> Case:
        """Wait for it to be placed; whether to close with it is decided anew."""
        waiting = case.with_side(answers_pending=(*case.complaint.answers_pending, self.item))
        return waiting.with_(closes_by=None)

    def placed(self, *, on: date, happened_on: date, actor: str | None = None) -> AnswerGiven:
        """It is given."""
        return AnswerGiven(on=on, actor=actor, happened_on=happened_on, item=self.item)


class AnswerGiven(Placed, frozen=True, kw_only=True, tag="answer:given/1"):
    """The citizen has an answer: in the mailbox, by hand, in a conversation, or from the unit."""

    item: ItemRef | None = None

    sentence: ClassVar[str] = N_("The citizen was answered")
    goes_on: ClassVar[bool] = True

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse an answer that is not on its way."""
        if self.item not in case.complaint.answers_pending:
            raise Refusal("not_decided")
        require_day(case, self.day, on=self.on)

    def apply(self, case: Case) -> Case:
        """Keep the first day."""
        side = case.complaint
        pending = tuple(one for one in side.answers_pending if one != self.item)
        answered_on = side.answered_on or self.day
        told = case.with_side(answered_on=answered_on, answers_pending=pending).with_(told_on=self.day)
        return told.answered(self.day)
