"""
Bringing the stanzas of a case to what its holders are: for each person who waits, one that opens where they
hold it, and one that opens for nobody where they do not (SPEC 4.11, 4.13).

1. It begins where it was broken off: until all stand, the person's row stays, and doing it again does the
   same. Nobody who holds the case is without a stanza in between, for each takes its place in one
   transaction.
2. What waits to be placed is treated as what lies there.
3. Whoever gives must hold the case; a decoy anybody can make, also who makes it for themselves.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import product

from sqlalchemy import Connection

from crypto import rewrap
from crypto.directory import Directory
from crypto.envelope import Direction, Kind, Stanza
from crypto.errors import CryptoError
from crypto.holders import Holding
from intake.clock import local_date
from intake.store.engine import read, write
from triage.services.clock.comparing import items_of
from triage.services.history.publish import pack, unpack
from triage.services.organisation import Organisation
from triage.services.people.holders import can_hold, directory, keys_of
from triage.services.people.holding import holding_of
from triage.services.people.old_copies import owe_cut
from triage.services.people.recorded_stanzas import recorded
from triage.services.people.sign_in import SignedIn
from triage.services.people.stated import inner_reference
from triage.store import holdings, repacking, stanzas
from triage.store.cases import CaseRow
from triage.store.stanzas import StandingItem

AT_ONCE = 40
"""So many items are changed in one transaction."""


def bring_stanzas(organisation: Organisation, who: SignedIn, row: CaseRow, *, now: datetime) -> bool:
    """
    Make the stanzas of those who wait for them in a case, and say whether none waits any more. For a caller
    who has checked that this person may see it, or saw it until this moment.

    Raises:
        HoldersUnknownError: it cannot be told who holds the case.
        DirectoryError: the directory is broken.
    """
    members = directory(organisation, local_date(now))
    with read(organisation.triage) as connection:
        waiting = holdings.waiting(connection, row.handle)
        if not waiting:
            return True
        held = holding_of(connection, organisation, who, row, members)
    return _every_turn(_Makes(organisation, who, row, members, held, waiting))


def _every_turn(makes: "_Makes") -> bool:
    """
    Make the stanzas turn by turn, and say whether all stand. Decoys come first, as nothing can keep them from
    being made; whoever leaves comes last, for they may be the only one here who can give, and stays while
    nobody else could go on.
    """
    held, leaves = makes.held.holders, makes.waiting & {makes.who.handle} - makes.held.holders
    stand = [
        _bring(replace(makes, waiting=each, made=set()))
        for each in (makes.waiting - held - leaves, makes.waiting & held)
        if each
    ]
    if leaves and (all(stand) or (held & can_hold(makes.members).keys()) - makes.waiting):
        stand.append(_bring(replace(makes, waiting=leaves, made=set())))
    return all(stand)


def _bring(makes: "_Makes") -> bool:
    organisation, row = makes.organisation, makes.row
    with write(organisation.triage) as connection:
        if not makes.still(connection):
            return False
        with read(organisation.intake) as mailboxes:
            lying = stanzas.of_mailbox(mailboxes, row)
            makes.begin(connection, mailboxes, lying)
        owe_cut(connection, today=makes.members.today)
    for first in range(0, len(lying), AT_ONCE):
        with write(organisation.triage) as connection:
            if not makes.still(connection):
                return False
            with write(organisation.intake) as mailboxes:
                makes.change(mailboxes, lying[first : first + AT_ONCE], stanzas.change_in_mailbox)
    with write(organisation.triage) as connection:
        if not makes.still(connection):
            return False
        own = stanzas.of_case(connection, row.handle)
        with read(organisation.intake) as mailboxes:
            makes.begin(connection, mailboxes, own)
        makes.change(connection, own, stanzas.change_in_case)
        makes.change_waiting(connection)
        return _end(connection, makes)


def _end(connection: Connection, makes: "_Makes") -> bool:
    """
    Record what the stanzas are now, and that nobody waits, where nothing came in between and all are made.
    """
    organisation, row = makes.organisation, makes.row
    owe_cut(connection, today=makes.members.today)
    with read(organisation.intake) as mailboxes:
        items = items_of(connection, mailboxes, row)
        if not all(each.id in makes.made for each in items):
            return False
        recorded(connection, mailboxes, row, makes.members).record(connection, items, made=makes.theirs)
    holdings.wait_no_more(connection, row.handle, makes.waiting)
    return True


@dataclass(slots=True)
class _Makes:
    """Makes the stanzas of one case for persons who wait, and remembers of which items they are *made*."""

    organisation: Organisation
    who: SignedIn
    row: CaseRow
    members: Directory
    held: Holding
    waiting: frozenset[bytes]
    made: set[bytes] = field(default_factory=set)

    @property
    def theirs(self) -> frozenset[bytes]:
        """Give the ids of the keys of those whose stanzas are made."""
        return frozenset().union(*(keys_of(self.members, each) for each in self.waiting))

    def begin(self, connection: Connection, mailboxes: Connection, items: Iterable[StandingItem]) -> None:
        """Record of items what nobody who waits has of them, until all are made."""
        recorded(connection, mailboxes, self.row, self.members).record(connection, items, self.theirs)

    def still(self, connection: Connection) -> bool:
        """Say whether everybody still waits, and nothing else was signed meanwhile."""
        if not self.waiting <= holdings.waiting(connection, self.row.handle):
            return False
        return holding_of(connection, self.organisation, self.who, self.row, self.members) == self.held

    def change(
        self,
        connection: Connection,
        items: Iterable[StandingItem],
        put: Callable[[Connection, bytes, Sequence[bytes], Sequence[Stanza]], None],
    ) -> None:
        """Change the stanzas of items that lie there."""
        for each in items:
            found = self.stanzas_of(each)
            if found is not None:
                put(connection, each.id, *found)
                self.made.add(each.id)

    def change_waiting(self, connection: Connection) -> None:
        """Change the stanzas of what waits to be placed."""
        for key, item_id, payload in repacking.payloads(connection, self.row.handle):
            sealed = unpack(payload)
            head = rewrap.head_of(sealed.envelope)
            each = StandingItem(item_id, Kind.MESSAGE, Direction.OUT, head, sealed.stanzas)
            found = self.stanzas_of(each)
            if found is None:
                continue
            drop, add = found
            gone = {*drop, *(one.key_id for one in add)}
            kept = (one for one in sealed.stanzas if one.key_id not in gone)
            new = tuple(sorted((*kept, *add), key=lambda one: one.key_id))
            anew = pack(replace(sealed, stanzas=new))
            repacking.repack(connection, self.row.handle, key, anew, before=payload)

    def stanzas_of(self, each: StandingItem) -> tuple[list[bytes], list[Stanza]] | None:
        """
        Give the key ids whose stanzas go, and the stanzas that come into their place; None where this person
        cannot give any.
        """
        own = can_hold(self.members)
        theirs = [one.key_id for one in each.stanzas if self._whose(one.key_id) in self.waiting]
        add = []
        for person in self.waiting & own.keys() & self.held.audience:
            member = own[person]
            new = rewrap.decoy(each.head, member.key_id)
            if person in self.held.holders:
                given = self._given(each, member.kem_public)
                if given is None:
                    return None
                new = given
            add.append(new)
        return theirs, add

    def _whose(self, stanza: bytes) -> bytes | None:
        member = self.members.of_key(stanza)
        return None if member is None else member.person

    def _given(self, each: StandingItem, kem_public: bytes) -> Stanza | None:
        # What was written of a contact before a report came to it is bound to the handle.
        references = dict.fromkeys((inner_reference(self.row), self.row.handle))
        there = {one.key_id: one for one in each.stanzas}
        # Whoever changes their keys has them under the key before, until it is done.
        for identity, reference in product(self.who.openers, references):
            ours = there.get(identity.key_id)
            with suppress(CryptoError, ValueError):  # ValueError: a kind that there is not.
                place = (Kind(each.kind), reference, each.id, Direction(each.direction))
                context = self.organisation.context(*place)
                if ours is not None:
                    return rewrap.rewrap(each.head, ours, context=context, holder=identity, to=kem_public)
        return None
