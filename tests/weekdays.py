"""Dates in tests are written with their weekday, so that a reader can check a case without a calendar."""

from datetime import date, datetime, time

from intake.clock import COPENHAGEN


def on(text: str) -> date:
    """Read `Wed 2026-12-16`, and refuse it if that is no Wednesday."""
    weekday, iso = text.split()
    found = date.fromisoformat(iso)
    assert f"{found:%a}" == weekday, f"{iso} is a {found:%A}"
    return found


def at_nine(text: str) -> datetime:
    """Read `Wed 2026-12-16` as nine o'clock of that Copenhagen day."""
    return datetime.combine(on(text), time(9), COPENHAGEN)
