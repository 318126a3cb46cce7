"""Closed for maintenance, and a database renamed away: nothing is half done, and who sends is told."""

import threading
from pathlib import Path

import pytest

from crypto.receipt import new_receipt_code
from intake.domain.closed import ClosedError, MovedError
from intake.services.submit import submit
from intake.store.engine import write
from tests.backups import Kept, a_kept_town, readable
from tests.cli.test_installation import betro
from tests.clockwork import REPORT


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """A town with one opened report."""
    kept = a_kept_town(tmp_path)
    kept.town.send()
    assert kept.town.tick() == ()
    kept.town.decide_opened()
    assert kept.town.tick() == ()
    return kept


def switch(kept: Kept, to: str) -> str:
    """Type `betro maintenance`."""
    said = betro("maintenance", to, settings=kept.town.settings)
    assert said.exit_code == 0, said.output
    return said.output


@pytest.mark.both_engines
def test_while_it_is_closed_nothing_is_written_and_everything_can_be_read_and_kept(kept, tmp_path):
    """Portal, office and clock wait; a backup is made, comes out open, and then everything goes on."""
    town = kept.town
    assert switch(kept, "on") == "closed; nothing is written any more\n"
    assert switch(kept, "on") == "closed; nothing is written any more\n"
    before = {line: town.dump(line) for line in ("intake", "triage")}
    with pytest.raises(ClosedError):
        submit(town.organisation.reception, REPORT, new_receipt_code(), now=town.now)
    with pytest.raises(ClosedError):
        town.decide_opened()
    assert town.tick() is None
    assert readable(town) == 1
    assert {line: town.dump(line) for line in ("intake", "triage")} == before
    assert "wrong  maintenance: the service is closed since 2026-11-23; " in doctor(kept)
    assert kept.backup().exit_code == 0
    again = kept.restored(tmp_path / "again")
    again.send()
    assert again.tick() == ()
    assert switch(kept, "off") == "open\n"
    town.send()
    assert town.tick() == ()
    town.is_sound()
    assert [row.action for row in town.rows("triage", "journal")].count("service:closed") == 1


def doctor(kept: Kept) -> str:
    """Ask the doctor."""
    return betro("doctor", settings=kept.town.settings).output


@pytest.mark.both_engines
def test_who_is_writing_comes_to_the_end_before_it_is_closed(kept):
    """The switch waits for the one transaction, and the next is refused."""
    engine = kept.town.organisation.intake
    with write(engine) as connection:
        closing = threading.Thread(target=switch, args=(kept, "on"))
        closing.start()
        closing.join(0.5)
        assert closing.is_alive()
        connection.exec_driver_sql("DELETE FROM published")
    closing.join()
    assert kept.town.rows("intake", "published") == []
    with pytest.raises(ClosedError), write(engine):
        pass


def test_a_database_that_is_renamed_away_stops_the_writer(kept):
    """Nothing is confirmed into the renamed file; put back, or another put in its place, it is written on."""
    town, file = kept.town, kept.town.file("intake")
    town.send()
    away = file.with_suffix(".away")
    file.rename(away)
    with pytest.raises(MovedError):
        submit(town.organisation.reception, REPORT, new_receipt_code(), now=town.now)
    assert not file.exists()
    away.rename(file)
    code = town.send()
    assert town.mailbox(code)
    assert town.tick() == ()
    town.is_sound()


def test_a_database_that_another_is_put_in_place_of_is_not_written_to_by_who_has_the_old_one_open(kept):
    """The first writer is refused and the next one writes into the file that lies there."""
    town, file = kept.town, kept.town.file("intake")
    town.organisation.intake.dispose()
    copy = file.with_suffix(".copy")
    copy.write_bytes(file.read_bytes())
    town.send()
    file.rename(file.with_suffix(".away"))
    for side in ("-wal", "-shm"):
        Path(f"{file}{side}").unlink(missing_ok=True)
    copy.rename(file)
    with pytest.raises(MovedError):
        submit(town.organisation.reception, REPORT, new_receipt_code(), now=town.now)
    code = town.send()
    assert town.mailbox(code)
    assert len(town.rows("intake", "submission")) == 2
