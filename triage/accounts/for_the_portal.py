"""
An account as the portal shows it: the same blocks without any way to a case.

What is published leaves the house for good. So it is refused, and not only left out, where a number leads to
cases, or says what it leaves out.
"""

from intake.contents.published import (
    AccountPublished,
    AccountSection,
    GridBlock,
    GridRow,
    ListBlock,
    NumberLine,
    NumbersBlock,
    ProseBlock,
    ShownNumber,
)
from triage.accounts.chart import chart
from triage.accounts.document import AccountDocument, Block, Grid, Listed, Numbers, NumberShown, Prose
from triage.accounts.shown import percent_words, value_words
from triage.accounts.words import Translate


class TracedError(ValueError):
    """A number leads to cases, or shows what is left out: the account was not made to be published."""


def for_the_portal(document: AccountDocument, say: Translate) -> AccountPublished:
    """
    Give an account as it is published, in its language.

    Args:
        say: says our sentences in the language.

    Raises:
        TracedError: it was made for those who hold the cases.
    """
    return AccountPublished(
        title=document.title,
        organisation=document.organisation,
        language=document.language,
        first=document.first,
        last=document.last,
        made_on=document.made_on,
        sections=tuple(
            AccountSection(
                each.code,
                each.title,
                tuple(_block(block, document.language, say) for block in each.blocks),
            )
            for each in document.sections
        ),
        marks=document.marks,
    )


def _block(block: Block, language: str, say: Translate) -> ProseBlock | NumbersBlock | GridBlock | ListBlock:
    match block:
        case Prose():
            return ProseBlock(block.paragraphs, block.is_quoted)
        case Numbers():
            lines = (
                NumberLine(each.words, _number(each.number, language), each.rule) for each in block.entries
            )
            return NumbersBlock(tuple(lines))
        case Listed():
            return ListBlock(block.title, block.columns, block.rows)
        case Grid():
            return _grid(block, language, say)


def _grid(grid: Grid, language: str, say: Translate) -> GridBlock:
    drawing = chart(grid, language, say)
    return GridBlock(
        code=grid.code,
        title=grid.title,
        columns=tuple(each.words for each in grid.columns),
        rows=tuple(
            GridRow(
                row.words,
                tuple(_number(grid.cells[row.key, column.key], language) for column in grid.columns),
                row.depth,
                row.is_total,
            )
            for row in grid.rows
        ),
        row_heading=grid.row_heading,
        rule=grid.rule,
        notes=grid.notes,
        drawing="" if drawing is None else drawing.svg,
    )


def _number(number: NumberShown, language: str) -> ShownNumber:
    if number.cases:
        raise TracedError("a number leads to cases")
    if number.is_suppressed:
        if number.value is not None or number.percent is not None:
            raise TracedError("a number shows what is left out")
        return ShownNumber(is_left_out=True)
    return ShownNumber(value_words(number, language, str), percent_words(number, language))
