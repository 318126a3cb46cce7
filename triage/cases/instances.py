"""
What the engine needs of a case besides its days: what happened several times, the turns of its clocks, and
what Betro knew when it was told.

A clock that can run several times at once is declared here: by what it is about, the days of its own events.
A department has at most one referral that stands: asked again after its reply or a recall, the new one
counts; the older one stays to be read in `case.referrals`, and if it was late, in `case.breaches`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from triage.cases.case import Case
from triage.cases.events import Event, Tag
from triage.engine.changes import Applied, ChangeKind, ClockChange

KINDS = {
    Tag.CLOCK_SUSPENDED: ChangeKind.SUSPENDED,
    Tag.CLOCK_RESUMED: ChangeKind.RESUMED,
    Tag.CLOCK_INTERRUPTED: ChangeKind.INTERRUPTED,
    Tag.CLOCK_RESTARTED: ChangeKind.RESTARTED,
    Tag.DEADLINE_EXTENDED: ChangeKind.EXTENDED,
}
REPLY_RULES = "BR-REPLY"
"""How the ids of the clocks begin that a referral starts, in every country."""
_RECEIPTS = (Tag.CASE_RECEIVED, Tag.CASE_REGISTERED, Tag.CALL_REGISTERED)


@dataclass(slots=True)
class Found:
    """What a history tells of clocks; `happened` is what a person recorded by the names of the rules."""

    happened: dict[str, date] = field(default_factory=dict)
    instances: dict[str, dict[str, date]] = field(default_factory=dict)
    changes: dict[tuple[str, str], tuple[ClockChange, ...]] = field(default_factory=dict)
    recorded: dict[tuple[str, str], date] = field(default_factory=dict)
    applied: tuple[Applied, ...] = ()


def clocks_of(history: Iterable[Event], case: Case) -> Found:
    """
    Gather what a history tells of clocks.

    Args:
        history: all events of one case, in the order they were recorded.
        case: what they add up to.
    """
    found = Found()
    for event in history:
        if event.tag in KINDS:
            _change(found, event)
        elif event.tag is Tag.EXTERNAL_EVENT_RECORDED:
            _external_event(found, event)
        elif event.tag is Tag.RULES_APPLIED:
            as_of = event.day("as_of_on") or event.on
            found.applied += (Applied(event.on, as_of, event.required("reason")),)
        else:
            _known(found, event)
    for referral in case.referrals:
        days = found.instances.setdefault(referral.department, {})
        ends = {Tag.REPLY_RECEIVED: referral.replied_on, Tag.REFERRAL_RECALLED: referral.recalled_on}
        days[Tag.REFERRAL_SENT] = referral.sent_on
        for tag, on in ends.items():
            days.pop(tag, None)
            if on is not None:
                days[tag] = on
    return found


def _change(found: Found, event: Event) -> None:
    key = (event.required("rule"), event.text("subject") or "")
    change = ClockChange(
        KINDS[event.tag], event.happened_on, event.day("until_on"), event.text("reason") or ""
    )
    found.changes[key] = (*found.changes.get(key, ()), change)


def _external_event(found: Found, event: Event) -> None:
    tag, subject = event.required("event"), event.text("subject") or ""
    days = found.instances.setdefault(subject, {}) if subject else found.happened
    days.setdefault(tag, event.happened_on)
    found.recorded.setdefault((tag, subject), event.on)


def _known(found: Found, event: Event) -> None:
    subject = ""
    if event.tag is Tag.REFERRAL_SENT:
        subject = event.required("department")
        # A new question to the department is a new clock; the turns of the old one are not its own. Whatever
        # else is about the same code, an area with a published limit for one, keeps its turns.
        found.changes = {
            key: changes
            for key, changes in found.changes.items()
            if key[1] != subject or not key[0].startswith(REPLY_RULES)
        }
        found.recorded.pop((event.tag, subject), None)
    if event.tag in _RECEIPTS:
        found.recorded.setdefault((Tag.CASE_RECEIVED, ""), event.on)
    found.recorded.setdefault((event.tag, subject), event.on)
