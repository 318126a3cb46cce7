"""
Handing a case over to the other side of the house: a report to the complaint side, an inquiry to the
whistleblower scheme; only with the consent of the one who wrote.

The question can be answered until a day that it names (rule BR-CONSENT), and does not run out while something
of the other side's waits for an answer: the yes may stand in it, and counts from the day on which it came.
Whoever answers it, or marks that it needs no answer, lets the question run out. Without consent nothing
crosses, and no trace is on the other side.

A case of its own begins over there. On the complaint side its clocks count from the day of consent; how an
inquiry crosses, also where nobody can be asked, is told in `inquiry_hand_over`.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.dispositions import DispositionRecorded
from triage.cases.decisions.messages import MessageDecided
from triage.cases.decisions.receiving import CaseReceived
from triage.cases.events import CaseEvent, Decided
from triage.cases.guards import (
    require_day,
    require_item,
    require_open,
    require_opened,
)
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import HANDED_OVER, HandOverState, Scope
from triage.engine.compute import compute
from triage.rules.codes import Scheme
from triage.rules.rulebook import Rulebook

FROM_REPORTS, FROM_COMPLAINTS = "whistleblower_scheme", "citizens_adviser"
"""The channels of what was handed over."""
ANSWER_RULE = "BR-CONSENT"


class HandOver(Struct, frozen=True):
    """The question about moving to the other side, to be answered by a day it named."""

    item: ItemRef
    asked_on: date
    answer_by: date
    state: HandOverState = HandOverState.ASKED
    answered_on: date | None = None


class HandOverAsked(Decided, frozen=True, kw_only=True, tag="hand_over:asked/1"):
    """
    The reporter or the citizen is asked, in the mailbox, for consent to hand over.

    Attributes:
        answer_by_on: the last day for the answer (`answer_by`).
    """

    item: ItemRef
    answer_by_on: date

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
        return case.with_(hand_over=HandOver(self.item, self.day, self.answer_by_on))

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
        _require_belongs_there(case)
        if not case.is_report and self.message is None:
            raise Refusal("wrong_scheme")
        _require_answer_day(case, question, self)
        require_item(self.item or self.message, "consent")

    def together(self, case: Case) -> tuple[CaseEvent, ...]:
        """What an advisor heard is handed over at once; in the mailbox nobody writes what crosses."""
        if self.item is None:
            return (self,)
        done = DispositionRecorded(
            on=self.on,
            actor=self.actor,
            happened_on=self.happened_on,
            code=HANDED_OVER,
            reason_item=self.item,
        )
        return self, done


class HandOverDeclined(_Answered, frozen=True, kw_only=True, tag="hand_over:declined/1"):
    """There is a no; nothing crosses."""

    becomes: ClassVar[HandOverState] = HandOverState.DECLINED
    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("There was a no to the hand-over")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where nobody asked, or the question is no longer open."""
        _require_answer_day(case, _require_pending(case), self)


class HandOverExpired(_Answered, frozen=True, kw_only=True, tag="hand_over:expired/1"):
    """No answer came in time. It ran out with the last day, whenever the clock came to look."""

    becomes: ClassVar[HandOverState] = HandOverState.EXPIRED
    sentence: ClassVar[str] = N_("The question about the hand-over was not answered in time")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where nobody asked, there is still time, or the answer may lie there."""
        question = _require_pending(case)
        if case.unanswered or self.on <= question.answer_by:
            raise Refusal("hand_over_not_expired", answer_by=question.answer_by)


def answer_by(rulebook: Rulebook, asked_on: date) -> date:
    """Give the last day for the answer to a question asked on a day."""
    return compute(rulebook.rule(ANSWER_RULE, asked_on), asked_on).due_strict


def begin_handed_over(case: Case, *, on: date, actor: str | None) -> CaseReceived:
    """
    Begin the case that another becomes on the other side. The event belongs to the new case.

    Raises:
        Refusal: the reporter has not consented, or the inquiry was not handed over.
    """
    if case.is_report:
        scheme, channel, asked = Scheme.COMPLAINTS, FROM_REPORTS, case.hand_over
        received_on = asked.answered_on if asked and asked.state is HandOverState.CONSENTED else None
    else:
        scheme, channel, received_on = Scheme.WHISTLEBLOWING, FROM_COMPLAINTS, case.handed_over_on
    if received_on is None:
        raise Refusal("hand_over_no_consent")
    return CaseReceived(
        on=on,
        actor=actor,
        scheme=scheme,
        channel=channel,
        received_on=received_on,
        original_received_on=case.received_on,
    )


def question_until(case: Case) -> date | None:
    """Give the last day for the answer; None where no question is open, or the answer may lie there."""
    question = case.hand_over
    runs = case.hand_over_pending and case.is_open and not case.unanswered
    return question.answer_by if question and runs else None


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


def _require_answer_day(case: Case, question: HandOver, answer: CaseEvent) -> None:
    require_day(case, answer.day, on=answer.on)
    if answer.day < question.asked_on:
        raise Refusal("hand_over_not_asked")
