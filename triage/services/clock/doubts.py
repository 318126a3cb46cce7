"""
What is not as it was signed or recorded about who holds a case: noting it, telling the others who hold it,
and forgetting what has healed.

1. A doubt says its kind and, behind a colon, a hash of what differs: what a person has settled is not raised
   again, but anything else of the same kind is.
2. It is told in a mail that says nothing, to those who hold the case but the one who sees it now. Nobody else
   learns of it.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from crypto.envelope import key_id
from crypto.errors import CryptoError
from crypto.holders import HolderStatement
from intake.clock import local_date
from triage.cases.decisions.holders import DoubtKind
from triage.services.clock.alerting import tell_persons
from triage.services.organisation import Organisation
from triage.store import holdings, journal, postbox, stanzas
from triage.store.cases import CaseRow
from triage.store.stanzas import StandingItem
from triage.store.visibility import CaseHandle

FOUND = "doubt:found"
HASH_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that differs; *what* are the bytes that tell it from another of its kind."""

    kind: DoubtKind
    what: tuple[bytes, ...]

    @property
    def code(self) -> str:
        """Name it as it is stored."""
        said = hashlib.sha256(b"".join(hashlib.sha256(each).digest() for each in sorted(self.what)))
        return f"{self.kind}:{said.hexdigest()[:HASH_DIGITS]}"


def kind_of(code: str) -> DoubtKind:
    """Give the kind of a doubt that is stored."""
    return DoubtKind(code.partition(":")[0])


def note_findings(
    connection: Connection,
    organisation: Organisation,
    handle: CaseHandle,
    found: Iterable[Finding],
    *,
    looked_for: Collection[DoubtKind],
    tell: Collection[bytes],
    now: datetime,
) -> bool:
    """
    Note what was found in a case and was not known, and forget what was not found again; say whether anything
    is new.

    Args:
        looked_for: the kinds that were looked for: of others nothing has healed.
        tell: the handles of those who are told of what is new.
    """
    today, codes = local_date(now), {each.code for each in found}
    known = holdings.doubts(connection, handle)
    healed = [
        each.kind
        for each in known
        if each.settled_on is None and kind_of(each.kind) in looked_for and each.kind not in codes
    ]
    if healed:
        holdings.forget_doubts(connection, handle, healed)
    new = sorted(codes - {each.kind for each in known})
    for code in new:
        holdings.add_doubt(connection, handle, code, today)
        digest = hashlib.sha256(code.encode()).digest()
        journal.append(connection, on=today, action=FOUND, subject=handle, digest=digest)
    if new:
        tell_persons(connection, organisation, tell, now=now)
    return bool(new)


def statements_said(connection: Connection, handle: CaseHandle) -> list[HolderStatement]:
    """
    Give what the statements of who holds a case say, as far as they can be read; who signed is not asked.
    """
    found = []
    for each in holdings.statements(connection, handle):
        with suppress(CryptoError):
            found.append(HolderStatement.decode(each))
    return found


def changed_stanzas(
    connection: Connection, mailboxes: Connection, row: CaseRow, items: Iterable[StandingItem]
) -> Iterator[Finding]:
    """
    Find what is not as it was recorded: a stanza that came, went or was exchanged. While the stanzas of
    somebody are being made, nothing can be told.
    """
    if holdings.waiting(connection, row.handle):
        return
    known, mailbox = stanzas.records(connection, row.handle), outer_key_id(mailboxes, row)
    now = {each.id: stanzas.digest_of(each.stanzas, mailbox) for each in items}
    differ = [each + digest for each, digest in now.items() if known.get(each, digest) != digest]
    if differ:
        yield Finding(DoubtKind.CHANGED, tuple(differ))


def record_unrecorded(
    connection: Connection, mailboxes: Connection, row: CaseRow, items: Iterable[StandingItem]
) -> None:
    """Record the stanzas of what came before anything was recorded."""
    known, mailbox = stanzas.records(connection, row.handle), outer_key_id(mailboxes, row)
    new = {each.id: stanzas.digest_of(each.stanzas, mailbox) for each in items if each.id not in known}
    stanzas.record(connection, row.handle, new)


def outer_key_id(mailboxes: Connection, row: CaseRow) -> bytes | None:
    """Give the id of the key of a case's mailbox, whose stanzas are no part of what is recorded."""
    key = None if row.intake_reference is None else postbox.mailbox_key(mailboxes, row.intake_reference)
    return None if key is None else key_id(key)


def record_arrived(
    connection: Connection, mailboxes: Connection, row: CaseRow, item_id: bytes
) -> frozenset[bytes]:
    """
    Record the stanzas of what has come into the mailbox of a case, unless they are recorded already, and give
    the ids of their keys.
    """
    there = stanzas.of_item(mailboxes, row, item_id)
    if not stanzas.is_recorded(connection, row.handle, item_id):
        digest = stanzas.digest_of(there, outer_key_id(mailboxes, row))
        stanzas.record(connection, row.handle, {item_id: digest})
    return frozenset(each.key_id for each in there)
