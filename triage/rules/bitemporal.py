"""
Rows with two times: from when to when they hold, and since when they are known.

A row that nobody knew yet had neither put another right nor ended the one before it.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeVar

from triage.rules.constraints import Misfit
from triage.rules.tables import Table

ALWAYS = date.min
"""Known from the beginning: nothing was ever computed without it."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Dated:
    """What holds from a day to a day, both included; to no day where its end is not known.

    How two are compared each says for itself: two rules of the same days are not the same rule.
    """

    valid_from: date
    valid_to: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def check(self) -> None:
        """Refuse an end before the beginning."""
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise Misfit("'valid_to' is before 'valid_from'", "valid_to")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Known(Dated):
    """What has both times."""

    known_from: date = ALWAYS


D = TypeVar("D", bound=Known)
R = TypeVar("R")
K = TypeVar("K", bound=Hashable)
Replaces = Callable[[D, D], bool]
"""Whether the first, once it is known, stands in the place of the second."""


def by(key: Callable[[R], K], rows: Iterable[R]) -> dict[K, list[R]]:
    """Rows by what they have in common, each in their order."""
    found: dict[K, list[R]] = {}
    for each in rows:
        found.setdefault(key(each), []).append(each)
    return found


def known_on(rows: Sequence[D], on: date, replaces: Replaces[D]) -> list[D]:
    """The rows of one thing as they were known on a day, in the order of time."""
    unknown = {each.valid_from for each in rows if each.known_from > on}
    return [
        replace(each, valid_to=None) if each.valid_to and each.valid_to + _DAY in unknown else each
        for each in _current(rows, on, replaces)
    ]


def check_times(
    of: str, what: str, rows: Iterable[tuple[D, Table]], replaces: Replaces[D], *, gaps: bool = False
) -> None:
    """
    Refuse rows of one thing that overlap or leave a gap, now or at any time since they were known.

    Args:
        of: the thing; *what* is what the rows are of it.
        gaps: whether there may be days on which none holds.

    Raises:
        RulebookError: with file and line.
    """
    tables = {id(row): (row, table) for row, table in rows}
    plain = [row for row, _ in tables.values()]
    for on in sorted({row.known_from for row in plain}):
        for earlier, later in pairwise(_current(plain, on, replaces)):
            refuse, day = tables[id(later)][1].refuse, later.valid_from.isoformat()
            if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
                raise refuse(
                    f"{of}: two {what}s hold on {day}; one that puts another right needs a later "
                    "'known_from'",
                    "valid_from",
                )
            if not gaps and earlier.valid_to + _DAY != later.valid_from:
                raise refuse(f"{of}: no {what} holds just before {day}", "valid_from")


def _current(rows: Iterable[D], on: date, replaces: Replaces[D]) -> list[D]:
    known = [each for each in rows if each.known_from <= on]
    left = [each for each in known if not any(replaces(other, each) for other in known)]
    return sorted(left, key=lambda each: each.valid_from)
