"""The deadline account and the answers of units, laid out in one language."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from intake.domain.translatable import N_
from triage.accounts.answer_blocks import answer_blocks
from triage.accounts.answer_times import AnswerTimes
from triage.accounts.document import Block, Grid, GridLine, NumberShown, Prose, Section
from triage.accounts.kept import DeadlineKept
from triage.accounts.laid import LEFT_OUT, Laid, median
from triage.accounts.punctuality import (
    BY_UNIT,
    LONGER,
    SOME,
    STOOD,
    WHOLE,
    Measures,
    Punctuality,
)
from triage.accounts.results import TOTAL, CountedTable
from triage.accounts.suppressing import suppressed
from triage.accounts.why_blocks import why_blocks
from triage.rules.codes import Confidence, RuleKind

PERIOD_RULE = N_(
    "A deadline belongs to the period in which its day lies, after every pause and longer time that was "
    "allowed. It is late if it was met after that day; how many days late is counted from its first day."
)
MEDIAN_RULE = N_(
    "The median of days taken is of those that were met, late or not, from the day the time began: half took "
    "no longer. The median of days late is of those that were late."
)
OFFICE_RULE = N_(
    "How the office itself keeps the times that every report or inquiry has is shown even where few were "
    "late: it tells nothing of anybody. It is left out only where few fell due."
)
NOT_CONFIRMED = N_("Not confirmed as law: %(rules)s.")
ALL_KINDS: Mapping[RuleKind, str] = {
    RuleKind.STATUTE: N_("Deadlines given by law"),
    RuleKind.PUBLISHED: N_("Limits that the municipality has published"),
    RuleKind.BYLAW: N_("Deadlines given by the bylaw"),
    RuleKind.HOUSE: N_("The office's own aims"),
}
FELL_DUE, _TOOK, _LATE_BY = "fell_due", "median_days", "median_days_late"
_WORDS = {
    FELL_DUE: N_("Fell due"),
    LONGER: N_("Given longer"),
    STOOD: N_("Stood still"),
    _TOOK: N_("Days taken (median)"),
    _LATE_BY: N_("Days late (median)"),
}
_ALWAYS = (DeadlineKept.IN_TIME, DeadlineKept.LATE, DeadlineKept.OPEN_LATE)


class PunctualBlocks:
    """Lays out the deadline account of a period, with the answers of units."""

    def __init__(
        self,
        counted: Punctuality,
        answers: AnswerTimes,
        laid: Laid,
        published: Mapping[str, CountedTable] | None = None,
    ) -> None:
        """
        Begin.

        Args:
            published: the tables of `people_tables` as they came out beside the other tables of an account
                and of earlier ones; where none is given, each is suppressed by itself.
        """
        self._counted, self._laid, self._say = counted, laid, laid.translate
        people: Mapping[str, CountedTable] = people_tables(counted, answers)
        if laid.published_by is not None:
            by = laid.published_by
            people = published or {code: suppressed(each, by) for code, each in people.items()}
            people = {**people, WHOLE: _without_few(counted.tables[WHOLE], laid.below)}
        self._tables = {**counted.tables, **people}
        self._answers = answer_blocks(answers, self._tables, laid)

    def sections(self) -> tuple[Section, ...]:
        """Give both; what nothing fell due of, or nothing was asked, is not there."""
        both = (
            Section("punctuality", self._say(N_("Deadlines")), tuple(self._deadlines())),
            Section("answers", self._say(N_("How {units} answered")), tuple(self._answers)),
        )
        return tuple(each for each in both if any(isinstance(block, Grid) for block in each.blocks))

    def times(self) -> Iterator[Grid]:
        """Give a table for each kind of limit of how the office kept those that everybody has."""
        for kind in RuleKind:
            if grid := self._of_kind(kind, (WHOLE,)):
                yield grid

    def _deadlines(self) -> Iterator[Block]:
        rules = [MEDIAN_RULE, *([OFFICE_RULE] if self._laid.below else [])]
        standing = self._say(N_("Standing still now, and so not fallen due: %(number)s.")) % {
            "number": self._counted.standing
        }
        shown = [] if self._laid.below or not self._counted.standing else [standing]
        yield Prose((*(self._say(each) for each in rules), *shown))
        for kind in RuleKind:
            if grid := self._of_kind(kind):
                yield grid
        if units := self._tables[BY_UNIT].rows:
            keys = [line.code for line in units]
            title, heading = (
                self._say(N_("Deadlines of {units}")),
                self._say(N_("{Bare_unit}")),
            )
            yield self._grid(BY_UNIT, title, heading, [(key, self._laid.unit(key)) for key in keys])
        yield from why_blocks(self._tables, self._laid)

    def _of_kind(self, kind: RuleKind, codes: tuple[str, ...] = (WHOLE, SOME)) -> Grid | None:
        of_kind = {key: row for key, row in self._counted.rows.items() if row.kind is kind}
        keys = [line.code for code in codes for line in self._tables[code].rows if line.code in of_kind]
        if not keys:
            return None
        unsure = dict.fromkeys(
            self._say(versions[-1].title)
            for key in keys
            if (versions := self._laid.rulebook.versions.get(of_kind[key].rule))
            and versions[-1].confidence is Confidence.UNVERIFIED
        )
        notes = (self._say(NOT_CONFIRMED) % {"rules": ", ".join(unsure)},) if unsure else ()
        rows = [(key, self._clock(of_kind[key].rule, of_kind[key].area)) for key in keys]
        return self._grid(
            f"{WHOLE}_{kind}",
            self._say(ALL_KINDS[kind]),
            self._say(N_("Deadline")),
            rows,
            notes,
        )

    def _grid(
        self,
        code: str,
        title: str,
        heading: str,
        rows: Sequence[tuple[str, str]],
        notes: tuple[str, ...] = (),
    ) -> Grid:
        tables = {key: self._table_of(key) for key, _words in rows}
        kept = [
            each
            for each in DeadlineKept
            if each in _ALWAYS or any(_says(tables[key], key, each) for key in tables)
        ]
        measures: list[tuple[str, Callable[[Measures], Decimal | int | None]]] = [
            (LONGER, lambda of: of.longer),
            (STOOD, lambda of: of.stood),
            (_TOOK, lambda of: median(of.took)),
            (_LATE_BY, lambda of: median(of.late_by)),
        ]
        measures = [each for each in measures if self._is_told(*each, tables)]
        cells: dict[tuple[str, str], NumberShown] = {}
        for key, _words in rows:
            cells[key, FELL_DUE] = self._laid.shown(tables[key].cell(key))
            cells |= {(key, each): self._laid.shown(tables[key].cell(key, each)) for each in kept}
            of = self._counted.measures[key]
            for name, tell in measures:
                cells[key, name] = self._measure(key, name, of, tell(of))
        columns = [GridLine(FELL_DUE, self._say(_WORDS[FELL_DUE]), is_total=True)]
        columns += [GridLine(each, self._say(each.words)) for each in kept]
        columns += [GridLine(name, self._say(_WORDS[name])) for name, _tell in measures]
        return Grid(
            code,
            title,
            tuple(GridLine(key, words) for key, words in rows),
            tuple(columns),
            cells,
            heading,
            self._say(PERIOD_RULE),
            notes,
        )

    def _is_told(
        self, name: str, tell: Callable[[Measures], Decimal | int | None], tables: Mapping[str, CountedTable]
    ) -> bool:
        """Whether a column says anything: published, more time is told of everybody's clocks alone."""
        if not self._laid.below or name in (_TOOK, _LATE_BY):
            return True
        whole = self._tables[WHOLE]
        return any(tell(self._counted.measures[key]) for key, table in tables.items() if table is whole)

    def _measure(self, key: str, name: str, of: Measures, value: Decimal | int | None) -> NumberShown:
        """What is told besides; of some people's clocks a median of enough of them, and nothing else."""
        below, table = self._laid.below, self._table_of(key)
        if below and table.cell(key).is_suppressed:
            return LEFT_OUT
        if below and table is not self._tables[WHOLE]:
            told = {_TOOK: of.took, _LATE_BY: of.late_by}.get(name)
            if told is None or 0 < told.total() < below:
                return LEFT_OUT
        return NumberShown(value)

    def _table_of(self, key: str) -> CountedTable:
        if key in self._laid.units.by_code:
            return self._tables[BY_UNIT]
        return next(
            self._tables[code] for code in (WHOLE, SOME) if ((key,), TOTAL) in self._tables[code].cells
        )

    def _clock(self, rule: str, area: str) -> str:
        title = self._laid.rulebook.titles.get(rule)
        words = rule if title is None else self._say(title)
        return f"{words}: {self._laid.rulebook.local.area_name(area, self._laid.language)}" if area else words


def people_tables(counted: Punctuality, answers: AnswerTimes) -> dict[str, CountedTable]:
    """Give the tables that could tell of single people; what is published is decided with all others."""
    return {**{code: counted.tables[code] for code in (SOME, BY_UNIT)}, **answers.tables}


def _without_few(table: CountedTable, below: int) -> CountedTable:
    """Leave out the clocks of everybody too where so few fell due that nothing else tells how many."""
    few = {line.path for line in table.rows if 0 < table.cell(line.path).value < below}
    cells = {
        place: replace(cell, value=0, cases=(), is_suppressed=True) if place[0] in few else cell
        for place, cell in table.cells.items()
    }
    return replace(table, cells=cells)


def _says(table: CountedTable, key: str, kept: DeadlineKept) -> bool:
    cell = table.cell(key, kept)
    return cell.is_suppressed or cell.value > 0
