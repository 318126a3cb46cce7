"""
Handing a report over to the complaint side: only with the reporter's consent.

The question can be answered until a day that it names (rule BR-CONSENT), and does not run out while something
of the reporter's waits for an answer: the yes may stand in it, and counts from the day on which it came.
Whoever answers it, or marks that it needs no answer, lets the question run out. On consent
a case of its own begins on the complaint side and its clocks count from the day of consent; without consent
nothing crosses, and no trace is on the complaint side.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from intake.contents.item_ref import ItemRef
from intake.domain.words import N_
from triage.cases.case import Case
from triage.cases.context import Context
from triage.cases.decisions.dispositions import DispositionRecorded
from triage.cases.decisions.messages import MessageDecided
from triage.cases.decisions.receiving import CaseReceived
from triage.cases.events import CaseEvent, Decided
from triage.cases.guards import require_day, require_item, require_open_report
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import HANDED_OVER, HandOverState, Scope
from triage.engine.compute import compute
from triage.rules.codes import Scheme
from triage.rules.rulebook import Rulebook

CHANNEL = "whistleblower_scheme"
ANSWER_RULE = "BR-CONSENT"


class HandOver(Struct, frozen=True):
    """The question to the reporter about moving to the complaint side, to be answered by a day it named."""

    item: ItemRef
    asked_on: date
    answer_by: date
    state: HandOverState = HandOverState.ASKED
    answered_on: date | None = None


class HandOverAsked(Decided, frozen=True, kw_only=True, tag="hand_over:asked/1"):
    """
    The reporter is asked, in the mailbox, for consent to hand over.

    Attributes:
        answer_by_on: the last day for the answer (`answer_by`).
    """

    item: ItemRef
    answer_by_on: date

    sentence: ClassVar[str] = N_("The reporter was asked about handing over to {citizens_adviser}")
    shown_as_given: ClassVar[bool] = False
    goes_on: ClassVar[bool] = True

    def check(self, case: Case, context: Context) -> None:
        """Refuse what is not outside the scheme, was asked already, or was handed over already."""
        require_open_report(case)
        _require_outside(case)
        asked = case.report.hand_over
        if asked is not None and asked.state is HandOverState.CONSENTED:
            raise Refusal("hand_over_done")
        if asked is not None and asked.state is HandOverState.ASKED:
            raise Refusal("hand_over_already_asked", answer_by=asked.answer_by)
        require_item(self.item, "question")

    def apply(self, case: Case) -> Case:
        """Wait for the answer."""
        return case.with_side(hand_over=HandOver(self.item, self.day, self.answer_by_on))

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
        message: what the reporter answered with in the mailbox, where it was answered there.
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
        if case.report.hand_over is None:
            raise ValueError(f"{self.tag} without a question")
        answered = replace(case.report.hand_over, state=self.becomes, answered_on=self.day)
        return case.with_side(hand_over=answered)


class HandOverConsented(_Answered, frozen=True, kw_only=True, tag="hand_over:consented/1"):
    """The reporter agreed; the complaint clocks count from that day. *item* is what was said elsewhere."""

    item: ItemRef | None = None

    becomes: ClassVar[HandOverState] = HandOverState.CONSENTED
    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("The reporter agreed to the hand-over")
    # A case began with it.
    stays: ClassVar[bool] = True

    def check(self, case: Case, context: Context) -> None:
        """Refuse it where nobody asked, or the question is no longer open."""
        question = _require_pending(case)
        _require_outside(case)
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
    """The reporter said no; nothing crosses."""

    becomes: ClassVar[HandOverState] = HandOverState.DECLINED
    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("The reporter said no to the hand-over")

    def check(self, case: Case, context: Context) -> None:
        """Refuse it where nobody asked, or the question is no longer open."""
        _require_answer_day(case, _require_pending(case), self)


class HandOverExpired(_Answered, frozen=True, kw_only=True, tag="hand_over:expired/1"):
    """The reporter did not answer in time. It ran out with the last day, whenever the clock came to look."""

    becomes: ClassVar[HandOverState] = HandOverState.EXPIRED
    sentence: ClassVar[str] = N_("The reporter did not answer about the hand-over in time")

    def check(self, case: Case, context: Context) -> None:
        """Refuse it where nobody asked, there is still time, or the answer may lie there."""
        question = _require_pending(case)
        if case.unanswered or self.on <= question.answer_by:
            raise Refusal("hand_over_not_expired", answer_by=question.answer_by)


def answer_by(rulebook: Rulebook, asked_on: date) -> date:
    """Give the last day for the answer to a question asked on a day."""
    return compute(rulebook.rule(ANSWER_RULE, asked_on), asked_on).due_strict


def begin_handed_over(case: Case, *, on: date, actor: str | None) -> CaseReceived:
    """
    Begin the complaint case that a consented report becomes. The event belongs to the new case.

    Raises:
        Refusal: the reporter has not consented.
    """
    asked = case.report.hand_over
    if asked is None or asked.state is not HandOverState.CONSENTED or asked.answered_on is None:
        raise Refusal("hand_over_no_consent")
    return CaseReceived(
        on=on,
        actor=actor,
        scheme=Scheme.COMPLAINTS,
        channel=CHANNEL,
        received_on=asked.answered_on,
        original_received_on=case.received_on,
    )


def question_until(case: Case) -> date | None:
    """Give the last day for the answer; None where no question is open, or the answer may lie there."""
    question = case.report.hand_over
    runs = case.report.hand_over_pending and case.is_open and not case.unanswered
    return question.answer_by if question and runs else None


def _require_outside(case: Case) -> None:
    if case.report.scope not in {Scope.OUTSIDE, Scope.PARTLY}:
        raise Refusal("hand_over_needs_outside")


def _require_pending(case: Case) -> HandOver:
    require_open_report(case)
    if case.report.hand_over is None or not case.report.hand_over_pending:
        raise Refusal("hand_over_not_asked")
    return case.report.hand_over


def _require_answer_day(case: Case, question: HandOver, answer: CaseEvent) -> None:
    require_day(case, answer.day, on=answer.on)
    if answer.day < question.asked_on:
        raise Refusal("hand_over_not_asked")
