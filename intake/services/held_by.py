"""
Who holds what lies in a mailbox: read from the mailbox itself, with its own key, inside the request of
whoever has come back with the code (SPEC 16).

The first item says whom its sender sealed it to and who was kept out; each holder statement that the office
has put beside it says what became of that. No row of a database decides who is written to.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from crypto.directory import Directory
from crypto.envelope import Direction
from crypto.errors import DirectoryError
from crypto.holders import Holding
from crypto.mailbox import Mailbox
from intake.contents.mailbox import FirstContent
from intake.services.finding import MailboxPlace
from intake.services.mailbox_reader import MailboxReader
from intake.services.receiving import Audience, audience
from intake.services.reception import Reception
from intake.services.succession import tells_keys
from intake.store.mailboxes import ItemHead, MailboxItemRow, item_heads, items_for


class UnreadHoldersError(DirectoryError):
    """What lies in a mailbox does not say whom to believe, so nothing is sealed."""


@dataclass(frozen=True, slots=True)
class BegunMailbox:
    """
    A mailbox whose reporter has come back, so far that its other items can be read.

    Attributes:
        reader: knows the keys of the mailbox, and who holds it.
        first: what the first item says; None where it cannot be read or trusted.
        held: who holds what lies there; None where that cannot be told.
    """

    reader: MailboxReader = field(repr=False)
    first: FirstContent | None = field(repr=False)
    held: Holding | None


def begun(
    reception: Reception,
    mailbox: Mailbox,
    reference: bytes,
    members: Directory,
    items: Sequence[MailboxItemRow],
) -> BegunMailbox:
    """
    Begin to read a mailbox with the reporter's own key.

    Args:
        items: what lies there, all that `tells_whom_to_believe` among it.
    """
    reader = MailboxReader(
        mailbox.open,
        reference=reference,
        organisation=reception.sealing_context,
        members=members,
        reporter_key=mailbox.verify_key,
        learns_owners=True,
    )
    first = reader.first(only(items, Direction.IN), mailbox=mailbox.kem_public)
    held = reader.held_by(
        only(items, Direction.HOLDERS),
        root=reception.root_verify_key,
        mailboxes=frozenset({mailbox.key_id}),
    )
    return BegunMailbox(reader, first, held)


def tells_whom_to_believe(each: ItemHead) -> bool:
    """Say whether an item tells keys of the mailbox, or who holds what lies there."""
    return tells_keys(each) or each.direction == Direction.HOLDERS


def holding_in(
    reception: Reception, connection: Connection, mailbox: Mailbox, place: MailboxPlace
) -> Holding:
    """
    Say who holds what lies in a mailbox.

    Raises:
        UnreadHoldersError: the first item cannot be read or trusted, or a statement is missing.
    """
    heads = item_heads(connection, place.reference, mailbox.key_id)
    wanted = [each.id for each in heads if tells_whom_to_believe(each)]
    items = items_for(connection, place.reference, mailbox.key_id, only=wanted)
    held = begun(reception, mailbox, place.reference, place.members, items).held
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


def only(items: Sequence[MailboxItemRow], direction: Direction) -> list[MailboxItemRow]:
    """Give the items of one direction."""
    return [each for each in items if each.direction == direction]
