"""
Backups of a town that works, and kill -9 of backup and restore: real processes in real time. In `make
soak` they are killed at every stage, and the first of two backups is brought back as well.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from crypto.mailbox import Mailbox
from crypto.receipt import parse_receipt_code
from intake.services.correspond import open_mailbox
from intake.store.engine import read
from tests.clockwork import Clockwork, opened
from tests.patience import PATIENCE, wait_for
from tests.postgres import choice
from tests.process import Town, a_town
from tests.reporter import Attachment, Reporter
from tests.rounds import rounds
from triage.services.backup import cuts
from triage.services.backup.restore import UNFINISHED
from triage.store import cases
from triage.store.visibility import system_access

pytestmark = [pytest.mark.heavy, pytest.mark.both_engines]

SEED = 20261129
BETRO = Path(sys.executable).with_name("betro")
STAGES_OF_BACKUP = rounds(
    ("*.part/belongings", "*.part/triage"), ("*.part", "*.part/belongings", "*.part/intake", "*.part/triage")
)
"""In the order in which they are written: a backup that has come so far has those before."""
STAGES_OF_RESTORE = rounds(
    ("keys/ticket.key", "intake/blobs/??/*"),
    (UNFINISHED, "keys/ticket.key", f"{UNFINISHED}/betro.toml", "intake/blobs/??/*"),
)
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

    def wait_for(self, count: int) -> None:
        """Wait until so many were confirmed, and no longer where one of them met a fault."""
        assert wait_for(lambda: len(self.codes) >= count or self.faults)

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
                # A few reports say what hundreds would, and those have to be read again afterwards.
                self.ended.wait(0.2)
                # Backups are to be made amid this, not behind it.
                self.ended.wait(0.2)
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


@contextmanager
def started(words: Sequence[object], env: dict[str, str], typed: str = "") -> Iterator[subprocess.Popen[str]]:
    """Start a command as a process of its own, and kill it if it is still there behind the block."""
    command = [str(each) for each in (BETRO, *words)]
    with subprocess.Popen(command, env=env, stdin=-1, stdout=-1, stderr=-2, text=True) as process:
        try:
            assert process.stdin is not None
            process.stdin.write(typed)
            process.stdin.close()
            process.stdin = None
            yield process
        finally:
            process.kill()


def backup(town: Town, folder: Path) -> AbstractContextManager[subprocess.Popen[str]]:
    """Start `betro backup`."""
    return started(["backup", folder], town.environment)


def restore(
    town: Town, folder: Path, target: Path, cut: str
) -> AbstractContextManager[subprocess.Popen[str]]:
    """Start `betro restore` as on another machine."""
    named = choice.databases()
    given = {f"BETRO_{key.upper()}": value for key, value in named.settings.items()} if named else {}
    bare = {name: value for name, value in os.environ.items() if not name.startswith("BETRO_")}
    noted = ("--clock-key", town.organisation.settings.checkpoint_verify_key.hex()[:16])
    words = ["restore", folder, target, "--cut", cut, *noted]
    return started(words, {**bare, **given}, f"{town.founded.backup_seed.hex()}\n")


def ended_well(process: subprocess.Popen[str]) -> None:
    """Wait for its end, and insist that it did what it was told."""
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said


def killed_at(process: subprocess.Popen[str], stage: Callable[[], object]) -> bool:
    """Kill it as soon as it has come so far; say whether it was still at work."""
    assert wait_for(lambda: stage() or process.poll() is not None)
    process.kill()
    return process.wait(timeout=PATIENCE) == -signal.SIGKILL


def backed_up(town: Town, folder: Path) -> None:
    """Make a backup, and insist that it was made."""
    with backup(town, folder) as process:
        ended_well(process)


def restored(town: Town, folder: Path, target: Path, cut: str) -> Clockwork:
    """Restore, and open what came out of it."""
    with restore(town, folder, target, cut) as process:
        ended_well(process)
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
        assert not view.has_warnings
        assert view.card is not None
        assert view.card.acknowledged_on == again.now.date()
    with read(again.organisation.triage) as connection:
        rows = cases.all_cases(connection, system_access())
    for row in rows[:readable]:
        told = again.told(row.handle)
        assert told.count("acknowledgement:given") == 1, told


def test_a_backup_amid_writing_holds_all_that_was_confirmed_before_it(town: Town, tmp_path: Path) -> None:
    """Two backups while two people send and the clock works: each is whole, and comes out whole."""
    folder = tmp_path / "backups"
    portal = town.start("portal")
    town.start("clock")
    before: list[int] = []
    with sending(portal.port) as senders:
        for _ in range(2):
            # So there is something new in each of them.
            senders.wait_for(len(senders.codes) + 1)
            before.append(len(senders.codes))
            backed_up(town, folder)
    finished = cuts.finished(folder)
    assert len(finished) == len(before)
    for number in rounds((1,), (0, 1)):
        again = restored(town, folder, tmp_path / f"again{number}", finished[number].name)
        assert_sound(again, senders.codes[: before[number]], readable=5)
    assert_whole(folder)


def assert_whole(folder: Path) -> None:
    """See that each backup has all that its manifest names."""
    for cut in cuts.finished(folder):
        manifest = cuts.read_manifest(cut)
        cuts.require_whole(cut, manifest)
        assert not cuts.bad_blobs(folder, manifest)


def test_a_killed_backup_leaves_the_others_and_none_of_its_own(town: Town, tmp_path: Path) -> None:
    """kill -9 of the backup at its stages: what stands is whole, and the next one is made."""
    folder = tmp_path / "backups"
    portal = town.start("portal")
    town.start("clock")
    with sending(portal.port) as senders:
        senders.wait_for(2)
        backed_up(town, folder)
        for stage in STAGES_OF_BACKUP:
            is_there = partial(some, folder / "cuts", stage)
            assert wait_for(lambda is_there=is_there: killed_at_stage(town, folder, is_there))
        count = len(senders.codes)
        backed_up(town, folder)
    assert cuts.unfinished(folder) == []
    assert not list(folder.rglob("*.part"))
    assert_whole(folder)
    again = restored(town, folder, tmp_path / "again", cuts.finished(folder)[-1].name)
    assert_sound(again, senders.codes[:count], readable=5)


def some(folder: Path, pattern: str) -> bool:
    """Say whether anything in a folder is named so."""
    return any(folder.glob(pattern))


def killed_at_stage(town: Town, folder: Path, stage: Callable[[], object]) -> bool:
    """Kill a backup at a stage; False where it was too quick, and is whole."""
    for each in cuts.unfinished(folder):
        shutil.rmtree(each)
    with backup(town, folder) as process:
        return killed_at(process, stage)


def test_a_killed_restore_is_begun_anew(town: Town, tmp_path: Path) -> None:
    """kill -9 of the restore at its stages: no installation before it is whole; then it is one."""
    folder, target = tmp_path / "backups", tmp_path / "again"
    portal = town.start("portal")
    with sending(portal.port) as senders:
        senders.wait_for(10)
    town.start("clock")
    backed_up(town, folder)
    (cut,) = cuts.finished(folder)

    def killed(stage: str) -> bool:
        """Kill a restore at a stage; False where it was too quick, and is whole."""
        with restore(town, folder, target, cut.name) as process:
            was_at_work = killed_at(process, partial(some, target, stage))
        if (target / "betro.toml").exists():
            target.rename(tmp_path / f"whole{time.monotonic_ns()}")
            return False
        return was_at_work

    for stage in STAGES_OF_RESTORE:
        assert wait_for(partial(killed, stage))
    again = restored(town, folder, target, cut.name)
    assert_sound(again, senders.codes, readable=5)
