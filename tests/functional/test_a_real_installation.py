"""A real installation, founded by the README's own lines on an empty folder: it can do what the demo can."""

import re
import shlex
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.clock import COPENHAGEN
from intake.services.submit import ComplaintDraft, ReportDraft
from intake.settings import load_portal
from intake.web import create_app as create_portal
from tests.office import BASE, Browser, OfficeWorld, StandingClock
from tests.own_folder import unit_table
from tests.visitor import Visitor
from triage.cases.roles import Role, rights_of
from triage.cli import main
from triage.cli.demo.town import demo_data
from triage.clock.dependencies import dependencies_of
from triage.office import create_app
from triage.office.decisions.registry import FORMS
from triage.office.routes import ROUTES
from triage.services.people.enrol import Enrolled, NewPerson
from triage.services.people.provision import open_installation
from triage.settings import load_clock

README = Path(__file__).resolve().parents[2] / "README.md"
SECRETS = re.compile(r"(\w+)\n  passphrase +(\S+)\n  one-time-code secret +(\S+)")
PLACE = "/var/lib/betro"


def commands() -> list[list[str]]:
    """Give the command lines of "Run it for real", in their order."""
    part = README.read_text(encoding="utf-8").partition("## Run it for real")[2].partition("\n## ")[0]
    lines = re.sub(r"\\\n\s*", "", part).splitlines()
    indented = [line.strip() for line in lines if line.startswith("       ")]
    assert [line.split()[0] for line in indented].count("export") == 1
    return [shlex.split(line)[1:] for line in indented if line.startswith("betro ")]


@dataclass
class Real:
    """What the lines have made."""

    world: OfficeWorld
    visitor: Visitor


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Real:
    """Every line as it stands but for the folder; the units are written before they are applied."""
    folder = tmp_path_factory.mktemp("real") / "betro"
    settings, said = folder / "betro.toml", ""
    units = "\n".join(unit_table(each["code"], *each["names"].values()) for each in UNITS)
    for words in commands():
        if words[0] == "organisation":
            (folder / "organisation" / "units.toml").write_text(units, encoding="utf-8")
        root = re.search(r"root +(\w{64})", said)
        ran = CliRunner().invoke(
            main,
            [word.replace(PLACE, str(folder)) for word in words],
            input=f"{root.group(1)}\n" if root else None,
            env={} if words[0] == "init" else {"BETRO_SETTINGS": str(settings)},
        )
        assert ran.exit_code == 0, (words, ran.output)
        said += ran.output
    organisation, environment = open_installation(settings), {"BETRO_SETTINGS": str(settings)}
    secrets = {name: (passphrase, secret) for name, passphrase, secret in SECRETS.findall(said)}
    clock = StandingClock(datetime.now(COPENHAGEN))
    world = OfficeWorld(
        organisation=organisation,
        clock=clock,
        enrolled={name: _enrolled(name, *each) for name, each in secrets.items()},
        checkpoint=dependencies_of(load_clock(environment)).checkpoint,
        app=create_app(organisation, clock),
    )
    world.app.config["PROPAGATE_EXCEPTIONS"] = True
    portal = create_portal(load_portal(environment), clock)
    portal.config["PROPAGATE_EXCEPTIONS"] = True
    return Real(world, Visitor(portal.test_client()))


UNITS = demo_data("organisation/units")["unit"]


def _enrolled(name: str, passphrase: str, secret: str) -> Enrolled:
    # Of what a person is told at the enrolment, nothing else is kept anywhere.
    person = NewPerson(name, name, Role.ADVISOR)
    return Enrolled(person, bytes(16), passphrase, secret, None)  # type: ignore[arg-type]  # none here


@pytest.fixture(scope="module")
def cases(real: Real) -> tuple[Browser, dict[str, str]]:
    """An advisor, with a report and a complaint that were opened."""
    real.world.send(ReportDraft(relation="employee", what="Noget"))
    real.world.send(ComplaintDraft("Jobcentret", "Noget andet", "Et svar", None))
    real.world.tick()
    ida = real.world.signed_in("ida")
    found = {}
    for scheme in ("whistleblowing", "complaints"):
        page = str(ida.get(f"/cases?scheme={scheme}").to_html())
        match = re.search(r'href="/cases/([0-9A-Z]{8})"', page)
        assert match is not None, scheme
        reference = found[scheme] = match.group(1)
        ida.get(f"/cases/{reference}")
        ida.follow(f"/cases/{reference}/open")
    return ida, found


def test_the_lines_leave_nothing_undone_but_the_start(real: Real) -> None:
    """The doctor misses the clock, mail, texts and a backup, and nothing that the lines should have made."""
    settings = real.world.organisation.settings.blob_folder.parent.parent / "betro.toml"
    said = CliRunner().invoke(main, ["doctor"], env={"BETRO_SETTINGS": str(settings)}).output
    missed = {"clock:", "files:", "backup:", "mail_server:", "texts:"}
    assert {line.split()[1] for line in said.splitlines()} <= missed, said


def test_every_page_of_every_role_opens(real: Real, cases: tuple[Browser, dict[str, str]]) -> None:
    """Whatever a role may open by itself is there, in a report and in a complaint."""
    ida, references = cases
    browsers = {"advisor": ida}
    browsers |= {"administrator": real.world.signed_in("karen"), "auditor": real.world.signed_in("lars")}
    for role, browser in browsers.items():
        for route in ROUTES:
            wanted = {"reference", "day"} if role == "advisor" else set()
            named = set(re.findall(r"<(\w+)>", route.rule))
            if route.get is None or route.endpoint not in rights_of(role).pages or named - wanted:
                continue
            for reference in references.values():
                path = route.rule.replace("<reference>", reference).replace("<day>", "2026-11-23")
                answer = browser.client.get(path, base_url=BASE)
                expected = {200, 303} if route.endpoint in ("today", "my_calendar") else {200}
                assert answer.status_code in expected | ({404} if "mine" in path else set()), path


def test_every_form_opens_and_offers_what_there_is(cases: tuple[Browser, dict[str, str]]) -> None:
    """Wherever a unit, a theme or a person is chosen, there are real ones to choose from."""
    ida, references = cases
    offered = set()
    for scheme, reference in references.items():
        page = str(ida.get(f"/cases/{reference}").to_html())
        for name in sorted(set(re.findall(rf'/cases/{reference}/([a-z-]+)"', page)) & set(FORMS)):
            form = ida.get(f"/cases/{reference}/{name}")
            for select in form.query("select"):
                choices = [each.attrs.get("value") for each in select.query("option")]  # type: ignore[union-attr]
                field = select.attrs["name"]
                if field in ("unit", "main", "assigned_to", "reason"):
                    assert len([each for each in choices if each]) > 0, (scheme, name, field)
                if field == "unit":
                    assert {each["code"] for each in UNITS} <= set(choices), (scheme, name)
                    offered.add(name)
    assert {"unit", "refer", "hearing", "criticism"} <= offered
    assert UNITS[0]["names"]["da"] in str(ida.get("/register/inquiry").to_html())


def test_a_complaint_goes_to_a_unit_and_back(cases: tuple[Browser, dict[str, str]]) -> None:
    """What a real installation without units could never do: code the unit, and refer to it."""
    ida, references = cases
    reference, unit = references["complaints"], UNITS[0]["code"]
    ida.save(reference, "unit", unit=unit)
    ida.decide(reference, "refer", unit=unit, item="Hvorfor?", answers_citizen="unit")
    ida.get(f"/cases/{reference}")
    assert UNITS[0]["names"]["da"] in ida.words("#deadlines")


def test_every_page_of_the_portal_opens(real: Real) -> None:
    """Both journeys begin, in both languages."""
    for language in ("da", "en"):
        for path in ("", "protection/", "report/", "complaint/", "mailbox/"):
            real.visitor.get(f"/{language}/{path}")
