"""
Coming back with the receipt code: reading the mailbox and writing into it.

Reading writes nothing. What the unit wrote is shown only if it verifies under the directory; a status
card only if the clock signed it; a repeated or unsigned item is refused, and a gap in the numbers is
shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection

from crypto.directory import ADVISOR, Directory
from crypto.envelope import Context, Direction, Kind, Opened
from crypto.errors import CryptoError
from crypto.mailbox import Mailbox
from crypto.receipt import ReceiptCode
from intake.clock import local_date
from intake.domain.content import (
    ComplaintContent,
    Content,
    ContentError,
    FilesContent,
    MessageContent,
    ReportContent,
    decode,
)
from intake.domain.conversation import in_order
from intake.domain.status_card import Card, decode_card
from intake.services.attach import Attached, claim_files
from intake.services.reception import Reception, directory
from intake.services.submit import promised_to, seal_items
from intake.store.blobs import count_claimed
from intake.store.engine import read, write
from intake.store.mailboxes import (
    ItemRow,
    MailboxRow,
    add_items,
    find_mailbox,
    find_submission,
    item_is_there,
    items_for,
    next_counter,
)


class NoMailboxError(Exception):
    """No mailbox has this code: there never was one, or it has been erased."""


class RetiredMailboxError(NoMailboxError):
    """The code has been replaced by a new one."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message, with its day and whether the reporter wrote it."""

    on: date
    mine: bool
    text: str = field(repr=False)
    number: int
    after: int = 0


@dataclass(frozen=True, slots=True)
class MailboxView:
    """
    What a reporter sees on coming back.

    *card* is the newest status card, None before the first; *doubtful* says that something was refused or is
    missing. The two dates are those promised for a whistleblower report; *files* counts what was attached.
    """

    kind: str
    received_on: date
    acknowledge_by: date | None
    feedback_by: date | None
    card: Card | None
    first: ReportContent | ComplaintContent | None = field(repr=False)
    letters: tuple[Letter, ...] = field(repr=False)
    files: int = 0
    doubtful: bool = False


def open_mailbox(reception: Reception, code: ReceiptCode, *, now: datetime) -> MailboxView:
    """
    Open the mailbox of a receipt code.

    Raises:
        NoMailboxError: there is none.
        RetiredMailboxError: the code has been replaced.
        DirectoryError: the directory's numbering has a gap.
    """
    mailbox = Mailbox.from_code(code)
    today = local_date(now)
    with read(reception.engine) as connection:
        standing = _standing(connection, mailbox)
        row = find_submission(connection, standing.reference)
        items = items_for(connection, standing.reference, mailbox.key_id)
        members = directory(reception, connection, today)
        promised = promised_to(connection, row)
        files = count_claimed(connection, standing.reference)
    reader = _Reader(mailbox, standing.reference, members, reception.checkpoint_verify_key)
    card = reader.card(items)
    first, letters = reader.letters(items)
    return MailboxView(
        row.kind, row.received_on, *promised, card, first, letters, files, doubtful=reader.doubtful
    )


def write_message(
    reception: Reception,
    code: ReceiptCode,
    text: str,
    files: Sequence[Attached] = (),
    *,
    now: datetime,
    item_id: bytes | None = None,
) -> None:
    """
    Add a message, with or without files, to a mailbox. The message stands before its files.

    Args:
        item_id: the id that the message gets, 16 bytes; a second call with the same id adds nothing, so that
            sending a form twice is harmless.

    Raises:
        NoMailboxError: there is none.
        DirectoryError: there is nobody to seal to.
        AttachmentGoneError: an attachment is not there any more.
    """
    mailbox = Mailbox.from_code(code)
    today = local_date(now)
    with write(reception.engine) as connection:
        standing = _standing(connection, mailbox)
        if item_id is not None and item_is_there(connection, standing.reference, item_id):
            return
        members = directory(reception, connection, today)
        entries = claim_files(connection, standing.reference, files)
        seen = next_counter(connection, standing.reference, Direction.OUT) - 1
        contents: list[tuple[Kind, Content]] = [(Kind.MESSAGE, MessageContent(text, seen))]
        if entries:
            contents.append((Kind.FILES, FilesContent(entries)))
        first = next_counter(connection, standing.reference, Direction.IN)
        keys = (mailbox, mailbox.kem_public)
        items = seal_items(reception, members, standing.reference, contents, first, *keys, first_id=item_id)
        add_items(connection, standing.reference, items, placed_on=today)


def _standing(connection: Connection, mailbox: Mailbox) -> MailboxRow:
    standing = find_mailbox(connection, mailbox.locator)
    if standing is None:
        raise NoMailboxError
    if standing.retired_on is not None:
        raise RetiredMailboxError
    return standing


class _Reader:
    """Opens the items of one mailbox and notices what cannot be trusted."""

    def __init__(self, mailbox: Mailbox, reference: bytes, members: Directory, checkpoint: bytes) -> None:
        self._mailbox = mailbox
        self._reference = reference
        self._members = members
        self._checkpoint = checkpoint
        self.doubtful = False

    def card(self, items: Sequence[ItemRow]) -> Card | None:
        """Give the newest card that the clock signed."""
        best: Card | None = None
        for each in items:
            if each.direction != Direction.CARD:
                continue
            opened = self._open(each)
            if opened is None:
                continue
            try:
                card = decode_card(opened.plaintext)
            except ContentError:
                self.doubtful = True
                continue
            if opened.sender != self._checkpoint or card.version != opened.counter:
                self.doubtful = True
            elif best is None or card.version > best.version:
                best = card
        return best

    def letters(
        self, items: Sequence[ItemRow]
    ) -> tuple[ReportContent | ComplaintContent | None, tuple[Letter, ...]]:
        """Give the first item and the messages both ways, the oldest first."""
        first: ReportContent | ComplaintContent | None = None
        letters = []
        for each in items:
            opened = None if each.direction == Direction.CARD else self._open(each)
            content = None if opened is None else self._content(each, opened)
            if isinstance(content, ReportContent | ComplaintContent):
                first = content
            elif isinstance(content, MessageContent):
                mine = each.direction == Direction.IN
                letters.append(Letter(each.placed_on, mine, content.text, each.counter, content.after))
        self._check_numbers(items)
        # Every mailbox begins with what its reporter sent; without it somebody has taken it away.
        self.doubtful = self.doubtful or first is None
        came, went = ([each for each in letters if each.mine is side] for side in (True, False))
        return first, in_order(came, went)

    def _open(self, each: ItemRow) -> Opened | None:
        try:
            context = Context(Kind(each.kind), self._reference, each.id, Direction(each.direction))
            opened = self._mailbox.open(each.envelope, each.stanzas, context)
        except (CryptoError, ValueError):  # ValueError: a kind or a direction that there is not.
            self.doubtful = True
            return None
        if opened.counter != each.counter:
            self.doubtful = True
            return None
        return opened

    def _content(self, each: ItemRow, opened: Opened) -> Content | None:
        member = self._members.sender(opened.sender, on=each.placed_on)
        # The first item of a report that the unit registered is signed by the handler who did.
        first = each.direction == Direction.IN and each.counter == 1
        mine = each.direction == Direction.IN and opened.sender == self._mailbox.verify_key
        # Administrators and auditors stand in the directory too; they never write to a reporter.
        theirs = member is not None and member.role == ADVISOR
        if not (mine or (theirs and (each.direction == Direction.OUT or first))):
            self.doubtful = True
            return None
        try:
            return decode(opened.plaintext)
        except ContentError:
            self.doubtful = True
            return None

    def _check_numbers(self, items: Sequence[ItemRow]) -> None:
        # Files and names are not sealed to the mailbox: only the unit's direction shows a gap from here.
        out = sorted(each.counter for each in items if each.direction == Direction.OUT)
        if out != list(range(1, len(out) + 1)):
            self.doubtful = True
