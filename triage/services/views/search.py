"""
Finding a case by what somebody says on the telephone. It opens no case and stands in no journal.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from intake.store.engine import read
from triage.services.history.new_case import REFERENCE_LENGTH, REFERENCE_SYMBOLS
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.services.reading.index import Entry
from triage.services.reading.memory import Memory
from triage.store import cases
from triage.store.cases import CaseRow
from triage.store.visibility import Level, Visible, visible_to

MOST = 20
"""So many cases a search shows; whoever finds more writes another word."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One case that is found, or that was looked at lately."""

    row: CaseRow
    entry: Entry = field(repr=False)


@dataclass(frozen=True, slots=True)
class Result:
    """What was found, the best first; and of how many cases the words are known already."""

    hits: Sequence[Hit]
    has_more: bool
    known: int
    of: int


def search(
    organisation: Organisation, who: SignedIn, memory: Memory, text: str, *, today: date
) -> Result:
    """Find the cases in which all that was typed stands; a reference finds its case also unopened."""
    memory.refresh(organisation, today)
    found, visible = memory.look_for(text), visible_to(who.handle, today, Level.CONTENT)
    with read(organisation.triage) as connection:
        references = [each for each in text.upper().split() if _is_reference(each)]
        named = (cases.case_by_reference(connection, each, visible) for each in references)
        first = [row.handle for row in named if row is not None]
        best = list(dict.fromkeys([*first, *found.handles[: MOST + 1]]))
        hits = _hits(connection, visible, memory, best)
    return Result(hits[:MOST], len(hits) > MOST, found.known, found.of)


def lately(
    organisation: Organisation, who: SignedIn, memory: Memory, handles: Sequence[bytes], *, today: date
) -> Sequence[Hit]:
    """Give the cases that this person looked at lately, the last one first."""
    visible = visible_to(who.handle, today, Level.CONTENT)
    with read(organisation.triage) as connection:
        return _hits(connection, visible, memory, handles)


def _hits(
    connection: Connection, visible: Visible, memory: Memory, handles: Sequence[bytes]
) -> Sequence[Hit]:
    rows = {row.handle: row for row in cases.some_of(connection, visible, handles)}
    return [Hit(rows[handle], memory.of(handle)) for handle in handles if handle in rows]


def _is_reference(word: str) -> bool:
    return len(word) == REFERENCE_LENGTH and set(word) <= set(REFERENCE_SYMBOLS)
