"""
Triage in two questions, and what is done with a report.

First: is it within the scheme? Then, for what is within: is it investigated? Each answer needs its reason, is
an event, and can be changed later with a new reason; the history stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from triage.cases.case import Case
from triage.cases.events import Event, Tag, make_event
from triage.cases.guards import require_code, require_item, require_open_report, require_opened, require_past
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import Investigation, Scope
from triage.rules.taxonomy import Taxonomy


def assess_scope(
    case: Case,
    *,
    on: date,
    actor: str,
    scope: Scope,
    reason_item: str,
    taxonomy: Taxonomy,
    reason: str | None = None,
    guidance_item: str | None = None,
) -> tuple[Event, ...]:
    """
    Answer the first question.

    Args:
        reason_item: why, in the advisor's words.
        reason: for `outside`, a code from the taxonomy.
        guidance_item: for `outside`, where the reporter can turn instead.

    Raises:
        Refusal: nobody has read it, a reason or the guidance is missing, or a feedback is on its way.
    """
    _require_free_to_decide(case)
    if reason is not None:
        require_code(reason, taxonomy.out_of_scope)
    if scope is Scope.OUTSIDE:
        if reason is None:
            raise Refusal("outside_needs_reason")
        if guidance_item is None:
            raise Refusal("outside_needs_guidance")
    return (
        make_event(
            Tag.SCOPE_ASSESSED,
            on=on,
            actor=actor,
            scope=scope,
            reason_item=require_item(reason_item, "reason"),
            reason=reason,
            guidance_item=guidance_item,
        ),
    )


def decide_investigation(
    case: Case,
    *,
    on: date,
    actor: str,
    investigation: Investigation,
    reason_item: str,
    authority_item: str | None = None,
) -> tuple[Event, ...]:
    """
    Answer the second question.

    Args:
        authority_item: for `forwarded`, the authority it goes to.

    Raises:
        Refusal: not within the scheme, or a text is missing, or a feedback is on its way.
    """
    _require_free_to_decide(case)
    if case.scope is None:
        raise Refusal("scope_not_decided")
    if not case.is_within:
        raise Refusal("not_within_scope")
    if investigation == Investigation.FORWARDED:
        require_item(authority_item, "authority")
    return (
        make_event(
            Tag.INVESTIGATION_DECIDED,
            on=on,
            actor=actor,
            investigation=investigation,
            reason_item=require_item(reason_item, "reason"),
            authority_item=authority_item if investigation == Investigation.FORWARDED else None,
        ),
    )


def record_outcome(
    case: Case,
    *,
    on: date,
    actor: str,
    finding: str,
    reason_item: str,
    taxonomy: Taxonomy,
    measures: Sequence[str] = (),
    police_report: bool = False,
    police_reported_on: date | None = None,
) -> tuple[Event, ...]:
    """
    Record what an investigation found, what was done about it, and whether the police were told.

    Raises:
        Refusal: the report is not being investigated, an unknown code, or a police report without its date.
    """
    require_open_report(case)
    if case.investigation is not Investigation.INVESTIGATE:
        raise Refusal("not_investigated")
    require_code(finding, taxonomy.findings)
    for measure in measures:
        require_code(measure, taxonomy.measures)
    if police_report and police_reported_on is None:
        raise Refusal("police_date_missing")
    if police_reported_on is not None:
        if not police_report:
            raise Refusal("police_date_without_report")
        require_past(police_reported_on, on=on)
    return (
        make_event(
            Tag.OUTCOME_RECORDED,
            on=on,
            actor=actor,
            finding=finding,
            measures=tuple(measures),
            police_report=police_report,
            police_reported_on=police_reported_on,
            reason_item=require_item(reason_item, "reason"),
        ),
    )


def _require_free_to_decide(case: Case) -> None:
    require_open_report(case)
    require_opened(case)
    if case.pending_feedback is not None:
        raise Refusal("feedback_pending")
