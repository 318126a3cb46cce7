"""From the tables of calendars.toml and ladder.toml to values."""

import calendar as months
from collections.abc import Mapping

from triage.rules.model import ALWAYS, Calendar, Confidence, EscalationLevel, Holiday, Ladder
from triage.rules.tables import File, RulebookError, Table

_LEAP_YEAR = 2024
_EASTER_REACH = 100


def read_calendars(file: File) -> dict[str, tuple[Calendar, ...]]:
    """Every version of every calendar by id, the newest last. Raises RulebookError with file and line."""
    top = file.top()
    version = top.text("version")
    top.done()
    holidays: dict[str, Holiday] = {}
    for table in file.tables("holiday"):
        holiday = _holiday(table)
        if holiday.code in holidays:
            raise table.refuse(f"the holiday '{holiday.code}' is declared twice", "code")
        holidays[holiday.code] = holiday
    calendars: dict[str, tuple[Calendar, ...]] = {}
    used: set[str] = set()
    for table in file.tables("calendar"):
        calendar = _calendar(table, version, holidays)
        before = calendars.get(calendar.id, ())
        if before and calendar.known_from <= before[-1].known_from:
            raise table.refuse(
                f"the calendar '{calendar.id}' is declared twice: a later version needs a later 'known_from'",
                "id",
            )
        calendars[calendar.id] = (*before, calendar)
        used |= {holiday.code for holiday in calendar.holidays}
    file.done()
    if idle := sorted(set(holidays) - used):
        raise RulebookError(f"{file.name}:1: no calendar uses the holiday '{idle[0]}'")
    return calendars


def _holiday(table: Table) -> Holiday:
    if table.has("from_easter") == table.has("fixed"):
        raise table.refuse("a holiday has either 'from_easter' or 'fixed'")
    from_easter = None
    month_day = None
    if table.has("fixed"):
        month_day = _month_day(table)
    else:
        from_easter = table.whole("from_easter", -_EASTER_REACH)
    holiday = Holiday(
        code=table.text("code"),
        title=table.text("title"),
        from_easter=from_easter,
        month_day=month_day,
        first_year=table.whole("first_year", 1) if table.has("first_year") else None,
        last_year=table.whole("last_year", 1) if table.has("last_year") else None,
        source=table.text("source"),
        confidence=table.choice("confidence", Confidence),
    )
    if holiday.first_year and holiday.last_year and holiday.first_year > holiday.last_year:
        raise table.refuse("'last_year' is before 'first_year'", "last_year")
    table.done()
    return holiday


def _month_day(table: Table) -> tuple[int, int]:
    text = table.text("fixed")
    month, _, day = text.partition("-")
    if len(text) != len("12-31") or not (month.isdecimal() and day.isdecimal()):
        raise table.refuse("'fixed' must be a month and a day, written 12-31", "fixed")
    pair = (int(month), int(day))
    # 29 February would be missing in three years of four, so it is refused with the impossible days.
    fits = 1 <= pair[0] <= 12 and 1 <= pair[1] <= months.monthrange(_LEAP_YEAR, pair[0])[1]
    if not fits or pair == (2, 29):
        raise table.refuse(f"'fixed' is {text!r}, which is not a day of every year", "fixed")
    return pair


def _calendar(table: Table, version: str, holidays: Mapping[str, Holiday]) -> Calendar:
    free = table.wholes("free_weekdays")
    if not set(free) <= set(range(1, 8)) or len(set(free)) in (0, 7) or len(set(free)) != len(free):
        raise table.refuse(
            "'free_weekdays' must be different ISO weekdays, 1 to 7, and not all", "free_weekdays"
        )
    codes = table.texts("holidays")
    for code in codes:
        if code not in holidays:
            raise table.refuse(f"'holidays' names {code!r}, which no [[holiday]] declares", "holidays")
    calendar = Calendar(
        id=table.text("id"),
        title=table.text("title"),
        version=table.text("version") if table.has("version") else version,
        free_weekdays=frozenset(free),
        holidays=tuple(holidays[code] for code in codes),
        best_before=table.day("best_before"),
        source=table.text("source"),
        confidence=table.choice("confidence", Confidence),
        known_from=table.day("known_from") if table.has("known_from") else ALWAYS,
    )
    table.done()
    return calendar


def read_ladders(file: File) -> tuple[Ladder, ...]:
    """The ladders, shortest clocks first; the last one takes every length. Raises RulebookError."""
    top = file.top()
    top.done()
    tables = file.tables("ladder")
    ladders: list[Ladder] = []
    for table in tables:
        ladder = _ladder(table)
        last = ladders[-1].up_to_days if ladders else 0
        if last is None or (ladder.up_to_days is not None and ladder.up_to_days <= last):
            raise table.refuse("ladders stand in the order of 'up_to_days', the one without it last")
        if ladder.id in {other.id for other in ladders}:
            raise table.refuse(f"the ladder '{ladder.id}' is declared twice", "id")
        ladders.append(ladder)
    file.done()
    if ladders[-1].up_to_days is not None:
        raise tables[-1].refuse("the last ladder must have no 'up_to_days', so that every clock has one")
    return tuple(ladders)


def _reaches(
    table: Table, key: str, since: EscalationLevel = EscalationLevel.HANDLER
) -> tuple[EscalationLevel, ...]:
    found = table.choices(key, EscalationLevel)
    order = list(EscalationLevel)
    steps = [order.index(each) for each in (since, *found)]
    if steps != sorted(steps):
        raise table.refuse(f"'{key}' must never fall back: who was told stays told", key)
    return found


def _ladder(table: Table) -> Ladder:
    if table.has("percent") == table.has("days_before"):
        raise table.refuse("a ladder has either 'percent' or 'days_before'")
    percent = table.wholes("percent") if table.has("percent") else ()
    days_before = table.wholes("days_before") if table.has("days_before") else ()
    if percent and (list(percent) != sorted(set(percent)) or percent[0] < 1 or percent[-1] > 100):
        raise table.refuse("'percent' must rise, between 1 and 100", "percent")
    if days_before and (list(days_before) != sorted(set(days_before), reverse=True) or days_before[-1] < 0):
        raise table.refuse("'days_before' must fall and not be negative", "days_before")
    if not percent and not days_before:
        raise table.refuse("the ladder has no step")
    to = _reaches(table, "to")
    if len(to) != len(percent or days_before):
        raise table.refuse("'to' must say for each step how far it goes", "to")
    ladder = Ladder(
        id=table.text("id"),
        up_to_days=table.whole("up_to_days", 1) if table.has("up_to_days") else None,
        percent=percent,
        days_before=days_before,
        to=to,
        overdue_every_days=table.whole("overdue_every_days", 1),
        overdue_to=_reaches(table, "overdue_to", since=to[-1]),
    )
    table.done()
    return ladder
