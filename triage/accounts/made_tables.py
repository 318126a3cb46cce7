"""
Tables that no counting profile has, of the same make as those of one: so what small numbers are left out, and
what leads to the cases, is decided for all of them in one place.
"""

from collections.abc import Iterable

from triage.accounts.results import TOTAL, CountedCell, CountedLine, CountedTable, Path, RowKind, ThingKey
from triage.accounts.tally import Alike
from triage.rules.counted import Thing, Trait
from triage.rules.counting_profile import AxisRule, TableRule


class MadeTable:
    """One table while it is counted; with a *trace* each number keeps its cases."""

    def __init__(self, code: str, *, trace: bool) -> None:
        """Begin with nothing."""
        self._code, self._trace = code, trace
        self._found: dict[tuple[Path, Path], Alike] = {(TOTAL, TOTAL): Alike()}

    def add(self, row: str, column: str, thing: ThingKey) -> None:
        """Count one thing in a cell, and in the totals of its row, its column and the table."""
        for place in (((row,), (column,)), ((row,), TOTAL), (TOTAL, (column,)), (TOTAL, TOTAL)):
            alike = self._found.setdefault(place, Alike())
            alike.count += 1
            if self._trace:
                alike.cases.append(thing[1])
                alike.things.append(thing)

    def table(self, rows: Iterable[str], columns: Iterable[str]) -> CountedTable:
        """Give it with these rows, as far as they count anything, and all of these columns."""
        lines = tuple(_line(each) for each in rows if ((each,), TOTAL) in self._found)
        sides = tuple(_line(each) for each in columns)
        places = [
            (row, column)
            for row in (*(each.path for each in lines), TOTAL)
            for column in (*(each.path for each in sides), TOTAL)
        ]
        rule = TableRule(code=self._code, title={}, counts=Thing.CASE, rows=AxisRule(by=Trait.UNIT))
        cells = {place: _cell(self._found.get(place, Alike())) for place in places}
        return CountedTable(rule, lines, sides, cells, adds_up=True)

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows in which anything was counted, in the order of their keys."""
        return tuple(sorted({row[0] for row, _column in self._found if row}))


def _line(code: str) -> CountedLine:
    return CountedLine((code,), RowKind.CODE)


def _cell(alike: Alike) -> CountedCell:
    return CountedCell(alike.count, cases=tuple(dict.fromkeys(alike.cases)), things=frozenset(alike.things))
