"""Why more time was given, and who answers for what was late, laid out."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from intake.domain.translatable import N_
from triage.accounts.document import Grid, GridLine
from triage.accounts.laid import Laid
from triage.accounts.punctuality import (
    LONGER,
    MISSED,
    NO_REASON,
    NOT_EXPLAINED,
    REASONS,
    REASONS_OF_SOME,
    RESPONSIBLE,
    RESPONSIBLE_OF_SOME,
    STOOD,
)
from triage.accounts.results import CountedCell, CountedTable
from triage.cases.vocabulary import Responsible
from triage.rules.codes import ClockReason

_WORDS = {
    LONGER: N_("Given longer"),
    STOOD: N_("Stood still"),
    MISSED: N_("Late"),
    NO_REASON: N_("No reason was recorded"),
    NOT_EXPLAINED: N_("Not explained yet"),
}


def why_blocks(tables: Mapping[str, CountedTable], laid: Laid) -> Iterator[Grid]:
    """Give both tables, as far as they say anything; published, of the clocks that everybody has alone."""
    for codes, title, columns, words in (
        ((REASONS, REASONS_OF_SOME), N_("Why more time was given"), (STOOD, LONGER), _reason),
        ((RESPONSIBLE, RESPONSIBLE_OF_SOME), N_("Who answers for what was late"), (MISSED,), _responsible),
    ):
        told = [tables[each] for each in (codes[:1] if laid.below else codes)]
        if any(each.rows for each in told):
            yield _grid(codes[0], laid.translate(title), told, columns, words, laid)


def _grid(
    code: str,
    title: str,
    tables: Sequence[CountedTable],
    columns: Sequence[str],
    words: Callable[[str], str],
    laid: Laid,
) -> Grid:
    keys = list(dict.fromkeys(line.code for table in tables for line in table.rows))
    return Grid(
        code,
        title,
        tuple(GridLine(key, laid.translate(words(key))) for key in keys),
        tuple(GridLine(column, laid.translate(_WORDS[column])) for column in columns),
        {(key, column): laid.shown(_together(tables, key, column)) for key in keys for column in columns},
    )


def _together(tables: Sequence[CountedTable], row: str, column: str) -> CountedCell:
    """Add up a cell of tables that have no thing in common."""
    cells = [each.cells[place] for each in tables if (place := ((row,), (column,))) in each.cells]
    cases = dict.fromkeys(case for each in cells for case in each.cases)
    return CountedCell(sum(each.value for each in cells), cases=tuple(cases))


def _reason(code: str) -> str:
    return _WORDS[code] if code == NO_REASON else ClockReason(code).words


def _responsible(code: str) -> str:
    return _WORDS[code] if code == NOT_EXPLAINED else Responsible(code).words
