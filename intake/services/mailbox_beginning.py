"""
How a mailbox began, and which keys its reporter had since: what tells a reader of it whom to believe.

The first item carries the key under which its reporter writes, and each newer code its own. Whoever comes
back with the code knows their own key, and takes no other item for the one that their mailbox began with:
who was kept out, and can write to the database, would put one there with a list of holders that they chose.
"""

from collections.abc import Iterable, Sequence

from crypto.directory import Directory
from crypto.envelope import Opened
from crypto.holders import persons_of
from intake.contents.item_ref import ItemRef
from intake.contents.mailbox import (
    ComplaintContent,
    FirstBinding,
    FirstContent,
    ReportContent,
    SuccessionContent,
    first_binding,
)
from intake.services.item_opener import ItemOpener, Open
from intake.services.opened_items import IntegrityWarning
from intake.services.stanza_owners import SEALED_ROLES, StanzaFault, StanzaOwners
from intake.services.succession import (
    DoubtfulSuccessionError,
    KeyChain,
    MailboxKeys,
    is_first,
    successions,
    tells_keys,
)
from intake.store.mailboxes import MailboxItemRow


class BeginningReader(ItemOpener):
    """Reads how one mailbox began. `MailboxReader` says what its parameters are."""

    def __init__(
        self,
        open_item: Open,
        *,
        reference: bytes,
        organisation: bytes,
        members: Directory,
        reporter_key: bytes | None = None,
        owners: StanzaOwners | None = None,
        learns_owners: bool = False,
    ) -> None:
        super().__init__(open_item, reference=reference, organisation=organisation)
        self._members = members
        self._reporter_key = reporter_key
        self._own_key = reporter_key
        self.keys: KeyChain | None = None
        """The keys of the mailbox, once its first item was opened."""
        self._registrar: bytes | None = None
        self._sealed_to: frozenset[bytes] | None = None  # By the first item, once it was opened.
        self._kept_out: frozenset[bytes] = frozenset()
        self._owners = owners
        self._learns_owners = learns_owners
        self._to_judge: list[tuple[MailboxItemRow, Opened]] = []
        self.faults: set[StanzaFault] = set()
        """What is wrong with the stanzas of what was opened."""

    def first(
        self, items: Iterable[MailboxItemRow], *, mailbox: bytes | None, received: ItemRef | None = None
    ) -> FirstContent | None:
        """
        Open the first item and learn from it, and from what lies there of newer codes, under which keys the
        reporter writes.

        What the office registered is signed by the handler who did; the reporter's key stands inside.

        Args:
            items: the mailbox, or of it the first item and those by which a newer code was taken.
            mailbox: its KEM public key as it is known outside of the first item.
            received: which item it was when it was received, where that is known.
        """
        items = list(items)
        each = next((each for each in items if is_first(each)), None)
        taken = [(later, self.open(later)) for later in successions(items)]
        if each is None:
            self.warn(IntegrityWarning.GAP)
            return None
        if received is not None and not received.names(each.id, each.envelope):
            self.warn(IntegrityWarning.OTHER_REPORT, each.placed_on)
            return None
        opened = self.open(each)
        return None if opened is None else self._begun(each, opened, taken, mailbox)

    def _begun(
        self,
        each: MailboxItemRow,
        opened: Opened,
        taken: Sequence[tuple[MailboxItemRow, Opened | None]],
        mailbox: bytes | None,
    ) -> FirstContent | None:
        """Learn from the first item, if it may be what the mailbox began with, and give what it says."""
        binding = first_binding(opened.plaintext)
        if self._own_key is not None:
            self._reporter_key = _began_with(self._own_key, opened, binding, taken)
        # A stranger's, where the key is known, is not even called newer.
        if self._is_strange(each, opened):
            return None
        content = self.decoded(each, opened)
        assert content is None or isinstance(content, ReportContent | ComplaintContent)  # Its kind says so.
        # Of one that cannot be read the signature still says who writes, if it is no advisor's.
        signer = opened.sender if self.sender(each, opened) is None else None
        key = signer if content is None else content.reporter_key
        self._reporter_key = self._reporter_key or key
        if self._is_strange(each, opened):
            return None
        self._registrar = None if opened.sender == self._reporter_key else opened.sender
        if self._reporter_key is not None:
            reply_to = None if binding is None else binding.reply_to
            self.keys = KeyChain(MailboxKeys(0, self._reporter_key, reply_to))
            self._follow(self.keys, taken)
            self._compare_keys(self.keys, content, mailbox)
        if not self._is_ours(binding):
            self.warn(IntegrityWarning.OTHER_MAILBOX_KEY)
            self.warnings = [each for each in self.warnings if IntegrityWarning.NEWER not in each]
            self._reporter_key, self._registrar, self.keys = self._own_key, None, None
            return None
        if binding is not None:
            self._sealed_to = persons_of(opened.holders, self._members)
            self._kept_out = frozenset(binding.kept_out)
        if not self._learns_owners:
            self._judge_stanzas()
        return content

    def _is_ours(self, binding: FirstBinding | None) -> bool:
        """
        Say whether a first item is the one that a reporter's mailbox began with. Nobody to whom nothing there
        was sealed knows its keys (SPEC 16.6). A handler's reader knows from elsewhere which item that is.
        """
        if self._own_key is None:
            return True
        newest = None if self.keys is None else self.keys.newest.verify_key
        named = None if binding is None else binding.reporter_key
        return named == self._reporter_key and newest == self._own_key

    def _follow(self, keys: KeyChain, taken: Iterable[tuple[MailboxItemRow, Opened | None]]) -> None:
        """Learn the keys of newer codes."""
        for each, opened in taken:
            content = None if opened is None else self.decoded(each, opened)
            if opened is None or not isinstance(content, SuccessionContent):
                continue
            try:
                keys.follow(each.counter, opened.sender, content)
            except DoubtfulSuccessionError:
                self.warn(IntegrityWarning.SUCCESSION, each.placed_on)

    def _compare_keys(self, keys: KeyChain, content: FirstContent | None, mailbox: bytes | None) -> None:
        """Say that the keys inside are not those that are known outside."""
        inside = keys.newest
        is_other = content is not None and (
            inside.kem_public != mailbox or content.reporter_key != self._reporter_key
        )
        if is_other or self._own_key not in (None, inside.verify_key):
            self.warn(IntegrityWarning.OTHER_MAILBOX_KEY)

    def open(self, each: MailboxItemRow) -> Opened | None:
        """Open one item; None where it cannot be opened or stands under another number."""
        opened = super().open(each)
        if opened is None:
            return None
        self._to_judge.append((each, opened))
        # Of those that tell keys it is asked when all keys of the mailbox are known.
        if not self._learns_owners and not tells_keys(each):
            self._judge_stanzas()
        return opened

    def _judge_stanzas(self) -> None:
        for each, opened in self._to_judge:
            if self._has_other_holders(each, opened):
                self.warn(IntegrityWarning.OTHER_HOLDERS, each.placed_on)
        self._to_judge.clear()

    def _has_other_holders(self, each: MailboxItemRow, opened: Opened) -> bool:
        """Say whether others can open an item; of the mailbox's keys only the newest has it."""
        mailboxes = frozenset() if self.keys is None else self.keys.key_ids
        if self._owners is None:
            return opened.holders - mailboxes != each.holders - mailboxes
        found = set(self._owners.faults(opened.holders - mailboxes, each.holders - mailboxes))
        self.faults |= found
        return bool(found)

    def sender(self, each: MailboxItemRow, opened: Opened) -> bytes | None:
        """Give the holder whose signature an item bears, if the directory of its day knows one."""
        member = self._members.sender(opened.sender, on=each.placed_on)
        # Administrators and auditors stand in the directory too; they never write to a reporter.
        if member is None or member.role not in SEALED_ROLES:
            return None
        if self._owners is not None:
            is_holder = self._owners.holding.held_on(member.person, each.placed_on)
        else:
            # A reporter's that could learn of no holders believes nobody (SPEC 16.6).
            is_holder = self._own_key is None or self._learns_owners
        return member.person if is_holder else None

    def _is_strange(self, each: MailboxItemRow, opened: Opened) -> bool:
        """Say, and note, that a first item is neither an advisor's nor, for all we know, the reporter's."""
        if self._reporter_key in {None, opened.sender} or self.sender(each, opened) is not None:
            return False
        self.warn(IntegrityWarning.WRONG_SENDER, each.placed_on)
        return True


def _began_with(
    own: bytes,
    opened: Opened,
    binding: FirstBinding | None,
    taken: Iterable[tuple[MailboxItemRow, Opened | None]],
) -> bytes:
    """
    Give the key that a mailbox began with, for whoever knows that of its newest code alone: it is their own,
    or has signed a change to a newer code. Whoever writes a change into the database is passed over, unless
    the first item has their key too.
    """
    named = {opened.sender} if binding is None else {opened.sender, binding.reporter_key}
    signed = (later.sender for _each, later in taken if later is not None)
    return next((each for each in (own, *signed) if each in named), own)
