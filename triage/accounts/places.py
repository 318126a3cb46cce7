"""Where each number of an account stands, by codes that are the same in every language and in every year."""

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

from triage.accounts.document import AccountDocument, Grid, GridLine, Numbers, NumberShown


class NumberPlace(NamedTuple):
    """One number of an account: its section, its table or itself, and of a table its row and column."""

    section: str
    code: str
    row: str = ""
    column: str = ""


class PlacedNumber(NamedTuple):
    """
    A number that stands somewhere, the words that lead to it (its name, or table, row and column), and how it
    is counted.
    """

    number: NumberShown
    words: tuple[str, ...]
    rule: str = ""


PlacedNumbers = Mapping[NumberPlace, PlacedNumber]


def numbers_of(document: AccountDocument) -> dict[NumberPlace, PlacedNumber]:
    """Give every number of an account by where it stands, in the order of its pages."""
    found: dict[NumberPlace, PlacedNumber] = {}
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Numbers):
                for each in block.entries:
                    found[NumberPlace(section.code, each.code)] = PlacedNumber(
                        each.number, (each.words,), each.rule
                    )
            elif isinstance(block, Grid):
                found.update(_cells(section.code, block))
    return found


def _cells(section: str, grid: Grid) -> dict[NumberPlace, PlacedNumber]:
    return {
        NumberPlace(section, grid.code, row.key, column.key): PlacedNumber(
            number, _words(grid, row, column), grid.rule
        )
        for row in grid.rows
        for column in grid.columns
        if (number := grid.cells.get((row.key, column.key))) is not None
    }


def _words(grid: Grid, row: GridLine, column: GridLine) -> tuple[str, ...]:
    return tuple(filter(None, (grid.title, row.words, column.words)))


def digest_of(numbers: PlacedNumbers) -> str:
    """
    Give the digest of an account's results: the same wherever every number and percentage is the same.

    Neither words nor the cases behind a number are in it, so that another language or name changes nothing.
    """
    lines = sorted(
        "\t".join((*place, str(each.number.value), str(each.number.percent)))
        for place, each in numbers.items()
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
