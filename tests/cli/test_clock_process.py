"""The clock as its own process: it starts, ticks, and ends when it is told to, whenever that is."""

import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.clockwork import Clockwork, a_clockwork, at

PATIENCE = 30.0


@pytest.fixture
def town(tmp_path: Path) -> Clockwork:
    """
    An installation whose clock is the machine's.
    """
    return a_clockwork(tmp_path / "town", at("Mon 2026-11-23"), tick_seconds=1)


def started(town: Clockwork, **environment: str) -> subprocess.Popen[str]:
    """
    Start the clock.
    """
    return subprocess.Popen(
        [sys.executable, "-m", "triage.scheduler"],
        env={**os.environ, "BETRO_SETTINGS": str(town.settings), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def beats(town: Clockwork) -> str | None:
    """
    Give the last sign of life, without Betro's own lock.
    """
    connection = sqlite3.connect(town.file("triage"))
    found = connection.execute("SELECT at FROM heartbeat").fetchone()
    connection.close()
    return None if found is None else str(found[0])


def wait_for_a_beat(town: Clockwork, after: str | None = None) -> str:
    """
    Wait until the clock has finished a tick after another.
    """
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        beat = beats(town)
        if beat is not None and beat != after:
            return beat
        time.sleep(0.05)
    raise AssertionError("the clock does not tick")


def wait_for_its_turn(town: Clockwork) -> None:
    """
    Wait until the clock has taken its turn among the writers, which is what its first tick begins with.
    """
    until = time.monotonic() + PATIENCE
    with Path(f"{town.file('triage')}.turn").open("a") as file:
        while time.monotonic() < until:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            fcntl.flock(file, fcntl.LOCK_UN)
            time.sleep(0.02)
    raise AssertionError("the clock does not begin")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ticks_and_ends_quietly(town, number):
    """At once and then every second; nothing on standard output or error; exit code 0."""
    process = started(town)
    first = wait_for_a_beat(town)
    wait_for_a_beat(town, after=first)
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, err) == (0, "", "")


def test_a_signal_in_the_first_tick_is_heard(town):
    """While the first tick waits for a writer: the tick is finished, and then the process ends."""
    lock = sqlite3.connect(town.file("triage"), isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    process = started(town)
    wait_for_its_turn(town)
    process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    lock.execute("ROLLBACK")
    lock.close()
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, err) == (0, "", "")


def test_a_wrong_setting_ends_it_with_its_name(town):
    """And without the value."""
    process = started(town, BETRO_TICK_SECONDS="hemmeligt")
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert err == "betro clock: tick_seconds: must be a whole number from 1 to 300\n"


def test_another_installations_key_is_refused(town, tmp_path):
    """Its cards would not be believed, so it does not begin."""
    other = tmp_path / "other.key"
    other.write_text("ab" * 32)
    other.chmod(0o600)
    process = started(town, BETRO_CHECKPOINT_KEY_FILE=str(other))
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert err == "betro clock: checkpoint_key_file: not the private half of checkpoint_verify_key\n"


def test_a_step_that_fails_is_logged_by_its_name_alone(town):
    """No path, no statement, no value; and the process goes on."""
    with town.broken("intake", "published", "INSERT"):
        process = started(town)
        time.sleep(3)
        assert process.poll() is None
    wait_for_a_beat(town)
    process.terminate()
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (0, "")
    assert set(err.splitlines()) == {"betro.clock: promise failed: IntegrityError"}
