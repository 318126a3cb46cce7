"""What two of the three sides of the house know of a case: that of reports, and that of the registers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct

from triage.cases.register_kinds import RegisterKind
from triage.cases.vocabulary import FeedbackKind, Investigation, Scope

if TYPE_CHECKING:
    from triage.cases.decisions.assessment import InvestigationDecided, OutcomeRecorded, ScopeAssessed
    from triage.cases.decisions.dispositions import DispositionRecorded
    from triage.cases.decisions.feedback import Feedback
    from triage.cases.decisions.meetings import MeetingRecorded, Planned
    from triage.cases.decisions.registers import EntryBegun


class ReportState(Struct, frozen=True):
    """
    What the whistleblower side knows of a case.

    `awaiting_since` is the day the scope was left open for want of information, until the reporter writes.
    """

    scope_assessed: ScopeAssessed | None = None
    investigation_decided: InvestigationDecided | None = None
    dispositions: tuple[DispositionRecorded, ...] = ()
    outcome: OutcomeRecorded | None = None
    feedback: tuple[Feedback, ...] = ()
    awaiting_since: date | None = None
    meetings: tuple[MeetingRecorded, ...] = ()
    planned: tuple[Planned, ...] = ()

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


class RegisterState(Struct, frozen=True):
    """
    What the office's own side knows of an entry in a register: how it *began*, and whether it was *withdrawn*
    as recorded by mistake. What came since, `Case.newest` gives.
    """

    began: EntryBegun | None = None
    withdrawn_on: date | None = None

    meetings: ClassVar[tuple[MeetingRecorded, ...]] = ()
    planned: ClassVar[tuple[Planned, ...]] = ()

    @property
    def kind(self) -> RegisterKind | None:
        """Of which register it is; None of what is no entry."""
        return None if self.began is None else self.began.kind


NO_REPORT = ReportState()
NO_ENTRY = RegisterState()
