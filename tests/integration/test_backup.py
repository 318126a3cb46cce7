"""Backup and restore: what comes out of it is what was there, on either engine and from one to the other."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crypto.backup import sign_drill
from crypto.identities import Identity
from intake.services.attach import path_of
from intake.store.engine import write
from tests.backups import Kept, a_full_town, a_kept_town, altered, attachment, drill, readable, send_file
from tests.cli.test_installation import betro
from tests.clockwork import at
from tests.postgres import choice
from triage.services.backup.cuts import alone
from triage.services.backup.make import TURNS
from triage.services.clock.steadiness import believe
from triage.store import alerts


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """A town with a bit of everything."""
    return a_full_town(tmp_path)


def in_production(kept: Kept) -> None:
    """Let a town go by the real time, as every real one does."""
    text = kept.town.settings.read_text().replace('mode = "test"', 'mode = "production"')
    kept.town.settings.write_text(re.sub(r"(?m)^clock_file = .*$", "", text))
    believe(kept.town.organisation, datetime.now(UTC))


def _lasting(tables: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is of the moment: who is at work, when it was backed up, and what was not sent yet."""
    kept = {name: rows for name, rows in tables.items() if name not in ("heartbeat", "lease")}
    return kept | {"blob": [row for row in kept.get("blob", []) if "claimed" in row]}


@pytest.mark.both_engines
def test_what_comes_out_is_what_went_in(kept, tmp_path):
    """Every row of both databases, the attachments, keys and folders; and the clock goes on from there."""
    said = kept.backup()
    assert said.exit_code == 0, said.output
    assert "1 attachments, of which 1 are new here; 1 backups stand" in said.output
    town = kept.restored(tmp_path / "again")
    for line in ("intake", "triage"):
        before, after = kept.town.dump(line), town.dump(line)
        assert _lasting(before) == _lasting(after)
    assert readable(town) == 3
    for name in ("keys/ticket.key", "keys/checkpoint.key", "organisation/units.toml"):
        assert (town.folder / name).read_text() == (kept.town.folder / name).read_text()
    assert town.checkpoints() == kept.town.checkpoints()
    assert town.tick(at("Tue 2026-11-24")) == ()
    town.is_sound()


def test_a_backup_goes_from_one_engine_to_the_other(kept, tmp_path):
    """What was kept on SQLite comes out on PostgreSQL, and goes back, row by row the same."""
    assert kept.backup().exit_code == 0
    try:
        choice.engine = "postgresql"
        town = kept.restored(tmp_path / "server")
        assert town.organisation.triage.url.get_backend_name() == "postgresql"
        assert readable(town) == 3
        assert betro("backup", str(tmp_path / "second"), settings=town.settings).exit_code == 0
        choice.engine = "sqlite"
        back = Kept(town, tmp_path / "second", kept.clock).restored(tmp_path / "back")
        for line in ("intake", "triage"):
            before, after = kept.town.dump(line), back.dump(line)
            assert _lasting(before) == _lasting(after)
    finally:
        choice.engine = "postgresql"
        choice.back()


def test_attachments_are_kept_once(kept):
    """A second backup copies what is new; the first one's files are not touched."""
    assert "1 are new" in kept.backup().output
    first = attachment(kept)
    written = first.stat().st_mtime_ns
    send_file(kept.town, b"y" * 200_000)
    assert "2 attachments, of which 1 are new here; 2 backups stand" in kept.backup().output
    assert first.stat().st_mtime_ns == written


def test_old_backups_go_and_take_no_attachment_that_another_names(kept):
    """The newest ones stand, each with all that it names; what nobody names goes with the last that did."""
    for _ in range(3):
        assert kept.backup("--keep", "2").exit_code == 0
    assert [each.name[:6] for each in kept.cuts] == ["000002", "000003"]
    stray = kept.folder / "blobs" / "ab" / ("ab" * 16)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"named by nobody")
    assert kept.backup("--keep", "2").exit_code == 0
    assert not stray.exists()
    assert len([each for each in (kept.folder / "blobs").rglob("*") if each.is_file()]) == 1


def test_no_attachment_goes_while_a_backup_cannot_say_what_it_names(kept):
    """A damaged manifest names nothing, so everything stays and the command says so."""
    assert kept.backup().exit_code == 0
    (kept.cuts[0] / "manifest").write_bytes(b"x")
    said = kept.backup()
    assert said.exit_code == 1
    assert said.output == f"Error: damaged: the manifest of {kept.cuts[0].name}\n"
    assert any(each.is_file() for each in (kept.folder / "blobs").rglob("*"))
    assert len(kept.cuts) == 2


def test_an_attachment_that_goes_bad_in_the_backup_is_copied_anew_within_seven(kept, tmp_path):
    """Each is read again in one of seven backups, and only then: the backup says that it was new."""
    assert kept.backup().exit_code == 0
    lying = attachment(kept)
    content = lying.read_bytes()
    altered(lying)
    copied = [int(re.search(r"of which (\d) are new", kept.backup().output)[1]) for _ in range(TURNS)]
    assert sorted(copied) == [0] * (TURNS - 1) + [1]
    assert attachment(kept).read_bytes() == content
    assert "left out" not in kept.restore(tmp_path / "again").output


def test_nothing_can_be_read_from_a_backup_without_the_seed(kept):
    """No passphrase's wrapping, no name, no sign-in name, no key, no settings value stands there in plain."""
    assert kept.backup().exit_code == 0
    found = b"".join(each.read_bytes() for each in kept.folder.rglob("*") if each.is_file())
    secrets = [(kept.town.folder / "keys" / f"{name}.key").read_text() for name in ("ticket", "checkpoint")]
    for secret in (b"anna@example.test", b"Jobcentret", b"report:opened", *map(str.encode, secrets)):
        assert secret.strip() not in found
    for secret in secrets:
        assert bytes.fromhex(secret) not in found


def test_an_attachment_that_is_lost_here_is_still_in_the_backup(kept, tmp_path):
    """The backup before has it; where none has, the command says how many are missing."""
    folder = kept.town.organisation.settings.blob_folder
    (row,) = kept.town.rows("intake", "blob", state="claimed")
    lying = path_of(folder, row.id)
    content = lying.read_bytes()
    assert kept.backup().exit_code == 0
    lying.unlink()
    assert kept.backup().exit_code == 0
    town = kept.restored(tmp_path / "again")
    assert path_of(town.organisation.settings.blob_folder, bytes.fromhex(lying.name)).read_bytes() == content
    lying.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    said = betro("backup", str(tmp_path / "fresh"), settings=kept.town.settings)
    assert said.exit_code == 1
    assert "Error: 1 attachments are missing or damaged; see betro doctor" in said.output


def test_a_new_key_and_a_missing_one(kept, tmp_path):
    """What betro backup-key prints is a setting and the seed that opens what was sealed to it."""
    said = betro("backup-key").output
    seed, line = re.search(r"\n([0-9a-f]{64})\n", said)[1], said.splitlines()[-1]
    text = kept.town.settings.read_text()
    kept.town.settings.write_text(re.sub(r"(?m)^backup_key = .*$", "", text))
    assert kept.backup().output == "Error: backup_key: must be set; betro backup-key makes one\n"
    kept.town.settings.write_text(re.sub(r"(?m)^backup_key = .*$", line, text))
    assert kept.backup().exit_code == 0
    assert kept.restore(tmp_path / "again", seed=bytes.fromhex(seed)).exit_code == 0


@pytest.mark.both_engines
def test_a_drill_gives_a_result_that_is_carried_back(kept, tmp_path):
    """Nothing of the copy stays; the true installation takes the result down."""
    in_production(kept)
    said = betro("doctor", settings=kept.town.settings).output
    assert "wrong  backup: there is no backup; see deploy/runbooks/backup.md\n" in said
    assert "wrong  backup: no backup was ever tried; betro drill" in said
    assert kept.backup().exit_code == 0
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    said = drill(kept, tmp_path / "result", "--scratch", str(scratch))
    assert said.exit_code == 0, said.output
    assert "3 submissions, " in said.output
    assert "3 cases, " in said.output
    assert "nothing wrong found" in said.output
    assert list(scratch.iterdir()) == []
    said = betro("drilled", str(tmp_path / "result"), settings=kept.town.settings)
    assert said.exit_code == 0, said.output
    assert said.output.startswith("backup 1 of ")
    assert len(kept.town.rows("triage", "journal", action="drill:recorded")) == 1
    assert "wrong  backup" not in betro("doctor", settings=kept.town.settings).output


def test_the_doctor_says_how_old_backup_and_drill_are(kept):
    """Two days and a hundred are what it lets pass."""
    in_production(kept)

    def told(backup: timedelta, drill: timedelta) -> str:
        with write(kept.town.organisation.triage) as connection:
            for process, age in (("backup", backup), ("drill", drill)):
                alerts.beat(connection, process, datetime.now(UTC) - age)
        return betro("doctor", settings=kept.town.settings).output

    said = told(timedelta(days=3), timedelta(days=101))
    assert "wrong  backup: the last backup is 3 days old\n" in said
    assert "wrong  backup: the last drill was 101 days ago; " in said
    said = told(timedelta(days=-182), timedelta(days=-182))
    for what in ("backup", "drill"):
        assert f"wrong  backup: the last {what} bears a day that has not come" in said
    minute = timedelta(minutes=1)
    assert "wrong  backup" not in told(timedelta(days=2) - minute, timedelta(days=100) - minute)
    said = told(timedelta(days=2) + minute, timedelta(days=100) + minute)
    assert "wrong  backup: the last backup is 2 days old\n" in said
    assert "wrong  backup: the last drill was 100 days ago; " in said


def test_a_drill_tells_what_is_wrong_with_what_was_kept(kept, tmp_path):
    """A backup of a damaged installation is a true copy of it; the drill says so and is not taken down."""
    kept.town.sql("triage", "UPDATE journal SET action = 'x' WHERE seq = 4")
    assert kept.backup().exit_code == 0
    said = drill(kept, tmp_path / "result")
    assert said.exit_code == 1
    assert "wrong  journal: entry 4 does not follow from the one before it\n" in said.output
    said = betro("drilled", str(tmp_path / "result"), settings=kept.town.settings)
    assert said.exit_code == 1
    assert "Error: the drill found " in said.output


@pytest.mark.parametrize("how", ["altered", "another key", "no result"])
def test_a_result_that_is_none_is_refused(kept, tmp_path, how):
    """Only who has the seed of the pinned key can say that a drill went well."""
    assert kept.backup().exit_code == 0
    result = tmp_path / "result"
    assert drill(kept, result).exit_code == 0
    body, signature, _ = result.read_bytes().split(b"\n")
    if how == "altered":
        result.write_bytes(body.replace(b'"cases":3', b'"cases":4') + b"\n" + signature + b"\n")
    elif how == "another key":
        stranger = Identity.from_seed(b"s" * 32)
        result.write_bytes(body + b"\n" + sign_drill(stranger, body).hex().encode() + b"\n")
    else:
        result.write_bytes(b"fine")
    said = betro("drilled", str(result), settings=kept.town.settings)
    assert said.output == "Error: it is no result of a drill that was signed with this backup key\n"
    assert kept.town.rows("triage", "heartbeat", process="drill") == []


def test_a_folder_holds_the_backups_of_one_installation(kept, tmp_path):
    """Two that shared one would take away each other's attachments."""
    assert kept.backup().exit_code == 0
    other = a_kept_town(tmp_path / "other")
    # The towns of tests are copies of one.
    text = re.sub(r'(?m)^sealing_context = "..', 'sealing_context = "00', other.town.settings.read_text())
    other.town.settings.write_text(text)
    said = betro("backup", str(kept.folder), settings=other.town.settings)
    assert said.exit_code == 1
    assert said.output == (
        "Error: foreign: the folder holds the backups of another installation; take another\n"
    )
    assert len(kept.cuts) == 1


@pytest.mark.both_engines
def test_a_mail_may_leave_again_under_its_old_name_and_no_acknowledgement_does(kept, tmp_path):
    """What was sent after the backup is not known to have been sent; the receiver can drop the second."""
    assert kept.backup().exit_code == 0
    noon = at("Mon 2026-11-23", 12)
    assert kept.town.tick(noon) == ()
    town = kept.restored(tmp_path / "again")
    assert town.tick(noon) == ()
    sent = {each["Message-ID"] for each in kept.town.mails()}
    assert sent
    assert {each["Message-ID"] for each in town.mails()} == sent
    there, here = (sorted(row.id for row in each.rows("intake", "item")) for each in (town, kept.town))
    assert there == here


def test_two_backups_at_once_do_not_mix(kept):
    """The second says that the first is at it."""
    with alone(kept.folder):
        assert kept.backup().output == "Error: another backup is being written into this folder\n"
    assert kept.backup().exit_code == 0
