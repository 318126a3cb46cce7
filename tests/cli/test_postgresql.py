"""An installation on PostgreSQL, as an operator founds, keeps and examines it."""

import subprocess
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from crypto.mailbox import Mailbox
from crypto.receipt import new_receipt_code
from intake.clock import SystemClock, local_date
from intake.services.attach import Upload
from intake.services.correspond import open_mailbox, write_message
from intake.services.new_code import take_new_code
from intake.services.reception import Reception
from intake.services.submit import ReportDraft, submit
from intake.store.engine import open_engine
from tests.cli.test_installation import ORGANISATION, TWO, betro
from tests.clockwork import is_backed_up
from tests.founding import TICKET, a_ceremony, come_and_are_signed
from tests.own_folder import TEXTS, unit_table
from tests.postgres import Server, server
from triage.cli.checks import FIRST, REST
from triage.services.people.provision import Databases, open_installation

ROOT = Path(__file__).resolve().parents[2]
FINE = f"nothing wrong found by {len(FIRST + REST)} checks\n"
PASSWORD = "hemmelig"
FAULTS = (
    ("fsync", "off", "fsync is off: a power cut may lose what a receipt has confirmed"),
    ("full_page_writes", "off", "full_page_writes is off: a power cut may damage the database"),
    ("log_statement", "all", "log_statement is all: the server's log repeats what is written"),
)

ROLES = ("betro-portal", "betro-office", "betro-clock", "betro-backup")
ALLOWED = (
    *(
        ("betro-portal", "intake", f"SELECT count(*) FROM {name}")
        for name in ("submission", "directory_statement", "handler", "published", "publication", "snapshot")
    ),
    ("betro-portal", "intake", "SELECT count(*) FROM notice, question_over"),
    ("betro-portal", "intake", "UPDATE mailbox SET retired_on = NULL"),
    ("betro-clock", "triage", 'SELECT count(*) FROM "case"'),
    ("betro-clock", "intake", "DELETE FROM arrival_holder"),
    ("betro-clock", "intake", "DELETE FROM handler"),
    ("betro-office", "intake", "DELETE FROM handler"),
    ("betro-office", "intake", "UPDATE stanza SET wrapped = wrapped"),
    ("betro-office", "triage", "CREATE TABLE t (x int)"),
    ("betro-backup", "intake", "SELECT * FROM submission, arrival_holder"),
    ("betro-backup", "triage", "UPDATE heartbeat SET process = process"),
)
REFUSED = (
    *(
        ("betro-portal", "intake", f"DELETE FROM {name}")
        for name in ("directory_statement", "handler", "published", "publication", "snapshot", "notice")
    ),
    *(("betro-portal", "intake", f"DELETE FROM {name}") for name in ("submission", "mailbox", "item")),
    ("betro-portal", "intake", "INSERT INTO question_over VALUES ('x')"),
    ("betro-portal", "intake", "UPDATE mailbox SET reference = reference"),
    ("betro-portal", "intake", "UPDATE stanza SET wrapped = wrapped"),
    ("betro-portal", "intake", "SELECT count(*) FROM arrival_holder"),
    ("betro-portal", "intake", "CREATE TABLE t (x int)"),
    ("betro-portal", "triage", "SELECT 1"),
    ("betro-clock", "triage", "DROP TABLE alert"),
    ("betro-backup", "intake", "DELETE FROM submission"),
    ("betro-backup", "triage", "DELETE FROM event"),
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


@pytest.fixture
def ceremony(tmp_path: Path) -> list[str]:
    """How `init` is told of a ceremony that was held elsewhere, today."""
    return ["--ceremony", str(a_ceremony(tmp_path / "ceremony.json", on=local_date(SystemClock().now())))]


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


def both_come(settings: Path, printed: str) -> None:
    """Let the first two advisors use the tickets that `init` has printed."""
    tickets = [ticket for _name, ticket in TICKET.findall(printed)]
    come_and_are_signed(open_installation(settings), tickets, now=SystemClock().now())


def has_a_unit(settings):
    """Write one unit and the texts into the organisation's folder and apply them, as the README says."""
    (settings.parent / "organisation" / "texts.toml").write_text(TEXTS, encoding="utf-8")
    file = settings.parent / "organisation" / "units.toml"
    file.write_text(unit_table("schools", "Skoler", "Schools"), encoding="utf-8")
    said = betro("organisation", "apply", "--reason", "for a test", settings=settings)
    assert said.exit_code == 0, said.output


def test_it_is_founded_ticks_and_is_found_healthy(tmp_path, ceremony, here, empty):
    """init, doctor, tick, migrate: the settings name both databases and no file is made."""
    folder = tmp_path / "betro"
    said = betro("init", str(folder), *ORGANISATION, *TWO, *ceremony, **given(empty))
    assert said.exit_code == 0, said.output
    settings = folder / "betro.toml"
    assert f'intake_database = "{empty.intake}"' in settings.read_text()
    assert not list(folder.rglob("*.db*"))
    both_come(settings, said.output)
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


def test_a_database_in_use_is_never_written_over(tmp_path, ceremony, empty):
    """The second founding is refused before it makes a key."""
    assert betro("init", str(tmp_path / "one"), *ORGANISATION, *TWO, *ceremony, **given(empty)).exit_code == 0
    said = betro("init", str(tmp_path / "two"), *ORGANISATION, *TWO, *ceremony, **given(empty))
    assert said.exit_code == 1
    assert "intake_database: the database is not empty" in said.output
    assert not (tmp_path / "two").exists()


def test_one_database_alone_is_not_enough(tmp_path, ceremony, empty):
    """Both are named, or none."""
    one = {"BETRO_INTAKE_DATABASE": empty.intake}
    said = betro("init", str(tmp_path / "one"), *ORGANISATION, *TWO, *ceremony, **one)
    assert (said.exit_code, said.output) == (1, "Error: name both databases in the environment, or none\n")


def test_a_password_is_written_nowhere(tmp_path, ceremony, here, empty):
    """Not into the settings; the environment goes on giving it."""
    folder, secret = tmp_path / "betro", with_password(empty)
    said = betro("init", str(folder), *ORGANISATION, *TWO, *ceremony, **given(secret))
    assert said.exit_code == 0, said.output
    written = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert PASSWORD.encode() not in written
    settings = folder / "betro.toml"
    said = betro("tick", settings=settings)
    assert (said.exit_code, said.output.partition(".")[0]) == (1, "Error: intake_database: must be set")
    assert betro("tick", settings=settings, **given(secret)).output == "done\n"


@pytest.mark.parametrize("words", [("doctor",), ("tick",), ("migrate",)])
def test_a_server_that_is_gone_tells_no_password(tmp_path, ceremony, here, empty, words):
    """Whatever is said of it."""
    folder = tmp_path / "betro"
    assert (
        betro("init", str(folder), *ORGANISATION, *TWO, *ceremony, **given(with_password(empty))).exit_code
        == 0
    )
    gone = Databases(*(each.replace(str(here.folder), str(tmp_path)) for each in with_password(empty)))
    said = betro(*words, settings=folder / "betro.toml", **given(gone))
    assert said.exit_code == 1
    assert PASSWORD not in said.output
    assert PASSWORD not in repr(said.exception)


@pytest.mark.parametrize(
    "address", [f"mysql://betro:{PASSWORD}@here/x", f"postgresql://betro:{PASSWORD}@here/x", PASSWORD]
)
def test_another_kind_of_database_is_refused_without_its_address(tmp_path, ceremony, address):
    """Only the two that are tried."""
    wrong = {"BETRO_INTAKE_DATABASE": address, "BETRO_TRIAGE_DATABASE": address}
    said = betro("init", str(tmp_path / "one"), *ORGANISATION, *TWO, *ceremony, **wrong)
    assert said.exit_code == 1
    assert "intake_database: must be an address that begins with" in said.output
    assert PASSWORD not in said.output


@pytest.mark.parametrize(("name", "value", "fault"), FAULTS)
def test_a_server_that_loses_or_tells_too_much_is_found(tmp_path, ceremony, here, empty, name, value, fault):
    """For each of the two databases."""
    folder = tmp_path / "betro"
    said = betro("init", str(folder), *ORGANISATION, *TWO, *ceremony, **given(empty))
    assert said.exit_code == 0, said.output
    settings = folder / "betro.toml"
    both_come(settings, said.output)
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


def test_each_role_may_do_what_its_process_does(tmp_path, ceremony, here, empty):
    """And no more, by the file of roles: the portal cannot even reach the second database."""
    here.run(*(f'CREATE ROLE "{role}" LOGIN' for role in ROLES))
    names = {line: str(make_url(url).database) for line, url in zip(("intake", "triage"), empty, strict=True)}
    here.run(*(f'ALTER DATABASE {name} OWNER TO "betro-office"' for name in names.values()))
    as_role = {role: Databases(*(here.url(each, user=role) for each in names.values())) for role in ROLES}
    settings = tmp_path / "one" / "betro.toml"
    try:
        founding = ("init", str(settings.parent), *ORGANISATION, *TWO, *ceremony)
        said = betro(*founding, **given(as_role["betro-office"]))
        assert said.exit_code == 0, said.output
        # Run again it changes nothing.
        for line, name in 2 * tuple(names.items()):
            _apply(here, name, line)
        both_come(settings, said.output)
        engine = open_engine(as_role["betro-portal"].intake)
        _send_and_take_a_new_code(replace(open_installation(settings).reception, engine=engine))
        engine.dispose()
        for words, role in ((("tick",), "betro-clock"), (("backup", str(tmp_path / "b")), "betro-backup")):
            said = betro(*words, settings=settings, **given(as_role[role]))
            assert said.exit_code == 0, said.output
        assert here.run('SELECT count(*) FROM "case"', database=names["triage"]) == [(1,)]
        assert here.run("SELECT count(*) FROM arrival", database=names["intake"]) == [(0,)]
        for role, line, statement in ALLOWED:
            assert _may(here, role, names[line], statement), (role, statement)
        for role, line, statement in REFUSED:
            assert not _may(here, role, names[line], statement), (role, statement)
    finally:
        here.forget()
        here.run(*(f'DROP OWNED BY "{role}"; DROP ROLE "{role}"' for role in ROLES))


def _send_and_take_a_new_code(reception: Reception) -> None:
    """Do all that a reporter makes the portal write."""
    now, code, new = SystemClock().now(), new_receipt_code(), new_receipt_code()
    with Upload(reception, now=now):
        pass  # Taken away again.
    with Upload(reception, now=now) as upload:
        upload.write(b"indhold")
        attached = upload.finish(name="bilag.txt", content_type="text/plain")
    submit(reception, ReportDraft("employee", "Lederen tager imod gaver."), code, now=now, files=[attached])
    write_message(reception, Mailbox.from_code(code), "mere", now=now)
    take_new_code(reception, code, new, now=now)
    assert open_mailbox(reception, Mailbox.from_code(new), now=now).first is not None


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
