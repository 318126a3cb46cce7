"""
A database that is really gone, locked, read-only, full or damaged: what was confirmed stays, the page says
so and keeps the text, and the clock is not well until it is over.
"""

import ctypes
import os
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from intake.clock import COPENHAGEN
from intake.settings import load_portal
from intake.store import engine as module
from intake.store.engine import read
from intake.web import create_app
from tests.functional.test_portal_report import SEND, WHAT, write_until
from tests.office import OfficeWorld, found_office
from tests.visitor import Visitor
from triage.clock import Served, beating
from triage.clock.dependencies import dependencies_of
from triage.clock.health import Pulse
from triage.services.organisation import Live
from triage.settings import load_clock
from triage.store.cases import all_cases
from triage.store.visibility import system_access

MOMENT = datetime(2026, 11, 23, 10, 30, tzinfo=COPENHAGEN)
"""Monday 23 November 2026, half past ten."""
REASON = "Vi ringede og fik en forklaring."
MAY_WRITE_ANYTHING = 1 << 1
"""CAP_DAC_OVERRIDE: by it root writes to files that nobody may write to."""


@dataclass
class House:
    """Portal, office and clock over one installation."""

    office: OfficeWorld
    folder: Path
    visitors: Callable[[], FlaskClient]
    engines: list[Engine]
    beat: Callable[[], object]
    pulse: Pulse

    def file(self, line: str) -> Path:
        """The file of a database."""
        return self.folder / line / f"{line}.db"

    def let_go(self) -> None:
        """Close what is open, as when the processes are started anew."""
        for each in self.engines:
            each.dispose()

    @property
    def is_well(self) -> bool:
        """What a watcher is told."""
        return self.pulse.told()[0] == HTTPStatus.OK

    def count(self, line: str, table: str) -> int:
        """How many rows a table has."""
        with sqlite3.connect(self.file(line)) as connection:
            (number,) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()
        connection.close()
        return int(number)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """An installation whose writers wait for a moment only."""
    soon = tuple("busy_timeout=20" if each.startswith("busy") else each for each in module.PRAGMAS)
    monkeypatch.setattr(module, "PRAGMAS", soon)
    office = found_office(tmp_path / "town", MOMENT)
    office.app.config["PROPAGATE_EXCEPTIONS"] = False
    environment = {"BETRO_SETTINGS": str(tmp_path / "town" / "betro.toml")}
    portal = create_app(load_portal(environment), office.clock)
    organisation = office.organisation
    dependencies = dependencies_of(load_clock(environment))
    served, pulse = Served(Live(organisation, office.clock), office.clock, dependencies), Pulse()
    engines = [portal.extensions["portal"].reception.engine, organisation.intake, organisation.triage]
    beat = beating(served, b"c" * 16, pulse)
    yield House(office, tmp_path / "town", portal.test_client, engines, beat, pulse)
    for each in engines:
        each.dispose()


@contextmanager
def damaged(house: House, line: str) -> Iterator[None]:
    """All but the first page of the file is overwritten."""
    house.let_go()
    file = house.file(line)
    whole = file.read_bytes()
    with file.open("r+b") as found:
        found.seek(4096)
        found.write(b"\xa5" * (len(whole) - 4096))
    yield
    house.let_go()
    file.write_bytes(whole)


@contextmanager
def held(house: House, line: str) -> Iterator[None]:
    """Another program has it and does not let go."""
    other = sqlite3.connect(house.file(line), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield
    other.rollback()
    other.close()


@contextmanager
def gone(house: House, line: str) -> Iterator[None]:
    """It was renamed away."""
    house.let_go()
    file = house.file(line)
    kept = file.rename(file.with_suffix(".away"))
    yield
    house.let_go()
    for left in file.parent.glob(f"{file.name}*"):
        left.unlink()
    kept.rename(file)


@contextmanager
def full(_house: House, _line: str) -> Iterator[None]:
    """No file can become any longer."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def read_only(house: House, line: str) -> Iterator[None]:
    """Nobody may write to its folder and files, and root is held to it like anybody."""
    house.let_go()
    file = house.file(line)
    found = {path: path.stat().st_mode for path in (file, file.parent)}
    file.chmod(0o400)
    file.parent.chmod(0o500)
    try:
        with _without(MAY_WRITE_ANYTHING):
            assert not os.access(file, os.W_OK, effective_ids=True)
            yield
    finally:
        for path, mode in found.items():
            path.chmod(mode)
        house.let_go()


@contextmanager
def _without(capability: int) -> Iterator[None]:
    """Let this thread do without one of root's privileges; whoever has none has none to lose."""
    libc = ctypes.CDLL(None, use_errno=True)
    head = (ctypes.c_uint32 * 2)(0x20080522, 0)
    held = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; and once more for the upper half
    assert libc.capget(head, held) == 0
    had = held[0]
    held[0] = had & ~capability
    assert libc.capset(head, held) == 0
    try:
        yield
    finally:
        held[0] = had
        assert libc.capset(head, held) == 0


Fault = Callable[[House, str], AbstractContextManager[None]]
FAULTS = pytest.mark.parametrize(
    "fault", [damaged, held, gone, full, read_only], ids=lambda each: each.__name__
)


def is_said(visitor: Visitor) -> bool:
    """Whether the page says what became of what was sent."""
    said = visitor.words()
    return "Nothing has been sent" in said or "It is not certain whether what you sent was received." in said


@FAULTS
def test_a_report_meets_a_real_fault(house: House, fault: Fault) -> None:
    """The page keeps the text, the clock is ill; afterwards the same page sends it, and nothing is lost."""
    first, second = Visitor(house.visitors()), Visitor(house.visitors())
    write_until(first, "Check your answers and send")
    first.press(SEND)
    house.beat()
    assert house.is_well
    write_until(second, "Check your answers and send")
    with fault(house, "intake"):
        second.press(SEND, status=503)
        for _ in range(2):
            assert is_said(second)
            assert second.values("what") == [WHAT]
            second.press("Send it again", status=503)
            house.beat()
        assert not house.is_well
    second.press("Send it again")
    assert second.heading == "We have received your report"
    house.beat()
    assert house.is_well
    assert house.count("intake", "submission") == 2
    assert house.count("triage", "case") == 2
    first.get("/en/mailbox/")
    first.press("Open the mailbox", code=_code(first))
    assert "Lederen tager imod gaver." in first.words()


@FAULTS
def test_a_note_meets_a_real_fault(house: House, fault: Fault) -> None:
    """The office's page keeps the text as well, and the clock tells of that database too."""
    visitor = Visitor(house.visitors())
    write_until(visitor, "Check your answers and send")
    visitor.press(SEND)
    house.beat()
    anna = house.office.signed_in()
    with read(house.office.organisation.triage) as connection:
        (case,) = all_cases(connection, system_access())
    path = f"/cases/{case.case_reference}/note"
    anna.get(path)
    noted = {"item": REASON, "step": "send", "once": anna.value("once")}
    with fault(house, "triage"):
        for _ in range(2):
            answer = anna.post(path, noted)
            assert answer.status_code == 503
            assert anna.value("item") == REASON
            house.beat()
        assert house.pulse.told()[0] == HTTPStatus.SERVICE_UNAVAILABLE
    before = house.count("triage", "event")
    assert anna.post(path, noted).status_code == 303
    assert house.count("triage", "event") == before + 1
    house.beat()
    assert house.is_well


def _code(visitor: Visitor) -> str:
    return Visitor(visitor.client, visitor.pages[:-1]).code
