"""A citizen's complaint driven by whatever commands come, in whatever order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from tests.property.case_machine import AGO, TEXTS, CaseMachine
from tests.rounds import rounds
from tests.story import ADVISOR
from triage.cases.decisions.clocks import ReplyExtended
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.complaints import AnswerDecided, InquiryRejected
from triage.cases.decisions.correcting import EventCorrected
from triage.cases.decisions.criticism import CriticismRecorded, HearingAnswered, HearingSent
from triage.cases.decisions.hand_over import HandOverConsented
from triage.cases.decisions.inquiry_hand_over import InquiryHandedOver
from triage.cases.decisions.referral import ReferralRecalled, ReferralSent, ReplyDelayed, ReplyReceived
from triage.cases.vocabulary import CriticismKind, ReplyQuality, State
from triage.rules.codes import Scheme

pytestmark = pytest.mark.heavy

UNITS = st.sampled_from(["schools", "roads"])


class ComplaintMachine(CaseMachine):
    """A citizen's complaint."""

    scheme = Scheme.COMPLAINTS

    @rule(unit=UNITS, days=AGO)
    def refers(self, unit: str, days: int) -> None:
        asked = {"item": self.text(), "ground_item": self.text()}
        self.attempt(ReferralSent, actor=ADVISOR, unit=unit, **asked, happened_on=self.ago(days))

    @rule(unit=UNITS, days=st.integers(min_value=0, max_value=30))
    def delays(self, unit: str, days: int) -> None:
        promised = self.today + timedelta(days=days)
        self.attempt(
            ReplyDelayed,
            actor=ADVISOR,
            unit=unit,
            promised_on=promised,
            reason_item=self.text(),
        )

    @rule(unit=UNITS, days=AGO, contacted=st.booleans())
    def replies(self, unit: str, days: int, contacted: bool) -> None:
        self.attempt(
            ReplyReceived,
            actor=ADVISOR,
            unit=unit,
            item=self.text(),
            quality=ReplyQuality.PARTIAL,
            citizen_contacted=contacted,
            happened_on=self.ago(days),
        )

    @rule(unit=UNITS)
    def recalls(self, unit: str) -> None:
        self.attempt(ReferralRecalled, actor=ADVISOR, unit=unit, reason_item=self.text())

    @rule(unit=UNITS, days=st.integers(min_value=0, max_value=40))
    def gives_longer(self, unit: str, days: int) -> None:
        self.attempt(
            ReplyExtended,
            actor=ADVISOR,
            rule="BR-REPLY",
            subject=unit,
            promised_on=self.today + timedelta(days=days),
            reason_item=self.text(),
        )

    @rule(unit=UNITS)
    def asks_a_slow_unit_again(self, unit: str) -> None:
        """Five weeks without a reply, taken back and asked anew: a late clock gives way to another."""
        self.refers(unit, 0)
        self.days_pass(35)
        self.recalls(unit)
        self.refers(unit, 0)

    @rule(unit=UNITS, days=st.lists(AGO, min_size=2, max_size=3), again=st.booleans())
    def puts_the_day_of_a_reply_right(self, unit: str, days: list[int], again: bool) -> None:
        """Corrected once or twice, with its clock still there or lost to the next question."""
        self.opens()
        self.refers(unit, 0)
        self.days_pass(24)
        self.replies(unit, days[0], False)
        if again:
            self.refers(unit, 0)
        replies = [place for place, each in enumerate(self.events, 1) if isinstance(each, ReplyReceived)]
        for each in days[1:] if replies else ():
            self.rewritten(EventCorrected, number=replies[-1], field="happened_on", right_on=self.ago(each))

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

    @rule(unit=UNITS, days=st.integers(min_value=0, max_value=20))
    def hears(self, unit: str, days: int) -> None:
        answer_by = self.today + timedelta(days=days)
        heard = {"item": self.text(), "ground_item": self.text(), "answer_by_on": answer_by}
        self.attempt(HearingSent, actor=ADVISOR, unit=unit, **heard)

    @rule(unit=UNITS, days=AGO)
    def comments(self, unit: str, days: int) -> None:
        self.attempt(
            HearingAnswered,
            actor=ADVISOR,
            unit=unit,
            item=self.text(),
            happened_on=self.ago(days),
        )

    @rule(unit=UNITS, kind=st.sampled_from(CriticismKind))
    def criticises(self, unit: str, kind: CriticismKind) -> None:
        said = {"item": self.text(), "ground_item": self.text()}
        self.attempt(CriticismRecorded, actor=ADVISOR, kind=kind, unit=unit, **said)

    @rule(days=AGO, by_hand=st.booleans(), nobody=st.booleans(), heard=st.booleans())
    def hands_over(self, days: int, by_hand: bool, nobody: bool, heard: bool) -> None:
        self.attempt(
            InquiryHandedOver,
            actor=ADVISOR,
            reason_item=self.text(),
            item=self.text(not nobody),
            given_on=self.ago(days) if by_hand and not nobody else None,
            cannot_be_asked=nobody,
            agreement_item=self.text(heard),
            agreed_on=self.ago(days) if heard else None,
        )

    @invariant()
    def closed_means_answered_or_handed_over(self) -> None:
        case = self.case
        if case.closed_on is not None:
            assert case.complaint.answered_on is not None or case.handed_over_on is not None
            assert case.complaint.open_referrals == ()
            assert case.complaint.answers_pending == ()
            assert case.state is State.CLOSED

    @invariant()
    def what_is_handed_over_was_agreed_to(self) -> None:
        """Once, by a yes in the mailbox or elsewhere, or where nobody could be asked; and closed then."""
        crossed = [n for n, each in enumerate(self.events) if isinstance(each, InquiryHandedOver)]
        for place in crossed:
            said = any(isinstance(each, HandOverConsented) for each in self.events[:place])
            assert said or self.events[place].agreement_item or self.events[place].cannot_be_asked
            assert isinstance(self.events[place + 1], CaseClosed)
        assert len(crossed) == (self.case.handed_over_on is not None)

    @invariant()
    def one_open_referral_for_each_unit(self) -> None:
        open_now = [one.unit for one in self.case.complaint.open_referrals]
        assert len(open_now) == len(set(open_now))

    @invariant()
    def hearing_before_criticism(self) -> None:
        case = self.case
        if criticism := case.newest(CriticismRecorded):
            heard = [one for one in case.complaint.hearings if one.unit == criticism.unit]
            assert any(min(one.answered_on or one.answer_by, one.answer_by) <= criticism.on for one in heard)


TestComplaint = ComplaintMachine.TestCase
TestComplaint.settings = settings(max_examples=rounds(18, 200), stateful_step_count=50)
