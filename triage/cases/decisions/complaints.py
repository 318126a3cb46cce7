"""
The complaint side: calls, themes, handling, referral to a department, and the answer to the citizen.

A call that was taken is acknowledged; one closed in the conversation is answered and closed too, so it leaves
no open deadline. A referral gives the department's leader three weeks; a delay it announces is recorded with
its new date and moves nothing: late against the original is late.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from triage.cases.case import Case
from triage.cases.events import Event, Tag, make_event
from triage.cases.guards import (
    earlier,
    require_code,
    require_day,
    require_item,
    require_open_complaint,
    require_opened,
    require_past,
)
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import CallKind, Mode, Scheme
from triage.rules.taxonomy import Taxonomy


def register_call(
    *,
    on: date,
    actor: str,
    summary_item: str,
    taxonomy: Taxonomy,
    taken_on: date | None = None,
    kind: CallKind = CallKind.INQUIRY,
    channel: str = "phone",
    department: str | None = None,
    handlings: Sequence[str] = (),
    main_theme: str | None = None,
    other_themes: Sequence[str] = (),
    closed_in_conversation: bool = False,
) -> tuple[Event, ...]:
    """
    Begin a case from a call: acknowledged by being taken, and perhaps answered and closed in the
    conversation.

    Args:
        summary_item: what it was about, in the advisor's words.
        taken_on: the day of the call, if it is typed in later.
        closed_in_conversation: needs at least one handling and a main theme.

    Raises:
        Refusal: an unknown code, a day that has not come, or a closed call without handling or theme.
    """
    day = taken_on or on
    require_past(day, on=on)
    require_code(channel, taxonomy.channels)
    if closed_in_conversation and kind == CallKind.INQUIRY and not (handlings and main_theme):
        raise Refusal("conversation_needs_handling")
    happened_on = earlier(day, on=on)
    events = [
        make_event(
            Tag.CALL_REGISTERED,
            on=on,
            actor=actor,
            happened_on=happened_on,
            scheme=Scheme.COMPLAINTS,
            channel=channel,
            kind=kind,
            summary_item=require_item(summary_item, "summary"),
        ),
        make_event(Tag.ACKNOWLEDGEMENT_DECIDED, on=on, actor=actor, mode=Mode.BY_HAND),
        make_event(Tag.ACKNOWLEDGEMENT_GIVEN, on=on, actor=actor, happened_on=happened_on),
    ]
    if department is not None:
        events.append(make_event(Tag.DEPARTMENT_RECORDED, on=on, actor=actor, department=department))
    if main_theme is not None:
        events.append(_themes(on, actor, main_theme, other_themes, taxonomy))
    if handlings:
        events.append(_handling(on, actor, handlings, taxonomy))
    if closed_in_conversation:
        events.append(make_event(Tag.ANSWER_GIVEN, on=on, actor=actor, happened_on=happened_on))
        events.append(
            make_event(Tag.CASE_CLOSED, on=on, actor=actor, happened_on=happened_on, in_conversation=True)
        )
    return tuple(events)


def record_department(case: Case, *, on: date, actor: str, department: str) -> tuple[Event, ...]:
    """Record the code of the department that the complaint is about; the complaint itself is sealed."""
    require_open_complaint(case)
    return (make_event(Tag.DEPARTMENT_RECORDED, on=on, actor=actor, department=department),)


def record_themes(
    case: Case, *, on: date, actor: str, main: str, taxonomy: Taxonomy, others: Sequence[str] = ()
) -> tuple[Event, ...]:
    """
    Record what the inquiry is about; later themes replace earlier ones.

    Raises:
        Refusal: a theme is not on the list.
    """
    require_open_complaint(case)
    return (_themes(on, actor, main, others, taxonomy),)


def record_handling(
    case: Case, *, on: date, actor: str, codes: Sequence[str], taxonomy: Taxonomy
) -> tuple[Event, ...]:
    """
    Record how the inquiry is handled (several); later ones replace earlier ones.

    Raises:
        Refusal: a handling is not on the list.
    """
    require_open_complaint(case)
    return (_handling(on, actor, codes, taxonomy),)


def reject_inquiry(
    case: Case, *, on: date, actor: str, reason: str, reason_item: str, taxonomy: Taxonomy
) -> tuple[Event, ...]:
    """
    Reject an inquiry; the citizen is told by an answer.

    Raises:
        Refusal: nobody has read it, or the reason is not on the list or not in words.
    """
    require_open_complaint(case)
    require_opened(case)
    require_code(reason, taxonomy.rejection_reasons)
    return (
        make_event(
            Tag.INQUIRY_REJECTED,
            on=on,
            actor=actor,
            reason=reason,
            reason_item=require_item(reason_item, "reason"),
        ),
    )


def decide_answer(case: Case, *, on: date, actor: str, item: str) -> tuple[Event, ...]:
    """Decide an answer to the citizen in the mailbox; the publisher places it and calls `answer_given`."""
    require_open_complaint(case)
    return (make_event(Tag.ANSWER_DECIDED, on=on, actor=actor, item=require_item(item, "answer")),)


def answer_given(case: Case, *, on: date, placed_on: date, item: str) -> tuple[Event, ...]:
    """
    Record that an answer lies in the mailbox.

    Raises:
        Refusal: no such answer is on its way.
    """
    if item not in case.answers_pending:
        raise Refusal("not_decided")
    require_day(case, placed_on, on=on)
    return (make_event(Tag.ANSWER_GIVEN, on=on, happened_on=earlier(placed_on, on=on), item=item),)


def answer_by_hand(case: Case, *, on: date, actor: str, item: str, given_on: date) -> tuple[Event, ...]:
    """
    Record an answer that was given on the phone, at a meeting or by letter.

    Args:
        item: what the citizen was told.
    """
    require_open_complaint(case)
    require_day(case, given_on, on=on)
    return (
        make_event(
            Tag.ANSWER_GIVEN,
            on=on,
            actor=actor,
            happened_on=earlier(given_on, on=on),
            item=require_item(item, "answer"),
        ),
    )


def _themes(on: date, actor: str, main: str, others: Sequence[str], taxonomy: Taxonomy) -> Event:
    for theme in (main, *others):
        require_code(theme, taxonomy.themes)
    return make_event(Tag.THEMES_RECORDED, on=on, actor=actor, main=main, others=tuple(others))


def _handling(on: date, actor: str, codes: Sequence[str], taxonomy: Taxonomy) -> Event:
    for code in codes:
        require_code(code, taxonomy.handlings)
    return make_event(Tag.HANDLING_RECORDED, on=on, actor=actor, codes=tuple(codes))
