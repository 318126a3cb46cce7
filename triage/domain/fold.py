"""
From events to a case.

One small function per tag, in one table at the end. A fold decides nothing and refuses nothing: what may
happen was decided by the command, and history is believed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from triage.domain.case import Case
from triage.domain.events import Event, Tag
from triage.domain.fold_complaints import COMPLAINT_STEPS, required
from triage.domain.parts import (
    Acknowledgement,
    Breach,
    Disposition,
    Feedback,
    HandOver,
    InvestigationDecision,
    Minutes,
    Outcome,
    ScopeDecision,
)
from triage.domain.words import (
    CallKind,
    FeedbackKind,
    HandOverState,
    Investigation,
    Mode,
    Responsible,
    Scheme,
    Scope,
)

Step = Callable[[Case, Event], Case]


def fold(events: Iterable[Event]) -> Case:
    """
    Compute the case that these events tell.

    Args:
        events: all events of one case, in the order they were recorded.

    Raises:
        ValueError: no events, or the first one does not begin a case.
    """
    case: Case | None = None
    for event in events:
        case = evolve(case, event)
    if case is None:
        raise ValueError("a case without events")
    return case


def evolve(case: Case | None, event: Event) -> Case:
    """
    Return the case after one more event; `case` is None for the first.

    Raises:
        ValueError: a first event that does not begin a case.
    """
    if case is None:
        if event.tag not in BEGINNINGS:
            raise ValueError(f"{event.tag} cannot begin a case")
        return _begin(event)
    return STEPS[event.tag](case, event)


BEGINNINGS = frozenset({Tag.CASE_RECEIVED, Tag.CASE_REGISTERED, Tag.CALL_REGISTERED, Tag.CONTACT_REGISTERED})


def _begin(event: Event) -> Case:
    case = Case(
        scheme=Scheme(required(event, "scheme")),
        channel=required(event, "channel"),
        received_on=event.day("received_on") or event.happened_on,
        is_contact=event.tag is Tag.CONTACT_REGISTERED,
        original_received_on=event.day("original_received_on"),
        summary_item=event.text("summary_item"),
    )
    if event.tag is Tag.CONTACT_REGISTERED:
        return replace(case, contacts=(event.happened_on,))
    if event.tag is Tag.CASE_REGISTERED:
        return _registered(case, event)
    if event.tag is Tag.CALL_REGISTERED:
        return replace(
            case, registered=True, opened_on=event.happened_on, call_kind=CallKind(required(event, "kind"))
        )
    return case


def _registered(case: Case, event: Event) -> Case:
    return replace(
        case,
        is_contact=False,
        registered=True,
        channel=required(event, "channel"),
        received_on=event.day("received_on") or event.happened_on,
        received_by_organisation_on=event.day("organisation_on"),
        received_by_unit_on=event.day("unit_on"),
        opened_on=case.opened_on or event.on,
    )


def _received(case: Case, _event: Event) -> Case:
    # The clock may receive the submission of a report that the office registered in the same moment; the
    # registration knows more, so the plain receipt adds nothing.
    return case


def _contact(case: Case, event: Event) -> Case:
    return replace(case, contacts=(*case.contacts, event.happened_on))


def _assigned(case: Case, event: Event) -> Case:
    return replace(case, assigned_to=required(event, "handler"))


def _opened(case: Case, event: Event) -> Case:
    return replace(case, opened_on=case.opened_on or event.happened_on)


def _unchanged(case: Case, _event: Event) -> Case:
    return case


def _summary(case: Case, event: Event) -> Case:
    return replace(case, summary_item=required(event, "item"))


def _acknowledgement_decided(case: Case, event: Event) -> Case:
    decided = Acknowledgement(
        event.on, Mode(required(event, "mode")), event.text("item"), case.acknowledged_on
    )
    return replace(case, acknowledgement=decided)


def _acknowledgement_given(case: Case, event: Event) -> Case:
    given_on = case.acknowledged_on or event.happened_on
    return replace(case, acknowledgement=replace(case.acknowledgement, given_on=given_on))


def _acknowledgement_waived(case: Case, event: Event) -> Case:
    waived = replace(case.acknowledgement, waived_reason=required(event, "reason"))
    return replace(case, acknowledgement=waived)


def _scope(case: Case, event: Event) -> Case:
    decision = ScopeDecision(
        scope=Scope(required(event, "scope")),
        decided_on=event.on,
        reason_item=required(event, "reason_item"),
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
    )


def _investigation(case: Case, event: Event) -> Case:
    decision = InvestigationDecision(
        investigation=Investigation(required(event, "investigation")),
        decided_on=event.on,
        reason_item=required(event, "reason_item"),
        authority_item=event.text("authority_item"),
    )
    keeps = decision.investigation is Investigation.INVESTIGATE
    return replace(
        case, investigation_decision=decision, outcome=case.outcome if keeps else None, told_on=None
    )


def _disposition(case: Case, event: Event) -> Case:
    done = Disposition(
        code=required(event, "code"),
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
        finding=required(event, "finding"),
        measures=event.texts("measures"),
        police_report=event.flag("police_report"),
        recorded_on=event.on,
        reason_item=required(event, "reason_item"),
        police_reported_on=event.day("police_reported_on"),
    )
    return replace(case, outcome=outcome)


def _message_received(case: Case, event: Event) -> Case:
    return replace(case, asked_on=None, last_message_on=event.happened_on)


def _message_decided(case: Case, event: Event) -> Case:
    asked_on = event.on if event.flag("asks") else case.asked_on
    return replace(
        case, asked_on=asked_on, messages_pending=(*case.messages_pending, required(event, "item"))
    )


def _message_given(case: Case, event: Event) -> Case:
    item = event.text("item")
    return replace(case, messages_pending=tuple(one for one in case.messages_pending if one != item))


def _feedback_decided(case: Case, event: Event) -> Case:
    decided = Feedback(FeedbackKind(required(event, "kind")), required(event, "item"), event.on)
    return replace(case, feedback=(*case.feedback, decided))


def _feedback_given(case: Case, event: Event) -> Case:
    item = required(event, "item")
    given = next(one for one in case.feedback if one.item == item)
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


def _breach(case: Case, event: Event) -> Case:
    breach = Breach(
        rule=required(event, "rule"),
        days_late=_number(event, "days_late"),
        responsible=Responsible(required(event, "responsible")),
        reason_item=required(event, "reason_item"),
        explained_on=event.on,
    )
    others = tuple(one for one in case.breaches if one.rule != breach.rule)
    return replace(case, breaches=(*others, breach))


def _number(event: Event, key: str) -> int:
    value = event.payload.get(key)
    if not isinstance(value, int):
        raise TypeError(f"{event.tag} without {key}")
    return value


def _code_known(case: Case, _event: Event) -> Case:
    return replace(case, code_known_to_unit=True)


def _code_replaced(case: Case, _event: Event) -> Case:
    return replace(case, code_known_to_unit=False)


def _minutes_drafted(case: Case, event: Event) -> Case:
    drafted_on = case.minutes.drafted_on if case.minutes else event.happened_on
    return replace(case, minutes=Minutes(required(event, "item"), drafted_on))


def _minutes_approved(case: Case, event: Event) -> Case:
    minutes = case.minutes
    assert minutes is not None  # the command refuses approval without minutes
    return replace(case, minutes=replace(minutes, approved_on=event.happened_on))


def _hand_over_asked(case: Case, event: Event) -> Case:
    return replace(case, hand_over=HandOver(event.happened_on))


def _hand_over_answered(state: HandOverState) -> Step:
    def step(case: Case, event: Event) -> Case:
        assert case.hand_over is not None  # the command refuses an answer to a question never asked
        return replace(case, hand_over=replace(case.hand_over, state=state, answered_on=event.happened_on))

    return step


def _closed(case: Case, event: Event) -> Case:
    return replace(case, closed_on=event.happened_on, closed_in_conversation=event.flag("in_conversation"))


def _reopened(case: Case, event: Event) -> Case:
    return replace(
        case, closed_on=None, closed_in_conversation=False, reopened_on=event.happened_on, told_on=None
    )


STEPS: Mapping[Tag, Step] = MappingProxyType(
    {
        Tag.CASE_RECEIVED: _received,
        Tag.CASE_REGISTERED: _registered,
        Tag.CALL_REGISTERED: _contact,
        Tag.CONTACT_REGISTERED: _contact,
        Tag.CASE_ASSIGNED: _assigned,
        Tag.CASE_CLOSED: _closed,
        Tag.CASE_REOPENED: _reopened,
        Tag.REPORT_OPENED: _opened,
        Tag.IDENTITY_OPENED: _unchanged,
        Tag.SUMMARY_SET: _summary,
        Tag.NOTE_ADDED: _unchanged,
        Tag.ACKNOWLEDGEMENT_DECIDED: _acknowledgement_decided,
        Tag.ACKNOWLEDGEMENT_GIVEN: _acknowledgement_given,
        Tag.ACKNOWLEDGEMENT_WAIVED: _acknowledgement_waived,
        Tag.SCOPE_ASSESSED: _scope,
        Tag.INVESTIGATION_DECIDED: _investigation,
        Tag.DISPOSITION_RECORDED: _disposition,
        Tag.OUTCOME_RECORDED: _outcome,
        Tag.MESSAGE_RECEIVED: _message_received,
        Tag.MESSAGE_DECIDED: _message_decided,
        Tag.MESSAGE_GIVEN: _message_given,
        Tag.FEEDBACK_DECIDED: _feedback_decided,
        Tag.FEEDBACK_GIVEN: _feedback_given,
        Tag.BREACH_EXPLAINED: _breach,
        Tag.CODE_KNOWN_TO_UNIT: _code_known,
        Tag.CODE_REPLACED: _code_replaced,
        Tag.MINUTES_DRAFTED: _minutes_drafted,
        Tag.MINUTES_APPROVED: _minutes_approved,
        Tag.HAND_OVER_ASKED: _hand_over_asked,
        Tag.HAND_OVER_CONSENTED: _hand_over_answered(HandOverState.CONSENTED),
        Tag.HAND_OVER_DECLINED: _hand_over_answered(HandOverState.DECLINED),
        Tag.HAND_OVER_EXPIRED: _hand_over_answered(HandOverState.EXPIRED),
        **COMPLAINT_STEPS,
    }
)
