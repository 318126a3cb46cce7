"""
An account as it is laid out: sections of words, numbers and tables, in one language.

A page, a file and the command line write what stands here and nothing else, so that no number can be on one
of them and not on another. Nothing is counted here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Chart(StrEnum):
    """How a table is drawn besides, where a picture says more: what is compared, or how it went."""

    BARS = "bars"
    COURSE = "course"


@dataclass(frozen=True, slots=True)
class NumberShown:
    """
    One number as it is shown.

    Attributes:
        value: None where there is nothing to say, such as the median of nothing, and where it is left out.
        percent: the percentage beside it, as it is rounded.
        is_suppressed: it is left out so that nobody is recognised; then `value` and `percent` are None.
        cases: by which who holds them finds them again; empty for everybody else.
    """

    value: int | Decimal | None
    percent: Decimal | None = None
    is_suppressed: bool = False
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GridLine:
    """A row or a column: its key, which is the same in every language, and what it is called."""

    key: str
    words: str
    depth: int = 0
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """
    One table; `cells` by the keys of row and column.

    Attributes:
        code: by which files and addresses name it.
        rule: how it is counted, in sentences.
        notes: what must be known to read it, such as that its rows do not add up.
        row_heading: what stands above the names of the rows.
    """

    code: str
    title: str
    rows: tuple[GridLine, ...]
    columns: tuple[GridLine, ...]
    cells: Mapping[tuple[str, str], NumberShown]
    row_heading: str = ""
    rule: str = ""
    notes: tuple[str, ...] = ()
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class NamedNumber:
    """One number that stands by itself, what it is called and how it is counted."""

    code: str
    words: str
    number: NumberShown
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers that stand by themselves, one below the other."""

    entries: tuple[NamedNumber, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """Entries of a register in their order: for each what its columns say, as words."""

    code: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs that somebody wrote, or sentences that explain."""

    paragraphs: tuple[str, ...]
    is_quoted: bool = False


Block = Prose | Numbers | Grid | Listed


@dataclass(frozen=True, slots=True)
class Section:
    """One part of an account under its own heading."""

    code: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class AccountDocument:
    """
    A whole account in one language.

    Attributes:
        first, last: the days that it is of, both included.
        made_on: the day on which it was counted.
        marks: what must stand on its first page, such as that it is frozen, or a draft.
    """

    title: str
    organisation: str
    language: str
    first: date
    last: date
    made_on: date
    sections: tuple[Section, ...]
    marks: tuple[str, ...] = ()
