"""What a row of a sheet gives: an earlier inquiry to register, or why there is none."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from intake.domain.translatable import N_, Worded
from triage.cases.importing.mapping import Field

RECENT = timedelta(days=30)
"""So long ago an open inquiry may have come whose time limits run from its own day."""


class RowFault(Worded):
    """Why a row, or a cell of it, cannot be taken."""

    MISSING = "missing", N_("Nothing stands here, and it is needed.")
    NO_DAY = "no_day", N_("This is not a date. Write it as 3/11-2025, 3. november 2025 or 2025-11-03.")
    SHORT_YEAR = "short_year", N_("Write the year with four digits.")
    TO_COME = "to_come", N_("This day has not come yet.")
    CLOSED_FIRST = "closed_first", N_("It is closed before it came.")
    UNKNOWN = "unknown", N_("This stands on no list. Choose what it means, or correct the sheet.")
    SEVERAL = "several", N_("This may mean several entries of the list. Choose what it means.")
    CIVIL_NUMBER = "civil_number", N_("This looks like a CPR number. Take it out: Betro keeps none.")
    LONG = "long", N_("The text is too long.")
    NO_REASON = "no_reason", N_("It is rejected, and why is not said.")
    SAME_NUMBER = "same_number", N_("Another row has the same number and the same day.")
    CELLS = "cells", N_("The row has more cells than there are heads.")


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong in a row, and in which column, by its head; empty for the row itself."""

    row: int
    head: str
    fault: RowFault


@dataclass(frozen=True, slots=True)
class Registration:
    """
    An earlier inquiry as a row tells it.

    Args:
        identity: what tells the row from all others, whatever is read of it.
        closed_on: None where it is still open.
        codes: one of each list, by field; *themes* and *handlings* may be several.
    """

    row: int
    identity: bytes = field(repr=False)
    received_on: date
    closed_on: date | None
    line: str = field(repr=False)
    codes: dict[Field, str]
    themes: tuple[str, ...] = ()
    handlings: tuple[str, ...] = ()
    texts: dict[Field, str] = field(default_factory=dict, repr=False)

    def runs(self, today: date) -> bool:
        """Whether its time limits run from its own day: it is open, and came lately."""
        return self.closed_on is None and self.received_on >= today - RECENT
