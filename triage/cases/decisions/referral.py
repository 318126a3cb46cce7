"""
Referral to a unit: the questions, an announced delay, the reply.

A referral gives the unit's leader three weeks. A delay it announces is recorded with its new date and
moves nothing: late against the original is late.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from msgspec import Struct
from msgspec.structs import replace

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.complaints import AnswerGiven
from triage.cases.events import CaseEvent, Code
from triage.cases.guards import (
    require_day,
    require_item,
    require_open_complaint,
    require_opened,
    require_past,
)
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import AnswersCitizen, ReplyQuality


class Referral(Struct, frozen=True):
    """A question to a unit's leader, with the unit's announced delay and its reply."""

    unit: str
    sent_on: date
    answers_citizen: AnswersCitizen
    item: ItemRef
    promised_on: date | None = None
    replied_on: date | None = None
    quality: ReplyQuality | None = None
    citizen_contacted: bool = False
    recalled_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether the unit still owes a reply."""
        return self.replied_on is None and self.recalled_on is None


class ReferralSent(CaseEvent, frozen=True, kw_only=True, tag="referral:sent/1"):
    """The inquiry was referred to a unit's leader; the three weeks count from the day it was sent."""

    unit: Code
    item: ItemRef
    answers_citizen: AnswersCitizen = AnswersCitizen.UNIT

    typed: ClassVar[tuple[str, ...]] = ("happened_on", "answers_citizen")
    sentence: ClassVar[str] = N_("Referred to %(unit)s")
    logged: ClassVar[str] = N_("Referred to {a_unit}")
    goes_on: ClassVar[bool] = True

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where nobody has read it, or the unit has an open referral already."""
        require_open_complaint(case)
        require_opened(case)
        if any(one.unit == self.unit for one in case.complaint.open_referrals):
            raise Refusal("referral_open", unit=self.unit)
        require_day(case, self.day, on=self.on)
        require_item(self.item, "questions")

    def apply(self, case: Case) -> Case:
        """Wait for the reply."""
        referral = Referral(self.unit, self.day, self.answers_citizen, self.item)
        case = case.with_side(referrals=(*case.complaint.referrals, referral))
        return case.with_(days=case.days.referred(self.tag, self.unit, self.on))


class _OfOpenReferral(CaseEvent, frozen=True, kw_only=True):
    """Something that a unit which owes a reply did, or that was done about it."""

    unit: Code

    def changes(self) -> dict[str, Any]:
        """Give what becomes of the referral."""
        raise NotImplementedError

    def apply(self, case: Case) -> Case:
        """Change the referral that is open."""
        referrals = tuple(
            replace(one, **self.changes()) if one.is_open and one.unit == self.unit else one
            for one in case.complaint.referrals
        )
        return case.with_side(referrals=referrals)


class ReplyDelayed(_OfOpenReferral, frozen=True, kw_only=True, tag="reply:delayed/1"):
    """A unit announced a later date and why; its original deadline stays."""

    promised_on: date
    reason_item: ItemRef

    typed: ClassVar[tuple[str, ...]] = ("happened_on", "promised_on")
    sentence: ClassVar[str] = N_("%(unit)s announced a later date: %(promised_on)s")
    logged: ClassVar[str] = N_("{A_unit} announced a later date")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it without an open referral, without a reason, or with a new date that is not later."""
        _require_after_sent(_open_referral(case, self.unit), self)
        if self.promised_on <= self.day:
            raise Refusal("delay_not_later", new_on=self.promised_on, announced_on=self.day)
        for each in context.deadlines:
            is_owed = (
                each.subject == self.unit
                and each.is_open
                and ReplyReceived.tag in each.counted_by.satisfied_by
            )
            if is_owed and self.promised_on <= each.due_strict:
                raise Refusal("delay_before_due", new_on=self.promised_on, due=each.due_strict)
        require_item(self.reason_item, "reason")

    def changes(self) -> dict[str, Any]:
        """The new date."""
        return {"promised_on": self.promised_on}


class ReplyReceived(_OfOpenReferral, frozen=True, kw_only=True, tag="reply:received/1"):
    """
    A unit's reply.

    Attributes:
        citizen_contacted: whether the unit confirms that it has answered the citizen. Where it was to
            answer, the citizen then has an answer; where the adviser is to, the adviser still owes one.
    """

    item: ItemRef
    quality: ReplyQuality
    citizen_contacted: bool = False

    tells: ClassVar[bool] = True
    typed: ClassVar[tuple[str, ...]] = ("happened_on", "quality")
    sentence: ClassVar[str] = N_("Reply from %(unit)s: %(quality)s")
    logged: ClassVar[str] = N_("A reply from {a_unit} was registered")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it without an open referral, or on a day that cannot be."""
        _require_after_sent(_open_referral(case, self.unit), self)
        require_item(self.item, "reply")

    def changes(self) -> dict[str, Any]:
        """The reply."""
        contacted = self.citizen_contacted
        return {"replied_on": self.day, "quality": self.quality, "citizen_contacted": contacted}

    def apply(self, case: Case) -> Case:
        """Change the referral; the citizen has yet to hear of it."""
        return super().apply(case).heard(self.day, is_read=True)

    def together(self, case: Case) -> tuple[CaseEvent, ...]:
        """Where the unit was to answer the citizen and has, the citizen has an answer."""
        referral = _open_referral(case, self.unit)
        if not self.citizen_contacted or referral.answers_citizen is not AnswersCitizen.UNIT:
            return (self,)
        day = self.happened_on
        return self, AnswerGiven(on=self.on, actor=self.actor, happened_on=day, item=self.item)


class ReferralRecalled(_OfOpenReferral, frozen=True, kw_only=True, tag="referral:recalled/1"):
    """A referral was taken back; the unit owes nothing any more."""

    reason_item: ItemRef

    sentence: ClassVar[str] = N_("The referral to %(unit)s was recalled")
    logged: ClassVar[str] = N_("A referral was recalled")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it without an open referral, or without a reason."""
        _open_referral(case, self.unit)
        require_item(self.reason_item, "reason")

    def changes(self) -> dict[str, Any]:
        """The day."""
        return {"recalled_on": self.day}


def _open_referral(case: Case, unit: str) -> Referral:
    require_open_complaint(case)
    for referral in case.complaint.open_referrals:
        if referral.unit == unit:
            return referral
    raise Refusal("no_open_referral", unit=unit)


def _require_after_sent(referral: Referral, event: CaseEvent) -> None:
    require_past(event.day, on=event.on)
    if event.day < referral.sent_on:
        raise Refusal("date_before_asked", happened_on=event.day, asked_on=referral.sent_on)
