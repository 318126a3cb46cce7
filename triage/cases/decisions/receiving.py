"""
How a case begins, and the plain acts on it: opening, summary, notes, assigning, the receipt code.

A case begins in one of four ways: the clock receives a submission, the office registers a report that came
another way, the office registers a call, or somebody makes a mere contact (which starts no clock).
"""

from __future__ import annotations

from datetime import date

from triage.cases.case import Case
from triage.cases.events import Event, Tag, is_item_id, make_event
from triage.cases.guards import earlier, require_case, require_code, require_day, require_item, require_past
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import Scheme
from triage.rules.taxonomy import Taxonomy

PORTAL = "portal"
"""The channel of what the reporter sent without help."""

ORAL = frozenset({"phone", "in_person", "library", "home_visit"})
"""Channels where receiving is hearing."""


def receive(*, on: date, scheme: Scheme, channel: str, received_on: date) -> tuple[Event, ...]:
    """
    Begin a case from a submission that the clock found in intake.

    Args:
        on: the day it is received here.
        received_on: the day the reporter sent it; the clocks count from it.
    """
    return (make_event(Tag.CASE_RECEIVED, on=on, scheme=scheme, channel=channel, received_on=received_on),)


def register_report(
    case: Case | None,
    *,
    on: date,
    actor: str,
    scheme: Scheme,
    channel: str,
    organisation_on: date,
    unit_on: date,
    taxonomy: Taxonomy,
    clock_start: date | None = None,
    clock_start_reason_item: str | None = None,
    read_on: date | None = None,
    code_known_to_unit: bool = True,
) -> tuple[Event, ...]:
    """
    Register a report that came by phone, at a meeting, by letter, by mail or through a manager.

    Args:
        case: None, or the contact or just-received case that this report belongs to.
        organisation_on: the day the organisation received it.
        unit_on: the day the unit received it.
        clock_start: the day the clocks count from; the organisation's day unless a reason is given.
        read_on: the day a person of the unit read or heard it; for what was said aloud the day the unit
            received it, otherwise the day of registering.
        code_known_to_unit: whether somebody in the unit has seen or heard the receipt code.

    Raises:
        Refusal: dates that cannot be, or a later clock start without a reason.
    """
    if case is not None:
        _require_registrable(case, scheme)
    require_code(channel, taxonomy.channels)
    require_past(unit_on, on=on)
    starts_on = _clock_start(organisation_on, unit_on, clock_start, clock_start_reason_item)
    registered = make_event(
        Tag.CASE_REGISTERED,
        on=on,
        actor=actor,
        scheme=scheme,
        channel=channel,
        received_on=starts_on,
        organisation_on=organisation_on,
        unit_on=unit_on,
        read_on=read_on or (unit_on if channel in ORAL else on),
        clock_start_reason_item=clock_start_reason_item if starts_on != organisation_on else None,
    )
    if not code_known_to_unit:
        return (registered,)
    return registered, make_event(Tag.CODE_KNOWN_TO_UNIT, on=on, actor=actor)


def _clock_start(organisation_on: date, unit_on: date, chosen: date | None, reason_item: str | None) -> date:
    if unit_on < organisation_on:
        raise Refusal("dates_reversed", unit_on=unit_on, organisation_on=organisation_on)
    starts_on = chosen or organisation_on
    if starts_on == organisation_on:
        return starts_on
    if not organisation_on < starts_on <= unit_on or reason_item is None or not is_item_id(reason_item):
        raise Refusal("clock_start_reason_missing", organisation_on=organisation_on)
    return starts_on


def _require_registrable(case: Case, scheme: Scheme) -> None:
    if case.scheme != scheme:
        raise Refusal("wrong_scheme")
    if not case.is_contact and (case.registered or case.channel == PORTAL):
        raise Refusal("already_registered")


def register_contact(
    case: Case | None,
    *,
    on: date,
    actor: str,
    channel: str,
    taxonomy: Taxonomy,
    scheme: Scheme = Scheme.WHISTLEBLOWING,
    happened_on: date | None = None,
    item: str | None = None,
) -> tuple[Event, ...]:
    """
    Register a contact: a call that only asks for a meeting, or one more call on a case that is already here.

    It starts no clock and is no new inquiry. With `case` None it begins a case in state `contact`.
    """
    require_code(channel, taxonomy.channels)
    day = happened_on or on
    require_past(day, on=on)
    if case is not None:
        require_day(case, day, on=on)
    return (
        make_event(
            Tag.CONTACT_REGISTERED,
            on=on,
            actor=actor,
            happened_on=earlier(happened_on, on=on),
            scheme=case.scheme if case else scheme,
            channel=channel,
            item=item,
        ),
    )


def open_report(case: Case, *, on: date, actor: str) -> tuple[Event, ...]:
    """Record that a person opened the content; the first opening settles the house clock."""
    require_case(case)
    return (make_event(Tag.REPORT_OPENED, on=on, actor=actor),)


def open_identity(case: Case, *, on: date, actor: str, reason_item: str) -> tuple[Event, ...]:
    """Record that a person opened the reporter's name, and why."""
    require_case(case)
    return (
        make_event(Tag.IDENTITY_OPENED, on=on, actor=actor, reason_item=require_item(reason_item, "reason")),
    )


def set_summary(_case: Case, *, on: date, actor: str, item: str) -> tuple[Event, ...]:
    """Give the case the sealed line that the lists show."""
    return (make_event(Tag.SUMMARY_SET, on=on, actor=actor, item=require_item(item, "summary")),)


def add_note(_case: Case, *, on: date, actor: str, item: str) -> tuple[Event, ...]:
    """Add a sealed internal note; possible on a closed case too."""
    return (make_event(Tag.NOTE_ADDED, on=on, actor=actor, item=require_item(item, "note")),)


def assign(_case: Case, *, on: date, actor: str, handler: str) -> tuple[Event, ...]:
    """Give the case to one handler, who is looked to first; it changes no grant."""
    return (make_event(Tag.CASE_ASSIGNED, on=on, actor=actor, handler=handler),)


def mark_code_known(case: Case, *, on: date, actor: str) -> tuple[Event, ...]:
    """Record that somebody in the unit has seen or heard the receipt code."""
    require_case(case)
    return (make_event(Tag.CODE_KNOWN_TO_UNIT, on=on, actor=actor),)


def replace_code(case: Case, *, on: date) -> tuple[Event, ...]:
    """
    Record that the reporter swapped a code the unit knew for a new one.

    Raises:
        Refusal: the unit did not know the code.
    """
    if not case.code_known_to_unit:
        raise Refusal("code_not_known")
    return (make_event(Tag.CODE_REPLACED, on=on),)
