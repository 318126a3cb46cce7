"""An account for a word processor, to be written on: headings, paragraphs, tables with heads."""

from collections.abc import Sequence

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.table import _Row as Row

from triage.accounts.document import Block, Grid, Listed, Numbers, Prose
from triage.services.accounts.sheet import AccountSheet
from triage.services.casework.word_files import as_bytes, says_nothing_else

TABLE = "Table Grid"


def as_docx(sheet: AccountSheet) -> bytes:
    """Give the file; drawings are tables in it, since the table says the same and can be read aloud."""
    account = sheet.document
    file = docx.Document()
    says_nothing_else(file, account.title, account.language)
    for number, line in enumerate(sheet.head):
        file.add_paragraph(style="Header").add_run(line).bold = number == 0
    file.add_heading(account.title, 0)
    for line in sheet.days:
        file.add_paragraph(line)
    for mark in account.marks:
        file.add_paragraph().add_run(mark).bold = True
    for section in account.sections:
        file.add_heading(section.title, 1)
        for block in section.blocks:
            _write(file, sheet, block)
    return as_bytes(file)


def _write(file: Document, sheet: AccountSheet, block: Block) -> None:
    match block:
        case Prose():
            for each in block.paragraphs:
                file.add_paragraph(each, style="Quote" if block.is_quoted else None)
        case Numbers():
            lines = [
                (f"{words}\n{rule}".rstrip(), number) for words, number, rule in sheet.number_lines(block)
            ]
            _table(file, sheet.number_heads(), lines)
        case Listed():
            file.add_heading(block.title, 2)
            _table(file, block.columns, block.rows)
        case Grid():
            file.add_heading(block.title, 2)
            for each in (block.rule, *block.notes):
                if each:
                    file.add_paragraph(each)
            _table(file, sheet.heads(block), [*sheet.lines(block)])


def _table(file: Document, heads: tuple[str, ...], lines: Sequence[tuple[str, ...]]) -> None:
    table = file.add_table(rows=1 + len(lines), cols=len(heads), style=TABLE)
    # A cell that is asked for by its place looks through all of them.
    for row, line in zip(table.rows, [heads, *lines], strict=True):
        for cell, words in zip(row.cells, line, strict=True):
            cell.paragraphs[0].text = words
    _heads(table.rows[0])
    file.add_paragraph()


def _heads(row: Row) -> None:
    """Mark a row as the heads of its table: it stands on every page, and a screen reader says them."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - the library has no word for it
    for cell in row.cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
