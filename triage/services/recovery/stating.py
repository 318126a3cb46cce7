"""Writing down, on the live server, who holds a case from now on because the root has signed it."""

import secrets
from datetime import date

from sqlalchemy import Connection

from crypto.envelope import Direction, Kind, new_id
from crypto.errors import CryptoError
from crypto.holders import FIRST_HEAD, HolderStatement
from crypto.keys import SEED_BYTES, SigningKey
from crypto.seal import seal
from intake.contents.forms import encode
from intake.contents.mailbox import HoldersContent
from intake.store.engine import read
from triage.cases.decisions.holders import HoldersChanged
from triage.cases.history import decide
from triage.services.history.case_file import file_of
from triage.services.history.publish import pack
from triage.services.history.record import record
from triage.services.organisation import Organisation
from triage.services.people.stated import inner_reference, statements_of
from triage.store import cases, holdings, outbox, postbox
from triage.store.cases import CaseRow
from triage.store.visibility import Level


def is_stated(
    connection: Connection,
    organisation: Organisation,
    row: CaseRow,
    person: bytes,
    encoded: bytes,
    today: date,
) -> bool:
    """
    Write down a statement that the root has signed, by which *person* holds a case, with the grant that
    follows and what is to be told to the mailbox, in the caller's transaction; once. False where it does not
    follow from what stands there.
    """
    stated = statements_of(connection, row)
    if encoded in stated:
        return True
    statement = _checked(encoded)
    before = [each for each in map(_checked, stated) if each is not None]
    newest = max(before, key=lambda each: each.number, default=None)
    if (
        statement is None
        or person not in statement.persons
        or not _follows(organisation, statement, newest, row)
    ):
        return False
    holdings.add_statement(connection, row.handle, encoded)
    cases.drop_grants(connection, row.handle, person)
    cases.add_grant(connection, row.handle, person, Level.CONTENT, from_on=today)
    _tell_mailbox(connection, organisation, row, statement)
    file = file_of(connection, organisation, row.handle, today=today)
    changed = HoldersChanged(on=today, number=statement.number, digest=statement.link().hex())
    record(connection, organisation, file, decide(file.case, changed, file.context))
    return True


def _follows(
    organisation: Organisation, statement: HolderStatement, newest: HolderStatement | None, row: CaseRow
) -> bool:
    settings = organisation.settings
    number, head = (0, FIRST_HEAD) if newest is None else (newest.number, newest.link())
    return (
        (statement.organisation, statement.reference) == (settings.sealing_context, inner_reference(row))
        and (statement.number, statement.previous) == (number + 1, head)
        and statement.signed_by == settings.root_verify_key
    )


def _tell_mailbox(
    connection: Connection, organisation: Organisation, row: CaseRow, statement: HolderStatement
) -> None:
    """Ask for a statement to be placed in the mailbox, sealed to that alone; it says itself who signed it."""
    if row.intake_reference is None:
        return
    with read(organisation.intake) as mailboxes:
        mailbox = postbox.mailbox_key(mailboxes, row.intake_reference)
    if mailbox is None:
        return
    item_id = new_id()
    context = (Kind.HOLDERS, row.intake_reference, item_id, Direction.HOLDERS)
    sealed = seal(
        encode(HoldersContent(statement.encode())),
        context=organisation.context(*context),
        counter=statement.number,
        signer=SigningKey.from_seed(secrets.token_bytes(SEED_BYTES)),
        recipients=[mailbox],
    )
    key = outbox.holders_key(row.handle, statement.number)
    outbox.put(connection, key, outbox.Target.HOLDERS, case=row.handle, item=item_id, payload=pack(sealed))


def _checked(encoded: bytes) -> HolderStatement | None:
    try:
        statement = HolderStatement.decode(encoded)
        statement.verify()
    except CryptoError:
        return None
    return statement
