"""The portal as it is started: from settings, without a road to triage or to a handler's key."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import ORGANISATION, Keys, a_reception, a_seed

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN = ("triage", "crypto.unseal", "crypto.identities", "crypto.passphrase", "apscheduler")
ASK = """
import json, sys
from intake.web import from_environment
app = from_environment().app
answers = [app.test_client().get(path, base_url="https://portal.test") for path in ("/da/", "/en/report/")]
print(json.dumps([sorted(sys.modules), [answer.status_code for answer in answers], app.secret_key]))
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """What a portal is started with: a settings file, a database with a directory, a ticket key."""
    keys = Keys()
    a_reception(tmp_path / "intake", keys).engine.dispose()
    secret = tmp_path / "ticket.key"
    secret.write_text(a_seed(9).hex(), encoding="ascii")
    secret.chmod(0o600)
    settings = {
        "mode": "production",
        "organisation": "Eksempelby Kommune",
        "intake_database": f"sqlite:///{tmp_path / 'intake' / 'intake.db'}",
        "blob_folder": str(tmp_path / "intake" / "blobs"),
        "root_verify_key": keys.root.verify_key.hex(),
        "checkpoint_verify_key": keys.checkpoint.verify_key.hex(),
        "sealing_context": ORGANISATION.hex(),
        "ticket_key_file": str(secret),
    }
    path = tmp_path / "betro.toml"
    # A JSON string is a TOML string.
    path.write_text("\n".join(f"{key} = {json.dumps(value)}" for key, value in settings.items()))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BETRO_")}
    return {**kept, "BETRO_SETTINGS": str(path)}


def run(code: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run some lines in a process of their own."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_portal_starts_and_carries_nothing_that_could_open(environment):
    """No module of triage, nothing that unseals, no key for a session; and its pages answer."""
    done = run(ASK, environment)
    assert done.returncode == 0, done.stderr
    modules, statuses, secret_key = json.loads(done.stdout)

    assert statuses == [200, 200]
    assert secret_key is None
    assert [name for name in modules if name.startswith(FORBIDDEN)] == []


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("BETRO_MODE", "none", "mode: must be one of"),
        ("BETRO_INTAKE_DATABAS", "x", "intake_databas: there is no such setting"),
        ("BETRO_SETTINGS", "/nowhere/betro.toml", "the settings file cannot be read"),
        ("BETRO_CLOCK_FILE", "now", "clock_file: only in mode test"),
    ],
)
def test_a_wrong_setting_ends_the_start_with_its_name(environment, name, value, words):
    """One line, no traceback."""
    start = "import runpy; runpy.run_module('intake.web', run_name='__main__')"
    done = run(start, {**environment, name: value})

    assert done.returncode != 0
    assert words in done.stderr
    assert "Traceback" not in done.stderr
