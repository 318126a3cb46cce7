"""
What an organisation has set for itself: published limits, earlier targets, and the clocks of its bylaw.

The law says that there must be a limit for each area (retssikkerhedsloven § 3, stk. 2), not how long it is.
The council's bylaw gives the citizens' adviser's clocks their length. They stand in limits.toml and
bylaw.toml of the organisation's folder and are read as strictly as Betro's own rules:

    [[limit]]
    rule = "RSL-3-2"
    area = "home_help"
    length = 4
    unit = "week"
    valid_from = 2026-01-01
    source = "Sagsbehandlingsfrister, vedtaget af byrådet 2025-11-27"

    [[target]]
    rule = "WB-ACK"
    length = 3
    unit = "day"
    valid_from = 2026-01-01

    [[clock]]
    rule = "BR-REPLY"
    length = 3
    unit = "week"
    adopted_by = "byrådet"
    adopted_on = 2025-11-27
    clause = "Borgerrådgiverens vedtægt § 17, stk. 1"
    valid_from = 2026-01-01
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from intake.domain.languages import Text
from triage.rules.bitemporal import check_neighbours
from triage.rules.codes import COUNTED_BY_CALENDAR, TimeUnit
from triage.rules.constraints import Code, Misfit, One
from triage.rules.local_limits import (
    LocalLimit,
    LocalLimits,
    local_period,
    puts_right,
    takes_bylaw,
    takes_local_limit,
)
from triage.rules.model import Calendar, Period, Positive, Rule
from triage.rules.rule_data import CalendarId, check_calendar
from triage.rules.tables import File, Names, Table, different

_LEAST = {TimeUnit.DAY: 1, TimeUnit.WEEK: 7, TimeUnit.MONTH: 28, TimeUnit.YEAR: 365}
_MOST = {TimeUnit.DAY: 1, TimeUnit.WEEK: 7, TimeUnit.MONTH: 31, TimeUnit.YEAR: 366}
_WEEK = 5
_HOLIDAYS = 14
"""More than ever fall on the weekdays of one year."""

Calendars = Mapping[str, Calendar]
Versions = Mapping[str, tuple[Rule, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _LocalRow:
    kind: ClassVar = "target"
    rule: Annotated[str, One("rule")]
    length: Positive
    unit: TimeUnit
    calendar: CalendarId | None = None
    valid_from: date
    valid_to: date | None = None
    known_from: date | None = None

    def __post_init__(self) -> None:
        if self.unit is TimeUnit.HOUR:
            raise Misfit("what an organisation sets for itself is never in hours", "unit")
        check_calendar(self.unit, "calendar", self.calendar)
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise Misfit("'valid_to' is before 'valid_from'", "valid_to")

    @property
    def area_of(self) -> str:
        return ""

    @property
    def source_of(self) -> str:
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _LimitRow(_LocalRow):
    kind: ClassVar = "limit"
    area: Code
    source: str

    @property
    def area_of(self) -> str:
        return self.area

    @property
    def source_of(self) -> str:
        return self.source


@dataclass(frozen=True, slots=True, kw_only=True)
class _ClockRow(_LocalRow):
    kind: ClassVar = "clock"
    adopted_by: str
    adopted_on: date
    clause: str

    @property
    def source_of(self) -> str:
        return f"{self.clause} ({self.adopted_by}, {self.adopted_on.isoformat()})"


@dataclass(frozen=True, slots=True)
class _Area:
    code: Annotated[str, One("area")]
    names: Text


class LocalRows:
    """The rows of limits.toml and bylaw.toml, checked once; `on` counts them by the calendars of a day."""

    def __init__(self, limits: File, bylaw: File, versions: Versions, calendars: Calendars) -> None:
        def names(takes: Callable[[Rule], bool]) -> Names:
            return {"calendar": calendars, "rule": [id_ for id_, of in versions.items() if takes(of[-1])]}

        limits.only("limit", "target", "area")
        bylaw.only("clock")
        self._limits = limits.rows("limit", _LimitRow, names(takes_local_limit))
        self._targets = limits.rows("target", _LocalRow, names(lambda _rule: True))
        self._clocks = bylaw.rows("clock", _ClockRow, names(takes_bylaw))
        self._areas = different(
            limits.rows("area", _Area, {"area": {row.area for row, _ in self._limits}}), "code"
        )
        for row, table in self._targets:
            for version in versions[row.rule]:
                _check_target(version, _of(row, calendars).period, table)
        _check_rows(self._limits, calendars, "limits", gaps=False)
        _check_rows(self._targets, calendars, "targets", gaps=True)
        _check_rows(self._clocks, calendars, "clocks of the bylaw", gaps=True)

    def on(self, calendars: Calendars) -> LocalLimits:
        """Everything, by the calendars of a day."""
        limits = tuple(_of(row, calendars) for row, _ in self._limits)
        targets = tuple(_of(row, calendars) for row, _ in self._targets)
        clocks = tuple(_of(row, calendars) for row, _ in self._clocks)
        names = {code: area.names for code, area in self._areas.items()}
        return LocalLimits(limits, targets, clocks, names, (*limits, *targets, *clocks))


def _of(row: _LocalRow, calendars: Calendars) -> LocalLimit:
    return LocalLimit(
        kind=row.kind,
        rule=row.rule,
        area=row.area_of,
        period=local_period(calendars, row.length, row.unit, row.calendar),
        source=row.source_of,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        # Who writes it before it holds need not say when.
        known_from=row.known_from or row.valid_from,
    )


def _check_rows(
    rows: Iterable[tuple[_LocalRow, Table]], calendars: Calendars, what: str, *, gaps: bool
) -> None:
    by_key: dict[tuple[str, str], list[tuple[LocalLimit, Table]]] = {}
    for row, table in rows:
        limit = _of(row, calendars)
        by_key.setdefault(limit.key, []).append((limit, table))
    for (rule, area), of_key in by_key.items():
        named = f"{rule}: two {what}{area and f' for {area}'}"
        seen = set()
        for limit, table in of_key:
            times = limit.valid_from, limit.known_from
            if times in seen:
                raise table.refuse(
                    f"{named} hold on {limit.valid_from.isoformat()}; one that puts another right needs a "
                    "later 'known_from'",
                    "valid_from",
                )
            seen.add(times)
        check_neighbours(
            of_key,
            puts_right,
            # mypy infers no type for a lambda with a default.
            lambda _one, two, named=named: f"{named} hold on {two.valid_from.isoformat()}",  # type: ignore[misc]
            None if gaps else lambda _one, two: _gap(two),
        )


def _gap(later: LocalLimit) -> str:
    return f"{later.rule}: no limit for {later.area} holds before {later.valid_from.isoformat()}"


def _check_target(rule: Rule, target: Period, table: Table) -> None:
    """Refuse a target that can never come before the strict date, and one for a limit in hours.

    One that only sometimes comes too late, because of holidays, is good: the engine then lets the strict date
    stand for it.
    """
    if rule.period.unit is TimeUnit.HOUR:
        raise table.refuse(f"{rule.id} is a limit in hours: no day comes before it", "rule")
    if not rule.own_length and _is_never_earlier(target, rule.period):
        raise table.refuse(f"a target of {rule.id} must be able to come before its own date", "length")


def _is_never_earlier(target: Period, limit: Period) -> bool:
    if target.unit is limit.unit:
        return target.length >= limit.length
    return _fewest_days(target) >= _most_days(limit)


def _fewest_days(period: Period) -> int:
    if period.unit in COUNTED_BY_CALENDAR:
        # From a Sunday, without any holiday.
        return period.length + 2 * ((period.length - 1) // _WEEK)
    return period.length * _LEAST[period.unit]


def _most_days(period: Period) -> int:
    if period.unit in COUNTED_BY_CALENDAR:
        return period.length + 2 * (period.length // _WEEK + 1) + _HOLIDAYS
    return period.length * _MOST[period.unit]
