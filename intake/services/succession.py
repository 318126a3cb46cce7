"""
The keys of a mailbox, one after the other: those of its first item, and those of each code that its reporter
took since, each signed by the one before (SPEC 3.9).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from crypto.envelope import Direction, Kind, key_id
from intake.contents.mailbox import SuccessionContent
from intake.store.mailboxes import ItemHead, MailboxItemRow


class DoubtfulSuccessionError(Exception):
    """A key is followed twice, by one that was there before, or by what the key before did not sign."""


@dataclass(frozen=True, slots=True)
class MailboxKeys:
    """
    The keys from one code to the next.

    Attributes:
        after: the number of the reporter's item behind which they hold.
        verify_key: what the reporter's items verify under, 32 bytes.
        kem_public: what is sealed to, 1,216 bytes; None where the first item could not be read.
    """

    after: int
    verify_key: bytes
    kem_public: bytes | None


class KeyChain:
    """The keys of one mailbox, the newest last."""

    def __init__(self, first: MailboxKeys) -> None:
        self._keys = [first]
        self.left_behind = 0
        """The last of the office's messages of which some were not given to a newer code; 0 for none."""

    @property
    def newest(self) -> MailboxKeys:
        """The keys that hold now."""
        return self._keys[-1]

    @property
    def key_ids(self) -> frozenset[bytes]:
        """The ids of all the KEM keys that the mailbox ever had."""
        return frozenset(key_id(each.kem_public) for each in self._keys if each.kem_public is not None)

    def at(self, number: int) -> bytes | None:
        """
        Give the verify key under which the reporter's item of this number was to be signed; None for a number
        that no item has.
        """
        return next((each.verify_key for each in reversed(self._keys) if each.after < number), None)

    def follow(self, number: int, sender: bytes, content: SuccessionContent) -> None:
        """
        Go on to the keys of the next code.

        Args:
            number: of the item that says so.
            sender: who signed it.

        Raises:
            DoubtfulSuccessionError: they cannot follow.
        """
        known = {each.verify_key for each in self._keys}
        if sender != self.newest.verify_key or content.reporter_key in known:
            raise DoubtfulSuccessionError
        if key_id(content.reply_to) in self.key_ids:
            raise DoubtfulSuccessionError
        self._keys.append(MailboxKeys(number, content.reporter_key, content.reply_to))
        self.left_behind = max(self.left_behind, content.left_behind)


def successions(items: Iterable[MailboxItemRow]) -> list[MailboxItemRow]:
    """Give the items by which a newer code was taken, in their order."""
    return sorted((each for each in items if is_succession(each)), key=lambda each: each.counter)


def is_succession(each: MailboxItemRow | ItemHead) -> bool:
    """Say whether a newer code was taken by this item."""
    return (each.direction, each.kind) == (Direction.IN, Kind.SUCCESSION)


def tells_keys(each: MailboxItemRow | ItemHead) -> bool:
    """Say whether an item tells keys of the mailbox: the first, and those by which a newer code was taken."""
    return is_first(each) or is_succession(each)


def is_first(each: MailboxItemRow | ItemHead) -> bool:
    """Say whether an item is the one that the mailbox began with."""
    return (each.direction, each.kind, each.counter) == (Direction.IN, Kind.REPORT, 1)
