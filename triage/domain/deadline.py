"""What a deadline is: its dates, its reasons, and what follows from them on a given day.

`due_strict` is never moved: colours and alerts follow it. `due_latest` is the latest arguable date. Overdue
is derived here, never stored, and nothing else in Betro decides whether a date has passed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from triage.domain.calendar import NO_DAYS
from triage.domain.counting import local_date
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
    took its place.
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
    trace: tuple[Step, ...]
    ladders: tuple[Ladder, ...] = field(repr=False)

    @property
    def is_open(self) -> bool:
        """Whether something must still be done: neither satisfied nor replaced by an extension."""
        return self.satisfied_on is None and self.extended_on is None

    @property
    def days_late(self) -> int:
        """Days between the strict date and the day it was satisfied; 0 when in time or not satisfied yet."""
        return 0 if self.satisfied_on is None else max(0, (self.satisfied_on - self.due_strict).days)

    def is_overdue(self, today: date) -> bool:
        """Whether it is open and the strict date has passed; on the due date itself it is not."""
        return self.is_open and self.due_strict < local_date(today)

    def days_overdue(self, today: date) -> int:
        """Days since the strict date of an open deadline; 0 on that date and before."""
        return (local_date(today) - self.due_strict).days if self.is_overdue(today) else 0

    def days_left(self, today: date) -> int:
        """Days until the strict date, negative when it has passed, whether or not it is satisfied."""
        return (self.due_strict - local_date(today)).days
