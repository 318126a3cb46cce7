"""
The status of a quarter for the council: numbers alone, and none of them about few.

All of it is rounded to a step so wide that no small number can be worked out of it, whatever else is
published: not by the quarters of a year and the year's own account, and not by months. So the account of the
year never gives way to a status, and nobody has to remember which status was given.
"""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple, Self

from intake.domain.languages import words_in
from intake.domain.translatable import N_
from triage.accounts.document import Block, Grid, NamedNumber, Numbers, NumberShown, Prose, Section
from triage.accounts.kept import DeadlineKept
from triage.accounts.laid import Laid
from triage.accounts.punctual_blocks import FELL_DUE
from triage.accounts.results import AccountPeriod, CountedAccount
from triage.rules.counted import Thing
from triage.rules.counting_profile import CountingProfile

STATUS_RULE = N_(
    "Numbers are rounded to the nearest %(step)s, so that nobody can be recognised, even beside the account "
    "of the year: 0 stands for fewer than %(half)s."
)
_TIMES = frozenset({FELL_DUE, *DeadlineKept})
_STEPS = (10, 20, 50, 100)
_WRITTEN = re.compile(r"(\d{4})-?[Qq]([1-4])")


class Quarter(NamedTuple):
    """A quarter of a calendar year; nothing else is told between two accounts."""

    year: int
    number: int

    @classmethod
    def read(cls, text: str) -> Self:
        """Read `2026-Q3`. Raises ValueError."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is no quarter; one is written 2026-Q3")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def last_closed(cls, today: date) -> Self:
        """Give the newest quarter that is over on a day."""
        begun = (today.month - 1) // 3
        return cls(today.year, begun) if begun else cls(today.year - 1, 4)

    @property
    def period(self) -> AccountPeriod:
        """Its days."""
        first = date(self.year, 3 * self.number - 2, 1)
        after = date(self.year + self.number // 4, 3 * self.number % 12 + 1, 1)
        return AccountPeriod(first, after - timedelta(days=1))

    def __str__(self) -> str:
        """Give how it is written."""
        return f"{self.year}-Q{self.number}"


def of_figures(profile: CountingProfile) -> CountingProfile:
    """Give what a status counts of a profile: the figures that are plain counts, but none of reports."""
    plain = [each for each in profile.figures if each.per is None and each.counts is not Thing.REPORT]
    figures = tuple(replace(each, base=None) for each in plain)
    return replace(profile, figures=figures, tables=(), own_rows=())


def status_step(below: int) -> int:
    """
    Give to what the numbers of a status are rounded.

    Half a step is more than any number that is left out elsewhere: where sums force a number out, it is the
    least or the most of what rounds alike, and none of the small ones.
    """
    return next((step for step in _STEPS if step >= 2 * (below + 1)), 4 * (below + 1))


def rounded_to(value: int, step: int) -> int:
    """Round to the nearest multiple of a step, the half upwards."""
    return (2 * value + step) // (2 * step) * step


def coarse(grid: Grid, laid: Laid) -> Grid:
    """
    Give how the office kept its times as a status tells it: what fell due and how it was kept, rounded, and
    nothing besides.
    """
    step = status_step(laid.below)
    columns = tuple(each for each in grid.columns if each.key in _TIMES)
    cells = {
        (row, column): NumberShown(rounded_to(int(cell.value or 0), step))
        for (row, column), cell in grid.cells.items()
        if column in _TIMES
    }
    rule = laid.translate(STATUS_RULE) % {"step": step, "half": step // 2}
    return replace(grid, columns=columns, cells=cells, notes=(*grid.notes, rule))


def status_section(account: CountedAccount, laid: Laid) -> Section:
    """Give the figures of a quarter as a status tells them."""
    step, say = status_step(account.profile.head.suppress_below), laid.translate
    numbers = tuple(
        NamedNumber(
            code,
            words_in(each.rule.label, laid.language),
            NumberShown(rounded_to(each.value, step)),
        )
        for code, each in account.figures.items()
    )
    blocks: tuple[Block, ...] = (
        Prose((say(STATUS_RULE) % {"step": step, "half": step // 2},)),
        Numbers(numbers),
    )
    return Section("status", say(N_("The quarter in numbers")), blocks)
