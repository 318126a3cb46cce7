"""The one `now`: it enters at the edges (a web request, a tick, a command) and is passed on from there."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timezone
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


class Clock(Protocol):
    """Tells the present moment."""

    def now(self) -> datetime:
        """Give the present moment, aware, as Copenhagen sees it."""


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Give the present moment."""
        return datetime.now(UTC).astimezone(COPENHAGEN)


@dataclass(frozen=True, slots=True)
class FileClock:
    """A moment written in a file, for tests; the settings refuse it outside mode test."""

    path: Path

    def now(self) -> datetime:
        """Give the moment that stands in the file."""
        moment = datetime.fromisoformat(self.path.read_text(encoding="utf-8").strip())
        if moment.tzinfo is None:
            raise ValueError("the clock file needs a moment with an offset")
        return moment.astimezone(COPENHAGEN)


def at(day: date, time_of_day: str) -> datetime:
    """Give the moment of a Copenhagen day at a time such as `14:30`."""
    return datetime.combine(day, time.fromisoformat(time_of_day), tzinfo=COPENHAGEN)


def local_date(value: date | datetime) -> date:
    """The Copenhagen date of a day or a moment. Raises ValueError for a time without an offset."""
    if not isinstance(value, datetime):
        return value
    return moment(value).date()


def moment(value: datetime) -> datetime:
    """The same moment with Copenhagen's offset. Raises ValueError without an offset: it could be an hour off.

    The offset is a plain number: Python compares two times of one *zone* by the clock on the wall, which goes
    back an hour every autumn, but two times with plain offsets on the UTC time line.
    """
    if value.utcoffset() is None:
        raise ValueError("a time needs an offset")
    local = value.astimezone(COPENHAGEN)
    offset = local.utcoffset()
    assert offset is not None
    return local.replace(tzinfo=timezone(offset), fold=0)
