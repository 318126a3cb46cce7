"""
Which keys may have a stanza of what is sealed in one case, and which must: the same question for the office,
for a reporter's page and wherever keys are at hand (SPEC 4.11, 16).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from crypto.directory import Directory
from crypto.holders import Holding
from crypto.statement import ADVISOR, ALTERNATE, RECOVERY

SEALED_ROLES = (ADVISOR, ALTERNATE)
"""Whose keys contents are sealed to, and who may write to a reporter."""


class StanzaFault(StrEnum):
    """What can be wrong with the stanzas of an item."""

    MISSING = "missing"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class StanzaOwners:
    """
    Whose the stanzas of a case are.

    Attributes:
        members: the verified directory.
        holding: who holds the case.
        mailboxes: the ids of the keys of its mailbox; none where it has none.
        waiting: the persons whose stanzas are still to be made; None where that is not known here, so that
            nothing counts as missing.
    """

    members: Directory
    holding: Holding
    mailboxes: frozenset[bytes]
    waiting: frozenset[bytes] | None = None

    def faults(self, listed: Iterable[bytes], standing: Iterable[bytes]) -> Iterator[StanzaFault]:
        """
        Say what is wrong with an item.

        Args:
            listed: the ids of the keys that its sender named inside.
            standing: the ids of the keys that have a stanza.
        """
        listed, standing = frozenset(listed), frozenset(standing)
        if any(self._is_foreign(each) for each in listed | standing):
            yield StanzaFault.FOREIGN
        if self.waiting is None:
            return
        there = {self._person(each) for each in standing}
        lacks_recovery = self._has_recovery(listed) and not self._has_recovery(standing)
        if lacks_recovery or not self._wanted() <= there | self.waiting:
            yield StanzaFault.MISSING

    def _wanted(self) -> set[bytes]:
        """Give those of the audience who have keys today; who has left may have none."""
        return self.members.can_hold.keys() & self.holding.audience

    def _person(self, key_id: bytes) -> bytes | None:
        member = self.members.of_key(key_id)
        return None if member is None else member.person

    def _has_recovery(self, key_ids: Iterable[bytes]) -> bool:
        found = (self.members.of_key(each) for each in key_ids)
        return any(each is not None and each.role == RECOVERY for each in found)

    def _is_foreign(self, key_id: bytes) -> bool:
        if key_id in self.mailboxes:
            return False
        member = self.members.of_key(key_id)
        return member is None or (member.role != RECOVERY and member.person not in self.holding.audience)
