"""
Rows with two times: from when to when they hold, and since when they are known.

A row that nobody knew yet had neither put another right nor ended the one before it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Protocol, TypeVar

from triage.rules.tables import RulebookError, Table

_DAY = timedelta(days=1)


class Dated(Protocol):
    """What has both times."""

    @property
    def valid_from(self) -> date:
        """The first day on which it holds."""

    @property
    def valid_to(self) -> date | None:
        """The last day on which it holds, if it is known."""

    @property
    def known_from(self) -> date:
        """The first day on which it was known."""


D = TypeVar("D", bound=Dated)
Replaces = Callable[[D, D], bool]
"""Whether the first, once it is known, stands in the place of the second."""


def known_on(rows: Sequence[D], on: date, replaces: Replaces[D]) -> list[D]:
    """The rows of one thing as they were known on a day, in the order of time."""
    unknown = {each.valid_from for each in rows if each.known_from > on}
    return [_unended(each, unknown) for each in _current(rows, on, replaces)]


def check_neighbours(
    rows: Sequence[tuple[D, Table]],
    replaces: Replaces[D],
    overlap: Callable[[D, D], str],
    gap: Callable[[D, D], str] | None,
) -> None:
    """Refuse rows of one thing that overlap or leave a gap, now or at any time since they were known.

    Args:
        overlap: the sentence for two neighbours.
        gap: the same; None where a gap may be.

    Raises:
        RulebookError: with file and line.
    """
    plain, tables = [row for row, _ in rows], {id(row): table for row, table in rows}

    def refuse(sentence: str, row: D) -> RulebookError:
        return tables[id(row)].refuse(sentence, "valid_from")

    for on in sorted({row.known_from for row in plain}):
        for earlier, later in pairwise(_current(plain, on, replaces)):
            if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
                raise refuse(overlap(earlier, later), later)
            if gap is not None and earlier.valid_to + _DAY != later.valid_from:
                raise refuse(gap(earlier, later), later)


def _current(rows: Iterable[D], on: date, replaces: Replaces[D]) -> list[D]:
    known = [each for each in rows if each.known_from <= on]
    left = [each for each in known if not any(replaces(other, each) for other in known)]
    return sorted(left, key=lambda each: each.valid_from)


def _unended(row: D, unknown: set[date]) -> D:
    ended = row.valid_to is not None and row.valid_to + _DAY in unknown
    changed: Any = row
    return replace(changed, valid_to=None) if ended else row
