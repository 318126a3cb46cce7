"""
Who holds what lies in a mailbox: read from the mailbox itself, with its own key, inside the request of
whoever has come back with the code (SPEC 16).

The first item says whom its sender sealed it to and who was kept out; each holder statement that the office
has put beside it says what became of that. No row of a database decides who is written to.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from crypto.envelope import Direction, key_id
from crypto.errors import DirectoryError
from crypto.holders import Holding
from crypto.mailbox import Mailbox
from intake.contents.mailbox import FirstContent
from intake.services.finding import MailboxPlace
from intake.services.mailbox_reader import MailboxReader, tells_keys
from intake.services.receiving import Audience, audience
from intake.services.reception import Reception
from intake.store.mailboxes import MailboxItemRow, find_submission, item_heads, items_for


class UnreadHoldersError(DirectoryError):
    """What lies in a mailbox does not say whom to believe, so nothing is sealed."""


def holding_in(
    reception: Reception, connection: Connection, mailbox: Mailbox, place: MailboxPlace
) -> Holding:
    """
    Say who holds what lies in a mailbox.

    Raises:
        UnreadHoldersError: the first item cannot be read or trusted, or a statement is missing.
    """
    heads = item_heads(connection, place.reference, mailbox.key_id)
    wanted = [each.id for each in heads if tells_keys(each) or each.direction == Direction.HOLDERS]
    items = items_for(connection, place.reference, mailbox.key_id, only=wanted)
    row = find_submission(connection, place.reference)
    reader = MailboxReader(
        mailbox.open,
        reference=place.reference,
        organisation=reception.sealing_context,
        members=place.members,
        reporter_key=mailbox.verify_key,
        learns_owners=True,
    )
    first = reader.first(only(items, Direction.IN), mailbox=row.mailbox_kem_pub)
    held = learn_holders(reception, reader, items, mailbox, first)
    if held is None:
        raise UnreadHoldersError("who holds this cannot be read")
    return held


def audience_in(
    reception: Reception, connection: Connection, mailbox: Mailbox, place: MailboxPlace
) -> Audience:
    """
    Give whom the next message in a mailbox is sealed to.

    Raises:
        UnreadHoldersError: as `holding_in`.
        DirectoryError: none of those who hold it can be sealed to today.
    """
    held = holding_in(reception, connection, mailbox, place)
    return audience(place.members, held.holders, held.audience)


def learn_holders(
    reception: Reception,
    reader: MailboxReader,
    items: Sequence[MailboxItemRow],
    mailbox: Mailbox,
    first: FirstContent | None,
) -> Holding | None:
    """
    Let a reporter's reader learn who holds what lies there; None where that cannot be told.

    Args:
        items: what lies there, the statements of holders among them.
        first: the first item, as the reader has opened it.
    """
    # Of whoever has taken a new code since, the first item is sealed to the key of the earlier one.
    mailboxes = {mailbox.key_id} | (set() if first is None else {key_id(first.reply_to)})
    statements = only(items, Direction.HOLDERS)
    return reader.held_by(statements, root=reception.root_verify_key, mailboxes=frozenset(mailboxes))


def only(items: Sequence[MailboxItemRow], direction: Direction) -> list[MailboxItemRow]:
    """Give the items of one direction."""
    return [each for each in items if each.direction == direction]
