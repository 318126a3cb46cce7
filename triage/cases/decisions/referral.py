"""
A request to a unit: what it is asked for, an announced delay, the reply.

A request gives the unit's leader the time of the bylaw, three weeks. A delay it announces is recorded with
its new date and moves nothing: late against the original is late. It needs the citizen's consent or a ground,
and what goes is the letter that is kept with it: the unit is sent nothing else.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar

from msgspec.structs import replace

from intake.contents.item_ref import ItemRef
from intake.contents.versioned import added_in
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.complaints import AnswerGiven
from triage.cases.decisions.consent import ConsentScope, LetsOut
from triage.cases.events import CaseEvent, Code
from triage.cases.guards import (
    require_day,
    require_item,
    require_open_complaint,
    require_opened,
    require_past,
)
from triage.cases.refusals import Refusal
from triage.cases.requests import Referral, RequestKind, UnitPost
from triage.cases.vocabulary import AnswersCitizen, ReplyQuality


class ReferralSent(LetsOut, frozen=True, kw_only=True, tag="referral:sent/2"):
    """
    A unit's leader was sent a request; its time counts from the day it was sent.

    Attributes:
        item: the questions, in the adviser's words.
        kinds: what the unit is asked for; none is a mere referral.
        copy_wanted: whether the citizen wants the adviser to have a copy of the answer.
        confirm_contact: whether the unit is asked to confirm that it has contacted the citizen.
        encloses: whether something that the citizen wrote or sent goes with it.
        ground_item: on which ground it goes without the citizen's consent, if it does.
        letter_item: the letter as it was made, in *language* from *template*; and *sent_by*: how it went.
    """

    unit: Code
    item: ItemRef
    answers_citizen: AnswersCitizen = AnswersCitizen.UNIT
    kinds: Annotated[tuple[RequestKind, ...], added_in(2)] = ()
    copy_wanted: Annotated[bool, added_in(2)] = False
    confirm_contact: Annotated[bool, added_in(2)] = False
    encloses: Annotated[bool, added_in(2)] = False
    ground_item: Annotated[ItemRef | None, added_in(2)] = None
    letter_item: Annotated[ItemRef | None, added_in(2)] = None
    language: Annotated[Code | None, added_in(2)] = None
    template: Annotated[Code | None, added_in(2)] = None
    sent_by: Annotated[UnitPost | None, added_in(2)] = None

    typed: ClassVar[tuple[str, ...]] = ("happened_on", "answers_citizen", "sent_by")
    sentence: ClassVar[str] = N_("Referred to %(unit)s")
    logged: ClassVar[str] = N_("Referred to {a_unit}")
    goes_on: ClassVar[bool] = True

    @property
    def scopes(self) -> tuple[ConsentScope, ...]:
        """What the citizen must have agreed to: more than a question, where papers go or come."""
        fetched = (ConsentScope.FETCH_DOCUMENTS,) if RequestKind.DOCUMENTS in self.kinds else ()
        sent = (ConsentScope.SEND_TEXT,) if self.encloses else ()
        return (ConsentScope.CONTACT_UNIT, *sent, *fetched)

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where nobody has read it, the unit owes a reply already, or without consent."""
        require_open_complaint(case)
        require_opened(case)
        if any(one.unit == self.unit for one in case.complaint.open_referrals):
            raise Refusal("referral_open", unit=self.unit)
        require_day(case, self.day, on=self.on)
        require_item(self.item, "questions")
        self.require_consent(case)

    def apply(self, case: Case) -> Case:
        """Wait for the reply."""
        referral = Referral(
            self.unit,
            self.day,
            self.answers_citizen,
            self.item,
            kinds=self.kinds or (RequestKind.REFERRAL,),
            letter_item=self.letter_item,
        )
        case = case.with_side(referrals=(*case.complaint.referrals, referral))
        return case.with_(days=case.days.referred(self.tag, self.unit, self.on))


class OfOpenRequest(CaseEvent, frozen=True, kw_only=True):
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


class ReplyDelayed(OfOpenRequest, frozen=True, kw_only=True, tag="reply:delayed/1"):
    """A unit announced a later date and why; its original deadline stays."""

    promised_on: date
    reason_item: ItemRef

    typed: ClassVar[tuple[str, ...]] = ("happened_on", "promised_on")
    sentence: ClassVar[str] = N_("%(unit)s announced a later date: %(promised_on)s")
    logged: ClassVar[str] = N_("{A_unit} announced a later date")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it without an open referral, without a reason, or with a new date that is not later."""
        require_after_sent(open_referral(case, self.unit), self)
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


class ReplyReceived(OfOpenRequest, frozen=True, kw_only=True, tag="reply:received/2"):
    """
    A unit's reply.

    Attributes:
        citizen_contacted: whether the unit confirms that it has answered the citizen. Where it was to
            answer, the citizen then has an answer; where the adviser is to, the adviser still owes one.
        more_to_come: whether the unit still owes the rest, so that the request stays open and its time runs.
    """

    item: ItemRef
    quality: ReplyQuality
    citizen_contacted: bool = False
    more_to_come: Annotated[bool, added_in(2)] = False

    tells: ClassVar[bool] = True
    typed: ClassVar[tuple[str, ...]] = ("happened_on", "quality")
    sentence: ClassVar[str] = N_("Reply from %(unit)s: %(quality)s")
    logged: ClassVar[str] = N_("A reply from {a_unit} was registered")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it without an open referral, or on a day that cannot be."""
        require_after_sent(open_referral(case, self.unit), self)
        require_item(self.item, "reply")

    @property
    def is_final(self) -> bool:
        """Whether the unit owes nothing more."""
        return not self.more_to_come

    def changes(self) -> dict[str, Any]:
        """The reply; a partial one leaves the request open."""
        if self.more_to_come:
            return {"partly_on": self.day}
        contacted = self.citizen_contacted
        return {"replied_on": self.day, "quality": self.quality, "citizen_contacted": contacted}

    def apply(self, case: Case) -> Case:
        """Change the referral; the citizen has yet to hear of it."""
        return super().apply(case).heard(self.day, is_read=True)

    def together(self, case: Case) -> tuple[CaseEvent, ...]:
        """Where the unit was to answer the citizen and has, the citizen has an answer."""
        referral = open_referral(case, self.unit)
        if (
            self.more_to_come
            or not self.citizen_contacted
            or referral.answers_citizen is not AnswersCitizen.UNIT
        ):
            return (self,)
        day = self.happened_on
        return self, AnswerGiven(on=self.on, actor=self.actor, happened_on=day, item=self.item)


class ReferralRecalled(OfOpenRequest, frozen=True, kw_only=True, tag="referral:recalled/1"):
    """A referral was taken back; the unit owes nothing any more."""

    reason_item: ItemRef

    sentence: ClassVar[str] = N_("The referral to %(unit)s was recalled")
    logged: ClassVar[str] = N_("A referral was recalled")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it without an open referral, or without a reason."""
        open_referral(case, self.unit)
        require_item(self.reason_item, "reason")

    def changes(self) -> dict[str, Any]:
        """The day."""
        return {"recalled_on": self.day}


def open_referral(case: Case, unit: str) -> Referral:
    """Give the request to which a unit owes a reply; refuse where there is none."""
    require_open_complaint(case)
    for referral in case.complaint.open_referrals:
        if referral.unit == unit:
            return referral
    raise Refusal("no_open_referral", unit=unit)


def require_after_sent(referral: Referral, event: CaseEvent) -> None:
    """Refuse a day that has not come, or one before the unit was asked."""
    require_past(event.day, on=event.on)
    if event.day < referral.sent_on:
        raise Refusal("date_before_asked", happened_on=event.day, asked_on=referral.sent_on)
