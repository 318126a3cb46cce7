"""
Putting right what a person recorded: the old one stays in the history, and the case is told anew with the new
one, from the first event on.

What Betro itself set - the day that the portal received, the day that the mailbox answered with - is no
person's to correct, and the same holds for what the reporter has read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import ClassVar

from msgspec.structs import replace

from intake.contents.item_ref import ItemRef, refs_in
from intake.domain.words import N_
from triage.cases.case import Case
from triage.cases.context import Context
from triage.cases.events import Beginning, CaseEvent, Code, Decided, Placed
from triage.cases.fold import fold, told
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
        "delay_not_later",
        "hand_over_not_asked",
        "happening_unknown",
        "hearing_date_past",
        "notice_must_come_first",
        "police_date_missing",
        "police_date_without_report",
        "unknown_code",
    }
)
"""What is asked anew of a corrected history. The rest was asked when it was recorded, and has happened."""


class EventCorrected(CaseEvent, frozen=True, kw_only=True, tag="event:corrected/1"):
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

    def check(self, case: Case, context: Context) -> None:
        """
        Refuse what no person recorded, what is so already, a missing reason, and what would make a history
        that cannot be: then with the words of the event that it does not fit.
        """
        require_item(self.reason_item, "reason")
        before = told(case.history)
        if not 0 < self.number <= len(before):
            raise Refusal("correction_of_nothing")
        wrong = before[self.number - 1]
        if self.field not in correctable(wrong):
            raise Refusal("correction_not_ours")
        stands = wrong.day if self.field == "happened_on" else getattr(wrong, self.field)
        if self.value(wrong) in (None, stands):
            raise Refusal("correction_changes_nothing")
        if self.right_on is not None and self.field != "promised_on":
            require_past(self.right_on, on=self.on)
        after = self.put_right(before)
        known = {(place, refusal.code) for place, refusal in _misfits(before, context)}
        for place, refusal in _misfits(after, context):
            if (place, refusal.code) not in known:
                raise refusal

    def value(self, wrong: CaseEvent) -> object:
        """Give what is right, of the kind of what is wrong."""
        kind = type(getattr(wrong, self.field))
        if self.right_code is not None and issubclass(kind, Enum):
            return next((each for each in kind if each.value == self.right_code), None)
        return self.right_on or self.right_code

    def put_right(self, history: tuple[CaseEvent, ...]) -> tuple[CaseEvent, ...]:
        """Give the history with the event corrected, and what was recorded with it by the same day."""
        place = self.number - 1
        wrong = history[place]
        events = list(history)
        events[place] = replace(wrong, **{self.field: self.value(wrong)})
        if self.field in _OF_ITS_DAY:
            for other in _together(history, place):
                each = history[other]
                same = (name for name in _OF_ITS_DAY if getattr(each, name, None) == wrong.day)
                events[other] = replace(each, **dict.fromkeys(same, self.right_on))
        return tuple(events)


_OF_ITS_DAY = ("happened_on", "given_on")


def correctable(event: CaseEvent) -> tuple[str, ...]:
    """Give the days and codes of an event that a person typed and may put right; of Betro's own none."""
    if event.actor is None:
        return ()
    return tuple(name for name in event.typed if name == "happened_on" or getattr(event, name) is not None)


def _together(history: tuple[CaseEvent, ...], place: int) -> Iterator[int]:
    """Give the places of what was recorded in the same moment: what it gave or brought along."""
    one = history[place]
    near = range(place + 1, len(history)) if isinstance(one, Beginning) else (place - 1, place + 1)
    for other in near:
        if not 0 <= other < len(history):
            continue
        each = history[other]
        if (each.on, each.actor) != (one.on, one.actor):
            if other > place:
                return
            continue
        gives = any(isinstance(a, Decided) and isinstance(b, Placed) for a, b in ((one, each), (each, one)))
        if gives or isinstance(one, Beginning) or set(refs_in(one)) & set(refs_in(each)):
            yield other


def _misfits(history: tuple[CaseEvent, ...], context: Context) -> Iterator[tuple[int, Refusal]]:
    """Give what the events of a history say against their days and codes, each with its place."""
    for place, event in enumerate(history):
        if event.rewrites:
            continue
        try:
            # Of no case yet, the event that begins one asks nothing.
            event.check(fold(history[:place]) if place else None, context)  # type: ignore[arg-type]  # as said
        except Refusal as refusal:
            if refusal.code in OF_WHAT_WAS_TYPED:
                yield place, refusal
