"""An installation on PostgreSQL, as an operator founds, keeps and examines it."""

import subprocess
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.cli.test_installation import ORGANISATION, TWO, betro
from tests.clockwork import is_backed_up
from tests.own_folder import TEXTS, unit_table
from tests.postgres import Server, server
from triage.cli.checks import FIRST, REST
from triage.services.people.provision import Databases

ROOT = Path(__file__).resolve().parents[2]
FINE = f"nothing wrong found by {len(FIRST + REST)} checks\n"
PASSWORD = "hemmelig"
FAULTS = (
    ("fsync", "off", "fsync is off: a power cut may lose what a receipt has confirmed"),
    ("full_page_writes", "off", "full_page_writes is off: a power cut may damage the database"),
    ("log_statement", "all", "log_statement is all: the server's log repeats what is written"),
)


@pytest.fixture
def here(engine_of_tests: str) -> Server:
    """The server; what a test makes there goes with it."""
    running = server()
    yield running
    running.forget()


@pytest.fixture
def empty(here: Server) -> Databases:
    """Two empty databases."""
    return Databases(*(here.url(here.database()) for _ in range(2)))


def given(databases: Databases) -> dict[str, str]:
    """Name them in the environment."""
    return {f"BETRO_{key.upper()}": value for key, value in databases.settings.items()}


def with_password(databases: Databases) -> Databases:
    """The same two, with a password in the address."""
    return Databases(*(each.replace("betro@", f"betro:{PASSWORD}@") for each in databases))


def reachable(settings: Path) -> None:
    """Name a mail server, and give both advisors an address, which the doctor asks for."""
    with settings.open("a", encoding="utf-8") as file:
        file.write('mail_host = "mail.example"\nmail_sender = "betro@ny.example"\n')
    for name in ("anna", "bo"):
        assert betro("people", "mail", name, f"{name}@example.test", settings=settings).exit_code == 0


def has_a_unit(settings):
    """Write one unit and the texts into the organisation's folder and apply them, as the README says."""
    (settings.parent / "organisation" / "texts.toml").write_text(TEXTS, encoding="utf-8")
    file = settings.parent / "organisation" / "units.toml"
    file.write_text(unit_table("schools", "Skoler", "Schools"), encoding="utf-8")
    said = betro("organisation", "apply", "--reason", "for a test", settings=settings)
    assert said.exit_code == 0, said.output


def test_it_is_founded_ticks_and_is_found_healthy(tmp_path, here, empty):
    """init, doctor, tick, migrate: the settings name both databases and no file is made."""
    folder = tmp_path / "betro"
    said = betro("init", str(folder), *ORGANISATION, *TWO, **given(empty))
    assert said.exit_code == 0, said.output
    settings = folder / "betro.toml"
    assert f'intake_database = "{empty.intake}"' in settings.read_text()
    assert not list(folder.rglob("*.db*"))
    reachable(settings)
    has_a_unit(settings)
    is_backed_up(settings)
    silent = "wrong  clock: the clock has not finished a tick for ten minutes\n"
    with here.set_to("fsync", "on"):
        assert betro("doctor", settings=settings).output == silent
        assert betro("tick", settings=settings).output == "done\n"
        assert betro("migrate", settings=settings).output == "both databases are of the newest form\n"
        said = betro("doctor", settings=settings)
    assert (said.exit_code, said.output) == (0, FINE)


def test_a_database_in_use_is_never_written_over(tmp_path, empty):
    """The second founding is refused before it makes a key."""
    assert betro("init", str(tmp_path / "one"), *ORGANISATION, *TWO, **given(empty)).exit_code == 0
    said = betro("init", str(tmp_path / "two"), *ORGANISATION, *TWO, **given(empty))
    assert said.exit_code == 1
    assert "intake_database: the database is not empty" in said.output
    assert not (tmp_path / "two").exists()


def test_one_database_alone_is_not_enough(tmp_path, empty):
    """Both are named, or none."""
    one = {"BETRO_INTAKE_DATABASE": empty.intake}
    said = betro("init", str(tmp_path / "one"), *ORGANISATION, *TWO, **one)
    assert (said.exit_code, said.output) == (1, "Error: name both databases in the environment, or none\n")


def test_a_password_is_written_nowhere(tmp_path, here, empty):
    """Not into the settings; the environment goes on giving it."""
    folder, secret = tmp_path / "betro", with_password(empty)
    said = betro("init", str(folder), *ORGANISATION, *TWO, **given(secret))
    assert said.exit_code == 0, said.output
    written = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert PASSWORD.encode() not in written
    settings = folder / "betro.toml"
    said = betro("tick", settings=settings)
    assert (said.exit_code, said.output.partition(".")[0]) == (1, "Error: intake_database: must be set")
    assert betro("tick", settings=settings, **given(secret)).output == "done\n"


@pytest.mark.parametrize("words", [("doctor",), ("tick",), ("migrate",)])
def test_a_server_that_is_gone_tells_no_password(tmp_path, here, empty, words):
    """Whatever is said of it."""
    folder = tmp_path / "betro"
    assert betro("init", str(folder), *ORGANISATION, *TWO, **given(with_password(empty))).exit_code == 0
    gone = Databases(*(each.replace(str(here.folder), str(tmp_path)) for each in with_password(empty)))
    said = betro(*words, settings=folder / "betro.toml", **given(gone))
    assert said.exit_code == 1
    assert PASSWORD not in said.output
    assert PASSWORD not in repr(said.exception)


@pytest.mark.parametrize(
    "address", [f"mysql://betro:{PASSWORD}@here/x", f"postgresql://betro:{PASSWORD}@here/x", PASSWORD]
)
def test_another_kind_of_database_is_refused_without_its_address(tmp_path, address):
    """Only the two that are tried."""
    wrong = {"BETRO_INTAKE_DATABASE": address, "BETRO_TRIAGE_DATABASE": address}
    said = betro("init", str(tmp_path / "one"), *ORGANISATION, *TWO, **wrong)
    assert said.exit_code == 1
    assert "intake_database: must be an address that begins with" in said.output
    assert PASSWORD not in said.output


@pytest.mark.parametrize(("name", "value", "fault"), FAULTS)
def test_a_server_that_loses_or_tells_too_much_is_found(tmp_path, here, empty, name, value, fault):
    """For each of the two databases."""
    folder = tmp_path / "betro"
    assert betro("init", str(folder), *ORGANISATION, *TWO, **given(empty)).exit_code == 0
    settings = folder / "betro.toml"
    reachable(settings)
    has_a_unit(settings)
    is_backed_up(settings)
    assert betro("tick", settings=settings).output == "done\n"
    with here.set_to(name, value):
        said = betro("doctor", settings=settings)
    assert said.exit_code == 1
    # The server of the tests does not wait for the disk.
    assert said.output == "".join(
        f"wrong  server: {line} database: {each}\n"
        for line in ("intake", "triage")
        for each in sorted({FAULTS[0][2], fault})
    )


def test_each_role_may_do_what_its_process_does(tmp_path, here, empty):
    """The file of roles, as the runbook has it: the portal cannot even reach the second database."""
    roles = ("betro-portal", "betro-office", "betro-clock", "betro-backup")
    here.run(*(f'CREATE ROLE "{role}" LOGIN' for role in roles))
    names = {line: str(make_url(url).database) for line, url in zip(("intake", "triage"), empty, strict=True)}
    try:
        assert betro("init", str(tmp_path / "one"), *ORGANISATION, *TWO, **given(empty)).exit_code == 0
        for line, name in names.items():
            _apply(here, name, line)
        assert _may(here, "betro-portal", names["intake"], "SELECT count(*) FROM submission")
        assert _may(here, "betro-portal", names["intake"], "DELETE FROM arrival")
        assert not _may(here, "betro-portal", names["intake"], "DELETE FROM directory_statement")
        assert not _may(here, "betro-portal", names["intake"], "DELETE FROM notice")
        assert not _may(here, "betro-portal", names["intake"], "CREATE TABLE t (x int)")
        assert not _may(here, "betro-portal", names["triage"], "SELECT 1")
        assert _may(here, "betro-clock", names["triage"], 'SELECT count(*) FROM "case"')
        assert not _may(here, "betro-clock", names["triage"], "DROP TABLE alert")
        assert _may(here, "betro-backup", names["intake"], "SELECT * FROM submission")
        assert not _may(here, "betro-backup", names["intake"], "DELETE FROM submission")
        assert _may(here, "betro-backup", names["triage"], "UPDATE heartbeat SET process = process")
        assert not _may(here, "betro-backup", names["triage"], "DELETE FROM event")
    finally:
        here.forget()
        here.run(*(f'DROP OWNED BY "{role}"; DROP ROLE "{role}"' for role in roles))


def _apply(here: Server, database: str, line: str) -> None:
    """Run the file as the runbook says."""
    file = ROOT / "deploy" / "postgres" / "roles.sql"
    where = ["-h", here.folder, "-U", "betro", "-d", database]
    strict = ["-v", "ON_ERROR_STOP=1", "-v", f"line={line}", "--no-psqlrc", "-q"]
    subprocess.run([here.programs / "psql", *where, *strict, "-f", file], check=True, capture_output=True)


def _may(here: Server, role: str, database: str, statement: str) -> bool:
    try:
        with psycopg.connect(host=str(here.folder), user=role, dbname=database) as connection:
            connection.execute(statement.encode())
            connection.rollback()
    except (psycopg.errors.InsufficientPrivilege, psycopg.OperationalError):
        return False
    return True
