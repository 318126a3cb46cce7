"""Backups in tests: a town with a bit of everything, what is made of it, and what comes out of that."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from click.testing import Result

from crypto.receipt import ReceiptCode, new_receipt_code
from intake.services.attach import Upload
from intake.services.submit import submit
from intake.store.engine import read
from tests.cli.test_installation import betro
from tests.clockwork import COMPLAINT, REPORT, Clockwork, a_clockwork, at, opened
from tests.own_folder import has_units
from tests.postgres import choice
from triage.services.history.case_file import read_file
from triage.services.reading.mailbox import correspondence
from triage.store import cases
from triage.store.visibility import system_access

NOW = at("Mon 2026-11-23")


@dataclass
class Kept:
    """A town, and the folder that its backups go to."""

    town: Clockwork
    folder: Path
    clock: Path

    def at(self, now: datetime) -> None:
        """Let it be another time."""
        self.clock.write_text(now.isoformat())
        self.town.now = now

    def backup(self, *words: str) -> Result:
        """Type `betro backup`."""
        return betro("backup", str(self.folder), *words, settings=self.town.settings)

    def restore(self, target: Path, *words: str, seed: bytes | None = None) -> Result:
        """Type `betro restore` as on an empty machine, and the clock's key as it was noted."""
        named = choice.databases()
        given = {f"BETRO_{key.upper()}": value for key, value in named.settings.items()} if named else {}
        typed = f"{(seed or self.town.backup_seed).hex()}\n"
        words = ("--clock-key", self.noted, *words)
        return betro("restore", str(self.folder), str(target), *words, typed=typed, **given)

    @property
    def noted(self) -> str:
        """What stands on the paper beside the seed: the beginning of the clock's key."""
        return self.town.organisation.settings.checkpoint_verify_key.hex()[:16]

    def refused(self, target: Path, *words: str, seed: bytes | None = None) -> str:
        """Restore in vain, and give the line that says why."""
        said = self.restore(target, *words, seed=seed)
        assert said.exit_code == 1, said.output
        return said.output.splitlines()[-1]

    def restored(self, target: Path, *words: str) -> Clockwork:
        """Restore, and open what came out of it."""
        said = self.restore(target, *words)
        assert said.exit_code == 0, said.output
        return opened(target, self.town.now, self.town.enrolled, self.town.backup_seed)

    @property
    def cuts(self) -> list[Path]:
        """The folders of the finished backups."""
        return sorted(each for each in (self.folder / "cuts").iterdir() if each.suffix != ".part")


def a_kept_town(folder: Path) -> Kept:
    """Found a town whose clock stands on Mon 23 November 2026, with units."""
    folder.mkdir(exist_ok=True)
    clock = folder / "now"
    clock.write_text(NOW.isoformat())
    town = a_clockwork(folder / "town", NOW, clock_file=clock)
    town.organisation = has_units(town.organisation, ("job", "Jobcentret", "Job centre"))
    return Kept(town, folder / "backups", clock)


def send_file(town: Clockwork, content: bytes) -> ReceiptCode:
    """Let somebody send a report with an attachment."""
    code = new_receipt_code()
    with Upload(town.organisation.reception, now=town.now) as upload:
        upload.write(content)
        attached = upload.finish(name="bilag.pdf", content_type="application/pdf")
    submit(town.organisation.reception, REPORT, code, now=town.now, files=[attached])
    return code


def readable(town: Clockwork, name: str = "anna") -> int:
    """Open every case that came in, as a handler does; give their number."""
    with read(town.organisation.triage) as connection:
        rows = cases.all_cases(connection, system_access())
        files = [read_file(connection, town.organisation, row, today=town.now.date()) for row in rows]
    for file in files:
        seen = correspondence(town.organisation, town.who(name), file, today=town.now.date())
        assert seen.integrity_warnings == ()
        assert seen.first is not None
    return len(files)


def a_full_town(folder: Path) -> Kept:
    """
    Give a town with an open report, one with an attachment, a complaint and an unsent attachment; as files it
    is lived once and copied.
    """
    if not choice.is_sqlite:
        return _lived(folder)
    master = _lived_once()
    shutil.copytree(master.town.folder.parent, folder, dirs_exist_ok=True)
    settings = folder / "town" / "betro.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace(str(master.clock.parent), str(folder.resolve())), encoding="utf-8")
    town = opened(folder / "town", NOW, master.town.enrolled, master.town.backup_seed)
    return Kept(town, folder / "backups", folder / "now")


@cache
def _lived_once() -> Kept:
    place = Path(tempfile.mkdtemp(prefix="town-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT"))).resolve()
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    kept = _lived(place)
    for engine in (kept.town.organisation.intake, kept.town.organisation.triage):
        engine.dispose()
    return kept


def _lived(folder: Path) -> Kept:
    kept = a_kept_town(folder)
    town = kept.town
    send_file(town, b"x" * 3_000_000)
    assert town.tick() == ()
    town.decide_opened()
    town.send()
    town.send(COMPLAINT)
    assert town.tick() == ()
    with Upload(town.organisation.reception, now=town.now) as upload:
        upload.write(b"z" * 5000)
        upload.finish(name="kladde.pdf", content_type="application/pdf")
    return kept


def attachment(kept: Kept) -> Path:
    """The one attachment that lies in the folder of backups."""
    (found,) = (each for each in (kept.folder / "blobs").rglob("*") if each.is_file())
    return found


def altered(file: Path, place: int = 100) -> None:
    """Let a disk turn one bit of a file."""
    whole = file.read_bytes()
    file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])


def drill(kept: Kept, result: Path, *words: str) -> Result:
    """Type `betro drill` as on another machine."""
    typed = f"{kept.town.backup_seed.hex()}\n"
    return betro("drill", str(kept.folder), str(result), *words, typed=typed)
