"""
The days that the house's own clocks count from and end with, and that no single event tells.

A question counts until it is answered or decided without; an interim feedback until the reporter is told how
it ended. Reopening begins anew: no clock of the time before the closing comes back overdue. What was late
before is kept as a breach; see `breaches`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from triage.cases.events import Event, Tag
from triage.cases.vocabulary import FeedbackKind, Investigation, Scope

QUESTION_ASKED = "question:asked"
QUESTION_SETTLED = "question:settled"
REPORTER_INFORMED = "reporter:informed"
DECISION_READY = "decision:ready"
OUTCOME_TOLD = "outcome:told"
CASE_RESUMED = "case:resumed"

DERIVED = frozenset(
    {QUESTION_ASKED, QUESTION_SETTLED, REPORTER_INFORMED, DECISION_READY, OUTCOME_TOLD, CASE_RESUMED}
)
"""What rules may speak of although it is no event of its own."""


@dataclass(slots=True)
class _Told:
    """What has been told of a case so far; None is "not happened"."""

    asked: date | None = None
    settled: date | None = None
    informed: date | None = None
    told: date | None = None
    ready: date | None = None
    has_outcome: bool = False
    was_told: bool = False
    minutes: date | None = None
    minutes_approved: bool = False
    resumed: date | None = None
    is_reopened: bool = False
    hand_over_item: str | None = None


def moments(history: Iterable[Event]) -> dict[str, date | None]:
    """
    Compute the derived days of a case, and those of its events that are not simply the first of their tag.

    Args:
        history: all events of the case, in the order they were recorded.
    """
    state = _Told()
    for event in history:
        if event.tag in _STEPS_ONWARD and state.is_reopened and state.resumed is None:
            state.resumed = event.happened_on
        if step := _STEPS.get(event.tag):
            step(state, event)
    return {
        QUESTION_ASKED: state.asked,
        QUESTION_SETTLED: state.settled,
        REPORTER_INFORMED: state.informed,
        DECISION_READY: state.ready,
        OUTCOME_TOLD: state.told,
        CASE_RESUMED: state.resumed,
        Tag.MINUTES_DRAFTED: state.minutes,
    }


def _message_decided(state: _Told, event: Event) -> None:
    # The question about a hand-over has a clock of its own.
    if not event.flag("asks") or event.text("item") == state.hand_over_item:
        return
    if state.asked is None or state.settled is not None:
        state.asked, state.settled = event.on, None


def _settle_question(state: _Told, event: Event) -> None:
    if state.asked is not None and state.settled is None:
        state.settled = event.happened_on


def _scope_assessed(state: _Told, event: Event) -> None:
    scope = event.text("scope")
    is_within = scope in {Scope.WITHIN, Scope.PARTLY}
    state.has_outcome = state.has_outcome and is_within
    if scope != Scope.AWAITING_INFORMATION:
        _settle_question(state, event)
    _decided(state, event, is_final=scope == Scope.OUTSIDE or state.has_outcome)


def _investigation_decided(state: _Told, event: Event) -> None:
    investigates = event.text("investigation") == Investigation.INVESTIGATE
    state.has_outcome = state.has_outcome and investigates
    _settle_question(state, event)
    _decided(state, event, is_final=not investigates or state.has_outcome)


def _decided(state: _Told, event: Event, *, is_final: bool) -> None:
    if not state.was_told:
        state.ready = state.ready if state.has_outcome else None
        return
    # A decision that is changed has to be told anew, and the time for that begins with the change.
    state.told = state.informed = None
    state.ready = event.happened_on if is_final else None


def _outcome_recorded(state: _Told, event: Event) -> None:
    _settle_question(state, event)
    state.has_outcome = True
    state.ready = state.ready or event.happened_on


def _message_given(state: _Told, event: Event) -> None:
    if state.informed is not None and state.told is None:
        state.informed = event.happened_on


def _feedback_given(state: _Told, event: Event) -> None:
    if event.text("kind") != FeedbackKind.INTERIM:
        _settle_question(state, event)
        state.told, state.was_told = event.happened_on, True
    elif state.told is None:
        state.informed = event.happened_on


def _hand_over_asked(state: _Told, event: Event) -> None:
    state.hand_over_item = event.text("item")


def _minutes_drafted(state: _Told, event: Event) -> None:
    state.minutes = state.minutes or event.happened_on


def _minutes_approved(state: _Told, _event: Event) -> None:
    state.minutes_approved = True


def _reopened(state: _Told, _event: Event) -> None:
    # A question has been settled by the closing at the latest, and if that was late it stays late.
    state.informed = state.told = state.ready = state.resumed = None
    state.minutes = state.minutes if state.minutes_approved else None
    state.is_reopened = True


_STEPS: Mapping[Tag, Callable[[_Told, Event], None]] = MappingProxyType(
    {
        Tag.MESSAGE_DECIDED: _message_decided,
        Tag.MESSAGE_RECEIVED: _settle_question,
        Tag.MESSAGE_GIVEN: _message_given,
        Tag.SCOPE_ASSESSED: _scope_assessed,
        Tag.INVESTIGATION_DECIDED: _investigation_decided,
        Tag.OUTCOME_RECORDED: _outcome_recorded,
        Tag.FEEDBACK_GIVEN: _feedback_given,
        Tag.HAND_OVER_ASKED: _hand_over_asked,
        Tag.MINUTES_DRAFTED: _minutes_drafted,
        Tag.MINUTES_APPROVED: _minutes_approved,
        Tag.CASE_CLOSED: _settle_question,
        Tag.CASE_REOPENED: _reopened,
    }
)
_STEPS_ONWARD = frozenset(
    {
        Tag.SCOPE_ASSESSED,
        Tag.INVESTIGATION_DECIDED,
        Tag.OUTCOME_RECORDED,
        Tag.MESSAGE_GIVEN,
        Tag.FEEDBACK_GIVEN,
        Tag.ANSWER_GIVEN,
        Tag.REFERRAL_SENT,
        Tag.HAND_OVER_ASKED,
    }
)
