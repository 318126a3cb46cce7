"""
Tables that no counting profile has, of the same make as those of one: so what small numbers are left out, and
what leads to the cases, is decided for all of them in one place.
"""

from collections.abc import Collection, Iterable

from triage.accounts.results import TOTAL, CountedCell, CountedLine, CountedTable, Path, RowKind, ThingKey
from triage.accounts.tally import Alike
from triage.rules.counted import Thing, Trait
from triage.rules.counting_profile import AxisRule, TableRule


class MadeTable:
    """
    One table while it is counted; with a *trace* each number keeps its cases, and unless *is_told_whole* what
    was counted, by which is decided what is published.
    """

    def __init__(self, code: str, *, trace: bool, is_told_whole: bool = False) -> None:
        """Begin with nothing."""
        self._code, self._trace, self._keeps_things = code, trace, trace and not is_told_whole
        self._found: dict[tuple[str, str], Alike] = {}

    def add(self, row: str, column: str, thing: ThingKey) -> None:
        """Count one thing in a cell."""
        alike = self._found.get((row, column))
        if alike is None:
            alike = self._found[row, column] = Alike()
        alike.count += 1
        if self._trace:
            alike.cases.append(thing[1])
        if self._keeps_things:
            alike.things.append(thing)

    def table(self, rows: Iterable[str], columns: Iterable[str]) -> CountedTable:
        """Give it with these rows, as far as they count anything, and all of these columns."""
        counted = set(self.rows)
        lines = tuple(_line(each) for each in rows if each in counted)
        sides = tuple(_line(each) for each in columns)
        places = [
            (row, column)
            for row in (*(each.path for each in lines), TOTAL)
            for column in (*(each.path for each in sides), TOTAL)
        ]
        rule = TableRule(code=self._code, title={}, counts=Thing.CASE, rows=AxisRule(by=Trait.UNIT))
        found: dict[tuple[Path, Path], list[Alike]] = {}
        for (row, column), alike in self._found.items():
            for place in (((row,), (column,)), ((row,), TOTAL), (TOTAL, (column,)), (TOTAL, TOTAL)):
                found.setdefault(place, []).append(alike)
        cells = {place: _cell(found.get(place, ())) for place in places}
        return CountedTable(rule, lines, sides, cells, adds_up=True)

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows in which anything was counted, in the order of their keys."""
        return tuple(sorted({row for row, _column in self._found}))


def _line(code: str) -> CountedLine:
    return CountedLine((code,), RowKind.CODE)


def _cell(several: Collection[Alike]) -> CountedCell:
    return CountedCell(
        sum(each.count for each in several),
        cases=tuple(dict.fromkeys(case for each in several for case in each.cases)),
        things=frozenset(thing for each in several for thing in each.things),
    )
