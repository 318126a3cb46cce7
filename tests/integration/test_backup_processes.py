"""Backups of a town that works, and kill -9 of backup and restore: real processes in real time."""

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from crypto.mailbox import Mailbox
from crypto.receipt import parse_receipt_code
from intake.services.correspond import open_mailbox
from intake.store.engine import read
from tests.clockwork import Clockwork, opened
from tests.postgres import choice
from tests.process import Town, a_town
from tests.reporter import Attachment, Reporter
from triage.services.backup import cuts
from triage.store import cases
from triage.store.visibility import system_access

pytestmark = [pytest.mark.heavy, pytest.mark.both_engines]

SEED = 20261129
BETRO = Path(sys.executable).with_name("betro")
REPORT = {"relation": "employee", "where": "", "when": "i går", "name": "Åse Ægir", "contact": ""}


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A fresh installation in real time whose clock looks every second."""
    with a_town(tmp_path, tick_seconds=1) as fresh:
        yield fresh


@dataclass
class Senders:
    """People who send reports with a file each until they are told to stop, and what was confirmed."""

    port: int
    codes: list[str] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def send(self, number: int) -> None:
        """Send one after the other."""
        sure = random.Random(SEED + number)
        try:
            while not self.ended.is_set():
                someone = Reporter(self.port, {**REPORT, "what": f"Indberetning {sure.random()}"})
                someone.begin()
                someone.attach(Attachment.of("bilag.bin", sure.randbytes(20_000)))
                someone.check()
                self.codes.append(someone.send())
        except BaseException as error:  # noqa: BLE001 - told by the test's own thread
            self.faults.append(error)


@contextmanager
def sending(port: int) -> Iterator[Senders]:
    """Let two people send meanwhile."""
    senders = Senders(port)
    threads = [threading.Thread(target=senders.send, args=(each,)) for each in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield senders
    finally:
        senders.ended.set()
        for thread in threads:
            thread.join()
    assert senders.faults == []


def start_backup(town: Town, folder: Path) -> subprocess.Popen[str]:
    """Start `betro backup` as a process of its own."""
    words = [BETRO, "backup", folder]
    return subprocess.Popen(words, env=town.environment, stdout=-1, stderr=-2, text=True)


def backed_up(town: Town, folder: Path) -> None:
    """Make a backup, and insist that it was made."""
    process = start_backup(town, folder)
    said, _ = process.communicate()
    assert process.returncode == 0, said


def start_restore(town: Town, folder: Path, target: Path, cut: str) -> subprocess.Popen[str]:
    """Start `betro restore` as on another machine."""
    named = choice.databases()
    given = {f"BETRO_{key.upper()}": value for key, value in named.settings.items()} if named else {}
    bare = {name: value for name, value in os.environ.items() if not name.startswith("BETRO_")}
    words = [BETRO, "restore", folder, target, "--cut", cut]
    process = subprocess.Popen(words, env={**bare, **given}, stdin=-1, stdout=-1, stderr=-2, text=True)
    assert process.stdin is not None
    process.stdin.write(f"{town.founded.backup_seed.hex()}\n")
    process.stdin.close()
    process.stdin = None
    return process


def restored(town: Town, folder: Path, target: Path, cut: str) -> Clockwork:
    """Restore, and open what came out of it."""
    said, _ = (process := start_restore(town, folder, target, cut)).communicate()
    assert process.returncode == 0, said
    enrolled = {each.person.sign_in_name: each for each in town.founded.enrolled}
    return opened(target, town.now(), enrolled, town.founded.backup_seed)


def waits(again: Clockwork) -> bool:
    """Say whether something is still to be placed: a tick places so many and leaves the rest to the next."""
    return any(row.kind != "mail" for row in again.rows("triage", "outbox", done_on=None))


def assert_sound(again: Clockwork, codes: list[str], *, readable: int) -> None:
    """See that every code opens with one card that acknowledges, and that every submission has its case."""
    assert again.tick() == ()
    while again.rows("intake", "arrival") or waits(again):
        assert again.tick() == ()
    again.is_sound()
    assert len(again.rows("intake", "submission")) == len(again.cases) >= len(codes)
    for code in codes:
        view = open_mailbox(
            again.organisation.reception, Mailbox.from_code(parse_receipt_code(code)), now=again.now
        )
        assert not view.doubtful
        assert view.card is not None
        assert view.card.acknowledged_on == again.now.date()
    with read(again.organisation.triage) as connection:
        rows = cases.all_cases(connection, system_access())
    for row in rows[:readable]:
        told = again.told(row.handle)
        assert told.count("acknowledgement:given") == 1, told


def test_a_backup_amid_writing_holds_all_that_was_confirmed_before_it(town: Town, tmp_path: Path) -> None:
    """Three backups while two people send and the clock works: each comes out whole."""
    folder = tmp_path / "backups"
    portal = town.start("portal")
    town.start("clock")
    before: list[int] = []
    with sending(portal.port) as senders:
        for _ in range(3):
            before.append(len(senders.codes))
            backed_up(town, folder)
        time.sleep(0.5)
    assert before[-1] > 0
    for number, (cut, count) in enumerate(zip(cuts.finished(folder), before, strict=True)):
        again = restored(town, folder, tmp_path / f"again{number}", cut.name)
        assert_sound(again, senders.codes[:count], readable=5)


def test_a_killed_backup_leaves_the_others_and_none_of_its_own(town: Town, tmp_path: Path) -> None:
    """Eight times kill -9 of the backup at any moment: what stands is whole, and the next one is made."""
    folder = tmp_path / "backups"
    sure = random.Random(SEED)
    portal = town.start("portal")
    town.start("clock")
    killed = 0
    with sending(portal.port) as senders:
        for _ in range(8):
            process = start_backup(town, folder)
            time.sleep(sure.uniform(0.6, 2.2))
            killed += process.poll() is None
            process.kill()
            process.communicate()
        count = len(senders.codes)
        backed_up(town, folder)
    assert killed > 2
    assert cuts.unfinished(folder) == []
    assert not list(folder.rglob("*.part"))
    for cut in cuts.finished(folder):
        cuts.require_whole(folder, cut, cuts.read_manifest(cut))
    again = restored(town, folder, tmp_path / "again", cuts.finished(folder)[-1].name)
    assert_sound(again, senders.codes[:count], readable=5)


def test_a_killed_restore_is_begun_anew(town: Town, tmp_path: Path) -> None:
    """Four times kill -9 of the restore: the folder is no installation before it is whole; then it is."""
    folder, target = tmp_path / "backups", tmp_path / "again"
    sure = random.Random(SEED)
    portal = town.start("portal")
    with sending(portal.port) as senders:
        while len(senders.codes) < 20:
            time.sleep(0.1)
    town.start("clock")
    backed_up(town, folder)
    (cut,) = cuts.finished(folder)
    killed = 0
    while killed < 4:
        process = start_restore(town, folder, target, cut.name)
        time.sleep(sure.uniform(0.5, 1.8))
        if process.poll() is None:
            process.kill()
            killed += not (target / "betro.toml").exists()
        process.communicate()
        if (target / "betro.toml").exists():
            target.rename(tmp_path / f"whole{time.monotonic_ns()}")
    again = restored(town, folder, target, cut.name)
    assert_sound(again, senders.codes, readable=5)
