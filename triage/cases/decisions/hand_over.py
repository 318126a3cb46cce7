"""
Handing a case over to the other side of the house: a report to the complaint side, an inquiry to the
whistleblower scheme; only with the consent of the one who wrote.

The question can be answered until a day that it names (rule BR-CONSENT), and does not run out while something
of the other side's waits for an answer: the yes may stand in it, and counts from the day on which it came.
Whoever answers it, or marks that it needs no answer, lets the question run out. Without consent nothing
crosses, and no trace is on the other side.

A case of its own begins over there, and its clocks count from the day of consent. A question that carries the
text that would cross is answered for good in the mailbox: the yes itself begins that case (SPEC 13.8), and
the one who wrote is answered there too. Where the yes was heard elsewhere, or the question carried no text,
an adviser carries it over; how an inquiry crosses, also where nobody can be asked, is told in
`inquiry_hand_over`.
"""

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
from triage.cases.decisions.dispositions import DispositionRecorded
from triage.cases.decisions.messages import MessageDecided
from triage.cases.events import CaseEvent, Decided
from triage.cases.guards import (
    require_day,
    require_item,
    require_open,
    require_opened,
)
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import HANDED_OVER, HandOverState, Scope


class HandOver(Struct, frozen=True):
    """
    The question about moving to the other side, to be answered by a day it named.

    Attributes:
        crossing: the text that a yes in the mailbox passes on; None for a question without one.
        has_crossed: it was passed on by the yes itself.
    """

    item: ItemRef
    asked_on: date
    answer_by: date
    crossing: ItemRef | None = None
    state: HandOverState = HandOverState.ASKED
    answered_on: date | None = None
    has_crossed: bool = False


class HandOverAsked(Decided, frozen=True, kw_only=True, tag="hand_over:asked/2"):
    """
    The reporter or the citizen is asked, in the mailbox, for consent to hand over.

    Attributes:
        answer_by_on: the last day for the answer (`answer_by`).
        crossing_item: what a yes in the mailbox passes on, word for word; it stands in the question.
    """

    item: ItemRef
    answer_by_on: date
    crossing_item: Annotated[ItemRef | None, added_in(2)] = None

    sentence: ClassVar[str] = N_("Consent to the hand-over was asked for")
    shown_as_given: ClassVar[bool] = False
    goes_on: ClassVar[bool] = True

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse what does not belong over there, was asked already, or was handed over already."""
        require_open(case)
        _require_belongs_there(case)
        if case.handed_over_on is not None or case.hand_over_agreed:
            raise Refusal("hand_over_done")
        if case.hand_over is not None and case.hand_over_pending:
            raise Refusal("hand_over_already_asked", answer_by=case.hand_over.answer_by)
        require_item(self.item, "question")

    def apply(self, case: Case) -> Case:
        """Wait for the answer."""
        asked = HandOver(self.item, self.day, self.answer_by_on, self.crossing_item)
        return case.with_(hand_over=asked)

    def together(self, case: Case) -> tuple[CaseEvent, ...]:
        """The question is a message that asks."""
        message = MessageDecided(
            on=self.on,
            actor=self.actor,
            item=self.item,
            asks=True,
            template=self.template,
            language=self.language,
        )
        return self, message


class _Answered(CaseEvent, frozen=True, kw_only=True):
    """
    An answer to the question, or the end of its time.

    Attributes:
        message: what answers it in the mailbox, where it was answered there.
    """

    message: ItemRef | None = None

    becomes: ClassVar[HandOverState]

    @property
    def inner(self) -> tuple[ItemRef, ...]:
        """The texts of the office's own; the message lies in the mailbox."""
        return tuple(each for each in super().inner if each != self.message)

    @property
    def correctable(self) -> tuple[str, ...]:
        """What a person heard; of an answer in the mailbox Betro itself read the day."""
        return () if self.message is not None else super().correctable

    @property
    def withdrawable(self) -> bool:
        """A no that a person heard."""
        return self.message is None and super().withdrawable

    def apply(self, case: Case) -> Case:
        """Keep it."""
        if case.hand_over is None:
            raise ValueError(f"{self.tag} without a question")
        answered = replace(case.hand_over, state=self.becomes, answered_on=self.day)
        return case.with_(hand_over=answered)


class HandOverConsented(_Answered, frozen=True, kw_only=True, tag="hand_over:consented/1"):
    """
    There is a yes, and the complaint clocks count from its day. *item* is what a reporter said elsewhere;
    what a citizen said elsewhere stands in the hand-over itself.
    """

    item: ItemRef | None = None

    becomes: ClassVar[HandOverState] = HandOverState.CONSENTED
    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("There was a yes to the hand-over")
    # A case began with it.
    stays: ClassVar[bool] = True

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where nobody asked, or the question is no longer open."""
        question = _require_pending(case)
        if not self._crosses(case):
            _require_belongs_there(case)
        if not case.is_report and self.message is None:
            raise Refusal("wrong_scheme")
        _require_answer(case, question, self)
        require_item(self.item or self.message, "consent")

    def apply(self, case: Case) -> Case:
        """Keep it, and that the text of the question crossed with it."""
        has_crossed, after = self._crosses(case), super().apply(case)
        asked = after.hand_over
        return after if asked is None else after.with_(hand_over=replace(asked, has_crossed=has_crossed))

    def together(self, case: Case) -> tuple[CaseEvent, ...]:
        """
        What an advisor heard is handed over at once, and so is a report whose question said what crosses; an
        inquiry is closed by a decision of its own.
        """
        crossed = case.hand_over.crossing if case.hand_over and self._crosses(case) else None
        passed_on = self.item or (crossed if case.is_report else None)
        if passed_on is None:
            return (self,)
        done = DispositionRecorded(
            on=self.on,
            actor=self.actor,
            happened_on=self.happened_on,
            code=HANDED_OVER,
            reason_item=passed_on,
        )
        return self, done

    def _crosses(self, case: Case) -> bool:
        """Say whether the portal passed on what the question says: whatever holds by now, it has happened."""
        return self.message is not None and case.hand_over is not None and case.hand_over.crossing is not None


class HandOverDeclined(_Answered, frozen=True, kw_only=True, tag="hand_over:declined/1"):
    """There is a no; nothing crosses."""

    becomes: ClassVar[HandOverState] = HandOverState.DECLINED
    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("There was a no to the hand-over")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where nobody asked, or the question is no longer open."""
        _require_answer(case, _require_pending(case), self)


class HandOverExpired(_Answered, frozen=True, kw_only=True, tag="hand_over:expired/1"):
    """No answer came in time. It ran out with the last day, whenever the clock came to look."""

    becomes: ClassVar[HandOverState] = HandOverState.EXPIRED
    sentence: ClassVar[str] = N_("The question about the hand-over was not answered in time")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where nobody asked, there is still time, or the answer may lie there."""
        question = _require_pending(case)
        if case.unanswered or self.on <= question.answer_by:
            raise Refusal("hand_over_not_expired", answer_by=question.answer_by)


def _require_belongs_there(case: Case) -> None:
    """Refuse a report inside the scheme, and an inquiry that nobody has read."""
    if not case.is_report:
        require_opened(case)
    elif case.report.scope not in {Scope.OUTSIDE, Scope.PARTLY}:
        raise Refusal("hand_over_needs_outside")


def _require_pending(case: Case) -> HandOver:
    require_open(case)
    if case.hand_over is None or not case.hand_over_pending:
        raise Refusal("hand_over_not_asked")
    return case.hand_over


def _require_answer(case: Case, question: HandOver, answer: _Answered) -> None:
    """Refuse a day that cannot be, and what was heard elsewhere while a yes may lie unread in the mailbox."""
    if answer.message is None and case.has_unread:
        raise Refusal("not_opened")
    require_day(case, answer.day, on=answer.on)
    if answer.day < question.asked_on:
        raise Refusal("hand_over_not_asked")
