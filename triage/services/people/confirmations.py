"""
Who has seen what of the directory: every new statement is a banner for an adviser until they have said, by
their own signature, that they have seen it.

1. A confirmation names the newest statement by its hash, and so the whole chain up to it (SPEC 8.11). One
   without the person's own signature counts for nothing: a row in the database silences no banner.
2. A directory that ends before what somebody has confirmed, or says another thing in its place, was cut or
   exchanged: that is a banner of its own, and no press makes it go.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from crypto.confirmation import Confirmation
from crypto.directory import Directory, Stated
from crypto.errors import CryptoError
from crypto.keys import Signer
from intake.store.engine import write
from triage.services.organisation import Organisation
from triage.services.people.holders import directory
from triage.store import journal
from triage.store.confirmations import ConfirmationRow, confirmations_of, put_confirmation


class MovedOnAgainError(Exception):
    """The directory is not the one that was shown: what is new in it has to be looked at first."""


@dataclass(frozen=True, slots=True)
class Seen:
    """
    What somebody has seen of the directory.

    Attributes:
        unseen: the statements that they have not confirmed, in the order of their numbers.
        is_shorter: the directory is not the one that they have confirmed earlier: its end was cut, or it was
            exchanged.
    """

    unseen: tuple[Stated, ...]
    is_shorter: bool


def seen_by(connection: Connection, organisation: Organisation, person: bytes, members: Directory) -> Seen:
    """Say what a person has confirmed of this directory, and whether it is shorter than that."""
    confirmed, is_shorter = 0, False
    for row in confirmations_of(connection, person):
        if not _holds(organisation, row, members):
            continue
        if row.number > len(members.statements) or members.statements[row.number - 1].link != row.digest:
            is_shorter = True
        else:
            confirmed = max(confirmed, row.number)
    return Seen(members.statements[confirmed:], is_shorter)


def confirm_seen(
    organisation: Organisation, person: bytes, signer: Signer, *, head: bytes, today: date
) -> None:
    """
    Say, in a person's name, that they have seen the whole directory.

    Args:
        person: their handle.
        signer: their own key.
        head: of the directory that they were shown, 32 bytes.
        today: the day.

    Raises:
        MovedOnAgainError: it has another head by now, or is empty.
        DirectoryError: it has a gap.
    """
    members = directory(organisation, today)
    if members.head != head or not members.statements:
        raise MovedOnAgainError
    with write(organisation.triage) as connection:
        put_seen(connection, organisation, person, signer, members)
        journal.append(connection, on=today, actor=person, action="person:statements_seen", subject=person)


def put_seen(
    connection: Connection, organisation: Organisation, person: bytes, signer: Signer, members: Directory
) -> None:
    """Store, in the caller's transaction, that a person has seen the whole of this directory on its day."""
    last = members.statements[-1]
    said = Confirmation(
        organisation.settings.sealing_context, person, last.statement.number, last.link, members.today
    )
    row = ConfirmationRow(person, said.number, said.digest, said.signed_by(signer), said.on)
    put_confirmation(connection, row)


def _holds(organisation: Organisation, row: ConfirmationRow, members: Directory) -> bool:
    said = Confirmation(
        organisation.settings.sealing_context, row.person, row.number, row.digest, row.on, row.signature
    )
    return any(_is_by(said, key) for key in _keys_of(row, members))


def _keys_of(row: ConfirmationRow, members: Directory) -> Iterable[bytes]:
    """
    Give the keys that were the person's on that day. A key that has been replaced cannot confirm what was
    said later: a statement is not seen before its first day.
    """
    about = members.statements[row.number - 1 : row.number]
    if any(row.on < each.statement.valid_from for each in about):
        return []
    return [
        each.verify_key for each in members.members if each.person == row.person and each.could_sign(row.on)
    ]


def _is_by(said: Confirmation, key: bytes) -> bool:
    try:
        return said.verify(key)
    except CryptoError:
        return False
