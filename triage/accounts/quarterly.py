"""
What is told of quarters, and of years to those who hold no case: coarsely, and never of few.

All of it is rounded to a step so wide that no small number can be worked out of it, whatever else is
published: not by the quarters of a year and the year's own account, and not by months. So what is published
never gives way to it, and nobody has to remember what was told.
"""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple, Self

from intake.domain.languages import words_in
from intake.domain.translatable import N_
from triage.accounts.document import Block, Grid, NamedNumber, Numbers, NumberShown, Prose, Section
from triage.accounts.kept import DeadlineKept
from triage.accounts.laid import LEFT_OUT, Laid
from triage.accounts.punctual_blocks import FELL_DUE
from triage.accounts.results import (
    AccountPeriod,
    CountedAccount,
    CountedCell,
    CountedLine,
    CountedTable,
    Path,
)

STATUS_RULE = N_(
    "Numbers are rounded to the nearest %(step)s, so that nobody can be recognised, even beside the account "
    "of the year: 0 stands for fewer than %(half)s."
)
COARSE_RULE = N_(
    "Numbers are rounded to the nearest %(step)s, so that nobody can be recognised, even beside an account "
    "that is published. What is fewer than %(half)s is left out, and so is what would tell such a number."
)
FEW = CountedCell(0, is_suppressed=True)
"""What is nought, what is small and what is left out look alike."""
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


def coarse_account(account: CountedAccount) -> CountedAccount:
    """
    Give an account coarsely: its counts rounded, no percentage and no ratio, and no line of which nothing is
    left.

    Args:
        account: as it may be published by itself. What that leaves out is no rounded number either: half a
            sum would tell the other half.
    """
    step = status_step(account.profile.head.suppress_below)
    figures = {
        code: replace(each, rule=replace(each.rule, base=None), cell=_coarse_cell(each.cell, step))
        for code, each in account.figures.items()
        if not each.rule.is_ratio
    }
    tables = {code: _coarse_table(each, step) for code, each in account.tables.items()}
    return replace(account, figures=figures, tables=tables)


def _coarse_table(table: CountedTable, step: int) -> CountedTable:
    rounded = {place: _coarse_cell(cell, step) for place, cell in table.cells.items()}
    told = {place for place, cell in rounded.items() if cell is not FEW}
    rows, columns = ({place[side] for place in told} for side in (0, 1))
    return replace(
        table,
        rule=replace(table.rule, base=None, share=None),
        rows=_among(table.rows, rows),
        columns=_among(table.columns, columns),
        cells={
            (row, column): each
            for (row, column), each in rounded.items()
            if row in rows and column in columns
        },
    )


def _among(lines: tuple[CountedLine, ...], told: set[Path]) -> tuple[CountedLine, ...]:
    return tuple(each for each in lines if each.path in told)


def _coarse_cell(cell: CountedCell, step: int) -> CountedCell:
    value = 0 if cell.is_suppressed else rounded_to(cell.value, step)
    return CountedCell(value) if value else FEW


def coarse_words(account: CountedAccount, laid: Laid) -> Prose:
    """Give how coarsely it is told."""
    step = status_step(account.profile.head.suppress_below)
    return Prose((laid.translate(COARSE_RULE) % {"step": step, "half": step // 2},))


def status_section(account: CountedAccount, laid: Laid) -> Section:
    """Give the figures of a coarse account of a quarter."""
    numbers = tuple(
        NamedNumber(
            code,
            words_in(each.rule.label, laid.language),
            LEFT_OUT if each.cell.is_suppressed else NumberShown(each.value),
        )
        for code, each in account.figures.items()
    )
    blocks: tuple[Block, ...] = (coarse_words(account, laid), Numbers(numbers))
    return Section("status", laid.translate(N_("The quarter in numbers")), blocks)
