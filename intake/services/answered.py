"""Whether a question about a hand-over was answered, also by an earlier code of the same mailbox."""

import hashlib
from datetime import datetime

from crypto.envelope import ID_BYTES, Direction, Kind
from crypto.mailbox import FIRST_THREAD, Mailbox, resend_tag
from crypto.receipt import ReceiptCode
from intake.clock import local_date
from intake.services.finding import mailbox_row
from intake.services.held_by import begun, only, tells_whom_to_believe
from intake.services.opened_items import answer_to
from intake.services.reception import Reception, directory
from intake.services.succession import is_succession
from intake.store.engine import read
from intake.store.mailboxes import item_heads, item_is_there, items_for


def answer_id(code: ReceiptCode, question: bytes) -> bytes:
    """Give the id that the answer to a question always gets (SPEC 13.8)."""
    return resend_tag(code, hashlib.sha256(question).digest())[:ID_BYTES]


def is_answered(
    reception: Reception,
    code: ReceiptCode,
    question: bytes,
    *,
    now: datetime,
    thread: int = FIRST_THREAD,
) -> bool:
    """
    Say whether a question has its answer from the reporter, whichever it was.

    Raises:
        NoSuchMailboxError: there is no such mailbox.
        DirectoryError: the directory's numbering has a gap.
    """
    mailbox = Mailbox.from_code(code, thread)
    with read(reception.engine) as connection:
        reference = mailbox_row(connection, mailbox).reference
        if item_is_there(connection, reference, answer_id(code, question)):
            return True
        heads = item_heads(connection, reference, mailbox.key_id)
        if not any(is_succession(each) for each in heads):
            return False
        # With an earlier code of this mailbox the answer got another id: it says itself what it answers.
        said = (Direction.IN, Kind.MESSAGE)
        wanted = [
            each.id for each in heads if tells_whom_to_believe(each) or (each.direction, each.kind) == said
        ]
        held = items_for(connection, reference, mailbox.key_id, only=wanted)
        members = directory(reception, connection, local_date(now))
    messages, _files = begun(reception, mailbox, reference, members, held).reader.rest(
        only(held, Direction.IN)
    )
    return answer_to(question, messages) is not None
