"""
Turning a clock by hand: suspending and resuming it, interrupting and restarting it, giving it longer.

What may be done to a clock its rule says. A refusal names the rule's own source, where that has been read;
the clocks that the law gives a whistleblower report refuse every pause, those of an internal scheme every
extension too.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import ClassVar

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext, RunningDeadline
from triage.cases.days import is_followed
from triage.cases.decisions.feedback import FeedbackGiven
from triage.cases.decisions.messages import Posted
from triage.cases.decisions.referral import ReplyReceived
from triage.cases.events import CaseEvent, Code
from triage.cases.guards import require_case, require_day, require_item, require_open, require_past
from triage.cases.refusal_texts import HOUSE
from triage.cases.refusals import Refusal
from triage.engine.changes import ChangeKind, ClockChange, RuleUpdate
from triage.rules.codes import ClockReason, Confidence, Interrupted, RuleKind, Scheme
from triage.rules.model import Rule

EXTENSION_REASONS = (
    ClockReason.COMPLEXITY,
    ClockReason.MANY_REQUESTS,
    ClockReason.AWAITING_CITIZEN,
    ClockReason.AWAITING_OTHERS,
    ClockReason.ABSENCE,
)
"""Why more time may be needed; whether it may be taken the rule says."""


class _ClockEvent(CaseEvent, frozen=True, kw_only=True):
    """
    A change of one clock.

    Attributes:
        rule: the clock's rule, and its *subject* where the rule runs several.
        happened_on: the day from which it holds, if that is not the day of recording.
    """

    rule: Code
    subject: Code | None = None

    becomes: ClassVar[ChangeKind]

    @property
    def change(self) -> ClockChange:
        """The change, as the engine wants it."""
        return ClockChange(self.becomes, self.day)

    def apply(self, case: Case) -> Case:
        """Keep it for the engine; no decision changes with it."""
        return case.with_(days=case.days.changed(self.rule, self.subject or "", self.change))


class _Reasoned(_ClockEvent, frozen=True, kw_only=True):
    """A change with a reason of the rule's own, perhaps, and with the advisor's."""

    reason: Code | None = None
    reason_item: ItemRef | None = None

    @property
    def change(self) -> ClockChange:
        """The change, as the engine wants it."""
        return ClockChange(self.becomes, self.day, reason=self.reason or "")


class ClockSuspended(_Reasoned, frozen=True, kw_only=True, tag="clock:suspended/1"):
    """A clock was stopped; the rest of its time is kept until it is resumed."""

    becomes: ClassVar[ChangeKind] = ChangeKind.SUSPENDED
    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("A time limit was suspended: %(rule)s")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where the rule gives no pause, or not for this, or the clock is settled or stands."""
        clock = _clock(self, context)
        _require_running(case, clock, self.on, self.day)
        if not clock.rule.may_pause:
            raise Refusal("clock_not_pausable", source=provision(clock.rule))
        _require_reason(self.reason, clock.rule.pause_reasons, clock.rule)
        _require_begun(clock, self.day)


class ClockResumed(_Reasoned, frozen=True, kw_only=True, tag="clock:resumed/1"):
    """A suspended clock runs on, from today or from an earlier day since it stands."""

    becomes: ClassVar[ChangeKind] = ChangeKind.RESUMED
    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("A time limit runs on: %(rule)s")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where the clock is not suspended, or stood not yet on that day."""
        _require_standing(case, _clock(self, context), ChangeKind.SUSPENDED, self.day, self.on)


class ClockInterrupted(_Reasoned, frozen=True, kw_only=True, tag="clock:interrupted/1"):
    """A clock was interrupted; its rule says whether the rest or all of its time runs after the restart."""

    becomes: ClassVar[ChangeKind] = ChangeKind.INTERRUPTED
    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("A time limit was interrupted: %(rule)s")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it as a suspension."""
        clock = _clock(self, context)
        _require_running(case, clock, self.on, self.day)
        if clock.rule.interruption is None:
            raise Refusal("clock_not_pausable", source=provision(clock.rule))
        _require_reason(self.reason, clock.rule.interruption.reasons, clock.rule)
        _require_begun(clock, self.day)


class ClockRestarted(_Reasoned, frozen=True, kw_only=True, tag="clock:restarted/1"):
    """An interruption ended; or a running clock is counted anew, where its rule counts anew."""

    becomes: ClassVar[ChangeKind] = ChangeKind.RESTARTED
    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("A time limit runs again: %(rule)s")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where the clock is not interrupted, and may not be counted anew for this reason."""
        clock = _clock(self, context)
        if clock.deadline.is_paused:
            _require_standing(case, clock, ChangeKind.INTERRUPTED, self.day, self.on)
            return
        _require_running(case, clock, self.on, self.day)
        way = clock.rule.interruption
        if way is None or way.then is not Interrupted.COUNTS_ANEW:
            raise Refusal("clock_not_restartable", source=provision(clock.rule))
        _require_reason(self.reason, way.reasons, clock.rule)
        _require_begun(clock, self.day)


class DeadlineExtended(Posted, frozen=True, kw_only=True, tag="deadline:extended/1"):
    """
    A clock was given longer, where its rule allows, before it had run out, with a reason and the letter that
    says so.

    Attributes:
        rule: the clock's rule, and its *subject* where the rule runs several.
        until_on: the new date, as the letter tells it.
        letter_item: the letter. Given by hand, it must not have gone after the present date.
    """

    rule: Code
    until_on: date
    reason: Code
    reason_item: ItemRef
    letter_item: ItemRef
    subject: Code | None = None

    typed: ClassVar[tuple[str, ...]] = ("given_on", "until_on", "sent_by")
    sentence: ClassVar[str] = N_("A time limit was extended: %(rule)s, until %(until_on)s")
    words_in: ClassVar[str] = "letter_item"
    shown_as_given: ClassVar[bool] = False

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where the rule gives no longer time, or not so much; too late; and what a unit owes."""
        # What is owed still in a closed case is told in it, and may be told to come later.
        require_case(case)
        clock = _clock(self, context)
        _require_runs(clock, self.on, self.day)
        if is_owed_by_unit(clock.rule):
            raise Refusal("extension_of_reply")
        if is_followed(clock.deadline.subject):
            raise Refusal("extension_of_followed")
        if clock.rule.may_extend is None and not clock.rule.by_notice:
            is_internal = (
                FeedbackGiven.tag in clock.rule.satisfied_by and case.scheme is Scheme.WHISTLEBLOWING
            )
            raise Refusal(
                "feedback_not_extendable" if is_internal else "clock_not_extendable",
                source=provision(clock.rule),
            )
        if clock.rule.cap is None:
            _require_begun(clock, self.day)
        else:
            # It may be told in time before what usually begins the count has come.
            require_day(case, self.day, on=self.on)
        due = clock.deadline.due_strict
        if self.until_on <= due:
            raise Refusal("extension_not_later", new_on=self.until_on, due=due)
        if clock.limit is not None and self.until_on > clock.limit:
            source = provision(clock.rule)
            raise Refusal("extension_too_long", new_on=self.until_on, limit=clock.limit, source=source)
        _require_reason(self.reason, EXTENSION_REASONS, clock.rule)
        require_item(self.reason_item, "reason")
        require_item(self.letter_item, "letter")

    def apply(self, case: Case) -> Case:
        """Keep it for the engine; no decision changes with it."""
        case = super().apply(case)
        change = ClockChange(ChangeKind.EXTENDED, self.day, self.until_on, self.reason)
        return case.with_(days=case.days.changed(self.rule, self.subject or "", change))


class ReplyExtended(_ClockEvent, frozen=True, kw_only=True, tag="reply:extended/1"):
    """
    A unit was given longer for its reply, before its time was over. It is between the unit and the office: no
    letter says so, and what the citizen waits for stays where it was.

    Attributes:
        promised_on: the new date.
    """

    promised_on: date
    reason_item: ItemRef

    typed: ClassVar[tuple[str, ...]] = ("promised_on",)
    sentence: ClassVar[str] = N_("{A_unit} was given longer: %(rule)s, until %(promised_on)s")

    @property
    def change(self) -> ClockChange:
        """The change, as the engine wants it."""
        return ClockChange(ChangeKind.EXTENDED, self.day, self.promised_on)

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where no unit owes a reply by that clock, or its date has passed; and no later date."""
        clock = _clock(self, context)
        if not is_owed_by_unit(clock.rule) or not clock.rule.by_notice:
            raise Refusal("clock_not_extendable", source=provision(clock.rule))
        _require_running(case, clock, self.on, self.day)
        due = clock.deadline.due_strict
        if self.promised_on <= due:
            raise Refusal("extension_not_later", new_on=self.promised_on, due=due)
        require_item(self.reason_item, "reason")


def is_owed_by_unit(rule: Rule) -> bool:
    """Whether a clock of this rule waits for a unit's reply, so that no letter tells of its date."""
    return ReplyReceived.tag in rule.satisfied_by


class RulesApplied(CaseEvent, frozen=True, kw_only=True, tag="rules:applied/1"):
    """
    The case follows what was known on a day of rules, calendars and limits.

    Attributes:
        reason: one of `ApplyReason`.
        reference: a short code to look up why, such as the number of an act.
    """

    as_of_on: date
    reason: Code
    reference: Code | None = None

    sentence: ClassVar[str] = N_("The case follows the rules as they were known on %(as_of_on)s")
    logged: ClassVar[str] = N_("The case follows changed rules")

    def apply(self, case: Case) -> Case:
        """Keep it for the engine."""
        applied = RuleUpdate(self.on, self.as_of_on, self.reason)
        return case.with_(days=case.days.following(applied))


def _clock(event: _ClockEvent | DeadlineExtended, context: CheckContext) -> RunningDeadline:
    clock = context.clock(event.rule, event.subject)
    if clock is None:
        raise Refusal("clock_settled")
    return clock


def provision(rule: Rule) -> str:
    """The source that a refusal may name: the rule's own, unless nobody has confirmed it."""
    return HOUSE if rule.confidence is Confidence.UNVERIFIED else rule.source


def _require_running(case: Case, clock: RunningDeadline, on: date, day: date) -> None:
    require_open(case)
    _require_runs(clock, on, day)


def _require_runs(clock: RunningDeadline, on: date, day: date) -> None:
    deadline = clock.deadline
    if not deadline.is_open:
        raise Refusal("clock_settled")
    if deadline.stopped is not None:
        raise Refusal("clock_stands", since=deadline.stopped.on)
    require_past(day, on=on)
    # Changes are counted by their days: one before another would undo it, or be undone by it, unsaid.
    if clock.changed_on is not None and day < clock.changed_on:
        raise Refusal("clock_turned_since", happened_on=day, changed_on=clock.changed_on)
    # What the law itself stops is stopped though we learn it late; the house cannot undo its own breach.
    latest_word = day if clock.rule.kind is RuleKind.STATUTE else max(day, on)
    if latest_word > deadline.due_strict:
        raise Refusal("clock_expired", due=deadline.due_strict, source=provision(clock.rule))


def _require_begun(clock: RunningDeadline, day: date) -> None:
    if day < clock.deadline.starts_on:
        raise Refusal("clock_not_begun", happened_on=day, begun_on=clock.deadline.starts_on)


def _require_standing(case: Case, clock: RunningDeadline, kind: ChangeKind, day: date, on: date) -> None:
    require_case(case)
    require_past(day, on=on)
    stopped = clock.deadline.stopped
    if stopped is None or stopped.kind is not kind or not clock.deadline.is_open:
        raise Refusal("clock_runs")
    if day < stopped.on:
        raise Refusal("clock_not_begun", happened_on=day, begun_on=stopped.on)


def _require_reason(reason: str | None, allowed: Collection[ClockReason], rule: Rule) -> None:
    if reason not in allowed:
        raise Refusal("clock_reason_unknown", source=provision(rule))
