"""
Carrying what a person holds over from the keys that they had to those that they have (SPEC 4.13): the keys of
the index and the drafts first, then case by case, in the memory of a session that has both.

1. Each step puts a stanza of the new key into the place of that of the old in one transaction, so nothing is
   unreadable at any moment; killed, it goes on at the next sign-in, and doing it again does nothing.
2. Whoever opens a case before its turn has it carried over in that moment.
3. The old seed is deleted once nothing that the person sees is sealed to it, on a later day than that on
   which the keys were changed: who sealed something on that day may have had the old directory still. Where
   somebody is kept out their decoys are made anew by the others, who alone know.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from threading import Thread

from sqlalchemy import Connection

from crypto.directory import Directory
from crypto.envelope import Direction, Kind
from crypto.errors import CryptoError
from crypto.rewrap import head_of, rewrap
from intake.clock import Clock, local_date
from intake.store.engine import read, write
from triage.services.casework.drafts import reseal_drafts
from triage.services.casework.restanza import bring_stanzas
from triage.services.organisation import Organisation
from triage.services.people.first_item import HoldersUnknownError, first_signed
from triage.services.people.holders import directory
from triage.services.people.old_copies import forget_in_logs, owe_cut
from triage.services.people.sign_in import SignedIn
from triage.store import cases, former_seeds, holdings, index, journal, stanzas
from triage.store.cases import CaseRow
from triage.store.visibility import CaseHandle, Level, visible_to

log = logging.getLogger("betro.office")


@dataclass(slots=True)
class Carrying:
    """How far it is: of *total* cases *done* are looked through; *is_over* where nothing is left to do."""

    total: int = 0
    done: int = 0
    is_over: bool = False
    thread: Thread | None = None

    def begin(
        self, organisation: Organisation, who: SignedIn, clock: Clock, is_here: Callable[[], bool]
    ) -> None:
        """Let a thread carry everything over, as long as the session *is_here*."""
        self.thread = Thread(
            target=self._run, args=(organisation, who, clock, is_here), name="carrying", daemon=True
        )
        self.thread.start()

    def _run(
        self, organisation: Organisation, who: SignedIn, clock: Clock, is_here: Callable[[], bool]
    ) -> None:
        try:
            carry_over(organisation, who, clock, is_here, self)
        except Exception as error:  # noqa: BLE001 - the next sign-in goes on, and the page says how far it is
            log.error("carrying: %s", type(error).__name__)  # noqa: TRY400 - a traceback may hold values


def carry_over(
    organisation: Organisation,
    who: SignedIn,
    clock: Clock,
    is_here: Callable[[], bool],
    carrying: Carrying,
) -> None:
    """
    Carry over what is left, and delete the old seeds when nothing is.

    Raises:
        DirectoryError: the directory is broken.
    """
    today = local_date(clock.now())
    carry_index(organisation, who)
    for each in who.former:
        reseal_drafts(organisation, replace(who, identity=each), who, today=today)
    with read(organisation.triage) as connection:
        wanted = holdings.held_by(connection, visible_to(who.handle, today, Level.CONTENT))
    carrying.total, is_whole = len(wanted), True
    for handle in wanted:
        if not is_here():
            return
        is_whole &= _carried(organisation, who, handle, clock)
        carrying.done += 1
    carrying.is_over = is_whole and _forget_seeds(organisation, who, local_date(clock.now()))


def carry_case(organisation: Organisation, who: SignedIn, reference: str, clock: Clock) -> None:
    """Carry one case over now, as its owner is about to open it; nothing where it is not there for them."""
    visible = visible_to(who.handle, local_date(clock.now()), Level.CONTENT)
    with read(organisation.triage) as connection:
        row = cases.case_by_reference(connection, reference, visible)
    if row is not None:
        _carried(organisation, who, row.handle, clock)


def _carried(organisation: Organisation, who: SignedIn, handle: CaseHandle, clock: Clock) -> bool:
    """Carry one case over, and say whether nothing of it is left under an old key."""
    now = clock.now()
    today, former = local_date(now), frozenset(each.key_id for each in who.former)
    with read(organisation.triage) as connection:
        found = cases.some_of(connection, visible_to(who.handle, today, Level.CONTENT), [handle])
        if not found or not _is_sealed_to(connection, organisation, found[0], former):
            return True
        members = directory(organisation, today)
        if not _knows_first(connection, organisation, who, found[0], members):
            return False
    with write(organisation.triage) as connection:
        holdings.wait_for(connection, handle, [who.handle], today)
    with suppress(HoldersUnknownError):
        return bring_stanzas(organisation, who, found[0], now=now)
    return False


def _is_sealed_to(
    connection: Connection, organisation: Organisation, row: CaseRow, keys: frozenset[bytes]
) -> bool:
    with read(organisation.intake) as mailboxes:
        lying = stanzas.of_mailbox(mailboxes, row)
    return any(each.key_ids & keys for each in (*lying, *stanzas.of_case(connection, row.handle)))


def _knows_first(
    connection: Connection, organisation: Organisation, who: SignedIn, row: CaseRow, members: Directory
) -> bool:
    """Let the session know who holds a case, by whichever key opens what it began with."""
    for each in who.openers:
        with suppress(HoldersUnknownError):
            first_signed(connection, organisation, replace(who, identity=each), row, members)
            return True
    return False


def carry_index(organisation: Organisation, who: SignedIn) -> None:
    """Carry over the keys of the index: before anything is listed, so that nothing is missing there."""
    with write(organisation.triage) as connection:
        for former in who.former:
            for each in index.keys(connection, former.key_id):
                context = organisation.context(Kind.INDEX, each.id, each.id, Direction.INTERNAL)
                for ours in each.stanzas:
                    with suppress(CryptoError):  # What does not open for its owner is no loss.
                        head = head_of(each.envelope)
                        new = rewrap(head, ours, context=context, holder=former, to=who.identity.kem_public)
                        index.change_stanza(connection, each.id, [former.key_id], new)


def _forget_seeds(organisation: Organisation, who: SignedIn, today: date) -> bool:
    """
    Delete the seeds that this session has carried over, and no other: what a passphrase of before has locked
    away nobody has looked through.
    """
    former = {each.key_id for each in who.former}
    with write(organisation.triage) as connection:
        kept = former_seeds.former_seeds_of(connection, who.handle)
        theirs = [each for each in kept if each.key_id in former]
        over = [each.key_id for each in theirs if each.on < today]
        for key in over:
            former_seeds.forget_former_seed(connection, who.handle, key)
        if over:
            owe_cut(connection, today=today)
            journal.append(
                connection, on=today, actor=who.handle, action="person:old_keys_deleted", subject=who.handle
            )
    if over:
        forget_in_logs(organisation)
    return len(over) == len(theirs)
