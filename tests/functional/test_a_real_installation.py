"""A real installation, founded by the README's own lines on an empty folder: it can do what the demo can."""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.clock import COPENHAGEN
from intake.services.attach import Upload
from intake.services.submit import ComplaintDraft, ReportDraft
from intake.settings import load_portal
from intake.web import create_app as create_portal
from tests.founding import ROOT, TICKET, a_ceremony, makes_keys
from tests.office import AGREED, BASE, OUTSIDE, Browser, OfficeWorld, StandingClock
from tests.own_folder import unit_table
from tests.own_limits import LIMITS
from tests.visitor import Visitor
from triage.cases.roles import Role, rights_of
from triage.cli import main
from triage.cli.demo.town import demo_data
from triage.clock.dependencies import dependencies_of
from triage.office import create_app
from triage.office.access import OPEN
from triage.office.decisions.registry import FORMS
from triage.office.routes import ROUTES
from triage.services.people.provision import open_installation
from triage.settings import load_clock

README = Path(__file__).resolve().parents[2] / "README.md"
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
    """
    Every line as it stands but for the folder, and for the ceremony, whose seeds are known here. Units and a
    published limit are written before `apply`; keys are made at the office before they are signed.
    """
    place = tmp_path_factory.mktemp("real")
    folder, tickets = place / "betro", {}
    settings, clock = folder / "betro.toml", StandingClock(datetime.now(COPENHAGEN))
    environment, world = {"BETRO_SETTINGS": str(settings)}, None
    for words in commands():
        if words[:2] == ["keys", "ceremony"]:
            a_ceremony(place / words[-1], on=clock.now().date())
            continue
        if words[0] == "organisation":
            _write_own(folder / "organisation")
        if words[:2] == ["keys", "pending"]:
            world = _office(settings, clock)
            for name, ticket in tickets.items():
                makes_keys(world, name, ticket)
        ran = CliRunner().invoke(
            main,
            [_placed(word, place) for word in words],
            input="y\n" * len(tickets) + f"{ROOT.hex()}\n" if words[:2] == ["keys", "sign"] else None,
            env={} if words[0] == "init" or words[:2] == ["keys", "sign"] else environment,
        )
        assert ran.exit_code == 0, (words, ran.output)
        if words[0] == "init":
            # As step 3 has it: read through, and decided.
            with settings.open("a", encoding="utf-8") as keys:
                keys.write("calendar_feed = true\n")
        tickets |= dict(TICKET.findall(ran.output))
    assert world is not None
    portal = create_portal(load_portal(environment), clock)
    portal.config["PROPAGATE_EXCEPTIONS"] = True
    return Real(world, Visitor(portal.test_client()))


def _placed(word: str, place: Path) -> str:
    return str(place / word) if word.endswith(".json") else word.replace(PLACE, str(place / "betro"))


def _write_own(folder: Path) -> None:
    units = "\n".join(unit_table(each["code"], *each["names"].values()) for each in UNITS)
    (folder / "units.toml").write_text(units, encoding="utf-8")
    (folder / "limits.toml").write_text(LIMITS, encoding="utf-8")


def _office(settings: Path, clock: StandingClock) -> OfficeWorld:
    organisation = open_installation(settings)
    checkpoint = dependencies_of(load_clock({"BETRO_SETTINGS": str(settings)})).checkpoint
    world = OfficeWorld(organisation, clock, {}, checkpoint, create_app(organisation, clock))
    world.app.config["PROPAGATE_EXCEPTIONS"] = True
    return world


UNITS = demo_data("organisation/units")["unit"]


@pytest.fixture(scope="module")
def cases(real: Real) -> tuple[Browser, dict[str, str]]:
    """An advisor, with a report and a complaint that were opened."""
    with Upload(real.world.reception, now=real.world.clock.now()) as upload:
        upload.write(b"Noget")
        files = [upload.finish(name="noget.txt", content_type="text/plain")]
    real.world.send(ReportDraft(relation="employee", what="Noget"), files=files)
    real.world.send(ComplaintDraft("Jobcentret", "Noget andet", "Et svar", None))
    real.world.tick()
    ida = real.world.signed_in("ida")
    return ida, {scheme: opened(ida, scheme) for scheme in ("whistleblowing", "complaints")}


def opened(browser: Browser, scheme: str, *, but: str = "") -> str:
    """Open the case of a scheme, the other one than *but*, and give its reference."""
    page = str(browser.get(f"/cases?scheme={scheme}").to_html())
    (reference,) = set(re.findall(r'href="/cases/([0-9A-Z]{8})"', page)) - {but}
    browser.get(f"/cases/{reference}")
    browser.follow(f"/cases/{reference}/open")
    return reference


def test_the_lines_leave_nothing_undone_but_the_start(real: Real) -> None:
    """The doctor misses the clock, mail, texts and a backup, and nothing that the lines should have made."""
    settings = real.world.organisation.settings.blob_folder.parent.parent / "betro.toml"
    said = CliRunner().invoke(main, ["doctor"], env={"BETRO_SETTINGS": str(settings)}).output
    missed = {"clock:", "files:", "backup:", "mail_server:", "texts:"}
    assert {line.split()[1] for line in said.splitlines()} <= missed, said


def test_every_page_of_every_role_opens(real: Real, cases: tuple[Browser, dict[str, str]]) -> None:
    """Whatever a role may open is there, in a report and a complaint; a page that nobody opened is named."""
    ida, references = cases
    browsers = {Role.ADVISOR: ida}
    browsers |= {
        Role.ADMINISTRATOR: real.world.signed_in("karen"),
        Role.AUDITOR: real.world.signed_in("lars"),
    }
    ida.get("/calendar/mine")
    ida.post("/calendar/mine", {"once": ida.value("once")})
    (feed,) = re.findall(r"/calendar/[^/ ]+\.ics", ida.words(".betro-address"))
    ida.get(f"/cases/{references['whistleblowing']}")
    assert ida.page is not None
    file = ida.page.query_one('#content a[href*="/files/"]')
    assert file is not None
    ida.get(str(file.attrs["href"]))
    assert ida.client.get(feed, base_url=BASE).status_code == 200
    ida.get(f"/cases/{references['complaints']}/note")
    note = {"kept_as": ida.value("kept_as"), "item": "Husk at ringe", "step": "keep"}
    ida.post(f"/cases/{references['complaints']}/note/draft", note)
    ida.get(f"/drafts/{note['kept_as']}")
    account = an_account(ida, first_on="2026-01-01", last_on="2026-12-31")
    # Whoever signed in has seen where; the decisions are walked below; no period has closed here yet.
    # Nothing waits to be signed; keys were made before, and no page of a ticket is of a role.
    elsewhere = {"calendar_file", "file", "draft", "decide", "figures_of", "proposal", *OPEN}
    seen = set(elsewhere)
    cases_of = ((references["whistleblowing"], "WB-FB"), (references["complaints"], "BR-FIRST"))
    for role, browser in browsers.items():
        pages = rights_of(role).pages - elsewhere
        for route in (each for each in ROUTES if each.get is not None and each.endpoint in pages):
            for reference, rule in cases_of if "<reference>" in route.rule else cases_of[:1]:
                named = {
                    "reference": account if route.rule.startswith("/year/") else reference,
                    "section": "figures",
                    "code": "inquiries" if "<section>" in route.rule else "betro",
                    "rule": rule,
                    "day": "2026-11-23",
                    "person": real.world.enrolled["ida"].handle.hex(),
                    "group": "new",
                    "number": "1",
                    "unit": UNITS[0]["code"],
                    "name": "recommendations",
                }
                path = re.sub(r"<(\w+)>", lambda each, named=named: named.get(each[1], each[0]), route.rule)
                is_led_home = route.endpoint == "today" and rights_of(role).home != "today"
                # A report is taken out by nobody.
                is_kept_here = route.endpoint == "package" and reference == references["whistleblowing"]
                expected = 303 if is_led_home else 404 if is_kept_here else 200
                assert browser.client.get(path, base_url=BASE).status_code == expected, (role, path)
            seen.add(route.endpoint)
    assert {route.endpoint for route in ROUTES if route.get} - seen == set()


FOLLOWS = {
    *("minutes-to-check", "minutes-corrected", "minutes-approved", "minutes-not-approved", "minutes-added"),
    *("recording-made", "recording-erased", "call-off-meeting"),
    *("hearing-withdraw", "follow-up", "follow-up-answer", "follow-up-withdraw", "count-again"),
    "settle-doubt",
}
"""What follows minutes, a recording, a planned meeting, criticism, a report left out: none is here."""

OF_TOLD = ("recommendation-", "comment")
"""Such a form asks which of the units that were told or asked."""


@dataclass
class Walk:
    """Somebody who opens each decision form as soon as a case page leads there, and looks at its choices."""

    browser: Browser
    opened: set[str] = field(default_factory=set)

    def through(self, reference: str) -> None:
        """Open what the case leads to as it stands, but for what was opened before."""
        page = str(self.browser.get(f"/cases/{reference}").to_html())
        linked = set(re.findall(rf'/cases/{reference}/([a-z-]+)[?"]', page)) & set(FORMS)
        for name in sorted(linked - self.opened):
            form = self.browser.get(f"/cases/{reference}/{name}")
            choices = {
                select.attrs["name"]: {each.attrs.get("value") for each in select.query("option")} - {""}
                for select in form.query("select")
            }
            if "unit" in choices and not name.startswith(OF_TOLD):
                assert {each["code"] for each in UNITS} <= choices["unit"], name
            # Where there is nothing to choose yet, it has to be led to again.
            needed = choices.keys() & {"unit", "main", "assigned_to", "reason"}
            if (not choices or any(choices.values())) and all(choices[each] for each in needed):
                self.opened.add(name)


def _once(browser: Browser, page: str) -> str:
    browser.get(page)
    return browser.value("once")


ENTRIES: Mapping[str, Mapping[str, str]] = {
    "appeals": {"decided_by": "appeals_board", "result": "remanded"},
    "activities": {"activity": "visit", "meets_on": "2026-12-14"},
    "figures": {"measure": "number", "year": "2026", "value": "8,9", "source_item": "Statistik"},
    "counts": {"mark": "uden-svar", "ordered_by": "council"},
    "focus": {"year": "2027"},
}
"""Something to enter in each register, besides its line."""


def an_account(browser: Browser, **days: str) -> str:
    """Begin an account, of last year where nothing else is said, and give its reference."""
    browser.get("/year/new")
    offered = {name: browser.value(name) for name in ("once", "first_on", "last_on")}
    typed = {"summary_item": "Beretning", "covers": "both", "profile": "betro", "years_beside": "1"}
    browser.follow("/year/new", {**offered, **typed, **days})
    return browser.words("main .betro-reference")


def test_every_decision_form_is_led_to_and_offers_what_there_is(
    real: Real, cases: tuple[Browser, dict[str, str]]
) -> None:
    """Cases of both schemes are taken on from their arrival until each form was open, with real choices."""
    ida, references = cases
    report, complaint, unit = references["whistleblowing"], references["complaints"], UNITS[0]["code"]
    code = real.world.send(ReportDraft(relation="employee", what="Endnu noget"))
    unanswered = opened(ida, "whistleblowing", but=report)
    walk = Walk(ida)
    for reference in (unanswered, report, complaint):
        walk.through(reference)
    # What a real installation without units could never do: code the unit, and refer to it.
    ida.save(complaint, "unit", unit=unit)
    ida.decide(complaint, "refer", unit=unit, item="Hvorfor?", answers_citizen="unit", **AGREED)
    ida.get(f"/cases/{complaint}")
    assert UNITS[0]["names"]["da"] in ida.words("#deadlines")
    ida.decide(complaint, "suspend", clock="BR-FIRST", reason="awaiting_citizen", reason_item="Venter")
    until = real.world.clock.now().date() + timedelta(days=7)
    ida.save(complaint, "promise", item="Et svar", due_on=until.isoformat())
    ida.decide(complaint, "external-event", event="document_access:requested")
    waits = {"waits_for": "document_access", "happened_on": real.world.clock.now().date().isoformat()}
    ida.save(complaint, "follow", unit=unit, item="Aktindsigt hos dem", **waits)
    walk.through(complaint)
    ida.get("/register/own-initiative")
    typed = {"once": ida.value("once"), "summary": "Ventetider", "kind": "general", "ground": "Mange klager."}
    ida.follow("/register/own-initiative", {**typed, "units": [unit]})
    walk.through(ida.reference())
    page = f"/registers/recommendations/new?of={complaint}"
    recommended = {
        "summary_item": "Svartider",
        "item": "Svar inden en uge.",
        "type": "processes",
        "units": unit,
    }
    ida.follow(page, {**recommended, "born_of": complaint, "once": _once(ida, page)})
    entry = ida.reference()
    walk.through(entry)
    ida.save(entry, "recommendation-told", units=unit)
    walk.through(entry)
    ida.save(entry, "recommendation-answered", unit=unit, answer="rejected", item="Det har vi ikke tid til.")
    walk.through(entry)
    for register, told in ENTRIES.items():
        ida.get(f"/registers/{register}/new")
        entry = {"once": ida.value("once"), "summary_item": "Svartider", **told}
        ida.follow(f"/registers/{register}/new", entry)
        walk.through(ida.reference())
    an_account(ida)  # Whose sections the next one can begin with.
    account = an_account(ida)
    walk.through(account)
    ida.save(account, "section", number="0", place="opening", heading_item="Året", item="Et godt år.")
    ida.save(account, "ask-comment", unit=unit, answer_by_on=until.isoformat())
    ida.decide(account, "freeze-figures")
    walk.through(account)
    ida.save(account, "comment", unit=unit)
    ida.decide(account, "publish", publish_on=until.isoformat())
    walk.through(account)
    ida.decide(unanswered, "scope", **OUTSIDE)
    walk.through(unanswered)
    ida.decide(unanswered, "hand-over", item="Må vi?", crossing_item="Noget")
    walk.through(unanswered)
    real.world.tick()
    real.visitor.get("/da/mailbox/")
    real.visitor.press("Åbn postkassen", code=code.grouped)
    real.visitor.press("Ja, det må I gerne")
    real.visitor.press("Ja, giv det videre")
    real.world.tick()
    ida.get(f"/cases/{unanswered}")
    ida.follow(f"/cases/{unanswered}/open")
    # What was handed over can be found to be a report after all: a third thread of the same code.
    (across,) = re.findall(r"Overflyttet til Sag (\w{8})", ida.words("#facts"))
    ida.get(f"/cases/{across}")
    ida.follow(f"/cases/{across}/open")
    ida.decide(across, "hand-over-inquiry", item="Må vi?", crossing_item="Noget andet")
    real.world.tick()
    real.visitor.again()
    real.visitor.press("Ja, det må I gerne")
    real.visitor.press("Ja, giv det videre")
    assert len(real.visitor.page.query("section.betro-thread")) == 3
    real.world.tick()
    ida.get(f"/cases/{across}")
    ida.follow(f"/cases/{across}/open")
    walk.through(across)
    ida.decide(unanswered, "feedback", kind="rejection", item="Den er uden for ordningen.")
    ida.decide(unanswered, "close", reason_item="Overflyttet")
    walk.through(unanswered)
    # No rule of Denmark lets an acknowledgement fall away, so nobody is led to that; its address is there.
    ida.get(f"/cases/{report}/waive")
    # A yes that an adviser has to carry over answers a question of an earlier Betro.
    # What nobody has given is not led to either, nor a reminder before it is time for one.
    assert set(FORMS) - walk.opened - FOLLOWS == {"waive", "hand-over-agreed", "mandate-withdrawn", "chase"}
    page = str(ida.get("/register/inquiry").to_html())
    assert UNITS[0]["names"]["da"] in page


def test_every_page_of_the_portal_opens(real: Real) -> None:
    """Both journeys begin, in both languages."""
    for language in ("da", "en"):
        for path in ("", "protection/", "report/", "complaint/", "mailbox/"):
            real.visitor.get(f"/{language}/{path}")
