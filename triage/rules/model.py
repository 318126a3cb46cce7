"""What a rule, a calendar and an alert ladder are, once read. Values only: `triage.engine` counts."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

ALWAYS = date.min
"""Known from the beginning: nothing was ever computed without it."""


class Unit(StrEnum):
    """What a period is counted in. `working_day` and `weekday` need a calendar, the others do not."""

    DAY = "day"
    WORKING_DAY = "working_day"
    WEEKDAY = "weekday"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    HOUR = "hour"


COUNTED_BY_CALENDAR = frozenset({Unit.WORKING_DAY, Unit.WEEKDAY})
COUNTED_BY_MONTH = frozenset({Unit.MONTH, Unit.YEAR})


class Roll(StrEnum):
    """Whether the latest date moves on to the next working day when it falls on a free day."""

    NONE = "none"
    NEXT_WORKING_DAY = "next_working_day"


class MonthEnd(StrEnum):
    """`clamp`: the same day number, else the last day. `sticky`: a start on a last day also ends on one."""

    CLAMP = "clamp"
    STICKY = "sticky"


class Anchor(StrEnum):
    """Where the counting begins: at the event, or at the end of the calendar year in which it happened."""

    EVENT = "event"
    CALENDAR_YEAR_END = "calendar_year_end"


class Kind(StrEnum):
    """`statute`: given by law or bylaw. `house`: the office's own clock."""

    STATUTE = "statute"
    HOUSE = "house"


class Confidence(StrEnum):
    """V: text read. V2: secondary source read. UNVERIFIED: never shown as law. house: our own."""

    V = "V"
    V2 = "V2"
    UNVERIFIED = "UNVERIFIED"
    HOUSE = "house"


class Scheme(StrEnum):
    """Which kind of case arms a rule. `calculator`: none does; the rule only answers `betro deadline`."""

    WHISTLEBLOWING = "whistleblowing"
    WHISTLEBLOWING_EXTERNAL = "whistleblowing_external"
    COMPLAINTS = "complaints"
    CALCULATOR = "calculator"


class ClockReason(StrEnum):
    """Why a clock was stopped, begun anew or given longer. Which of them a rule accepts is data."""

    GUIDANCE_MISSING = "guidance_missing"
    REASONS_MISSING = "reasons_missing"
    ACCESS_REQUESTED = "access_requested"
    AWAITING_CITIZEN = "awaiting_citizen"
    AWAITING_OTHERS = "awaiting_others"
    QUESTIONS_CHANGED = "questions_changed"
    COMPLEXITY = "complexity"
    MANY_REQUESTS = "many_requests"
    ABSENCE = "absence"


class Interrupted(StrEnum):
    """What is left after an interruption: the rest of the time, or the whole of it once more."""

    RUNS_ON = "runs_on"
    COUNTS_ANEW = "counts_anew"


@dataclass(frozen=True, slots=True)
class Interruption:
    """That a clock may be interrupted: for which reasons, and how it goes on."""

    then: Interrupted
    reasons: tuple[ClockReason, ...]


@dataclass(frozen=True, slots=True)
class Holiday:
    """A free day: so many days from Easter Sunday, or a fixed month and day; first and last year included."""

    code: str
    title: str
    from_easter: int | None
    month_day: tuple[int, int] | None
    first_year: int | None
    last_year: int | None
    source: str
    confidence: Confidence


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
    unit: Unit
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

    tag: str
    name: str
    title: str


class EscalationLevel(StrEnum):
    """How far a warning goes: each reach includes those before it.

    `handler`: who has the case. `stand_in`: everybody else who may see it. `administrator`: who sees to the
    unit, is told that it does not react, and never which case.
    """

    HANDLER = "handler"
    STAND_IN = "stand_in"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Ladder:
    """When to warn about clocks of at most `up_to_days` days (None: any length), and whom.

    `percent` are parts of the clock, `days_before` days before the due date; each ladder has one of the two,
    and `to` says for each of them how far it goes. `overdue_every_days` is the step of the warnings after the
    due date; `overdue_to` says how far the first, the second and so on go, the last of them for all to come.
    """

    id: str
    up_to_days: int | None
    percent: tuple[int, ...]
    days_before: tuple[int, ...]
    to: tuple[EscalationLevel, ...]
    overdue_every_days: int
    overdue_to: tuple[EscalationLevel, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One version of one rule. All references are resolved, so that a rule can be computed on its own.

    Compared by identity: a rule that nothing changed is one object in every book of every day.

    It has two times: `valid_from` and `valid_to` say for which starts the law is this, `known_from` since
    when Betro knows it. A version that `corrects` another takes its place for everything begun since then.
    `target` is the house's own earlier aim; `by_notice` says that telling a later date, with its reason and
    in time, makes that the date.
    """

    id: str
    version: int
    title: str
    country: str
    schemes: frozenset[Scheme]
    kind: Kind
    starts: str
    only_after: str | None
    cap: Cap | None
    lead: Period | None
    anchor: Anchor
    satisfied_by: tuple[str, ...]
    period: Period
    own_length: bool
    month_end: MonthEnd
    roll: Roll
    roll_calendar: Calendar | None
    own_closing: bool
    may_extend: str | None
    may_pause: bool
    pause_reasons: tuple[ClockReason, ...]
    interruption: Interruption | None
    by_notice: bool
    target: Period | None
    waivers: tuple[str, ...]
    waived_by: str | None
    source: str
    confidence: Confidence
    valid_from: date
    valid_to: date | None
    known_from: date
    corrects: int | None
    ladders: tuple[Ladder, ...]

    def in_force(self, on: date) -> bool:
        """Whether this version holds for an event on that day; both ends of its validity are included."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty without a length in days: "as soon as possible". Listed and cited, never counted."""

    id: str
    title: str
    starts: str
    source: str
    confidence: Confidence
