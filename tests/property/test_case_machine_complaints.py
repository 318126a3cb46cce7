"""A citizen's complaint driven by whatever commands come, in whatever order."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from tests.property.case_machine import AGO, TEXTS, CaseMachine
from tests.story import ADVISOR, TAXONOMY
from triage.cases.decisions import commands as do
from triage.cases.vocabulary import CriticismKind, ReplyQuality, Scheme, State

DEPARTMENTS = st.sampled_from(["schools", "roads"])


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

    @rule(department=DEPARTMENTS)
    def asks_a_slow_department_again(self, department: str) -> None:
        """Five weeks without a reply, taken back and asked anew: a late clock gives way to another."""
        self.refers(department, 0)
        self.days_pass(35)
        self.recalls(department)
        self.refers(department, 0)

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


TestComplaint = ComplaintMachine.TestCase
TestComplaint.settings = settings(max_examples=100, stateful_step_count=50)
