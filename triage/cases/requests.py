"""What a unit is asked for and how it is sent; and a request as the case knows it."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_, Worded
from triage.cases.vocabulary import AnswersCitizen, ChaseLevel, ReplyQuality


class RequestKind(Worded):
    """What a unit is asked for; a request may be several of them."""

    REFERRAL = "referral", N_("To deal with the matter and answer")
    QUESTIONS = "questions", N_("To answer questions")
    STATEMENT = "statement", N_("A written statement")
    DOCUMENTS = "documents", N_("Documents of the matter")


class UnitPost(Worded):
    """How a letter went to a unit."""

    MAIL = "mail", N_("By e-mail")
    LETTER = "letter", N_("By internal post")
    RECORDS = "records", N_("In the records system")
    BY_HAND = "by_hand", N_("By hand, at a meeting")


class Chased(Struct, frozen=True):
    """A reminder that was sent: when, and to whom."""

    on: date
    to: ChaseLevel


class Referral(Struct, frozen=True):
    """
    A request to a unit's leader, with the unit's announced delay and its reply.

    `partly_on` is the day of the last reply after which more was to come; it leaves the request open.
    """

    unit: str
    sent_on: date
    answers_citizen: AnswersCitizen
    item: ItemRef
    promised_on: date | None = None
    replied_on: date | None = None
    quality: ReplyQuality | None = None
    citizen_contacted: bool = False
    recalled_on: date | None = None
    kinds: tuple[RequestKind, ...] = (RequestKind.REFERRAL,)
    partly_on: date | None = None
    letter_item: ItemRef | None = None
    chased: tuple[Chased, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the unit still owes a reply."""
        return self.replied_on is None and self.recalled_on is None
