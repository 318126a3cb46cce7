"""The limits that a municipality sets and publishes for itself, as dated data of its own.

The law says that there must be one for each area (retssikkerhedsloven § 3, stk. 2), not how long it is. They
stand in the file that the setting `own_limits_file` names, outside Betro, and are read as strictly as Betro's
own rules:

    [[limit]]
    rule = "RSL-3-2"
    area = "home_help"
    length = 4
    unit = "week"
    valid_from = 2026-01-01
    source = "Sagsbehandlingsfrister, vedtaget af byrådet 2025-11-27"
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from triage.rules.model import COUNTED_BY_CALENDAR, Kind, Period, Rule, Scheme, Unit
from triage.rules.rulebook import Rulebook
from triage.rules.tables import File, RulebookError, Table

_AREA = re.compile(r"[a-z][a-z0-9_]*")
LATEST = "statutory"
"""The calendar of the latest date, whichever the house counts by: no date is arguable beyond it."""


class NoSuchLimitError(LookupError):
    """No limit holds for that rule, area and day. The sentence says which there are."""


@dataclass(frozen=True, slots=True)
class OwnLimit:
    """One limit of one area; both ends of its validity are included."""

    rule: str
    area: str
    period: Period
    source: str
    valid_from: date
    valid_to: date | None

    def holds(self, on: date) -> bool:
        """Whether it is the limit for what begins on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class OwnLimits:
    """Every limit that the house has published."""

    limits: tuple[OwnLimit, ...] = ()

    def areas(self, rule: str) -> tuple[str, ...]:
        """The areas for which the house has published a limit under a rule, in the order of the alphabet."""
        return tuple(sorted({each.area for each in self.limits if each.rule == rule}))

    def find(self, rule: str, area: str, on: date) -> OwnLimit:
        """The limit of an area for what begins on a day. Raises NoSuchLimitError."""
        of_area = [each for each in self.limits if (each.rule, each.area) == (rule, area)]
        for each in of_area:
            if each.holds(on):
                return each
        if of_area:
            raise NoSuchLimitError(f"no limit of {rule} for {area} is in force on {on.isoformat()}")
        known = ", ".join(self.areas(rule)) or "none"
        raise NoSuchLimitError(f"no limit of {rule} is published for {area!r}; known areas: {known}")


def takes_own_limit(rule: Rule) -> bool:
    """Whether the house may set the length: the law leaves it open, or no case arms its own rule."""
    return rule.own_length or (rule.kind is Kind.HOUSE and rule.schemes == {Scheme.CALCULATOR})


def with_period(rule: Rule, period: Period, source: str | None = None) -> Rule:
    """The rule with the house's own length, and with where that is published.

    A law that leaves the length open stays named as the source beside it.
    """
    sources = [rule.source] if source is None or rule.own_length else []
    sources += [source] if source is not None else []
    return replace(rule, period=period, own_length=False, source="; ".join(sources))


def own_period(book: Rulebook, length: int, unit: Unit, calendar: str = "strict") -> Period:
    """A length as a period; what is counted by a calendar is counted by `statutory` for the latest date."""
    if unit not in COUNTED_BY_CALENDAR:
        return Period(length, unit, None, None)
    return Period(length, unit, book.calendars[calendar], book.calendars[LATEST])


def load_own_limits(path: Path | None, book: Rulebook) -> OwnLimits:
    """The limits of a file; none without a file. Raises RulebookError with file and line."""
    if path is None:
        return OwnLimits()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise RulebookError(f"{path.name}: the file cannot be read") from None
    return read_own_limits(File(text, path.name), book)


def read_own_limits(file: File, book: Rulebook) -> OwnLimits:
    """Every `[[limit]]` of a file. Raises RulebookError on an unknown key or word, an overlap or a gap."""
    read = [(_limit(table, book), table) for table in file.tables("limit")]
    file.top().done()
    file.done()
    read.sort(key=lambda pair: (pair[0].rule, pair[0].area, pair[0].valid_from))
    for (earlier, _), (later, table) in pairwise(read):
        if (earlier.rule, earlier.area) == (later.rule, later.area):
            _check_neighbours(earlier, later, table)
    return OwnLimits(tuple(limit for limit, _ in read))


def _limit(table: Table, book: Rulebook) -> OwnLimit:
    rule = table.one_of("rule", _open_to_the_house(book))
    limit = OwnLimit(
        rule=rule,
        area=_area(table),
        period=_period(table, book),
        source=table.text("source"),
        valid_from=table.day("valid_from"),
        valid_to=table.day("valid_to") if table.has("valid_to") else None,
    )
    table.done()
    if limit.valid_to is not None and limit.valid_to < limit.valid_from:
        raise table.refuse("'valid_to' is before 'valid_from'", "valid_to")
    return limit


def _open_to_the_house(book: Rulebook) -> list[str]:
    return [id_ for id_ in book.ids if takes_own_limit(book.versions[id_][-1])]


def _area(table: Table) -> str:
    text = table.text("area")
    if not _AREA.fullmatch(text):
        raise table.refuse(f"'area' is {text!r}; it is small letters, digits and underscores", "area")
    return text


def _period(table: Table, book: Rulebook) -> Period:
    unit = table.choice("unit", Unit)
    if unit is Unit.HOUR:
        raise table.refuse("a limit that the house sets is never in hours", "unit")
    length = table.whole("length", 1)
    if (unit in COUNTED_BY_CALENDAR) != table.has("calendar"):
        verb = "needs" if unit in COUNTED_BY_CALENDAR else "has no use for"
        raise table.refuse(f"the unit '{unit}' {verb} a 'calendar'", "calendar")
    if unit not in COUNTED_BY_CALENDAR:
        return own_period(book, length, unit)
    return own_period(book, length, unit, table.one_of("calendar", book.calendars))


def _check_neighbours(earlier: OwnLimit, later: OwnLimit, table: Table) -> None:
    if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
        raise table.refuse(
            f"{later.rule}: two limits for {later.area} hold on {later.valid_from.isoformat()}", "valid_from"
        )
    if earlier.valid_to + timedelta(days=1) != later.valid_from:
        raise table.refuse(
            f"{later.rule}: no limit for {later.area} holds before {later.valid_from.isoformat()}",
            "valid_from",
        )
