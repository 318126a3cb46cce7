"""
What the deadline engine is told of a case: the first day of each thing, and the days that no single event
tells.

A question counts until it is answered or decided without; what the other side adds until it is answered or
marked, also in a closed case; an interim feedback until the reporter is told how it ended. Reopening begins
anew: no clock of the time before the closing comes back overdue. What was late before is kept as a breach;
see `breaches`.

A clock that can run several times at once is told by what it is about. A unit has at most one referral
that stands: asked again after its reply or a recall, the new one counts; the older one stays to be read in
the case, and if it was late, among its breaches.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from triage.engine.changes import ClockChange, RuleUpdate

QUESTION_ASKED = "question:asked"
QUESTION_SETTLED = "question:settled"
ANSWER_OWED = "answer:owed"
ANSWER_SETTLED = "answer:settled"
REPORTER_INFORMED = "reporter:informed"
DECISION_READY = "decision:ready"
OUTCOME_TOLD = "outcome:told"
CASE_RESUMED = "case:resumed"
CASE_TOUCHED = "case:touched"
OFFICE_RECEIVED = "office:received"
DERIVED = frozenset(
    {
        QUESTION_ASKED,
        QUESTION_SETTLED,
        ANSWER_OWED,
        ANSWER_SETTLED,
        REPORTER_INFORMED,
        DECISION_READY,
        OUTCOME_TOLD,
        CASE_RESUMED,
        CASE_TOUCHED,
        OFFICE_RECEIVED,
    }
)
"""What rules may speak of although it is no event of its own."""
REPLY_RULES = "BR-REPLY"
"""How the ids of the clocks begin that a referral starts, in every country."""

OF_FOLLOWED = "followed-"
"""How begins what a clock is about that a unit owes in a case of its own, which this one follows."""


def is_followed(subject: str) -> bool:
    """Say whether a clock about this is a unit's own, so that the office owes nothing by it."""
    return subject.startswith(OF_FOLLOWED)


Key = tuple[str, str]
"""A rule or an event, and what it is about: a unit, an area, or nothing in particular."""
_NONE: Mapping[Any, Any] = MappingProxyType({})


class Days(Struct, frozen=True):
    """
    The days of a case; None is "not happened".

    Attributes:
        first: the first day of each event, by its name.
        recorded: the day on which Betro was told of each.
        known: the day on which Betro was first told of anything that happened on a day.
        named: what a person recorded by the names of the rules, by what it is about.
        changes: the changes of each clock, in their order.
    """

    first: Mapping[str, date] = _NONE
    recorded: Mapping[Key, date] = _NONE
    known: Mapping[date, date] = _NONE
    named: Mapping[str, Mapping[str, date]] = _NONE
    changes: Mapping[Key, tuple[ClockChange, ...]] = _NONE
    applied: tuple[RuleUpdate, ...] = ()
    asked_on: date | None = None
    settled_on: date | None = None
    answer_owed_on: date | None = None
    answer_settled_on: date | None = None
    informed_on: date | None = None
    told_on: date | None = None
    ready_on: date | None = None
    resumed_on: date | None = None
    touched_on: date | None = None

    def happened(self, tag: str, day: date, on: date) -> Days:
        """Return them with one more event, that happened on a day and was recorded *on* another."""
        return replace(
            self,
            first={**self.first, tag: min(day, self.first.get(tag, day))},
            known={**self.known, day: min(on, self.known.get(day, on))},
            recorded={(tag, ""): on, **self.recorded},
        )

    def told(self, tag: str, on: date, subject: str = "") -> Days:
        """Return them with the day on which Betro was first told of something."""
        return replace(self, recorded={(tag, subject): on, **self.recorded})

    def changed(self, rule: str, subject: str, change: ClockChange) -> Days:
        """Return them with one more change of a clock."""
        key = (rule, subject)
        return replace(self, changes={**self.changes, key: (*self.changes.get(key, ()), change)})

    def recorded_by_name(self, event: str, subject: str, day: date, on: date) -> Days:
        """Return them with what a person recorded by the name that the rules give it; the first day stays."""
        days = {event: day, **self.named.get(subject, {})}
        return replace(self, named={**self.named, subject: days}).told(event, on, subject)

    def referred(self, tag: str, unit: str, on: date) -> Days:
        """
        Return them with a new question to a unit, which is a new clock: the changes of the old one are
        not its own. Whatever else is about the same code, an area with a published limit for one, keeps its
        own.
        """
        changes = {
            key: one
            for key, one in self.changes.items()
            if key[1] != unit or not key[0].startswith(REPLY_RULES)
        }
        return replace(self, changes=changes, recorded={**self.recorded, (tag, unit): on})

    def heard(self, tag: str, unit: str, on: date) -> Days:
        """Return them with a new hearing of a unit, which is a new clock."""
        return replace(self, recorded={**self.recorded, (tag, unit): on})

    def question_asked(self, on: date) -> Days:
        """Return them with a question, where none is open."""
        if self.asked_on is not None and self.settled_on is None:
            return self
        return replace(self, asked_on=on, settled_on=None)

    def question_settled(self, day: date) -> Days:
        """Return them with the open question settled, if one is open."""
        if self.asked_on is None or self.settled_on is not None:
            return self
        return replace(self, settled_on=day)

    def decided(self, day: date, *, is_final: bool, has_outcome: bool, was_told: bool) -> Days:
        """
        Return them with a decision of triage: a decision that is changed after it was told has to be told
        anew, and the time for that begins with the change.
        """
        if not was_told:
            return replace(self, ready_on=self.ready_on if has_outcome else None)
        return replace(self, told_on=None, informed_on=None, ready_on=day if is_final else None)

    def following(self, applied: RuleUpdate) -> Days:
        """Return them with one more day on which later knowledge was made to hold."""
        return replace(self, applied=(*self.applied, applied))

    def resumed(self, day: date) -> Days:
        """Return them with the day on which the work on a reopened case was taken up."""
        return replace(self, resumed_on=day)

    def reopened(self) -> Days:
        """
        Return them as a reopened case has them. A question has been settled by the closing at the latest, and
        if that was late it stays late.
        """
        return replace(self, informed_on=None, told_on=None, ready_on=None, resumed_on=None)

    @property
    def derived(self) -> Mapping[str, date | None]:
        """The days that no single event tells, by the names that the rules give them."""
        return {
            QUESTION_ASKED: self.asked_on,
            QUESTION_SETTLED: self.settled_on,
            ANSWER_OWED: self.answer_owed_on,
            ANSWER_SETTLED: self.answer_settled_on,
            REPORTER_INFORMED: self.informed_on,
            DECISION_READY: self.ready_on,
            OUTCOME_TOLD: self.told_on,
            CASE_RESUMED: self.resumed_on,
        }


NO_DAYS = Days()
