"""
The machine that the property tests of both kinds of case are built on.

It plays an advisor who tries everything, a reporter who writes at any time and a publisher who confirms what
was decided. Whatever is accepted, the invariants hold after it; whatever is refused leaves no trace.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from intake.contents.item_ref import ItemRef
from tests.property.missed import missed_by_engine, missed_in_account
from tests.story import ADVISOR, RULEBOOK, TAXONOMY, item, kept
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.countable import countable, read, written
from triage.cases.decisions.acknowledgement import (
    AcknowledgementDecided,
    AcknowledgementGiven,
    AcknowledgementWaived,
)
from triage.cases.decisions.closing import CaseClosed, CaseReopened
from triage.cases.decisions.complaints import AnswerGiven
from triage.cases.decisions.correcting import EventCorrected, EventWithdrawn
from triage.cases.decisions.feedback import FeedbackGiven
from triage.cases.decisions.hand_over import (
    HandOverAsked,
    HandOverConsented,
    HandOverDeclined,
    HandOverExpired,
)
from triage.cases.decisions.messages import (
    AnswerNotNeeded,
    CodeReplaced,
    MessageDecided,
    MessageGiven,
    MessageReceived,
    Posted,
)
from triage.cases.decisions.missed import Breach, BreachExplained, BreachNoted, breaches
from triage.cases.decisions.receiving import (
    CaseReceived,
    CodeKnownToOffice,
    NoteAdded,
    ReportOpened,
)
from triage.cases.events import CaseEvent
from triage.cases.facts import facts
from triage.cases.fold import evolve, fold, told
from triage.cases.history import decide
from triage.cases.kept_facts import read as read_facts
from triage.cases.kept_facts import written as written_facts
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import Responsible
from triage.engine.case_deadlines import deadlines, open_deadlines
from triage.engine.counting import add_months
from triage.engine.deadline import Deadline
from triage.engine.kept_clocks import keeps_clocks
from triage.rules.codes import Scheme

START = date(2027, 1, 11)
TEXTS = st.sampled_from([True, True, True, False])
AGO = st.integers(min_value=-1, max_value=10)
CODES = ["schools", "roads", "processing_time", "trivial", "breach_found", "letter", "weather"]
ANSWERS = {MessageGiven.tag, FeedbackGiven.tag, AnswerGiven.tag, AnswerNotNeeded.tag}


def lived_anew(events: tuple[CaseEvent, ...]) -> tuple[CaseEvent, ...]:
    """The history as if everything had been typed right at once, with the breaches that come of it."""
    anew: tuple[CaseEvent, ...] = ()
    for each in told(events):
        if not (each.rewrites or isinstance(each, BreachNoted)):
            anew = kept(anew, (each,))
    return anew


class CaseMachine(RuleBasedStateMachine):
    """What the two kinds of case have in common."""

    scheme = Scheme.WHISTLEBLOWING

    def __init__(self) -> None:
        super().__init__()
        self.today = START
        self.used = 0
        self.events: tuple[CaseEvent, ...] = (
            CaseReceived(on=START, scheme=self.scheme, channel="portal", received_on=START),
        )
        self.case: Case = fold(self.events)
        self.first_due: dict[str, date] = {}
        self.missed: dict[tuple[str, str, date | None], Deadline] = {}

    def text(self, there: bool = True) -> ItemRef | None:
        self.used += 1
        return item(self.used) if there else None

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def attempt(self, kind: type[CaseEvent], /, **given: Any) -> None:
        """Try the event; accepted ones are kept, a refusal must have its sentence and leave nothing."""
        before = self.case
        context = CheckContext(TAXONOMY, RULEBOOK, self.today, facts(before), facts)
        try:
            new = decide(before, kind(on=self.today, **given), context)
        except Refusal:
            assert self.case == fold(self.events)
            return
        assert new
        until = min(event.day for event in new)
        # What is entered late may show that one was in time which was open then.
        self.missed = {
            key: one
            for key, one in self.missed.items()
            if one.due_strict < until or (one.settled_on is not None and one.settled_on <= until)
        }
        known = len(self.events)
        self.events = kept(self.events, new)
        new = self.events[known:]
        self.case = fold(self.events)
        self.check_step(before, new)

    def check_step(self, before: Case, new: tuple[CaseEvent, ...]) -> None:
        """Evolving step by step gives what folding the whole gives; what keeps clocks loses none."""
        case = before
        for event in new:
            was, case = case, evolve(case, event)
            if not event.rewrites and keeps_clocks(facts(was), facts(case), RULEBOOK, self.today):
                told = {(one.rule, one.subject): one for one in self.due(case)}
                for one in filter(lambda one: one.is_breached(self.today), self.due(was)):
                    still = told.get((one.rule, one.subject))
                    assert still is not None, (event, one.rule)
                    assert still.starts_on <= one.starts_on, (event, one.rule)
        assert case == self.case

    def due(self, case: Case) -> tuple[Deadline, ...]:
        return deadlines(facts(case), RULEBOOK, self.today)

    @initialize(far=st.booleans())
    def begins(self, far: bool) -> None:
        """Half of the stories begin with a case that has been acknowledged and read."""
        if far:
            self.attempt(AcknowledgementDecided)
            self.publishes()
            self.opens()

    @rule(days=st.integers(min_value=0, max_value=40))
    def days_pass(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule()
    def opens(self) -> None:
        self.attempt(ReportOpened, actor=ADVISOR)

    @rule(there=TEXTS)
    def notes(self, there: bool) -> None:
        self.attempt(NoteAdded, actor=ADVISOR, item=self.text(there))

    @rule(there=TEXTS, asks=st.booleans())
    def writes(self, there: bool, asks: bool) -> None:
        self.attempt(MessageDecided, actor=ADVISOR, item=self.text(there), asks=asks)

    @rule(days=AGO)
    def reporter_writes(self, days: int) -> None:
        self.attempt(MessageReceived, happened_on=self.today, item=self.text())

    @rule(there=TEXTS)
    def marks_as_needing_no_answer(self, there: bool) -> None:
        self.attempt(AnswerNotNeeded, actor=ADVISOR, reason_item=self.text(there))

    @rule()
    def decides_acknowledgement(self) -> None:
        self.attempt(AcknowledgementDecided)

    @rule(days=AGO)
    def acknowledges_by_hand(self, days: int) -> None:
        self.attempt(AcknowledgementDecided, actor=ADVISOR, given_on=self.ago(days))

    @rule(reason=st.sampled_from(["expressly_asked", "no_contact_details", "busy"]))
    def waives(self, reason: str) -> None:
        self.attempt(
            AcknowledgementWaived,
            actor=ADVISOR,
            reason=reason,
            reason_item=self.text(),
        )

    @rule()
    def publishes(self) -> None:
        """The publisher confirms whatever is on its way."""
        case = self.case
        if case.acknowledgement.decided_on and not case.acknowledgement.placed_on:
            self.attempt(AcknowledgementGiven, happened_on=self.today)
        for message in case.messages_pending:
            self.attempt(MessageGiven, happened_on=self.today, item=message)
        for answer in case.complaint.answers_pending:
            self.attempt(AnswerGiven, happened_on=self.today, item=answer)
        if case.report.pending_feedback is not None:
            self.attempt(
                FeedbackGiven,
                happened_on=self.today,
                kind=case.report.pending_feedback.kind,
                item=case.report.pending_feedback.item,
            )

    @rule()
    def closes(self) -> None:
        self.attempt(CaseClosed, actor=ADVISOR)

    @rule(there=TEXTS)
    def reopens(self, there: bool) -> None:
        self.attempt(CaseReopened, actor=ADVISOR, reason_item=self.text(there))

    @rule(pick=st.integers(min_value=0, max_value=99), more=st.integers(min_value=0, max_value=1))
    def explains(self, pick: int, more: int) -> None:
        """Somebody says why something was missed, or wants to where it was not, or not by so much."""
        found = breaches(self.case, deadlines(facts(self.case), RULEBOOK, self.today), self.today)
        missed = found[pick % len(found)] if found else Breach(rule="WB-ACK", days_late=0)
        self.attempt(
            BreachExplained,
            actor=ADVISOR,
            rule=missed.rule,
            subject=missed.subject or None,
            due_on=missed.due_on,
            days_late=missed.days_late + more,
            responsible=Responsible.OFFICE,
            reason_item=self.text(),
        )

    @rule(there=TEXTS, crosses=st.booleans())
    def asks_hand_over(self, there: bool, crosses: bool) -> None:
        answer_by = add_months(self.today, 1)
        said = {"item": self.text(there), "crossing_item": self.text(crosses)}
        self.attempt(HandOverAsked, actor=ADVISOR, answer_by_on=answer_by, **said)

    @precondition(lambda self: self.case.hand_over is not None)
    @rule(answer=st.sampled_from(["yes", "yes, elsewhere", "no", "silence"]), days=AGO)
    def answers_hand_over(self, answer: str, days: int) -> None:
        if answer.startswith("yes"):
            crosses = answer == "yes" and self.case.hand_over.crossing is not None
            heard = {"message" if crosses or not self.case.is_report else "item": self.text()}
            self.attempt(HandOverConsented, actor=ADVISOR, happened_on=self.ago(days), **heard)
        elif answer == "no":
            self.attempt(HandOverDeclined, actor=ADVISOR, happened_on=self.ago(days))
        else:
            self.attempt(HandOverExpired, happened_on=self.case.hand_over.answer_by)

    @rule(known=st.booleans())
    def knows_code(self, known: bool) -> None:
        kind = CodeKnownToOffice if known else CodeReplaced
        self.attempt(kind, **({"actor": ADVISOR} if known else {"item": self.text()}))
        assert self.case.code_known_to_office == known

    @rule(pick=st.integers(min_value=0, max_value=99), days=AGO)
    def corrects(self, pick: int, days: int) -> None:
        """Somebody puts right a day or, now and then, a choice."""
        wrong = [
            (number, each, name)
            for number, each in enumerate(told(self.events), start=1)
            for name in each.correctable
            if pick % 4 == 0 or isinstance(getattr(each, name) or each.day, date)
        ]
        if not wrong:
            return
        number, event, name = wrong[pick % len(wrong)]
        stands = getattr(event, name) or event.day
        if isinstance(stands, date):
            self.rewritten(EventCorrected, number=number, field=name, right_on=self.ago(days))
            return
        codes = [each.value for each in type(stands)] if isinstance(stands, Enum) else CODES
        self.rewritten(EventCorrected, number=number, field=name, right_code=codes[pick % len(codes)])

    @rule(pick=st.integers(min_value=0, max_value=99))
    def withdraws(self, pick: int) -> None:
        """Somebody takes back what a person recorded, the newest first more often than not."""
        may = [number for number, each in enumerate(told(self.events), start=1) if each.withdrawable]
        if may:
            self.rewritten(EventWithdrawn, number=may[-1 if pick % 2 else pick % len(may)])

    def rewritten(self, kind: type[CaseEvent], **given: Any) -> None:
        """Whatever is put right, what counts as missed is what the right history makes late."""
        before = self.events
        self.attempt(kind, actor=ADVISOR, reason_item=self.text(), **given)
        if self.events != before:
            self.first_due.clear()
            assert self._late(self.events) == self._late(lived_anew(self.events))

    def _late(self, events: tuple[CaseEvent, ...]) -> set[tuple[str, str, date | None, int]]:
        """
        What counts as missed, but for what was explained: that is said once and for all. How long a case lay
        still is left out: what was recorded as one on two days is lived one by one here, a day apart.
        """
        case = fold(events)
        found = breaches(case, deadlines(facts(case), RULEBOOK, self.today), self.today)
        return {
            (one.rule, one.subject, one.due_on, one.days_late)
            for one in found
            if not one.mistaken and one.explained_on is None and one.rule != "BR-DORMANT"
        }

    @invariant()
    def folding_is_deterministic(self) -> None:
        assert fold(list(self.events)) == self.case

    @invariant()
    def what_accounts_and_changed_rules_need_can_be_kept(self) -> None:
        known = facts(self.case)
        assert read_facts(written_facts(known), own_closing=known.own_closing, country="DK") == known
        due = deadlines(known, RULEBOOK, self.today)
        assert open_deadlines(known, RULEBOOK, self.today) == tuple(each for each in due if each.is_open)
        counted = countable(self.case, "HKP37SQQ", due)
        assert (counted is None) is self.case.is_contact
        assert counted is None or read(written(counted)) == counted

    @invariant()
    def nothing_happens_in_the_future(self) -> None:
        assert all(event.day <= event.on <= self.today for event in (*self.events, *told(self.events)))

    @invariant()
    def a_decision_names_a_person(self) -> None:
        by_nobody = {
            CaseReceived.tag,
            MessageReceived.tag,
            CodeReplaced.tag,
            HandOverExpired.tag,
            BreachNoted.tag,
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
        for deadline in deadlines(facts(self.case), RULEBOOK, self.today):
            if deadline.satisfied_on is not None and deadline.rule.startswith("WB-"):
                settled = self.first_due.setdefault(deadline.rule, deadline.due_strict)
                assert deadline.due_strict == settled

    @invariant()
    def a_breach_stays_visible(self) -> None:
        """Whatever happens to its clock, what was late once is told for ever, with the day it was due."""
        due = deadlines(facts(self.case), RULEBOOK, self.today)
        for one in due:
            if one.days_breached(self.today):
                self.missed[one.rule, one.subject, one.original_strict] = one
        found = breaches(self.case, due, self.today)
        keys = [(one.rule, one.subject, one.due_on) for one in found]
        assert len(set(keys)) == len(keys)
        assert self.missed.keys() <= set(keys)
        assert all(one.days_late > 0 for one in found if (one.rule, one.subject, one.due_on) in self.missed)

    @invariant()
    def the_deadline_account_says_what_the_engine_says(self) -> None:
        """What fell due was missed where the engine calls it a breach, by as many days, kept ones too."""
        due = deadlines(facts(self.case), RULEBOOK, self.today)
        assert missed_in_account(self.case, due, self.today) == missed_by_engine(self.case, due, self.today)

    @invariant()
    def nobody_is_unheard(self) -> None:
        """
        What the reporter wrote and nobody has answered or marked has a running clock and stands in the list.

        Worked out from the events alone: an answer is words that were placed, or a mark, and what it answers
        was opened before and came no later.
        """
        unread: list[date] = []
        read: list[date] = []
        for event in told(self.events):
            if event.tells:
                (unread if event.tag == MessageReceived.tag else read).append(event.day)
            elif isinstance(event, ReportOpened):
                read, unread = [*read, *unread], []
            elif event.tag in ANSWERS or (isinstance(event, Posted) and event.given_on is not None):
                read = [one for one in read if one > event.day]
        owed = min((*read, *unread), default=None)
        running = {one.rule for one in deadlines(facts(self.case), RULEBOOK, self.today) if one.is_open}
        assert self.case.unanswered_since == owed
        assert ("BR-ANSWER" in running) == (owed is not None)

    @invariant()
    def an_open_case_has_a_clock_that_runs(self) -> None:
        """Whatever happened to it, in whatever order: none lies for ever."""
        due = deadlines(facts(self.case), RULEBOOK, self.today)
        runs = any(one.is_open and not one.is_paused for one in due)
        assert runs or not self.case.is_open or self.case.is_contact

    @invariant()
    def received_never_moves(self) -> None:
        assert self.case.received_on == START
