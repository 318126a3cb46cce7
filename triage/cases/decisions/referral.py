"""
Referral to a department: the questions, an announced delay, the reply.

A referral gives the department's leader three weeks. A delay it announces is recorded with its new date and
moves nothing: late against the original is late.
"""

from __future__ import annotations

from datetime import date

from triage.cases.case import Case
from triage.cases.case_values import Referral
from triage.cases.events import Event, Tag, make_event
from triage.cases.guards import (
    earlier,
    require_day,
    require_item,
    require_open_complaint,
    require_opened,
    require_past,
)
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import AnswersCitizen, ReplyQuality


def refer(
    case: Case,
    *,
    on: date,
    actor: str,
    department: str,
    item: str,
    answers_citizen: AnswersCitizen = AnswersCitizen.DEPARTMENT,
    sent_on: date | None = None,
) -> tuple[Event, ...]:
    """
    Refer the inquiry to a department's leader; the three weeks count from `sent_on`.

    Args:
        item: the questions to the department.
        answers_citizen: who writes to the citizen.

    Raises:
        Refusal: nobody has read it, or the department has an open referral already.
    """
    require_open_complaint(case)
    require_opened(case)
    if any(one.department == department for one in case.open_referrals):
        raise Refusal("referral_open", department=department)
    day = sent_on or on
    require_day(case, day, on=on)
    return (
        make_event(
            Tag.REFERRAL_SENT,
            on=on,
            actor=actor,
            happened_on=earlier(day, on=on),
            department=department,
            answers_citizen=answers_citizen,
            item=require_item(item, "questions"),
        ),
    )


def announce_delay(
    case: Case,
    *,
    on: date,
    actor: str,
    department: str,
    promised_on: date,
    reason_item: str,
    announced_on: date | None = None,
) -> tuple[Event, ...]:
    """
    Record that a department announced a later date and why; its original deadline stays.

    Raises:
        Refusal: no open referral, no reason, or a new date that is not later.
    """
    referral = _open_referral(case, department)
    day = announced_on or on
    _require_after_sent(referral, day, on=on)
    if promised_on <= day:
        raise Refusal("delay_not_later", new_on=promised_on, announced_on=day)
    return (
        make_event(
            Tag.REPLY_DELAYED,
            on=on,
            actor=actor,
            happened_on=earlier(day, on=on),
            department=department,
            promised_on=promised_on,
            reason_item=require_item(reason_item, "reason"),
        ),
    )


def register_reply(
    case: Case,
    *,
    on: date,
    actor: str,
    department: str,
    item: str,
    quality: ReplyQuality,
    citizen_contacted: bool = False,
    replied_on: date | None = None,
) -> tuple[Event, ...]:
    """
    Register a department's reply with its date.

    Args:
        item: the reply.
        citizen_contacted: whether the department confirms that it has answered the citizen. Where it was to
            answer, the citizen then has an answer; where the adviser is to, the adviser still owes one.

    Raises:
        Refusal: no open referral, or a day that cannot be.
    """
    referral = _open_referral(case, department)
    day = replied_on or on
    _require_after_sent(referral, day, on=on)
    happened_on = earlier(day, on=on)
    reply = make_event(
        Tag.REPLY_RECEIVED,
        on=on,
        actor=actor,
        happened_on=happened_on,
        department=department,
        item=require_item(item, "reply"),
        quality=quality,
        citizen_contacted=citizen_contacted,
    )
    if not citizen_contacted or referral.answers_citizen is not AnswersCitizen.DEPARTMENT:
        return (reply,)
    return reply, make_event(Tag.ANSWER_GIVEN, on=on, actor=actor, happened_on=happened_on, item=item)


def recall_referral(
    case: Case, *, on: date, actor: str, department: str, reason_item: str
) -> tuple[Event, ...]:
    """
    Take a referral back; the department owes nothing any more.

    Raises:
        Refusal: no open referral, or no reason.
    """
    _open_referral(case, department)
    return (
        make_event(
            Tag.REFERRAL_RECALLED,
            on=on,
            actor=actor,
            department=department,
            reason_item=require_item(reason_item, "reason"),
        ),
    )


def _open_referral(case: Case, department: str) -> Referral:
    require_open_complaint(case)
    for referral in case.open_referrals:
        if referral.department == department:
            return referral
    raise Refusal("no_open_referral", department=department)


def _require_after_sent(referral: Referral, day: date, *, on: date) -> None:
    require_past(day, on=on)
    if day < referral.sent_on:
        raise Refusal("date_before_received", happened_on=day, received_on=referral.sent_on)
