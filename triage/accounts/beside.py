"""
Earlier years beside this one: the same rule applied to each, so that they can be compared.

An earlier account may have been counted by another rule; what stands here was counted again by the rule of
this one. What the units were in those years is told beside, for a reorganisation makes years hard to compare.
"""

from collections.abc import Iterator, Sequence
from datetime import MINYEAR, date, timedelta
from functools import partial

from intake.domain.days import written
from intake.domain.translatable import N_
from triage.accounts.document import (
    AccountDocument,
    Block,
    Chart,
    Grid,
    GridLine,
    Listed,
    Numbers,
    NumberShown,
    Prose,
    Section,
)
from triage.accounts.words import Translate
from triage.rules.units import Unit, Units

NONE = NumberShown(0)
COMPARED = ("figures", "tables", "whistleblowing")
"""The sections whose numbers say the same of every year."""


def beside(documents: Sequence[AccountDocument], say: Translate) -> Section:
    """
    Give a section in which several accounts, all counted by one rule, stand beside each other.

    Args:
        documents: the earliest first, the account itself last; each is a column.
    """
    newest = documents[-1]
    columns = tuple(GridLine(f"{each.first}", period_words(each.first, each.last)) for each in documents)
    blocks = (Prose((say(N_("Every year here is counted by the rule of this account.")),)),)
    return Section("earlier", say(N_("Earlier years")), (*blocks, *_grids(documents, newest, columns)))


def years_back(day: date, years: int) -> date:
    """Give the same day so many years earlier; the last day of February stays the last."""
    year = max(MINYEAR, day.year - years)
    if day.month == 2 and (day + timedelta(days=1)).day == 1:
        return date(year, 3, 1) - timedelta(days=1)
    return day.replace(year=year)


def period_words(first: date, last: date) -> str:
    """Give the year of a period, or both where it is not a calendar year."""
    if first.year == last.year and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year)
    return f"{first:%m.%Y}\N{EN DASH}{last:%m.%Y}"


def _grids(
    documents: Sequence[AccountDocument],
    newest: AccountDocument,
    columns: tuple[GridLine, ...],
) -> Iterator[Grid]:
    for section in (each for each in newest.sections if each.code in COMPARED):
        for block in section.blocks:
            if isinstance(block, Numbers) and block.entries:
                yield _of_numbers(section, documents, columns)
            elif isinstance(block, Grid) and block.chart is not Chart.COURSE:
                yield _of_grid(section.code, block, documents, columns)


def _of_numbers(
    section: Section, documents: Sequence[AccountDocument], columns: tuple[GridLine, ...]
) -> Grid:
    lines: dict[str, GridLine] = {}
    cells: dict[tuple[str, str], NumberShown] = {}
    for column, document in _newest_first(columns, documents):
        for block in _blocks(document, section.code):
            for each in block.entries if isinstance(block, Numbers) else ():
                lines.setdefault(each.code, GridLine(each.code, each.words))
                cells[each.code, column.key] = each.number
    return Grid(
        code=f"{section.code}-earlier",
        title=section.title,
        rows=tuple(lines.values()),
        columns=columns,
        cells=_filled(lines, columns, cells),
    )


def _of_grid(
    section: str, grid: Grid, documents: Sequence[AccountDocument], columns: tuple[GridLine, ...]
) -> Grid:
    """The rows of a table by years, each with the total of its columns."""
    lines: dict[str, GridLine] = {each.key: each for each in grid.rows}
    cells: dict[tuple[str, str], NumberShown] = {}
    for column, document in _newest_first(columns, documents):
        for block in _blocks(document, section):
            if isinstance(block, Grid) and block.code == grid.code and block.columns:
                total = block.columns[-1].key
                for row in block.rows:
                    lines.setdefault(row.key, row)
                    cells[row.key, column.key] = block.cells.get((row.key, total), NONE)
    return Grid(
        code=f"{grid.code}-earlier",
        title=grid.title,
        rows=tuple(sorted(lines.values(), key=partial(_order, list(lines)))),
        columns=columns,
        cells=_filled(lines, columns, cells),
        row_heading=grid.row_heading,
        rule=grid.rule,
    )


def _newest_first(
    columns: tuple[GridLine, ...], documents: Sequence[AccountDocument]
) -> Iterator[tuple[GridLine, AccountDocument]]:
    """So that the lines stand as in the account itself, and what only earlier years have after them."""
    return reversed(list(zip(columns, documents, strict=True)))


def _order(keys: list[str], line: GridLine) -> tuple[bool, list[int]]:
    """Each part below its whole, the total last."""
    parts = line.key.split("/")
    above = ["/".join(parts[:place]) for place in range(1, len(parts) + 1)]
    return line.is_total, [keys.index(each) if each in keys else len(keys) for each in above]


def _blocks(document: AccountDocument, section: str) -> Iterator[Block]:
    for each in document.sections:
        if each.code == section:
            yield from each.blocks


def _filled(
    lines: dict[str, GridLine],
    columns: tuple[GridLine, ...],
    cells: dict[tuple[str, str], NumberShown],
) -> dict[tuple[str, str], NumberShown]:
    return {(line, column.key): cells.get((line, column.key), NONE) for line in lines for column in columns}


def reorganised(units: Units, first: date, last: date, language: str, say: Translate) -> Listed | None:
    """
    Give the units that began or ended within these days and what became of them; None where none did.

    Args:
        first: the first day of the earliest year that stands beside the account.
    """
    rows = tuple(
        _row(each, units, first, last, language, say)
        for each in units.between(first, last)
        if _began(each, first, last) or _ended(each, first, last)
    )
    columns = (say(N_("{Bare_unit}")), say(N_("What happened")), say(N_("Goes on in")))
    return Listed("reorganised", say(N_("{Units} that began or ended")), columns, rows) if rows else None


def _began(unit: Unit, first: date, last: date) -> bool:
    return first < unit.valid_from <= last


def _ended(unit: Unit, first: date, last: date) -> bool:
    return unit.valid_to is not None and first <= unit.valid_to < last


def _row(unit: Unit, units: Units, first: date, last: date, language: str, say: Translate) -> tuple[str, ...]:
    names, said = units.names(language), []
    if _began(unit, first, last):
        said.append(say(N_("began on %(day)s")) % {"day": written(unit.valid_from, "plain", language)})
    if _ended(unit, first, last) and unit.valid_to is not None:
        said.append(say(N_("ended on %(day)s")) % {"day": written(unit.valid_to, "plain", language)})
    return unit.name(language), "; ".join(said), ", ".join(names[each] for each in unit.successors)
