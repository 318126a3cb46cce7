"""A whistleblower report driven by whatever commands come, in whatever order."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from tests.property.case_machine import AGO, TEXTS, CaseMachine
from tests.rounds import rounds
from tests.story import ADVISOR, RULEBOOK, TAXONOMY
from triage.cases.card import card_state
from triage.cases.decisions.acknowledgement import AcknowledgementGiven
from triage.cases.decisions.assessment import InvestigationDecided, OutcomeRecorded, ScopeAssessed
from triage.cases.decisions.correcting import EventCorrected
from triage.cases.decisions.dispositions import DispositionRecorded
from triage.cases.decisions.feedback import FeedbackDecided
from triage.cases.decisions.hand_over import (
    HandOverConsented,
)
from triage.cases.decisions.minutes import CheckWay, MinutesDrafted, MinutesOf, MinutesSentToCheck
from triage.cases.decisions.minutes_locked import ApprovalWay, ApprovedBy, MinutesApproved
from triage.cases.facts import facts
from triage.cases.vocabulary import CardState, FeedbackKind, Investigation, Scope
from triage.engine.case_deadlines import deadlines

pytestmark = pytest.mark.heavy


class ReportMachine(CaseMachine):
    """A whistleblower report."""

    @rule(
        scope=st.sampled_from(Scope),
        reason=st.sampled_from([None, "trivial", "own_employment", "weather"]),
        guided=TEXTS,
        there=TEXTS,
    )
    def assesses(self, scope: Scope, reason: str | None, guided: bool, there: bool) -> None:
        self.attempt(
            ScopeAssessed,
            actor=ADVISOR,
            scope=scope,
            reason=reason,
            guidance_item=self.text() if guided else None,
            reason_item=self.text(there),
        )

    @rule(investigation=st.sampled_from(Investigation), authority=TEXTS, there=TEXTS)
    def decides_investigation(self, investigation: Investigation, authority: bool, there: bool) -> None:
        self.attempt(
            InvestigationDecided,
            actor=ADVISOR,
            investigation=investigation,
            authority_item=self.text(authority),
            reason_item=self.text(there),
        )

    @rule(finding=st.sampled_from(["breach_found", "weather"]), police=st.booleans(), dated=st.booleans())
    def records_outcome(self, finding: str, police: bool, dated: bool) -> None:
        self.attempt(
            OutcomeRecorded,
            actor=ADVISOR,
            finding=finding,
            police_report=police,
            police_reported_on=self.today if dated else None,
            reason_item=self.text(),
        )

    @rule(kind=st.sampled_from(FeedbackKind), there=TEXTS)
    def decides_feedback(self, kind: FeedbackKind, there: bool) -> None:
        self.attempt(FeedbackDecided, actor=ADVISOR, kind=kind, item=self.text(there))

    @rule(kind=st.sampled_from(FeedbackKind), days=AGO)
    def tells_by_hand(self, kind: FeedbackKind, days: int) -> None:
        self.attempt(FeedbackDecided, actor=ADVISOR, kind=kind, item=self.text(), given_on=self.ago(days))

    @rule(
        deduced=st.booleans(),
        ground=st.sampled_from([None, "consent", "to_authority"]),
        noticed=st.booleans(),
    )
    def informs_manager(self, deduced: bool, ground: str | None, noticed: bool) -> None:
        self.attempt(
            DispositionRecorded,
            code="manager_informed",
            actor=ADVISOR,
            can_be_deduced=deduced,
            ground=ground,
            ground_item=self.text() if ground else None,
            notice_on=self.today if noticed else None,
            reason_item=self.text(),
            summary_item=self.text(),
            recipient_item=self.text(),
        )

    @rule(code=st.sampled_from(sorted(TAXONOMY.dispositions)))
    def disposes(self, code: str) -> None:
        self.attempt(
            DispositionRecorded,
            actor=ADVISOR,
            code=code,
            reason_item=self.text(),
        )

    @rule(kind=st.sampled_from([FeedbackKind.REJECTION, FeedbackKind.FINAL]), close=st.booleans())
    def goes_straight(self, kind: FeedbackKind, close: bool) -> None:
        """The common way, in one go: random steps alone seldom reach the end."""
        self.opens()
        self.decides_acknowledgement()
        if kind is FeedbackKind.REJECTION:
            self.assesses(Scope.OUTSIDE, "trivial", True, True)
        else:
            self.assesses(Scope.WITHIN, None, False, True)
            self.decides_investigation(Investigation.NO_INVESTIGATION, False, True)
        self.decides_feedback(kind, True)
        self.publishes()
        if close:
            self.closes()

    @rule(days=st.lists(AGO, min_size=2, max_size=3))
    def puts_the_day_of_an_acknowledgement_right(self, days: list[int]) -> None:
        """Given outside the mailbox, in time or late, with the wrong day typed once or twice."""
        self.opens()
        self.days_pass(12)
        self.acknowledges_by_hand(days[0])
        given = [
            place
            for place, each in enumerate(self.events, start=1)
            if isinstance(each, AcknowledgementGiven) and each.actor
        ]
        for place, each in zip(given * 2, days[1:], strict=False):
            self.rewritten(EventCorrected, number=place, field="happened_on", right_on=self.ago(each))

    @rule(approve=st.booleans())
    def minutes(self, approve: bool) -> None:
        if approve:
            signed = {"number": 1, "by": ApprovedBy.SPEAKER, "how": ApprovalWay.SIGNED}
            self.attempt(MinutesApproved, actor=ADVISOR, happened_on=self.today, **signed)
        else:
            self.attempt(MinutesDrafted, actor=ADVISOR, item=self.text(), number=1, of=MinutesOf.BEGINNING)
            read = {"number": 1, "way": CheckWay.READ_ALOUD, "given_on": self.today}
            self.attempt(MinutesSentToCheck, actor=ADVISOR, **read)

    @invariant()
    def closed_means_told(self) -> None:
        """No report is closed unless the reporter was told the decision as it stands."""
        case = self.case
        if case.closed_on is not None:
            assert case.report.feedback_given_on is not None
            assert case.told_on is not None
            assert case.acknowledged_on is not None
            assert not case.hand_over_pending
            assert case.report.pending_feedback is None

    @invariant()
    def closed_owes_nothing_by_law(self) -> None:
        if self.case.closed_on is not None:
            found = deadlines(facts(self.case), RULEBOOK, self.today)
            assert [one.rule for one in found if one.is_open and one.rule.startswith("WB-")] == []

    @invariant()
    def outside_has_reason_and_guidance(self) -> None:
        decision = self.case.report.scope_assessed
        if decision is not None and decision.scope is Scope.OUTSIDE:
            assert decision.reason in TAXONOMY.out_of_scope
            assert decision.guidance_item is not None

    @invariant()
    def the_second_answer_needs_the_first(self) -> None:
        case = self.case
        if case.report.investigation is not None:
            assert case.report.is_within
        if case.report.outcome is not None:
            assert case.report.investigation is Investigation.INVESTIGATE

    @invariant()
    def nobody_is_deduced_without_ground(self) -> None:
        assert all(one.ground is not None for one in self.case.report.dispositions if one.can_be_deduced)

    @invariant()
    def the_card_never_tells_first(self) -> None:
        """Outside shows on the card only when a rejection lies in the mailbox."""
        case = self.case
        if card_state(case) is CardState.OUTSIDE:
            assert any(one.kind is FeedbackKind.REJECTION and one.given_on for one in case.report.feedback)

    @invariant()
    def one_feedback_is_on_its_way_at_most(self) -> None:
        assert sum(one.given_on is None for one in self.case.report.feedback) <= 1

    @invariant()
    def nothing_crosses_without_consent(self) -> None:
        handed = [
            one for one in self.events if isinstance(one, DispositionRecorded) and one.code == "handed_over"
        ]
        consents = [one for one in self.events if one.tag is HandOverConsented.tag]
        assert len(handed) == len(consents) <= 1


TestReport = ReportMachine.TestCase
TestReport.settings = settings(max_examples=rounds(30, 300), stateful_step_count=50)
