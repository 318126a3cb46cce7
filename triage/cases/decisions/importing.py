"""
An inquiry that was registered elsewhere before Betro, and taken over from there with its own days.

Nobody in Betro waited for anything then: of what is closed, or came long ago, no time limit runs from the day
it came, and none is told as missed. Of an open one that came lately they run from its own day. Whatever is
open is never silent: where nothing else runs, the clock of a case in which nothing happens does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.acknowledgement import AcknowledgementDecided
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.complaints import (
    AnswerGiven,
    HandlingRecorded,
    InquiryRejected,
    ThemesRecorded,
    UnitRecorded,
)
from triage.cases.decisions.inquiries import InquiryRegistered
from triage.cases.decisions.receiving import NoteAdded, require_no_portal
from triage.cases.events import CaseEvent, lists_of
from triage.cases.guards import require_item, require_past
from triage.cases.refusals import Refusal


class InquiryImported(InquiryRegistered, frozen=True, kw_only=True, tag="inquiry:imported/1"):
    """
    An inquiry from an earlier register, taken over by a person on a later day.

    Attributes:
        clocks: whether its time limits run from the day it came.
    """

    clocks: bool = False

    sentence: ClassVar[str] = N_("Taken over from an earlier register: %(type)s")

    @property
    def is_one_moment(self) -> bool:
        """No: each thing of an earlier register has its own day."""
        return False

    def check(self, case: Case | None, context: CheckContext) -> None:
        """Refuse a day that has not come, a code that never was on its list, or a missing line."""
        require_past(self.day, on=self.on)
        _require_known(self, context)
        require_no_portal(self.channel)
        require_item(self.summary_item, "summary")

    def begin(self) -> Case:
        """Begin it; of what ran before Betro had it nothing is late."""
        return super().begin().with_side(before_betro=not self.clocks)


def inquiry_imported(
    begun: InquiryImported,
    context: CheckContext,
    *,
    unit: str | None = None,
    handlings: Sequence[str] = (),
    themes: Sequence[str] = (),
    rejection: str | None = None,
    note: ItemRef | None = None,
    closed_on: date | None = None,
) -> tuple[CaseEvent, ...]:
    """
    Give everything that a row of an earlier register tells, in the order in which it is recorded, each on the
    day of the thing itself.

    Args:
        themes: the main one first.
        rejection: why it was rejected; its line stands for the words.
        closed_on: the day on which it was answered and closed; None where it is open.

    Raises:
        Refusal: a code that never was on its list, or a day that cannot be.
    """
    begun.check(None, context)
    on, actor = begun.on, begun.actor
    told: list[CaseEvent] = [begun]
    if begun.clocks and begun.is_spoken:
        told += AcknowledgementDecided(on=on, actor=actor, given_on=begun.day).together(begun.begin())
    if unit is not None:
        told.append(UnitRecorded(on=on, actor=actor, unit=unit))
    if themes:
        told.append(ThemesRecorded(on=on, actor=actor, main=themes[0], others=tuple(themes[1:])))
    if handlings:
        told.append(HandlingRecorded(on=on, actor=actor, codes=tuple(handlings)))
    if rejection is not None:
        why = begun.summary_item
        told.append(InquiryRejected(on=on, actor=actor, reason=rejection, reason_item=why))
    if note is not None:
        told.append(NoteAdded(on=on, actor=actor, item=note))
    if closed_on is not None:
        _require_order(begun.day, closed_on, on)
        told.append(AnswerGiven(on=on, actor=actor, happened_on=closed_on))
        told.append(CaseClosed(on=on, actor=actor, happened_on=closed_on))
    for each in told[1:]:
        _require_known(each, context)
    return tuple(told)


def _require_known(event: CaseEvent, context: CheckContext) -> None:
    """Refuse a code that is on no list and never was; whether it holds today is no matter of then."""
    for name, found in lists_of(type(event)).items():
        held = getattr(event, name)
        for code in held if isinstance(held, tuple) else filter(None, [held]):
            if code not in getattr(context.taxonomy, found):
                raise Refusal("unknown_code", code=code)


def _require_order(received: date, closed: date, on: date) -> None:
    require_past(closed, on=on)
    if closed < received:
        raise Refusal("date_before_received", happened_on=closed, received_on=received)
