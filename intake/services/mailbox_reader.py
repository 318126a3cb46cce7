"""
Reading a mailbox item by item, for its reporter and for a handler alike, and saying what cannot be trusted.

1. An item is opened in its own place and under its own number; it holds what its kind says.
2. What the reporter sent verifies under the key that the first item carries, or under that of the newer code
   that it was sent with; what the office wrote, under one who held the case on its day.
3. The keys that an item is sealed to are those of who holds the case, and nobody else's.
4. The numbers of each direction run without a gap, and none stands twice.

What does not hold is left out and named in `warnings`, never dropped in silence.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from crypto.directory import Directory
from crypto.envelope import Context, Direction, Kind, Opened, Stanza
from crypto.errors import CryptoError, HoldersError
from crypto.holders import Holding, holding, persons_of
from intake.contents.forms import decode
from intake.contents.item_ref import ItemRef
from intake.contents.mailbox import (
    ComplaintContent,
    FilesContent,
    FirstContent,
    HoldersContent,
    MessageContent,
    ReportContent,
    SuccessionContent,
    kept_out_in,
)
from intake.contents.versioned import FormError, NewerFormError, Versioned
from intake.domain.conversation import in_order
from intake.services.opened_items import IntegrityWarning, OpenedMessage, SentFile
from intake.services.stanza_owners import SEALED_ROLES, StanzaFault, StanzaOwners
from intake.services.succession import (
    DoubtfulSuccessionError,
    KeyChain,
    MailboxKeys,
    is_succession,
    successions,
)
from intake.store.mailboxes import ItemHead, MailboxItemRow

Open = Callable[[bytes, Sequence[Stanza], Context], Opened]
"""Opens an envelope with the reader's own key; the portal's knows no handler's."""


class MailboxReader:
    """
    Reads the items of one mailbox. A reporter's knows its *reporter_key*; a handler's learns it.

    *owners* say who holds the case: only they may write, and only theirs may be the stanzas. Without them the
    stanzas are compared with each sender's list alone. A reporter's *learns_owners* from the mailbox, by
    `held_by`: until then nothing is said of stanzas.
    """

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
        self._open = open_item
        self._reference = reference
        self._organisation = organisation
        self._members = members
        self._reporter_key = reporter_key
        self._own_key = reporter_key
        self.keys: KeyChain | None = None
        """The keys of the mailbox, once its first item was opened."""
        self._registrar: bytes | None = None
        self._sealed_to: frozenset[bytes] | None = None  # By the first item, once it was opened.
        self._kept_out: frozenset[bytes] = frozenset()
        self._numbered: dict[tuple[str, int], bytes] = {}
        self._owners = owners
        self._learns_owners = learns_owners
        self._to_judge: list[tuple[MailboxItemRow, Opened]] = []
        self.faults: set[StanzaFault] = set()
        """What is wrong with the stanzas of what was opened."""
        self.warnings: list[tuple[IntegrityWarning, date | None]] = []

    def warn(self, what: IntegrityWarning, on: date | None = None) -> None:
        """Note once that something cannot be trusted."""
        if (what, on) not in self.warnings:
            self.warnings.append((what, on))

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
        if self._own_key is not None and taken and taken[0][1] is not None:
            # Whoever has a newer code knows the last key of the row; the first signed the first change.
            self._reporter_key = taken[0][1].sender
        if each is None:
            self.warn(IntegrityWarning.GAP)
            return None
        if received is not None and not received.names(each.id, each.envelope):
            self.warn(IntegrityWarning.OTHER_REPORT, each.placed_on)
            return None
        opened = self.open(each)
        # A stranger's, where the key is known, is not even called newer.
        if opened is None or self._is_strange(each, opened):
            return None
        content = self.decoded(each, opened)
        assert content is None or isinstance(content, ReportContent | ComplaintContent)  # Its kind says so.
        kept_out = kept_out_in(opened.plaintext)
        if kept_out is not None:
            self._sealed_to, self._kept_out = persons_of(opened.holders, self._members), frozenset(kept_out)
        # Of one that cannot be read the signature still says who writes, if it is no advisor's.
        signer = opened.sender if self.sender(each, opened) is None else None
        key = signer if content is None else content.reporter_key
        self._reporter_key = self._reporter_key or key
        if self._is_strange(each, opened):
            return None
        self._registrar = None if opened.sender == self._reporter_key else opened.sender
        if self._reporter_key is not None:
            self.keys = KeyChain(
                MailboxKeys(0, self._reporter_key, None if content is None else content.reply_to)
            )
            self._follow(self.keys, taken)
            self._compare_keys(self.keys, content, mailbox)
        if not self._learns_owners:
            self._judge_stanzas()
        return content

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

    def open(self, each: MailboxItemRow) -> Opened | None:
        """Open one item; None where it cannot be opened or stands under another number."""
        if not each.stanzas:
            self.warn(IntegrityWarning.NOT_FOR_YOU, each.placed_on)
            return None
        try:
            place = (Kind(each.kind), self._reference, each.id, Direction(each.direction))
            opened = self._open(each.envelope, each.stanzas, Context(*place, self._organisation))
        except (CryptoError, ValueError):  # ValueError: a kind or a direction that there is not.
            self.warn(IntegrityWarning.UNREADABLE, each.placed_on)
            return None
        number = (each.direction, each.counter)
        if opened.counter != each.counter or self._numbered.setdefault(number, each.id) != each.id:
            self.warn(IntegrityWarning.REPEATED, each.placed_on)
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

    def decoded(self, each: MailboxItemRow, opened: Opened) -> Versioned | None:
        """Give what an opened item says, whoever signed it; None where it is not what its kind says."""
        try:
            return decode(Kind(each.kind), opened.plaintext)
        except NewerFormError:
            self.warn(IntegrityWarning.NEWER, each.placed_on)
        except FormError:
            self.warn(IntegrityWarning.UNREADABLE, each.placed_on)
        return None

    def sender(self, each: MailboxItemRow, opened: Opened) -> bytes | None:
        """Give the holder whose signature an item bears, if the directory of its day knows one."""
        member = self._members.sender(opened.sender, on=each.placed_on)
        # Administrators and auditors stand in the directory too; they never write to a reporter.
        if member is None or member.role not in SEALED_ROLES:
            return None
        is_holder = self._owners is None or self._owners.holding.held_on(member.person, each.placed_on)
        return member.person if is_holder else None

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

    def _is_strange(self, each: MailboxItemRow, opened: Opened) -> bool:
        """Say, and note, that a first item is neither an advisor's nor, for all we know, the reporter's."""
        if self._reporter_key in {None, opened.sender} or self.sender(each, opened) is not None:
            return False
        self.warn(IntegrityWarning.WRONG_SENDER, each.placed_on)
        return True

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


def tells_keys(each: MailboxItemRow | ItemHead) -> bool:
    """Say whether an item tells keys of the mailbox: the first, and those by which a newer code was taken."""
    return is_first(each) or is_succession(each)


def is_first(each: MailboxItemRow | ItemHead) -> bool:
    """Say whether an item is the one that the mailbox began with."""
    return (each.direction, each.kind, each.counter) == (Direction.IN, Kind.REPORT, 1)
