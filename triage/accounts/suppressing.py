"""
What of a table is published: no small number, and none that could be worked out from the others.

A cell below the profile's threshold is left out, and then others with it, until of every sum two parts at
least are unknown that together are not small, and no left-out cell follows from the rest by any adding and
subtracting of what the table shows. What two tables or two accounts tell together is not seen here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from triage.accounts.results import TOTAL, CountedCell, CountedTable, Path, RowKind
from triage.rules.counting_profile import CountingProfile
from triage.rules.counting_words import TableSide

Place = tuple[Path, Path]


class _Sum(NamedTuple):
    """Cells that make up another."""

    parts: tuple[Place, ...]
    whole: Place

    @property
    def places(self) -> tuple[Place, ...]:
        return (*self.parts, self.whole)


def suppressed(table: CountedTable, profile: CountingProfile) -> CountedTable:
    """Give a table as it may be published: the cells that may not be are marked, and say nothing any more."""
    below = profile.head.suppress_below
    values = {place: cell.value for place, cell in table.cells.items()}
    hidden = {place for place, value in values.items() if 0 < value < below}
    sums = [each for each in _sums(table, profile) if _holds(each, values)]
    while hidden:
        open_sum = next((each for each in sums if _tells(each, hidden, values, below)), None)
        if open_sum is None:
            told = _follows(sums, hidden)
            open_sum = next((each for each in sums if told in each.places and _known(each, hidden)), None)
        if open_sum is None:
            break
        hidden.add(_least(_known(open_sum, hidden), values))
    cells = {
        place: replace(
            cell, value=0, base=None, percent=None, cases=(), things=frozenset(), is_suppressed=True
        )
        if place in hidden
        else cell
        for place, cell in table.cells.items()
    }
    return replace(table, cells=cells)


def shown_value(cell: CountedCell) -> int | None:
    """Give what a cell shows; None where it is left out."""
    return None if cell.is_suppressed else cell.value


def _sums(table: CountedTable, profile: CountingProfile) -> Iterator[_Sum]:
    """Give every sum that a reader can write down: of rows and columns, of parts of a line, of own sums."""
    rows, columns = ([*(line.path for line in lines), TOTAL] for lines in (table.rows, table.columns))
    across = [line.path for line in table.columns if line.adds]
    if across:
        yield from (_Sum(tuple((row, column) for column in across), (row, TOTAL)) for row in rows)
    for whole, parts in _down(table, profile):
        yield from (_Sum(tuple((part, column) for part in parts), (whole, column)) for column in columns)


def _down(table: CountedTable, profile: CountingProfile) -> Iterator[tuple[Path, list[Path]]]:
    yield TOTAL, [line.path for line in table.rows if line.adds]
    for line in table.rows:
        below = [each.path for each in table.rows if each.path[:-1] == line.path]
        if below:
            yield line.path, below
    own = {each.code: each.sum_of for each in profile.own(table.rule.code, TableSide.ROWS)}
    for line in table.rows:
        if line.kind is RowKind.SUM:
            yield line.path, [each.path for each in table.rows if each.adds and each.code in own[line.code]]


def _holds(each: _Sum, values: dict[Place, int]) -> bool:
    return bool(each.parts) and sum(values[place] for place in each.parts) == values[each.whole]


def _tells(each: _Sum, hidden: set[Place], values: dict[Place, int], below: int) -> bool:
    """Whether a sum tells what is left out of it: one part alone, or several that are small together."""
    left = [place for place in each.places if place in hidden]
    if not left or not _known(each, hidden):
        return False
    if len(left) == 1:
        return True
    return each.whole not in hidden and sum(values[place] for place in left) < below


def _known(each: _Sum, hidden: set[Place]) -> list[Place]:
    return [place for place in each.places if place not in hidden]


def _least(known: Iterable[Place], values: dict[Place, int]) -> Place:
    """The smallest that counts anything, a total last; a nought only where there is nothing else."""
    return min(known, key=lambda place: (TOTAL in place, values[place] == 0, values[place], place))


def _follows(sums: Sequence[_Sum], hidden: set[Place]) -> Place | None:
    """Give a cell that is left out and follows from the others by adding and subtracting, or None."""
    unknowns = sorted(hidden)
    column = {place: number for number, place in enumerate(unknowns)}
    rows = []
    for each in sums:
        row = {column[place]: Fraction(1) for place in each.parts if place in hidden}
        if each.whole in hidden:
            row[column[each.whole]] = Fraction(-1)
        if row:
            rows.append(row)
    reduced = _reduced(rows)
    return next((unknowns[next(iter(row))] for row in reduced if len(row) == 1), None)


def _reduced(rows: list[dict[int, Fraction]]) -> list[dict[int, Fraction]]:
    """Solve as far as it goes: each row that is left names an unknown that no other row has."""
    done: list[dict[int, Fraction]] = []
    for row in rows:
        left = row
        for pivot in done:
            left = _without(left, pivot)
        if not left:
            continue
        lead = min(left)
        left = {number: value / left[lead] for number, value in left.items()}
        done = [*(_without(each, left) for each in done), left]
    return done


def _without(row: dict[int, Fraction], pivot: dict[int, Fraction]) -> dict[int, Fraction]:
    """A row after its share of the pivot's first unknown was taken out."""
    factor = row.get(min(pivot), Fraction(0))
    if not factor:
        return row
    numbers = row.keys() | pivot.keys()
    taken = {
        number: row.get(number, Fraction(0)) - factor * pivot.get(number, Fraction(0)) for number in numbers
    }
    return {number: value for number, value in taken.items() if value}
