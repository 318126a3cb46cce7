"""
Handing a report over to the complaint side: only with the reporter's consent.

The question can be answered until a day that it names (rule BR-CONSENT). On consent a case of its own begins
on the complaint side and its clocks count from the day of consent; without consent nothing crosses, and no
trace is on the complaint side.
"""

from __future__ import annotations

from datetime import date

from triage.cases.case import Case
from triage.cases.decisions.dispositions import HANDED_OVER
from triage.cases.events import Event, Tag, make_event
from triage.cases.guards import earlier, require_day, require_item, require_open_report
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import HandOverState, Scheme, Scope

CHANNEL = "whistleblower_scheme"


def ask_hand_over(case: Case, *, on: date, actor: str, item: str, answer_by: date) -> tuple[Event, ...]:
    """
    Ask the reporter, in the mailbox, for consent to hand over.

    Args:
        item: the question as the reporter reads it.
        answer_by: the last day for the answer, by the rule BR-CONSENT.

    Raises:
        Refusal: not outside the scheme, asked already, or handed over already.
    """
    require_open_report(case)
    _require_outside(case)
    if case.hand_over is not None and case.hand_over.state is HandOverState.CONSENTED:
        raise Refusal("hand_over_done")
    if case.hand_over is not None and case.hand_over_pending:
        raise Refusal("hand_over_already_asked", answer_by=case.hand_over.answer_by)
    question = require_item(item, "question")
    return (
        make_event(Tag.HAND_OVER_ASKED, on=on, actor=actor, item=question, answer_by_on=answer_by),
        make_event(Tag.MESSAGE_DECIDED, on=on, actor=actor, item=question, asks=True),
    )


def consent_hand_over(
    case: Case, *, on: date, actor: str | None, consented_on: date, item: str
) -> tuple[Event, ...]:
    """
    Record the reporter's consent.

    Args:
        consented_on: the day the reporter said yes; the complaint clocks count from it.
        item: the message or note that holds the consent.

    Raises:
        Refusal: nobody asked, or the question is no longer open.
    """
    asked_on = _require_pending(case)
    _require_outside(case)
    _require_answer_day(case, consented_on, asked_on=asked_on, on=on)
    consent = require_item(item, "consent")
    happened_on = earlier(consented_on, on=on)
    return (
        make_event(Tag.HAND_OVER_CONSENTED, on=on, actor=actor, happened_on=happened_on, item=consent),
        make_event(
            Tag.DISPOSITION_RECORDED,
            on=on,
            actor=actor,
            happened_on=happened_on,
            code=HANDED_OVER,
            reason_item=consent,
        ),
    )


def decline_hand_over(case: Case, *, on: date, actor: str | None, declined_on: date) -> tuple[Event, ...]:
    """
    Record that the reporter said no; nothing crosses.

    Raises:
        Refusal: nobody asked, or the question is no longer open.
    """
    asked_on = _require_pending(case)
    _require_answer_day(case, declined_on, asked_on=asked_on, on=on)
    return (make_event(Tag.HAND_OVER_DECLINED, on=on, actor=actor, happened_on=earlier(declined_on, on=on)),)


def expire_hand_over(case: Case, *, on: date) -> tuple[Event, ...]:
    """
    Record that the reporter did not answer in time; the clock process calls it.

    Raises:
        Refusal: nobody asked, or there is still time.
    """
    _require_pending(case)
    assert case.hand_over is not None  # _require_pending refused otherwise
    if on <= case.hand_over.answer_by:
        raise Refusal("hand_over_not_expired", answer_by=case.hand_over.answer_by)
    # The time ran out with its last day, however long after that the clock process came to look.
    return (make_event(Tag.HAND_OVER_EXPIRED, on=on, happened_on=case.hand_over.answer_by),)


def begin_handed_over(case: Case, *, on: date, actor: str | None) -> tuple[Event, ...]:
    """
    Begin the complaint case that a consented report becomes. The events belong to the new case.

    Raises:
        Refusal: the reporter has not consented.
    """
    if case.hand_over is None or case.hand_over.state is not HandOverState.CONSENTED:
        raise Refusal("hand_over_no_consent")
    return (
        make_event(
            Tag.CASE_RECEIVED,
            on=on,
            actor=actor,
            scheme=Scheme.COMPLAINTS,
            channel=CHANNEL,
            received_on=case.hand_over.answered_on,
            original_received_on=case.received_on,
        ),
    )


def question_until(case: Case) -> date | None:
    """Give the last day on which the reporter can answer the question; None where none is open."""
    if case.hand_over is None or not case.hand_over_pending or not case.is_open:
        return None
    return case.hand_over.answer_by


def _require_outside(case: Case) -> None:
    if case.scope not in {Scope.OUTSIDE, Scope.PARTLY}:
        raise Refusal("hand_over_needs_outside")


def _require_pending(case: Case) -> date:
    require_open_report(case)
    if case.hand_over is None or not case.hand_over_pending:
        raise Refusal("hand_over_not_asked")
    return case.hand_over.asked_on


def _require_answer_day(case: Case, day: date, *, asked_on: date, on: date) -> None:
    require_day(case, day, on=on)
    if day < asked_on:
        raise Refusal("hand_over_not_asked")
