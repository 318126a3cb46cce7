"""Which aims a house may set: only those that can come before the date that the rule itself gives."""

from triage.rules.model import COUNTED_BY_CALENDAR, Period, Rule, Unit
from triage.rules.tables import Table

_LEAST = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 28, Unit.YEAR: 365}
_MOST = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 31, Unit.YEAR: 366}
_WEEK = 5
_HOLIDAYS = 14
"""More than ever fall on the weekdays of one year."""


def check_aim(rule: Rule, aim: Period, table: Table) -> None:
    """Refuse an aim that can never come before the strict date, and one for a limit in hours.

    One that only sometimes comes too late, because of holidays, is good: the engine then lets the strict date
    stand for it.
    """
    if rule.period.unit is Unit.HOUR:
        raise table.refuse(f"{rule.id} is a limit in hours: no day comes before it", "rule")
    if rule.own_length:
        return
    if _is_never_earlier(aim, rule.period):
        raise table.refuse(f"a target of {rule.id} must be able to come before its own date", "length")


def _is_never_earlier(aim: Period, limit: Period) -> bool:
    if aim.unit is limit.unit:
        return aim.length >= limit.length
    return _fewest_days(aim) >= _most_days(limit)


def _fewest_days(period: Period) -> int:
    if period.unit in COUNTED_BY_CALENDAR:
        # From a Sunday, without any holiday.
        return period.length + 2 * ((period.length - 1) // _WEEK)
    return period.length * _LEAST[period.unit]


def _most_days(period: Period) -> int:
    if period.unit in COUNTED_BY_CALENDAR:
        return period.length + 2 * (period.length // _WEEK + 1) + _HOLIDAYS
    return period.length * _MOST[period.unit]
