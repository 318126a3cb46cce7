"""The steps of the fold that take a report through acknowledgement, triage and feedback."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from triage.cases.case import Case
from triage.cases.case_values import (
    Disposition,
    Feedback,
    InvestigationDecision,
    Outcome,
    ScopeDecision,
)
from triage.cases.events import Event, Tag
from triage.cases.replacing import replace
from triage.cases.vocabulary import FeedbackKind, Investigation, Mode, Scope

Step = Callable[[Case, Event], Case]


def _acknowledgement_decided(case: Case, event: Event) -> Case:
    decided = replace(
        case.acknowledgement,
        decided_on=event.on,
        mode=Mode(event.required("mode")),
        item=event.text("item"),
    )
    return replace(case, acknowledgement=decided)


def _acknowledgement_given(case: Case, event: Event) -> Case:
    placed_on = event.happened_on
    given_on = min(case.acknowledged_on or placed_on, placed_on)
    placed = replace(case.acknowledgement, placed_on=placed_on, given_on=given_on)
    return replace(case, acknowledgement=placed)


def _acknowledgement_waived(case: Case, event: Event) -> Case:
    waived = replace(case.acknowledgement, waived_reason=event.required("reason"))
    return replace(case, acknowledgement=waived)


def _scope(case: Case, event: Event) -> Case:
    decision = ScopeDecision(
        scope=Scope(event.required("scope")),
        decided_on=event.on,
        reason_item=event.required("reason_item"),
        reason=event.text("reason"),
        guidance_item=event.text("guidance_item"),
    )
    stays_within = decision.scope in {Scope.WITHIN, Scope.PARTLY}
    return replace(
        case,
        scope_decision=decision,
        investigation_decision=case.investigation_decision if stays_within else None,
        outcome=case.outcome if stays_within else None,
        told_on=None,
        awaiting_since=event.on if decision.scope is Scope.AWAITING_INFORMATION else None,
    )


def _investigation(case: Case, event: Event) -> Case:
    decision = InvestigationDecision(
        investigation=Investigation(event.required("investigation")),
        decided_on=event.on,
        reason_item=event.required("reason_item"),
        authority_item=event.text("authority_item"),
    )
    keeps = decision.investigation is Investigation.INVESTIGATE
    return replace(
        case, investigation_decision=decision, outcome=case.outcome if keeps else None, told_on=None
    )


def _disposition(case: Case, event: Event) -> Case:
    done = Disposition(
        code=event.required("code"),
        on=event.happened_on,
        reason_item=event.text("reason_item"),
        summary_item=event.text("summary_item"),
        recipient_item=event.text("recipient_item"),
        can_be_deduced=event.flag("can_be_deduced"),
        ground=event.text("ground"),
    )
    return replace(case, dispositions=(*case.dispositions, done))


def _outcome(case: Case, event: Event) -> Case:
    outcome = Outcome(
        finding=event.required("finding"),
        measures=event.texts("measures"),
        police_report=event.flag("police_report"),
        recorded_on=event.on,
        reason_item=event.required("reason_item"),
        police_reported_on=event.day("police_reported_on"),
    )
    return replace(case, outcome=outcome)


def _feedback_decided(case: Case, event: Event) -> Case:
    decided = Feedback(FeedbackKind(event.required("kind")), event.required("item"), event.on)
    return replace(case, feedback=(*case.feedback, decided))


def _feedback_given(case: Case, event: Event) -> Case:
    item = event.required("item")
    given = next((one for one in case.feedback if one.item == item), None)
    if given is None:
        raise ValueError(f"{event.tag} without a decision")
    feedback = tuple(
        replace(one, given_on=event.happened_on) if one is given else one for one in case.feedback
    )
    case = replace(case, feedback=feedback)
    if given.kind is not FeedbackKind.INTERIM:
        case = replace(case, told_on=event.happened_on)
    if given.kind is FeedbackKind.REJECTION and case.acknowledged_on is None:
        # Who is told that the report is outside has been told that it arrived. Told too late, it settles the
        # acknowledgement too late: the breach stays, and the feedback clock counts from received + 7 days
        # anyway.
        case = replace(case, acknowledgement=replace(case.acknowledgement, given_on=event.happened_on))
    return case


REPORT_STEPS: Mapping[Tag, Step] = MappingProxyType(
    {
        Tag.ACKNOWLEDGEMENT_DECIDED: _acknowledgement_decided,
        Tag.ACKNOWLEDGEMENT_GIVEN: _acknowledgement_given,
        Tag.ACKNOWLEDGEMENT_WAIVED: _acknowledgement_waived,
        Tag.SCOPE_ASSESSED: _scope,
        Tag.INVESTIGATION_DECIDED: _investigation,
        Tag.DISPOSITION_RECORDED: _disposition,
        Tag.OUTCOME_RECORDED: _outcome,
        Tag.FEEDBACK_DECIDED: _feedback_decided,
        Tag.FEEDBACK_GIVEN: _feedback_given,
    }
)
