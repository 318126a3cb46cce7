"""
Counting: what a profile makes of cases in a period.

Pure, and the same for the same cases: nothing of an account is stored that this cannot compute again.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from triage.accounts.axes import Axis
from triage.accounts.conditions import Conditions
from triage.accounts.percentages import with_percentages
from triage.accounts.results import (
    TOTAL,
    AccountPeriod,
    CountedAccount,
    CountedCell,
    CountedFigure,
    CountedLine,
    CountedTable,
    Path,
)
from triage.accounts.rounding import percent, rounded
from triage.accounts.tally import Alike, Tally
from triage.accounts.things import items
from triage.accounts.traits import Basis
from triage.cases.countable import CountableRecord
from triage.cases.decisions.external_figures import CountableFigure
from triage.rules.code_lists import CodeLists
from triage.rules.counting_profile import CountingProfile, FigureRule, TableRule
from triage.rules.counting_words import TableSide

Lines = tuple[CountedLine, ...]
RATIO_DECIMALS = 2


def count(
    profile: CountingProfile,
    records: Iterable[CountableRecord],
    period: AccountPeriod,
    lists: CodeLists,
    *,
    trace: bool = True,
) -> CountedAccount:
    """
    Count everything that a profile names.

    Args:
        records: what cases and registers tell, each once and in any order: all that were open or came in the
            period, and those that they are linked to.
        lists: the units and the lists that the codes stand on.
        trace: whether each number keeps the cases behind it; without, it takes no more room than there are
            different answers.
    """
    conditions = Conditions(profile, lists)
    basis = Basis(period.last, profile.head.unit_of_inquiry)
    tally = Tally(conditions, period, trace=trace)
    external: dict[str, Fraction] = {}
    noted = _noting(records, external, period.last.year)
    tally.add(items(noted, tally.things, conditions, basis), basis)
    figures = _figures(profile, tally, external)
    return CountedAccount(
        profile=profile,
        period=period,
        figures=figures,
        tables={
            each.code: _table(each, profile, tally, conditions, lists, figures) for each in profile.tables
        },
    )


def _noting(
    records: Iterable[CountableRecord], external: dict[str, Fraction], year: int
) -> Iterator[CountableRecord]:
    """Give the same, and note what the figures from elsewhere were in a year, by their names."""
    for record in records:
        if isinstance(record, CountableFigure) and record.code:
            value = record.of(year)
            if value is not None:
                external[record.code] = Fraction(value)
        yield record


def _figures(
    profile: CountingProfile, tally: Tally, external: Mapping[str, Fraction]
) -> dict[str, CountedFigure]:
    alike = {each.code: _together(one for _values, one in tally.told(each)) for each in profile.figures}
    return {each.code: _figure(each, alike, external, profile.head.decimals) for each in profile.figures}


def _figure(
    rule: FigureRule, alike: dict[str, Alike], external: Mapping[str, Fraction], decimals: int
) -> CountedFigure:
    cell = _cell(alike[rule.code])
    places = rule.decimals if rule.decimals is not None else decimals
    base = None if rule.base is None else alike[rule.base].count
    share = None if base is None else percent(cell.value, base, places)
    per = external.get(rule.external or "") if rule.per is None else Fraction(alike[rule.per].count)
    ratio_places = RATIO_DECIMALS if rule.decimals is None else rule.decimals
    ratio = rounded(cell.value * rule.each / per, ratio_places) if per else None
    return CountedFigure(rule, replace(cell, base=base, percent=share), ratio)


def _cell(alike: Alike) -> CountedCell:
    cases = tuple(dict.fromkeys(alike.cases))
    return CountedCell(alike.count, cases=cases, things=frozenset(alike.things))


def _together(several: Iterable[Alike]) -> Alike:
    found = Alike()
    for each in several:
        _add(found, each)
    return found


def _add(to: Alike, more: Alike) -> None:
    to.count += more.count
    to.cases.extend(more.cases)
    to.things.extend(more.things)


def _table(
    rule: TableRule,
    profile: CountingProfile,
    tally: Tally,
    conditions: Conditions,
    lists: CodeLists,
    figures: dict[str, CountedFigure],
) -> CountedTable:
    rows, columns = (Axis(rule, side, conditions, lists) for side in (TableSide.ROWS, TableSide.COLUMNS))
    base = None if rule.base is None else profile.figure(rule.base)
    found: dict[tuple[Path, Path], Alike] = {(TOTAL, TOTAL): Alike()}
    based: dict[tuple[Path, Path], int] = {}
    for values, alike in tally.told(rule):
        is_based = base is None or tally.is_in_base(base, rule.counts, values)
        for row in rows.places(values):
            for column in columns.places(values):
                cell = found.setdefault((row, column), Alike())
                _add(cell, alike)
                based[row, column] = based.get((row, column), 0) + (alike.count if is_based else 0)
    shown = rows.shown(row for row, _column in found), columns.shown(column for _row, column in found)
    cells = {}
    for row in (*(each.path for each in shown[0]), TOTAL):
        for column in (*(each.path for each in shown[1]), TOTAL):
            cells[row, column] = _cell(found.get((row, column), Alike()))
    table = CountedTable(rule, *shown, cells, adds_up=_adds_up(cells, *shown))
    whole = None if rule.base is None else figures[rule.base].value
    own = profile.own(rule.code, TableSide.ROWS)
    return with_percentages(table, profile.head, own, based, whole)


def _adds_up(cells: dict[tuple[Path, Path], CountedCell], rows: Lines, columns: Lines) -> bool:
    """Whether the rows make up the total, and the columns too."""
    total = cells[TOTAL, TOTAL].value
    by_row = sum(cells[each.path, TOTAL].value for each in rows if each.adds)
    by_column = sum(cells[TOTAL, each.path].value for each in columns if each.adds)
    return by_row == total and (not columns or by_column == total)
