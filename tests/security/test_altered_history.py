"""Somebody who rewrites the history of a case: the doctor compares it with the journal."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from intake.clock import COPENHAGEN
from intake.store.engine import write
from tests.office import OfficeWorld, found_office
from triage.cli.checks import REST


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """An office on Monday 23 November 2026."""
    return found_office(tmp_path / "office", datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN))


@pytest.mark.parametrize(
    "change",
    [
        "update event set payload = replace(payload, '2026-11-23', '2026-11-01')",
        'update event set payload = replace(payload, \'"actor":"\', \'"actor":"00\')',
        "delete from event where payload like '%report:opened/%'",
    ],
)
def test_the_doctor_sees_a_history_that_the_journal_does_not_tell(world: OfficeWorld, change: str) -> None:
    """An event that was altered or taken away differs from what was hashed into the journal that day."""
    world.send()
    world.signed_in("anna").open_case()
    check = next(each for each in REST if each.__name__ == "_history")
    assert list(check(world.organisation, world.clock.now())) == []
    with write(world.organisation.triage) as connection:
        connection.execute(text(change))
    assert len(list(check(world.organisation, world.clock.now()))) == 1
