"""What a rule, a calendar and an alert ladder are. Values only: `triage.engine` counts.

What stands in a file just so is read into its value; what has references has a row in `rule_data`.
"""

import calendar as months
from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated, Self

from triage.rules.codes import (
    Anchor,
    ClockReason,
    Confidence,
    EscalationLevel,
    Interrupted,
    Kind,
    MonthEnd,
    Roll,
    Scheme,
    TimeUnit,
)
from triage.rules.constraints import Least, Like, Misfit, One

Event = Annotated[str, One("event")]
Id = Annotated[str, Like(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+", "capitals and digits joined by hyphens")]
Positive = Annotated[int, Least(1)]

_LEAP_YEAR = 2024

ALWAYS = date.min
"""Known from the beginning: nothing was ever computed without it."""


@dataclass(frozen=True, slots=True)
class Interruption:
    """That a clock may be interrupted: for which reasons, and how it goes on."""

    then: Interrupted
    reasons: Annotated[tuple[ClockReason, ...], Least(1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """A free day: so many days from Easter Sunday, or a fixed month and day; first and last year included."""

    code: str
    title: str
    from_easter: Annotated[int, Least(-100)] | None = None
    fixed: Annotated[str, Like(r"\d\d-\d\d", "a month and a day, written 12-31")] | None = None
    first_year: Positive | None = None
    last_year: Positive | None = None
    source: str
    confidence: Confidence

    @property
    def month_day(self) -> tuple[int, int] | None:
        """The month and the day of a fixed one."""
        return None if self.fixed is None else (int(self.fixed[:2]), int(self.fixed[3:]))

    def __post_init__(self) -> None:
        """Refuse a day that is not one day of every year."""
        if (self.from_easter is None) == (self.fixed is None):
            raise Misfit("a holiday has either 'from_easter' or 'fixed'")
        if self.month_day is not None:
            month, day = self.month_day
            # 29 February would be missing in three years of four, so it is refused with the impossible days.
            fits = 1 <= month <= 12 and 1 <= day <= months.monthrange(_LEAP_YEAR, month)[1]
            if not fits or (month, day) == (2, 29):
                raise Misfit(f"'fixed' is {self.fixed!r}, which is not a day of every year", "fixed")
        if self.first_year and self.last_year and self.first_year > self.last_year:
            raise Misfit("'last_year' is before 'first_year'", "last_year")


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """Which days are not counted. Compared by identity: there is one object per calendar of a rulebook.

    `free_weekdays` are ISO numbers (Monday is 1). Dates after `best_before` are computed but nobody has
    confirmed yet that the law still says the same. A later version of a calendar says from which day Betro
    knew it.
    """

    id: str
    title: str
    version: str
    free_weekdays: frozenset[int]
    holidays: tuple[Holiday, ...]
    best_before: date
    source: str
    confidence: Confidence
    known_from: date = ALWAYS


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time. The calendars are set exactly when the unit is counted by a calendar."""

    length: int
    unit: TimeUnit
    calendar: Calendar | None
    calendar_latest: Calendar | None


@dataclass(frozen=True, slots=True)
class Cap:
    """The latest day from which a count may begin: so long after another event, whatever happened since."""

    event: str
    period: Period


@dataclass(frozen=True, slots=True)
class EventName:
    """An event that rules speak of: its tag in a case, its name on the command line, its words on screen."""

    tag: Annotated[str, Like(r"[a-z_]+:[a-z_]+", "written subject:happening in small letters")]
    name: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """When to warn about clocks of at most `up_to_days` days (None: any length), and whom.

    `percent` are parts of the clock, `days_before` days before the due date; each ladder has one of the two,
    and `to` says for each of them how far it goes. `overdue_every_days` is the step of the warnings after the
    due date; `overdue_to` says how far the first, the second and so on go, the last of them for all to come.
    """

    id: str
    up_to_days: Positive | None = None
    percent: tuple[int, ...] = ()
    days_before: tuple[int, ...] = ()
    to: Annotated[tuple[EscalationLevel, ...], Least(1)]
    overdue_every_days: Positive
    overdue_to: Annotated[tuple[EscalationLevel, ...], Least(1)]

    def __post_init__(self) -> None:
        """Refuse steps that are out of order, and one that reaches less far than the one before it."""
        if self.percent and self.days_before:
            raise Misfit("a ladder has either 'percent' or 'days_before'")
        counted = self.percent or self.days_before
        if not counted:
            raise Misfit("the ladder has no step")
        if self.percent and (list(counted) != sorted(set(counted)) or counted[0] < 1 or counted[-1] > 100):
            raise Misfit("'percent' must rise, between 1 and 100", "percent")
        if self.days_before and (list(counted) != sorted(set(counted), reverse=True) or counted[-1] < 0):
            raise Misfit("'days_before' must fall and not be negative", "days_before")
        if len(self.to) != len(counted):
            raise Misfit("'to' must say for each step how far it goes", "to")
        order = list(EscalationLevel)
        for key, steps in (("to", self.to), ("overdue_to", (self.to[-1], *self.overdue_to))):
            if list(steps) != sorted(steps, key=order.index):
                raise Misfit(f"'{key}' must never fall back: who was told stays told", key)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RuleText:
    """What a rule says, and just so its row in the file."""

    id: Id
    version: Positive
    title: str
    country: Annotated[str, Like(r"[A-Z]{2}", "two capital letters")]
    schemes: Annotated[frozenset[Scheme], Least(1)]
    kind: Kind
    starts: Event
    only_after: Event | None = None
    anchor: Anchor = Anchor.EVENT
    satisfied_by: Annotated[tuple[Event, ...], Least(1)]
    own_length: bool = False
    roll: Roll
    may_pause: bool
    pause_reasons: Annotated[tuple[ClockReason, ...], Least(1)] = ()
    interruption: Interruption | None = None
    by_notice: bool = False
    waivers: tuple[str, ...]
    waived_by: Event | None = None
    source: str
    confidence: Confidence
    valid_from: date
    valid_to: date | None = None
    known_from: date = ALWAYS
    corrects: Positive | None = None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Rule(RuleText):
    """One version of one rule. All references are resolved, so that a rule can be computed on its own.

    Compared by identity: a rule that nothing changed is one object in every book of every day.

    It has two times: `valid_from` and `valid_to` say for which starts the law is this, `known_from` since
    when Betro knows it. A version that `corrects` another takes its place for everything begun since then.
    `target` is the house's own earlier aim; `by_notice` says that telling a later date, with its reason and
    in time, makes that the date.
    """

    cap: Cap | None
    lead: Period | None
    period: Period
    month_end: MonthEnd
    roll_calendar: Calendar | None
    own_closing: bool
    may_extend: str | None
    target: Period | None
    ladders: tuple[Ladder, ...]

    @classmethod
    def of(cls, text: RuleText, **resolved: object) -> Self:
        """The rule that says this, with its references resolved."""
        said = {each.name: getattr(text, each.name) for each in fields(RuleText)}
        return cls(**said, **resolved)  # type: ignore[arg-type]

    def in_force(self, on: date) -> bool:
        """Whether this version holds for an event on that day; both ends of its validity are included."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty without a length in days: "as soon as possible". Listed and cited, never counted."""

    id: Id
    title: str
    starts: Event
    source: str
    confidence: Confidence
