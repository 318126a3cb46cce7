"""Which cases the clock's daily look takes for changed before it compares them one by one."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import text

from intake.clock import COPENHAGEN, local_date
from intake.store.engine import read, write
from tests.colleagues import join, rows_of
from tests.holders import doubts, in_intake, in_triage
from tests.office import OfficeWorld
from triage.cases.roles import Role
from triage.services.clock.comparing import _suspect, compare_stanzas
from triage.services.history.one_by_one import SomeFailedError
from triage.services.people.holders import known_members
from triage.services.people.new_person import NewPerson
from triage.store import cases, holdings
from triage.store.cases import CaseRow
from triage.store.visibility import CaseHandle, Level, system_access

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
JUNK = bytes(1168)
FIRST = "select id from item where reference = :reference and direction = 'in'"


def _stanza(world: OfficeWorld, row: CaseRow) -> None:
    changed = f"update stanza set wrapped = :junk where item_id in ({FIRST})"
    in_intake(world, changed, junk=JUNK, reference=row.intake_reference)


def _unrecorded(world: OfficeWorld, row: CaseRow) -> None:
    in_triage(world, 'delete from stanza_record where "case" = :handle', handle=row.handle)


def _grant(world: OfficeWorld, row: CaseRow) -> None:
    cy = join(world, NewPerson("cy", "Cy", Role.ADVISOR)).handle
    with write(world.organisation.triage) as connection:
        cases.add_grant(connection, row.handle, cy, Level.CONTENT, from_on=MONDAY.date())


def _rewrap(world: OfficeWorld, row: CaseRow) -> None:
    with write(world.organisation.triage) as connection:
        holdings.wait_for(connection, row.handle, [world.enrolled["bo"].handle], MONDAY.date())


def _doubt(world: OfficeWorld, row: CaseRow) -> None:
    with write(world.organisation.triage) as connection:
        holdings.add_doubt(connection, row.handle, "changed:", MONDAY.date())


def _twice(world: OfficeWorld, row: CaseRow) -> None:
    """Let a text of the office have the id and the stanzas of what lies in the mailbox, and spoil that."""
    with read(world.organisation.intake) as mailboxes:
        sealed = f"select item_id, key_id, wrapped from stanza where item_id in ({FIRST})"
        there = mailboxes.execute(text(sealed), {"reference": row.intake_reference}).all()
    item = "insert into item values (:id, :handle, 'note', 99, :id, :on, :id)"
    in_triage(world, item, id=there[0].item_id, handle=row.handle, on=MONDAY.date())
    for each in there:
        in_triage(
            world,
            "insert into stanza values (:id, :key, :wrapped)",
            id=each.item_id,
            key=each.key_id,
            wrapped=each.wrapped,
        )
    _stanza(world, row)


CHANGES: tuple[Callable[[OfficeWorld, CaseRow], None], ...] = (
    _stanza,
    _unrecorded,
    _grant,
    _rewrap,
    _doubt,
    _twice,
)


def _suspected(world: OfficeWorld, rows: list[CaseRow]) -> set[CaseHandle]:
    members = known_members(world.organisation, local_date(world.clock.now()))
    handles = [row.handle for row in rows]
    return set(_suspect(world.organisation, system_access(), members, handles))


def test_only_what_may_have_changed_is_compared_by_itself(world: OfficeWorld) -> None:
    """Whatever was changed in a case, it is compared; what nobody touched is not."""
    for _ in range(len(CHANGES) + 1):
        world.send()
    untouched, *rows = rows_of(world, "anna")
    assert _suspected(world, [untouched, *rows]) == set()
    for number, (row, change) in enumerate(zip(rows, CHANGES, strict=True), start=1):
        change(world, row)
        assert _suspected(world, [untouched, *rows]) == {each.handle for each in rows[:number]}


def test_a_spoiled_key_of_one_mailbox_keeps_no_other_case_from_being_compared(world: OfficeWorld) -> None:
    """The key has a wrong length, so its case cannot be compared; the doubt in another is found."""
    for _ in range(2):
        world.send()
    spoiled, row = rows_of(world, "anna")
    key = "update submission set mailbox_kem_pub = :key where reference = :reference"
    in_intake(world, key, key=b"short", reference=spoiled.intake_reference)
    _stanza(world, row)
    world.clock.go(days=1)
    with pytest.raises(SomeFailedError):
        compare_stanzas(world.organisation, system_access(), now=world.clock.now())
    assert doubts(world) == {"changed"}
