"""What two of the three sides of the house know of a case: that of reports, and that of the registers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct

from triage.cases.recommendations import RecommendationAnswer, WhatBecame
from triage.cases.register_kinds import RegisterKind
from triage.cases.vocabulary import FeedbackKind, Investigation, Scope

if TYPE_CHECKING:
    from triage.cases.decisions.assessment import InvestigationDecided, OutcomeRecorded, ScopeAssessed
    from triage.cases.decisions.dispositions import DispositionRecorded
    from triage.cases.decisions.feedback import Feedback
    from triage.cases.decisions.meetings import MeetingRecorded, Planned
    from triage.cases.decisions.registers import EntryBegun
    from triage.cases.decisions.report_account import ReportLeftOut


class ReportState(Struct, frozen=True):
    """
    What the whistleblower side knows of a case.

    `awaiting_since` is the day the scope was left open for want of information, until the reporter writes;
    `left_out` why it does not count as a report of its own, where it does not.
    """

    scope_assessed: ScopeAssessed | None = None
    investigation_decided: InvestigationDecided | None = None
    dispositions: tuple[DispositionRecorded, ...] = ()
    outcome: OutcomeRecorded | None = None
    feedback: tuple[Feedback, ...] = ()
    awaiting_since: date | None = None
    meetings: tuple[MeetingRecorded, ...] = ()
    planned: tuple[Planned, ...] = ()
    left_out: ReportLeftOut | None = None

    @property
    def scope(self) -> Scope | None:
        """The first answer of triage as it stands now, or None."""
        return self.scope_assessed.scope if self.scope_assessed else None

    @property
    def scope_reason(self) -> str | None:
        """The out-of-scope code as it stands now, or None."""
        return self.scope_assessed.reason if self.scope_assessed else None

    @property
    def investigation(self) -> Investigation | None:
        """The second answer of triage as it stands now, or None."""
        return self.investigation_decided.investigation if self.investigation_decided else None

    @property
    def is_within(self) -> bool:
        """Whether at least a part of the report is within the scheme."""
        return self.scope in {Scope.WITHIN, Scope.PARTLY}

    @property
    def feedback_given_on(self) -> date | None:
        """The day of the first feedback of any kind: what settles the statutory clock."""
        return min((one.given_on for one in self.feedback if one.given_on), default=None)

    @property
    def was_told(self) -> bool:
        """Whether the reporter was ever told how it ended."""
        return any(one.given_on and one.kind is not FeedbackKind.INTERIM for one in self.feedback)

    @property
    def pending_feedback(self) -> Feedback | None:
        """The feedback that is decided and not yet in the mailbox, or None."""
        return next((one for one in self.feedback if one.given_on is None), None)


class ToldUnit(Struct, frozen=True):
    """
    A unit that was told of a recommendation: what it says, what it did, and what became of it there.

    Attributes:
        not_followed_on: since when it is known that it does not follow it.
        onward_on: when that was told onward.
    """

    unit: str
    told_on: date
    answer: RecommendationAnswer | None = None
    answered_on: date | None = None
    reported_on: date | None = None
    result: WhatBecame | None = None
    assessed_on: date | None = None
    not_followed_on: date | None = None
    onward_on: date | None = None


class RegisterState(Struct, frozen=True):
    """
    What the office's own side knows of an entry in a register: how it *began*, whether it was *withdrawn* as
    recorded by mistake, and of a recommendation whom it was *told*. The rest `Case.newest` gives.
    """

    began: EntryBegun | None = None
    withdrawn_on: date | None = None
    told: tuple[ToldUnit, ...] = ()

    meetings: ClassVar[tuple[MeetingRecorded, ...]] = ()
    planned: ClassVar[tuple[Planned, ...]] = ()

    @property
    def kind(self) -> RegisterKind | None:
        """Of which register it is; None of what is no entry."""
        return None if self.began is None else self.began.kind


NO_REPORT = ReportState()
NO_ENTRY = RegisterState()
