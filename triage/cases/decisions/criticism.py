"""Hearing before criticism: a department sees the draft and may comment before anybody criticises it."""

from __future__ import annotations

from datetime import date

from triage.cases.case import Case
from triage.cases.case_values import Hearing
from triage.cases.events import Event, Tag, make_event
from triage.cases.guards import earlier, require_item, require_open_complaint, require_past
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import CriticismKind


def send_hearing(
    case: Case, *, on: date, actor: str, department: str, item: str, answer_by: date
) -> tuple[Event, ...]:
    """
    Send a department the draft of what will be said about it.

    Args:
        item: the draft.
        answer_by: the last day for its comments.

    Raises:
        Refusal: no draft, or no time to comment.
    """
    require_open_complaint(case)
    if answer_by <= on:
        raise Refusal("hearing_date_past")
    return (
        make_event(
            Tag.HEARING_SENT,
            on=on,
            actor=actor,
            department=department,
            item=require_item(item, "draft"),
            answer_by_on=answer_by,
        ),
    )


def answer_hearing(
    case: Case, *, on: date, actor: str, department: str, item: str, answered_on: date | None = None
) -> tuple[Event, ...]:
    """
    Register the department's comments, or its word that it has none.

    Raises:
        Refusal: the department has no open hearing, or the day cannot be.
    """
    require_open_complaint(case)
    hearing = _last_hearing(case, department)
    if hearing is None or hearing.answered_on is not None:
        raise Refusal("no_open_hearing", department=department)
    day = answered_on or on
    require_past(day, on=on)
    if day < hearing.sent_on:
        raise Refusal("date_before_received", happened_on=day, received_on=hearing.sent_on)
    return (
        make_event(
            Tag.HEARING_ANSWERED,
            on=on,
            actor=actor,
            happened_on=earlier(day, on=on),
            department=department,
            item=require_item(item, "comments"),
        ),
    )


def criticise(
    case: Case, *, on: date, actor: str, kind: CriticismKind, department: str, item: str
) -> tuple[Event, ...]:
    """
    Record criticism, a formal request or a recommendation.

    Raises:
        Refusal: the department has not been heard, or still has time to comment.
    """
    require_open_complaint(case)
    hearing = _last_hearing(case, department)
    if hearing is None:
        raise Refusal("hearing_missing", department=department)
    if hearing.answered_on is None and on <= hearing.answer_by:
        raise Refusal("hearing_open", department=department, answer_by=hearing.answer_by)
    return (
        make_event(
            Tag.CRITICISM_RECORDED,
            on=on,
            actor=actor,
            kind=kind,
            department=department,
            item=require_item(item, "criticism"),
        ),
    )


def _last_hearing(case: Case, department: str) -> Hearing | None:
    return next((one for one in reversed(case.hearings) if one.department == department), None)
