"""The percentages of a table: what each is of, and how a profile rounds them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from triage.accounts.results import TOTAL, CountedCell, CountedTable, Path, RowKind
from triage.accounts.rounding import percent, together
from triage.rules.counting_profile import OwnRowRule, ProfileHead
from triage.rules.counting_words import Rounding, Share

Place = tuple[Path, Path]


def with_percentages(
    table: CountedTable,
    head: ProfileHead,
    own: Sequence[OwnRowRule],
    based: Mapping[Place, int],
    whole: int | None,
) -> CountedTable:
    """
    Give a table with its percentages; as it is, where it has none.

    Args:
        own: the table's own lines, of which some are sums.
        based: of each cell, how many belong to the figure that they are a percentage of.
        whole: that figure, where there is one.
    """
    share = table.rule.share
    if share is None:
        return table
    places = head.decimals if table.rule.decimals is None else table.rule.decimals
    bases = {place: _base(table, share, place, whole) for place in table.cells}
    parts = {
        place: based.get(place, 0) if share is Share.BASE else cell.value
        for place, cell in table.cells.items()
    }
    cells = {}
    for place, cell in table.cells.items():
        base = bases[place]
        # What does not belong to the base at all, as a row that is left out of it, has no percentage.
        is_of_it = share is not Share.BASE or parts[place] > 0 or cell.value == 0
        found = percent(parts[place], base, places) if base and is_of_it else None
        cells[place] = replace(cell, base=base if is_of_it else None, percent=found)
    rounding = table.rule.rounding or head.rounding
    if rounding is Rounding.LARGEST_REMAINDER:
        for group in _groups(table, share):
            shares = together([parts[place] for place in group], bases[group[0]] or 0, places)
            for place, found in zip(group, shares, strict=True):
                if cells[place].percent is not None:
                    cells[place] = replace(cells[place], percent=found)
    if rounding is not Rounding.PLAIN:
        _sum(table, own, cells)
    return replace(table, cells=cells)


def _base(table: CountedTable, share: Share, place: Place, whole: int | None) -> int | None:
    row, column = place
    match share:
        case Share.ROW:
            return table.cells[row, TOTAL].value
        case Share.COLUMN:
            return table.cells[TOTAL, column].value
        case Share.TABLE:
            return table.cells[TOTAL, TOTAL].value
        case Share.ABOVE:
            return table.cells[row[:-1], column].value
    return whole


def _groups(table: CountedTable, share: Share) -> Iterator[list[Place]]:
    """Give the cells that make up a whole together."""
    rows = [each.path for each in table.rows if each.adds]
    columns = [each.path for each in table.columns if each.adds]
    if share is Share.ROW:
        yield from ([(row.path, column) for column in columns] for row in table.rows if columns)
    elif share is Share.TABLE and columns:
        yield [(row, column) for row in rows for column in columns]
        yield [(row, TOTAL) for row in rows]
    else:
        yield from ([(row, column) for row in rows] for column in (*columns, TOTAL) if rows)


def _sum(table: CountedTable, own: Sequence[OwnRowRule], cells: dict[Place, CountedCell]) -> None:
    """Let each sum be the sum of what is printed."""
    sums = {each.code: each.sum_of for each in own if each.sum_of}
    for row in table.rows:
        if row.kind is RowKind.SUM:
            for column in (*(each.path for each in table.columns), TOTAL):
                told = [
                    cells[(code,), column].percent for code in sums[row.code] if ((code,), column) in cells
                ]
                cells[row.path, column] = replace(cells[row.path, column], percent=_added(told))


def _added(told: Sequence[Decimal | None]) -> Decimal | None:
    known = [each for each in told if each is not None]
    return sum(known, Decimal(0)) if known else None
