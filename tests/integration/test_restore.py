"""What a restore refuses, what it passes by, and what it makes."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from crypto.backup import BackupKey
from crypto.identities import Identity
from intake.store.engine import write
from tests.backups import Kept, a_full_town, altered, attachment, drill, readable
from tests.cli.test_installation import betro, mode
from tests.clockwork import opened
from triage.services.backup import files
from triage.services.backup.belongings import belongings_of
from triage.services.backup.cuts import read_manifest, write_manifest
from triage.services.backup.make import make
from triage.services.backup.restore import restore
from triage.services.organisation.content import write_files
from triage.settings import load_clock
from triage.store import dump, outbox
from triage.store.visibility import system_access


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """A town with a bit of everything."""
    return a_full_town(tmp_path)


@pytest.mark.both_engines
def test_what_was_of_the_moment_is_left_behind(kept, tmp_path):
    """What nobody had sent, and what a process that is gone had taken for itself."""
    noon = kept.town.now + timedelta(hours=2)
    with write(kept.town.organisation.triage) as connection:
        (mail, *_) = outbox.waiting_mail(connection, system_access(), noon)
        assert outbox.claim(connection, mail.key, now=noon)
    assert kept.backup().exit_code == 0
    town = kept.restored(tmp_path / "again")
    assert {row.state for row in kept.town.rows("intake", "blob")} == {"claimed", "complete"}
    assert {row.state for row in town.rows("intake", "blob")} == {"claimed"}
    assert kept.town.rows("triage", "lease")
    assert town.rows("triage", "lease") == []
    assert {row.claimed_until for row in town.rows("triage", "outbox")} == {None}


@pytest.mark.parametrize("where", ["manifest", "belongings", "intake", "triage"])
def test_any_byte_that_is_altered_is_noticed(kept, tmp_path, where):
    """At the beginning, in the middle, at the end: one line says which file, and nothing is written."""
    assert kept.backup().exit_code == 0
    (cut,) = kept.cuts
    file = cut / where
    whole = file.read_bytes()
    told = "the manifest" if where == "manifest" else f"the part {where}"
    for place in (0, 1, len(whole) // 2, len(whole) - 2):
        file.write_bytes(whole)
        altered(file, place)
        assert kept.refused(tmp_path / "again") == f"Error: damaged: {told} of {cut.name}"
        assert not (tmp_path / "again").exists()
    for cut_short in (whole[:-1], whole + b"\n", b""):
        file.write_bytes(cut_short)
        assert kept.refused(tmp_path / "again") == f"Error: damaged: {told} of {cut.name}"
    file.unlink()
    missing = f"{cut.name} has no manifest" if where == "manifest" else f"{told} of {cut.name}"
    assert kept.refused(tmp_path / "again") == f"Error: incomplete: {missing}"


@pytest.mark.parametrize("how", ["altered", "missing"])
def test_a_bad_attachment_is_left_out_and_counted(kept, tmp_path, how):
    """All backups share the one file, so an older one would be no help; everything else comes out."""
    assert kept.backup().exit_code == 0
    lying = attachment(kept)
    altered(lying) if how == "altered" else lying.unlink()
    said = kept.restore(tmp_path / "again")
    assert said.exit_code == 0, said.output
    assert "damaged: 1 attachments are left out; the rest is restored\n" in said.output
    town = opened(tmp_path / "again", kept.town.now, kept.town.enrolled, kept.town.backup_seed)
    assert readable(town) == 3
    assert list(town.organisation.settings.blob_folder.glob("??/*")) == []
    said = drill(kept, tmp_path / "result")
    assert said.exit_code == 1
    assert "wrong  attachments: 1 attachments are missing or damaged\n" in said.output


def test_nothing_is_written_before_somebody_has_seen_whose_backup_it_is(kept, tmp_path):
    """Whoever can write to the folder can sign one with a key of their own."""
    assert kept.backup().exit_code == 0
    again, seed = tmp_path / "again", kept.town.backup_seed.hex()
    words = ("restore", str(kept.folder), str(again))
    for answer in ("n\n", "\n", ""):
        said = betro(*words, typed=f"{seed}\n{answer}")
        assert said.exit_code == 1
        assert f"(clock's key {kept.noted})" in said.output
        assert f"Is {kept.noted} the clock's key that you have noted? [y/N]: " in said.output
        assert not again.exists()
    assert kept.refused(again, "--clock-key", "ab" * 8) == (
        "Error: foreign: the clock whose key was given did not sign it; nothing was restored"
    )
    assert not again.exists()
    assert betro(*words, typed=f"{seed}\ny\n").exit_code == 0
    assert (again / "betro.toml").exists()


@pytest.mark.parametrize("name", ["../x", "a/../../x", "a/..", "..", "/x", "ROOT/x", "//x"])
def test_no_name_leads_out_of_the_folder_that_is_written_to(tmp_path, name):
    """Not upwards and not by a path of its own; and what stands beside it is not written either."""
    folder = tmp_path / "folder"
    with pytest.raises(ValueError, match=r"^a name leads out of the folder$"):
        write_files(folder, {"units.toml": "x", name.replace("ROOT", str(tmp_path)): "x"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("which", ["own", "checkpoints"])
def test_a_name_that_leads_out_of_the_folder_is_refused(kept, tmp_path, which):
    """Whoever has the public half of the backup key can seal such a name."""
    environment = {"BETRO_SETTINGS": str(kept.town.settings)}
    forged = structs.replace(belongings_of(environment), **{which: {"../../../x": "x"}})
    key = BackupKey.of(Identity.from_seed(kept.town.backup_seed))
    make(kept.town.organisation, forged, kept.folder, key, keep=2, now=kept.town.now)
    (cut,) = kept.cuts
    assert kept.refused(tmp_path / "deep" / "again") == f"Error: damaged: {cut.name} (ValueError)"
    assert list(tmp_path.rglob("x")) == []
    assert not (tmp_path / "deep" / "again" / "betro.toml").exists()


def test_a_finished_restore_is_never_wiped(kept, tmp_path):
    """Not even where the machine stopped between its last step and the one that takes the mark away."""
    assert kept.backup().exit_code == 0
    town = kept.restored(tmp_path / "again")
    (town.folder / "restore-is-not-finished").mkdir()
    code = town.send()
    assert kept.refused(town.folder) == (
        "Error: the folder is not empty; Betro never writes over an installation"
    )
    assert town.mailbox(code)


def test_a_disk_that_gives_back_another_byte_is_noticed(kept, tmp_path, monkeypatch):
    """By the backup and by the restore, each in the same words; neither is taken for whole."""
    assert kept.backup().exit_code == 0
    real = files.pieces_of

    def turned(path: Path) -> Iterator[bytes]:
        """Read as a disk does that turns a bit of what was written just now."""
        fresh = path.suffix == ".part" or ".part" in path.parent.name or "again" in path.parts
        for piece in real(path):
            yield bytes([piece[0] ^ 1]) + piece[1:] if fresh else piece

    monkeypatch.setattr(files, "pieces_of", turned)
    assert kept.backup().output == f"Error: {files.DISK}\n"
    assert kept.refused(tmp_path / "again") == f"Error: {files.DISK}"
    assert not (tmp_path / "again" / "betro.toml").exists()
    assert len(kept.cuts) == 1


def test_a_backup_of_a_newer_version_is_told_as_that(kept, tmp_path, monkeypatch):
    """Its tables are of a form that this version cannot make, or its manifest of one that it cannot read."""
    with monkeypatch.context() as newer:
        newer.setattr(dump, "revision_of", lambda _connection: "9999")
        assert kept.backup().exit_code == 0
    assert kept.refused(tmp_path / "again") == (
        "Error: it was made by a newer version of Betro; take that one"
    )
    (cut,) = kept.cuts
    manifest = (cut / "manifest").read_bytes()
    (cut / "manifest").write_bytes(manifest.replace(b'"backup/1"', b'"backup/2"'))
    assert kept.refused(tmp_path / "other") == (
        f"Error: {cut.name} was made by another version of Betro; take that one"
    )


def test_keys_are_their_owners_alone_whatever_the_shells_habit(kept, tmp_path):
    """And nothing of a restore or a backup is open to everybody on the machine."""
    habit = os.umask(0o022)
    try:
        assert kept.backup().exit_code == 0
        town = kept.restored(tmp_path / "again")
    finally:
        os.umask(habit)
    for key in ("ticket.key", "checkpoint.key"):
        assert mode(town.folder / "keys" / key) == 0o600
    assert mode(town.folder / "keys") == 0o700
    for folder in (town.folder, kept.folder):
        assert [each for each in folder.rglob("*") if mode(each) & 0o007] == []
    # Whoever writes next belongs to the same group and takes the same lock.
    assert mode(Path(f"{town.file('triage')}.turn")) & 0o060 == 0o060


MAIL = (
    'mail_host = "mail.example"\nmail_user = "betro"\nmail_password_file = "{}"\n'
    'clock_health = "127.0.0.1:8002"\n'
)


def test_a_mail_server_and_its_password_come_back_and_a_copy_has_none(kept, tmp_path):
    """The path was the dead machine's, so the password itself is kept; a drill's copy has neither."""
    secret = tmp_path / "mail-password"
    secret.write_text("hemmeligt-kodeord\n", encoding="ascii")
    secret.chmod(0o600)
    with kept.town.settings.open("a") as file:
        file.write(MAIL.format(secret))
    assert kept.backup().exit_code == 0
    found = b"".join(each.read_bytes() for each in kept.folder.rglob("*") if each.is_file())
    assert b"hemmeligt-kodeord" not in found
    secret.unlink()
    town = kept.restored(tmp_path / "again")
    clock = load_clock({"BETRO_SETTINGS": str(town.settings)})
    assert (clock.mail.mail_host, clock.mail.mail_user) == ("mail.example", "betro")
    assert (clock.mail.mail_password, clock.clock_health) == ("hemmeligt-kodeord", "127.0.0.1:8002")
    password = town.folder / "mail.password"
    assert (mode(password), password.read_text()) == (0o600, "hemmeligt-kodeord\n")
    (cut,) = kept.cuts
    holder = Identity.from_seed(kept.town.backup_seed)
    copy = tmp_path / "copy"
    restore(kept.folder, cut, read_manifest(cut), copy, holder, silent=True)
    quiet = load_clock({"BETRO_SETTINGS": str(copy / "betro.toml")})
    assert (quiet.mail.mail_host, quiet.mail.mail_password, quiet.clock_health) == ("", "", "")
    assert not (copy / "mail.password").exists()


def test_a_copy_goes_by_its_own_settings_whatever_the_environment_says(kept, tmp_path, monkeypatch):
    """In the shell of the true installation its variables would lead to the true mail server and folders."""
    assert kept.backup().exit_code == 0
    live = kept.town.organisation.settings.blob_folder
    before = {each: each.read_bytes() for each in live.rglob("*") if each.is_file()}
    monkeypatch.setenv("BETRO_MAIL_HOST", "mail.example")
    monkeypatch.setenv("BETRO_BLOB_FOLDER", str(live))
    (cut,) = kept.cuts
    holder = Identity.from_seed(kept.town.backup_seed)
    copy = tmp_path / "copy"
    settings = restore(kept.folder, cut, read_manifest(cut), copy, holder, silent=True).organisation.settings
    assert (settings.mail_host, settings.blob_folder) == ("", copy / "intake" / "blobs")
    assert {each: each.read_bytes() for each in live.rglob("*") if each.is_file()} == before


def test_a_part_of_another_backup_is_noticed_even_behind_a_true_manifest(kept, tmp_path):
    """Whoever could sign a manifest anew still cannot mix parts: each is bound to its cut and its name."""
    assert kept.backup().exit_code == 0
    assert kept.backup().exit_code == 0
    first, second = kept.cuts
    manifest = read_manifest(second)
    (second / "intake").write_bytes((first / "intake").read_bytes())
    parts = {**manifest.parts, "intake": read_manifest(first).parts["intake"]}
    (second / "manifest").unlink()
    write_manifest(second, structs.replace(manifest, parts=parts), kept.town.dependencies.checkpoint)
    assert kept.refused(tmp_path / "again") == f"Error: damaged: {second.name} (TamperedError)"
    assert not (tmp_path / "again" / "betro.toml").exists()


def test_what_is_foreign_old_or_not_there_is_said_in_one_line(kept, tmp_path):
    """Another key, a cut that is not the newest, a folder with none, and a backup that was broken off."""
    assert kept.backup().exit_code == 0
    assert kept.refused(tmp_path / "again", seed=b"s" * 32) == (
        "Error: foreign: it is sealed to another backup key than the one whose seed was given"
    )
    first = kept.cuts[0].name
    assert kept.backup().exit_code == 0
    said = kept.restore(tmp_path / "again", "--cut", first)
    assert said.exit_code == 0
    assert f"old: 1 newer backups lie there; the newest is {kept.cuts[1].name}" in said.output
    assert kept.refused(tmp_path / "again") == (
        "Error: the folder is not empty; Betro never writes over an installation"
    )
    for each in kept.cuts:
        each.rename(each.with_name(f"{each.name}.part"))
    assert kept.refused(tmp_path / "other") == (
        "Error: incomplete: no finished backup lies there; one was begun and not finished"
    )
