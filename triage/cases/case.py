"""
What a case is, at this moment, according to its events.

1. A case is never edited: `fold` in `triage/cases/fold.py` computes it from its events, later ones
   overriding.
2. Every text is an item id; every day is a Copenhagen date.
3. The state is derived here and stored nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from triage.cases.case_values import (
    Acknowledgement,
    Breach,
    Criticism,
    Disposition,
    Feedback,
    HandOver,
    Hearing,
    InvestigationDecision,
    Minutes,
    Outcome,
    Referral,
    ScopeDecision,
    Themes,
)
from triage.cases.vocabulary import CallKind, HandOverState, Investigation, Scheme, Scope, State

NOT_ACKNOWLEDGED = Acknowledgement()


@dataclass(frozen=True, slots=True)
class Case:
    """
    One case as its events tell it.

    `told_on` is the day the decision as it stands now was told; a changed decision and a reopening clear it.
    `awaiting_since` is the day the scope was left open for want of information, until the reporter writes.
    `received_on` is the day the clocks count from; for a mere contact it is the day of the contact and no
    clock counts from it.
    """

    scheme: Scheme
    channel: str
    received_on: date
    is_contact: bool = False
    registered: bool = False
    received_by_organisation_on: date | None = None
    received_by_unit_on: date | None = None
    original_received_on: date | None = None
    call_kind: CallKind | None = None
    opened_on: date | None = None
    summary_item: str | None = None
    assigned_to: str | None = None
    department: str | None = None
    acknowledgement: Acknowledgement = NOT_ACKNOWLEDGED
    scope_decision: ScopeDecision | None = None
    investigation_decision: InvestigationDecision | None = None
    dispositions: tuple[Disposition, ...] = ()
    outcome: Outcome | None = None
    feedback: tuple[Feedback, ...] = ()
    told_on: date | None = None
    awaiting_since: date | None = None
    asked_on: date | None = None
    last_message_on: date | None = None
    messages_pending: tuple[str, ...] = ()
    minutes: Minutes | None = None
    hand_over: HandOver | None = None
    code_known_to_unit: bool = False
    themes: Themes | None = None
    handlings: tuple[str, ...] = ()
    rejection: str | None = None
    referrals: tuple[Referral, ...] = ()
    hearings: tuple[Hearing, ...] = ()
    criticisms: tuple[Criticism, ...] = ()
    answered_on: date | None = None
    answers_pending: tuple[str, ...] = ()
    contacts: tuple[date, ...] = ()
    breaches: tuple[Breach, ...] = ()
    closed_on: date | None = None
    closed_in_conversation: bool = False
    reopened_on: date | None = None

    @property
    def is_report(self) -> bool:
        """Whether the whistleblower rules apply."""
        return self.scheme is not Scheme.COMPLAINTS

    @property
    def acknowledged_on(self) -> date | None:
        """The day the acknowledgement was given, or None."""
        return self.acknowledgement.given_on

    @property
    def scope(self) -> Scope | None:
        """The first answer of triage as it stands now, or None."""
        return self.scope_decision.scope if self.scope_decision else None

    @property
    def scope_reason(self) -> str | None:
        """The out-of-scope code as it stands now, or None."""
        return self.scope_decision.reason if self.scope_decision else None

    @property
    def investigation(self) -> Investigation | None:
        """The second answer of triage as it stands now, or None."""
        return self.investigation_decision.investigation if self.investigation_decision else None

    @property
    def is_within(self) -> bool:
        """Whether at least a part of the report is within the scheme."""
        return self.scope in {Scope.WITHIN, Scope.PARTLY}

    @property
    def feedback_given_on(self) -> date | None:
        """The day of the first feedback of any kind: what settles the statutory clock."""
        return min((one.given_on for one in self.feedback if one.given_on), default=None)

    @property
    def pending_feedback(self) -> Feedback | None:
        """The feedback that is decided and not yet in the mailbox, or None."""
        return next((one for one in self.feedback if one.given_on is None), None)

    @property
    def open_referrals(self) -> tuple[Referral, ...]:
        """The referrals that a department has not replied to."""
        return tuple(one for one in self.referrals if one.is_open)

    @property
    def hand_over_pending(self) -> bool:
        """Whether the reporter has been asked about handing over and the question is still open."""
        return self.hand_over is not None and self.hand_over.state is HandOverState.ASKED

    @property
    def is_open(self) -> bool:
        """Whether anything can still be done about it without reopening."""
        return self.closed_on is None

    @property
    def state(self) -> State:
        """Where the case stands, as an advisor says it."""
        if self.is_contact:
            return State.CONTACT
        if self.closed_on is not None:
            return State.CLOSED
        return self._state_of_report() if self.is_report else self._state_of_complaint()

    def _state_of_report(self) -> State:
        if self.told_on is not None:
            return State.FEEDBACK_GIVEN
        if self.scope is None:
            return State.NEW if self.opened_on is None else State.UNDER_ASSESSMENT
        if self.scope is Scope.OUTSIDE:
            return State.OUTSIDE
        if self.scope is Scope.AWAITING_INFORMATION:
            return State.UNDER_ASSESSMENT if self.awaiting_since is None else State.AWAITING_INFORMATION
        if self.investigation is None:
            return State.UNDER_ASSESSMENT
        investigates = self.investigation is Investigation.INVESTIGATE
        return State.INVESTIGATING if investigates and self.outcome is None else State.DECIDED

    def _state_of_complaint(self) -> State:
        if self.open_referrals:
            return State.AWAITING_DEPARTMENT
        if self.told_on is not None:
            return State.ANSWERED
        if self.asked_on is not None:
            return State.AWAITING_INFORMATION
        return State.NEW if self.opened_on is None else State.IN_PROGRESS
