"""betro doctor: a clean installation, and each fault planted in one."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crypto.receipt import new_receipt_code
from intake.services.attach import Upload, path_of
from intake.services.submit import submit
from tests.backups import altered
from tests.cli.test_installation import betro
from tests.clockwork import REPORT, Clockwork, a_clockwork, at
from tests.grown import a_field_more
from tests.own_folder import TEXTS, has_set, has_units
from triage.cli.checks import FIRST, REST, UPDATE, faults

NOW = at("Mon 2026-11-23")


@pytest.fixture
def town(tmp_path: Path) -> Clockwork:
    """An installation with a report that has an attachment, at ten on Mon 23 November 2026."""
    clock = tmp_path / "now"
    clock.write_text(NOW.isoformat())
    town = a_clockwork(tmp_path / "town", NOW, clock_file=clock)
    town.organisation = has_units(town.organisation, ("job", "Jobcentret", "Job centre"))
    for line in ("intake", "triage"):
        town.file(line).chmod(0o660)
    with Upload(town.organisation.reception, now=NOW) as upload:
        upload.write(b"x" * 5000)
        attached = upload.finish(name="bilag.pdf", content_type="application/pdf")
    submit(town.organisation.reception, REPORT, new_receipt_code(), now=NOW, files=[attached])
    assert town.tick() == ()
    return town


def doctor(town: Clockwork) -> tuple[int, list[str]]:
    """Ask the doctor; give exit code and lines."""
    said = betro("doctor", settings=town.settings)
    assert said.exception is None or isinstance(said.exception, SystemExit), said.exception
    return said.exit_code, said.output.splitlines()


def test_a_clean_installation(town):
    """Exit code 0, and how much was looked at."""
    assert doctor(town) == (0, [f"nothing wrong found by {len(FIRST + REST)} checks"])


@pytest.mark.parametrize(
    ("line", "change", "fault"),
    [
        ("triage", "DELETE FROM heartbeat", "clock: the clock has not finished a tick for ten minutes"),
        (
            "triage",
            "UPDATE journal SET action = 'x' WHERE seq = 4",
            "journal: entry 4 does not follow from the one before it",
        ),
        (
            "triage",
            "UPDATE deadline SET due_strict = '2030-01-01'",
            "projections: 1 cases show another state or other deadlines than their history gives",
        ),
        ("triage", 'DELETE FROM "grant"', "holders: 1 open cases are held by nobody"),
        (
            "triage",
            "UPDATE alert SET missed = 'handler'",
            "alerts: 1 alerts of the last week found nobody at one step; see who is away or has no address",
        ),
        (
            "triage",
            "UPDATE deadline SET next_step_on = '2030-01-01' WHERE settled_on IS NULL",
            "projections: 1 cases show another state or other deadlines than their history gives",
        ),
        (
            "triage",
            "UPDATE event SET payload = replace(payload, '2026-11-23', '2026-11-22')",
            "history: 1 cases have another history than the journal tells",
        ),
        (
            "triage",
            "UPDATE outbox SET done_on = NULL, slot = '2026-11-20 07:00:00' WHERE kind = 'mail'",
            "mail: 2 mails wait for more than a day; look at the mail server and at the addresses",
        ),
        (
            "triage",
            "UPDATE alembic_version SET version_num = '0000'",
            "databases: the triage database is not of the newest form; run betro migrate",
        ),
        (
            "intake",
            "DELETE FROM directory_statement WHERE number = 1",
            "people: ",
        ),
        (
            "intake",
            "UPDATE directory_statement SET statement = zeroblob(3000) WHERE number = 2",
            "people: ",
        ),
        ("triage", "DROP TABLE journal", "journal: could not be checked (OperationalError)"),
        ("triage", "UPDATE event SET payload = 'x'", "could not be checked"),
    ],
)
def test_a_planted_fault_is_named(town, line, change, fault):
    """Exit code 1, and one line that says what is wrong without naming anybody or any case."""
    town.sql(line, change)
    code, lines = doctor(town)
    assert code == 1
    assert any(fault in each and each.startswith("wrong  ") for each in lines), lines
    for secret in (town.folder.name, "anna", "Anna"):
        assert not any(secret in each for each in lines)


NO_UNITS = (
    "wrong  organisation: there are no units to refer to; write them into the organisation's folder and "
    "apply it"
)
UNKEPT = [
    "wrong  backup: there is no backup; see deploy/runbooks/backup.md",
    "wrong  backup: no backup was ever tried; betro drill restores one beside this installation",
]
BY_DEFAULT = [
    (
        "wrong  texts: the portal does not tell contact, privacy, accessibility_statement; "
        "write texts.toml in the organisation's folder"
    ),
    *UNKEPT,
    (
        "wrong  mail_server: there is no mail server, so nobody is told of anything; "
        "set mail_host and try betro mail test"
    ),
]


def test_a_production_where_nobody_is_told_of_anything_is_ill(tmp_path):
    """No mail server, a sender that is none, no units, no backup, texts that nobody wrote: each is named."""
    bare = a_clockwork(tmp_path / "town", NOW)
    assert bare.tick() == ()
    for line in ("intake", "triage"):
        bare.file(line).chmod(0o660)

    def found(**settings: str) -> list[str]:
        real = replace(bare.organisation.settings, **{"mode": "production", **settings})
        told = faults(replace(bare.organisation, settings=real), NOW)
        return [f"wrong  {name}: {fault}" for name, fault in told]

    assert found(mode="test") == [NO_UNITS]
    assert found() == [NO_UNITS, *BY_DEFAULT]
    bare.organisation = has_units(bare.organisation, ("job", "Jobcentret", "Job centre"))
    assert found() == BY_DEFAULT
    bare.organisation = has_set(bare.organisation, {"texts.toml": TEXTS})
    assert [each.split(":")[0] for each in found(mail_host="mail.example")] == [
        *["wrong  backup"] * 2,
        "wrong  mail_server",
    ]
    assert found(mail_host="mail.example", mail_sender="betro@ny.example") == UNKEPT


def test_the_clock_may_be_silent_for_ten_minutes(town):
    """And not for eleven."""
    clock = town.folder.parent / "now"
    clock.write_text((NOW + timedelta(minutes=10)).isoformat())
    assert doctor(town)[0] == 0
    clock.write_text((NOW + timedelta(minutes=11)).isoformat())
    assert doctor(town) == (1, ["wrong  clock: the clock has not finished a tick for ten minutes"])


@pytest.mark.parametrize("how", ["missing", "cut", "altered"])
def test_an_attachment_that_is_missing_or_damaged_is_counted(town, how):
    """The rows say how long each must be, and what every mebibyte of it must hash to."""
    (row,) = town.rows("intake", "blob")
    path = path_of(town.organisation.settings.blob_folder, row.id)
    if how == "missing":
        path.unlink()
    elif how == "cut":
        path.write_bytes(path.read_bytes()[:-1])
    else:
        altered(path)
    assert doctor(town) == (1, ["wrong  attachments: 1 attachments are missing or damaged"])


def test_a_database_open_to_everybody_is_named(town):
    """What stands in it is sealed, but names and dates of the office are not."""
    town.file("triage").chmod(0o664)
    assert doctor(town) == (
        1,
        ["wrong  files: the triage database is open to everybody on this machine (chmod o-rwx)"],
    )


def test_several_faults_are_all_said(town):
    """One line for each."""
    town.sql("triage", "DELETE FROM heartbeat", 'DELETE FROM "grant"')
    code, lines = doctor(town)
    assert (code, len(lines)) == (1, 2)


def test_what_a_newer_betro_wrote_is_not_called_damaged(town):
    """It is counted by itself, and the other cases are looked at all the same."""
    with a_field_more():
        town.send()
        assert town.tick() == ()
    newer = [
        f"wrong  history: 1 cases were written by a newer Betro than this one; {UPDATE}",
        "wrong  reconciliation: could not be checked: a newer Betro than this one wrote some of it; "
        + UPDATE,
    ]
    assert doctor(town) == (1, newer)
    town.sql("triage", "UPDATE event SET payload = replace(payload, '2026-11-23', '2026-11-22')")
    code, lines = doctor(town)
    assert (code, lines[0]) == (1, "wrong  history: 2 cases have another history than the journal tells")
