"""The systemd units start what exists, with the options the promises rest on."""

import importlib
import importlib.util
import re
import shlex
from pathlib import Path

import click
import pytest

from intake.page.serve import OPEN_FILES, WORKER_SECONDS, granian
from intake.settings import key_table
from triage.cli import main
from triage.services.backup.restore import MAIL
from triage.services.clock.mail_transport import TIMEOUT_SECONDS

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "systemd"
TMPFILES = (FOLDER / "betro.tmpfiles.conf").read_text(encoding="utf-8")
UNITS = {path.stem.removeprefix("betro-"): path for path in sorted(FOLDER.glob("betro-*.service"))}


def _lines(unit: str) -> dict[str, list[str]]:
    """Return every value of every key of `unit`, the drop-in that all share included."""
    text = UNITS[unit].read_text(encoding="utf-8") + (FOLDER / "betro-.service.d" / "sandbox.conf").read_text(
        "utf-8"
    )
    values: dict[str, list[str]] = {}
    for key, value in re.findall(r"^(\w+)=(.*)$", text.replace("\\\n", " "), flags=re.MULTILINE):
        values.setdefault(key, []).append(value)
    return values


def _command(unit: str) -> list[str]:
    """Return the command line of `unit`, word by word."""
    (command,) = _lines(unit)["ExecStart"]
    return shlex.split(command)


def test_each_unit_has_a_user_of_its_own() -> None:
    """A process that is broken into has its own rights only."""
    users = {name: _lines(name)["User"] for name in UNITS}

    assert users == {name: [f"betro-{name}"] for name in ("backup", "clock", "office", "portal")}


@pytest.mark.parametrize("unit", ["portal", "office"])
def test_a_web_unit_starts_an_app_that_exists(unit: str) -> None:
    """``python -m`` finds its module, which says what to serve, and it listens to this machine only."""
    command = _command(unit)
    module = command[command.index("-m") + 1]

    assert importlib.util.find_spec(f"{module}.__main__") is not None
    assert callable(importlib.import_module(module).from_environment)
    assert command[command.index("--host") + 1] == "127.0.0.1"


def test_the_server_keeps_no_log_and_outlives_a_worker() -> None:
    """Nothing writes down who asked for what, and many may be connected at once."""
    command = granian("intake.web:from_environment", "--port", "8000")

    assert "--no-access-log" in command
    assert command[command.index("--interface") + 1] == "rsgi"
    assert int(command[command.index("--backpressure") + 1]) >= 4096
    assert "--respawn-failed-workers" in command


def test_the_office_is_one_process() -> None:
    """A second worker would not know who signed in at the first."""
    command = _command("office")

    assert command[command.index("--workers") + 1] == "1"


def test_the_clock_is_a_module_that_exists() -> None:
    """``python -m`` finds it."""
    assert _command("clock")[-2:] == ["-m", "triage.clock"]
    assert importlib.util.find_spec("triage.clock.__main__") is not None


@pytest.mark.parametrize("unit", UNITS)
def test_what_a_unit_sets_is_a_setting(unit: str) -> None:
    """Each variable is the settings file or a key of the table that this process reads."""
    names = {name for line in _lines(unit)["Environment"] for name in re.findall(r"(\w+)=", line)}
    table = key_table()

    for key in (name.removeprefix("BETRO_").lower() for name in names - {"BETRO_SETTINGS"}):
        assert unit == "backup" or unit in table[key]["reads"]


@pytest.mark.parametrize(
    ("unit", "keys"),
    [
        ("portal", ["ticket.key"]),
        ("clock", ["checkpoint.key"]),
        ("office", []),
        ("backup", ["ticket.key", "checkpoint.key"]),
    ],
)
def test_a_key_reaches_its_one_process(unit: str, keys: list[str]) -> None:
    """The two service keys are handed out by systemd, one each; the backup keeps both."""
    credentials = [line.split(":")[0] for line in _lines(unit).get("LoadCredential", [])]

    assert credentials == keys


def test_the_backup_starts_every_night() -> None:
    """The command is one that there is, and a timer starts it."""
    assert _command("backup")[1:2] == ["backup"]
    assert "backup" in main.list_commands(click.Context(main))
    timer = (FOLDER / "betro-backup.timer").read_text(encoding="utf-8")
    (when,) = re.findall(r"^OnCalendar=(.*)$", timer, flags=re.MULTILINE)
    # Of what systemd reads there (systemd.time): every day at a time, and one that no night leaves out.
    hour, minute = re.fullmatch(r"\*-\*-\* ([0-9]{2}):([0-9]{2})", when).groups()
    assert 3 <= int(hour) <= 5
    assert int(minute) < 60
    assert "Unit=" not in timer, "by its name it starts betro-backup.service"
    assert "[Install]\nWantedBy=timers.target" in timer


def test_what_is_asked_to_end_is_given_the_time_for_it() -> None:
    """Before systemd kills it a server has let its requests go, and a clock has heard from a mail server."""
    for unit in UNITS:
        (given,) = _lines(unit)["TimeoutStopSec"]
        assert int(given) >= 2 * WORKER_SECONDS
        assert int(given) > TIMEOUT_SECONDS


def test_an_installation_is_founded_and_restored_in_an_empty_folder() -> None:
    """Both refuse another, so systemd's own list of folders (tmpfiles.d) makes none inside it."""
    made = [line.split()[1] for line in TMPFILES.splitlines() if re.match(r"[dDfFCL]", line)]

    assert "/var/lib/betro" in made
    assert not [each for each in made if each.startswith("/var/lib/betro/")]


def test_the_password_of_the_mail_server_is_for_those_who_need_it() -> None:
    """Clock, office and backup have the one group that may read it, and no unit hides the place from them."""
    (rule,) = (line.split() for line in TMPFILES.splitlines() if MAIL in line)

    assert rule == ["z", f"/var/lib/betro/{MAIL}", "0640", "root", "betro-triage", "-", "-"]
    for unit, has_it in (("clock", True), ("office", True), ("backup", True), ("portal", False)):
        lines = _lines(unit)
        groups = " ".join(lines["Group"] + lines["SupplementaryGroups"]).split()
        assert ("betro-triage" in groups) is has_it
        assert not [each for each in lines["InaccessiblePaths"] if each.endswith("/var/lib/betro")]


def test_the_portal_never_sees_the_cases() -> None:
    """Its folder is one, and the other is not even visible to it."""
    lines = _lines("portal")

    assert lines["ReadWritePaths"] == ["/var/lib/betro/intake"]
    assert "-/var/lib/betro/triage" in lines["InaccessiblePaths"]
    assert "betro-triage" not in lines["Group"] + lines["SupplementaryGroups"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("UMask", "0007"),
        ("NoNewPrivileges", "yes"),
        ("ProtectSystem", "strict"),
        ("CapabilityBoundingSet", ""),
        ("IPAddressDeny", "any"),
        ("MemorySwapMax", "0"),
        ("LimitCORE", "0"),
        ("LimitNOFILE", str(OPEN_FILES)),
    ],
)
def test_the_sandbox_holds_for_all(key: str, value: str) -> None:
    """What no unit may do without stands in the one file that all of them get."""
    assert all(_lines(unit)[key] == [value] for unit in UNITS)
