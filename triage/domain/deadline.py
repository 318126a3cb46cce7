"""What a deadline is: its dates, its reasons, and what follows from them on a given day.

`due_strict` is never moved: colours and alerts follow it. `due_latest` is the latest arguable date. Overdue
is derived here, never stored, and nothing else in Betro decides whether a date has passed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from triage.domain.calendar import NO_DAYS
from triage.domain.counting import local_date, moment
from triage.domain.trace import Step
from triage.rules.model import Confidence, Kind, Ladder

Happened = Mapping[str, date | datetime]


class DeadlineError(ValueError):
    """A deadline was asked for that cannot be computed; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the engine needs of a case: its scheme and the first date of each event by tag.

    Times carry an offset; only limits in hours use them. `own_closing` are the office's own closing days,
    which move house clocks and nothing else.
    """

    scheme: str
    occurred: Happened
    own_closing: frozenset[date] = NO_DAYS
    country: str = "DK"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One clock of one case. `due_at` is set for limits in hours; the dates are then its Copenhagen date.

    `starts_on` is the day the count began from, after any cap; `extended_on` the day on which an extension
    took its place; `waived_on` the day on which the duty fell away for a reason that its rule allows.
    `was_late` says that it was satisfied or waived too late, in hours where the limit is in hours.
    """

    rule: str
    rule_version: int
    title: str
    kind: Kind
    source: str
    confidence: Confidence
    starts_on: date
    due_strict: date
    due_latest: date
    due_at: datetime | None
    satisfied_on: date | None
    extended_on: date | None
    waived_on: date | None
    was_late: bool
    trace: tuple[Step, ...]
    ladders: tuple[Ladder, ...] = field(repr=False)

    @property
    def is_open(self) -> bool:
        """Whether something must still be done: not satisfied, not waived, not replaced by an extension."""
        return self.satisfied_on is None and self.extended_on is None and self.waived_on is None

    @property
    def days_late(self) -> int:
        """Days from the strict date to the day it was satisfied or waived; 0 when in time or still open.

        A breach stays: this is the number for the account, whatever happened afterwards.
        """
        settled_on = self.satisfied_on or self.waived_on
        return 0 if settled_on is None else max(0, (settled_on - self.due_strict).days)

    def is_overdue(self, now: date) -> bool:
        """Whether it is open and the strict date has passed; on the due date itself it is not.

        Given a moment (with an offset), a limit in hours is overdue from its very moment.
        """
        if self.due_at is not None and isinstance(now, datetime):
            return self.is_open and moment(now) > self.due_at
        return self.is_open and self.due_strict < local_date(now)

    def days_overdue(self, today: date) -> int:
        """Days since the strict date of an open deadline; 0 on that date and before."""
        return max(0, -self.days_left(today)) if self.is_open else 0

    def days_left(self, today: date) -> int:
        """Days until the strict date, negative when it has passed, whether or not it is satisfied."""
        return (self.due_strict - local_date(today)).days
