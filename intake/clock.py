"""The one `now`: it enters at the edges (a web request, a tick, a command) and is passed on from there."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
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


def copenhagen_day(now: datetime) -> date:
    """Give the date in Copenhagen of an aware moment."""
    if now.tzinfo is None:
        raise ValueError("a moment without an offset has no date")
    return now.astimezone(COPENHAGEN).date()
