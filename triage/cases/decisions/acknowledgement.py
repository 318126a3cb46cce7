"""
The acknowledgement: decided, then given. Only the second moves clocks.

Whistleblower Act § 12(2)(1) and Directive (EU) 2019/1937 art. 9(1)(b): within 7 days of receipt, without
exception on an internal scheme. § 20(2)(1) lets an external scheme leave it out for two reasons.
"""

from __future__ import annotations

from datetime import date

from triage.cases.case import Case
from triage.cases.decisions.receiving import PORTAL
from triage.cases.events import Event, Tag, make_event
from triage.cases.guards import earlier, require_case, require_day, require_item, require_open
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import Mode
from triage.rules.model import Rule


def decide_acknowledgement(
    case: Case,
    *,
    on: date,
    actor: str | None = None,
    mode: Mode = Mode.AUTO,
    item: str | None = None,
    template: str | None = None,
) -> tuple[Event, ...]:
    """
    Decide to acknowledge; the publisher places it and then calls `acknowledgement_given`.

    Args:
        actor: None when the clock decides.
        item: a text of the unit's own, if any.
        template: the template's code, for an automatic one.

    Raises:
        Refusal: it is decided or given already, or the case is closed.
    """
    require_open(case)
    _require_none_yet(case)
    return (
        make_event(Tag.ACKNOWLEDGEMENT_DECIDED, on=on, actor=actor, mode=mode, item=item, template=template),
    )


def acknowledgement_given(case: Case, *, on: date, placed_on: date) -> tuple[Event, ...]:
    """
    Record that the acknowledgement lies in the mailbox.

    Args:
        placed_on: the day the publisher read back from the mailbox; this day moves the clocks.

    Raises:
        Refusal: it was never decided, or is placed already. A rejection told in between is no
            reason to refuse: what was placed was placed, and the earlier day counts.
    """
    require_case(case)
    if case.acknowledgement.decided_on is None:
        raise Refusal("not_decided")
    if case.acknowledgement.placed_on is not None:
        raise Refusal("acknowledgement_already_given", given_on=case.acknowledgement.placed_on)
    require_day(case, placed_on, on=on)
    return (make_event(Tag.ACKNOWLEDGEMENT_GIVEN, on=on, happened_on=earlier(placed_on, on=on)),)


def hand_acknowledgement(
    case: Case, *, on: date, actor: str, given_on: date, item: str | None = None
) -> tuple[Event, ...]:
    """
    Record an acknowledgement that was given face to face, by letter or on the phone.

    Raises:
        Refusal: it is decided or given already, or the day cannot be.
    """
    require_open(case)
    _require_none_yet(case)
    require_day(case, given_on, on=on)
    return (
        make_event(Tag.ACKNOWLEDGEMENT_DECIDED, on=on, actor=actor, mode=Mode.BY_HAND, item=item),
        make_event(Tag.ACKNOWLEDGEMENT_GIVEN, on=on, actor=actor, happened_on=earlier(given_on, on=on)),
    )


def waive_acknowledgement(
    case: Case, *, on: date, actor: str, rule: Rule, reason: str, reason_item: str
) -> tuple[Event, ...]:
    """
    Leave the acknowledgement out, where the law allows it.

    Args:
        rule: the rule of the acknowledgement in this scheme and country; it names the reasons.

    Raises:
        Refusal: a scheme without waivers, such as a Danish internal one, or a reason that the law does not
            know.
    """
    require_open(case)
    _require_none_yet(case)
    if rule.waived_by != Tag.ACKNOWLEDGEMENT_WAIVED:
        raise Refusal("acknowledgement_not_waivable")
    if reason not in rule.waivers:
        raise Refusal("waiver_reason_unknown", source=rule.source)
    return (
        make_event(
            Tag.ACKNOWLEDGEMENT_WAIVED,
            on=on,
            actor=actor,
            reason=reason,
            reason_item=require_item(reason_item, "reason"),
        ),
    )


def acknowledge_from(case: Case) -> date | None:
    """
    Give the day of receipt of a case that the clock may acknowledge by itself; None where it may not, or need
    not.

    Whoever wrote a letter or called may never look into a mailbox, so only what came through the portal is
    acknowledged by the clock.
    """
    acknowledgement = case.acknowledgement
    if case.channel != PORTAL or case.acknowledged_on is not None or not case.is_open:
        return None
    if acknowledgement.decided_on is not None or acknowledgement.waived_reason is not None:
        return None
    return case.received_on


def _require_none_yet(case: Case) -> None:
    if case.acknowledged_on is not None:
        raise Refusal("acknowledgement_already_given", given_on=case.acknowledged_on)
    if case.acknowledgement.decided_on is not None:
        raise Refusal("acknowledgement_already_decided")
    if case.acknowledgement.waived_reason is not None:
        raise Refusal("acknowledgement_waived")
