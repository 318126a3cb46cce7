"""A citizen's complaint driven by whatever commands come, in whatever order."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from tests.property.case_machine import AGO, TEXTS, CaseMachine
from tests.story import ADVISOR
from triage.cases.decisions.complaints import AnswerDecided, InquiryRejected
from triage.cases.decisions.criticism import CriticismRecorded, HearingAnswered, HearingSent
from triage.cases.decisions.referral import ReferralRecalled, ReferralSent, ReplyDelayed, ReplyReceived
from triage.cases.vocabulary import CriticismKind, ReplyQuality, Scheme, State

DEPARTMENTS = st.sampled_from(["schools", "roads"])


class ComplaintMachine(CaseMachine):
    """A citizen's complaint."""

    scheme = Scheme.COMPLAINTS

    @rule(department=DEPARTMENTS, days=AGO)
    def refers(self, department: str, days: int) -> None:
        self.attempt(
            ReferralSent, actor=ADVISOR, department=department, item=self.text(), happened_on=self.ago(days)
        )

    @rule(department=DEPARTMENTS, days=st.integers(min_value=0, max_value=30))
    def delays(self, department: str, days: int) -> None:
        promised = self.today + timedelta(days=days)
        self.attempt(
            ReplyDelayed,
            actor=ADVISOR,
            department=department,
            promised_on=promised,
            reason_item=self.text(),
        )

    @rule(department=DEPARTMENTS, days=AGO, contacted=st.booleans())
    def replies(self, department: str, days: int, contacted: bool) -> None:
        self.attempt(
            ReplyReceived,
            actor=ADVISOR,
            department=department,
            item=self.text(),
            quality=ReplyQuality.PARTIAL,
            citizen_contacted=contacted,
            happened_on=self.ago(days),
        )

    @rule(department=DEPARTMENTS)
    def recalls(self, department: str) -> None:
        self.attempt(ReferralRecalled, actor=ADVISOR, department=department, reason_item=self.text())

    @rule(department=DEPARTMENTS)
    def asks_a_slow_department_again(self, department: str) -> None:
        """Five weeks without a reply, taken back and asked anew: a late clock gives way to another."""
        self.refers(department, 0)
        self.days_pass(35)
        self.recalls(department)
        self.refers(department, 0)

    @rule(there=TEXTS)
    def decides_answer(self, there: bool) -> None:
        self.attempt(AnswerDecided, actor=ADVISOR, item=self.text(there))

    @rule(days=AGO)
    def answers_by_hand(self, days: int) -> None:
        self.attempt(AnswerDecided, actor=ADVISOR, item=self.text(), given_on=self.ago(days))

    @rule(reason=st.sampled_from(["service_level", "weather"]))
    def rejects(self, reason: str) -> None:
        self.attempt(
            InquiryRejected,
            actor=ADVISOR,
            reason=reason,
            reason_item=self.text(),
        )

    @rule(department=DEPARTMENTS, days=st.integers(min_value=0, max_value=20))
    def hears(self, department: str, days: int) -> None:
        answer_by = self.today + timedelta(days=days)
        self.attempt(
            HearingSent, actor=ADVISOR, department=department, item=self.text(), answer_by_on=answer_by
        )

    @rule(department=DEPARTMENTS, days=AGO)
    def comments(self, department: str, days: int) -> None:
        self.attempt(
            HearingAnswered,
            actor=ADVISOR,
            department=department,
            item=self.text(),
            happened_on=self.ago(days),
        )

    @rule(department=DEPARTMENTS, kind=st.sampled_from(CriticismKind))
    def criticises(self, department: str, kind: CriticismKind) -> None:
        self.attempt(CriticismRecorded, actor=ADVISOR, kind=kind, department=department, item=self.text())

    @invariant()
    def closed_means_answered(self) -> None:
        case = self.case
        if case.closed_on is not None:
            assert case.complaint.answered_on is not None
            assert case.complaint.open_referrals == ()
            assert case.complaint.answers_pending == ()
            assert case.state is State.CLOSED

    @invariant()
    def one_open_referral_for_each_department(self) -> None:
        open_now = [one.department for one in self.case.complaint.open_referrals]
        assert len(open_now) == len(set(open_now))

    @invariant()
    def hearing_before_criticism(self) -> None:
        case = self.case
        for criticism in case.complaint.criticisms:
            heard = [one for one in case.complaint.hearings if one.department == criticism.department]
            assert any(min(one.answered_on or one.answer_by, one.answer_by) <= criticism.on for one in heard)


TestComplaint = ComplaintMachine.TestCase
TestComplaint.settings = settings(max_examples=100, stateful_step_count=50)
