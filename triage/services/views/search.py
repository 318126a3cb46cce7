"""Finding a case by what somebody says on the telephone. It opens no case and stands in no journal."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from intake.store.engine import read
from triage.rules.codes import Scheme
from triage.services.history.new_case import REFERENCE_LENGTH, REFERENCE_SYMBOLS
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.services.reading.index import IndexEntry
from triage.services.reading.memory import Memory
from triage.store import cases
from triage.store.cases import CaseRow
from triage.store.visibility import Level, visible_to

MOST = 20
"""So many cases a search shows; whoever finds more writes another word."""
ORDERED = 200
"""So many of those that fit best are put in order."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One case that is found, or that was looked at lately."""

    row: CaseRow
    entry: IndexEntry = field(repr=False)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What was found, the best first; and of how many cases the words are known already."""

    hits: Sequence[Hit]
    has_more: bool
    known: int
    of: int


def search(
    organisation: Organisation, who: SignedIn, memory: Memory, text: str, *, today: date
) -> SearchResult:
    """
    Find the cases in which all that was typed stands; a reference finds its case also unopened, and nothing
    else finds an entry in a register.
    """
    memory.refresh(organisation, today)
    found, visible = memory.look_for(text), visible_to(who.handle, today, Level.CONTENT)
    scores = dict(sorted(found.scores.items(), key=lambda each: -each[1])[:ORDERED])
    with read(organisation.triage) as connection:
        references = [each for each in text.upper().split() if _is_reference(each)]
        found_rows = cases.some_of(connection, visible, list(scores), references)
    rows = [row for row in found_rows if row.case_reference in references or _is_case(row)]
    best = sorted(rows, key=lambda row: _order(row, scores, references))
    hits = [Hit(row, memory.of(row.handle)) for row in best[:MOST]]
    return SearchResult(hits, len(best) > MOST, found.known, found.of)


def _order(row: CaseRow, scores: Mapping[bytes, int], references: Container[str]) -> tuple[int, ...]:
    """What is named by its reference comes first, then what fits best; open cases first, the newest first."""
    is_named = row.case_reference in references
    return not is_named, -scores.get(row.handle, 0), not row.is_open, -row.received_on.toordinal()


def lately(
    organisation: Organisation, who: SignedIn, memory: Memory, handles: Sequence[bytes], *, today: date
) -> Sequence[Hit]:
    """Give the cases, and no entries in registers, that this person looked at lately, the last one first."""
    visible = visible_to(who.handle, today, Level.CONTENT)
    with read(organisation.triage) as connection:
        rows: dict[bytes, CaseRow] = {row.handle: row for row in cases.some_of(connection, visible, handles)}
    found = (rows.get(each) for each in handles)
    return [Hit(row, memory.of(row.handle)) for row in found if row is not None and _is_case(row)]


def _is_case(row: CaseRow) -> bool:
    return row.scheme != Scheme.REGISTER


def _is_reference(word: str) -> bool:
    return len(word) == REFERENCE_LENGTH and set(word) <= set(REFERENCE_SYMBOLS)
