"""What was counted, laid out: its figures, its tables and how they are counted, in one language."""

from collections.abc import Iterator

from intake.domain.languages import words_in
from intake.domain.translatable import N_
from triage.accounts.document import Chart, Grid, GridLine, NamedNumber, Numbers, NumberShown, Prose, Section
from triage.accounts.explaining import Explainer
from triage.accounts.results import (
    TOTAL,
    CountedAccount,
    CountedCell,
    CountedFigure,
    CountedLine,
    CountedTable,
    Path,
    RowKind,
)
from triage.accounts.words import TOTAL_WORDS, Translate, line_words
from triage.rules.code_lists import CodeLists
from triage.rules.counted import Trait
from triage.rules.counting_words import TableSide

TOTAL_KEY = "*"
"""The key of a total; no code looks so."""
NOTHING = CountedCell(0)
DOES_NOT_ADD_UP = N_(
    "The rows do not add up to the total: some of what is counted stands in several of them."
)
LEFT_OUT_NOTE = N_("A number that is left out could tell who somebody is, by itself or together with others.")


class CountedBlocks:
    """
    Lays out one account; each number as it was counted, so what was left out there stays left out.

    What the account has no cell for, such as a month without anything, is shown as *nothing* is.
    """

    def __init__(
        self,
        account: CountedAccount,
        lists: CodeLists,
        language: str,
        translate: Translate,
        nothing: CountedCell = NOTHING,
    ) -> None:
        self._account, self._lists, self._language, self._say = account, lists, language, translate
        self._nothing = nothing
        self._explainer = Explainer(account.profile, lists, language, translate)

    def sections(self) -> tuple[Section, ...]:
        """Give the figures, the tables and how all is counted; what there is none of is not there."""
        return tuple(each for each in self._sections() if each.blocks)

    def figures(self) -> Numbers:
        """Give the numbers that stand by themselves."""
        return Numbers(
            tuple(
                NamedNumber(
                    code=code,
                    words=words_in(each.rule.label, self._language),
                    number=_figure(each),
                    rule=self._explainer.rule(each.rule),
                )
                for code, each in self._account.figures.items()
            )
        )

    def table(self, code: str) -> Grid:
        """
        Give one table.

        Raises:
            KeyError: the profile has none of this code.
        """
        table = self._account.tables[code]
        rule = table.rule
        rows = self._lines(table, TableSide.ROWS, is_totalled=rule.column_totals)
        columns = self._lines(table, TableSide.COLUMNS, is_totalled=rule.row_totals or not table.columns)
        cells = {
            (row.key, column.key): _shown(table.cells.get((path(row.key), path(column.key)), self._nothing))
            for row in rows
            for column in columns
        }
        return Grid(
            code=code,
            title=words_in(rule.title, self._language),
            rows=rows,
            columns=columns,
            cells=cells,
            row_heading=_capital(self._say(rule.rows.by.words)),
            rule=self._explainer.rule(rule),
            notes=tuple(self._notes(table)),
            chart=Chart.COURSE if rule.rows.by is Trait.MONTH else Chart.BARS,
        )

    def _sections(self) -> Iterator[Section]:
        figures = self.figures()
        yield Section("figures", self._say(N_("In numbers")), (figures,) if figures.entries else ())
        shown = [code for code, table in self._account.tables.items() if table.rows]
        yield Section("tables", self._say(N_("Tables")), tuple(map(self.table, shown)))
        yield Section("counting", self._say(N_("How it is counted")), (Prose(self._explainer.general()),))

    def _lines(self, table: CountedTable, side: TableSide, *, is_totalled: bool) -> tuple[GridLine, ...]:
        lines = self._whole_months(table) if side is TableSide.ROWS else table.columns
        made = [
            GridLine(key(line.path), self._words(line, table, side), line.depth, line.kind is RowKind.SUM)
            for line in lines
        ]
        if side is TableSide.COLUMNS and not lines:
            # The one column says what is counted.
            made.append(GridLine(TOTAL_KEY, _capital(self._explainer.thing(table.rule.counts))))
        elif is_totalled:
            made.append(GridLine(TOTAL_KEY, self._say(TOTAL_WORDS), is_total=True))
        return tuple(made)

    def _whole_months(self, table: CountedTable) -> tuple[CountedLine, ...]:
        """Give the rows; of months also those in which there was nothing, or the course would lie."""
        rule, period = table.rule, self._account.period
        if rule.rows.by is not Trait.MONTH or self._account.profile.own(rule.code, TableSide.ROWS):
            return table.rows
        first, last = (day.year * 12 + day.month - 1 for day in (period.first, period.last))
        months: set[Path] = {(f"{each // 12}-{each % 12 + 1:02}",) for each in range(first, last + 1)}
        months |= {each.path for each in table.rows}
        return tuple(CountedLine(each, RowKind.CODE) for each in sorted(months))

    def _words(self, line: CountedLine, table: CountedTable, side: TableSide) -> str:
        return line_words(
            line, table.rule, side, self._account.profile, self._lists, self._language, self._say
        )

    def _notes(self, table: CountedTable) -> Iterator[str]:
        if not table.adds_up:
            yield self._say(DOES_NOT_ADD_UP)
        if any(cell.is_suppressed for cell in table.cells.values()):
            yield self._say(LEFT_OUT_NOTE)


def key(path: Path) -> str:
    """Give the key of a row or a column of a table."""
    return "/".join(path) or TOTAL_KEY


def path(key: str) -> Path:
    """Give the row or the column of a key."""
    return TOTAL if key == TOTAL_KEY else tuple(key.split("/"))


def _figure(figure: CountedFigure) -> NumberShown:
    shown = _shown(figure.cell)
    if not figure.rule.is_ratio or shown.is_suppressed:
        return shown
    return NumberShown(figure.ratio, cases=shown.cases)


def _shown(cell: CountedCell) -> NumberShown:
    if cell.is_suppressed:
        return NumberShown(None, is_suppressed=True)
    return NumberShown(cell.value, cell.percent, cases=cell.cases)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
