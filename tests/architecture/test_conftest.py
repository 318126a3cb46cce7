"""The rules of conftest.py hold: no road to the outside, heavy files first, no skip in CI."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "0.0.0.1"])
def test_no_connection_leaves_this_machine(host: str) -> None:
    """A connection to an address that is not loopback is refused before a packet is sent."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe, pytest.raises(Exception, match=r"socket.connect to"):
        probe.connect((host, 9))


def test_no_foreign_name_is_looked_up() -> None:
    """A name that is not this machine's is never asked for, because the question itself leaves it."""
    with pytest.raises(Exception, match=r"socket.getaddrinfo"):
        socket.getaddrinfo("betro.example", 443)


def test_loopback_is_open() -> None:
    """A server of the test's own on 127.0.0.1 can be reached."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as there,
    ):
        assert there.getpeername() == server.getsockname()


def _suite(folder: Path, ci: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in `folder` under our conftest with CI set to `ci`."""
    (folder / "conftest.py").write_text(
        (ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"), encoding="utf-8"
    )
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = heavy: x\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "-p", "no:xdist"]
    environment = {**os.environ, "CI": ci, "PYTEST_DEBUG_TEMPROOT": str(folder)}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE
    )


@pytest.mark.parametrize(("ci", "code", "closing"), [("true", 1, "1 failed"), ("", 0, "1 skipped")])
def test_a_skip_fails_in_ci_only(tmp_path: Path, ci: str, code: int, closing: str) -> None:
    """What may be skipped at a desk must run in CI."""
    (tmp_path / "test_it.py").write_text(
        "import pytest\n\ndef test_it():\n    pytest.skip('no x')\n", encoding="utf-8"
    )

    done = _suite(tmp_path, ci)

    assert done.returncode == code, done.stdout
    assert closing in done.stdout


def test_a_skipped_file_fails_in_ci_too(tmp_path: Path) -> None:
    """A file that skips itself while it is collected is no quiet way round."""
    (tmp_path / "test_it.py").write_text(
        "import pytest\npytest.skip('x', allow_module_level=True)\n", encoding="utf-8"
    )

    done = _suite(tmp_path, "true")

    assert done.returncode != 0
    assert "skipped, which CI does not allow" in done.stdout


def test_files_with_heavy_tests_come_first(tmp_path: Path) -> None:
    """The long ones start first, whatever their names are, and a file stays whole."""
    heavy = "import pytest\n\ndef test_light(): pass\n\n@pytest.mark.heavy\ndef test_heavy(): pass\n"
    (tmp_path / "test_a.py").write_text("def test_a(): pass\n", encoding="utf-8")
    (tmp_path / "test_z.py").write_text(heavy, encoding="utf-8")

    lines = [line.split(" ")[0] for line in _suite(tmp_path, "").stdout.splitlines() if "PASSED" in line]

    assert lines == ["test_z.py::test_light", "test_z.py::test_heavy", "test_a.py::test_a"]
