"""
Taking a new receipt code: in one transaction the keys of the old one end and those of the new one follow, in
all threads of the code (SPEC 3.9).

1. Before that transaction the old code opens everything, after it the new one does; there is no moment with
   both or with neither.
2. The same sent again changes nothing, and is answered as the first time: the answer may have been lost.
3. A stanza of the old code is replaced by one of the new, or deleted where the reporter leaves a message
   behind; what has not been read yet is never left behind.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from crypto.envelope import Context, Direction, Kind, Stanza
from crypto.errors import CryptoError
from crypto.mailbox import FIRST_THREAD, Mailbox, locator_of
from crypto.receipt import ReceiptCode
from crypto.rewrap import rewrap
from intake.clock import local_date
from intake.contents.forms import decode
from intake.contents.mailbox import MessageContent, SuccessionContent
from intake.contents.versioned import FormError
from intake.services.finding import (
    MailboxPlace,
    RetiredMailboxError,
    later_threads,
    place_in,
)
from intake.services.held_by import audience_in
from intake.services.reception import Reception
from intake.services.submit import seal_items
from intake.store.engine import read, write
from intake.store.mailboxes import MailboxItemRow, NewItem, add_items, find_mailbox, items_for
from intake.store.succession import HeldStanza, held_stanzas, replace_mailbox


class SameCodeError(ValueError):
    """The new code is the old one, or opens a mailbox already."""


@dataclass(frozen=True, slots=True)
class _Change:
    """What one thread becomes."""

    old: Mailbox
    new: Mailbox
    place: MailboxPlace
    held: Sequence[HeldStanza]
    items: Sequence[NewItem]
    stanzas: Mapping[bytes, Stanza]
    """By the ids of the items that the new code opens."""


def take_new_code(
    reception: Reception,
    code: ReceiptCode,
    new: ReceiptCode,
    *,
    now: datetime,
    read_until: Mapping[int, int] | None = None,
) -> None:
    """
    Let a new code open what the old one opens; from then on that opens nothing.

    Args:
        code: the code that ends.
        new: the code that follows, which the reporter has seen and typed.
        read_until: by thread the number of the office's last message that was shown, where the reporter wants
            what was said up to there not given to the new code; None where all is.

    Raises:
        NoSuchMailboxError: there is no such mailbox.
        RetiredMailboxError: the code was replaced by another one than this.
        SameCodeError: the new code is the old one, or opens another mailbox.
        DirectoryError: there is nobody to seal to.
    """
    today = local_date(now)
    if code == new:
        raise SameCodeError
    while not is_replaced_by(reception, code, new):
        with read(reception.engine) as connection:
            if _is_taken(connection, code, new):
                raise SameCodeError
            threads = [FIRST_THREAD, *later_threads(connection, code)]
            known = [_lying(reception, connection, code, new, thread, today) for thread in threads]
        # Sealed before the one writer's turn comes, so that nobody waits for it.
        changes = [
            _change(reception, *each, read_until=None if read_until is None else read_until.get(thread, 0))
            for thread, each in zip(threads, known, strict=True)
        ]
        with write(reception.engine) as connection:
            if _is_as_read(reception, connection, code, changes, today):
                for each in changes:
                    _store(connection, each, today)
                return


def is_replaced_by(reception: Reception, code: ReceiptCode, new: ReceiptCode) -> bool:
    """Say whether exactly this change has been made."""
    with read(reception.engine) as connection:
        return _is_changed(connection, code, new)


def _is_changed(connection: Connection, code: ReceiptCode, new: ReceiptCode) -> bool:
    old, later = (find_mailbox(connection, locator_of(each)) for each in (code, new))
    if old is None or later is None or old.retired_on is None:
        return False
    return old.reference == later.reference


def _is_taken(connection: Connection, code: ReceiptCode, new: ReceiptCode) -> bool:
    """Say whether the new code opens something that this change did not give it."""
    is_there = find_mailbox(connection, locator_of(new)) is not None
    return is_there and not _is_changed(connection, code, new)


def _lying(
    reception: Reception,
    connection: Connection,
    code: ReceiptCode,
    new: ReceiptCode,
    thread: int,
    today: date,
) -> tuple[Mailbox, Mailbox, MailboxPlace, Sequence[HeldStanza]]:
    old = Mailbox.from_code(code, thread)
    place = place_in(reception, connection, old, today)
    held = held_stanzas(connection, place.reference, old.key_id)
    return old, Mailbox.from_code(new, thread), place, held


def _change(
    reception: Reception,
    old: Mailbox,
    new: Mailbox,
    place: MailboxPlace,
    held: Sequence[HeldStanza],
    *,
    read_until: int | None,
) -> _Change:
    left = frozenset() if read_until is None else _left_behind(reception, old, place, held, read_until)
    stanzas = {}
    for each in held:
        # What opens for the old code no more is not given on: it is missed there as it was here.
        with suppress(CryptoError, ValueError):
            if each.item_id not in left:
                place_of = _context(reception, place, each)
                stanzas[each.item_id] = rewrap(
                    each.head, each.stanza, context=place_of, holder=old, to=new.kem_public
                )
    says = SuccessionContent(new.kem_public, new.verify_key, left_behind=read_until or 0)
    with read(reception.engine) as connection:
        to = audience_in(reception, connection, old, place)
    items = seal_items(reception, to, place.reference, [says], place.counter, old, new.kem_public)
    return _Change(old, new, place, held, items, stanzas)


def _context(reception: Reception, place: MailboxPlace, each: HeldStanza) -> Context:
    return Context(
        Kind(each.kind), place.reference, each.item_id, Direction(each.direction), reception.sealing_context
    )


def _left_behind(
    reception: Reception, old: Mailbox, place: MailboxPlace, held: Sequence[HeldStanza], read_until: int
) -> Collection[bytes]:
    """
    Give the messages that are not given to the new code: the reporter's, and the office's that were shown. A
    question and its answer stay, so that it is not asked again.
    """
    messages = [
        each.item_id
        for each in held
        if each.kind == Kind.MESSAGE and (each.direction == Direction.IN or each.counter <= read_until)
    ]
    with read(reception.engine) as connection:
        items = items_for(connection, place.reference, old.key_id, only=messages)
    return {each.id for each in items if _is_mere_talk(reception, old, place, each)}


def _is_mere_talk(reception: Reception, old: Mailbox, place: MailboxPlace, each: MailboxItemRow) -> bool:
    here = (Kind(each.kind), place.reference, each.id, Direction(each.direction), reception.sealing_context)
    try:
        opened = old.open(each.envelope, each.stanzas, Context(*here))
        content = decode(Kind.MESSAGE, opened.plaintext)
    except (CryptoError, FormError):
        return False
    return isinstance(content, MessageContent) and content.answer_by is None and content.answer is None


def _is_as_read(
    reception: Reception, connection: Connection, code: ReceiptCode, changes: Sequence[_Change], today: date
) -> bool:
    """Say whether nothing came in between; else it is all made anew."""
    if 1 + len(list(later_threads(connection, code))) != len(changes):
        return False
    try:
        return all(
            place_in(reception, connection, each.old, today) == each.place
            and held_stanzas(connection, each.place.reference, each.old.key_id) == each.held
            and find_mailbox(connection, each.new.locator) is None
            for each in changes
        )
    except RetiredMailboxError:
        return False


def _store(connection: Connection, change: _Change, today: date) -> None:
    add_items(connection, change.place.reference, change.items, placed_on=today)
    replace_mailbox(
        connection,
        change.place.reference,
        (change.old.locator, change.old.key_id),
        (change.new.locator, change.new.kem_public),
        change.stanzas,
        today=today,
    )
