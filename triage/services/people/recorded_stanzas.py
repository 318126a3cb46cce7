"""
What is recorded of the stanzas of a case, so that one that came, went or was exchanged is seen without a key.

1. A record is the hash of all stanzas of an item but that of the mailbox. Nobody signs it.
2. While stanzas of somebody are made, in however many steps, the record tells of the others alone: from its
   first step on, until all are made. So nothing that is changed besides is taken for a step of it.
3. Whoever leaves loses their stanzas in a step of its own, after it was recorded.
4. What is not as it was recorded keeps its record, whatever is made of it: it is in doubt until a person who
   holds the case settles that.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from crypto.directory import Directory
from crypto.envelope import Stanza, key_id
from triage.services.people.holders import keys_of
from triage.store import holdings, postbox, stanzas
from triage.store.cases import CaseRow
from triage.store.stanzas import StandingItem
from triage.store.visibility import CaseHandle


@dataclass(frozen=True, slots=True)
class Recorded:
    """
    What is recorded of one case.

    Attributes:
        known: the hashes, by the ids of the items.
        mailbox: the id of the key of its mailbox, whose stanzas are no part of it.
        waiting: the ids of the keys of each person whose stanzas are still to be made.
        gone: those of whoever has left, whose stanzas go at any time.
    """

    case: CaseHandle
    known: Mapping[bytes, bytes]
    mailbox: bytes | None
    waiting: tuple[frozenset[bytes], ...]
    gone: frozenset[bytes]

    def differs(self, each: StandingItem) -> bool:
        """Say whether an item's stanzas are not those that were recorded, if any were."""
        return self._left_out(each) is None

    def digest(self, each: StandingItem, without: Collection[bytes] = ()) -> bytes:
        """Hash an item's stanzas, without those of some keys."""
        return stanzas.digest_of((one for one in self._of(each) if one.key_id not in without), None)

    def record(
        self,
        connection: Connection,
        items: Iterable[StandingItem],
        without: Collection[bytes] = (),
        made: Collection[bytes] = (),
    ) -> None:
        """
        Record of the items that are as they were recorded, or never were, what they are now, without the
        stanzas that the record leaves out already.

        Args:
            without: the ids of keys that it leaves out from now on.
            made: of those whose stanzas are all made: it tells of them again.
        """
        as_known = {}
        for each in items:
            out = self._left_out(each)
            if out is not None:
                as_known[each.id] = self.digest(each, (out - set(made)) | self.gone.union(without))
        stanzas.record(connection, self.case, as_known)

    def _left_out(self, each: StandingItem) -> frozenset[bytes] | None:
        known = self.known.get(each.id)
        theirs = (*self.waiting, self.gone) if self.gone else self.waiting
        return frozenset() if known is None else stanzas.left_out(known, self._of(each), theirs)

    def _of(self, each: StandingItem) -> list[Stanza]:
        return [one for one in each.stanzas if one.key_id != self.mailbox]


def recorded(
    connection: Connection, mailboxes: Connection, row: CaseRow, members: Directory | None
) -> Recorded:
    """
    Give what is recorded of a case.

    Args:
        members: the verified directory; without one nobody's stanzas are known to be in the making.
    """
    known, mailbox = stanzas.records(connection, row.handle), outer_key_id(mailboxes, row)
    if members is None:
        return Recorded(row.handle, known, mailbox, (), frozenset())
    waiting = sorted(holdings.waiting(connection, row.handle))
    standing = {each.person for each in members.members if each.is_valid(members.today)}
    gone = frozenset(each.key_id for each in members.members if each.person not in standing)
    return Recorded(row.handle, known, mailbox, tuple(keys_of(members, each) for each in waiting), gone)


def record_as_they_are(
    connection: Connection, mailboxes: Connection, row: CaseRow, items: Iterable[StandingItem]
) -> None:
    """Record the stanzas of these items, whatever was recorded of them."""
    mailbox = outer_key_id(mailboxes, row)
    stanzas.record(
        connection, row.handle, {each.id: stanzas.digest_of(each.stanzas, mailbox) for each in items}
    )


def record_arrived(
    connection: Connection, mailboxes: Connection, row: CaseRow, item_id: bytes
) -> frozenset[bytes]:
    """
    Record the stanzas of what has come into the mailbox of a case, unless they are recorded already, and give
    the ids of their keys.
    """
    there = stanzas.of_item(mailboxes, row, item_id)
    if not stanzas.is_recorded(connection, row.handle, item_id):
        digest = stanzas.digest_of(there, outer_key_id(mailboxes, row))
        stanzas.record(connection, row.handle, {item_id: digest})
    return frozenset(each.key_id for each in there)


def outer_key_id(mailboxes: Connection, row: CaseRow) -> bytes | None:
    """Give the id of the key of a case's mailbox, whose stanzas are no part of what is recorded."""
    key = None if row.intake_reference is None else postbox.mailbox_key(mailboxes, row.intake_reference)
    return None if key is None else key_id(key)
