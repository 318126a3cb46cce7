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
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from crypto.directory import Directory
from intake.clock import local_date
from triage.cases.decisions.holders import DoubtKind
from triage.services.clock.alerting import tell_persons
from triage.services.organisation import Organisation
from triage.services.people.recorded_stanzas import recorded
from triage.store import holdings, journal
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


def changed_stanzas(
    connection: Connection,
    mailboxes: Connection,
    row: CaseRow,
    items: Iterable[StandingItem],
    members: Directory | None,
) -> Iterator[Finding]:
    """
    Find what is not as it was recorded: a stanza that came, went or was exchanged. Of those that are being
    made nothing can be told, and without a directory not whose they are.
    """
    if members is None and holdings.waiting(connection, row.handle):
        return
    known = recorded(connection, mailboxes, row, members)
    differ = [each.id + known.digest(each) for each in items if known.differs(each)]
    if differ:
        yield Finding(DoubtKind.CHANGED, tuple(differ))
