"""
Putting right what a person recorded: the old one stays in the history, and the case is told anew with the new
one, or without it, from the first event on.

What Betro itself set - the day that the portal received, the day that the mailbox answered with - is no
person's to correct. What was done, on which ground and what happened is none's either: it decides what had
to be asked first, so it is withdrawn and recorded anew. Texts stay as they were written; a letter that named
a wrong day goes on naming it, and none is withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, get_type_hints

from msgspec import ValidationError, convert
from msgspec.structs import replace

from intake.contents.item_ref import ItemRef, refs_in
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.complaints import REJECTED, AnswerGiven, CallRegistered
from triage.cases.decisions.inquiries import InquiryRegistered
from triage.cases.events import TO_COME, Aside, CaseEvent, Code, Decided, Placed
from triage.cases.fold import Life, life_of
from triage.cases.guards import require_item, require_past
from triage.cases.refusals import Refusal

OF_WHAT_WAS_TYPED = frozenset(
    {
        "agreement_missing",
        "clock_start_reason_missing",
        "date_before_asked",
        "date_before_received",
        "date_in_future",
        "dates_reversed",
        "hand_over_not_asked",
        "hearing_open",
        "notice_must_come_first",
        "recording_agreed_after",
        "recording_not_agreed",
        "unit_not_there",
        "unknown_code",
    }
)
"""What is asked anew of a corrected history. The rest was asked when it was recorded, and has happened."""
OF_ITSELF = frozenset(
    {
        "answer_by_past",
        "clock_expired",
        "clock_not_begun",
        "clock_turned_since",
        "delay_before_due",
        "delay_not_later",
        "extension_not_later",
        "extension_too_long",
        "hearing_date_past",
        "lay_with_unknown",
        "letter_date_past",
        "not_political",
        "own_limit_none_then",
        "reason_missing",
        "remarks_need_decision",
    }
)
"""What is asked of the corrected event alone: another that was told by a wrong day has been told by it."""


class EventCorrected(Aside, frozen=True, kw_only=True, tag="event:corrected/1"):
    """
    A day or a code that a person recorded was wrong.

    Attributes:
        number: the place of the event in the history; the first is 1.
        field: which of its days or codes.
        right_on: the day that is right, or *right_code* the code.
    """

    number: int
    field: Code
    reason_item: ItemRef
    right_on: date | None = None
    right_code: Code | None = None

    sentence: ClassVar[str] = N_("What had been recorded was corrected")
    rewrites: ClassVar[bool] = True

    def check(self, case: Case, context: CheckContext) -> None:
        """
        Refuse what no person recorded, what is so already or of another kind, a missing reason, a rejection,
        and what would make a history that cannot be: then with the words of the event that it does not fit.
        """
        life, wrong = _of(self, case)
        if self.field not in wrong.correctable:
            raise Refusal("correction_not_ours")
        if self.value(wrong) in (None, stands(wrong, self.field)):
            raise Refusal("correction_changes_nothing")
        if self.field == "type" and self.right_code == REJECTED:
            raise Refusal("type_by_rejection")
        if self.right_on is not None and self.field not in TO_COME:
            require_past(self.right_on, on=self.on)
        for place, refusal in _new_misfits(life, life.anew(self), context):
            is_its_own = place == self.number - 1 and refusal.code in OF_ITSELF
            if is_its_own or refusal.code in OF_WHAT_WAS_TYPED:
                raise refusal

    def value(self, wrong: CaseEvent) -> object:
        """Give what is right, of the kind of what is wrong; None where nothing of it is said, or too much."""
        if (self.right_on is None) is (self.right_code is None):
            return None
        if isinstance(stands(wrong, self.field), date):
            return self.right_on
        try:
            return convert(self.right_code, get_type_hints(type(wrong), include_extras=True)[self.field])
        except ValidationError:
            return None

    def put_right(self, history: tuple[CaseEvent, ...]) -> tuple[CaseEvent, ...]:
        """Give the history with the event corrected, and what was recorded with it by the same day."""
        place = self.number - 1
        wrong = history[place]
        events = list(history)
        events[place] = replace(wrong, **{self.field: self.value(wrong)})
        if self.field in _OF_ITS_DAY:
            for other in _together(history, place):
                each = history[other]
                same = {name for name in _OF_ITS_DAY if getattr(each, name, None) == wrong.day}
                if "happened_on" in each.typed and each.day == wrong.day:
                    same.add("happened_on")
                events[other] = replace(each, **dict.fromkeys(same, self.right_on))
        return tuple(events)


class EventWithdrawn(Aside, frozen=True, kw_only=True, tag="event:withdrawn/1"):
    """
    What a person recorded never happened, or not in this case.

    Attributes:
        number: the place of the event in the history; the first is 1.
    """

    number: int
    reason_item: ItemRef

    sentence: ClassVar[str] = N_("What had been recorded was withdrawn")
    rewrites: ClassVar[bool] = True

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse what is no person's to withdraw, a missing reason, and what something later rests on."""
        life, wrong = _of(self, case)
        if self.number == 1 or not wrong.withdrawable:
            raise Refusal("withdrawal_not_ours")
        for place, refusal in _new_misfits(life, life.anew(self), context):
            resting = life.events[place]
            if refusal.code == "nothing_breached":
                # The breach that was explained is struck out, with its explanation.
                continue
            code = "withdrawal_later" if resting.withdrawable else "withdrawal_too_late"
            raise Refusal(code, recorded_on=resting.on, event=resting.tag)

    def put_right(self, history: tuple[CaseEvent, ...]) -> tuple[CaseEvent, ...]:
        """Give the history with what says nothing in place of the event, and of what was given with it."""
        place = self.number - 1
        events = list(history)
        given = history[place + 1 : place + 2]
        is_one = any(isinstance(each, Placed) and _is_one(history[place], each) for each in given)
        for each in range(place, place + 1 + is_one):
            events[each] = self
        return tuple(events)


def _of(event: EventCorrected | EventWithdrawn, case: Case) -> tuple[Life, CaseEvent]:
    """Give the life of the case, and what of it is wrong; or refuse where there is no such thing."""
    require_item(event.reason_item, "reason")
    life = life_of(case)
    if not 0 < event.number <= len(life.events):
        raise Refusal("correction_of_nothing")
    return life, life.events[event.number - 1]


_OF_ITS_DAY = ("happened_on", "given_on")


def stands(event: CaseEvent, field: str) -> object:
    """Give what stands in a field that may be corrected: the day of the thing itself, if none is named."""
    return event.day if field == "happened_on" else getattr(event, field)


def _together(history: tuple[CaseEvent, ...], place: int) -> Iterator[int]:
    """Give the places of what was recorded in the same moment: what it gave or brought along."""
    begun = history[place]
    if isinstance(begun, CallRegistered) or (isinstance(begun, InquiryRegistered) and begun.is_one_moment):
        yield from _on_its_day(history)
        return
    for first in (place - 1, place):
        if 0 <= first < len(history) - 1 and _is_one(history[first], history[first + 1]):
            yield first + 1 if first == place else first


def _on_its_day(history: tuple[CaseEvent, ...]) -> Iterator[int]:
    """
    Give the places of what one save recorded as of the day of what was spoken: the acknowledgement stands
    right behind it, and nothing else is an answer without words or a closing in the conversation.
    """
    for place, each in enumerate(history):
        is_answer = isinstance(each, AnswerGiven) and each.item is None
        if place in (1, 2) or is_answer or (isinstance(each, CaseClosed) and each.in_conversation):
            yield place


def _is_one(one: CaseEvent, other: CaseEvent) -> bool:
    """Whether two events that stand side by side were recorded as one."""
    if (one.on, one.actor) != (other.on, other.actor):
        return False
    return _is_given(one, other) or bool(set(refs_in(one)) & set(refs_in(other)))


def _is_given(one: CaseEvent, other: CaseEvent) -> bool:
    """Whether the other says that the words of the one were given; it need not name them."""
    if not isinstance(one, Decided) or one.given_on is None:
        return False
    return other == one.placed(on=other.on, happened_on=one.given_on, actor=other.actor)


def _new_misfits(before: Life, after: Life, context: CheckContext) -> Iterator[tuple[int, Refusal]]:
    """Give why events could not have happened in the life after a correction, and could in that before."""
    for place in range(after.alike(before), len(before.events)):
        refusal = _misfit(after, place, context)
        if refusal is not None:
            known = _misfit(before, place, context)
            if known is None or known.code != refusal.code:
                yield place, refusal


def _misfit(life: Life, place: int, context: CheckContext) -> Refusal | None:
    """Give why an event of a life could not have happened."""
    event, case = life.events[place], life.before(place)
    try:
        if not event.rewrites:
            # Of no case yet, the event that begins one asks nothing.
            event.check(case, context.of(case, event.on))  # type: ignore[arg-type]  # a beginning takes no case, as said above
    except Refusal as refusal:
        return refusal
    return None
