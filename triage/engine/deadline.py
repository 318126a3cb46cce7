"""What a deadline is: its dates, its reasons, and what follows from them on a given day.

`due_strict` is never moved: colours and alerts follow it. `due_latest` is the latest arguable date. Overdue
is derived here, never stored, and nothing else in Betro decides whether a date has passed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from intake.clock import local_date, moment
from triage.engine.calendar import NO_DAYS
from triage.engine.changes import ClockChange, RuleUpdate
from triage.engine.trace import TraceStep
from triage.rules.model import Rule

Happened = Mapping[str, date | datetime]


class DeadlineError(ValueError):
    """A deadline was asked for that cannot be computed; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the engine needs of a case: its scheme and the first date of each event by tag.

    Times carry an offset; only limits in hours use them. `own_closing` are the office's own closing days,
    which move house clocks and nothing else.

    `instances` are what happened several times and runs a clock each time: by what each is about (the
    unit of a referral), the days of its own events; what happens to the case happens to all of them.
    `changes` are those of a clock by (rule, subject); `recorded` the day on which Betro was told of the event
    (tag, subject), because a clock keeps what was known then; `applied` when later knowledge came to hold;
    `named` the day by which something was asked for, by the event (tag, subject) that asked.
    """

    scheme: str
    occurred: Happened
    own_closing: frozenset[date] = NO_DAYS
    country: str = "DK"
    instances: Mapping[str, Happened] = field(default_factory=dict)
    changes: Mapping[tuple[str, str], tuple[ClockChange, ...]] = field(default_factory=dict)
    recorded: Mapping[tuple[str, str], date] = field(default_factory=dict)
    applied: tuple[RuleUpdate, ...] = ()
    named: Mapping[tuple[str, str], date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deadline:
    """One clock of one case, by the version of its rule that it was counted by.

    `due_at` is set for limits in hours; the dates are then its Copenhagen date.
    `subject` says which of several: the unit of a referral; else it is empty. `starts_on` is the day
    the count began from, after any cap; `extended_on` the day on which a longer rule took its place;
    `waived_on` the day on which the duty fell away for a reason that its rule allows. `due_target` is the
    house's own earlier aim. `stopped` is the change that stopped the clock, while it stands; its dates are
    then those it would have, were it taken up that same day.

    `due_strict` is the date that holds, whatever lawfully moved it; `original_strict` is the first one,
    before any pause, extension or changed rule. `was_late` says that it was satisfied or waived after the
    date that held, in hours where the limit is in hours.
    """

    counted_by: Rule
    subject: str
    starts_on: date
    due_target: date | None
    original_strict: date
    due_strict: date
    due_latest: date
    due_at: datetime | None
    satisfied_on: date | None
    extended_on: date | None
    waived_on: date | None
    stopped: ClockChange | None
    was_late: bool
    trace: tuple[TraceStep, ...]

    @property
    def rule(self) -> str:
        """The id of its rule."""
        return self.counted_by.id

    @property
    def is_open(self) -> bool:
        """Whether something must still be done: not satisfied, not waived, not replaced by an extension."""
        return self.satisfied_on is None and self.extended_on is None and self.waived_on is None

    @property
    def settled_on(self) -> date | None:
        """The day on which it was satisfied or waived."""
        return self.satisfied_on or self.waived_on

    @property
    def suspended_since(self) -> date | None:
        """The day since which the clock stands still, suspended or interrupted; None while it runs."""
        return self.stopped.on if self.stopped is not None and self.is_open else None

    @property
    def is_paused(self) -> bool:
        """Whether the clock stands still: then it is open, and neither overdue nor warned about."""
        return self.suspended_since is not None

    @property
    def is_promised(self) -> bool:
        """Whether the aim is a day that was told to the one who waits, within a longer limit of the rule."""
        return any(each.code == "promised" for each in self.trace)

    @property
    def days_late(self) -> int:
        """Days from the original date to the day it was satisfied or waived; 0 when in time or still open.

        Whether it was late is decided by the date that held: who keeps a lawful extension is not late. How
        late is counted from the first date of all, which is the number for the account.
        """
        if self.settled_on is None or not self.was_late:
            return 0
        return max(0, (self.settled_on - self.original_strict).days)

    def is_breached(self, now: date) -> bool:
        """Whether it was missed, settled or still open; a limit in hours perhaps by less than a day."""
        by_hours = self.due_at is not None and (
            self.is_overdue(now) or (self.settled_on is not None and self.was_late)
        )
        return by_hours or self.days_breached(now) > 0

    def days_breached(self, today: date) -> int:
        """Days late for the account, settled or still open: from the original date, once it is a breach."""
        if self.is_overdue(today):
            return max(0, (local_date(today) - self.original_strict).days)
        return self.days_late

    def is_overdue(self, now: date) -> bool:
        """Whether it is open, runs, and the strict date has passed; on the due date itself it is not.

        Given a moment (with an offset), a limit in hours is overdue from its very moment.
        """
        if not self.is_open or self.is_paused:
            return False
        if self.due_at is not None and isinstance(now, datetime):
            return moment(now) > self.due_at
        return self.due_strict < local_date(now)
