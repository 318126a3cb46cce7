"""From the tables of calendars.toml and ladder.toml to values."""

from dataclasses import dataclass, replace

from triage.rules.model import Calendar, Holiday, Ladder
from triage.rules.tables import File, different


@dataclass(frozen=True, slots=True)
class _Top:
    version: str


def read_calendars(file: File) -> dict[str, tuple[Calendar, ...]]:
    """Every version of every calendar by id, the newest last. Raises RulebookError with file and line."""
    file.only(needed=("holiday", "calendar"), top=_Top)
    version = file.top.read(_Top).version
    holidays = different(file.rows("holiday", Holiday), "code")
    calendars: dict[str, tuple[Calendar, ...]] = {}
    for row, table in file.rows("calendar", Calendar, {"holiday": holidays}):
        before = calendars.get(row.id, ())
        if before and row.known_from <= before[-1].known_from:
            raise table.refuse(
                f"the calendar '{row.id}' is declared twice: a later version needs a later 'known_from'", "id"
            )
        calendars[row.id] = (*before, replace(row, version=row.version or version))
    used = {day.code for versions in calendars.values() for each in versions for day in each.holidays}
    if idle := sorted(set(holidays) - used):
        raise file.refuse(f"no calendar uses the holiday '{idle[0]}'")
    return calendars


def read_ladders(file: File) -> tuple[Ladder, ...]:
    """The ladders, shortest clocks first and one for every length; that in hours is the last.

    Raises RulebookError.
    """
    file.only(needed=("ladder",))
    rows = file.rows("ladder", Ladder)
    ladders = tuple(different(rows, "id").values())
    if [ladder.in_hours for ladder in ladders] != [*(False for _ in ladders[1:]), True]:
        raise file.refuse("one ladder is in hours, the last of them")
    last: int | None = 0
    for ladder, table in rows[:-1]:
        if last is None or (ladder.up_to_days is not None and ladder.up_to_days <= last):
            raise table.refuse("ladders stand in the order of 'up_to_days', the one without it last")
        last = ladder.up_to_days
    if last is not None:
        raise rows[-2][1].refuse(
            "the last ladder in days must have no 'up_to_days', so that every clock has one"
        )
    return ladders
