"""Whether a question about a hand-over was answered, also by an earlier code of the same mailbox."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress

from crypto.envelope import ID_BYTES, Context, Direction, Kind
from crypto.errors import CryptoError
from crypto.mailbox import FIRST_THREAD, Mailbox, resend_tag
from crypto.receipt import ReceiptCode
from intake.contents.forms import decode
from intake.contents.mailbox import MessageContent
from intake.contents.versioned import FormError
from intake.services.finding import mailbox_row
from intake.services.reception import Reception
from intake.services.succession import is_succession
from intake.store.engine import read
from intake.store.mailboxes import MailboxItemRow, item_is_there, items_for


def answer_id(code: ReceiptCode, question: bytes) -> bytes:
    """Give the id that the answer to a question always gets (SPEC 13.8)."""
    return resend_tag(code, hashlib.sha256(question).digest())[:ID_BYTES]


def is_answered(
    reception: Reception, code: ReceiptCode, question: bytes, *, thread: int = FIRST_THREAD
) -> bool:
    """
    Say whether a question has its answer, whichever it was.

    Raises:
        NoSuchMailboxError: there is no such mailbox.
    """
    mailbox = Mailbox.from_code(code, thread)
    with read(reception.engine) as connection:
        reference = mailbox_row(connection, mailbox).reference
        if item_is_there(connection, reference, answer_id(code, question)):
            return True
        held = items_for(connection, reference, mailbox.key_id)
    # With an earlier code of this mailbox the answer got another id.
    was_replaced = any(is_succession(each) for each in held)
    return was_replaced and _was_answered(reception, mailbox, reference, held, question)


def _was_answered(
    reception: Reception, mailbox: Mailbox, reference: bytes, held: Sequence[MailboxItemRow], question: bytes
) -> bool:
    for each in held:
        if each.direction != Direction.IN or each.kind != Kind.MESSAGE or not each.stanzas:
            continue
        place = Context(Kind.MESSAGE, reference, each.id, Direction.IN, reception.sealing_context)
        with suppress(CryptoError, FormError):
            said = decode(Kind.MESSAGE, mailbox.open(each.envelope, each.stanzas, place).plaintext)
            if isinstance(said, MessageContent) and said.answer and said.answer.question == question:
                return True
    return False
