"""
Recording what starts or ends a clock without being a step of the case: a request for access to documents, a
decision that the citizen received, a data breach.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from triage.cases.case import Case
from triage.cases.derived_dates import DERIVED
from triage.cases.events import Event, Tag, make_event
from triage.cases.guards import earlier, require_item, require_open, require_past
from triage.cases.refusals import Refusal
from triage.engine.deadline import Facts


def record_external_event(
    case: Case,
    *,
    on: date,
    actor: str,
    known: Collection[str],
    so_far: Facts,
    event: str,
    subject: str = "",
    happened_on: date | None = None,
    item: str | None = None,
) -> tuple[Event, ...]:
    """
    Record something that starts or ends a clock and is no step of the case: a request for access, a decision
    received, a data breach.

    Args:
        known: the events that the rules speak of.
        so_far: what has happened already.
        about: which of several, for what happens more than once in a case.
        item: the document, if it is kept here.

    Raises:
        Refusal: the rules know no such event, the case records it by itself, or it is recorded already.
    """
    require_open(case)
    if event not in known or event in set(Tag) or event in DERIVED:
        raise Refusal("happening_unknown", code=event)
    require_past(happened_on or on, on=on)
    if event in (so_far.instances.get(subject, {}) if subject else so_far.occurred):
        raise Refusal("happening_known")
    return (
        make_event(
            Tag.EXTERNAL_EVENT_RECORDED,
            on=on,
            actor=actor,
            happened_on=earlier(happened_on, on=on),
            event=event,
            subject=subject or None,
            item=None if item is None else require_item(item, "letter"),
        ),
    )
