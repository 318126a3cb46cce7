"""
Betro as it runs: portal, office and clock as processes on a fresh installation.

Nothing here knows the inside of a process: it is started by the command line that the demo uses, spoken to
over 127.0.0.1, and ended or killed by a signal. What lies on the disk afterwards is read through the real
services.
"""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import cast

import psutil
import pyotp
from flask.testing import FlaskClient

from intake.clock import COPENHAGEN
from tests.office import Browser, OfficeWorld
from tests.patience import PATIENCE, wait_for
from tests.reporter import HOST, Http
from tests.world import an_installation, real_cost
from triage.cases.roles import Role
from triage.cli.processes import Plan
from triage.clock.dependencies import dependencies_of
from triage.services.clock.tick import ClockDependencies
from triage.services.organisation import Organisation
from triage.services.people.enrol import Enrolled, NewPerson
from triage.services.people.provision import Installation, open_installation
from triage.services.people.sign_in import SignedIn
from triage.settings import load_clock

PEOPLE = (
    NewPerson("anna", "Anna Advisor", Role.ADVISOR, "anna@example.test"),
    NewPerson("bo", "Bo Advisor", Role.ADVISOR, "bo@example.test"),
)


def free_port() -> int:
    """Give a port that nothing listens on just now."""
    with socket.create_server((HOST, 0)) as server:
        return int(server.getsockname()[1])


@dataclass
class Running:
    """One process of Betro, with the children it made itself; all of them are one process group."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def family(self) -> list[psutil.Process]:
        """The process and everything it started."""
        first = psutil.Process(self.process.pid)
        return [first, *first.children(recursive=True)]

    @property
    def worker(self) -> psutil.Process:
        """The process that answers requests."""
        return self.family[-1]

    def kill(self) -> None:
        """Kill it and its children with no word of warning (kill -9)."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.port:
            _wait_until_deaf(self.port)

    def end(self, number: int = signal.SIGTERM) -> int:
        """Ask it to end, and give its exit status."""
        self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE)

    def clear_away(self) -> None:
        """Make sure that nothing of it is left, whatever a test did."""
        if self.process.poll() is None:
            self.kill()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


def _wait_until_deaf(port: int) -> None:
    # A killed worker is a grandchild: it cannot be waited for, and holds its port until the kernel is done.
    assert wait_for(lambda: not _listens(port)), "a killed process still listens"


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


@dataclass
class Town:
    """One installation in a folder of its own, with folders for its processes' output and temporary files."""

    folder: Path
    founded: Installation
    settings: dict[str, str]
    started: list[Running] = field(default_factory=list)
    spent: dict[str, int] = field(default_factory=dict)
    """The half minute of each person's last one-time code."""

    @property
    def home(self) -> Path:
        """Everything that Betro itself writes."""
        return self.folder / "town"

    @property
    def logs(self) -> Path:
        """What the processes say on stdout and stderr."""
        return self.folder / "logs"

    @property
    def temporary(self) -> Path:
        """TMPDIR of the processes."""
        return self.folder / "temporary"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the processes: what a shell and a settings file would give them."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("BETRO_")}
        given = {f"BETRO_{key.upper()}": value for key, value in self.settings.items()}
        own = {"BETRO_SETTINGS": str(self.founded.settings), "TMPDIR": str(self.temporary)}
        return {**inherited, **given, **own}

    @cached_property
    def organisation(self) -> Organisation:
        """The installation, opened by the test itself."""
        return open_installation(self.founded.settings)

    def let_go(self) -> None:
        """Close the test's own connections: the next process finds the databases as a crash left them."""
        self.organisation.intake.dispose()
        self.organisation.triage.dispose()

    @property
    def dependencies(self) -> ClockDependencies:
        """What a clock works with, for a tick in the test's own process."""
        return dependencies_of(load_clock(self.environment))

    def person(self, name: str) -> Enrolled:
        """Give what a person was told once."""
        return next(each for each in self.founded.enrolled if each.person.sign_in_name == name)

    def signed_in(self, name: str = "anna") -> SignedIn:
        """Give a person as the office would hold them after signing in."""
        each = self.person(name)
        return SignedIn(each.handle, Role.ADVISOR, name, "da", each.identity)

    def now(self) -> datetime:
        """Give the present moment, where processes go by real time."""
        return datetime.now(COPENHAGEN)

    def set_clock(self, moment: datetime) -> None:
        """Put the clock that all processes go by; never half-way."""
        draft = self.folder / "moment.part"
        draft.write_text(moment.isoformat(), encoding="utf-8")
        draft.replace(self.folder / "moment")

    def start(self, name: str, *, port: int | None = None, wait: bool = True) -> Running:
        """Start portal, office or clock by the demo's own command line, and wait until it listens."""
        ports = {each: (port or free_port()) if each == name else 0 for each in ("portal", "office")}
        plan = Plan(self.founded.settings, ports["portal"], ports["office"])
        log = self.logs / f"{len(self.started):03}-{name}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                plan.commands()[name],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        running = Running(name, process, ports.get(name, 0), log)
        self.started.append(running)
        if wait and running.port:
            # Whoever has died at the start will never answer, however long it is waited for.
            ready = wait_for(lambda: process.poll() is not None or _listens(running.port))
            assert ready, log.read_text()
            assert process.poll() is None, log.read_text()
        return running

    def clear_away(self) -> None:
        """End whatever still runs, and close the databases."""
        for each in self.started:
            each.clear_away()
        self.let_go()


@contextmanager
def a_town(
    folder: Path, *, now: datetime | None = None, since: date | None = None, **settings: object
) -> Iterator[Town]:
    """
    Found an installation under *folder* with two advisors, and see to it that nothing runs afterwards.

    Args:
        folder: an empty or absent folder.
        now: a moment at which all processes' clocks stand still until `set_clock`; None for real time.
        since: the day of its founding, where that is not today; on each day it has keys of its own.
        settings: keys of the settings that differ from the usual ones.
    """
    moment = now or datetime.now(COPENHAGEN)
    # Other processes open what this one wraps.
    with real_cost():
        founded = an_installation(folder / "town", PEOPLE, since or moment.date())
        town = Town(folder, founded, {key: str(value) for key, value in settings.items()})
        town.logs.mkdir()
        town.temporary.mkdir()
        if now is not None:
            town.set_clock(now)
            town.settings["clock_file"] = str(folder / "moment")
        try:
            yield town
        finally:
            town.clear_away()


@dataclass
class AtTheOffice:
    """What `tests.office.Browser` must know of the people of a town to sign one of them in."""

    town: Town

    @property
    def enrolled(self) -> dict[str, Enrolled]:
        """The people by their sign-in names."""
        return {each.person.sign_in_name: each for each in self.town.founded.enrolled}

    def code_of(self, name: str) -> str:
        """
        Give the one-time code that a person's phone shows now; each is good once, in whichever process, so
        the second within half a minute is that of a phone whose clock goes a little fast; a third waits.
        """
        codes, spent = pyotp.TOTP(self.enrolled[name].totp_secret), self.town.spent

        def shown() -> int:
            return codes.timecode(datetime.now(COPENHAGEN))

        assert wait_for(lambda: spent.get(name, 0) <= shown())
        spent[name] = max(shown(), spent.get(name, 0) + 1)
        return codes.generate_otp(spent[name])


def at_the_office(town: Town, office: Running, name: str = "anna") -> Browser:
    """Sign a person in at the office's own pages, over HTTP."""
    browser = Browser(cast("OfficeWorld", AtTheOffice(town)), cast("FlaskClient", Http(office.port)))
    answer = browser.sign_in(name)
    assert answer.status_code == 303, answer.text
    return browser
