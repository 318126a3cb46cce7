"""
Giving people what this person holds, case by case, in the memory of the session that can open it.

1. A case is given by a signed statement, a grant and a note of what is still to be made, all in one
   transaction; then the stanzas are made in both databases, and the note goes. A process that is killed loses
   nothing, and whoever holds the case goes on with what is left.
2. Nobody is given a case of which they once had a stanza and do not hold it: that is a keep-out or a recusal,
   and a batch never undoes one. Somebody may, on the page of the case.
3. A new key of the same person needs no statement: holders are persons. Their stanzas under the new key are
   made, and those under the key before are deleted with it.
4. The thread ends with its session. The progress page reads the databases, so one may leave it and come back.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from threading import Lock, Thread

from sqlalchemy import Connection

from intake.clock import Clock, local_date
from intake.store.engine import read, write
from triage.services.casework.change_holders import change_holders
from triage.services.casework.indexing import restate
from triage.services.casework.restanza import bring_stanzas
from triage.services.organisation import Organisation
from triage.services.people.absences import lend_dates
from triage.services.people.holders import known_members
from triage.services.people.holding import known_holding, recipients
from triage.services.people.old_copies import owe_cut
from triage.services.people.sign_in import SignedIn
from triage.store import cases, index, people, rewraps
from triage.store.cases import CaseRow
from triage.store.visibility import CaseHandle, Level, visible_to

log = logging.getLogger("betro.office")


@dataclass(frozen=True, slots=True)
class SharedCases:
    """How many of this person's cases are open to another, of *total*; *waits* are given, not opened yet."""

    person: bytes
    name: str
    done: int
    total: int
    waits: int


@dataclass(frozen=True, slots=True)
class Task:
    """What a batch does: give one person the cases of some schemes; all where *schemes* is None."""

    person: bytes
    schemes: frozenset[str] | None = None


@dataclass(slots=True)
class BatchTally:
    """
    What became of the cases of a batch so far: given, left as they were, not to be given by this session.
    """

    given: int = 0
    left_alone: int = 0
    failed: int = 0


class Batches:
    """Of one session: what it gives, one batch at a time. Whoever has signed out gives nothing any more."""

    def __init__(self, who: SignedIn) -> None:
        self._who = who
        self._lock = Lock()
        self._over = self._ended = self._gives_way = False
        self.task: Task | None = None
        self.tally = BatchTally()
        self.thread: Thread | None = None

    @property
    def _leaves_off(self) -> bool:
        return self._over or self._ended

    @property
    def is_running(self) -> bool:
        """Whether a batch is being worked on."""
        return self.thread is not None and self.thread.is_alive()

    def start(self, organisation: Organisation, clock: Clock, task: Task) -> bool:
        """Let a thread give what a task says; False while another batch is at work."""
        return self._begin(task, lambda: self._give(organisation, clock, task))

    def catch_up(self, organisation: Organisation, clock: Clock) -> bool:
        """
        Let a thread make what was decided and is not made yet, and lend dates; False while one is at work.
        """
        return self._begin(None, lambda: self._catch_up(organisation, clock))

    def stop(self) -> None:
        """Leave off after the case that is being worked on."""
        self._over = True

    def end(self) -> None:
        """Leave off so, and begin nothing any more: the session is over."""
        self._over = self._ended = True

    def _begin(self, task: Task | None, work: Callable[[], None]) -> bool:
        with self._lock:
            before = self.thread if self.is_running else None
            if self._ended or (before is not None and (task is None or self.task is not None)):
                return False
            # What was begun at sign-in makes room for what somebody asks for: the next sign-in takes it up.
            self._over, self._gives_way = False, before is not None
            self.task, self.tally = task, BatchTally()
            self.thread = Thread(target=self._run, args=(work, before), name="batch", daemon=True)
            self.thread.start()
            return True

    def _run(self, work: Callable[[], None], before: Thread | None) -> None:
        try:
            if before is not None:
                before.join()
            if not self._leaves_off:
                work()
        except Exception as error:  # noqa: BLE001 - what is left is still there, and the page says so
            log.error("batch: %s", type(error).__name__)  # noqa: TRY400 - a traceback may hold values

    def _give(self, organisation: Organisation, clock: Clock, task: Task) -> None:
        for _ in give_all(organisation, self._who, clock, task, self.tally):
            if self._leaves_off:
                return

    def _catch_up(self, organisation: Organisation, clock: Clock) -> None:
        for _ in finish(organisation, self._who, clock, self.tally):
            if self._leaves_off or self._gives_way:
                return
        lend(organisation, self._who, clock)


def give_all(
    organisation: Organisation, who: SignedIn, clock: Clock, task: Task, tally: BatchTally
) -> Iterator[None]:
    """Do what a task says, and stop after each case, so that it can be left off there."""
    today = local_date(clock.now())
    visible = visible_to(who.handle, today, Level.CONTENT)
    with read(organisation.triage) as connection:
        wanted = rewraps.cases_of(connection, visible, task.schemes)
        held = rewraps.held_too(connection, visible, task.person, today)
    for handle in wanted:
        if handle not in held:
            _counted(tally, partial(_give, organisation, who, clock, handle, task.person, tally))
            yield
    yield from finish(organisation, who, clock, tally, persons=frozenset({task.person}))


def finish(
    organisation: Organisation,
    who: SignedIn,
    clock: Clock,
    tally: BatchTally,
    persons: frozenset[bytes] | None = None,
) -> Iterator[None]:
    """Make the stanzas that were decided and do not stand yet, for some persons or for all."""
    visible = visible_to(who.handle, local_date(clock.now()), Level.CONTENT)
    with read(organisation.triage) as connection:
        waiting = rewraps.waiting(connection, visible, persons)
    for handle in waiting:
        _counted(tally, partial(_finish, organisation, who, clock, handle))
        yield


def lend(organisation: Organisation, who: SignedIn, clock: Clock) -> int:
    """Lend the dates of this person's cases to whoever stands in for another holder."""
    today = local_date(clock.now())
    members = known_members(organisation, today)

    def audience(row: CaseRow) -> frozenset[bytes] | None:
        with read(organisation.triage) as connection:
            held = known_holding(connection, organisation, who, row, members)
        return None if held is None else held.audience

    return lend_dates(organisation, who, audience, today=today)


def shares(organisation: Organisation, who: SignedIn, *, today: date) -> Sequence[SharedCases]:
    """Give how far it is with each to whom something of this person's cases is being given."""
    visible = visible_to(who.handle, today, Level.CONTENT)
    with read(organisation.triage) as connection:
        owed = rewraps.persons_waiting(connection, visible)
    return [share(organisation, who, each, today=today) for each in owed]


def share(organisation: Organisation, who: SignedIn, person: bytes, *, today: date) -> SharedCases:
    """Give how many of this person's cases are open to another."""
    visible = visible_to(who.handle, today, Level.CONTENT)
    with read(organisation.triage) as connection:
        named = people.person_by_handle(connection, person)
        total = len(rewraps.cases_of(connection, visible))
        held = len(rewraps.held_too(connection, visible, person, today))
        waits = rewraps.count_waiting(connection, visible, person)
    return SharedCases(person, "" if named is None else named.display_name, held - waits, total, waits)


def _counted(tally: BatchTally, work: Callable[[], object]) -> None:
    """Do the work of one case; what fails is counted and keeps no other case from being done."""
    try:
        work()
    except Exception as error:  # noqa: BLE001 - whatever it was, it is still to be done and is shown so
        tally.failed += 1
        log.error("batch: %s", type(error).__name__)  # noqa: TRY400 - a traceback may hold values


def _give(
    organisation: Organisation,
    who: SignedIn,
    clock: Clock,
    handle: CaseHandle,
    person: bytes,
    tally: BatchTally,
) -> None:
    today = local_date(clock.now())
    with read(organisation.triage) as connection:
        row = _seen(connection, who, handle, today)
        held = known_holding(connection, organisation, who, row, known_members(organisation, today))
    if held is None:
        tally.failed += 1
    elif person in held.audience:
        tally.left_alone += 1
    else:
        change_holders(organisation, who, row.case_reference, add={person}, now=clock.now())
        tally.given += 1


def _finish(organisation: Organisation, who: SignedIn, clock: Clock, handle: CaseHandle) -> None:
    today = local_date(clock.now())
    with read(organisation.triage) as connection:
        row = _seen(connection, who, handle, today)
    bring_stanzas(organisation, who, row, now=clock.now())
    with write(organisation.triage) as connection:
        sealed = recipients(connection, organisation, who, row, today)
        if index.holders(connection, handle) not in (set(), set(sealed.key_ids)):
            owe_cut(connection, today=today)  # Of keys that somebody had before.
            restate(connection, organisation, who, row, today)


def _seen(connection: Connection, who: SignedIn, handle: CaseHandle, today: date) -> CaseRow:
    """Give the row of a case that this person may still see. Raises ValueError: they may not."""
    [row] = cases.some_of(connection, visible_to(who.handle, today, Level.CONTENT), [handle])
    return row
