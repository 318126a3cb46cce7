"""
What one session remembers of the cases of whoever has signed in, so that a search finds them as it is typed.

It is opened after sign-in by a thread of its own, lives in the memory of that session and nowhere else, and
is gone with it. What has changed since is opened when somebody searches.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from threading import Lock, Thread

from intake.store.engine import read
from triage.services.organisation import Organisation
from triage.services.people.holders import known_members
from triage.services.people.sign_in import SignedIn
from triage.services.reading import matching
from triage.services.reading.index import IndexEntry, opened
from triage.services.reading.row_keys import learn_keys
from triage.store import index
from triage.store.visibility import CaseHandle, Level, visible_to

log = logging.getLogger("betro.office")

AT_ONCE = 500
"""So many rows are read and opened before a search may look in between."""


@dataclass(frozen=True, slots=True)
class _Known:
    row: bytes
    entry: IndexEntry = field(repr=False)
    words: frozenset[str] = field(repr=False)
    names: frozenset[str] = field(repr=False)
    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Matches:
    """The cases that a search finds, each with how well, and how many cases it knows of how many."""

    scores: Mapping[bytes, int]
    known: int
    of: int


class Memory:
    """Of one session; whoever has signed out has none."""

    def __init__(self, who: SignedIn) -> None:
        self._who = who
        self.filling: Thread | None = None
        self._known: dict[bytes, _Known] = {}
        self._by_word: dict[str, set[bytes]] = {}
        self._unread: frozenset[bytes] = frozenset()
        self._lock, self._turn = Lock(), Lock()
        self._over = False

    def fill(self, organisation: Organisation, today: date) -> None:
        """Let a thread open what there is."""
        self.filling = Thread(target=self._fill, args=(organisation, today), name="memory", daemon=True)
        self.filling.start()

    def _fill(self, organisation: Organisation, today: date) -> None:
        try:
            self.refresh(organisation, today)
        except Exception as error:  # noqa: BLE001 - a search tries again, and says how far it is
            log.error("memory: %s", type(error).__name__)  # noqa: TRY400 - a traceback may hold values

    def refresh(self, organisation: Organisation, today: date) -> bool:
        """
        Open what has changed, and forget what is seen no more; not where that is being done already. Say
        whether it now knows all that there is.
        """
        if not self._turn.acquire(blocking=False):
            return False
        try:
            return self._refresh(organisation, today)
        finally:
            self._turn.release()

    def _refresh(self, organisation: Organisation, today: date) -> bool:
        members = known_members(organisation, today)
        if members is None:
            return False
        visible = visible_to(self._who.handle, today, Level.CONTENT)
        with read(organisation.triage) as connection:
            there = index.row_ids(connection, visible)
        changed = [each for each, row in there.items() if not self._has(each, row)]
        with self._lock:
            for handle in self._known.keys() - there.keys():
                self._drop(handle)
            self._unread = frozenset(changed)
        for at in range(0, len(changed), AT_ONCE):
            if self._over:
                return False
            some = changed[at : at + AT_ONCE]
            with read(organisation.triage) as connection:
                rows = index.rows_of(connection, some)
                learn_keys(connection, organisation, self._who, rows, members)
            entries = opened(organisation, self._who, rows)
            # What does not open is remembered as well: it would not open the next time either.
            learnt = {
                each.case: _known(each.id, entries.get(each.case, IndexEntry()), is_report=each.is_report)
                for each in rows
            }
            if not self._learn(some, learnt):
                return False
        return True

    def _has(self, handle: bytes, row: bytes) -> bool:
        known = self._known.get(handle)
        return known is not None and known.row == row

    def _learn(self, some: Iterable[bytes], learnt: Mapping[CaseHandle, _Known]) -> bool:
        with self._lock:
            if self._over:
                return False
            for handle in some:
                self._drop(handle)
            for handle, known in learnt.items():
                self._known[handle] = known
                for word in known.words:
                    self._by_word.setdefault(word, set()).add(handle)
            self._unread -= frozenset(some)
            return True

    def _drop(self, handle: bytes) -> None:
        known = self._known.pop(handle, None)
        for word in () if known is None else known.words:
            self._by_word[word].discard(handle)
            if not self._by_word[word]:
                del self._by_word[word]

    def forget(self) -> None:
        """Forget everything, also what a thread would still bring."""
        with self._lock:
            self._over, self._unread = True, frozenset()
            self._known.clear()
            self._by_word.clear()

    def of(self, handle: bytes) -> IndexEntry:
        """Give what is known of a case."""
        known = self._known.get(handle)
        return IndexEntry() if known is None else known.entry

    def look_for(self, text: str) -> Matches:
        """Find the cases in which every word that is looked for stands, and every number."""
        wanted, numbers = matching.asked(text)
        with self._lock:
            scores: dict[bytes, int] | None = None
            for each in wanted:
                scores = _both(scores, self._with_word(each))
            for each in numbers:
                scores = _both(scores, self._with_number(each))
            known = len(self._known)
            return Matches(scores or {}, known, known + len(self._unread))

    def named(self, text: str) -> list[bytes]:
        """Find the cases of people in whose name every word of a text stands."""
        with self._lock:
            scores: dict[bytes, int] | None = None
            for each in matching.words(text):
                found = matching.found(each, self._by_word.keys())
                handles = ((word, handle) for word in found for handle in self._by_word[word])
                named = [handle for word, handle in handles if word in self._known[handle].names]
                scores = _both(scores, dict.fromkeys(named, matching.WHOLE))
            return list(scores or ())

    def _with_word(self, wanted: str) -> dict[bytes, int]:
        scores: dict[bytes, int] = {}
        for word, score in matching.found(wanted, self._by_word.keys()).items():
            for handle in self._by_word[word]:
                named = score + matching.WHOLE if word in self._known[handle].names else score
                scores[handle] = max(named, scores.get(handle, 0))
        return scores

    def _with_number(self, wanted: str) -> dict[bytes, int]:
        scores = {each: matching.WHOLE for each, known in self._known.items() if wanted in known.number}
        return {**self._with_word(wanted), **scores}


def _known(row: bytes, entry: IndexEntry, *, is_report: bool) -> _Known:
    names = frozenset(matching.words(entry.name))
    words = names.union(matching.words(entry.line), () if is_report else matching.words(entry.first_words))
    return _Known(row, entry, words, names, matching.number(entry.phone))


def _both(one: dict[bytes, int] | None, other: dict[bytes, int]) -> dict[bytes, int]:
    """Keep what both found."""
    if one is None:
        return other
    return {handle: one[handle] + score for handle, score in other.items() if handle in one}
