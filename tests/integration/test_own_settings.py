"""Each process reads its own settings only, and a bad one ends it with one line; with real processes."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from intake.settings import key_table
from intake.store.engine import open_engine, read
from tests.patience import PATIENCE, wait_for
from tests.process import Town, a_town
from tests.reporter import Http
from triage.store import alerts

COMMANDS = {
    "portal": [sys.executable, "-m", "intake.web", "--port", "0"],
    "office": [sys.executable, "-m", "triage.office", "--port", "0"],
    "clock": [sys.executable, "-m", "triage.clock"],
    "cli": [str(Path(sys.executable).with_name("betro")), "doctor"],
}
BAD = {
    "portal": ("ticket_key_file", "/nowhere"),
    "office": ("letters_folder", "/nowhere"),
    "clock": ("checkpoint_key_file", "/nowhere"),
    "cli": ("country", "NO"),
}
"""For each process a setting that it reads and cannot use."""


@pytest.fixture
def town(tmp_path: Path):
    """An installation of two advisors."""
    with a_town(tmp_path) as made:
        whole = made.founded.settings.read_text(encoding="utf-8")
        yield made
        made.settings.clear()
        made.founded.settings.write_text(whole, encoding="utf-8")


def _ended(town: Town, process: str) -> tuple[int, str]:
    """Start a process that cannot start; give its exit status and everything it said."""
    done = subprocess.run(
        COMMANDS[process],
        env=town.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("process", COMMANDS)
@pytest.mark.parametrize("kind", ["of its own", "of all"])
def test_a_bad_setting_ends_a_process_with_one_line_that_names_it(
    town: Town, process: str, kind: str
) -> None:
    """No traceback and no second line: for a setting that only this process reads, and for one of all."""
    key, value = BAD[process] if kind == "of its own" else ("mode", "nonsense")
    town.settings[key] = value
    code, said = _ended(town, process)
    assert code == 1
    (line,) = said.splitlines()
    assert f"{key}: " in line


@pytest.mark.parametrize("stands", ["nothing", "an empty database", "no database"])
@pytest.mark.parametrize("line", ["intake", "triage"])
def test_an_office_without_its_tables_ends_with_one_line(
    town: Town, tmp_path: Path, line: str, stands: str
) -> None:
    """It names the database, makes none, and leaves no traceback of a worker behind."""
    file = tmp_path / "other.db"
    if stands != "nothing":
        file.write_bytes(b"" if stands == "an empty database" else b"these are words" * 100)
    town.settings[f"{line}_database"] = f"sqlite:///{file}"
    code, said = _ended(town, "office")
    assert code == 1
    (said_line,) = said.splitlines()
    assert f"{line}_database: " in said_line
    assert file.exists() == (stands != "nothing")


@pytest.mark.parametrize("process", ["portal", "office", "clock"])
def test_a_process_starts_without_what_only_others_read(town: Town, process: str) -> None:
    """Its settings file holds only the keys that the table lets it read; the office needs no key file."""
    path = town.founded.settings
    table = key_table()
    lines = path.read_text(encoding="utf-8").splitlines()
    given = tomllib.loads("\n".join(lines))
    others = {key for key in given if process not in table[key]["reads"]}
    assert others
    kept = [line for line in lines if line.partition("=")[0].strip() not in others]
    path.write_text("\n".join(kept), encoding="utf-8")
    running = town.start(process)
    if process == "clock":
        assert _ticks(town), running.log.read_text()
    else:
        assert Http(running.port).get("/").status_code in {302, 303}


def _ticks(town: Town) -> bool:
    """Wait until the clock has finished a tick."""
    engine = open_engine(f"sqlite:///{town.home / 'triage' / 'triage.db'}")

    def has_ticked() -> bool:
        with read(engine) as connection:
            return alerts.last_beat(connection, "clock") is not None

    ticked = wait_for(has_ticked)
    engine.dispose()
    return ticked
