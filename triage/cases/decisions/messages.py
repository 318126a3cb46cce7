"""Messages both ways, and the minutes of an oral report."""

from __future__ import annotations

from datetime import date

from triage.cases.case import Case
from triage.cases.events import Event, Tag, make_event
from triage.cases.guards import earlier, require_case, require_day, require_item, require_open
from triage.cases.refusals import Refusal


def send_message(case: Case, *, on: date, actor: str, item: str, asks: bool = False) -> tuple[Event, ...]:
    """
    Decide a message to the reporter; the publisher places it and then calls `message_given`.

    Args:
        item: the text.
        asks: whether it holds a question that the unit awaits an answer to.

    Raises:
        Refusal: the case is closed, or there is no text.
    """
    require_open(case)
    return (
        make_event(Tag.MESSAGE_DECIDED, on=on, actor=actor, item=require_item(item, "message"), asks=asks),
    )


def message_given(case: Case, *, on: date, placed_on: date, item: str) -> tuple[Event, ...]:
    """
    Record that a message lies in the mailbox.

    Raises:
        Refusal: no such message is on its way.
    """
    require_case(case)
    if item not in case.messages_pending:
        raise Refusal("not_decided")
    require_day(case, placed_on, on=on)
    return (make_event(Tag.MESSAGE_GIVEN, on=on, happened_on=earlier(placed_on, on=on), item=item),)


def receive_message(case: Case, *, on: date, received_on: date, item: str) -> tuple[Event, ...]:
    """Record that the reporter wrote; possible at any time, and it reopens nothing by itself."""
    require_case(case)
    return (
        make_event(
            Tag.MESSAGE_RECEIVED,
            on=on,
            happened_on=earlier(received_on, on=on),
            item=require_item(item, "message"),
        ),
    )


def record_letter(
    case: Case,
    *,
    on: date,
    actor: str,
    item: str,
    until_on: date,
    reason_item: str | None = None,
    rule: str | None = None,
    subject: str | None = None,
    given_on: date | None = None,
) -> tuple[Event, ...]:
    """
    Record a letter that names a day: a delay with its reason and new date, or guidance on an appeal.

    It moves no clock. What moves one is a command of its own, which the clock may refuse.

    Args:
        item: the letter, as it was sent.
        until_on: the day it names.
        reason_item: why it takes longer; needed where the letter is about a clock.
        rule, about: the clock that it is about.
        given_on: the day it was given by hand or posted; None for one placed in the mailbox.

    Raises:
        Refusal: the case is closed, there is no letter or no reason, or the day it names is past.
    """
    require_open(case)
    if until_on <= on:
        raise Refusal("letter_date_past", until_on=until_on, today=on)
    if given_on is not None:
        require_day(case, given_on, on=on)
    if rule is not None:
        require_item(reason_item, "reason")
    return (
        make_event(
            Tag.LETTER_RECORDED,
            on=on,
            actor=actor,
            happened_on=earlier(given_on, on=on),
            item=require_item(item, "letter"),
            reason_item=reason_item,
            rule=rule,
            subject=subject,
            until_on=until_on,
        ),
    )


def draft_minutes(
    case: Case, *, on: date, actor: str, item: str, drafted_on: date | None = None
) -> tuple[Event, ...]:
    """
    Record minutes of an oral report for the reporter to read, or a corrected version of them.

    Raises:
        Refusal: the reporter has approved them; they are locked (Directive art. 18).
    """
    require_open(case)
    _require_unlocked(case)
    day = drafted_on or on
    require_day(case, day, on=on)
    return (
        make_event(
            Tag.MINUTES_DRAFTED,
            on=on,
            actor=actor,
            happened_on=earlier(day, on=on),
            item=require_item(item, "minutes_text"),
        ),
    )


def approve_minutes(case: Case, *, on: date, actor: str | None, approved_on: date) -> tuple[Event, ...]:
    """
    Record that the reporter approved the minutes; they are locked from now on.

    Args:
        actor: the handler who registers a signature on paper; None when the reporter did it in the mailbox.

    Raises:
        Refusal: there are no minutes, or they are locked already.
    """
    require_open(case)
    if case.minutes is None:
        raise Refusal("minutes_missing")
    _require_unlocked(case)
    require_day(case, approved_on, on=on)
    return (
        make_event(
            Tag.MINUTES_APPROVED,
            on=on,
            actor=actor,
            happened_on=earlier(approved_on, on=on),
            item=case.minutes.item,
        ),
    )


def _require_unlocked(case: Case) -> None:
    if case.minutes is not None and case.minutes.approved_on is not None:
        raise Refusal("minutes_locked", approved_on=case.minutes.approved_on)
