"""
The machine that the property tests of both kinds of case are built on.

It plays an advisor who tries everything, a reporter who writes at any time and a publisher who confirms what
was decided. Whatever is accepted, the invariants hold after it; whatever is refused leaves no trace.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.story import ADVISOR, RULEBOOK, item
from triage.cases.breaches import breaches, noted
from triage.cases.case import Case
from triage.cases.decisions import commands as do
from triage.cases.events import Event, Tag
from triage.cases.facts import facts
from triage.cases.fold import evolve, fold
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import Responsible, Scheme
from triage.engine.case_deadlines import Deadline, deadlines

START = date(2027, 1, 11)
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
        self.missed: dict[tuple[str, str, date | None], Deadline] = {}

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
        until = min(event.happened_on for event in new)
        # What is entered late may show that an open one was in time.
        self.missed = {
            key: one for key, one in self.missed.items() if not one.is_open or one.due_strict < until
        }
        new += noted(self.events, new, rulebook=RULEBOOK, facts_of=facts)
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
        rules = {"whistleblowing": "WB-ACK", "whistleblowing_external": "WB-EXT-ACK", "complaints": "BR-ACK"}
        self.attempt(
            do.waive_acknowledgement,
            actor=ADVISOR,
            rule=RULEBOOK.rule(rules[self.scheme], self.today),
            reason=reason,
            reason_item=self.text(),
        )

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
            due_on=START + timedelta(days=7),
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
            Tag.BREACH_NOTED,
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
    def a_breach_stays_visible(self) -> None:
        """Whatever happens to its clock, what was late once is told for ever, with the day it was due."""
        due = deadlines(facts(self.events), RULEBOOK, self.today)
        for one in due:
            if one.days_breached(self.today):
                self.missed[one.rule, one.subject, one.original_strict] = one
        told = breaches(self.case, due, self.today)
        keys = [(one.rule, one.subject, one.due_on) for one in told]
        assert len(set(keys)) == len(keys)
        assert self.missed.keys() <= set(keys)
        assert all(one.days_late > 0 for one in told if (one.rule, one.subject, one.due_on) in self.missed)

    @invariant()
    def received_never_moves(self) -> None:
        assert self.case.received_on == START
