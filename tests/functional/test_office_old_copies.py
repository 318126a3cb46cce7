"""Where an old passphrase and old keys still open something: what the page says of it, and what is so."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from intake.clock import COPENHAGEN
from intake.store.engine import read, write
from tests.functional import test_office_me, test_office_new_keys
from tests.office import Browser, OfficeWorld
from triage.services.backup.make import PROCESS
from triage.services.people.old_copies import Logs, forget_in_logs, last_backup
from triage.store import alerts
from triage.store.tables import person

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
CUT, BUSY, SERVER = "Dens log er tømt", "nogen læste i databasen netop nu", "I databaseserverens log"
UNKNOWN, OTHERS = "her kendes ingen", "I alle andre kopier"


def new_passphrase(world: OfficeWorld) -> Browser:
    """Let anna change her passphrase, up to the last page."""
    anna, new = test_office_me._begun(world)
    anna.follow("/me/passphrase", {"step": "noted"})
    assert anna.post("/me/passphrase", {"step": "keep", "passphrase": new}).status_code == 200
    return anna


def new_keys(world: OfficeWorld) -> Browser:
    """Let anna change her keys, up to the last page."""
    world.clock.go(days=1)
    anna = world.signed_in("anna")
    test_office_new_keys.changed(world, anna)
    return anna


either = pytest.mark.parametrize("change", [new_passphrase, new_keys])


@contextmanager
def is_read(engine: Engine) -> Iterator[None]:
    """Let somebody read meanwhile, who sees the database as it was when they began."""
    with read(engine) as connection:
        assert connection.execute(select(func.count()).select_from(person)).scalar_one()
        yield


def log_of(engine: Engine) -> Path:
    """Give the file of a database's log."""
    return Path(f"{engine.url.database}-wal")


@either
def test_the_page_names_log_backups_and_other_copies(world: OfficeWorld, change) -> None:
    """With the day of the last backup, as the backup itself notes it; and where none is known, so."""
    assert last_backup(world.organisation) is None
    words = change(world).words()
    assert [each for each in (CUT, UNKNOWN, OTHERS) if each not in words] == []
    assert [each for each in (BUSY, SERVER) if each in words] == []


@either
def test_the_last_backup_is_named_by_its_day(world: OfficeWorld, change) -> None:
    """Of several the last."""
    for days in (1, 3):
        world.clock.go(days=days)
        with write(world.organisation.triage) as connection:
            alerts.beat(connection, PROCESS, world.clock.now())
    world.clock.go(days=1)
    words = change(world).words()
    assert "27. november 2026" in words
    assert UNKNOWN not in words


@either
def test_a_log_that_somebody_reads_is_not_said_to_be_cut(world: OfficeWorld, change) -> None:
    """The page says so; the other database's is cut all the same, and both are the next time."""
    organisation = world.organisation
    with is_read(organisation.triage):
        words = change(world).words()
        assert BUSY in words
        assert CUT not in words
        assert log_of(organisation.intake).stat().st_size == 0
        before = log_of(organisation.triage).stat().st_size
    assert forget_in_logs(organisation) is Logs.CUT
    # That it was cut is noted afterwards: that one page, with its two heads, is all there is.
    assert log_of(organisation.triage).stat().st_size == 32 + 24 + 4096 < before
    assert forget_in_logs(organisation) is Logs.CUT
    assert log_of(organisation.triage).stat().st_size == 0


@pytest.mark.both_engines
def test_what_a_server_logs_is_not_said_to_be_cut(world: OfficeWorld, engine_of_tests: str) -> None:
    """That is not ours to cut."""
    words = new_passphrase(world).words()
    said = CUT if engine_of_tests == "sqlite" else SERVER
    assert [each for each in (CUT, BUSY, SERVER) if each in words] == [said]
