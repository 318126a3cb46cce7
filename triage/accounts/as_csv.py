"""An account's numbers as a file for a spreadsheet: one table below the other, each with title and rule."""

from collections.abc import Iterator
from decimal import Decimal

from intake.domain.languages import DEFAULT
from intake.domain.spreadsheet import BOM, csv_line
from intake.domain.translatable import N_
from triage.accounts.document import AccountDocument, Block, Grid, Listed, Numbers, NumberShown
from triage.accounts.shown import LEFT_OUT
from triage.accounts.words import Translate

PERCENT = N_("%(what)s, per cent")
Line = tuple[str, ...]


def as_csv(document: AccountDocument, say: Translate) -> str:
    """
    Write every number and every table; what somebody wrote in sentences is not in it.

    Numbers are written as the language's spreadsheets read them, with a decimal comma in Danish and nothing
    between thousands. What is left out is a word, so that nobody adds it up as nothing.
    """
    return BOM + "".join(csv_line(line) for line in _lines(document, say))


def _lines(document: AccountDocument, say: Translate) -> Iterator[Line]:
    yield document.title, document.organisation, document.first.isoformat(), document.last.isoformat()
    yield from ((each,) for each in document.marks)
    for section in document.sections:
        for block in section.blocks:
            yield from _block(block, section.title, document.language, say)


def _block(block: Block, title: str, language: str, say: Translate) -> Iterator[Line]:
    match block:
        case Numbers():
            yield from ((), (title,))
            for each in block.entries:
                value, percent = _value(each.number, language, say), _percent(each.number, language)
                yield each.words, value, percent, each.rule
        case Grid():
            yield from ((), (block.title,), *((each,) for each in (block.rule, *block.notes) if each))
            yield from _table(block, language, say)
        case Listed():
            yield from ((), (block.title,), block.columns, *block.rows)


def _table(grid: Grid, language: str, say: Translate) -> Iterator[Line]:
    shares = {key for (_row, key), cell in grid.cells.items() if cell.percent is not None}
    heads = [grid.row_heading]
    for column in grid.columns:
        heads += [column.words, *([say(PERCENT) % {"what": column.words}] if column.key in shares else [])]
    yield tuple(heads)
    for row in grid.rows:
        cells = ["  " * row.depth + row.words]
        for column in grid.columns:
            number = grid.cells[row.key, column.key]
            share = [_percent(number, language)] if column.key in shares else []
            cells += [_value(number, language, say), *share]
        yield tuple(cells)


def _value(number: NumberShown, language: str, say: Translate) -> str:
    if number.is_suppressed:
        return say(LEFT_OUT)
    return "" if number.value is None else _written(number.value, language)


def _percent(number: NumberShown, language: str) -> str:
    return "" if number.percent is None else _written(number.percent, language)


def _written(value: int | Decimal, language: str) -> str:
    return f"{Decimal(value):f}".replace(".", "," if language == DEFAULT else ".")
