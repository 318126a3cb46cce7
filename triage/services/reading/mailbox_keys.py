"""
The keys of a mailbox as its items tell them, those of the first and of each newer code; and what is sealed to
the newest of them alone.
"""

from datetime import date
from functools import partial

from crypto.envelope import Direction, Kind
from crypto.holders import HolderStatement
from crypto.seal import seal
from intake.contents.forms import encode
from intake.contents.mailbox import HoldersContent
from intake.services.mailbox_reader import MailboxReader
from intake.services.succession import KeyChain, tells_keys
from intake.store.engine import read
from intake.store.mailboxes import item_heads, items_for, outer_mailbox_key
from triage.services.history.publish import pack
from triage.services.organisation import Organisation
from triage.services.people.holders import directory
from triage.services.people.sign_in import SignedIn
from triage.services.reading.mailbox import opened_by
from triage.store.cases import CaseRow


def mailbox_keys(organisation: Organisation, who: SignedIn, row: CaseRow, today: date) -> KeyChain | None:
    """
    Give the keys of the mailbox of a case; None where it has none, or its first item cannot be trusted.

    Raises:
        DirectoryError: the directory is broken.
    """
    if row.intake_reference is None:
        return None
    own = who.identity.key_id
    with read(organisation.intake) as connection:
        heads = item_heads(connection, row.intake_reference, own)
        wanted = [each.id for each in heads if tells_keys(each)]
        found = items_for(connection, row.intake_reference, own, only=wanted)
        outer = outer_mailbox_key(connection, row.intake_reference)
    reader = MailboxReader(
        partial(opened_by, who),
        reference=row.intake_reference,
        organisation=organisation.settings.sealing_context,
        members=directory(organisation, today),
    )
    return None if reader.first(found, mailbox=outer) is None else reader.keys


def sealed_statement(
    organisation: Organisation,
    who: SignedIn,
    row: CaseRow,
    statement: HolderStatement,
    item_id: bytes,
    mailbox: bytes,
) -> bytes:
    """Give a statement of who holds a case as it waits for the mailbox, sealed to its key alone."""
    assert row.intake_reference is not None
    sealed = seal(
        encode(HoldersContent(statement.encode())),
        context=organisation.context(Kind.HOLDERS, row.intake_reference, item_id, Direction.HOLDERS),
        counter=statement.number,
        signer=who.identity,
        recipients=[mailbox],
    )
    return pack(sealed)
