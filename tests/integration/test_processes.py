"""The three processes as a system: starting, answering, ending, and not being held up by a few."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from select import select as readable

import psutil
import pytest
from sqlalchemy import Engine, select

from intake.clock import SystemClock
from intake.services import attach
from intake.services.attach import Upload
from intake.store.engine import read, write
from intake.store.tables import blob
from tests.disk import waited_for
from tests.patience import PATIENCE, wait_for
from tests.process import Running, Town, a_town, free_port
from tests.reporter import HOST, Http, Reporter
from tests.rounds import rounds
from triage.store.tables import heartbeat

THREE = ("portal", "office", "clock")
BEGUN = '--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\nabc'


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A fresh installation in real time."""
    with a_town(tmp_path, tick_seconds=1) as fresh:
        yield fresh


def has_beaten(town: Town) -> bool:
    """Say whether a clock has finished a tick."""
    with read(town.organisation.triage) as connection:
        return connection.execute(select(heartbeat)).first() is not None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_three_processes_start_answer_and_end(town: Town, number: signal.Signals) -> None:
    """Portal and office answer, the clock ticks, and INT or TERM ends each with 0 and without a word."""
    running = [town.start(name) for name in THREE]
    assert Http(running[0].port).get("/en/").status_code == 200
    assert Http(running[1].port).get("/sign-in").status_code == 200
    assert wait_for(lambda: has_beaten(town))
    families = [psutil.Process(each.process.pid).children(recursive=True) for each in running]
    for each in running:
        status = each.end(number)
        assert (each.name, status) == (each.name, 0)
    assert wait_for(lambda: not any(child.is_running() for family in families for child in family))
    assert [each.log.read_text() for each in running] == ["", "", ""]


def test_a_process_that_dies_at_its_start_is_not_waited_for(tmp_path: Path) -> None:
    """What it says as it dies is said at once, by the test that started it."""
    with a_town(tmp_path, idle_minutes="never") as town, pytest.raises(AssertionError, match="idle_minutes"):
        town.start("office")


def test_processes_end_while_people_are_still_sending(town: Town) -> None:
    """A request that never ends does not keep the portal from ending in time."""
    portal = town.start("portal")
    with a_slow_body(portal):
        status = portal.end(signal.SIGTERM)
    assert status == 0


@contextmanager
def a_slow_body(portal: Running) -> Iterator[socket.socket]:
    """Begin a form and send little of it."""
    someone = Reporter(portal.port, {})
    someone.begin()
    with socket.create_connection((HOST, portal.port)) as line:
        line.sendall(
            f"POST /en/report/{someone.ticket}/files HTTP/1.1\r\nHost: {HOST}\r\n"
            "Content-Type: multipart/form-data; boundary=x\r\n"
            f"Content-Length: 1000000\r\n\r\n{BEGUN}".encode()
        )
        yield line


def demo(folder: Path, *ports: int, **options: object) -> subprocess.Popen[str]:
    """Start `betro demo run` in a session of its own."""
    program = Path(sys.executable).with_name("betro")
    arguments = f"--portal-port {ports[0]} --office-port {ports[1]} --empty"
    # The suite may have been started to outlive its terminal; the demo was not.
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        return subprocess.Popen(
            [program, "demo", "run", "--folder", folder, *arguments.split()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    finally:
        signal.signal(signal.SIGHUP, before)


@contextmanager
def a_demo(folder: Path) -> Iterator[tuple[subprocess.Popen[str], list[psutil.Process], list[int]]]:
    """Run the demo until it says that it is ready; give it, its whole family and its ports."""
    ports = [free_port(), free_port()]
    process = demo(folder, *ports)
    family: list[psutil.Process] = []
    try:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        assert process.poll() is None, said
        family = psutil.Process(process.pid).children(recursive=True)
        yield process, family, ports
    finally:
        for each in [*family, process]:
            if isinstance(each, subprocess.Popen) or each.is_running():
                each.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


# Those that are left out in the suite end the demo by the same handler.
@pytest.mark.heavy
@pytest.mark.parametrize(
    "number",
    rounds((signal.SIGHUP, signal.SIGKILL), (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL)),
)
def test_nothing_of_the_demo_outlives_it(tmp_path: Path, number: signal.Signals) -> None:
    """Ctrl-C, TERM, a closed terminal and even kill -9 of `betro demo run` end all its processes in time."""
    with a_demo(tmp_path / "demo") as (process, family, ports):
        assert [Http(port).get("/").status_code for port in ports] == [302, 303]
        assert len(family) >= 5, family
        process.send_signal(number)
        status = process.wait(timeout=PATIENCE)
        assert wait_for(lambda: not any(each.is_running() for each in family)), family
        assert status == (-signal.SIGKILL if number == signal.SIGKILL else 0)


def test_the_demo_ends_when_one_of_its_processes_dies(tmp_path: Path) -> None:
    """Kill -9 of one server ends the others and its own worker, and the demo says which it was."""
    with a_demo(tmp_path / "demo") as (process, family, ports):
        own = [each for each in family if each.ppid() == process.pid]
        server = next(each for each in own if str(ports[0]) in each.cmdline())
        server.kill()
        rest, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 1
        assert "portal" in rest
        assert wait_for(lambda: not any(each.is_running() for each in family)), family


def test_a_busy_port_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    """`betro demo run` names the port that is taken and leaves no trace."""
    with socket.create_server((HOST, 0)) as taken:
        port = int(taken.getsockname()[1])
        process = demo(tmp_path / "demo", free_port(), port)
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert str(port) in said
    assert "office" in said
    assert not (tmp_path / "demo").exists()


def test_a_wrong_setting_ends_each_process_with_its_name(town: Town) -> None:
    """A setting that does not exist stops all three at once, and the message names it and shows no value."""
    right = town.founded.settings
    wrong = right.with_name("wrong.toml")
    wrong.write_text(right.read_text("utf-8") + 'colour = "crimson"\n', "utf-8")
    town.founded = replace(town.founded, settings=wrong)
    for name in THREE:
        each = town.start(name, wait=False)
        assert each.process.wait(timeout=PATIENCE) != 0
        said = each.log.read_text()
        assert "colour" in said
        assert "crimson" not in said
    town.founded = replace(town.founded, settings=right)


def test_forty_slow_clients_do_not_keep_others_waiting(town: Town) -> None:
    """Twenty who dawdle over headers and twenty over a body leave others served while they go on dawdling."""
    portal = town.start("portal")
    lines: list[socket.socket] = []
    with ExitStack() as slow:
        for _ in range(20):
            line = slow.enter_context(socket.create_connection((HOST, portal.port)))
            line.sendall(f"GET /en/ HTTP/1.1\r\nHost: {HOST}\r\nX-Slow:".encode())
            lines += [line, slow.enter_context(a_slow_body(portal))]
        someone = Reporter(portal.port, {"relation": "employee", "what": "Hej", "name": "", "contact": ""})
        someone.begin()
        someone.check()
        someone.send()
        # None of them was sent away for it: an ended line could be read.
        assert readable(lines, [], [], 0)[0] == []
        assert portal.process.poll() is None


def test_the_portal_knows_nothing_of_triage(town: Town) -> None:
    """What the portal imports, started as it is in earnest, has no triage, no unseal and no identities."""
    program = (
        "import json, sys, intake.web as web; web.from_environment(); print(json.dumps(list(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=town.environment, capture_output=True, text=True, check=True
    )
    loaded = json.loads(done.stdout)
    assert "intake.services.submit" in loaded
    forbidden = re.compile(r"triage(\.|$)|crypto\.(unseal|identities|passphrase)$")
    assert [name for name in loaded if forbidden.match(name)] == []


def test_what_is_committed_is_on_disk(town: Town) -> None:
    """Every connection to either database has a write-ahead log that is synced at each commit."""
    for engine in (town.organisation.intake, town.organisation.triage):
        for use in (read, write):
            with waited_for(engine), use(engine) as connection:
                found = {name: _pragma(engine, connection, name) for name in ("journal_mode", "synchronous")}
            assert found == {"journal_mode": "wal", "synchronous": 2}


def _pragma(_engine: Engine, connection: object, name: str) -> object:
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_a_file_is_synced_before_a_row_says_that_it_is_there(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bytes, then the name, then the row: each is brought to disk before the next is written."""
    synced: list[tuple[str, str]] = []
    real = os.fsync

    def watched(handle: int) -> None:
        real(handle)
        with read(town.organisation.intake) as connection:
            state = connection.execute(select(blob.c.state)).scalar_one()
        synced.append((Path(f"/proc/self/fd/{handle}").readlink().name, str(state)))

    monkeypatch.setattr(attach.os, "fsync", watched)
    with Upload(town.organisation.reception, now=SystemClock().now()) as upload:
        upload.write(b"abc")
        made = upload.finish(name="a", content_type="b")
    name = made.blob.hex()
    assert [each for each, _ in synced] == [
        f"{name}.part",
        name[:2],
        town.organisation.settings.blob_folder.name,
    ]
    assert {state for _, state in synced} == {"begun"}
