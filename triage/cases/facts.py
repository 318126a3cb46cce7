"""
What the deadline engine needs of a case: the first day of each thing that happened.

The engine knows dates only, so what a date means is settled here: a contact starts no clock, a rejection
settles the acknowledgement too, reopening never takes a feedback back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from triage.cases.case import Case
from triage.cases.derived_dates import DERIVED, moments
from triage.cases.events import Event, Tag
from triage.cases.fold import fold
from triage.cases.instances import clocks_of
from triage.engine.case_deadlines import Facts


def facts(
    events: Iterable[Event],
    *,
    own_closing: frozenset[date] = frozenset(),
    country: str = "DK",
    case: Case | None = None,
) -> Facts:
    """
    Compute the engine's facts from the events of one case.

    Args:
        events: all events of the case, in the order they were recorded.
        own_closing: the office's own closing days, which move house clocks only.
        country: whose law the clocks of the case follow.
        case: what the events add up to, where the caller has folded them already.
    """
    history = tuple(events)
    case = case or fold(history)
    clocks = clocks_of(history, case)
    occurred: dict[str, date] = dict(clocks.happened)
    for event in history:
        first = occurred.get(event.tag)
        day = event.happened_on
        if first is None or day < first:
            occurred[event.tag] = day
    for settled in (_settled(case), moments(history)):
        for tag, on in settled.items():
            if on is None:
                occurred.pop(tag, None)
            else:
                occurred[tag] = on
    return Facts(
        scheme=case.scheme,
        occurred=occurred,
        own_closing=own_closing,
        country=country,
        instances=clocks.instances,
        changes=clocks.changes,
        recorded=clocks.recorded | _told_of(history, occurred),
        applied=clocks.applied,
    )


def _told_of(history: tuple[Event, ...], occurred: Mapping[str, date]) -> dict[tuple[str, str], date]:
    """Return the day on which Betro was told of each derived day: when its event was recorded."""
    return {
        (tag, ""): min(event.on for event in history if event.happened_on == occurred[tag])
        for tag in DERIVED & occurred.keys()
    }


def _settled(case: Case) -> Mapping[str, date | None]:
    """Return the days that are not simply the first event of their tag; None is "not happened"."""
    return {
        Tag.CASE_RECEIVED: None if case.is_contact else case.received_on,
        Tag.REPORT_OPENED: case.opened_on,
        Tag.ACKNOWLEDGEMENT_GIVEN: case.acknowledged_on,
        Tag.FEEDBACK_GIVEN: case.feedback_given_on,
        Tag.ANSWER_GIVEN: case.answered_on,
        Tag.CASE_REOPENED: case.reopened_on,
        Tag.CASE_CLOSED: case.closed_on,
        # Each department has its own clock: see `instances`.
        Tag.REFERRAL_SENT: None,
        Tag.REPLY_RECEIVED: None,
        Tag.REFERRAL_RECALLED: None,
    }
