"""How the demo's entries in the registers of the office begin."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from triage.cases.decisions.registers import EntryBegun
from triage.cases.history import EVENTS
from triage.cases.typed import Typed, typed

BEGINNINGS = {str(each.kind): each for each in EVENTS.values() if issubclass(each, EntryBegun)}
"""With which event an entry begins, by its register, which stands where a case has its channel."""
LATER = "_days_later"
"""Ends the name of a day that is told in days after the entry began."""


def begun_as(data: Mapping[str, Any], began: date, reference: Callable[[str], str]) -> Typed:
    """
    Give how an entry begins: its fields stand under `entry`, as the event has them.

    Args:
        reference: gives that of a case or an entry by its key in the data.
    """
    said: dict[str, Any] = {"happened_on": began}
    for name, value in data["entry"].items():
        if name.endswith(LATER):
            said[f"{name.removesuffix(LATER)}_on"] = began + timedelta(days=value)
        elif name == "years_ago":
            said["year"] = began.year - value
        elif name == "born_of":
            said[name] = [reference(key) for key in value]
        elif name == "predecessor":
            said[name] = reference(value)
        else:
            said[name] = value
    return typed(BEGINNINGS[data["channel"]], **said)
