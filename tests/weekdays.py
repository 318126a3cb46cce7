"""Dates in tests are written with their weekday, so that a reader can check a case without a calendar."""

from datetime import date


def on(text: str) -> date:
    """Read `Wed 2026-12-16`, and refuse it if that is no Wednesday."""
    weekday, iso = text.split()
    found = date.fromisoformat(iso)
    assert f"{found:%a}" == weekday, f"{iso} is a {found:%A}"
    return found
