"""The steps of the fold that only the complaint side knows; `triage/cases/fold.py` holds the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from triage.cases.case import Case
from triage.cases.case_values import Criticism, Hearing, Referral, Themes
from triage.cases.events import Event, Tag
from triage.cases.replacing import replace
from triage.cases.vocabulary import AnswersCitizen, CriticismKind, ReplyQuality


def _department(case: Case, event: Event) -> Case:
    return replace(case, department=event.required("department"))


def _themes(case: Case, event: Event) -> Case:
    return replace(case, themes=Themes(event.required("main"), event.texts("others")))


def _handling(case: Case, event: Event) -> Case:
    return replace(case, handlings=event.texts("codes"))


def _rejected(case: Case, event: Event) -> Case:
    return replace(case, rejection=event.required("reason"), told_on=None)


def _answer_decided(case: Case, event: Event) -> Case:
    return replace(case, answers_pending=(*case.answers_pending, event.required("item")))


def _answer_given(case: Case, event: Event) -> Case:
    item = event.text("item")
    return replace(
        case,
        answered_on=case.answered_on or event.happened_on,
        answers_pending=tuple(one for one in case.answers_pending if one != item),
        told_on=event.happened_on,
    )


def _referral_sent(case: Case, event: Event) -> Case:
    referral = Referral(
        department=event.required("department"),
        sent_on=event.happened_on,
        answers_citizen=AnswersCitizen(event.required("answers_citizen")),
        item=event.required("item"),
    )
    return replace(case, referrals=(*case.referrals, referral))


def _of_open_referral(change: Callable[[Referral, Event], Referral]) -> Callable[[Case, Event], Case]:
    def step(case: Case, event: Event) -> Case:
        department = event.required("department")
        referrals = tuple(
            change(one, event) if one.is_open and one.department == department else one
            for one in case.referrals
        )
        return replace(case, referrals=referrals)

    return step


def _delayed(referral: Referral, event: Event) -> Referral:
    return replace(referral, promised_on=event.day("promised_on"), delay_announced_on=event.happened_on)


def _replied(referral: Referral, event: Event) -> Referral:
    return replace(
        referral,
        replied_on=event.happened_on,
        quality=ReplyQuality(event.required("quality")),
        citizen_contacted=event.flag("citizen_contacted"),
    )


def _recalled(referral: Referral, event: Event) -> Referral:
    return replace(referral, recalled_on=event.happened_on)


def _hearing_sent(case: Case, event: Event) -> Case:
    answer_by = event.day("answer_by_on")
    if answer_by is None:
        raise ValueError(f"{event.tag} without answer_by_on")
    hearing = Hearing(event.required("department"), event.happened_on, answer_by)
    return replace(case, hearings=(*case.hearings, hearing))


def _hearing_answered(case: Case, event: Event) -> Case:
    department = event.required("department")
    hearings = tuple(
        replace(one, answered_on=event.happened_on)
        if one.department == department and one.answered_on is None
        else one
        for one in case.hearings
    )
    return replace(case, hearings=hearings)


def _criticised(case: Case, event: Event) -> Case:
    criticism = Criticism(
        CriticismKind(event.required("kind")),
        event.required("department"),
        event.happened_on,
        event.required("item"),
    )
    return replace(case, criticisms=(*case.criticisms, criticism))


COMPLAINT_STEPS: Mapping[Tag, Callable[[Case, Event], Case]] = MappingProxyType(
    {
        Tag.DEPARTMENT_RECORDED: _department,
        Tag.THEMES_RECORDED: _themes,
        Tag.HANDLING_RECORDED: _handling,
        Tag.INQUIRY_REJECTED: _rejected,
        Tag.ANSWER_DECIDED: _answer_decided,
        Tag.ANSWER_GIVEN: _answer_given,
        Tag.REFERRAL_SENT: _referral_sent,
        Tag.REFERRAL_RECALLED: _of_open_referral(_recalled),
        Tag.REPLY_DELAYED: _of_open_referral(_delayed),
        Tag.REPLY_RECEIVED: _of_open_referral(_replied),
        Tag.HEARING_SENT: _hearing_sent,
        Tag.HEARING_ANSWERED: _hearing_answered,
        Tag.CRITICISM_RECORDED: _criticised,
    }
)
