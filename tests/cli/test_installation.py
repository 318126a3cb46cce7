"""betro init, people, migrate, tick: what an operator types, and what is answered."""

import re
import stat
from datetime import date
from pathlib import Path

import click
import pyotp
import pytest
from click.testing import CliRunner, Result

from crypto.identities import Identity
from crypto.keys import SigningKey
from intake.clock import SystemClock, local_date
from intake.domain.closed import MovedError
from intake.store.engine import NoTurnError, read
from tests.clockwork import Clockwork, a_clockwork, at, is_backed_up
from tests.founding import BACKUP, RECOVERY, ROOT, TICKET, a_ceremony, come_and_are_signed
from tests.own_folder import TEXTS, unit_table
from triage.cli import main
from triage.services.clock.tick import tick
from triage.services.people.holders import directory
from triage.services.people.own_keys import OwnKeys, keep
from triage.services.people.provision import open_installation
from triage.services.people.slow_down import Mistakes
from triage.services.people.tickets import TicketRefusedError, redeem
from triage.settings import load
from triage.store import journal, people

MONDAY = at("Mon 2026-11-23")
ORGANISATION = ["--organisation", 'Ny "By" Kommune', "New\\Town"]
TWO = ["--advisor", " Anna ", "Anna Jensen", "--advisor", "bo", "Bo Sørensen"]


def betro(*words: str, settings: Path | None = None, typed: str | None = None, **environment: str) -> Result:
    """Type a command."""
    given = {**environment, **({"BETRO_SETTINGS": str(settings)} if settings else {})}
    return CliRunner().invoke(main, list(words), input=typed, env=given)


@pytest.fixture
def town(tmp_path: Path) -> Clockwork:
    """An installation whose clock stands on Mon 23 November 2026."""
    clock = tmp_path / "now"
    clock.write_text(MONDAY.isoformat())
    return a_clockwork(tmp_path / "town", MONDAY, clock_file=clock)


def mode(path: Path) -> int:
    """Give who may do what with a file."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def ceremony(tmp_path: Path) -> list[str]:
    """How `init` is told of a ceremony that was held elsewhere, today."""
    return ["--ceremony", str(a_ceremony(tmp_path / "ceremony.json", on=local_date(SystemClock().now())))]


def test_init_founds_and_prints_tickets_and_no_secret(tmp_path, ceremony):
    """Settings that load, keys for their owner only, both databases, two tickets; and nobody is here yet."""
    folder = tmp_path / "betro"
    said = betro("init", str(folder), *ORGANISATION, *TWO, *ceremony)
    assert said.exit_code == 0, said.output
    tickets = dict(TICKET.findall(said.output))
    assert tickets.keys() == {"anna", "bo"}
    settings, _ = load({"BETRO_SETTINGS": str(folder / "betro.toml")})
    assert settings.mode == "production"
    assert settings.organisation == {"da": 'Ny "By" Kommune', "en": "New\\Town"}
    assert settings.root_verify_key == SigningKey.from_seed(ROOT).verify_key
    members = directory(open_installation(folder / "betro.toml"), date.max)
    assert members.require_recovery().kem_public == Identity.from_seed(RECOVERY).kem_public
    assert len(members.members) == 1
    assert settings.recovery_kem_public == b""
    assert len(settings.sealing_context) == 16
    for key in ("ticket.key", "checkpoint.key"):
        assert mode(folder / "keys" / key) == 0o600
    assert mode(folder / "keys") == 0o700
    written = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for secret in (ROOT, RECOVERY, BACKUP):
        assert secret.hex() not in said.output
        assert secret not in written
        assert secret.hex().encode() not in written
    for ticket in tickets.values():
        assert ticket.encode() not in written
    with read(open_installation(folder / "betro.toml").triage) as connection:
        assert not people.people(connection)


def test_init_without_a_ceremony_says_how_one_is_held(tmp_path, ceremony):
    """And takes no file that is none, or that was altered."""
    said = betro("init", str(tmp_path / "betro"), *ORGANISATION, *TWO)
    assert said.exit_code == 1
    assert "betro keys ceremony" in said.output
    file = Path(ceremony[1])
    whole = file.read_text(encoding="utf-8")
    key = re.search(r'"root_verify_key": "(\w{64})"', whole)[1]
    for text in (
        "",
        "{}",
        whole.replace(key, "00" * 32),
        whole.replace("ceremony/1", "ceremony/2"),
        whole[:-9],
    ):
        file.write_text(text, encoding="utf-8")
        said = betro("init", str(tmp_path / "betro"), *ORGANISATION, *TWO, *ceremony)
        assert (said.exit_code, "ceremony" in said.output) == (1, True), said.output
    assert not (tmp_path / "betro").exists()


def test_a_founded_installation_ticks_and_the_doctor_is_content(tmp_path, ceremony):
    """As it stands, but for what nobody told it: units, texts, mail, addresses; and the clock that waits."""
    folder = tmp_path / "betro"
    said = betro("init", str(folder), *ORGANISATION, *TWO, *ceremony)
    assert said.exit_code == 0, said.output
    settings = folder / "betro.toml"
    assert (
        "fewer than two valid advisors; the portal takes nothing" in betro("doctor", settings=settings).output
    )
    tickets = [ticket for _name, ticket in TICKET.findall(said.output)]
    come_and_are_signed(open_installation(settings), tickets, now=SystemClock().now())
    for name in ("intake", "triage"):
        (folder / name / f"{name}.db").chmod(0o660)
    said = betro("doctor", settings=settings)
    assert (said.exit_code, said.output) == (
        1,
        (
            "wrong  organisation: there are no units to refer to; write them into the organisation's folder "
            "and apply it\n"
            "wrong  texts: the portal does not tell contact, privacy, accessibility_statement; "
            "write texts.toml in the organisation's folder\n"
            "wrong  clock: the clock has not finished a tick for ten minutes\n"
            "wrong  backup: there is no backup; see deploy/runbooks/backup.md\n"
            "wrong  backup: no backup was ever tried; betro drill restores one beside this installation\n"
            "wrong  mail_server: there is no mail server, so nobody is told of anything; "
            "set mail_host and try betro mail test\n"
            "wrong  alerts: 2 advisors have no mail address, and no alert reaches them; "
            "run betro people mail\n"
        ),
    )
    for name in ("anna", "bo"):
        assert betro("people", "mail", name, f"{name}@example.test", settings=settings).exit_code == 0
    is_backed_up(settings)
    units = folder / "organisation" / "units.toml"
    units.write_text(unit_table("job", "Jobcentret", "Job centre"), encoding="utf-8")
    (folder / "organisation" / "texts.toml").write_text(TEXTS, encoding="utf-8")
    with settings.open("a", encoding="utf-8") as file:
        file.write('mail_host = "mail.example"\nmail_sender = "betro@ny.example"\n')
    assert "differ" in betro("doctor", settings=settings).output
    said = betro("organisation", "apply", "--reason", "De første", settings=settings)
    assert said.output.startswith("snapshot 2 ("), said.output
    assert betro("tick", settings=settings).output == "done\n"
    said = betro("doctor", settings=settings)
    assert (said.exit_code, said.output.partition(" by ")[0]) == (0, "nothing wrong found")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (TWO[:3], "at least two"),
        ([*TWO[:3], "--advisor", "anna", "Another Anna"], "two people cannot have one sign-in name"),
        ([*TWO[:3], "--advisor", "b o", "Bo"], "a sign-in name has"),
        ([*TWO[:3], "--advisor", "bo", "  "], "a name has"),
        ([*TWO[:3], "--advisor", "bo", "Bo\nSørensen"], "a name is one line"),
    ],
)
def test_init_refuses_what_cannot_be(tmp_path, ceremony, words, answer):
    """And leaves nothing behind."""
    said = betro("init", str(tmp_path / "betro"), *ORGANISATION, *words, *ceremony)
    assert said.exit_code == 1
    assert answer in said.output
    assert not (tmp_path / "betro").exists()


def test_init_never_writes_over_anything(tmp_path, ceremony):
    """A folder with one file in it, whatever that is."""
    said = betro("init", str(tmp_path), *ORGANISATION, *TWO, *ceremony)
    assert said.exit_code == 1
    assert "not empty" in said.output
    assert [path.name for path in tmp_path.iterdir()] == ["ceremony.json"]


def test_an_address_is_changed_by_command_and_the_journal_tells_that_it_was(tmp_path, ceremony):
    """Not which; an address that cannot be written to and a stranger's name are refused."""
    folder = tmp_path / "betro"
    said = betro("init", str(folder), *ORGANISATION, *TWO, *ceremony)
    settings = folder / "betro.toml"
    tickets = dict(TICKET.findall(said.output))
    assert betro("people", "mail", "anna", "early@example.test", settings=settings).exit_code == 0
    come_and_are_signed(open_installation(settings), tickets.values(), now=SystemClock().now())

    def held() -> list[tuple[str | None, str]]:
        with read(open_installation(settings).triage) as connection:
            anna = people.person_by_name(connection, "anna")
            (*_, last) = journal.entries(connection)
            return [(anna.mail, last.action)]

    assert held() == [("early@example.test", "person:enrolled")]
    assert betro("people", "mail", "Anna", "anna@example.test", settings=settings).exit_code == 0
    assert held() == [("anna@example.test", "person:address_changed")]
    for words, answer in (
        (("anna", "anna@x y"), "the mail address is none"),
        (("eve", "eve@example.test"), "nobody has that sign-in name"),
    ):
        said = betro("people", "mail", *words, settings=settings)
        assert (said.exit_code, answer in said.output) == (1, True)
    assert betro("people", "mail", "anna", settings=settings).exit_code == 0
    assert held() == [(None, "person:address_changed")]


def test_people_are_invited_and_listed_with_how_far_they_have_come(town):
    """A ticket each, once for each name; another ends the first; no seed is asked for or printed."""
    add = ["people", "add", "Dorte", "Dorte Dahl", "--role", "auditor", "--mail", "dorte@example.test"]
    said = betro(*add, settings=town.settings)
    assert said.exit_code == 0, said.output
    (first,) = TICKET.findall(said.output)
    assert first[0] == "dorte"
    assert "2026-11-30" in said.output  # Monday the 23rd, and seven days.
    said = betro(*add, settings=town.settings)
    assert said.exit_code == 1
    assert "somebody has this sign-in name" in said.output
    said = betro(*add[:-1], "dorte", settings=town.settings)
    assert said.exit_code == 1
    assert "the mail address is none" in said.output
    (again,) = TICKET.findall(betro("people", "again", "dorte", settings=town.settings).output)
    with pytest.raises(TicketRefusedError):
        redeem(town.organisation, Mistakes(), first[1], now=MONDAY)
    listed = betro("people", settings=town.settings).output
    states = dict(re.findall(r"^(\w+) +\w+ +(\w+) ", listed, re.M))
    assert states == {"anna": "here", "bo": "here", "carla": "here", "dorte": "invited"}
    made = OwnKeys(redeem(town.organisation, Mistakes(), again[1], now=MONDAY))
    code = pyotp.TOTP(made.secret).at(MONDAY)
    keep(town.organisation, made, passphrase=made.passphrase, code=code, now=MONDAY)
    assert re.search(r"^dorte +auditor +waits ", betro("people", settings=town.settings).output, re.M)
    said = betro("people", "again", "eve", settings=town.settings)
    assert (said.exit_code, "nobody has that sign-in name" in said.output) == (1, True)


def test_migrate_makes_what_is_not_there_and_nothing_else_does(town):
    """A mistyped path is not an empty installation."""
    for name in ("intake", "triage"):
        for path in (town.folder / name).glob(f"{name}.db*"):
            path.unlink()
    for command in (["doctor"], ["tick"], ["journal", "verify"]):
        said = betro(*command, settings=town.settings)
        assert said.exit_code == 1
        assert "intake_database: there is no such file; betro migrate makes it" in said.output
        assert not town.file("intake").exists()
    said = betro("migrate", settings=town.settings)
    assert (said.exit_code, said.output) == (0, "both databases are of the newest form\n")
    assert betro("migrate", settings=town.settings).exit_code == 0


def test_a_tick_by_hand(town):
    """Done; nothing where another clock works; and the names of the steps that failed."""
    code = town.send()
    assert betro("tick", settings=town.settings).output == "done\n"
    assert town.mailbox(code).card is not None
    said = betro("tick", settings=town.settings)
    assert (said.exit_code, said.output) == (0, "another clock is at work; nothing was done\n")
    town.sql("triage", "DELETE FROM lease")
    town.send()
    with town.broken("triage", "event", "INSERT"):
        said = betro("tick", settings=town.settings)
    assert said.exit_code == 1
    assert "these steps failed and are tried again: receive" in said.output


def test_the_clock_file_is_what_the_commands_go_by(town):
    """And no wall clock: the heartbeat is Monday's."""
    betro("tick", settings=town.settings)
    assert {beat.at for beat in town.rows("triage", "heartbeat")} == {MONDAY}
    assert tick(town.organisation, town.dependencies, now=MONDAY, owner=b"z" * 16) is None


@pytest.mark.parametrize("command", [["tick"], ["doctor"], ["migrate"], ["journal", "verify"]])
def test_a_wrong_setting_is_named_and_not_repeated(town, command):
    """One line, exit code 1, for every command."""
    said = betro(*command, settings=town.settings, BETRO_SEND_AFTER_DAYS="hemmeligt")
    assert said.exit_code == 1
    assert said.output == "Error: send_after_days: must be a whole number from 0 to 6\n"


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (MovedError(), "a database was renamed away, or another lies in its place; is something being done"),
        (
            NoTurnError(),
            "another process holds a database and does not let go; was one stopped",
        ),
        (PermissionError(13, "Permission denied", "/backups/x"), "/backups/x: Permission denied\n"),
        (OSError(28, "No space left on device"), "No space left on device\n"),
        (TimeoutError(), "TimeoutError\n"),
    ],
)
def test_what_the_machine_does_to_a_command_is_told_in_one_line(monkeypatch, error, line):
    """By the kind of what happened and nothing else; exit code 1 and no traceback."""

    def broken() -> None:
        raise error

    monkeypatch.setitem(main.commands, "tick", click.Command("tick", callback=broken))
    said = betro("tick")
    assert said.exit_code == 1
    assert said.output.startswith(f"Error: {line}")
    assert said.output.count("\n") == 1


def test_a_command_on_a_closed_service_says_what_opens_it(town):
    """In one line, exit code 1."""
    assert betro("maintenance", "on", settings=town.settings).exit_code == 0
    said = betro("people", "mail", "anna", "anna@ny.example", settings=town.settings)
    assert (said.exit_code, said.output) == (
        1,
        "Error: the service is closed to writers; betro maintenance off opens it\n",
    )


def test_help_is_there_for_every_command():
    """With what it does, in one sentence at least."""
    said = betro("--help")
    names = re.findall(r"^  ([a-z]+) ", said.output.partition("Commands:")[2], re.M)
    assert {"init", "people", "migrate", "doctor", "deadline", "tick", "journal", "demo"} <= set(names)
    for name in names:
        assert betro(name, "--help").exit_code == 0
