"""From the tables of a house's own file to values."""

import re

from triage.rules.aims import check_aim
from triage.rules.model import COUNTED_BY_CALENDAR, Period, Unit
from triage.rules.own import OwnLimit, takes_own_limit
from triage.rules.rulebook import Rulebook
from triage.rules.tables import Table

_AREA = re.compile(r"[a-z][a-z0-9_]*")
LATEST = "statutory"
"""The calendar of the latest date, whichever the house counts by: no date is arguable beyond it."""


def own_period(book: Rulebook, length: int, unit: Unit, calendar: str = "strict") -> Period:
    """A length as a period; what is counted by a calendar is counted by `statutory` for the latest date."""
    if unit not in COUNTED_BY_CALENDAR:
        return Period(length, unit, None, None)
    return Period(length, unit, book.calendars[calendar], book.calendars[LATEST])


def limit(table: Table, book: Rulebook) -> OwnLimit:
    """One `[[limit]]`. Raises RulebookError."""
    rule = table.one_of("rule", [id_ for id_ in book.ids if takes_own_limit(book.versions[id_][-1])])
    return _row(table, rule, _code(table, "area"), _period(table, book, "a limit"), table.text("source"))


def aim(table: Table, book: Rulebook) -> OwnLimit:
    """One `[[target]]`. Raises RulebookError."""
    rule = table.one_of("rule", book.ids)
    row = _row(table, rule, "", _period(table, book, "a target"), "")
    for version in book.versions[rule]:
        check_aim(version, row.period, table)
    return row


def _row(table: Table, rule: str, area: str, period: Period, source: str) -> OwnLimit:
    valid_from = table.day("valid_from")
    row = OwnLimit(
        rule=rule,
        area=area,
        period=period,
        source=source,
        valid_from=valid_from,
        valid_to=table.day("valid_to") if table.has("valid_to") else None,
        # Who writes it before it holds need not say when.
        known_from=table.day("known_from") if table.has("known_from") else valid_from,
    )
    table.done()
    if row.valid_to is not None and row.valid_to < row.valid_from:
        raise table.refuse("'valid_to' is before 'valid_from'", "valid_to")
    return row


def area_name(table: Table, areas: set[str]) -> tuple[str, dict[str, str]]:
    """One `[[area]]`: its code, and its names by language. Raises RulebookError."""
    code = table.one_of("code", areas)
    names = {language: table.text(language) for language in ("da", "en")}
    table.done()
    return code, names


def _code(table: Table, key: str) -> str:
    text = table.text(key)
    if not _AREA.fullmatch(text):
        raise table.refuse(f"'{key}' is {text!r}; it is small letters, digits and underscores", key)
    return text


def _period(table: Table, book: Rulebook, what: str) -> Period:
    unit = table.choice("unit", Unit)
    if unit is Unit.HOUR:
        raise table.refuse(f"{what} that the house sets is never in hours", "unit")
    length = table.whole("length", 1)
    if (unit in COUNTED_BY_CALENDAR) != table.has("calendar"):
        verb = "needs" if unit in COUNTED_BY_CALENDAR else "has no use for"
        raise table.refuse(f"the unit '{unit}' {verb} a 'calendar'", "calendar")
    if unit not in COUNTED_BY_CALENDAR:
        return own_period(book, length, unit)
    return own_period(book, length, unit, table.one_of("calendar", book.calendars))
