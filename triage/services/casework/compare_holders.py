"""
Comparing a case that is opened with what was signed about who holds it: the stanzas of all that is sealed in
it, the grants, and the statements (SPEC 4.11, 16).

Only a session that holds the case can see all of it; what the clock sees without a key is in
`clock.comparing`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from crypto.directory import Directory
from crypto.envelope import Kind
from crypto.errors import CryptoError
from crypto.holders import HolderStatement, Holding, persons_of
from crypto.statement import ADVISOR
from intake.clock import local_date
from intake.services.stanza_owners import StanzaFault, StanzaOwners
from intake.store.engine import read
from triage.cases.decisions.holders import DoubtKind, HoldersChanged
from triage.services.clock.comparing import items_of
from triage.services.clock.doubts import Finding, changed_stanzas, note_findings
from triage.services.history.case_file import CaseFile
from triage.services.organisation import Organisation
from triage.services.people.first_item import HoldersUnknownError, first_signed
from triage.services.people.first_signed import FirstSigned
from triage.services.people.holders import can_hold, has_newer_keys, known_members
from triage.services.people.holding import owners_of
from triage.services.people.sign_in import SignedIn
from triage.services.people.stated import inner_reference, statements_said
from triage.services.reading.mailbox_keys import mailbox_keys
from triage.store import holdings, stanzas
from triage.store.cases import CaseRow
from triage.store.receivers import content_holders
from triage.store.stanzas import StandingItem

OF_FAULT = {StanzaFault.MISSING: DoubtKind.MISSING, StanzaFault.FOREIGN: DoubtKind.FOREIGN}


def compare_holders(
    connection: Connection, organisation: Organisation, who: SignedIn, file: CaseFile, *, now: datetime
) -> bool:
    """
    Note in the caller's transaction what is not as it was signed, tell the others who hold the case, and
    forget what has healed. Say whether this person may go on: False where it is certain that they do not hold
    it.
    """
    row, today = file.row, local_date(now)
    members = known_members(organisation, today)
    if members is None:
        return True  # Every page says that the directory is broken.
    with read(organisation.intake) as mailboxes:
        items = items_of(connection, mailboxes, row)
        told = stanzas.count_told(mailboxes, row)
        found = list(changed_stanzas(connection, mailboxes, row, items, members))
    granted = frozenset(content_holders(connection, row.handle, today))
    owners = owners_of(connection, organisation, who, row, members)
    if owners is not None and any(each.kind == Kind.SUCCESSION for each in items):
        # A newer code of the reporter's has keys of its own; the plain one beside is asked by nobody.
        keys = mailbox_keys(organisation, who, row, today)
        newer = frozenset() if keys is None else keys.key_ids
        owners = replace(owners, mailboxes=owners.mailboxes | newer)
    if owners is None:
        found += _without_holding(connection, organisation, who, file, members)
        holders = granted
    else:
        looks = _Looks(file, members, owners, who.firsts.get(inner_reference(row)), granted)
        statements = holdings.statements(connection, row.handle)
        found += [*looks.stanzas(items), *looks.grants(), *looks.statements(statements, told)]
        holders = owners.holding.holders
    note_findings(
        connection,
        organisation,
        row.handle,
        found,
        # Of what this session cannot see nothing has healed.
        looked_for=_looked_for(connection, row, owners),
        tell=holders - {who.handle},
        now=now,
    )
    return owners is None or who.handle in holders


def _looked_for(connection: Connection, row: CaseRow, owners: StanzaOwners | None) -> frozenset[DoubtKind]:
    """Give the kinds of doubt that this session would have seen; nothing is healed by being made anew."""
    if owners is None:
        return frozenset({DoubtKind.CHANGED})
    made_anew = {DoubtKind.MISSING} if holdings.waiting(connection, row.handle) else set()
    return frozenset(DoubtKind) - made_anew


def _without_holding(
    connection: Connection, organisation: Organisation, who: SignedIn, file: CaseFile, members: Directory
) -> Iterator[Finding]:
    """Say what it may be where this session cannot tell who holds the case."""
    said = statements_said(connection, file.row)
    is_owed = has_newer_keys(members, who.handle) or (said and who.handle in said[-1].persons)
    if is_owed and who.handle in holdings.waiting(connection, file.row.handle):
        return  # Their stanzas are being made.
    try:
        first_signed(connection, organisation, who, file.row, members)
    except HoldersUnknownError:
        yield Finding(DoubtKind.MISSING, (who.handle,))
    else:
        yield Finding(DoubtKind.STATEMENT, (file.row.handle,))


@dataclass(frozen=True, slots=True)
class _Looks:
    """Looks at one case whose holders are known; *granted* are those who may see its content today."""

    file: CaseFile
    members: Directory
    owners: StanzaOwners
    first: FirstSigned | None
    granted: frozenset[bytes]

    @property
    def held(self) -> Holding:
        """Who holds it."""
        return self.owners.holding

    def stanzas(self, items: Iterable[StandingItem]) -> Iterator[Finding]:
        """Find stanzas that are not of those who hold it, or lack; and whom the first list left out."""
        listed = frozenset() if self.first is None else self.first.listed
        wrong: dict[StanzaFault, list[bytes]] = {each: [] for each in StanzaFault}
        for each in items:
            for fault in self.owners.faults(listed, each.key_ids):
                wrong[fault].append(each.id)
        wrong[StanzaFault.MISSING] += self._left_out()
        for fault, where in wrong.items():
            if where:
                yield Finding(OF_FAULT[fault], tuple(where))

    def _left_out(self) -> Iterator[bytes]:
        """Give the advisors of the first day whom its list does not name, not even as kept out."""
        if self.first is None or self.first.on is None:
            return
        listed, day = persons_of(self.first.listed, self.members), self.first.on
        for each in self.members.members:
            # Who came or went on the very day may have come later, or gone before.
            stood = each.role == ADVISOR and each.valid_from < day and each.is_valid(day)
            if stood and each.person not in listed:
                yield each.person

    def grants(self) -> Iterator[Finding]:
        """Find whom a grant lets see it who does not hold it, and who holds it without one."""
        without = (self.held.holders & can_hold(self.members).keys()) - self.granted
        if wrong := (self.granted - self.held.holders) | without:
            yield Finding(DoubtKind.GRANT, tuple(wrong))

    def statements(self, rows: Iterable[bytes], told: int) -> Iterator[Finding]:
        """
        Find that a statement is there that nobody signed who may, or that one is not that history tells of.

        Args:
            told: so many statements lie in the mailbox.
        """
        earlier = {each.link().hex() for each in map(_read, rows) if each and each.reference != self._place}
        changes = (each for each in self.file.history if isinstance(each, HoldersChanged))
        newest = [(each.number, each.digest) for each in changes if each.digest not in earlier][-1:]
        stands = [(self.held.number, self.held.head.hex())] if self.held.number else []
        if newest != stands or told > self.held.number or self.held.unsigned:
            yield Finding(DoubtKind.STATEMENT, (self.held.head,))

    @property
    def _place(self) -> bytes:
        return inner_reference(self.file.row)


def _read(statement: bytes) -> HolderStatement | None:
    try:
        return HolderStatement.decode(statement)
    except CryptoError:
        return None
