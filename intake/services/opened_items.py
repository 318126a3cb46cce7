"""What came of opening the items of a mailbox: messages, files, and what cannot be trusted."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from intake.contents.mailbox import FileEntry, MessageContent


class IntegrityWarning(StrEnum):
    """What about a mailbox cannot be trusted."""

    UNREADABLE = "unreadable"
    NEWER = "newer"
    WRONG_SENDER = "wrong_sender"
    GAP = "gap"
    REPEATED = "repeated"
    OTHER_MAILBOX_KEY = "other_mailbox_key"
    OTHER_REPORT = "other_report"
    OTHER_ITEM = "other_item"
    OTHER_HOLDERS = "other_holders"
    NOT_FOR_YOU = "not_for_you"
    SUCCESSION = "succession"


@dataclass(frozen=True, slots=True)
class OpenedMessage:
    """One message; *sender* is the handle of the advisor who wrote it, None for the reporter's."""

    item_id: bytes
    on: date
    content: MessageContent = field(repr=False)
    sender: bytes | None
    number: int

    @property
    def text(self) -> str:
        """Give its words."""
        return self.content.text

    @property
    def after(self) -> int:
        """Give the last number of the other direction that its writer could have seen."""
        return self.content.after

    @property
    def mine(self) -> bool:
        """Say whether the reporter wrote it."""
        return self.sender is None


def answer_to(question: bytes, messages: Iterable[OpenedMessage]) -> OpenedMessage | None:
    """Give the reporter's first yes or no to a question, which its message's id names; None for none."""
    answers = ((each, each.content.answer) for each in messages if each.mine)
    return next((each for each, answer in answers if answer and answer.question == question), None)


@dataclass(frozen=True, slots=True)
class SentFile:
    """One attachment, with the day on which it came and the item that lists it."""

    on: date
    entry: FileEntry = field(repr=False)
    listed_in: str
