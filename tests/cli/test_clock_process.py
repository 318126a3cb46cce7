"""The clock as its own process: it starts, ticks, and ends when it is told to, whenever that is."""

import fcntl
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest

from intake.clock import COPENHAGEN, SystemClock
from tests.clockwork import Clockwork, a_clockwork, at
from tests.patience import PATIENCE, wait_for
from tests.process import free_port
from triage.clock import Served, beating
from triage.clock.health import Pulse, answering
from triage.services.organisation import Live


@pytest.fixture
def town(tmp_path: Path) -> Clockwork:
    """An installation whose clock is the machine's."""
    return a_clockwork(tmp_path / "town", at("Mon 2026-11-23"), tick_seconds=1)


class Start(Protocol):
    """How a test starts a clock."""

    def __call__(self, **environment: str) -> subprocess.Popen[str]:
        """Start one."""


@pytest.fixture
def start(town: Clockwork) -> Iterator[Start]:
    """Start clocks; whatever of them a test leaves is killed behind it, however it ends."""
    with ExitStack() as started:

        def one(**environment: str) -> subprocess.Popen[str]:
            process = subprocess.Popen(
                [sys.executable, "-m", "triage.clock"],
                env={**os.environ, "BETRO_SETTINGS": str(town.settings), **environment},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            started.enter_context(process)
            started.callback(process.kill)
            return process

        yield one


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
def test_it_ticks_and_ends_quietly(start, town, number):
    """At once and then every second; nothing on standard output or error; exit code 0."""
    process = start()
    first = wait_for_a_beat(town)
    wait_for_a_beat(town, after=first)
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, err) == (0, "", "")


def test_a_signal_in_the_first_tick_is_heard(start, town):
    """While the first tick waits for a writer: the tick is finished, and then the process ends."""
    lock = sqlite3.connect(town.file("triage"), isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    process = start()
    wait_for_its_turn(town)
    process.send_signal(signal.SIGTERM)
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


def test_a_wrong_setting_ends_it_with_its_name(start):
    """And without the value."""
    process = start(BETRO_TICK_SECONDS="hemmeligt")
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert err == "betro clock: tick_seconds: must be a whole number from 1 to 300\n"


def test_another_installations_key_is_refused(start, tmp_path):
    """Its cards would not be believed, so it does not begin."""
    other = tmp_path / "other.key"
    other.write_text("ab" * 32)
    other.chmod(0o600)
    process = start(BETRO_CHECKPOINT_KEY_FILE=str(other))
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert err == "betro clock: checkpoint_key_file: not the private half of checkpoint_verify_key\n"


def test_a_step_that_fails_is_logged_by_its_name_alone(start, town):
    """No path, no statement, no value; it goes on, and whoever watches is told until it is mended."""
    port = free_port()
    with town.broken("intake", "published", "INSERT"):
        process = start(BETRO_CLOCK_HEALTH=f"127.0.0.1:{port}")
        wait_until_it_says(port, 503, "failing")
    wait_until_it_says(port, 200, "ok")
    process.terminate()
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (0, "")
    assert {*err.splitlines()} == {"betro.clock: promise failed: IntegrityError"}


def test_a_disk_that_is_nearly_full_is_told_by_whoever_ticks(town, monkeypatch):
    """Each tick looks at the disk that the attachments lie on, and so it is well again when there is room."""
    live = Live(town.organisation, SystemClock())
    room = shutil.disk_usage(town.folder)
    port = free_port()
    pulse = Pulse()
    beat = beating(Served(live, SystemClock(), town.dependencies), b"o" * 16, pulse)
    with answering(pulse, f"127.0.0.1:{port}"):
        for free, answer in ((2**29 - 1, (503, "disk")), (2**29, (200, "ok"))):
            monkeypatch.setattr(
                shutil, "disk_usage", lambda _folder, free=free: room._replace(total=2**40, free=free)
            )
            beat()
            assert told(port) == answer


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


def told(port: int) -> tuple[int, object]:
    """Give the number and the word that a clock answers."""
    status, said = asked(port)
    return status, said["status"]


def wait_until_it_says(port: int, status: int, word: str) -> dict[str, object]:
    """Wait until a clock answers so, and give what it says."""
    assert wait_for(lambda: told(port) == (status, word)), told(port)
    return asked(port)[1]


def test_it_says_that_it_is_well_and_a_second_one_that_it_stands_by(start, town):
    """Each at its own address: one of them has the lease and works, the other knows when it last did."""
    ports = [free_port(), free_port()]
    first = start(BETRO_CLOCK_HEALTH=f"127.0.0.1:{ports[0]}")
    wait_until_it_says(ports[0], 200, "ok")
    second = start(BETRO_CLOCK_HEALTH=f"127.0.0.1:{ports[1]}")
    # Every second the first renews its fifteen; if the machine forgets it for so long, the second takes over.
    assert wait_for(lambda: sorted(map(told, ports)) == [(200, "ok"), (200, "standby")])
    assert all(isinstance(asked(port)[1]["last_tick_seconds"], int) for port in ports)
    for each in (first, second):
        each.terminate()
        assert each.communicate(timeout=PATIENCE) == ("", "")


def test_its_health_is_answered_while_a_tick_hangs(start, town):
    """Another holds the database for ever; and an hour after the last whole tick the answer is 503."""
    town.tick(datetime.now(COPENHAGEN) - timedelta(hours=1))
    town.organisation.triage.dispose()
    lock = sqlite3.connect(town.file("triage"), isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    port = free_port()
    process = start(BETRO_CLOCK_HEALTH=f"127.0.0.1:{port}")
    wait_for_its_turn(town)
    silent = wait_until_it_says(port, 503, "late")["last_tick_seconds"]
    assert isinstance(silent, int)
    assert silent >= 3600
    lock.execute("ROLLBACK")
    lock.close()
    wait_until_it_says(port, 200, "ok")
    process.terminate()
    assert process.communicate(timeout=PATIENCE) == ("", "")
