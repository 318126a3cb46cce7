"""
What is done with a report besides investigating it: guided elsewhere, a manager informed, forwarded, ...

Informing a manager is always the advisor's own summary, never the original, and asks: can the reporter be
deduced from it? If yes, it needs consent, or a recorded ground with notice to the reporter first
(Whistleblower Act § 26(4)).
"""

from __future__ import annotations

from datetime import date

from triage.cases.case import Case
from triage.cases.events import Event, Tag, make_event
from triage.cases.guards import (
    earlier,
    require_code,
    require_day,
    require_item,
    require_open_report,
    require_opened,
)
from triage.cases.refusals import Refusal
from triage.rules.taxonomy import Taxonomy

MANAGER_INFORMED = "manager_informed"
FORWARDED = "forwarded_with_agreement"
HANDED_OVER = "handed_over"
_OF_THEIR_OWN = frozenset({MANAGER_INFORMED, FORWARDED, HANDED_OVER})


def record_disposition(
    case: Case,
    *,
    on: date,
    actor: str,
    code: str,
    reason_item: str,
    taxonomy: Taxonomy,
    happened_on: date | None = None,
) -> tuple[Event, ...]:
    """
    Record a disposition that needs nothing but its reason.

    Raises:
        Refusal: no scope decision yet, an unknown code, or one that has a command of its own here.
    """
    day = _require_ready(case, code, on=on, happened_on=happened_on, taxonomy=taxonomy)
    if code == HANDED_OVER:
        raise Refusal("disposition_by_hand_over")
    if code == MANAGER_INFORMED:
        raise Refusal("summary_missing")
    if code == FORWARDED:
        raise Refusal("agreement_missing")
    return (
        make_event(
            Tag.DISPOSITION_RECORDED,
            on=on,
            actor=actor,
            happened_on=earlier(day, on=on),
            code=code,
            reason_item=require_item(reason_item, "reason"),
        ),
    )


def inform_manager(
    case: Case,
    *,
    on: date,
    actor: str,
    reason_item: str,
    summary_item: str,
    recipient_item: str,
    can_be_deduced: bool,
    taxonomy: Taxonomy,
    informed_on: date | None = None,
    ground: str | None = None,
    ground_item: str | None = None,
    notice_on: date | None = None,
) -> tuple[Event, ...]:
    """
    Record that a manager was informed by the advisor's own summary.

    Args:
        summary_item: the summary; never the report itself.
        recipient_item: who was informed.
        can_be_deduced: the answer to "can the reporter be deduced from this?".
        ground: if so, `consent` or a ground from the taxonomy.
        ground_item: the consent, or the ground in words.
        notice_on: for a ground other than consent, the day the reporter had the reasoned notice.

    Raises:
        Refusal: a text is missing, or the reporter can be deduced and neither consent nor notice came first.
    """
    day = _require_ready(case, MANAGER_INFORMED, on=on, happened_on=informed_on, taxonomy=taxonomy)
    require_item(summary_item, "summary")
    require_item(recipient_item, "recipient")
    if can_be_deduced:
        _require_ground(ground, ground_item, notice_on, informed_on=day, taxonomy=taxonomy)
    else:
        ground, ground_item, notice_on = None, None, None
    return (
        make_event(
            Tag.DISPOSITION_RECORDED,
            on=on,
            actor=actor,
            happened_on=earlier(day, on=on),
            code=MANAGER_INFORMED,
            reason_item=require_item(reason_item, "reason"),
            summary_item=summary_item,
            recipient_item=recipient_item,
            can_be_deduced=can_be_deduced,
            ground=ground,
            ground_item=ground_item,
            notice_on=notice_on,
        ),
    )


def forward_with_agreement(
    case: Case,
    *,
    on: date,
    actor: str,
    reason_item: str,
    recipient_item: str,
    agreement_item: str | None,
    agreed_on: date | None,
    taxonomy: Taxonomy,
    forwarded_on: date | None = None,
) -> tuple[Event, ...]:
    """
    Record that the report was forwarded out of the unit with the reporter's agreement.

    Raises:
        Refusal: the agreement, or the day it was given, is missing or lies after the forwarding.
    """
    day = _require_ready(case, FORWARDED, on=on, happened_on=forwarded_on, taxonomy=taxonomy)
    if agreement_item is None or agreed_on is None or agreed_on > day:
        raise Refusal("agreement_missing")
    require_day(case, agreed_on, on=on)
    return (
        make_event(
            Tag.DISPOSITION_RECORDED,
            on=on,
            actor=actor,
            happened_on=earlier(day, on=on),
            code=FORWARDED,
            reason_item=require_item(reason_item, "reason"),
            recipient_item=require_item(recipient_item, "recipient"),
            agreement_item=require_item(agreement_item, "agreement"),
            agreed_on=agreed_on,
        ),
    )


def _require_ready(case: Case, code: str, *, on: date, happened_on: date | None, taxonomy: Taxonomy) -> date:
    require_open_report(case)
    require_opened(case)
    if case.scope is None:
        raise Refusal("scope_not_decided")
    require_code(code, taxonomy.dispositions)
    day = happened_on or on
    require_day(case, day, on=on)
    return day


def _require_ground(
    ground: str | None,
    ground_item: str | None,
    notice_on: date | None,
    *,
    informed_on: date,
    taxonomy: Taxonomy,
) -> None:
    if ground is None or ground_item is None:
        raise Refusal("deduced_needs_ground")
    require_code(ground, taxonomy.disclosure_grounds)
    require_item(ground_item, "ground")
    if ground != "consent" and (notice_on is None or notice_on > informed_on):
        raise Refusal("notice_must_come_first", informed_on=informed_on)
