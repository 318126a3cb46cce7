"""
The complaint side: calls, themes, handling, and the answer to the citizen.

A call that was taken is acknowledged; one closed in the conversation is answered and closed too, so it leaves
no open deadline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, ClassVar

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case, new_case
from triage.cases.context import Context
from triage.cases.decisions.acknowledgement import AcknowledgementDecided
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.receiving import require_no_portal
from triage.cases.events import Beginning, CaseEvent, Code, Decided, Placed, on_list
from triage.cases.guards import (
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
from triage.rules.codes import Scheme


class CallRegistered(Beginning, frozen=True, kw_only=True, tag="call:registered/1"):
    """A call that was taken; *summary_item* says what it was about, in the advisor's words."""

    channel: Annotated[Code, on_list("channels")]
    summary_item: ItemRef
    kind: CallKind = CallKind.INQUIRY

    typed: ClassVar[tuple[str, ...]] = ("channel", "kind", "happened_on")
    sentence: ClassVar[str] = N_("A call was registered")

    def check(self, case: Case | None, context: Context) -> None:
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
    sentence: ClassVar[str] = N_("{Unit}: %(unit)s")

    def check(self, case: Case, context: Context) -> None:
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

    def check(self, case: Case, context: Context) -> None:
        """Refuse a theme that is not on the list, and themes beside the points that have them."""
        require_open_complaint(case)
        if any(each.tag == "points:recorded" for each in case.recorded):
            raise Refusal("themes_in_points")
        require_listed(self, context.taxonomy)


class HandlingRecorded(CaseEvent, frozen=True, kw_only=True, tag="handling:recorded/1"):
    """How the inquiry is handled, in several ways perhaps. Later ones replace earlier ones."""

    codes: tuple[Annotated[Code, on_list("handlings")], ...] = ()

    sentence: ClassVar[str] = N_("Handling: %(codes)s")

    def check(self, case: Case, context: Context) -> None:
        """Refuse a handling that is not on the list."""
        require_open_complaint(case)
        require_listed(self, context.taxonomy)


class InquiryRejected(CaseEvent, frozen=True, kw_only=True, tag="inquiry:rejected/1"):
    """An inquiry is turned away; the citizen is told by an answer."""

    reason: Annotated[Code, on_list("rejection_reasons")]
    reason_item: ItemRef

    typed: ClassVar[tuple[str, ...]] = ("reason",)
    sentence: ClassVar[str] = N_("Rejected: %(reason)s")

    def check(self, case: Case, context: Context) -> None:
        """Refuse it where nobody has read it, or the reason is not on the list or not in words."""
        require_open_complaint(case)
        require_sender(case)
        require_opened(case)
        require_listed(self, context.taxonomy)
        require_item(self.reason_item, "reason")

    def apply(self, case: Case) -> Case:
        """Keep the reason, which has to be told."""
        return case.with_side(rejection=self.reason).with_(told_on=None)


class AnswerDecided(Decided, frozen=True, kw_only=True, tag="answer:decided/1"):
    """An answer to the citizen; once placed, or given by hand, it is `AnswerGiven`."""

    item: ItemRef

    sentence: ClassVar[str] = N_("An answer was written")

    def check(self, case: Case, context: Context) -> None:
        """Refuse anything but an open complaint, a day that cannot be, and an empty answer."""
        require_open_complaint(case)
        require_sender(case)
        if self.given_on is not None:
            require_day(case, self.given_on, on=self.on)
        require_item(self.item, "answer")

    def apply(self, case: Case) -> Case:
        """Wait for it to be placed."""
        return case.with_side(answers_pending=(*case.complaint.answers_pending, self.item))

    def placed(self, *, on: date, happened_on: date, actor: str | None = None) -> AnswerGiven:
        """It is given."""
        return AnswerGiven(on=on, actor=actor, happened_on=happened_on, item=self.item)


class AnswerGiven(Placed, frozen=True, kw_only=True, tag="answer:given/1"):
    """The citizen has an answer: in the mailbox, by hand, in a conversation, or from the unit."""

    item: ItemRef | None = None

    sentence: ClassVar[str] = N_("The citizen was answered")
    goes_on: ClassVar[bool] = True

    def check(self, case: Case, context: Context) -> None:
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


def call_taken(
    call: CallRegistered,
    context: Context,
    *,
    unit: str | None = None,
    handlings: Sequence[str] = (),
    main_theme: str | None = None,
    other_themes: Sequence[str] = (),
    closed_in_conversation: bool = False,
) -> tuple[CaseEvent, ...]:
    """
    Give everything that a call tells, in the order in which it is recorded: it is acknowledged by being
    taken, and perhaps answered and closed in the conversation. `on_its_day` finds it again.

    Args:
        closed_in_conversation: needs at least one handling and a main theme.

    Raises:
        Refusal: an unknown code, a day that has not come, or a closed call without handling or theme.
    """
    call.check(None, context)
    if closed_in_conversation and call.kind is CallKind.INQUIRY and not (handlings and main_theme):
        raise Refusal("conversation_needs_handling")
    on, actor, day = call.on, call.actor, call.day
    taken = AcknowledgementDecided(on=on, actor=actor, given_on=day)
    events: list[CaseEvent] = [call, *taken.together(call.begin())]
    if unit is not None:
        events.append(UnitRecorded(on=on, actor=actor, unit=unit))
    if main_theme is not None:
        themes = ThemesRecorded(on=on, actor=actor, main=main_theme, others=tuple(other_themes))
        require_listed(themes, context.taxonomy)
        events.append(themes)
    if handlings:
        handling = HandlingRecorded(on=on, actor=actor, codes=tuple(handlings))
        require_listed(handling, context.taxonomy)
        events.append(handling)
    if closed_in_conversation:
        events.append(AnswerGiven(on=on, actor=actor, happened_on=day))
        events.append(CaseClosed(on=on, actor=actor, happened_on=day, in_conversation=True))
    return tuple(events)


def on_its_day(history: Sequence[CaseEvent]) -> Iterator[int]:
    """
    Give the places of what `call_taken` recorded as of the day of the call that begins a history: the
    acknowledgement stands right behind it, and nothing else is an answer without words or a closing in the
    conversation.
    """
    for place, each in enumerate(history):
        is_acknowledgement = place in (1, 2)
        is_answer = isinstance(each, AnswerGiven) and each.item is None
        if is_acknowledgement or is_answer or (isinstance(each, CaseClosed) and each.in_conversation):
            yield place
