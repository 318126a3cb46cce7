"""deploy/test.sh, which `make test` runs: every part is tried, and one that fails is named."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
PARTS = {"setup": "deploy/setup.sh", "lint": "deploy/lint.sh", "pytest": ".venv/bin/pytest"}
WRITES = 'echo "$0 $*, compiling ${PYTHONDONTWRITEBYTECODE-kept}"'


def suite(folder: Path, *arguments: str, failing: str = "") -> subprocess.CompletedProcess[str]:
    """Run the script among parts that only say how they were called, and of which one may fail."""
    for name, path in PARTS.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(f"#!/bin/sh\n{WRITES}\nexit {int(name == failing)}\n", encoding="utf-8")
        (folder / path).chmod(0o755)
    shutil.copy(ROOT / "deploy" / "test.sh", folder / "deploy")
    return subprocess.run(
        [folder / "deploy" / "test.sh", *arguments],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def test_what_python_compiles_is_kept_for_the_next_process(tmp_path: Path) -> None:
    """Also where whoever starts it has said otherwise; and the tests are given the words behind."""
    done = suite(tmp_path, "-k", "receipt")
    (line,) = (each for each in done.stdout.splitlines() if each.startswith(".venv/bin/pytest"))
    assert line.endswith("-k receipt, compiling kept")
    assert done.returncode == 0


@pytest.mark.parametrize("failing", PARTS)
def test_a_part_that_fails_is_named_and_the_others_are_tried(tmp_path: Path, failing: str) -> None:
    """But for those that need a set-up which failed."""
    done = suite(tmp_path, failing=failing)
    tried = [each.removeprefix("== ") for each in done.stdout.splitlines() if each.startswith("== ")]
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == f"failed: {failing}"
    assert tried == (["setup"] if failing == "setup" else list(PARTS))
