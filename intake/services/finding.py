"""Where the mailboxes of a receipt code are found, thread by thread, and where what comes in stands next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from crypto.directory import Directory
from crypto.envelope import Direction
from crypto.mailbox import FIRST_THREAD, LAST_THREAD, Mailbox, locator_of
from crypto.receipt import ReceiptCode
from intake.services.reception import Reception, directory
from intake.store.engine import read
from intake.store.mailboxes import MailboxRow, find_mailbox, next_counter


class NoSuchMailboxError(Exception):
    """No mailbox has this code: there never was one, or it has been erased."""


class RetiredMailboxError(NoSuchMailboxError):
    """The code has been replaced by a new one."""


def mailbox_row(connection: Connection, mailbox: Mailbox) -> MailboxRow:
    """
    Find a mailbox.

    Raises:
        NoSuchMailboxError: there is none.
        RetiredMailboxError: the code has been replaced.
    """
    row = find_mailbox(connection, mailbox.locator)
    if row is None:
        raise NoSuchMailboxError
    if row.retired_on is not None:
        raise RetiredMailboxError
    return row


def require_mailbox(reception: Reception, mailbox: Mailbox) -> None:
    """
    Insist that a receipt code opens a mailbox.

    Raises:
        NoSuchMailboxError: it opens none.
        RetiredMailboxError: the code has been replaced.
    """
    with read(reception.engine) as connection:
        mailbox_row(connection, mailbox)


def is_mailbox(reception: Reception, mailbox: Mailbox) -> bool:
    """Say whether a receipt code opens a mailbox."""
    try:
        require_mailbox(reception, mailbox)
    except NoSuchMailboxError:
        return False
    return True


def later_threads(connection: Connection, code: ReceiptCode) -> Iterator[int]:
    """Give the threads of a code after its first; one is looked for when that before was found (SPEC 3.8)."""
    for thread in range(FIRST_THREAD + 1, LAST_THREAD + 1):
        if find_mailbox(connection, locator_of(code, thread)) is None:
            return
        yield thread


@dataclass(frozen=True, slots=True)
class MailboxPlace:
    """
    Where a message comes: its number, after which of the office's it stands, and what decides who it is
    sealed to: the directory, and how many statements of its holders lie there.
    """

    reference: bytes
    members: Directory
    counter: int
    seen: int
    turns: int


def place_in(reception: Reception, connection: Connection, mailbox: Mailbox, today: date) -> MailboxPlace:
    """
    Give the place of the next message of a reporter.

    Raises:
        NoSuchMailboxError: there is no such mailbox.
        DirectoryError: the directory's numbering has a gap.
    """
    reference = mailbox_row(connection, mailbox).reference
    return MailboxPlace(
        reference,
        directory(reception, connection, today),
        next_counter(connection, reference, Direction.IN),
        next_counter(connection, reference, Direction.OUT) - 1,
        next_counter(connection, reference, Direction.HOLDERS) - 1,
    )
