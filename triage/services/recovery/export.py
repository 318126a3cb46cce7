"""
What the server asks the offline machine for: of every item the head and the recovery key's stanza, and of the
first one of each case the whole, so that who holds the case is read from what was signed (`answer`).

Nothing is opened here, and nothing is written to a database.
"""

import secrets
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from crypto.directory import Directory
from crypto.envelope import Direction, Kind, Stanza
from crypto.rewrap import HEAD_BYTES
from crypto.statement import RECOVERY
from intake.clock import local_date
from intake.store.engine import read
from triage.services.organisation import Organisation
from triage.services.people.holders import directory, keys_of
from triage.services.people.stated import inner_reference, statements_of
from triage.services.recovery.carried import (
    AskedCase,
    AskedItem,
    Place,
    RecoveryError,
    RecoveryRequest,
    RecoveryTrial,
)
from triage.services.recovery.whom import new_keys
from triage.store import cases, index, items, people, recovering, stanzas
from triage.store.cases import CaseRow
from triage.store.stanzas import StandingItem
from triage.store.visibility import SystemAccess

DRAWN = 5
"""So many items are tried in a drill."""


@dataclass(frozen=True, slots=True)
class RecoveryExport:
    """A request, and how many items there are that no recovery key has a stanza of."""

    request: RecoveryRequest
    without: int


def request(
    organisation: Organisation,
    access: SystemAccess,
    sign_in_name: str,
    *,
    now: datetime,
    references: Collection[str] = (),
    everything: bool = False,
) -> RecoveryExport:
    """
    Write down what is asked for a person who has new keys.

    Args:
        sign_in_name: whom it is for.
        references: the cases that they are to hold; where none is named and not *everything* is wished, those
            that they hold already.
        everything: every case there is.

    Raises:
        RecoveryError: nobody has that name, they have no keys that stand, or there is no such case.
        DirectoryError: the directory has a gap.
    """
    today = local_date(now)
    members = directory(organisation, today)
    with read(organisation.triage) as triage, read(organisation.intake) as intake:
        person = people.person_by_name(triage, sign_in_name)
        if person is None:
            raise RecoveryError("nobody has that sign-in name")
        new_keys(members, person.handle)
        keys = keys_of(members, person.handle)
        rows = cases.all_cases(triage, access)
        if references:
            rows = _named(rows, references)
        elif not everything:
            wanted = recovering.cases_with(triage, intake, access, person.handle, keys)
            rows = [each for each in rows if each.handle in wanted]
        reader = _Reader(members, triage, intake)
        asked = tuple(reader.case(each) for each in rows)
        shared = tuple(reader.index_keys(keys))
        made = RecoveryRequest(
            organisation=organisation.settings.sealing_context,
            root_verify_key=organisation.settings.root_verify_key,
            directory=tuple(each.statement.encode() for each in members.statements),
            on=today,
            person=person.handle,
            name=person.sign_in_name,
            makes_holder=everything or bool(references),
            cases=tuple(each for each in asked if each.items),
            index=shared,
        )
    return RecoveryExport(made, reader.without)


def trial(
    organisation: Organisation, access: SystemAccess, *, now: datetime, number: int = DRAWN
) -> RecoveryTrial:
    """
    Draw items to try the recovery with, at random.

    Raises:
        RecoveryError: nothing is sealed yet.
        DirectoryError: the directory has a gap.
    """
    today = local_date(now)
    members = directory(organisation, today)
    drawn: list[AskedItem] = []
    with read(organisation.triage) as triage, read(organisation.intake) as intake:
        reader = _Reader(members, triage, intake)
        rows = list(cases.all_cases(triage, access))
        secrets.SystemRandom().shuffle(rows)
        for row in rows:
            found = list(reader.items(row))
            if found:
                drawn.append(secrets.choice(found))
            if len(drawn) == number:
                break
        if not drawn:
            raise RecoveryError("nothing is sealed yet, so there is nothing to try")
        return RecoveryTrial(
            organisation=organisation.settings.sealing_context,
            root_verify_key=organisation.settings.root_verify_key,
            directory=tuple(each.statement.encode() for each in members.statements),
            on=today,
            nonce=secrets.token_bytes(16),
            items=tuple(drawn),
        )


class _Reader:
    """Reads what is asked for, and counts what no recovery key has a stanza of."""

    def __init__(self, members: Directory, triage: Connection, intake: Connection) -> None:
        self._keys = {each.key_id for each in members.members if each.role == RECOVERY}
        self._triage = triage
        self._intake = intake
        self.without = 0

    def case(self, row: CaseRow) -> AskedCase:
        """Give what is asked for of a case; without items where the first one is not sealed to recovery."""
        reference, stated = inner_reference(row), tuple(statements_of(self._triage, row))
        found = list(self.items(row))
        whole = self._first(row)
        if whole is None:
            self.without += len(found)
            return AskedCase(row.handle, reference, stated, ())
        rest = (each for each in found if each.id != whole.id)
        return AskedCase(row.handle, reference, stated, (whole, *rest))

    def items(self, row: CaseRow) -> Iterator[AskedItem]:
        """Give the items of a case without their contents."""
        yield from self._standing("mailbox", row, stanzas.of_mailbox(self._intake, row))
        yield from self._standing("case", row, stanzas.of_case(self._triage, row.handle))

    def index_keys(self, keys: Collection[bytes]) -> Iterator[AskedItem]:
        """Give the keys of the index in which one of these has a stanza, whole."""
        for name in self._keys:
            for each in index.keys(self._triage, name):
                if each.holders.intersection(keys) and each.stanzas:
                    told = (Kind.INDEX, Direction.INTERNAL, each.id, 1, each.envelope)
                    yield AskedItem("index", each.id, *told, name, each.stanzas[0].wrapped)

    def _standing(self, place: Place, row: CaseRow, found: Iterable[StandingItem]) -> Iterator[AskedItem]:
        for each in found:
            ours = self._ours(each.stanzas)
            if ours is None:
                self.without += 1
            else:
                told = (each.kind, each.direction, each.id, 0, each.head)
                yield AskedItem(place, _bound_to(row, each.head), *told, ours.key_id, ours.wrapped)

    def _first(self, row: CaseRow) -> AskedItem | None:
        """Give the first signed item of a case, whole: of its mailbox, or the office's where nothing came."""
        for name in self._keys:
            if row.intake_reference is None:
                kept = items.first_of(self._triage, row.handle, name)
                if kept is not None and kept.stanzas:
                    told = (kept.kind, Direction.INTERNAL, kept.id, kept.counter, kept.envelope)
                    return AskedItem(
                        "case", _bound_to(row, kept.envelope), *told, name, kept.stanzas[0].wrapped
                    )
            else:
                sent = stanzas.first_of_mailbox(self._intake, row, name)
                if sent is not None and sent.stanzas:
                    told = (sent.kind, Direction.IN, sent.id, sent.counter, sent.envelope)
                    return AskedItem("mailbox", row.intake_reference, *told, name, sent.stanzas[0].wrapped)
        return None

    def _ours(self, found: Iterable[Stanza]) -> Stanza | None:
        return next((each for each in found if each.key_id in self._keys), None)


def _bound_to(row: CaseRow, head: bytes) -> bytes:
    """Give which of a case's two references an envelope names; whoever opens it holds it against that."""
    reference = inner_reference(row)
    return reference if reference in head[:HEAD_BYTES] else row.handle


def _named(rows: Iterable[CaseRow], references: Collection[str]) -> list[CaseRow]:
    wanted = {each.strip().upper() for each in references}
    found = [each for each in rows if each.case_reference in wanted]
    if missing := wanted - {each.case_reference for each in found}:
        raise RecoveryError(f"there is no case {', '.join(sorted(missing))}")
    return found
