"""`make run` without a terminal: it starts all three, and however it is ended nothing is left behind."""

import os
import shlex
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.patience import PATIENCE, wait_for

ROOT = Path(__file__).resolve().parents[2]
READY = "Ctrl-C ends all three."


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def _running(folder: Path, log: Path, *ports: int) -> Iterator[subprocess.Popen[bytes]]:
    """Yield `make run` with an empty demo in `folder`, in a session of its own as in a terminal."""
    arguments = (
        f"--folder {shlex.quote(str(folder))} --portal-port {ports[0]} --office-port {ports[1]} --empty"
    )
    with log.open("wb") as out:
        process = subprocess.Popen(
            ["make", "run", f"ARGS={arguments}"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    family = psutil.Process(process.pid)
    try:
        yield process
    finally:
        for each in [*family.children(recursive=True), family] if family.is_running() else []:
            each.kill()
        process.wait()


def _status(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE) as answer:
        return int(answer.status)


@pytest.mark.heavy
def test_run_starts_three_processes_and_ends_them(tmp_path: Path) -> None:
    """TERM to make ends everything; the next start keeps the data; Ctrl-C ends everything too."""
    ports = (_free_port(), _free_port())
    for turn, how in enumerate((signal.SIGTERM, signal.SIGINT)):
        log = tmp_path / f"{turn}.log"
        with _running(tmp_path / "demo", log, *ports) as make:
            ready = wait_for(lambda log=log, make=make: READY in log.read_text() or make.poll() is not None)
            said = log.read_text()
            assert ready, said
            assert make.poll() is None, said
            assert [_status(port) for port in ports] == [200, 200]
            family = psutil.Process(make.pid).children(recursive=True)
            clocks = [each for each in family if "triage.clock" in each.cmdline()]
            assert len(clocks) == 1
            assert ("goes on" in said) == (turn == 1)

            # A terminal sends INT to all that it started; TERM comes to one process.
            (os.killpg if how is signal.SIGINT else os.kill)(make.pid, how)

            assert wait_for(lambda make=make: make.poll() is not None), log.read_text()
            assert wait_for(lambda family=family: not any(each.is_running() for each in family)), family
            assert "Traceback" not in log.read_text()


@pytest.mark.heavy
def test_a_taken_port_is_said_before_anything_is_made(tmp_path: Path) -> None:
    """One line names the port and who wants it, and the folder stays empty."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
        with _running(tmp_path / "demo", tmp_path / "log", port, _free_port()) as make:
            assert make.wait(timeout=PATIENCE) != 0

    said = (tmp_path / "log").read_text()
    assert str(port) in said
    assert "Traceback" not in said
    assert not (tmp_path / "demo").exists()
