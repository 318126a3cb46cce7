"""What a rule, a calendar and an alert ladder are, just as they stand in a file. `triage.engine` counts."""

import calendar as months
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from intake.domain.languages import Text, words_in
from triage.rules.bitemporal import ALWAYS, Known
from triage.rules.codes import (
    COUNTED_BY_CALENDAR,
    COUNTED_BY_MONTH,
    Anchor,
    ClockReason,
    Confidence,
    EscalationLevel,
    Interrupted,
    MonthEnd,
    RuleKind,
    Scheme,
    TimeUnit,
)
from triage.rules.constraints import Least, Like, Misfit, One

Event = Annotated[str, One("event")]
Id = Annotated[str, Like(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+", "capitals and digits joined by hyphens")]
Positive = Annotated[int, Least(1)]
NEVER = "never"

_LEAP_YEAR = 2024
_REPORTS = frozenset({Scheme.WHISTLEBLOWING, Scheme.WHISTLEBLOWING_EXTERNAL})


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

    def check(self) -> None:
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


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Calendar:
    """Which days are not counted. Compared by identity: there is one object per calendar of a rulebook.

    `free_weekdays` are ISO numbers (Monday is 1). Dates after `best_before` are computed but nobody has
    confirmed yet that the law still says the same. A later version of a calendar says from which day Betro
    knew it.
    """

    id: str
    title: str
    version: str = ""
    free_weekdays: frozenset[int]
    holidays: tuple[Annotated[Holiday, One("holiday")], ...]
    best_before: date
    source: str
    confidence: Confidence
    known_from: date = ALWAYS

    def check(self) -> None:
        """Refuse a week that is all free or never, and a day that no week has."""
        if not self.free_weekdays < set(range(1, 8)) or not self.free_weekdays:
            raise Misfit("'free_weekdays' must be ISO weekdays, 1 to 7, and not all", "free_weekdays")


CalendarOf = Annotated[Calendar, One("calendar")]


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time. The calendars are set exactly when the unit is counted by a calendar."""

    length: Annotated[int, Least(0)]
    unit: TimeUnit
    calendar: CalendarOf | None = None
    calendar_latest: CalendarOf | None = None

    def check(self) -> None:
        """Refuse a calendar where none counts, and none where one does."""
        check_calendar(self.unit, "calendar", self.calendar)
        check_calendar(self.unit, "calendar_latest", self.calendar_latest)


def check_calendar(unit: TimeUnit, key: str, calendar: object) -> None:
    """Refuse a calendar for a unit that needs none, and none for one that does."""
    if (unit in COUNTED_BY_CALENDAR) != (calendar is not None):
        verb = "needs" if unit in COUNTED_BY_CALENDAR else "has no use for"
        raise Misfit(f"the unit '{unit}' {verb} a '{key}'", key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap(Period):
    """The latest day from which a count may begin: so long after another event, whatever happened since."""

    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortestRest(Period):
    """How long a clock is said to run at least after an interruption, and by which source."""

    source: str

    def check(self) -> None:
        """Refuse none at all, and one whose days are not as many wherever it begins."""
        Period.check(self)
        if self.length == 0 or self.unit not in {TimeUnit.DAY, TimeUnit.WEEK}:
            raise Misfit(
                f"'at_least' is a number of days or weeks, not {self.length} {self.unit}", "at_least"
            )


@dataclass(frozen=True, slots=True)
class Interruption:
    """That a clock may be interrupted: for which reasons, and how it goes on.

    `at_least` is the shortest rest that must be left then. Nobody has confirmed such a number, so only the
    latest date counts with it.
    """

    then: Interrupted
    reasons: Annotated[tuple[ClockReason, ...], Least(1)]
    at_least: ShortestRest | None = None

    def check(self) -> None:
        """Refuse a shortest rest where no rest is left."""
        if self.at_least is not None and self.then is not Interrupted.RUNS_ON:
            raise Misfit("'at_least' belongs to the rest of the time: then = \"runs_on\"", "at_least")


@dataclass(frozen=True, slots=True)
class EventName:
    """An event that rules speak of: its tag in a case, its name on the command line, its words on screen."""

    tag: Annotated[str, Like(r"[a-z_]+:[a-z_]+", "written subject:event in small letters")]
    name: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """When to warn about clocks of at most `up_to_days` days (None: any length), and whom.

    `percent` are parts of the clock, `days_before` days before the due date; each ladder has one of the two,
    and `to` says for each of them how far it goes. `overdue_days` and `overdue_to` say the same of the
    warnings after the due date; after the last of them comes one every `overdue_every_days`, as far as that.
    The ladder `in_hours` is that of every limit in hours, and may begin with the clock.
    """

    id: str
    in_hours: bool = False
    up_to_days: Positive | None = None
    percent: tuple[int, ...] = ()
    days_before: tuple[int, ...] = ()
    to: Annotated[tuple[EscalationLevel, ...], Least(1)]
    overdue_days: Annotated[tuple[int, ...], Least(1)]
    overdue_to: Annotated[tuple[EscalationLevel, ...], Least(1)]
    overdue_every_days: Positive

    def check(self) -> None:
        """Refuse steps that are out of order, and one that reaches less far than the one before it."""
        if self.percent and self.days_before:
            raise Misfit("a ladder has either 'percent' or 'days_before'")
        counted = self.percent or self.days_before
        if not counted:
            raise Misfit("the ladder has no step")
        if self.in_hours and (self.days_before or self.up_to_days):
            raise Misfit("a ladder in hours has 'percent' and takes every length", "in_hours")
        # That all of it is over is said of every limit in hours.
        first, last = (0, 99) if self.in_hours else (1, 100)
        if self.percent and (
            list(counted) != sorted(set(counted)) or counted[0] < first or counted[-1] > last
        ):
            raise Misfit(f"'percent' must rise, between {first} and {last}", "percent")
        if self.days_before and (list(counted) != sorted(set(counted), reverse=True) or counted[-1] < 0):
            raise Misfit("'days_before' must fall and not be negative", "days_before")
        if list(self.overdue_days) != sorted(set(self.overdue_days)) or self.overdue_days[0] < 1:
            raise Misfit("'overdue_days' must rise, from 1 at least", "overdue_days")
        if len(self.to) != len(counted) or len(self.overdue_to) != len(self.overdue_days):
            raise Misfit("'to' and 'overdue_to' must say for each step how far it goes", "to")
        order = list(EscalationLevel)
        for key, steps in (("to", self.to), ("overdue_to", (self.to[-1], *self.overdue_to))):
            if list(steps) != sorted(steps, key=order.index):
                raise Misfit(f"'{key}' must never fall back: who was told stays told", key)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Rule(Known):
    """One version of one rule, just so its row in the file. All references are resolved, so that it can be
    computed on its own.

    Compared by identity: a rule that nothing changed is one object in every book of every day.

    It has two times: `valid_from` and `valid_to` say for which starts the law is this, `known_from` since
    when Betro knows it. A version that `corrects` another takes its place for everything begun since then.
    `calculator` says that no case arms it: it only answers `betro deadline`. `length_of` is the rule whose
    length an organisation's areas lend it, where it has published none for this one. `roll` is the calendar
    to whose next working day the latest date moves on, if it does. `target` is the house's own earlier aim;
    `by_notice` says that telling a later date, with its reason and in time, makes that the date. `clause` is
    the source of a bylaw, in an organisation's own words.
    """

    id: Id
    version: Positive
    title: str
    country: Annotated[str, Like(r"[A-Z]{2}", "two capital letters")]
    schemes: frozenset[Scheme]
    calculator: bool = False
    kind: RuleKind
    starts: Event
    cap: Cap | None = None
    lead: Period | None = None
    only_after: Event | None = None
    anchor: Anchor = Anchor.EVENT
    satisfied_by: Annotated[tuple[Event, ...], Least(1)]
    own_length: bool = False
    length_of: Id | None = None
    period: Period
    month_end: MonthEnd | None = None
    roll: Annotated[Calendar | None, One("roll")]
    own_closing: bool | None = None
    may_extend: str | None
    by_notice: bool = False
    may_pause: bool
    pause_reasons: Annotated[tuple[ClockReason, ...], Least(1)] = ()
    interruption: Interruption | None = None
    target: Period | None = None
    waivers: tuple[str, ...]
    waived_by: Event | None = None
    source: str
    clause: Text | None
    confidence: Confidence
    corrects: Positive | None = None
    ladders: tuple[Ladder, ...]

    def __post_init__(self) -> None:
        """Say of no extension what it is."""
        if self.may_extend == NEVER:
            object.__setattr__(self, "may_extend", None)

    def source_in(self, language: str, translate: Callable[[str], str]) -> str:
        """What gives it, in a language: the clause of the bylaw, where that does."""
        return words_in(self.clause, language) if self.clause else translate(self.source)

    def check(self) -> None:
        """Refuse what does not go together in a file."""
        Known.check(self)
        self._check_kind()
        self._check_length()
        self._check_changes()

    def _check_kind(self) -> None:
        if self.calculator == bool(self.schemes):
            raise Misfit(
                "'schemes' is empty for 'calculator = true', and only then: no case arms it", "schemes"
            )
        if self.kind in (RuleKind.BYLAW, RuleKind.PUBLISHED):
            raise Misfit(f"'{self.kind}' is an organisation's own, and stands in its folder", "kind")
        if (self.confidence is Confidence.HOUSE) != (self.kind is RuleKind.HOUSE):
            raise Misfit("'confidence' is 'house' for house rules and only for them", "confidence")
        # The Ombudsman (FOB 2021-1): an office's own closing days do not move a limit given by law.
        if self.kind is RuleKind.STATUTE and self.own_closing is not None:
            raise Misfit("own closing days never move a date given by law", "own_closing")
        if self.kind is RuleKind.HOUSE and self.own_closing is None:
            raise Misfit("'own_closing' is missing")
        if bool(self.waivers) != (self.waived_by is not None):
            raise Misfit(
                "'waivers' and 'waived_by' belong together: reasons, and the event that says one", "waivers"
            )

    def _check_length(self) -> None:
        # Some limits are published by each municipality for itself; the law only says that there must be one.
        if self.own_length != (self.period.length == 0):
            raise Misfit("a rule has either a length or 'own_length', and then the length 0", "period")
        if self.length_of is not None and not self.own_length:
            raise Misfit("'length_of' is for a rule with 'own_length'", "length_of")
        if (self.period.unit in COUNTED_BY_MONTH) != (self.month_end is not None):
            raise Misfit("'month_end' belongs to months and years, and to them only", "month_end")
        if self.roll is not None and self.period.unit in {*COUNTED_BY_CALENDAR, TimeUnit.HOUR}:
            raise Misfit(f"a period in '{self.period.unit}' cannot roll; 'roll' must be 'none'", "roll")
        if self.target is not None and self.target.unit is TimeUnit.HOUR:
            raise Misfit("a target is a day: its unit cannot be 'hour'", "target")

    def _check_changes(self) -> None:
        in_hours = self.period.unit is TimeUnit.HOUR
        is_of_reports = bool(self.schemes) and self.schemes <= _REPORTS
        if self.may_pause != bool(self.pause_reasons):
            raise Misfit("'may_pause = true' and 'pause_reasons' belong together", "may_pause")
        for key, stops in (("may_pause", self.may_pause), ("interruption", self.interruption is not None)):
            if stops and self.kind is RuleKind.STATUTE and is_of_reports:
                raise Misfit("the Directive (art. 9(1)) gives the clocks of a report no pause", key)
            if stops and in_hours:
                raise Misfit("a limit in hours runs on, at night and on holidays: it has no pause", key)
        if self.by_notice and self.may_extend is not None:
            raise Misfit("a rule is extended by a longer rule or by notice, not by both", "by_notice")
        if self.by_notice and in_hours:
            raise Misfit("a limit in hours is never extended by notice", "by_notice")


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty without a length in days: "as soon as possible". Listed and cited, never counted."""

    id: Id
    title: str
    starts: Event
    source: str
    confidence: Confidence
