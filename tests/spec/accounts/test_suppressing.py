"""No small number is published, nor one that follows from others, whatever a reader tries."""

from datetime import date
from itertools import permutations, product

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.countables import Year, lists_of
from tests.weekdays import on
from triage.accounts.count import count
from triage.accounts.publishing import PublishedAccount, as_published, publish
from triage.accounts.results import TOTAL, AccountPeriod, CountedAccount, CountedTable, Path
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


MONTHS = """
[[figure]]
code = "all"
label = { da = "Alle" }
counts = "case"
[[figure]]
code = "spoken"
label = { da = "Mundtlige" }
counts = "case"
unless = { place = ["office"] }
base = "all"
[[table]]
code = "themes"
title = { da = "Temaer" }
counts = "case"
rows = { by = "main_theme" }
"""
SEVERAL = read_organisation_data({"counting/own.toml": PROFILE + MONTHS})


def account(year: Year, last: date) -> CountedAccount:
    """What is counted up to a day."""
    period = AccountPeriod(year.period.first, last)
    return count(SEVERAL.profiles["own"], year.records, period, lists_of(SEVERAL))


def shown(published_: PublishedAccount) -> dict[tuple[str, Path, Path], frozenset[object]]:
    """What an account shows, by what it counts."""
    counted, seen = published_.account, as_published(published_)
    figures = {
        (code, TOTAL, TOTAL): counted.figures[code].cell.things
        for code, each in seen.figures.items()
        if not each.cell.is_suppressed
    }
    return figures | {
        (code, *place): counted.tables[code].cells[place].things
        for code, each in seen.tables.items()
        for place, cell in each.cells.items()
        if not cell.is_suppressed
    }


def test_a_figure_does_not_tell_what_a_table_leaves_out() -> None:
    """10 cases of which 8 were spoken: two were written, whatever the table leaves out."""
    year = Year(on("Thu 2026-01-01"), on("Thu 2026-12-31"))
    year.cases(8, themes=("no_answer",))
    year.cases(2, themes=("no_answer",), place="office")
    seen = as_published(publish(account(year, year.period.last)))
    all_, spoken = (seen.figures[each].cell for each in ("all", "spoken"))
    assert [all_.is_suppressed, spoken.is_suppressed].count(True) >= 1
    assert spoken.percent is None
    assert not any(cell.cases or cell.things for cell in seen.tables["t"].cells.values())


def test_the_year_does_not_tell_what_came_after_an_account_of_eleven_months() -> None:
    """One case of December would be the difference of two totals: the later account gives way."""
    year = Year(on("Thu 2026-01-01"), on("Thu 2026-12-31"))
    for _ in range(9):
        year.case(themes=("no_answer",), on=on("Mon 2026-03-02"))
    year.case(themes=("no_answer",), on=on("Tue 2026-12-01"))
    eleven = publish(account(year, on("Mon 2026-11-30")))
    assert as_published(eleven).figures["all"].value == 9
    whole = publish(account(year, year.period.last), [eleven])
    assert as_published(whole).figures["all"].cell.is_suppressed
    assert as_published(publish(account(year, year.period.last))).figures["all"].value == 10


@given(st.lists(st.tuples(st.sampled_from(ROWS), st.booleans(), st.booleans()), max_size=24))
@settings(max_examples=40)
def test_no_two_or_three_published_numbers_tell_a_small_one(
    cases: list[tuple[str, bool, bool]],
) -> None:
    """Neither the difference of two that lie in each other, nor two that make up a third but for a few."""
    year = Year(on("Thu 2026-01-01"), on("Thu 2026-12-31"))
    for theme, is_written, is_late in cases:
        place = "office" if is_written else None
        day = on("Mon 2026-12-07") if is_late else on("Mon 2026-03-02")
        year.case(themes=(theme,), place=place, on=day)
    early = publish(account(year, on("Mon 2026-11-30")))
    late = publish(account(year, year.period.last), [early])
    numbers = {*shown(early).values(), *shown(late).values()} - {frozenset()}
    small = {
        things
        for each in (early, late)
        for figure in (
            *(one.cell for one in each.account.figures.values()),
            *(cell for table in each.account.tables.values() for cell in table.cells.values()),
        )
        if 0 < len(things := figure.things) < 3
    }
    assert not numbers & small
    for one, other in permutations(numbers, 2):
        assert not (one < other and len(other - one) < 3)
        for third in numbers:
            if not one & third and one | third < other:
                assert other - one - third not in small


def test_a_percentage_does_not_tell_the_total_that_is_left_out() -> None:
    """18 spoken cases are 95 per cent: of 19, so neither a figure nor a table says the percentage."""
    year = Year(on("Thu 2026-01-01"), on("Thu 2026-12-31"))
    for theme in ("no_answer", "language") * 9:
        year.case(themes=(theme,), on=on("Mon 2026-03-02"))
    eleven = publish(account(year, on("Mon 2026-11-30")))
    year.case(themes=("no_answer",), place="office", on=on("Tue 2026-12-01"))
    seen = as_published(publish(account(year, year.period.last), [eleven]))
    spoken, cell = seen.figures["spoken"].cell, seen.tables["t"].cell("language", "phone")
    assert (spoken.value, spoken.base, spoken.percent) == (18, None, None)
    assert (cell.value, cell.base, cell.percent) == (9, None, None)


def test_several_small_numbers_are_not_small_together() -> None:
    """1 and 2 would be known to be 3 together, which is below the 5 of this profile."""
    year = Year(on("Thu 2026-01-01"), on("Thu 2026-12-31"))
    for theme, number in zip(ROWS, (1, 2, 9), strict=True):
        year.cases(number, themes=(theme,))
    text = PROFILE.replace('rounding = "plain"', 'rounding = "plain"\nsuppress_below = 5') + MONTHS
    data = read_organisation_data({"counting/own.toml": text})
    table = suppressed(year.counted(data, data.profiles["own"]).tables["themes"], data.profiles["own"])
    assert lines(table) == [[None], [None], [None], [12]]


def test_a_cell_between_two_blocks_does_not_follow_from_them() -> None:
    """Each row and column has two left out at least, and yet the one that joins them could be worked out."""
    year = Year(on("Thu 2026-01-01"), on("Thu 2026-12-31"))
    themes = ("no_answer", "language", "courtesy", "openness")
    channels = ("phone", "mail", "letter", "in_person")
    small = {(1, 2): 1, **{(row, column): 2 for row in (0, 1) for column in (0, 1)}}
    small |= {(row, column): 2 for row in (2, 3) for column in (2, 3)}
    for row, theme in enumerate(themes):
        for column, channel in enumerate(channels):
            for made in year.cases(small.get((row, column), 9), themes=(theme,)):
                year.records[year.records.index(made)] = replace(made, channel=channel)
    text = PROFILE.split("[[own_row]]", maxsplit=1)[0].replace(', listed = ["phone"]', "")
    data = read_organisation_data({"counting/own.toml": text})
    table = suppressed(year.counted(data, data.profiles["own"]).tables["t"], data.profiles["own"])
    assert sum(cell.is_suppressed for cell in table.cells.values()) > len(small)
