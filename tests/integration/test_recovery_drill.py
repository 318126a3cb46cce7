"""The yearly drill of recovery: noted, reminded of, refused where nobody with the key held it."""

from typing import Any

import pytest
from msgspec.structs import replace as said
from sqlalchemy import Row, select

from crypto.identities import Identity
from crypto.recovery import sign_trial
from intake.store.engine import read
from intake.store.tables import metadata as mailbox_tables
from tests.integration.test_recovery import a_case, takes
from tests.recovered import KeptTown, a_kept_town
from triage.cli.checks import faults
from triage.services.recovery import trial as trials
from triage.services.recovery.answer import tried
from triage.services.recovery.carried import RecoveryError, RecoveryFile, body_of
from triage.services.recovery.export import trial
from triage.services.recovery.trial import is_due, note_trial
from triage.store import journal
from triage.store.tables import metadata as case_tables
from triage.store.visibility import system_access


@pytest.fixture
def town(tmp_path) -> KeptTown:
    """An office with two advisors, anna and bo, and what was made at its ceremony."""
    return a_kept_town(tmp_path)


def _tried(town: KeptTown, signer: Identity | None = None, **change: object) -> RecoveryFile:
    asked = trial(town.world.organisation, system_access(), now=town.world.clock.now())
    result = said(tried(asked, town.recovery), **change)
    body = body_of(result)
    return RecoveryFile(result, body, sign_trial(signer or town.recovery, body))


def test_a_drill_is_noted_and_reminded_of_after_a_year(town) -> None:
    """Before the first it counts from the beginning; a doctor says it, and the journal keeps each drill."""
    a_case(town)
    organisation, clock = town.world.organisation, town.world.clock
    assert not is_due(organisation, today=clock.now().date())
    clock.go(days=366)
    assert is_due(organisation, today=clock.now().date())
    assert ("recovery", "recovery was never tried; betro keys drill") in faults(organisation, clock.now())

    assert "Prøv genskabelsen" in town.world.signed_in("carla").get("/people").to_text()

    noted = note_trial(organisation, _tried(town), now=clock.now())

    assert "Prøv genskabelsen" not in town.world.signed_in("carla").get("/people").to_text()
    assert (noted.asked, noted.opened) == (1, 1)
    assert not is_due(organisation, today=clock.now().date())
    clock.go(days=366)
    assert is_due(organisation, today=clock.now().date())
    with read(organisation.triage) as connection:
        assert trials.TRIED in {each.action for each in journal.entries(connection)}


def test_a_drill_that_nobody_with_the_key_held_is_not_noted(town) -> None:
    """Another's signature, another town's result, one that did not open, and one of tomorrow are refused."""
    a_case(town)
    organisation, clock = town.world.organisation, town.world.clock
    late = clock.now().date().replace(year=2027)
    for wrong, sentence in (
        (_tried(town, town.world.enrolled["bo"].identity), "no recovery key"),
        (_tried(town, organisation=b"x" * 16), "another installation"),
        (_tried(town, opened=0), "of 1 items that were drawn 0 opened"),
        (_tried(town, on=late), "later than now"),
    ):
        with pytest.raises(RecoveryError, match=sentence):
            note_trial(organisation, wrong, now=clock.now())


def test_an_old_drill_renews_nothing(town) -> None:
    """What is noted is the day on which it was asked for, not that on which a file is read again."""
    a_case(town)
    organisation, clock = town.world.organisation, town.world.clock
    held = _tried(town)
    clock.go(days=400)

    note_trial(organisation, held, now=clock.now())

    assert is_due(organisation, today=clock.now().date())


def test_a_drill_opens_nothing_for_anybody(town) -> None:
    """What comes back holds numbers and a signature; taken down, it has changed no row of either database."""
    a_case(town)
    there = rows_there(town)
    carried = _tried(town)
    assert len(carried.body) < 200

    note_trial(town.world.organisation, carried, now=town.world.clock.now())

    assert changed_tables(there, rows_there(town)) == {"heartbeat", "journal"}
    town.loses_keys("anna")
    there = rows_there(town)
    assert takes(town, town.granted("anna")).items
    assert {"stanza"} <= changed_tables(there, rows_there(town))


def rows_there(town: KeptTown) -> dict[str, set[Row[Any]]]:
    """Give every row of both databases, by the names of their tables; those of one name together."""
    found: dict[str, set[Row[Any]]] = {}
    organisation = town.world.organisation
    for engine, metadata in ((organisation.intake, mailbox_tables), (organisation.triage, case_tables)):
        with read(engine) as connection:
            for name, table in metadata.tables.items():
                found.setdefault(name, set()).update(connection.execute(select(table)))
    return found


def changed_tables(before: dict[str, set[Row[Any]]], after: dict[str, set[Row[Any]]]) -> set[str]:
    """Give the tables whose rows are not the same."""
    return {name for name, rows in after.items() if rows != before[name]}
