"""The clock as its own process: it starts, ticks, and ends when it is told to, whenever that is."""

import fcntl
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from intake.clock import COPENHAGEN
from tests.clockwork import Clockwork, a_clockwork, at
from tests.patience import PATIENCE
from tests.process import free_port


@pytest.fixture
def town(tmp_path: Path) -> Clockwork:
    """An installation whose clock is the machine's."""
    return a_clockwork(tmp_path / "town", at("Mon 2026-11-23"), tick_seconds=1)


def started(town: Clockwork, **environment: str) -> subprocess.Popen[str]:
    """Start the clock."""
    return subprocess.Popen(
        [sys.executable, "-m", "triage.clock"],
        env={**os.environ, "BETRO_SETTINGS": str(town.settings), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def beats(town: Clockwork) -> str | None:
    """Give the last sign of life, without Betro's own lock."""
    connection = sqlite3.connect(town.file("triage"))
    found = connection.execute("SELECT at FROM heartbeat WHERE process = 'clock'").fetchone()
    connection.close()
    return None if found is None else str(found[0])


def wait_for_a_beat(town: Clockwork, after: str | None = None) -> str:
    """Wait until the clock has finished a tick after another."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        beat = beats(town)
        if beat is not None and beat != after:
            return beat
        time.sleep(0.05)
    raise AssertionError("the clock does not tick")


def wait_for_its_turn(town: Clockwork) -> None:
    """Wait until the clock has taken its turn among the writers, which is what its first tick begins with."""
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


def test_a_signal_while_a_tick_is_handed_over_is_heard():
    """A handler that comes upon the locks of its own thread must not wait for them."""
    program = (
        "import os, signal\n"
        "from concurrent.futures import ThreadPoolExecutor as Pool\n"
        "from triage.clock import _until_told, timetable\n"
        "real = Pool._adjust_thread_count\n"
        "def held(pool):\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "    real(pool)\n"
        "Pool._adjust_thread_count = held\n"
        "_until_told(timetable(lambda: None, every_seconds=1), 1)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


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
        assert process.stderr is not None
        first = process.stderr.readline()
    wait_for_a_beat(town, after=beats(town))
    process.terminate()
    out, rest = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (0, "")
    assert {*first.splitlines(), *rest.splitlines()} == {"betro.clock: promise failed: IntegrityError"}


def asked(port: int) -> tuple[int, dict[str, object]]:
    """Ask a clock for its health, waiting until it listens."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, json.load(answer)
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the clock does not listen")


def test_it_says_that_it_is_well_and_a_second_one_that_it_stands_by(town):
    """Each at its own address; the second finds the lease held, and a heartbeat."""
    ports = [free_port(), free_port()]
    first = started(town, BETRO_CLOCK_HEALTH=f"127.0.0.1:{ports[0]}")
    wait_for_a_beat(town)
    status, said = asked(ports[0])
    assert (status, said["status"]) == (200, "ok")
    assert said["last_tick_seconds"] in range(60)
    # Every second the first renews its fifteen seconds.
    second = started(town, BETRO_CLOCK_HEALTH=f"127.0.0.1:{ports[1]}")
    until = time.monotonic() + PATIENCE
    while asked(ports[1])[1]["status"] == "starting":
        assert time.monotonic() < until
        time.sleep(0.1)
    status, said = asked(ports[1])
    assert (status, said["status"]) == (200, "standby")
    for each in (first, second):
        each.terminate()
        assert each.communicate(timeout=PATIENCE) == ("", "")


def test_its_health_is_answered_while_a_tick_hangs(town):
    """Another holds the database for ever; and an hour after the last whole tick the answer is 503."""
    town.tick(datetime.now(COPENHAGEN) - timedelta(hours=1))
    town.organisation.triage.dispose()
    lock = sqlite3.connect(town.file("triage"), isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    port = free_port()
    process = started(town, BETRO_CLOCK_HEALTH=f"127.0.0.1:{port}")
    wait_for_its_turn(town)
    status, said = asked(port)
    assert (status, said["status"]) == (503, "late")
    assert said["last_tick_seconds"] in range(3600, 3700)
    lock.execute("ROLLBACK")
    lock.close()
    until = time.monotonic() + PATIENCE
    while asked(port)[0] != 200:
        assert time.monotonic() < until
        time.sleep(0.1)
    process.terminate()
    assert process.communicate(timeout=PATIENCE) == ("", "")
