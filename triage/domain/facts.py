"""
What the deadline engine needs of a case: the first day of each thing that happened.

The engine knows dates only, so what a date means is settled here: a contact starts no clock, a rejection
settles the acknowledgement too, reopening never takes a feedback back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from triage.domain.case import Case
from triage.domain.deadlines import Facts
from triage.domain.events import Event, Tag
from triage.domain.fold import fold
from triage.domain.moments import moments
from triage.domain.parts import Referral


def facts(events: Iterable[Event], *, own_closing: frozenset[date] = frozenset()) -> Facts:
    """
    Compute the engine's facts from the events of one case.

    Args:
        events: all events of the case, in the order they were recorded.
        own_closing: the office's own closing days, which move house clocks only.
    """
    history = tuple(events)
    case = fold(history)
    occurred: dict[str, date] = {}
    for event in history:
        first = occurred.get(event.tag)
        occurred[str(event.tag)] = event.happened_on if first is None else min(first, event.happened_on)
    settled: dict[str, date | None] = {**_settled(case), **moments(history)}
    for tag, day in settled.items():
        if day is None:
            occurred.pop(tag, None)
        else:
            occurred[str(tag)] = day
    return Facts(scheme=str(case.scheme), occurred=occurred, own_closing=own_closing)


def _settled(case: Case) -> Mapping[Tag, date | None]:
    """Return the days that are not simply the first event of their tag; None is "not happened"."""
    referral = _most_pressing(case.referrals)
    return {
        Tag.CASE_RECEIVED: None if case.is_contact else case.received_on,
        Tag.REPORT_OPENED: case.opened_on,
        Tag.ACKNOWLEDGEMENT_GIVEN: case.acknowledged_on,
        Tag.FEEDBACK_GIVEN: case.feedback_given_on,
        Tag.ANSWER_GIVEN: case.answered_on,
        Tag.CASE_REOPENED: case.reopened_on,
        Tag.CASE_CLOSED: case.closed_on,
        Tag.REFERRAL_SENT: referral.sent_on if referral else None,
        Tag.REPLY_RECEIVED: referral.replied_on if referral else None,
    }


def _most_pressing(referrals: tuple[Referral, ...]) -> Referral | None:
    """Return the oldest referral without a reply, else the last one; a recalled one counts for nothing."""
    standing = [one for one in referrals if one.recalled_on is None]
    unanswered = [one for one in standing if one.is_open]
    if unanswered:
        return min(unanswered, key=lambda one: one.sent_on)
    return max(standing, key=lambda one: one.sent_on, default=None)
