"""The import contracts of pyproject.toml hold, and each notices the fault it is there for."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("crypto", "intake", "triage")

DIRECTION = "triage may use intake, intake may use crypto, never back"
IN_INTAKE = "inside intake imports run one way and every room is declared"
IN_TRIAGE = "inside triage imports run one way and every room is declared"
ENGINE = "the engine stands on the rules alone"
IN_SERVICES = "among the services no import goes back up"
IN_CASES = "a decision stands on the case, and what reads a history on the decisions"
IN_CLI = "a command knows what helps it and no other command"
IN_OFFICE = "in the office no import goes back up"
PORTAL = "the portal has no road to a handler's identity or to unseal"
CLOCK = "the clock opens nothing"
PURE = "domains are pure"
LEAF = "crypto is a leaf"
PRIMITIVES = "only crypto.hazmat touches a primitive"
SHARES = "only the command line splits seeds and joins them"
PAGES = "pages do not speak SQL"

# What is planted (file: lines added to it), and which contract must break.
FAULTS: Mapping[str, tuple[Mapping[str, str], str]] = {
    "portal imports unseal": ({"intake/web/planted.py": "import crypto.unseal"}, PORTAL),
    "portal reaches identities through a neighbour": (
        {
            "intake/web/planted.py": "import crypto.planted",
            "crypto/planted.py": "from crypto import identities",
        },
        PORTAL,
    ),
    "portal imports passphrase": ({"intake/services/planted.py": "import crypto.passphrase"}, PORTAL),
    "mailbox imports unseal": ({"crypto/mailbox.py": "import crypto.unseal"}, PORTAL),
    "mailbox imports identities in a function": (
        {"crypto/mailbox.py": "def planted() -> None:\n    from crypto import identities"},
        PORTAL,
    ),
    "clock imports unseal": ({"triage/clock/planted.py": "import crypto.unseal"}, CLOCK),
    "clock imports mailbox": ({"triage/clock/planted.py": "import crypto.mailbox"}, CLOCK),
    "scheduler reaches unseal through a service": (
        {
            "triage/clock/planted.py": "import triage.services.people.planted",
            "triage/services/people/planted.py": "import crypto.unseal",
        },
        CLOCK,
    ),
    "the engine imports SQLAlchemy": ({"triage/engine/planted.py": "import sqlalchemy"}, PURE),
    "intake's domain imports Flask": ({"intake/domain/planted.py": "import flask"}, PURE),
    "a rule imports SQLAlchemy": ({"triage/rules/planted.py": "from sqlalchemy import select"}, PURE),
    "intake imports triage": ({"intake/services/planted.py": "import triage"}, DIRECTION),
    "crypto imports intake": ({"crypto/planted.py": "import intake"}, DIRECTION),
    "crypto imports Flask": ({"crypto/planted.py": "import flask"}, LEAF),
    "a service imports the web": ({"triage/services/views/planted.py": "import triage.office"}, IN_TRIAGE),
    "a domain imports its store": ({"intake/domain/planted.py": "import intake.store"}, IN_INTAKE),
    "office and clock know each other": (
        {"triage/office/pages/planted.py": "import triage.clock"},
        IN_TRIAGE,
    ),
    "an undeclared room in intake": ({"intake/extra.py": ""}, IN_INTAKE),
    "an undeclared room in triage": ({"triage/extra/__init__.py": ""}, IN_TRIAGE),
    "the engine imports more of intake": ({"triage/engine/planted.py": "import intake.domain.days"}, ENGINE),
    "the engine reaches a key through the rules": (
        {
            "triage/engine/planted.py": "import triage.rules.planted",
            "triage/rules/planted.py": "import crypto",
        },
        ENGINE,
    ),
    "history knows a view": (
        {"triage/services/history/planted.py": "import triage.services.views"},
        IN_SERVICES,
    ),
    "the clock's service reads": (
        {"triage/services/clock/planted.py": "import triage.services.reading.mailbox"},
        IN_SERVICES,
    ),
    "an undeclared room among the services": ({"triage/services/extra/__init__.py": ""}, IN_SERVICES),
    "an undeclared room among the cases": ({"triage/cases/extra.py": ""}, IN_CASES),
    "a guard knows a decision": (
        {"triage/cases/guards.py": "from triage.cases.decisions import closing"},
        IN_CASES,
    ),
    "a decision reads the breaches": (
        {"triage/cases/decisions/planted.py": "import triage.cases.breaches"},
        IN_CASES,
    ),
    "a command knows another": ({"triage/cli/doctor.py": "from triage.cli import setup"}, IN_CLI),
    "a helper of commands knows one": (
        {"triage/cli/installation.py": "from triage.cli import rules"},
        IN_CLI,
    ),
    "a form imports a page": (
        {"triage/office/decisions/planted.py": "import triage.office.pages"},
        IN_OFFICE,
    ),
    "what is shown imports its page": (
        {"triage/office/presentation/planted.py": "from triage.office.pages import why"},
        IN_OFFICE,
    ),
    "an undeclared room in the office": ({"triage/office/extra.py": ""}, IN_OFFICE),
    "a primitive outside hazmat": (
        {"crypto/planted.py": "from cryptography.hazmat import primitives"},
        PRIMITIVES,
    ),
    "a primitive in the portal": ({"intake/web/planted.py": "import cryptography"}, PRIMITIVES),
    "the office joins shares": (
        {"triage/office/pages/planted.py": "def planted() -> None:\n    import shamir_mnemonic"},
        SHARES,
    ),
    "a page speaks SQL": ({"intake/page/planted.py": "import sqlalchemy"}, PAGES),
    "an office view speaks SQL": ({"triage/office/pages/planted.py": "import sqlalchemy"}, PAGES),
}


def _lint(folder: Path) -> tuple[int, str]:
    """Run the import linter on the packages in `folder`; exit code and what it said."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    done = subprocess.run(
        [*command, "--no-cache", "--no-logo"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    return done.returncode, done.stdout + done.stderr


def _called(verdict: str, said: str) -> set[str]:
    """Return the names of the contracts that the linter called `verdict` (KEPT or BROKEN)."""
    return set(re.findall(rf"^(.+?) {verdict}(?: \(.*\))?$", said, flags=re.MULTILINE))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source (and no data) of the packages; what is planted there is taken out again."""
    folder = tmp_path_factory.mktemp("source")
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        place = folder / path.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    shutil.copyfile(ROOT / "pyproject.toml", folder / "pyproject.toml")
    return folder


@contextmanager
def _planted(folder: Path, lines: Mapping[str, str]) -> Iterator[None]:
    """Let a fault stand in the files of *folder* for a while."""
    with ExitStack() as undone:
        for name, text in lines.items():
            file = folder / name
            if not file.parent.exists():
                file.parent.mkdir()
                undone.callback(file.parent.rmdir)
            if file.exists():
                undone.callback(file.write_bytes, file.read_bytes())
            else:
                undone.callback(file.unlink)
            with file.open("a", encoding="utf-8") as opened:
                opened.write(f"\n{text}\n")
        yield


def test_the_contracts_hold() -> None:
    """No import of the source goes a forbidden way."""
    code, said = _lint(ROOT)

    assert code == 0, said


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_caught(fault: str, copy: Path) -> None:
    """The fault breaks the contract that is about it, and no other."""
    lines, contract = FAULTS[fault]
    with _planted(copy, lines):
        code, said = _lint(copy)

    assert code == 1, said
    assert _called("BROKEN", said) == {contract}, said


def test_every_contract_has_a_fault() -> None:
    """A contract without a planted fault could be one that never breaks."""
    _, said = _lint(ROOT)

    assert _called("KEPT", said) | _called("BROKEN", said) == {contract for _, contract in FAULTS.values()}
