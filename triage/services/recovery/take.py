"""
Taking over what a recovery gives, on the live server, once the root has signed it.

1. The root of the settings must have signed the whole; the person must still have the very keys that it gives
   to, and be one who can hold cases.
2. A statement of who holds a case counts as any other: it follows the newest one, or the case is left out.
3. In each item the person's new stanza takes the place of those under their earlier keys, in one transaction:
   nobody who could open it cannot in between, and the recovery key keeps its own.
4. It begins where it was broken off: what stands is left as it is, and doing it again does the same.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection

from crypto.directory import Directory
from crypto.envelope import Stanza
from crypto.errors import CryptoError
from crypto.recovery import verify_grants
from intake.clock import local_date
from intake.store.engine import read, write
from triage.services.organisation import Organisation
from triage.services.people.holders import directory, keys_of
from triage.services.people.old_copies import owe_cut
from triage.services.people.recorded_stanzas import recorded
from triage.services.recovery.carried import GivenCase, GivenItem, RecoveryError, RecoveryFile, RecoveryGrants
from triage.services.recovery.stating import is_stated
from triage.services.recovery.whom import new_keys
from triage.store import cases, holdings, index, journal, stanzas
from triage.store.cases import CaseRow
from triage.store.stanzas import StandingItem
from triage.store.visibility import SystemAccess

AT_ONCE = 100
"""So many items are changed in one transaction."""
WRAPPED_BYTES = 1168
"""What a stanza wraps (SPEC 4.5)."""
TAKEN = "recovery:taken"
"""What the journal says of it."""


@dataclass(slots=True)
class RecoveryTaken:
    """
    What was taken over: cases, and items with a new stanza. *left_out* are the references of cases in which
    something else was signed meanwhile, or that are gone.
    """

    cases: int = 0
    items: int = 0
    left_out: list[str] = field(default_factory=list)


def take(
    organisation: Organisation, access: SystemAccess, carried: RecoveryFile, *, now: datetime
) -> RecoveryTaken:
    """
    Take over what a recovery gives.

    Raises:
        RecoveryError: it is another installation's, the root has not signed it, or the person has other keys
            by now.
        DirectoryError: the directory has a gap.
    """
    grants, today = carried.content, local_date(now)
    assert isinstance(grants, RecoveryGrants)
    require_signed(organisation, carried)
    _require_form(grants)
    members = directory(organisation, today)
    if new_keys(members, grants.person).member.key_id != grants.key_id:
        raise RecoveryError("the person has other keys by now; export and recover again")
    taker = _Taker(organisation, members, grants, today)
    with read(organisation.triage) as connection:
        rows: dict[bytes, CaseRow] = {each.handle: each for each in cases.all_cases(connection, access)}
    for given in grants.cases:
        taker.case(rows.get(given.handle), given)
    with write(organisation.triage) as connection:
        taker.index(connection)
        journal.append(connection, on=today, action=TAKEN, subject=grants.person, digest=carried.digest)
    return taker.taken


def _require_form(grants: RecoveryGrants) -> None:
    items = (*grants.index, *(item for case in grants.cases for item in case.items))
    if {len(each.wrapped) for each in items} - {WRAPPED_BYTES}:
        raise RecoveryError("the file holds something that is no stanza; nothing was taken over")


def require_signed(organisation: Organisation, carried: RecoveryFile) -> None:
    """
    Insist that the root of this installation signed what a recovery gives.

    Raises:
        RecoveryError: it is another installation's, or the root has not signed it.
    """
    grants, settings = carried.content, organisation.settings
    assert isinstance(grants, RecoveryGrants)
    if grants.organisation != settings.sealing_context or grants.root_verify_key != settings.root_verify_key:
        raise RecoveryError("the file is of another installation")
    try:
        verify_grants(settings.root_verify_key, carried.body, carried.signature)
    except CryptoError:
        raise RecoveryError(
            "the root has not signed this file, or it was altered since; betro keys sign, offline"
        ) from None


class _Taker:
    """Takes over the grants of one file, case by case."""

    def __init__(
        self, organisation: Organisation, members: Directory, grants: RecoveryGrants, today: date
    ) -> None:
        self._organisation = organisation
        self._grants = grants
        self._today = today
        self._members = members
        self._theirs = keys_of(members, grants.person)
        self._former = self._theirs - {grants.key_id}
        self.taken = RecoveryTaken()

    def case(self, row: CaseRow | None, given: GivenCase) -> None:
        """Take over what is given of one case, unless something else was signed in it meanwhile."""
        if row is None or not self._begins(row, given):
            self.taken.left_out.append("a case that is gone" if row is None else row.case_reference)
            return
        lying = [each for each in given.items if each.place == "mailbox"]
        for first in range(0, len(lying), AT_ONCE):
            with write(self._organisation.intake) as mailboxes:
                standing = stanzas.of_mailbox(mailboxes, row)
                self._put(mailboxes, lying[first : first + AT_ONCE], standing, stanzas.change_in_mailbox)
        kept = [each for each in given.items if each.place == "case"]
        with write(self._organisation.triage) as connection:
            standing = stanzas.of_case(connection, row.handle)
            self._put(connection, kept, standing, stanzas.change_in_case)
            self._end(connection, row)
        self.taken.cases += 1

    def index(self, connection: Connection) -> None:
        """Take over what is given of the keys of the index."""
        owe_cut(connection, today=self._today)
        for given in self._grants.index:
            index.change_stanza(connection, given.id, self._former, self._stanza(given))

    def _begins(self, row: CaseRow, given: GivenCase) -> bool:
        with write(self._organisation.triage) as connection:
            if given.statement and not is_stated(
                connection, self._organisation, row, self._grants.person, given.statement, self._today
            ):
                return False
            # Until all stands this row says why something is missing, and lets a colleague's session go on.
            holdings.wait_for(connection, row.handle, [self._grants.person], self._today)
            self._record(connection, row, self._theirs)
            owe_cut(connection, today=self._today)
        return True

    def _put(
        self,
        connection: Connection,
        given: Iterable[GivenItem],
        standing: Iterable[StandingItem],
        change: Callable[[Connection, bytes, Collection[bytes], Iterable[Stanza]], None],
    ) -> None:
        known = {each.id: each for each in standing}
        for each in given:
            if each.id not in known:
                continue
            held = known[each.id].key_ids
            new = () if self._grants.key_id in held else (self._stanza(each),)
            change(connection, each.id, self._former & held, new)
            self.taken.items += len(new)

    def _end(self, connection: Connection, row: CaseRow) -> None:
        """Record what the stanzas are now, and that nobody waits, where each item has one of the person's."""
        owe_cut(connection, today=self._today)
        every = self._record(connection, row, made=self._theirs)
        if all(self._grants.key_id in each.key_ids for each in every):
            holdings.wait_no_more(connection, row.handle, [self._grants.person])

    def _record(
        self,
        connection: Connection,
        row: CaseRow,
        without: Collection[bytes] = (),
        made: Collection[bytes] = (),
    ) -> Sequence[StandingItem]:
        """Record what the stanzas of a case are (`Recorded.record`), and give all that lies in it."""
        with read(self._organisation.intake) as mailboxes:
            every = [
                *stanzas.of_mailbox(mailboxes, row, heads=False),
                *stanzas.of_case(connection, row.handle, heads=False),
            ]
            recorded(connection, mailboxes, row, self._members).record(connection, every, without, made)
        return every

    def _stanza(self, given: GivenItem) -> Stanza:
        return Stanza(self._grants.key_id, given.wrapped)
