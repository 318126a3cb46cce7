"""
What the office has published of its year: an account in one language, and recommendations with what became of
them. Plain texts and numbers, as they are to be read; nothing of a case can stand in any of it.
"""

from datetime import date
from typing import Annotated

import msgspec

from intake.contents.versioned import Forms, Part, Versioned

Drawing = Annotated[str, msgspec.Meta(max_length=200_000)]
Words = Annotated[str, msgspec.Meta(max_length=20_000)]


class ShownNumber(Part, frozen=True):
    """A number as it is written in its language; *is_left_out* so that nobody is recognised."""

    words: Words = ""
    percent: Words = ""
    is_left_out: bool = False


class NumberLine(Part, frozen=True):
    """A number that stands by itself: what it is called, and how it is counted."""

    words: Words
    number: ShownNumber
    rule: Words = ""


class GridRow(Part, frozen=True):
    """A row, its numbers in the order of the columns; *depth* says how many rows it stands below."""

    words: Words
    numbers: tuple[ShownNumber, ...]
    depth: int = 0
    is_total: bool = False


class ProseBlock(Part, frozen=True, tag_field="block", tag="prose"):
    """Paragraphs that somebody wrote."""

    paragraphs: tuple[Words, ...]
    is_quoted: bool = False


class NumbersBlock(Part, frozen=True, tag_field="block", tag="numbers"):
    """Numbers that stand by themselves."""

    lines: tuple[NumberLine, ...]


class GridBlock(Part, frozen=True, tag_field="block", tag="grid"):
    """
    A table.

    Attributes:
        row_heading: what stands above the names of the rows.
        columns: what its columns are called.
        rule: how it is counted.
        notes: what must be known to read it.
        drawing: the same as a picture, in SVG.
    """

    code: str
    title: Words
    columns: tuple[Words, ...]
    rows: tuple[GridRow, ...]
    row_heading: Words = ""
    rule: Words = ""
    notes: tuple[Words, ...] = ()
    drawing: Drawing = ""


class ListBlock(Part, frozen=True, tag_field="block", tag="list"):
    """Entries of a register: for each what its columns say."""

    title: Words
    columns: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]


class AccountSection(Part, frozen=True):
    """A part of an account under its own heading."""

    code: str
    title: Words
    blocks: tuple[ProseBlock | NumbersBlock | GridBlock | ListBlock, ...]


class AccountPublished(Versioned, frozen=True, tag="account_published/1"):
    """
    The account of a period in one language.

    Attributes:
        first, last: the days that it is of, both included.
        made_on: the day on which it was counted.
        marks: what must stand at its beginning.
    """

    title: Words
    organisation: Words
    language: str
    first: date
    last: date
    made_on: date
    sections: tuple[AccountSection, ...]
    marks: tuple[Words, ...] = ()


class PublishedFollowUp(Part, frozen=True):
    """One thing that became of a recommendation: the day, what it was, and what was said."""

    on: date
    words: Words
    text: Words = ""


class PublishedFact(Part, frozen=True):
    """Something that is known of a recommendation, such as to whom it was made."""

    label: Words
    words: Words


class Recommendation(Part, frozen=True):
    """One recommendation; *name* is its year and number."""

    name: Words
    year: int
    text: Words
    facts: tuple[PublishedFact, ...] = ()
    follow_up: tuple[PublishedFollowUp, ...] = ()


class RecommendationsPublished(Versioned, frozen=True, tag="recommendations_published/1"):
    """All recommendations in one language, in the order in which they are shown."""

    language: str
    made_on: date
    recommendations: tuple[Recommendation, ...]


Published = AccountPublished | RecommendationsPublished
PUBLISHED: Forms[Versioned] = Forms(AccountPublished, RecommendationsPublished)
