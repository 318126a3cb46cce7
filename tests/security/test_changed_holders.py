"""Who holds a case from now on: what it opens, what it closes, and what it shows to who reads the disk."""

from datetime import datetime

import pytest

from intake.clock import COPENHAGEN
from tests.holders import changed, doubts, held_by, joined, opens, person, the_row
from tests.office import OfficeWorld
from triage.cases.decisions.receiving import NoteAdded
from triage.cases.typed import typed
from triage.services.casework.execute import execute
from triage.services.casework.open_case import open_report
from triage.services.reading.visible_case import NoSuchCaseError

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)


@pytest.fixture
def reported(world: OfficeWorld) -> OfficeWorld:
    """A report, opened, with a note; cy begins on Wednesday and holds nothing."""
    code = world.send()
    world.codes = [code]  # type: ignore[attr-defined]
    anna = person(world, "anna")
    open_report(world.organisation, anna, the_row(world).case_reference, now=world.clock.now())
    note(world, "anna")
    world.clock.go(days=2)
    joined(world, "cy")
    return world


def note(world: OfficeWorld, name: str) -> None:
    """Let somebody write a note."""
    said = typed(NoteAdded, item=f"Skrevet af {name}")
    execute(
        world.organisation, person(world, name), the_row(world).case_reference, said, now=world.clock.now()
    )


def test_whoever_is_added_opens_everything_and_whoever_is_removed_nothing(reported: OfficeWorld) -> None:
    """Also what lay there before; and what is written afterwards goes to those who hold it then."""
    world = reported
    anna, bo, cy = (world.enrolled[each] for each in ("anna", "bo", "cy"))
    assert not any(opens(world, cy.identity).values())
    changed(world, person(world, "anna"), add=[cy.handle], remove=[bo.handle])
    note(world, "cy")
    assert all(opens(world, cy.identity).values())
    assert all(opens(world, anna.identity).values())
    assert not any(opens(world, bo.identity).values())
    assert held_by(world, person(world, "cy")) == {anna.handle, cy.handle}
    with pytest.raises(NoSuchCaseError):
        open_report(
            world.organisation, person(world, "bo"), the_row(world).case_reference, now=world.clock.now()
        )
    open_report(world.organisation, person(world, "cy"), the_row(world).case_reference, now=world.clock.now())
    assert doubts(world) == set()
