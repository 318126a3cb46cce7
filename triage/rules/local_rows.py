"""From limits.toml and bylaw.toml of an organisation's folder to what it has set for itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from intake.domain.languages import Text
from triage.rules.bitemporal import by, check_times
from triage.rules.codes import COUNTED_BY_CALENDAR, TimeUnit
from triage.rules.constraints import One
from triage.rules.local_limits import (
    CLOCK,
    LIMIT,
    TARGET,
    TEMPORARY,
    Calendars,
    LocalLimit,
    LocalLimits,
    puts_right,
    takes_bylaw,
    takes_local_limit,
)
from triage.rules.model import Period, Rule
from triage.rules.tables import File, Table, different

_LEAST = {TimeUnit.DAY: 1, TimeUnit.WEEK: 7, TimeUnit.MONTH: 28, TimeUnit.YEAR: 365}
_MOST = {TimeUnit.DAY: 1, TimeUnit.WEEK: 7, TimeUnit.MONTH: 31, TimeUnit.YEAR: 366}
_WEEK = 5
_HOLIDAYS = 14
"""More than ever fall on the weekdays of one year."""

Versions = Mapping[str, tuple[Rule, ...]]


@dataclass(frozen=True, slots=True)
class _Area:
    code: Annotated[str, One("area")]
    names: Text


@dataclass(frozen=True, slots=True)
class _Top:
    publish: bool = False


def read_local_limits(limits: File, bylaw: File, versions: Versions, calendars: Calendars) -> LocalLimits:
    """Everything that both files say. Raises RulebookError with file and line."""

    def rows(file: File, kind: str, takes: Callable[[Rule], bool]) -> list[tuple[LocalLimit, Table]]:
        names = {"calendar": calendars, "rule": [id_ for id_, of in versions.items() if takes(of[-1])]}
        return file.rows(kind, LocalLimit, names, kind=kind)

    limits.only(LIMIT, TEMPORARY, TARGET, "area", top=_Top)
    bylaw.only(CLOCK)
    found = rows(limits, LIMIT, takes_local_limit)
    published = {(row.rule, row.area) for row, _ in found}
    for row, table in (changes := rows(limits, TEMPORARY, takes_local_limit)):
        if (row.rule, row.area) not in published:
            raise table.refuse(f"{row.rule} {row.area}: there is no [[limit]] that this changes", "area")
    found += changes
    areas = different(limits.rows("area", _Area, {"area": {row.area for row, _ in found}}), "code")
    for row, table in (targets := rows(limits, TARGET, lambda _rule: True)):
        for version in versions[row.rule]:
            _check_target(version, row.period(calendars), table)
    found += [*targets, *rows(bylaw, CLOCK, takes_bylaw)]
    for (kind, rule, area), of_key in by(lambda pair: pair[0].key, found).items():
        check_times(f"{rule} {area}".strip(), kind, of_key, puts_right, gaps=kind != LIMIT)
    names = {code: area.names for code, area in areas.items()}
    return LocalLimits(tuple(row for row, _ in found), names, calendars, limits.top.read(_Top).publish)


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
