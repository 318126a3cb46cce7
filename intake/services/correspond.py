"""
Coming back with the receipt code: reading the mailbox and writing into it.

Reading writes nothing, and opens no more than a page of messages, the newest first. What the office wrote is
shown only if one wrote it who held the case on its day; a status card only if the clock signed it; a repeated
or unsigned item is refused, and a gap in the numbers is shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from crypto.envelope import Direction
from crypto.mailbox import FIRST_THREAD, Mailbox
from crypto.receipt import ReceiptCode
from intake.clock import local_date
from intake.contents.card import Card
from intake.contents.mailbox import Answer, FilesContent, FirstContent, MessageContent
from intake.contents.versioned import Versioned
from intake.services.attach import Attached, claim_files, file_entries
from intake.services.finding import later_threads, mailbox_row, place_in
from intake.services.held_by import audience_in, begun
from intake.services.mailbox_reader import MailboxReader
from intake.services.opened_items import IntegrityWarning, OpenedMessage
from intake.services.promised import promised_to
from intake.services.reception import Reception, directory
from intake.services.submit import seal_items
from intake.services.succession import tells_keys
from intake.store.blobs import count_claimed
from intake.store.engine import read, write
from intake.store.mailboxes import (
    ItemHead,
    MailboxItemRow,
    add_items,
    find_submission,
    item_heads,
    item_is_there,
    items_for,
)

PAGE_MESSAGES = 30
PAGE_OCTETS = 1024 * 1024
"""A page of a mailbox holds no more, unless one message alone is larger."""
_BESIDES = (Direction.CARD, Direction.HOLDERS)
"""What lies in a mailbox and is no message."""


@dataclass(frozen=True, slots=True)
class MailboxView:
    """
    What a reporter sees on coming back.

    *card* is the newest status card, None before the first; *has_warnings* says that something was refused or
    is missing, *newer* that something cannot be shown before the portal is updated. The two dates are those
    promised for a whistleblower report; *files* counts what was attached. *messages* are those of one
    *page* of *pages*, 0 the newest; *items* are the ids of all that lies there.
    """

    kind: str
    received_on: date
    acknowledge_by: date | None
    feedback_by: date | None
    card: Card | None
    first: FirstContent | None = field(repr=False)
    messages: tuple[OpenedMessage, ...] = field(repr=False)
    items: frozenset[bytes] = frozenset()
    files: int = 0
    page: int = 0
    pages: int = 1
    has_warnings: bool = False
    newer: bool = False
    newest: int = 0
    """The number of the office's newest message that lies there."""
    written_since: bool = False
    """A message of the office lies there that the card does not know of."""

    def is_asked_by(self, message: OpenedMessage) -> bool:
        """Say whether a message asks for a yes or a no that the office still waits for, as far as known."""
        return message == open_question(self.messages, self.card)


def open_mailbox(reception: Reception, mailbox: Mailbox, *, now: datetime, page: int = 0) -> MailboxView:
    """
    Open the mailbox of a receipt code at a page of its messages; one that there is not is the oldest.

    Raises:
        NoSuchMailboxError: there is none.
        RetiredMailboxError: the code has been replaced.
        DirectoryError: the directory's numbering has a gap.
    """
    today = local_date(now)
    with read(reception.engine) as connection:
        lying = mailbox_row(connection, mailbox)
        row = find_submission(connection, lying.reference)
        heads = item_heads(connection, lying.reference, mailbox.key_id)
        always = [each for each in heads if each.direction in _BESIDES or tells_keys(each)]
        pages = _in_pages([each for each in heads if each not in always])
        page = min(page, len(pages) - 1)
        wanted = [each.id for each in (*always, *pages[page])]
        held = items_for(connection, lying.reference, mailbox.key_id, only=wanted)
        members = directory(reception, connection, today)
        promised = promised_to(connection, row)
        files = count_claimed(connection, lying.reference)
    at = begun(reception, mailbox, lying.reference, members, held)
    reader = at.reader
    card = newest_card(reader, held, reception.checkpoint_verify_key)
    told, _files = reader.rest(each for each in held if each.direction not in _BESIDES)
    ours = [each for each in heads if each.direction == Direction.OUT]
    reader.check_numbers(ours)
    newest = max((each.counter for each in ours), default=0)
    since = newest > (card.newest_message if card else 0)
    there = frozenset(each.id for each in heads)
    facts = (row.kind, row.received_on, *promised, card, at.first, told, there, files)
    found = {what for what, _on in reader.warnings}
    newer = IntegrityWarning.NEWER in found
    has_warnings = bool(found - {IntegrityWarning.NEWER})
    return MailboxView(*facts, page, len(pages), has_warnings, newer, newest, written_since=since)


def open_threads(
    reception: Reception, code: ReceiptCode, *, now: datetime, pages: Mapping[int, int]
) -> dict[int, MailboxView]:
    """
    Open everything that lies under a receipt code, by its threads, in their order.

    Args:
        pages: at which page of its messages a thread is opened; the others at the newest.

    Raises:
        NoSuchMailboxError: there is none.
        RetiredMailboxError: the code has been replaced.
        DirectoryError: the directory's numbering has a gap.
    """
    at = Mailbox.from_code(code)
    opened = {FIRST_THREAD: open_mailbox(reception, at, now=now, page=pages.get(FIRST_THREAD, 0))}
    with read(reception.engine) as connection:
        later = list(later_threads(connection, code))
    for thread in later:
        at = Mailbox.from_code(code, thread)
        opened[thread] = open_mailbox(reception, at, now=now, page=pages.get(thread, 0))
    return opened


def _in_pages(messages: Sequence[ItemHead]) -> list[list[ItemHead]]:
    """Give messages in pages, the newest first: so many of them, and so many bytes, but always one."""
    pages: list[list[ItemHead]] = [[]]
    octets = 0
    for each in sorted(
        messages, key=lambda each: (each.placed_on, each.direction, each.counter), reverse=True
    ):
        octets += each.size
        if pages[-1] and (len(pages[-1]) == PAGE_MESSAGES or octets > PAGE_OCTETS):
            pages.append([])
            octets = each.size
        pages[-1].append(each)
    return pages


def write_message(
    reception: Reception,
    mailbox: Mailbox,
    text: str,
    files: Sequence[Attached] = (),
    *,
    now: datetime,
    item_id: bytes | None = None,
    answer: Answer | None = None,
) -> None:
    """
    Add a message, with or without files, to a mailbox. The message stands before its files.

    Args:
        item_id: the id that the message gets, 16 bytes; a second call with the same id adds nothing, so that
            sending a form twice is harmless.
        answer: a yes or a no to what the office asked.

    Raises:
        NoSuchMailboxError: there is none.
        DirectoryError: there is nobody to seal to.
        AttachmentGoneError: an attachment is not there any more.
    """
    today = local_date(now)
    while True:
        # Sealed before the one writer's turn comes, so that nobody waits for it.
        with read(reception.engine) as connection:
            place = place_in(reception, connection, mailbox, today)
            if item_id is not None and item_is_there(connection, place.reference, item_id):
                return
            to = audience_in(reception, connection, mailbox, place)
            entries = file_entries(connection, place.reference, files)
        contents: list[Versioned] = [MessageContent(text, place.seen, answer=answer)]
        if entries:
            contents.append(FilesContent(entries))
        keys = (mailbox, mailbox.kem_public)
        here = (place.reference, contents, place.counter)
        items = seal_items(reception, to, *here, *keys, first_id=item_id)
        with write(reception.engine) as connection:
            if place_in(reception, connection, mailbox, today) != place:
                continue  # Another message, or a change of who is sealed to, came in between.
            claim_files(connection, place.reference, files)
            add_items(connection, place.reference, items, placed_on=today)
            return


def open_question(messages: Iterable[OpenedMessage], card: Card | None) -> OpenedMessage | None:
    """
    Give the message that asks for a yes or a no which the office still waits for: the newest that asks for
    one, since whoever asks anew waits for no answer to what was asked before. A card tells whether it is
    waited for only where it knows of the message; of one without a crossing text it may be older than that.
    """
    asking = (each for each in messages if each.content.answer_by is not None)
    newest = max(asking, key=lambda each: each.number, default=None)
    if newest is None or card is None or newest.number > card.newest_message:
        return newest
    return newest if card.question_open or not newest.content.crossing else None


def newest_card(reader: MailboxReader, items: Sequence[MailboxItemRow], checkpoint: bytes) -> Card | None:
    """Give the newest card that the clock signed."""
    cards = [each for each in items if each.direction == Direction.CARD]
    for each in sorted(cards, key=lambda each: each.counter, reverse=True):
        opened = reader.open(each)
        if opened is None:
            continue
        # Asked first: what a stranger wrote is not called newer.
        is_ours = opened.sender == checkpoint
        card = reader.decoded(each, opened) if is_ours else None
        if isinstance(card, Card) and card.version == opened.counter:
            return card
        if not is_ours or card is not None:
            reader.warn(IntegrityWarning.WRONG_SENDER, each.placed_on)
    return None
