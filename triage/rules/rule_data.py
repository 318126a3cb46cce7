"""From the tables of deadlines.toml and countries.toml to rules with every reference resolved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from triage.rules.codes import (
    COUNTED_BY_CALENDAR,
    COUNTED_BY_MONTH,
    Confidence,
    Kind,
    MonthEnd,
    Roll,
    Scheme,
    TimeUnit,
)
from triage.rules.constraints import Least, Misfit, One
from triage.rules.model import Calendar, Cap, Duty, Event, EventName, Ladder, Period, Rule, RuleText
from triage.rules.tables import File, Table, different

NEVER = "never"
CalendarId = Annotated[str, One("calendar")]
Calendars = Mapping[str, Calendar]
_REPORTS = frozenset({Scheme.WHISTLEBLOWING, Scheme.WHISTLEBLOWING_EXTERNAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRow:
    """A length of time as it is written: `{ length = 7, unit = "day" }`."""

    length: Annotated[int, Least(0)]
    unit: TimeUnit
    calendar: CalendarId | None = None
    calendar_latest: CalendarId | None = None

    def __post_init__(self) -> None:
        """Refuse a calendar where none counts, and none where one does."""
        check_calendar(self.unit, "calendar", self.calendar)
        check_calendar(self.unit, "calendar_latest", self.calendar_latest)

    def period(self, calendars: Calendars) -> Period:
        """The length with its calendars."""
        return _period(self.length, self.unit, self.calendar, self.calendar_latest, calendars)


@dataclass(frozen=True, slots=True, kw_only=True)
class _CapRow(PeriodRow):
    event: Event


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RuleRow(RuleText):
    """One `[[rule]]` as it is written; `rule` resolves what it names."""

    cap: _CapRow | None = None
    lead: PeriodRow | None = None
    length: Annotated[int, Least(0)] | None = None
    unit: TimeUnit
    calendar: CalendarId | None = None
    calendar_latest: CalendarId | None = None
    month_end: MonthEnd | None = None
    own_closing: bool | None = None
    may_extend: str
    target: PeriodRow | None = None

    def __post_init__(self) -> None:
        """Refuse what does not go together."""
        self._check_schemes()
        self._check_length()
        self._check_changes()
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise Misfit("'valid_to' is before 'valid_from'", "valid_to")
        if bool(self.waivers) != (self.waived_by is not None):
            raise Misfit(
                "'waivers' and 'waived_by' belong together: reasons, and the event that says one", "waivers"
            )

    def _check_schemes(self) -> None:
        if Scheme.CALCULATOR in self.schemes and len(self.schemes) > 1:
            raise Misfit("'calculator' stands alone: it means that no case arms the rule", "schemes")
        if self.kind is Kind.BYLAW:
            raise Misfit("a bylaw is an organisation's own, and stands in its folder", "kind")
        if (self.confidence is Confidence.HOUSE) != (self.kind is Kind.HOUSE):
            raise Misfit("'confidence' is 'house' for house rules and only for them", "confidence")
        # The Ombudsman (FOB 2021-1): an office's own closing days do not move a limit given by law.
        if self.kind is Kind.STATUTE and self.own_closing is not None:
            raise Misfit("own closing days never move a date given by law", "own_closing")
        if self.kind is Kind.HOUSE and self.own_closing is None:
            raise Misfit("'own_closing' is missing")

    def _check_length(self) -> None:
        # Some limits are published by each municipality for itself; the law only says that there must be one.
        if self.own_length and self.length is not None:
            raise Misfit("a rule has either 'length' or 'own_length'", "length")
        if not self.own_length and self.length is None:
            raise Misfit("'length' is missing")
        check_calendar(self.unit, "calendar", self.calendar)
        if (self.unit in COUNTED_BY_MONTH) != (self.month_end is not None):
            raise Misfit("'month_end' belongs to months and years, and to them only", "month_end")
        if self.unit in COUNTED_BY_CALENDAR or self.unit is TimeUnit.HOUR:
            check_calendar(self.unit, "calendar_latest", self.calendar_latest)
            if self.roll is not Roll.NONE:
                raise Misfit(f"a period in '{self.unit}' cannot roll; 'roll' must be 'none'", "roll")
        elif (self.roll is Roll.NONE) != (self.calendar_latest is None):
            raise Misfit(
                "'calendar_latest' says on which days the latest date cannot fall: needed when it rolls"
            )
        if self.target is not None and self.target.unit is TimeUnit.HOUR:
            raise Misfit("a target is a day: its unit cannot be 'hour'", "target")

    def _check_changes(self) -> None:
        if self.may_pause != bool(self.pause_reasons):
            raise Misfit("'may_pause = true' and 'pause_reasons' belong together", "may_pause")
        for key, stops in (("may_pause", self.may_pause), ("interruption", self.interruption is not None)):
            if stops and self.kind is Kind.STATUTE and self.schemes <= _REPORTS:
                raise Misfit("the Directive (art. 9(1)) gives the clocks of a report no pause", key)
            if stops and self.unit is TimeUnit.HOUR:
                raise Misfit("a limit in hours runs on, at night and on holidays: it has no pause", key)
        if self.by_notice and self.may_extend != NEVER:
            raise Misfit("a rule is extended by a longer rule or by notice, not by both", "by_notice")
        if self.by_notice and self.unit is TimeUnit.HOUR:
            raise Misfit("a limit in hours is never extended by notice", "by_notice")

    def rule(self, calendars: Calendars, ladders: tuple[Ladder, ...]) -> Rule:
        """The rule, with the calendars of a day."""
        rolls = self.unit not in COUNTED_BY_CALENDAR and self.calendar_latest is not None
        period = _period(
            self.length or 0, self.unit, self.calendar, None if rolls else self.calendar_latest, calendars
        )
        return Rule.of(
            self,
            cap=self.cap and Cap(self.cap.event, self.cap.period(calendars)),
            lead=self.lead and self.lead.period(calendars),
            period=period,
            month_end=self.month_end or MonthEnd.CLAMP,
            roll_calendar=calendars[self.calendar_latest or ""] if rolls else None,
            own_closing=bool(self.own_closing),
            may_extend=None if self.may_extend == NEVER else self.may_extend,
            target=self.target and self.target.period(calendars),
            ladders=ladders,
        )


def check_calendar(unit: TimeUnit, key: str, calendar: str | None) -> None:
    """Refuse a calendar for a unit that needs none, and none for one that does."""
    if (unit in COUNTED_BY_CALENDAR) != (calendar is not None):
        verb = "needs" if unit in COUNTED_BY_CALENDAR else "has no use for"
        raise Misfit(f"the unit '{unit}' {verb} a '{key}'", key)


def _period(
    length: int, unit: TimeUnit, strict: str | None, latest: str | None, calendars: Calendars
) -> Period:
    return Period(
        length,
        unit,
        None if strict is None else calendars[strict],
        None if latest is None else calendars[latest],
    )


def read_events(file: File) -> dict[str, EventName]:
    """The vocabulary of events by tag; short names are unique too. Raises RulebookError."""
    events: dict[str, EventName] = {}
    for event, table in file.rows("event", EventName):
        if event.name == "start" or event.tag in events or event.name in {e.name for e in events.values()}:
            raise table.refuse(f"the event '{event.tag}' or its name '{event.name}' is taken", "tag")
        events[event.tag] = event
    return events


def read_rules(
    file: File, events: Mapping[str, EventName], calendars: Mapping[str, object]
) -> list[tuple[RuleRow, Table]]:
    """Every version of every rule with the table it came from. Raises RulebookError."""
    return file.rows("rule", RuleRow, {"event": events, "calendar": calendars})


def read_duties(file: File, events: Mapping[str, EventName]) -> dict[str, Duty]:
    """The duties without a length, by id. Raises RulebookError."""
    return different(file.rows("duty", Duty, {"event": events}), "id")
