"""No small number is published, nor one that follows from others, whatever a reader tries."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.countables import Year
from tests.weekdays import on
from triage.accounts.results import TOTAL, CountedTable, Path
from triage.accounts.suppressing import shown_value, suppressed
from triage.rules.organisation_data import read_organisation_data

PROFILE = """
code = "own"
title = { da = "B" }
valid_from = 2020-01-01
repeats = "always"
unit_of_inquiry = "first"
rounding = "plain"
[[table]]
code = "t"
title = { da = "T" }
counts = "case"
rows = { by = "main_theme", listed = ["no_answer", "language", "courtesy"] }
columns = { by = "channel", listed = ["phone"] }
share = "table"
[[own_row]]
table = "t"
side = "columns"
code = "written"
label = { da = "Skriftligt" }
where = { place = ["office"] }
"""
DATA = read_organisation_data({"counting/own.toml": PROFILE})
OWN = DATA.profiles["own"]
ROWS = ("no_answer", "language", "courtesy")


def published(*rows: tuple[int, int]) -> tuple[CountedTable, CountedTable]:
    """A table of these rows, whole and as it is published."""
    year = Year(on("Thu 2026-01-01"), on("Thu 2026-12-31"))
    for theme, (spoken, written) in zip(ROWS, rows, strict=True):
        year.cases(spoken, themes=(theme,))
        year.cases(written, themes=(theme,), place="office")
    table = year.counted(DATA, OWN).tables["t"]
    return table, suppressed(table, OWN)


def lines(table: CountedTable) -> list[list[int | None]]:
    """What is shown, the totals last."""
    columns: list[Path] = [*(each.path for each in table.columns), TOTAL]
    rows: list[Path] = [*(each.path for each in table.rows), TOTAL]
    return [[shown_value(table.cells[row, column]) for column in columns] for row in rows]


def test_a_table_without_small_numbers_is_published_whole() -> None:
    """Nothing is left out that need not be; a nought tells of nobody."""
    assert lines(published((9, 3), (5, 4), (7, 0))[1]) == [[9, 3, 12], [5, 4, 9], [7, 0, 7], [21, 7, 28]]


def test_a_small_number_takes_others_with_it() -> None:
    """One in a row and one in each column, so that no subtraction gives it; percentages and cases go too."""
    whole, shown = published((9, 2), (5, 4), (7, 8))
    assert lines(whole)[0] == [9, 2, 11]
    assert lines(shown) == [[None, None, 11], [None, None, 9], [7, 8, 15], [21, 14, 35]]
    cell = shown.cell("no_answer", "written")
    assert (cell.value, cell.percent, cell.base, cell.cases) == (0, None, None, ())


small = st.tuples(st.integers(0, 4), st.integers(0, 4))


@given(st.tuples(small, small, small))
@settings(max_examples=40)
def test_whoever_tries_every_table_learns_no_small_number(rows: tuple[tuple[int, int], ...]) -> None:
    """Among all tables that look like the published one, a cell that was small has more than one value."""
    whole, shown = published(*rows)
    wanted = lines(shown)
    small_cells = [
        (row, column)
        for row, line in enumerate(lines(whole))
        for column, value in enumerate(line)
        if value is not None and 0 < value < OWN.head.suppress_below
    ]
    if not small_cells:
        assert wanted == lines(whole)
        return
    assert all(wanted[row][column] is None for row, column in small_cells)
    found = {place: set[int]() for place in small_cells}
    for guess in product(range(9), repeat=len(rows)):
        for rest in _fitting(guess, wanted):
            for row, column in small_cells:
                found[row, column].add(rest[row][column])
            if all(len(values) > 1 for values in found.values()):
                return
    raise AssertionError((wanted, found))


def _fitting(first: tuple[int, ...], wanted: list[list[int | None]]) -> list[list[list[int]]]:
    """Tables with this first column that look like what is published."""
    if any(line[0] not in (None, each) for each, line in zip(first, wanted, strict=False)):
        return []
    if wanted[-1][0] not in (None, sum(first)):
        return []
    choices = [range(9) if line[1] is None else (line[1],) for line in wanted[:-1]]
    fitting = []
    for second in product(*choices):
        table = [[one, other, one + other] for one, other in zip(first, second, strict=True)]
        table.append([sum(column) for column in zip(*table, strict=True)])
        looks = all(
            shown in (None, value)
            for shown_line, line in zip(wanted, table, strict=True)
            for shown, value in zip(shown_line, line, strict=True)
        )
        if looks:
            fitting.append(table)
    return fitting
