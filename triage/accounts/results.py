"""What an account says: figures and tables, each number with what it is of and the cases behind it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from triage.rules.counting_profile import CountingProfile, FigureRule, TableRule

ThingKey = tuple[str, str, int]
"""What is counted, the first of its cases and its number there: the same in every account of the cases."""
Path = tuple[str, ...]
"""A row or a column: its code, after those that it belongs to."""
TOTAL: Path = ()


@dataclass(frozen=True, slots=True)
class AccountPeriod:
    """The days that an account is of, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse an end before the beginning."""
        if self.last < self.first:
            raise ValueError("the last day is before the first")

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class CountedCell:
    """
    One number.

    Attributes:
        value: how many.
        base: what it is a percentage of, where it is one.
        percent: the percentage as the profile rounds it.
        cases: by which it is found again; empty where no trace was asked for.
        things: what was counted; empty where no trace was asked for.
        is_suppressed: it may be read off nowhere that those who hold no case can see.
    """

    value: int
    base: int | None = None
    percent: Decimal | None = None
    cases: tuple[str, ...] = ()
    things: frozenset[ThingKey] = frozenset()
    is_suppressed: bool = False


class RowKind(StrEnum):
    """What a row or a column stands for."""

    CODE = "code"
    OWN = "own"
    SUM = "sum"
    UNATTRIBUTED = "unattributed"
    REST = "rest"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class CountedLine:
    """A row or a column: what it stands for, and by which path."""

    path: Path
    kind: RowKind

    @property
    def code(self) -> str:
        """Its code."""
        return self.path[-1] if self.path else RowKind.TOTAL

    @property
    def depth(self) -> int:
        """How many lines it stands below; 0 for those that make up the total."""
        return max(0, len(self.path) - 1)

    @property
    def adds(self) -> bool:
        """Whether it is one of those that make up the total."""
        return len(self.path) == 1 and self.kind is not RowKind.SUM


@dataclass(frozen=True, slots=True)
class CountedTable:
    """
    One table, with its totals.

    Attributes:
        adds_up: whether every thing stands in one row and one column, so that they make up the total.
        cells: by row and column; of the total the path is `TOTAL`.
    """

    rule: TableRule
    rows: tuple[CountedLine, ...]
    columns: tuple[CountedLine, ...]
    cells: dict[tuple[Path, Path], CountedCell]
    adds_up: bool

    def cell(self, row: Path | str = TOTAL, column: Path | str = TOTAL) -> CountedCell:
        """Give a cell by its row and column, each a code or a path; a total where nothing is said."""
        return self.cells[_path(self.rows, row), _path(self.columns, column)]

    def values(self) -> dict[str, list[int]]:
        """Give the rows as they are printed: by the code of each, its columns and then its total."""
        columns = [*(each.path for each in self.columns), TOTAL]
        return {each.code: [self.cells[each.path, column].value for column in columns] for each in self.rows}


def _path(lines: tuple[CountedLine, ...], wanted: Path | str) -> Path:
    if isinstance(wanted, tuple):
        return wanted
    return next(each.path for each in lines if each.code == wanted)


@dataclass(frozen=True, slots=True)
class CountedFigure:
    """One number that stands by itself; *ratio* is it divided by another."""

    rule: FigureRule
    cell: CountedCell
    ratio: Decimal | None = None

    @property
    def value(self) -> int:
        """How many."""
        return self.cell.value


@dataclass(frozen=True, slots=True)
class CountedAccount:
    """Everything that a profile counts in a period, by code."""

    profile: CountingProfile
    period: AccountPeriod
    figures: dict[str, CountedFigure]
    tables: dict[str, CountedTable]
