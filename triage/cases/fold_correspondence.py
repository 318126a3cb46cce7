"""The steps of the fold for messages, minutes, the receipt code and the question about handing over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType

from triage.cases.case import Case
from triage.cases.case_values import HandOver, Minutes
from triage.cases.events import Event, Tag
from triage.cases.replacing import replace
from triage.cases.vocabulary import HandOverState

Step = Callable[[Case, Event], Case]

BEFORE_THE_DAY_WAS_KEPT = timedelta(days=30)
"""What a question about a hand-over promised while its event did not hold the day: for old events only."""


def _message_received(case: Case, event: Event) -> Case:
    return replace(case, asked_on=None, awaiting_since=None, last_message_on=event.happened_on)


def _message_decided(case: Case, event: Event) -> Case:
    asked_on = event.on if event.flag("asks") else case.asked_on
    return replace(case, asked_on=asked_on, messages_pending=(*case.messages_pending, event.required("item")))


def _message_given(case: Case, event: Event) -> Case:
    item = event.text("item")
    return replace(case, messages_pending=tuple(one for one in case.messages_pending if one != item))


def _code_known(case: Case, _event: Event) -> Case:
    return replace(case, code_known_to_unit=True)


def _code_replaced(case: Case, _event: Event) -> Case:
    return replace(case, code_known_to_unit=False)


def _minutes_drafted(case: Case, event: Event) -> Case:
    drafted_on = case.minutes.drafted_on if case.minutes else event.happened_on
    return replace(case, minutes=Minutes(event.required("item"), drafted_on))


def _minutes_approved(case: Case, event: Event) -> Case:
    minutes = case.minutes
    if minutes is None:
        raise ValueError(f"{event.tag} without minutes")
    return replace(case, minutes=replace(minutes, approved_on=event.happened_on))


def _hand_over_asked(case: Case, event: Event) -> Case:
    answer_by = event.day("answer_by_on") or event.happened_on + BEFORE_THE_DAY_WAS_KEPT
    return replace(case, hand_over=HandOver(event.happened_on, answer_by))


def _hand_over_answered(state: HandOverState) -> Step:
    def step(case: Case, event: Event) -> Case:
        if case.hand_over is None:
            raise ValueError(f"{event.tag} without a question")
        return replace(case, hand_over=replace(case.hand_over, state=state, answered_on=event.happened_on))

    return step


CORRESPONDENCE_STEPS: Mapping[Tag, Step] = MappingProxyType(
    {
        Tag.MESSAGE_RECEIVED: _message_received,
        Tag.MESSAGE_DECIDED: _message_decided,
        Tag.MESSAGE_GIVEN: _message_given,
        Tag.CODE_KNOWN_TO_UNIT: _code_known,
        Tag.CODE_REPLACED: _code_replaced,
        Tag.MINUTES_DRAFTED: _minutes_drafted,
        Tag.MINUTES_APPROVED: _minutes_approved,
        Tag.HAND_OVER_ASKED: _hand_over_asked,
        Tag.HAND_OVER_CONSENTED: _hand_over_answered(HandOverState.CONSENTED),
        Tag.HAND_OVER_DECLINED: _hand_over_answered(HandOverState.DECLINED),
        Tag.HAND_OVER_EXPIRED: _hand_over_answered(HandOverState.EXPIRED),
    }
)
