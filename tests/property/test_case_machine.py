"""
A case driven by whatever commands come, in whatever order.

Whatever is accepted, the invariants below hold after it; whatever is refused leaves no trace. The machine
plays an advisor who tries everything, a reporter who writes at any time and a publisher who confirms what was
decided.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.story import ADVISOR, RULEBOOK, TAXONOMY, item
from triage.domain import commands as do
from triage.domain.card import card_state
from triage.domain.case import Case
from triage.domain.deadlines import deadlines
from triage.domain.events import Event, Tag
from triage.domain.facts import facts
from triage.domain.fold import evolve, fold
from triage.domain.refusals import Refusal
from triage.domain.words import (
    CardState,
    CriticismKind,
    FeedbackKind,
    Investigation,
    ReplyQuality,
    Responsible,
    Scheme,
    Scope,
    State,
)

START = date(2027, 1, 11)
DEPARTMENTS = st.sampled_from(["schools", "roads"])
TEXTS = st.sampled_from([True, True, True, False])
AGO = st.integers(min_value=-1, max_value=10)


class CaseMachine(RuleBasedStateMachine):
    """What the two kinds of case have in common."""

    scheme = Scheme.WHISTLEBLOWING

    def __init__(self) -> None:
        super().__init__()
        self.today = START
        self.used = 0
        self.events: tuple[Event, ...] = do.receive(
            on=START, scheme=self.scheme, channel="portal", received_on=START
        )
        self.case: Case = fold(self.events)
        self.first_due: dict[str, date] = {}

    def text(self, there: bool = True) -> str:
        self.used += 1
        return item(self.used) if there else ""

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def attempt(self, command: Callable[..., tuple[Event, ...]], **given: Any) -> None:
        """Try the command; accepted events are kept, a refusal must have its sentence and leave nothing."""
        before = self.case
        try:
            new = command(before, on=self.today, **given)
        except Refusal:
            assert self.case == fold(self.events)
            return
        assert new
        self.events += new
        self.case = fold(self.events)
        self.check_step(before, new)

    def check_step(self, before: Case, new: tuple[Event, ...]) -> None:
        """Evolving step by step gives what folding the whole gives."""
        case = before
        for event in new:
            case = evolve(case, event)
        assert case == self.case

    @initialize(far=st.booleans())
    def begins(self, far: bool) -> None:
        """Half of the stories begin with a case that has been acknowledged and read."""
        if far:
            self.attempt(do.decide_acknowledgement)
            self.publishes()
            self.opens()

    @rule(days=st.integers(min_value=0, max_value=40))
    def days_pass(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule()
    def opens(self) -> None:
        self.attempt(do.open_report, actor=ADVISOR)

    @rule(there=TEXTS)
    def notes(self, there: bool) -> None:
        self.attempt(do.add_note, actor=ADVISOR, item=self.text(there))

    @rule(there=TEXTS, asks=st.booleans())
    def writes(self, there: bool, asks: bool) -> None:
        self.attempt(do.send_message, actor=ADVISOR, item=self.text(there), asks=asks)

    @rule(days=AGO)
    def reporter_writes(self, days: int) -> None:
        self.attempt(do.receive_message, received_on=self.today, item=self.text())

    @rule()
    def decides_acknowledgement(self) -> None:
        self.attempt(do.decide_acknowledgement)

    @rule(days=AGO)
    def acknowledges_by_hand(self, days: int) -> None:
        self.attempt(do.hand_acknowledgement, actor=ADVISOR, given_on=self.ago(days))

    @rule(reason=st.sampled_from(["expressly_asked", "no_contact_details", "busy"]))
    def waives(self, reason: str) -> None:
        self.attempt(do.waive_acknowledgement, actor=ADVISOR, reason=reason, reason_item=self.text())

    @rule()
    def publishes(self) -> None:
        """The publisher confirms whatever is on its way."""
        case = self.case
        if case.acknowledgement.decided_on and not case.acknowledgement.placed_on:
            self.attempt(do.acknowledgement_given, placed_on=self.today)
        for message in case.messages_pending:
            self.attempt(do.message_given, placed_on=self.today, item=message)
        for answer in case.answers_pending:
            self.attempt(do.answer_given, placed_on=self.today, item=answer)
        if case.pending_feedback is not None:
            self.attempt(do.feedback_given, placed_on=self.today, item=case.pending_feedback.item)

    @rule()
    def closes(self) -> None:
        self.attempt(do.close, actor=ADVISOR)

    @rule(there=TEXTS)
    def reopens(self, there: bool) -> None:
        self.attempt(do.reopen, actor=ADVISOR, reason_item=self.text(there))

    @rule(days_late=st.integers(min_value=0, max_value=3))
    def explains(self, days_late: int) -> None:
        self.attempt(
            do.explain_breach,
            actor=ADVISOR,
            rule="WB-ACK",
            days_late=days_late,
            responsible=Responsible.UNIT,
            reason_item=self.text(),
        )

    @rule(code=st.booleans())
    def knows_code(self, code: bool) -> None:
        if code:
            self.attempt(do.mark_code_known, actor=ADVISOR)
        else:
            self.attempt(do.replace_code)

    @invariant()
    def folding_is_deterministic(self) -> None:
        assert fold(list(self.events)) == self.case

    @invariant()
    def nothing_happens_in_the_future(self) -> None:
        assert all(event.happened_on <= event.on <= self.today for event in self.events)

    @invariant()
    def a_decision_names_a_person(self) -> None:
        by_nobody = {
            Tag.CASE_RECEIVED,
            Tag.MESSAGE_RECEIVED,
            Tag.MINUTES_APPROVED,
            Tag.CODE_REPLACED,
            Tag.HAND_OVER_EXPIRED,
        }
        for event in self.events:
            if event.actor is None:
                assert (
                    event.tag in by_nobody
                    or event.tag.startswith("acknowledgement:")
                    or event.tag.endswith(":given")
                )

    @invariant()
    def statutory_dates_never_move_once_settled(self) -> None:
        """Neither reopening nor anything else moves a date that stood when its clock was settled."""
        for deadline in deadlines(facts(self.events), RULEBOOK, self.today):
            if deadline.satisfied_on is not None and deadline.rule.startswith("WB-"):
                settled = self.first_due.setdefault(deadline.rule, deadline.due_strict)
                assert deadline.due_strict == settled

    @invariant()
    def received_never_moves(self) -> None:
        assert self.case.received_on == START


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
            do.assess_scope,
            actor=ADVISOR,
            scope=scope,
            reason=reason,
            guidance_item=self.text() if guided else None,
            reason_item=self.text(there),
            taxonomy=TAXONOMY,
        )

    @rule(investigation=st.sampled_from(Investigation), authority=TEXTS, there=TEXTS)
    def decides_investigation(self, investigation: Investigation, authority: bool, there: bool) -> None:
        self.attempt(
            do.decide_investigation,
            actor=ADVISOR,
            investigation=investigation,
            authority_item=self.text(authority),
            reason_item=self.text(there),
        )

    @rule(finding=st.sampled_from(["breach_found", "weather"]), police=st.booleans(), dated=st.booleans())
    def records_outcome(self, finding: str, police: bool, dated: bool) -> None:
        self.attempt(
            do.record_outcome,
            actor=ADVISOR,
            finding=finding,
            police_report=police,
            police_reported_on=self.today if dated else None,
            reason_item=self.text(),
            taxonomy=TAXONOMY,
        )

    @rule(kind=st.sampled_from(FeedbackKind), there=TEXTS)
    def decides_feedback(self, kind: FeedbackKind, there: bool) -> None:
        self.attempt(do.decide_feedback, actor=ADVISOR, kind=kind, item=self.text(there))

    @rule(kind=st.sampled_from(FeedbackKind), days=AGO)
    def tells_by_hand(self, kind: FeedbackKind, days: int) -> None:
        self.attempt(do.hand_feedback, actor=ADVISOR, kind=kind, item=self.text(), given_on=self.ago(days))

    @rule(
        deduced=st.booleans(),
        ground=st.sampled_from([None, "consent", "to_authority"]),
        noticed=st.booleans(),
    )
    def informs_manager(self, deduced: bool, ground: str | None, noticed: bool) -> None:
        self.attempt(
            do.inform_manager,
            actor=ADVISOR,
            can_be_deduced=deduced,
            ground=ground,
            ground_item=self.text() if ground else None,
            notice_on=self.today if noticed else None,
            reason_item=self.text(),
            summary_item=self.text(),
            recipient_item=self.text(),
            taxonomy=TAXONOMY,
        )

    @rule(code=st.sampled_from(sorted(TAXONOMY.dispositions)))
    def disposes(self, code: str) -> None:
        self.attempt(
            do.record_disposition, actor=ADVISOR, code=code, reason_item=self.text(), taxonomy=TAXONOMY
        )

    @rule(there=TEXTS)
    def asks_hand_over(self, there: bool) -> None:
        self.attempt(do.ask_hand_over, actor=ADVISOR, item=self.text(there))

    @precondition(lambda self: self.case.hand_over is not None)
    @rule(answer=st.sampled_from(["yes", "no", "silence"]), days=AGO)
    def answers_hand_over(self, answer: str, days: int) -> None:
        if answer == "yes":
            self.attempt(do.consent_hand_over, actor=ADVISOR, consented_on=self.ago(days), item=self.text())
        elif answer == "no":
            self.attempt(do.decline_hand_over, actor=ADVISOR, declined_on=self.ago(days))
        else:
            self.attempt(do.expire_hand_over)

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

    @rule(approve=st.booleans())
    def minutes(self, approve: bool) -> None:
        if approve:
            self.attempt(do.approve_minutes, actor=None, approved_on=self.today)
        else:
            self.attempt(do.draft_minutes, actor=ADVISOR, item=self.text())

    @invariant()
    def closed_means_told(self) -> None:
        """No report is closed unless the reporter was told the decision as it stands."""
        case = self.case
        if case.closed_on is not None:
            assert case.feedback_given_on is not None
            assert case.told_on is not None
            assert case.acknowledged_on is not None
            assert not case.hand_over_pending
            assert case.pending_feedback is None

    @invariant()
    def closed_owes_nothing_by_law(self) -> None:
        if self.case.closed_on is not None:
            found = deadlines(facts(self.events), RULEBOOK, self.today)
            assert [one.rule for one in found if one.is_open and one.rule.startswith("WB-")] == []

    @invariant()
    def outside_has_reason_and_guidance(self) -> None:
        decision = self.case.scope_decision
        if decision is not None and decision.scope is Scope.OUTSIDE:
            assert decision.reason in TAXONOMY.out_of_scope
            assert decision.guidance_item is not None

    @invariant()
    def the_second_answer_needs_the_first(self) -> None:
        case = self.case
        if case.investigation is not None:
            assert case.is_within
        if case.outcome is not None:
            assert case.investigation is Investigation.INVESTIGATE

    @invariant()
    def nobody_is_deduced_without_ground(self) -> None:
        assert all(one.ground is not None for one in self.case.dispositions if one.can_be_deduced)

    @invariant()
    def the_card_never_tells_first(self) -> None:
        """Outside shows on the card only when a rejection lies in the mailbox."""
        case = self.case
        if card_state(case) is CardState.OUTSIDE:
            assert any(one.kind is FeedbackKind.REJECTION and one.given_on for one in case.feedback)

    @invariant()
    def one_feedback_is_on_its_way_at_most(self) -> None:
        assert sum(one.given_on is None for one in self.case.feedback) <= 1

    @invariant()
    def nothing_crosses_without_consent(self) -> None:
        handed = [one for one in self.events if one.text("code") == "handed_over"]
        consents = [one for one in self.events if one.tag is Tag.HAND_OVER_CONSENTED]
        assert len(handed) == len(consents) <= 1


class ComplaintMachine(CaseMachine):
    """A citizen's complaint."""

    scheme = Scheme.COMPLAINTS

    @rule(department=DEPARTMENTS, days=AGO)
    def refers(self, department: str, days: int) -> None:
        self.attempt(do.refer, actor=ADVISOR, department=department, item=self.text(), sent_on=self.ago(days))

    @rule(department=DEPARTMENTS, days=st.integers(min_value=0, max_value=30))
    def delays(self, department: str, days: int) -> None:
        promised = self.today + timedelta(days=days)
        self.attempt(
            do.announce_delay,
            actor=ADVISOR,
            department=department,
            promised_on=promised,
            reason_item=self.text(),
        )

    @rule(department=DEPARTMENTS, days=AGO, contacted=st.booleans())
    def replies(self, department: str, days: int, contacted: bool) -> None:
        self.attempt(
            do.register_reply,
            actor=ADVISOR,
            department=department,
            item=self.text(),
            quality=ReplyQuality.PARTIAL,
            citizen_contacted=contacted,
            replied_on=self.ago(days),
        )

    @rule(department=DEPARTMENTS)
    def recalls(self, department: str) -> None:
        self.attempt(do.recall_referral, actor=ADVISOR, department=department, reason_item=self.text())

    @rule(there=TEXTS)
    def decides_answer(self, there: bool) -> None:
        self.attempt(do.decide_answer, actor=ADVISOR, item=self.text(there))

    @rule(days=AGO)
    def answers_by_hand(self, days: int) -> None:
        self.attempt(do.answer_by_hand, actor=ADVISOR, item=self.text(), given_on=self.ago(days))

    @rule(reason=st.sampled_from(["service_level", "weather"]))
    def rejects(self, reason: str) -> None:
        self.attempt(
            do.reject_inquiry, actor=ADVISOR, reason=reason, reason_item=self.text(), taxonomy=TAXONOMY
        )

    @rule(department=DEPARTMENTS, days=st.integers(min_value=0, max_value=20))
    def hears(self, department: str, days: int) -> None:
        answer_by = self.today + timedelta(days=days)
        self.attempt(
            do.send_hearing, actor=ADVISOR, department=department, item=self.text(), answer_by=answer_by
        )

    @rule(department=DEPARTMENTS, days=AGO)
    def comments(self, department: str, days: int) -> None:
        self.attempt(
            do.answer_hearing,
            actor=ADVISOR,
            department=department,
            item=self.text(),
            answered_on=self.ago(days),
        )

    @rule(department=DEPARTMENTS, kind=st.sampled_from(CriticismKind))
    def criticises(self, department: str, kind: CriticismKind) -> None:
        self.attempt(do.criticise, actor=ADVISOR, kind=kind, department=department, item=self.text())

    @invariant()
    def closed_means_answered(self) -> None:
        case = self.case
        if case.closed_on is not None:
            assert case.answered_on is not None
            assert case.open_referrals == ()
            assert case.answers_pending == ()
            assert case.state is State.CLOSED

    @invariant()
    def one_open_referral_for_each_department(self) -> None:
        open_now = [one.department for one in self.case.open_referrals]
        assert len(open_now) == len(set(open_now))

    @invariant()
    def hearing_before_criticism(self) -> None:
        case = self.case
        for criticism in case.criticisms:
            heard = [one for one in case.hearings if one.department == criticism.department]
            assert any(min(one.answered_on or one.answer_by, one.answer_by) <= criticism.on for one in heard)


TestReport = ReportMachine.TestCase
TestReport.settings = settings(max_examples=150, stateful_step_count=50, deadline=None)
TestComplaint = ComplaintMachine.TestCase
TestComplaint.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)
