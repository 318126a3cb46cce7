"""
Reading a mailbox item by item, for its reporter and for a handler alike, and saying what cannot be trusted.

1. An item is opened in its own place and under its own number; it holds what its kind says.
2. What the reporter sent verifies under the key that the first item carries, or under that of the newer code
   that it was sent with; what the office wrote, under one who held the case on its day.
3. The keys that an item is sealed to are those of who holds the case, and nobody else's.
4. The numbers of each direction run without a gap, and none stands twice.

What does not hold is left out and named in `warnings`, never dropped in silence.
"""

from collections.abc import Iterable

from crypto.envelope import Direction, Kind, Opened
from crypto.errors import HoldersError
from crypto.holders import Holding, holding
from intake.contents.mailbox import FilesContent, HoldersContent, MessageContent
from intake.contents.versioned import Versioned
from intake.domain.conversation import in_order
from intake.services.mailbox_beginning import BeginningReader
from intake.services.opened_items import IntegrityWarning, OpenedMessage, SentFile
from intake.services.stanza_owners import StanzaOwners
from intake.services.succession import tells_keys
from intake.store.mailboxes import ItemHead, MailboxItemRow


class MailboxReader(BeginningReader):
    """
    Reads the items of one mailbox. A reporter's knows its *reporter_key*; a handler's learns it.

    *owners* say who holds the case: only they may write, and only theirs may be the stanzas. Without them the
    stanzas are compared with each sender's list alone. A reporter's *learns_owners* from the mailbox, by
    `held_by`: until then nothing is said of stanzas. Where that learns none, none of the office is believed.
    """

    def held_by(
        self, items: Iterable[MailboxItemRow], *, root: bytes, mailboxes: frozenset[bytes]
    ) -> Holding | None:
        """
        Learn from the first item, which was opened before, and from the statements of its holders who holds
        the case; None, and a warning, where that cannot be told.

        Args:
            items: the statements.
            root: the ceremony root's verify key.
            mailboxes: the ids of the mailbox's own keys.
        """
        opened = [(each, self.open(each)) for each in items]
        contents = [self.decoded(each, found) for each, found in opened if found is not None]
        statements = [each.statement for each in contents if isinstance(each, HoldersContent)]
        held = self._held(statements, root)
        if held is not None:
            self._owners = StanzaOwners(self._members, held, mailboxes)
            if held.unsigned:
                self.warn(IntegrityWarning.OTHER_HOLDERS)
        self._learns_owners = False
        self._judge_stanzas()
        return held

    def _held(self, statements: Iterable[bytes], root: bytes) -> Holding | None:
        if self._sealed_to is None:
            return None
        try:
            return holding(
                self._sealed_to,
                statements,
                members=self._members,
                root=root,
                organisation=self._organisation,
                reference=self._reference,
                kept_out=self._kept_out,
            )
        except HoldersError:
            self.warn(IntegrityWarning.GAP)
            return None

    def rest(self, items: Iterable[MailboxItemRow]) -> tuple[tuple[OpenedMessage, ...], tuple[SentFile, ...]]:
        """Open the messages both ways, in the order of the conversation, and the lists of files."""
        messages: list[OpenedMessage] = []
        files: list[SentFile] = []
        for each in items:
            if each.kind == Kind.IDENTITY or tells_keys(each):
                continue
            opened = self.open(each)
            content = None if opened is None else self.content(each, opened)
            match content:
                case MessageContent():
                    is_ours = each.direction == Direction.OUT
                    sender = self.sender(each, opened) if opened is not None and is_ours else None
                    messages.append(OpenedMessage(each.id, each.placed_on, content, sender, each.counter))
                case FilesContent():
                    files.extend(SentFile(each.placed_on, entry, each.id.hex()) for entry in content.files)
                case Versioned():
                    self.warn(IntegrityWarning.UNREADABLE, each.placed_on)
        came, went = ([each for each in messages if (each.sender is None) is side] for side in (True, False))
        return in_order(came, went), tuple(files)

    def content(self, each: MailboxItemRow, opened: Opened) -> Versioned | None:
        """Give what an opened item says, if it is signed by the one it should come from."""
        if not self._is_trusted(each, opened):
            # What the office registered in a newer form holds the reporter's key where it cannot be read.
            has_no_key = self._registrar is not None and self._reporter_key is None
            waits = has_no_key and each.direction == Direction.IN
            self.warn(IntegrityWarning.NEWER if waits else IntegrityWarning.WRONG_SENDER, each.placed_on)
            return None
        return self.decoded(each, opened)

    def check_numbers(self, items: Iterable[MailboxItemRow | ItemHead]) -> None:
        """Notice a gap in the numbers of a direction."""
        numbers: dict[str, list[int]] = {}
        for each in items:
            # The statements of who holds the case are a chain of their own (SPEC 16).
            if each.direction != Direction.HOLDERS:
                numbers.setdefault(each.direction, []).append(each.counter)
        for direction, found in numbers.items():
            left = self._left_behind if direction == Direction.OUT else 0
            later = sorted(each for each in found if each > left)
            if later != list(range(left + 1, left + 1 + len(later))):
                self.warn(IntegrityWarning.GAP)

    def _is_trusted(self, each: MailboxItemRow, opened: Opened) -> bool:
        if each.direction == Direction.OUT:
            return self.sender(each, opened) is not None
        # What the office registered for a reporter (files, a name) is signed by the one who registered the
        # report; what a reporter says later, by nobody but the reporter.
        registered = None if each.kind == Kind.MESSAGE else self._registrar
        key = self._reporter_key if self.keys is None else self.keys.at(each.counter)
        return opened.sender in {key, registered} - {None}

    @property
    def _left_behind(self) -> int:
        """Up to which number messages may be missing; a handler misses none."""
        return 0 if self.keys is None or self._own_key is None else self.keys.left_behind
