"""
Giving what waits for a mailbox to the key that its reporter has now: what was sealed before the code was
replaced, and not placed yet, would be read by nobody.
"""

from dataclasses import replace
from datetime import datetime

from crypto.envelope import Direction, Kind, key_id
from crypto.rewrap import head_of, rewrap
from intake.clock import local_date
from intake.services.succession import KeyChain
from intake.store.engine import read, write
from triage.services.history.case_file import CaseFile
from triage.services.history.publish import pack, unpack
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.services.people.stated import statements_said
from triage.services.reading.mailbox_keys import mailbox_keys, sealed_statement
from triage.store import outbox, repacking
from triage.store.cases import CaseRow
from triage.store.outbox import Target


def follow_mailbox(organisation: Organisation, who: SignedIn, file: CaseFile, *, now: datetime) -> int:
    """
    Give the messages and statements that wait in a case to the newest key of its mailbox, and say how many
    were; for a person who holds it.

    Raises:
        DirectoryError: the directory is broken.
    """
    with read(organisation.triage) as connection:
        waiting = {
            each: repacking.payloads(connection, file.row.handle, each)
            for each in (Target.MESSAGE, Target.HOLDERS)
        }
    if not any(waiting.values()):
        return 0
    keys = mailbox_keys(organisation, who, file.row, local_date(now))
    if keys is None or keys.newest.kem_public is None:
        return 0
    messages = [
        (key, payload, _given_on(organisation, who, file.row, keys, item, payload))
        for key, item, payload in waiting[Target.MESSAGE]
    ]
    statements = [
        (key, payload, _sealed_anew(organisation, who, file.row, keys, key, item, payload))
        for key, item, payload in waiting[Target.HOLDERS]
    ]
    given = [(key, before, new) for key, before, new in (*messages, *statements) if new is not None]
    if not given:
        return 0
    with write(organisation.triage) as connection:
        # What somebody else changed meanwhile is left to the next who opens the case.
        return sum(
            repacking.repack(connection, file.row.handle, key, new, before=before)
            for key, before, new in given
        )


def _has_newest(payload: bytes, newest: bytes) -> bool:
    return key_id(newest) in {each.key_id for each in unpack(payload).stanzas}


def _given_on(
    organisation: Organisation, who: SignedIn, row: CaseRow, keys: KeyChain, item: bytes, payload: bytes
) -> bytes | None:
    """Give a message with a stanza of the newest key and none of those before; None where it stays."""
    sealed, newest = unpack(payload), keys.newest.kem_public
    ours = next((each for each in sealed.stanzas if each.key_id == who.identity.key_id), None)
    if newest is None or row.intake_reference is None or ours is None or _has_newest(payload, newest):
        return None
    context = organisation.context(Kind.MESSAGE, row.intake_reference, item, Direction.OUT)
    head = head_of(sealed.envelope)
    given = rewrap(head, ours, context=context, holder=who.identity, to=newest)
    others = (each for each in sealed.stanzas if each.key_id not in keys.key_ids)
    return pack(replace(sealed, stanzas=tuple(sorted((*others, given), key=lambda each: each.key_id))))


def _sealed_anew(
    organisation: Organisation,
    who: SignedIn,
    row: CaseRow,
    keys: KeyChain,
    key: str,
    item: bytes,
    payload: bytes,
) -> bytes | None:
    """Give a statement sealed to the newest key: it was sealed to no person, and what it says is known."""
    newest = keys.newest.kem_public
    if newest is None or _has_newest(payload, newest):
        return None
    with read(organisation.triage) as connection:
        said = {each.number: each for each in statements_said(connection, row)}
    statement = said.get(outbox.message_of(key))
    if statement is None:
        return None
    return sealed_statement(organisation, who, row, statement, item, newest)
