"""The rows and columns of a table: where a thing stands, and in which order they are shown."""

from collections.abc import Iterable, Mapping

from triage.accounts.conditions import Conditions, Values
from triage.accounts.results import TOTAL, CountedLine, Path, RowKind
from triage.rules.code_lists import MAIN, CodeLists
from triage.rules.counted import NOT_SAID
from triage.rules.counting_profile import AxisRule, TableRule
from triage.rules.counting_words import TableSide

REST = "rest"
"""The line of everything that is not listed."""
UNATTRIBUTED = "unattributed"
"""The last step of a path where something belongs to the whole and to no part of it."""


class Axis:
    """One side of a table."""

    def __init__(self, rule: TableRule, side: TableSide, conditions: Conditions, lists: CodeLists) -> None:
        axis = rule.rows if side is TableSide.ROWS else rule.columns
        self._axis, self._conditions, self._lists = axis, conditions, lists
        own = conditions.profile.own(rule.code, side)
        self._own = tuple(each for each in own if each.where)
        self._sums = tuple(each for each in own if each.sum_of)
        known = () if axis is None else lists.known(axis.by) or ()
        self._known = {code: place for place, code in enumerate(known)}
        self._divided = set() if axis is None else {lists.above(axis.by, code) for code in known}

    def places(self, values: Values) -> tuple[Path, ...]:
        """
        Give the lines that a thing stands in, with those above each; the total is every thing's. There is no
        line but the total on a side that a table has not.
        """
        if self._axis is None:
            return (TOTAL,)
        ends = self._ends(self._axis, values)
        lines = {path[:length] for path in ends for length in range(len(path) + 1)}
        tops = {path[0] for path in ends}
        sums = ((each.code,) for each in self._sums if not tops.isdisjoint(each.sum_of))
        return (*lines, *sums)

    def _ends(self, axis: AxisRule, values: Values) -> set[Path]:
        for each in self._own:
            if self._conditions.hold(each.where, values):
                return {(each.code,)}
        codes = values.get(axis.by, ())
        return {self._path(axis, code) for code in codes} or {(NOT_SAID,)}

    def _path(self, axis: AxisRule, code: str) -> Path:
        path = self._path_of(axis, code)
        return (REST,) if axis.rest and path[0] not in axis.listed else path

    def _path_of(self, axis: AxisRule, code: str) -> Path:
        path = self._conditions.path(axis.by, code)
        if axis.tree:
            return (*path, UNATTRIBUTED) if code in self._divided else path
        if not axis.level:
            return (code,)
        if axis.level == MAIN:
            return path[:1]
        units = self._lists.units.by_code
        return next(
            ((each,) for each in path if each in units and units[each].level == axis.level), (UNATTRIBUTED,)
        )

    def shown(self, found: Iterable[Path]) -> tuple[CountedLine, ...]:
        """
        Give the lines in their order: what the profile lists, then what was found besides, as it stands on
        the list of the codes; own lines and sums last where the profile lists them nowhere.
        """
        axis = self._axis
        if axis is None:
            return ()
        own, sums = ({each.code for each in lines} for lines in (self._own, self._sums))
        paths = {path for path in found if path} | {(code,) for code in own | sums}
        for code in axis.listed:
            if code not in own | sums:
                paths.add(self._conditions.path(axis.by, code) if axis.tree else (code,))
        paths |= {path[:length] for path in paths for length in range(1, len(path))}
        kinds = {**dict.fromkeys(own, RowKind.OWN), **dict.fromkeys(sums, RowKind.SUM)}
        lines = (CountedLine(path, _kind(path, kinds)) for path in paths)
        return tuple(sorted(lines, key=lambda line: [self._rank(axis, code) for code in line.path]))

    def _rank(self, axis: AxisRule, code: str) -> tuple[int, int, str]:
        """Where a line stands: listed, known, own or sum, and what belongs nowhere last."""
        if code in axis.listed:
            return 0, axis.listed.index(code), code
        if code in self._known:
            return 1, self._known[code], code
        own = [each.code for each in (*self._own, *self._sums)]
        if code in own:
            return 3, own.index(code), code
        return (4 if code in (NOT_SAID, UNATTRIBUTED, REST) else 2), 0, code


def _kind(path: Path, kinds: Mapping[str, RowKind]) -> RowKind:
    if path[-1] == UNATTRIBUTED:
        return RowKind.UNATTRIBUTED
    if path == (REST,):
        return RowKind.REST
    return kinds.get(path[0], RowKind.CODE) if len(path) == 1 else RowKind.CODE
