"""The demo municipality: a year made by the real services, with something to do on the day it starts."""

import json
import re
import stat
from datetime import datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from crypto.mailbox import Mailbox
from crypto.receipt import parse_receipt_code
from intake.clock import COPENHAGEN
from intake.services.correspond import open_mailbox
from intake.settings import load_portal
from intake.store.engine import read
from intake.web import create_app
from tests.office import StandingClock
from tests.visitor import Visitor
from triage.cases import history
from triage.cases.fold import fold
from triage.cases.vocabulary import Investigation, Scope
from triage.cli import main
from triage.cli.checks import faults
from triage.cli.demo import make, welcome
from triage.cli.demo.files import bytes_of
from triage.cli.demo.town import demo_data
from triage.services.organisation import Organisation
from triage.services.people.provision import open_installation
from triage.services.people.sign_in import SignedIn, sign_in
from triage.services.people.slow_down import Mistakes
from triage.services.reading.inner_files import inner_files
from triage.services.reading.mailbox import correspondence
from triage.services.reading.open_file import open_file
from triage.services.reading.visible_case import case_file
from triage.store import cases, events
from triage.store import due as due_store
from triage.store.tables import alert, event
from triage.store.visibility import system_access

pytestmark = pytest.mark.heavy

NOW = datetime(2025, 11, 25, 10, 5, tzinfo=COPENHAGEN)
"""Tuesday 25 November 2025, in the morning: the evening of the demo's last day has not come."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, made once."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    make(folder, reset=False, empty=False, now=NOW)
    return folder


@pytest.fixture
def organisation(folder: Path) -> Organisation:
    """The demo's installation."""
    return open_installation(folder / "town" / "betro.toml")


def histories(organisation: Organisation, scheme: str) -> list:
    """Give the cases of one scheme as their events tell them."""
    with read(organisation.triage) as connection:
        return [
            fold(events.history(connection, row.handle))
            for row in cases.all_cases(connection, system_access())
            if row.scheme == scheme
        ]


def brought_down(organisation: Organisation, who: SignedIn) -> dict[str, bytes]:
    """Bring down every file of every case that somebody holds."""
    with read(organisation.triage) as connection:
        references = [each.case_reference for each in cases.all_cases(connection, system_access())]
    files, today = {}, NOW.date()
    for reference in references:
        file = case_file(organisation, who, reference, today=today)
        sent = correspondence(organisation, who, file, today=today).files
        for each in (*sent, *inner_files(organisation, who, file, today=today)):
            opened = open_file(organisation, who, reference, each.entry.blob, now=NOW)
            files[each.entry.name] = b"".join(opened.pieces)
    return files


def test_fourteen_reports_of_which_two_are_investigated(organisation):
    """The others fall outside, or nobody has got to them yet."""
    reports = histories(organisation, "whistleblowing")
    assert len(reports) == 14
    investigated = [each for each in reports if each.report.investigation is Investigation.INVESTIGATE]
    assert len(investigated) == 2
    rest = [each.report.scope for each in reports if each not in investigated]
    assert Scope.WITHIN not in rest
    assert rest.count(Scope.OUTSIDE) >= 7
    assert None in rest


def test_some_sixty_complaints_most_of_them_closed(organisation):
    """One of them came through the whistleblower scheme, with the reporter's consent."""
    complaints = histories(organisation, "complaints")
    assert 55 <= len(complaints) <= 65
    assert sum(each.closed_on is not None for each in complaints) > len(complaints) / 2
    assert len({each.complaint.unit for each in complaints if each.complaint.unit}) >= 8


def test_something_is_due_tomorrow_overdue_and_new(organisation):
    """On the day it starts, and nothing lies in the future."""
    today = NOW.date()
    with read(organisation.triage) as connection:
        due = [each.due_strict for each in due_store.open_deadlines(connection, system_access())]
        states = {row.state for row in cases.all_cases(connection, system_access()) if row.is_open}
        payloads = connection.execute(select(event.c.payload)).scalars()
        last = max(history.read(each).on for each in payloads)
        alerts = connection.execute(select(func.count()).select_from(alert)).scalar_one()
    assert today + timedelta(days=1) in due
    assert any(day < today for day in due)
    assert "new" in states
    assert len(states) >= 3
    assert last == today
    assert alerts > 50


def test_the_doctor_finds_nothing_wrong(folder):
    """But for the clock and its time, which stopped on the day it was made."""
    said = CliRunner().invoke(main, ["doctor"], env={"BETRO_SETTINGS": str(folder / "town" / "betro.toml")})
    assert re.findall(r"^wrong  (\w+):", said.output, re.M) == ["clock", "time"]


def test_a_fresh_demo_is_healthy(organisation):
    """On the day it was made nothing is wrong with it: no mail of its past waits."""
    assert faults(organisation, NOW) == []


def test_the_clock_that_comes_after_need_not_wait(folder):
    """No lease of the making lasts beyond it."""
    said = CliRunner().invoke(main, ["tick"], env={"BETRO_SETTINGS": str(folder / "town" / "betro.toml")})
    assert said.output == "done\n"


def test_every_receipt_code_opens_its_mailbox(folder, organisation):
    """The first is one that was answered, so that there is something to read."""
    codes = json.loads((folder / "secrets.json").read_text())["receipt_codes"]
    views = [
        open_mailbox(organisation.reception, Mailbox.from_code(parse_receipt_code(code)), now=NOW)
        for code in codes.values()
    ]
    assert len(views) > 20
    assert not any(view.has_warnings for view in views)
    assert all(view.card is not None for view in views)
    assert any(not message.mine for message in views[0].messages)


def test_the_welcome_says_what_a_newcomer_needs(folder, organisation):
    """
    Addresses, six sign-ins that work with a present code, and a receipt code that opens a mailbox. Who signs
    in can bring down whole what came with an inquiry of each kind, and with a report.
    """
    said = welcome(folder, 18000, 18001)
    assert "http://127.0.0.1:18000/" in said
    assert "http://127.0.0.1:18001/" in said
    people = re.findall(
        r"  (\w+) \((\w+)\)\n    passphrase +(\S+)\n    one-time code +(\d{6}) .*?secret ([A-Z2-7]{32})\)",
        said,
    )
    roles = ["advisor", "advisor", "administrator", "auditor", "alternate", "alternate"]
    assert [role for _, role, *_ in people] == roles
    later = datetime.now(COPENHAGEN) + timedelta(minutes=5)
    for name, role, passphrase, _, secret in people:
        who = sign_in(
            organisation,
            Mistakes(),
            name=name,
            passphrase=passphrase,
            code=pyotp.TOTP(secret).at(later),
            now=later,
        )
        assert who.role == role
        if name == "signe":
            assert brought_down(organisation, who) == {
                each["name"]: bytes_of(each)
                for kind in ("complaint", "report")
                for case in demo_data(f"{kind}s")[kind]
                for each in case.get("file", ())
            }
    (code,) = re.findall(r"^  ([0-9A-Z]{5}(?:-[0-9A-Z]{5}){4})$", said, re.M)
    assert open_mailbox(organisation.reception, Mailbox.from_code(parse_receipt_code(code)), now=NOW).messages


@pytest.mark.parametrize("kind", ["report", "complaint"])
def test_the_portal_says_who_receives_it_and_where_it_goes_without_them(folder, organisation, kind):
    """By title; whoever keeps both out is told of the route before anything is sent."""
    settings = load_portal({"BETRO_SETTINGS": str(folder / "town" / "betro.toml")})
    visitor = Visitor(create_app(settings, StandingClock(NOW)).test_client())
    visitor.get(f"/en/{kind}/")
    told = {"report": ({"relation": "employee"}, {"what": "Both."})}
    told["complaint"] = ({"unit": "citizen_service", "what": "Both."}, {"name": "Ida Ibsen"})
    for each in told[kind]:
        visitor.press("Next", **each)
    assert visitor.heading == "Who receives it"
    assert "head of the whistleblower unit" in visitor.words()
    assert "it goes to Birkeby Municipality as well" in visitor.words()
    assert "Signe" not in visitor.words()


def test_its_secrets_are_its_owners(folder):
    """One folder that nobody else may enter."""
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "secrets.json").stat().st_mode) == 0o600


def test_a_second_start_keeps_the_data(folder, capsys):
    """And a folder that holds something else is never thrown away."""
    before = (folder / "secrets.json").read_bytes()
    make(folder, reset=False, empty=False, now=NOW + timedelta(days=1))
    assert "goes on" in capsys.readouterr().out
    assert (folder / "secrets.json").read_bytes() == before
    other = folder.parent / "other"
    other.mkdir()
    (other / "kept.txt").write_text("kept")
    said = CliRunner().invoke(
        main,
        [
            "demo",
            "run",
            "--reset",
            "--folder",
            str(other),
            "--portal-port",
            "18002",
            "--office-port",
            "18003",
        ],
    )
    assert said.exit_code == 1
    assert "holds something else" in said.output
    assert (other / "kept.txt").exists()


def test_the_newest_codes_are_shown_on_asking(folder):
    """A line for each person; a folder without a demo is said to be one."""
    said = CliRunner().invoke(main, ["demo", "codes", "--folder", str(folder)])
    assert re.fullmatch(r"(\w+ +\d{6}\n){6}", said.output)
    said = CliRunner().invoke(main, ["demo", "codes", "--folder", str(folder / "nowhere")])
    assert said.exit_code == 1
    assert "there is no demo" in said.output


def test_the_municipality_has_limits_and_aims_of_its_own(organisation):
    """One published limit runs in a case of today, and a first answer is aimed at before it is due."""
    with read(organisation.triage) as connection:
        found = {
            (each.rule, each.subject): each for each in due_store.open_deadlines(connection, system_access())
        }
    own = found["RSL-3-2", "loss_of_earnings"]
    assert NOW.date() <= own.due_strict <= NOW.date() + timedelta(days=7)
    assert all(each.due_target < each.due_strict for (rule, _), each in found.items() if rule == "BR-FIRST")
    assert any(rule == "BR-FIRST" for rule, _ in found)
