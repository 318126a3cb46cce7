"""Messages both ways, and letters that name a day."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from msgspec.structs import replace

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.events import Besides, CaseEvent, Code, Decided, Placed
from triage.cases.guards import require_case, require_day, require_item, require_open
from triage.cases.refusals import Refusal


class MessageReceived(CaseEvent, frozen=True, kw_only=True, tag="message:received/2"):
    """The reporter wrote; possible at any time, and it reopens nothing by itself. An answer is owed."""

    item: ItemRef
    besides: Besides = ()

    sentence: ClassVar[str] = N_("A message came in")
    side: ClassVar[str] = "in"
    tells: ClassVar[bool] = True

    @property
    def lying(self) -> tuple[ItemRef, ...]:
        """The message and its files."""
        return (self.item, *self.besides)

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse a mere contact, and an empty message."""
        require_case(case)
        require_item(self.item, "message")

    def apply(self, case: Case) -> Case:
        """Nobody waits for the reporter any more: it is the office's turn."""
        if case.is_report:
            case = case.with_side(awaiting_since=None)
        days = case.days.question_settled(self.day)
        return case.with_(asked_on=None, days=days).heard(self.day, is_read=False)


class CodeReplaced(CaseEvent, frozen=True, kw_only=True, tag="code:replaced/1"):
    """
    The reporter took a new receipt code in the mailbox: whoever else knew the earlier one opens nothing with
    it any more. Nobody's turn comes by it.
    """

    item: ItemRef

    sentence: ClassVar[str] = N_("The reporter took a new receipt code")
    logged: ClassVar[str] = N_("The receipt code was replaced")
    side: ClassVar[str] = "in"
    is_step: ClassVar[bool] = False
    stays: ClassVar[bool] = True

    @property
    def lying(self) -> tuple[ItemRef, ...]:
        """What the earlier code signed."""
        return (self.item,)

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse a mere contact."""
        require_case(case)

    def apply(self, case: Case) -> Case:
        """The code is the reporter's own."""
        return case.with_(code_known_to_office=False)


class AnswerNotNeeded(CaseEvent, frozen=True, kw_only=True, tag="answer:not_needed/1"):
    """What the other side added needs no answer, and why; or it was answered in another way."""

    reason_item: ItemRef

    sentence: ClassVar[str] = N_("It was decided that no answer is needed")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where nothing waits for an answer, or nobody has read it; and without a reason."""
        require_case(case)
        if not case.unanswered:
            raise Refusal("nothing_unanswered")
        if case.has_unread:
            raise Refusal("not_opened")
        require_item(self.reason_item, "reason")

    def apply(self, case: Case) -> Case:
        """Nothing is owed any more."""
        return case.answered(self.day)


class MessageDecided(Decided, frozen=True, kw_only=True, tag="message:decided/1"):
    """
    A message to the reporter; the publisher places it, and then it is `MessageGiven`.

    Attributes:
        asks: whether it holds a question that the office awaits an answer to.
    """

    item: ItemRef
    asks: bool = False

    sentence: ClassVar[str] = N_("A message was written")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse an empty message, and a question in a closed case; answered it can be."""
        require_case(case)
        if self.asks:
            require_open(case)
        require_item(self.item, "message")

    def apply(self, case: Case) -> Case:
        """Wait for it to be placed, and for the answer if it asks."""
        case = case.with_(messages_pending=(*case.messages_pending, self.item))
        if not self.asks:
            return case
        hand_over = case.hand_over
        if hand_over is None or hand_over.item != self.item:
            # The question about a hand-over has a clock of its own.
            case = case.with_(days=case.days.question_asked(self.on))
        return case.with_(asked_on=self.on)

    def placed(self, *, on: date, happened_on: date, actor: str | None = None) -> MessageGiven:
        """It lies in the mailbox."""
        return MessageGiven(on=on, actor=actor, happened_on=happened_on, item=self.item)


class MessageGiven(Placed, frozen=True, kw_only=True, tag="message:given/1"):
    """A message lies in the mailbox."""

    item: ItemRef

    sentence: ClassVar[str] = N_("Message placed in the mailbox")
    goes_on: ClassVar[bool] = True

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse a message that is not on its way."""
        require_case(case)
        if self.item not in case.messages_pending:
            raise Refusal("not_decided")
        require_day(case, self.day, on=self.on)

    def apply(self, case: Case) -> Case:
        """It is on its way no more, and an answer; who had an interim feedback has heard again."""
        days = case.days
        if days.informed_on is not None and days.told_on is None:
            days = replace(days, informed_on=self.day)
        pending = tuple(one for one in case.messages_pending if one != self.item)
        return case.with_(messages_pending=pending, days=days).answered(self.day)


class Posted(Decided, frozen=True, kw_only=True):
    """What reaches the reporter or the citizen by a message of its own, where it was not given by hand."""

    typed: ClassVar[tuple[str, ...]] = ("given_on", "sent_by")

    @property
    def day(self) -> date:
        """The day it was given."""
        return self.given_on or self.on

    def together(self, case: Case) -> tuple[CaseEvent, ...]:
        """What was not given by hand is placed in the mailbox."""
        if self.given_on is not None or self.words is None:
            return (self,)
        return MessageDecided(on=self.on, actor=self.actor, item=self.words), self

    def apply(self, case: Case) -> Case:
        """Given by hand it is an answer; in the mailbox it is a message, which is one."""
        return case if self.given_on is None else case.answered(self.given_on)


class LetterRecorded(Posted, frozen=True, kw_only=True, tag="letter:recorded/1"):
    """
    A letter that names a day: a delay with its reason and new date, or guidance on an appeal.

    It moves no clock. What moves one is an event of its own, which the clock may refuse.

    Attributes:
        until_on: the day it names.
        reason_item: why it takes longer; needed where the letter is about a clock.
        rule: the clock that it is about, with its `subject`.
    """

    item: ItemRef
    until_on: date
    reason_item: ItemRef | None = None
    rule: Code | None = None
    subject: Code | None = None

    typed: ClassVar[tuple[str, ...]] = ("given_on", "until_on", "sent_by")
    sentence: ClassVar[str] = N_("Letter: %(template)s")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse a closed case, a day that is past, and a missing letter or reason."""
        require_open(case)
        require_item(self.item, "message" if self.given_on is None else "letter")
        if self.given_on is not None:
            require_day(case, self.given_on, on=self.on)
        if self.until_on <= self.on:
            raise Refusal("letter_date_past", until_on=self.until_on, today=self.on)
        if self.rule is not None:
            require_item(self.reason_item, "reason")
