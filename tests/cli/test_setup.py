"""deploy/setup.sh on machines that lack something: one clear line, and nothing half made."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
# What the script calls before it has a python; apt-get is left out, so that no test installs anything.
TOOLS = ("cat", "cksum", "dirname", "grep", "head", "id", "mkdir", "sh")

OLD = "#!/bin/sh\nexit 1\n"
NO_VENV = """#!/bin/sh
case "$2" in
*ensurepip*) exit 1 ;;
*print*) echo python3.11-venv ;;
esac
"""


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Return a folder with the script and a bin/ that is the whole PATH."""
    (tmp_path / "deploy").mkdir()
    shutil.copy(ROOT / "deploy" / "setup.sh", tmp_path / "deploy")
    (tmp_path / "bin").mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found is not None
        (tmp_path / "bin" / name).symlink_to(found)
    return tmp_path


def _setup(machine: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script there with nothing but its bin/ on PATH."""
    return subprocess.run(
        [machine / "deploy" / "setup.sh", *arguments],
        env={"PATH": str(machine / "bin")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def _put(machine: Path, name: str, script: str) -> None:
    program = machine / "bin" / name
    program.write_text(script, encoding="utf-8")
    program.chmod(0o755)


@pytest.mark.parametrize("present", [(), ("python3",), ("python3", "python3.11", "python3.14")])
def test_no_python_that_is_new_enough(machine: Path, present: tuple[str, ...]) -> None:
    """Without python, or with old ones and shims of nothing, the line says which version is needed."""
    for name in present:
        _put(machine, name, OLD)

    done = _setup(machine, "run")

    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "betro: Betro needs Python 3.11 or newer, and none is on PATH. Install it, then try again."
    ]
    assert not (machine / ".venv").exists()


def test_a_python_without_venv(machine: Path) -> None:
    """Debian's python3 without python3-venv: the line names the package."""
    _put(machine, "python3", NO_VENV)

    done = _setup(machine, "run")

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "python3 has no venv module" in done.stderr
    assert "apt-get install python3.11-venv" in done.stderr
    assert not (machine / ".venv").exists()


def test_the_second_python_is_taken_when_the_first_will_not_do(machine: Path) -> None:
    """An old python3 in front does not hide a newer one behind it."""
    _put(machine, "python3", OLD)
    _put(machine, "python3.12", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')

    done = _setup(machine, "run")

    assert "making .venv with python3.12" in done.stdout
    assert (machine / ".venv" / "bin" / "pip").exists()
    assert "requirements.lock" in done.stderr  # it got as far as the lock, which is not there


def test_an_unknown_part_is_refused(machine: Path) -> None:
    """A mistyped word does not become a set-up."""
    done = _setup(machine, "rnu")

    assert done.returncode == 1
    assert "knows run and test, not rnu" in done.stderr
    assert not (machine / ".venv").exists()
