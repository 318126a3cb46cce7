"""The limits and aims that a municipality sets for itself, as dated data of its own.

The law says that there must be a limit for each area (retssikkerhedsloven § 3, stk. 2), not how long it is.
They stand in the file that the setting `own_limits_file` names, outside Betro, and are read as strictly as
Betro's own rules:

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
"""

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from triage.rules.aims import check_aim
from triage.rules.model import ALWAYS, COUNTED_BY_CALENDAR, Period, Unit
from triage.rules.own import OwnLimit, OwnLimits, known_on, takes_own_limit
from triage.rules.rulebook import Rulebook
from triage.rules.tables import File, RulebookError, Table

_AREA = re.compile(r"[a-z][a-z0-9_]*")
LATEST = "statutory"
"""The calendar of the latest date, whichever the house counts by: no date is arguable beyond it."""

Read = list[tuple[OwnLimit, Table]]


def own_period(book: Rulebook, length: int, unit: Unit, calendar: str = "strict") -> Period:
    """A length as a period; what is counted by a calendar is counted by `statutory` for the latest date."""
    if unit not in COUNTED_BY_CALENDAR:
        return Period(length, unit, None, None)
    return Period(length, unit, book.calendars[calendar], book.calendars[LATEST])


def with_own_limits(book: Rulebook, path: Path | None) -> Rulebook:
    """The book of a house: the same rules, with what its own file says, also as it was known on earlier days.

    Raises RulebookError with file and line.
    """
    if path is None:
        return book
    try:
        file = File(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError):
        raise RulebookError(f"{path.name}: the file cannot be read") from None
    newest = _read(file, book)
    file.top().done()
    file.done()
    days = {ALWAYS, book.newest_from, *(on for on, _ in book.earlier)}
    days |= {each.known_from for each in (*newest.limits, *newest.aims)}
    *before, last = sorted(days)

    def then(on: date) -> Rulebook:
        # Each book counts by the calendars of its own day.
        known = book.known(on)
        read = _read(file, known)
        own = OwnLimits(known_on(read.limits, on), known_on(read.aims, on), read.names)
        return replace(known, own=own, earlier=(), newest_from=on)

    return replace(then(last), earlier=tuple((on, then(on)) for on in before))


def load_own_limits(path: Path | None, book: Rulebook) -> OwnLimits:
    """What a file says now; nothing without a file. Raises RulebookError with file and line."""
    return with_own_limits(book, path).own


def _read(file: File, book: Rulebook) -> OwnLimits:
    rows = file.tables("limit") if file.has("limit") or not file.has("target") else []
    limits = [(_limit(table, book), table) for table in rows]
    aims = [(_aim(table, book), table) for table in (file.tables("target") if file.has("target") else [])]
    _check(limits, gaps=False)
    _check(aims, gaps=True)
    areas = {limit.area for limit, _ in limits}
    names = dict(_area_name(table, areas) for table in (file.tables("area") if file.has("area") else []))
    return OwnLimits(tuple(each for each, _ in limits), tuple(each for each, _ in aims), names)


def _limit(table: Table, book: Rulebook) -> OwnLimit:
    rule = table.one_of("rule", [id_ for id_ in book.ids if takes_own_limit(book.versions[id_][-1])])
    return _row(table, rule, _code(table, "area"), _period(table, book, "a limit"), table.text("source"))


def _aim(table: Table, book: Rulebook) -> OwnLimit:
    rule = table.one_of("rule", book.ids)
    aim = _row(table, rule, "", _period(table, book, "a target"), "")
    for version in book.versions[rule]:
        check_aim(version, aim.period, table)
    return aim


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


def _area_name(table: Table, areas: set[str]) -> tuple[str, dict[str, str]]:
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


def _check(rows: Read, *, gaps: bool) -> None:
    """Refuse rows that overlap, now or at any time since they were known; and gaps, where none may be."""
    for key in {(row.rule, row.area) for row, _ in rows}:
        of_key = [pair for pair in rows if (pair[0].rule, pair[0].area) == key]
        _check_corrections(of_key)
        for day in {row.known_from for row, _ in of_key}:
            known = {(row.valid_from, row.known_from) for row in known_on((row for row, _ in of_key), day)}
            current = [pair for pair in of_key if (pair[0].valid_from, pair[0].known_from) in known]
            current.sort(key=lambda pair: pair[0].valid_from)
            for (earlier, _), (later, table) in pairwise(current):
                _check_neighbours(earlier, later, table, gaps=gaps)


def _check_corrections(rows: Read) -> None:
    rows = sorted(rows, key=lambda pair: (pair[0].valid_from, pair[0].known_from))
    for (earlier, _), (later, table) in pairwise(rows):
        if (earlier.valid_from, earlier.known_from) == (later.valid_from, later.known_from):
            raise table.refuse(
                f"{_named(later)} hold on {later.valid_from.isoformat()}; one that puts another right needs "
                "a later 'known_from'",
                "valid_from",
            )


def _check_neighbours(earlier: OwnLimit, later: OwnLimit, table: Table, *, gaps: bool) -> None:
    begins = later.valid_from.isoformat()
    if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
        raise table.refuse(f"{_named(later)} hold on {begins}", "valid_from")
    if not gaps and earlier.valid_to + timedelta(days=1) != later.valid_from:
        raise table.refuse(f"{later.rule}: no limit for {later.area} holds before {begins}", "valid_from")


def _named(row: OwnLimit) -> str:
    return f"{row.rule}: two limits for {row.area}" if row.area else f"{row.rule}: two targets"
