"""The letters that wait as a draft, as projected; see `triage.cases.letters`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, select, tuple_

from triage.cases.letter_text import LetterKind
from triage.cases.letters import DueLetter
from triage.store import case_lists
from triage.store.case_lists import MADE, counting
from triage.store.cases import place_among
from triage.store.tables import case, letter
from triage.store.visibility import Visible


class ReadyPlace(NamedTuple):
    """Where a letter stands among those that are ready."""

    by: date
    case_reference: str
    kind: str
    rule: str
    subject: str
    from_on: date


@dataclass(frozen=True, slots=True)
class Ready:
    """One letter that is ready, and the case that it belongs to."""

    letter: DueLetter
    case_reference: str
    unanswered_since: date | None
    has_unread: bool
    from_on: date

    @property
    def place(self) -> ReadyPlace:
        """Where it stands."""
        letter = self.letter
        told = (str(letter.kind), letter.rule or "", letter.subject)
        return ReadyPlace(letter.by or date.max, self.case_reference, *told, self.from_on)


def ready_letters(
    connection: Connection, visible: Visible, today: date, *, after: ReadyPlace | None = None, limit: int
) -> Sequence[Ready]:
    """Give the letters that are ready, the most pressing first; from the beginning or *after* a place."""
    query = _most_pressing(visible, today, limit)
    if after is not None:
        query = query.where(tuple_(*_ORDER) > place_among(_ORDER, after, visible))
    return [
        Ready(DueLetter(LetterKind(kind), None if by == date.max else by, rule or None, subject, moves), *of)
        for kind, by, rule, subject, moves, *of in connection.execute(query)
    ]


_ORDER = (letter.c.by, letter.c.case, letter.c.kind, letter.c.rule, letter.c.subject, letter.c.from_on)


@lru_cache(maxsize=MADE)
def _most_pressing(visible: Visible, today: date, limit: int) -> Select[Any]:
    of_letter = (letter.c.kind, letter.c.by, letter.c.rule, letter.c.subject, letter.c.moves)
    of_case = (case.c.case_reference, case.c.unanswered_since, case.c.has_unread)
    return (
        select(*of_letter, *of_case, letter.c.from_on)
        .join_from(letter, case, letter.c.case == case.c.handle)
        .where(_is_ready(today), visible.covers(letter.c.case))
        .order_by(*_ORDER)
        .limit(limit)
    )


def count_ready(connection: Connection, visible: Visible, today: date) -> int:
    """Count the letters that are ready, so far as lists count."""
    return case_lists.number(connection, _ready(visible, today, case_lists.COUNTED))


@lru_cache(maxsize=MADE)
def _ready(visible: Visible, today: date, most: int) -> Select[Any]:
    return counting(select(letter.c.case).where(_is_ready(today), visible.covers(letter.c.case)), most)


def _is_ready(today: date) -> ColumnElement[bool]:
    return (letter.c.from_on <= today) & (letter.c.until_on >= today)
