"""
Whatever is done to cases, and on whatever days the clock ticks: the alerts are those of a ladder climbed by
hand.

Histories are drawn at random and made by the real commands and the one writer; the oracle looks at every
deadline at every tick, and knows nothing of the day on which one is to be looked at next. Whatever has
happened, an open case has a clock that runs, and somebody is told when it rings.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from intake.clock import COPENHAGEN
from intake.store.engine import read, write
from tests.clockwork import COMPLAINT, REPORT, Clockwork, a_clockwork, at
from tests.own_folder import with_book
from tests.rulebooks import changed_books
from tests.story import Story
from triage.accounts.results import AccountPeriod
from triage.cases.context import RunningDeadline
from triage.cases.decisions.acknowledgement import AcknowledgementDecided
from triage.cases.decisions.assessment import InvestigationDecided, ScopeAssessed
from triage.cases.decisions.clocks import (
    EXTENSION_REASONS,
    ClockInterrupted,
    ClockRestarted,
    ClockResumed,
    ClockSuspended,
    DeadlineExtended,
    ReplyExtended,
    is_owed_by_unit,
)
from triage.cases.decisions.closing import CaseClosed, CaseReopened
from triage.cases.decisions.complaints import AnswerDecided
from triage.cases.decisions.correcting import EventCorrected, EventWithdrawn
from triage.cases.decisions.criticism import CriticismRecorded, HearingAnswered, HearingSent
from triage.cases.decisions.external_events import ExternalEventRecorded, external_events
from triage.cases.decisions.feedback import FeedbackDecided
from triage.cases.decisions.hand_over import HandOverAsked, HandOverDeclined
from triage.cases.decisions.inquiry_hand_over import InquiryHandedOver
from triage.cases.decisions.receiving import NoteAdded, ReportOpened
from triage.cases.decisions.referral import ReferralRecalled, ReferralSent, ReplyDelayed, ReplyReceived
from triage.cases.events import CaseEvent
from triage.cases.fold import fold, told
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import CriticismKind, FeedbackKind, Investigation, ReplyQuality, Scope
from triage.engine.case_deadlines import deadlines, open_deadlines
from triage.engine.changes import RuleUpdate
from triage.engine.deadline import Deadline, Facts
from triage.rules.codes import ApplyReason, ClockReason
from triage.rules.rulebook import Rulebook
from triage.services.accounts.records import records
from triage.services.clock import apply_rules
from triage.services.history.case_file import facts_of, file_of
from triage.services.history.record import differs, record
from triage.store import events
from triage.store.visibility import system_access

BEGIN = "Mon 2026-11-23"
STEPS = 120
LONG = (30, 14, 7, 3, 1, 0)
SHORT = (50, 75, 90, 100)
HOURS = (0, 50, 75, 90)
MONTH = 31


def climbed(found: Deadline, now: datetime, known_on: date) -> set[str]:
    """The steps that have come by now, by hand: of those before the office knew of it, only the last."""
    today = now.date()
    length = (found.due_strict - found.starts_on).days
    days: dict[date, str] = {}
    if length <= MONTH:
        for percent in SHORT:
            days[found.starts_on + timedelta(days=length * percent // 100)] = f"p{percent}"
    else:
        for left in LONG:
            days[found.due_strict - timedelta(days=left)] = f"d{left}"
    come = sorted((on, name) for on, name in days.items() if on <= today)
    if found.due_at is not None:
        hours = found.counted_by.period.length
        moments = [(found.due_at - timedelta(hours=hours * (100 - each) / 100), f"p{each}") for each in HOURS]
        come = [(moment.astimezone(COPENHAGEN).date(), name) for moment, name in moments if moment < now]
        come += [(found.due_strict, "late0")] if found.due_at < now else []
    late = (today - found.due_strict).days
    said = (day for day in range(1, late + 1) if day in {1, 3, 7} or day % 7 == 0)
    come += [(found.due_strict + timedelta(days=day), f"late{day}") for day in said]
    before = [each for each in come if each[0] < known_on][-1:]
    hour = "" if found.due_at is None else f":{found.due_at:%H%M%z}"
    return {f"{found.due_strict}:{name}{hour}" for _, name in before + [e for e in come if e[0] >= known_on]}


class Wheel:
    """One installation whose cases are turned at random."""

    def __init__(self, town: Clockwork, seed: int, books: list[Rulebook]) -> None:
        self.town = town
        self.draw = random.Random(seed)
        self.books = books
        self.today = town.now.date()
        self.wanted: set[tuple[bytes, str, str, str]] = set()
        self.done: dict[str, int] = {}

    @property
    def now(self) -> datetime:
        """Some moment of the day."""
        return datetime(
            self.today.year, self.today.month, self.today.day, self.draw.choice((3, 9, 15)), tzinfo=COPENHAGEN
        )

    def ticks(self) -> None:
        """Let the clock tick, climb by hand, and compare."""
        now = self.now
        assert self.town.tick(now) == ()
        with read(self.town.organisation.triage) as connection:
            told = {row.handle: events.history(connection, row.handle) for row in self.town.cases}
        for handle, history in told.items():
            so_far = facts_of(self.town.organisation, fold(history))
            found = deadlines(so_far, self.town.organisation.rulebook, self.today)
            self.is_told_open(so_far)
            runs = any(each.is_open and not each.is_paused for each in found)
            assert runs or not fold(history).is_open
            for each in found:
                if each.is_open and not each.is_paused:
                    steps = climbed(each, now, history[0].on)
                    self.wanted |= {(handle, each.rule, each.subject, step) for step in steps}
        rows = self.town.rows("triage", "alert")
        raised = [(row.case, row.rule, row.subject, row.step) for row in rows if row.rule != "new"]
        assert len(set(raised)) == len(raised)
        assert set(raised) == self.wanted
        assert all(row.told for row in rows)
        looked_at = {row.case for row in self.town.rows("triage", "deadline") if row.next_step_on is not None}
        assert looked_at >= {row.handle for row in self.town.rows("triage", "case", is_open=True)}

    def is_told_open(self, known: Facts) -> None:
        """What was met is left uncounted, by whichever book, and nothing else is."""
        for book in self.books:
            later = {"following": RuleUpdate(self.today, self.today, ApplyReason.CORRECTION)}
            every, found = (ask(known, book, self.today, **later) for ask in (deadlines, open_deadlines))
            assert found == tuple(each for each in every if each.is_open)

    def somebody_leaves(self, name: str) -> None:
        """End somebody's work here, who held every case until now."""
        self.town.sql(
            "triage",
            f"UPDATE person SET ended_on = '{self.today - timedelta(days=1)}' WHERE sign_in_name = '{name}'",
        )

    def changes(self) -> None:
        """Do something to some case that the domain lets it, after at most twenty tries."""
        for _ in range(20):
            if self.turned():
                return

    def turned(self) -> bool:
        """Try to do something to some case."""
        row = self.draw.choice(self.town.cases)
        with read(self.town.organisation.triage) as connection:
            history = events.history(connection, row.handle)
        story = Story(history, self.town.organisation.rulebook)
        name = self.draw.choice([*sorted(ACTS), *CLOCK_ACTS, *CLOCK_ACTS])
        act = ACTS[name]
        try:
            new = act(self, story)
        except (Refusal, IndexError):
            return False
        self.done[name] = self.done.get(name, 0) + 1
        with write(self.town.organisation.triage) as connection:
            file = file_of(connection, self.town.organisation, row.handle, today=self.today)
            record(connection, self.town.organisation, file, new)
            assert not differs(connection, self.town.organisation, row.handle)
        self.stands(history, (*history, *new), is_turn=name in CLOCK_ACTS)
        return True

    def stands(self, before: tuple[CaseEvent, ...], after: tuple[CaseEvent, ...], *, is_turn: bool) -> None:
        """A turn that was accepted is one: nothing got earlier, and the clock is what was said."""
        if not is_turn:
            return
        old, new = self.found(before), self.found(after)
        assert all(new[key].due_strict >= each.due_strict for key, each in old.items() if key in new)
        event = after[-1]
        turned = new[event.rule, event.subject or ""]
        if isinstance(event, DeadlineExtended):
            assert turned.extended_on is not None or turned.due_strict == event.until_on
        else:
            assert turned.is_paused == isinstance(event, ClockSuspended | ClockInterrupted)

    def found(self, history: tuple[CaseEvent, ...]) -> dict[tuple[str, str], Deadline]:
        """The deadlines of a history today."""
        found = deadlines(
            facts_of(self.town.organisation, fold(history)), self.town.organisation.rulebook, self.today
        )
        return {(each.rule, each.subject): each for each in found}

    def ask(self, story: Story, command: type[CaseEvent], **given: Any) -> tuple[CaseEvent, ...]:
        """Ask the domain what would follow."""
        return story._call(command, self.today, given)

    def some_day(self) -> date:
        """Today, or a day that is recorded late."""
        return self.today - timedelta(days=self.draw.choice((0, 0, 0, 1, 5, 20)))

    def a_clock(self, story: Story) -> RunningDeadline:
        """Some clock of the case."""
        context = story._context(self.today)
        turnable = [
            each
            for each in context.deadlines
            if each.is_open
            and each.rule in {"BR-REPLY", "BR-FIRST", "RSL-67", "OFL-36", "OFL-36-14", "GDPR-12-3"}
        ]
        return context.running(self.draw.choice(turnable))

    def follows(self) -> None:
        """Learn of a changed rulebook, and perhaps let the cases follow it."""
        self.town.organisation = with_book(self.town.organisation, self.draw.choice(self.books))
        if self.draw.random() < 0.7:
            reason = self.draw.choice(list(ApplyReason))
            foreseen = apply_rules.preview(
                self.town.organisation, system_access(), today=self.today, reason=reason
            )
            count = apply_rules.apply(
                self.town.organisation, system_access(), today=self.today, reason=reason
            )
            assert count == len({move.case_reference for move in foreseen})
            assert (
                apply_rules.preview(self.town.organisation, system_access(), today=self.today, reason=reason)
                == ()
            )
            self.done["apply"] = self.done.get("apply", 0) + count
        # As the command does; what a case follows at once, because it began after, has to be looked at.
        apply_rules.look_again(self.town.organisation, system_access())


def _change(command: type[CaseEvent], **given: Any) -> Callable[[Wheel, Story], tuple[CaseEvent, ...]]:
    def act(wheel: Wheel, story: Story) -> tuple[CaseEvent, ...]:
        turned = wheel.a_clock(story)
        asked = dict(given)
        way = turned.rule.interruption
        if "reason" in given:
            asked["reason"] = wheel.draw.choice(
                [*turned.rule.pause_reasons, *(way.reasons if way else ()), ClockReason.ABSENCE]
            )
        return wheel.ask(story, command, clock=turned, happened_on=wheel.some_day(), **asked)

    return act


def _extend(wheel: Wheel, story: Story) -> tuple[CaseEvent, ...]:
    turned = wheel.a_clock(story)
    until = turned.limit or turned.deadline.due_strict + timedelta(days=wheel.draw.choice((1, 9, 60)))
    if is_owed_by_unit(turned.rule):
        return wheel.ask(story, ReplyExtended, clock=turned, promised_on=until)
    return wheel.ask(
        story,
        DeadlineExtended,
        clock=turned,
        until_on=until,
        reason=EXTENSION_REASONS[0],
        given_on=wheel.some_day(),
    )


def _happen(wheel: Wheel, story: Story) -> tuple[CaseEvent, ...]:
    context = story._context(wheel.today)
    assert context.facts is not None
    known = external_events(context.rulebook, context.facts)
    return wheel.ask(
        story,
        ExternalEventRecorded,
        event=wheel.draw.choice(known),
        subject=wheel.draw.choice(("", "schools")),
        happened_on=wheel.some_day(),
    )


def _told(wheel: Wheel, story: Story) -> tuple[CaseEvent, ...]:
    kind = wheel.draw.choice(list(FeedbackKind))
    return wheel.ask(story, FeedbackDecided, kind=kind, given_on=wheel.some_day())


def _scope(wheel: Wheel, story: Story) -> tuple[CaseEvent, ...]:
    return wheel.ask(
        story,
        ScopeAssessed,
        scope=wheel.draw.choice((Scope.WITHIN, Scope.AWAITING_INFORMATION, Scope.OUTSIDE)),
        reason="own_employment",
        guidance_item=True,
    )


def _correct(wheel: Wheel, story: Story) -> tuple[CaseEvent, ...]:
    """Put the day of something right that a person typed."""
    number, field = wheel.draw.choice(
        [
            (number, name)
            for number, each in enumerate(told(story.events), start=1)
            for name in each.correctable
            if isinstance(getattr(each, name) or each.day, date)
        ]
    )
    return wheel.ask(story, EventCorrected, number=number, field=field, right_on=wheel.some_day())


def _withdraw(wheel: Wheel, story: Story) -> tuple[CaseEvent, ...]:
    """Take back what a person recorded."""
    may = [number for number, each in enumerate(told(story.events), start=1) if each.withdrawable]
    return wheel.ask(story, EventWithdrawn, number=wheel.draw.choice(may))


ACTS: dict[str, Callable[[Wheel, Story], tuple[CaseEvent, ...]]] = {
    "open": lambda wheel, story: wheel.ask(story, ReportOpened),
    "suspend": _change(ClockSuspended, reason=""),
    "resume": _change(ClockResumed),
    "interrupt": _change(ClockInterrupted, reason=""),
    "restart": _change(ClockRestarted, reason=""),
    "extend": _extend,
    "happen": _happen,
    "refer": lambda wheel, story: wheel.ask(
        story, ReferralSent, unit="schools", happened_on=wheel.some_day()
    ),
    "recall": lambda wheel, story: wheel.ask(story, ReferralRecalled, unit="schools"),
    "reply": lambda wheel, story: wheel.ask(
        story,
        ReplyReceived,
        unit="schools",
        quality=ReplyQuality.FULL,
        happened_on=wheel.some_day(),
    ),
    "delay": lambda wheel, story: wheel.ask(
        story, ReplyDelayed, unit="schools", promised_on=wheel.today + timedelta(days=20)
    ),
    "answer": lambda wheel, story: wheel.ask(story, AnswerDecided, given_on=wheel.some_day()),
    "acknowledge": lambda wheel, story: wheel.ask(story, AcknowledgementDecided, given_on=wheel.some_day()),
    "tell": _told,
    "scope": _scope,
    "investigate": lambda wheel, story: wheel.ask(
        story, InvestigationDecided, investigation=Investigation.INVESTIGATE
    ),
    "hear": lambda wheel, story: wheel.ask(
        story,
        HearingSent,
        unit="schools",
        answer_by_on=wheel.today + timedelta(days=wheel.draw.choice((2, 20))),
    ),
    "comment": lambda wheel, story: wheel.ask(
        story, HearingAnswered, unit="schools", happened_on=wheel.some_day()
    ),
    "criticise": lambda wheel, story: wheel.ask(
        story, CriticismRecorded, unit="schools", kind=CriticismKind.CRITICISM
    ),
    "ask": lambda wheel, story: wheel.ask(story, HandOverAsked),
    "decline": lambda wheel, story: wheel.ask(story, HandOverDeclined, happened_on=wheel.some_day()),
    "cross": lambda wheel, story: wheel.ask(
        story,
        InquiryHandedOver,
        agreement_item=True,
        agreed_on=wheel.some_day(),
        item=True,
        given_on=wheel.some_day(),
    ),
    "note": lambda wheel, story: wheel.ask(story, NoteAdded),
    "correct": _correct,
    "withdraw": _withdraw,
    "close": lambda wheel, story: wheel.ask(story, CaseClosed, reason_item=wheel.draw.choice((True, None))),
    "reopen": lambda wheel, story: wheel.ask(story, CaseReopened),
}


CLOCK_ACTS = ("suspend", "resume", "interrupt", "restart", "extend")


@pytest.mark.parametrize("seed", range(3))
def test_after_any_history_the_alerts_are_those_of_the_ladder(tmp_path: Path, seed: int) -> None:
    """Every alert that the ladder wants, each once, and no other; and an account is given each case once."""
    town = a_clockwork(tmp_path / "town", at(BEGIN), automatic_acknowledgement=False)
    town.send(REPORT)
    town.send(COMPLAINT)
    town.send(COMPLAINT)
    wheel = Wheel(town, seed, [town.organisation.rulebook, *changed_books(tmp_path / "rules")])
    wheel.ticks()
    for number in range(STEPS):
        wheel.changes()
        if wheel.draw.random() < 0.4:
            wheel.today += timedelta(days=wheel.draw.choice((0, 0, 1, 1, 2, 4, 11)))
            wheel.ticks()
        if number in (10, 20, 40, 80):
            wheel.follows()
        if number in (60, 90):
            wheel.somebody_leaves({60: "bo", 90: "anna"}[number])
    wheel.ticks()
    town.is_sound()
    told_of = records(town.organisation, system_access(), AccountPeriod(date(2026, 1, 1), wheel.today))
    assert sorted(each.case for each in told_of) == sorted(row.case_reference for row in town.cases)
