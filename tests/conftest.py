"""Rules for every test: no socket leaves this machine, no skip hides in CI, big files stay in this folder.

Heavy files (those with a test marked ``heavy``) are started first, so that the workers end together. The
databases that a file opened are closed behind it, because from Python 3.13 each that is not is a warning.
"""

import gc
import ipaddress
import os
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection, Engine, event

from crypto import passphrase
from tests import addresses, disk, postgres, statements, templates
from tests.office import OfficeWorld, found_office
from tests.world import CHEAP

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI") == "true"

_opened: set[Engine] = set()


class OutsideWorldError(Exception):
    """A test tried to reach past the loopback addresses."""


def _is_here(host: object) -> bool:
    """Whether `host` is this machine's own loopback (an unbound or unnamed one is, too)."""
    if host in ("", "localhost", None, b"localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    """Stop a socket that would leave this machine; Python calls this before it happens."""
    if event in ("socket.connect", "socket.sendto", "socket.bind"):
        address = arguments[1]
        if isinstance(address, tuple) and isinstance(address[0], str) and not _is_here(address[0]):
            raise OutsideWorldError(f"{event} to {address[0]}")
    elif event == "socket.getaddrinfo" and not _is_here(arguments[0]):
        raise OutsideWorldError(f"{event} of {arguments[0]!r}")


def pytest_configure(config: pytest.Config) -> None:
    """Set the guard, and put temporary folders under var/test: /tmp may be small memory."""
    sys.addaudithook(_guard)
    event.listen(Engine, "engine_connect", _remember)
    temporary = ROOT / "var" / "test"
    temporary.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(temporary))
    # Every founding and every sign-in would take a third of a second; a test asks for the real cost.
    passphrase.COST = CHEAP
    disk.leave_to_the_system()
    addresses.compile_once()
    templates.compile_once()
    statements.compile_once()
    # How fast the machine is decides nothing.
    settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("unhurried")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order files with heavy tests first, and keep the order inside a file."""
    heavy = {item.path for item in items if item.get_closest_marker("heavy")}
    items.sort(key=lambda item: item.path not in heavy)


def pytest_collection_finish() -> None:
    """
    Let the collector of garbage leave alone, from here on, what lives as long as the process, and seldom walk
    through all that the tests share: that takes up to a second each time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(2000, 20, 100)


def _fails_in_ci(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure when CI=true: there, everything is installed."""
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """See `_fails_in_ci`; for a test."""
    report = yield
    _fails_in_ci(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """See `_fails_in_ci`; for a whole file."""
    report = yield
    _fails_in_ci(report)
    return report


def _remember(connection: Connection) -> None:
    """Note which engine has opened a database; the apps open theirs themselves."""
    _opened.add(connection.engine)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, None, None]:
    """Close, after the last test of a file, every database that was opened in it."""
    yield
    if nextitem is None or nextitem.path != item.path:
        while _opened:
            _opened.pop().dispose()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what is marked so once on each database engine."""
    if metafunc.definition.get_closest_marker("both_engines"):
        metafunc.parametrize("engine_of_tests", postgres.ENGINES, indirect=True)


@pytest.fixture(autouse=True)
def engine_of_tests(request: pytest.FixtureRequest) -> Generator[str, None, None]:
    """Say on which engine the databases of a test are laid; drop those of a PostgreSQL behind it."""
    postgres.choice.engine = getattr(request, "param", postgres.ENGINES[0])
    yield postgres.choice.engine
    postgres.choice.back()


@pytest.fixture
def world(request: pytest.FixtureRequest, tmp_path: Path) -> OfficeWorld:
    """An office on the Monday that the file of the test names, where it founds no world of its own."""
    return found_office(tmp_path / "office", request.module.MONDAY)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of the Chromium to drive, as tests/browser/chromium.py finds it."""
    finder = [sys.executable, "-P", str(ROOT / "tests" / "browser" / "chromium.py")]
    found = subprocess.run(finder, capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip(found.stderr.strip())
    return found.stdout.strip()
