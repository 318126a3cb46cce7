"""What the office has published of its year, as everybody reads it, from its day until it is withdrawn."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text, update

from intake.clock import COPENHAGEN
from intake.contents.published import Recommendation, RecommendationsPublished
from intake.domain.schemes import Schemes
from intake.settings import load_portal
from intake.store.engine import write
from intake.store.publications import PaperKind
from intake.web import create_app
from tests.office import Browser, OfficeWorld, found_office
from tests.own_folder import has_units
from tests.visitor import Visitor
from triage.accounts.document import (
    AccountDocument,
    Grid,
    GridLine,
    Listed,
    NamedNumber,
    Numbers,
    NumberShown,
    Prose,
    Section,
)
from triage.accounts.for_the_portal import TracedError
from triage.cli.checks import faults
from triage.services.accounts.publish import PublishError, publish, publish_recommendations, withdraw
from triage.store.tables import grant

MONDAY = datetime(2027, 1, 25, 9, tzinfo=COPENHAGEN)
TODAY = MONDAY.date()
UNITS = Grid(
    code="units",
    title="Klager efter enhed",
    rows=(GridLine("job", "Jobcentret"), GridLine("*", "I alt", is_total=True)),
    columns=(GridLine("complaint", "Klage"), GridLine("*", "I alt", is_total=True)),
    cells={
        ("job", "complaint"): NumberShown(None, is_suppressed=True),
        ("job", "*"): NumberShown(12),
        ("*", "complaint"): NumberShown(20),
        ("*", "*"): NumberShown(40),
    },
    row_heading="Enhed",
    rule="Hver sag tælles én gang.",
)
BLOCKS = (
    Prose(("En <b>borger</b> ringede.",), is_quoted=True),
    Numbers((NamedNumber("cases", "Sager", NumberShown(40)),)),
    UNITS,
    Listed("visits", "Besøg", ("Dag", "Hvor"), (("1. marts 2026", "Biblioteket"),)),
)
IN_DANISH = AccountDocument(
    title="Beretning 2026",
    organisation="Prøveby Kommune",
    language="da",
    first=date(2026, 1, 1),
    last=date(2026, 12, 31),
    made_on=TODAY,
    sections=(Section("all", "Året i tal", BLOCKS),),
)
IN_ENGLISH = replace(IN_DANISH, title="Account of 2026", language="en")
BOTH = (IN_DANISH, IN_ENGLISH)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One installation for all of it."""
    return tmp_path_factory.mktemp("year") / "office"


@pytest.fixture(scope="module")
def world(folder: Path) -> OfficeWorld:
    """Its office on Monday 25 January 2027."""
    return found_office(folder, MONDAY)


def portal_of(folder: Path, world: OfficeWorld, schemes: Schemes = Schemes.BOTH) -> Visitor:
    """Somebody at its portal."""
    environment = {"BETRO_SETTINGS": str(folder / "betro.toml"), "BETRO_SCHEMES": str(schemes)}
    app: Flask = create_app(load_portal(environment), world.clock)
    return Visitor(app.test_client())


def published(world: OfficeWorld, *documents: AccountDocument, on: date = TODAY, code: str = "2026") -> None:
    """The office publishes an account of what both schemes were."""
    publish(
        world.organisation,
        documents,
        code=code,
        schemes=Schemes.BOTH,
        from_on=on,
        person=world.enrolled["anna"].handle,
        today=world.clock.now().date(),
    )


def test_an_account_is_read_from_its_day_on_until_it_is_withdrawn(folder: Path, world: OfficeWorld) -> None:
    """In both languages, linked to from every page; not before its day, and not after its withdrawal."""
    anybody = portal_of(folder, world)
    published(world, *BOTH, on=TODAY + timedelta(days=1))
    anybody.get("/da/accounts/2026/", status=404)
    anybody.get("/da/accounts/", status=404)
    assert not anybody.get("/da/").query('a[href="/da/accounts/"]')
    world.clock.on(TODAY + timedelta(days=1))
    assert len(anybody.get("/da/").query('a[href="/da/accounts/"]')) == 2
    anybody.get("/da/accounts/")
    assert "1. januar 2026 til 31. december 2026" in anybody.words("main")
    anybody.get("/da/accounts/2026/")
    assert "Jobcentret udeladt 12" in anybody.words("main table")
    assert "En <b>borger</b> ringede." in anybody.words("blockquote")
    assert "Biblioteket" in anybody.words("main")
    anybody.get("/en/accounts/2026/")
    assert anybody.heading == "Account of 2026"
    assert "left out" in anybody.words("main table")
    # What is put right later is shown from its own day; until then the first stays.
    published(world, replace(IN_DANISH, title="Rettet"), on=TODAY + timedelta(days=3))
    anybody.get("/da/accounts/2026/")
    assert anybody.heading == "Beretning 2026"
    world.clock.on(TODAY + timedelta(days=3))
    anybody.get("/da/accounts/2026/")
    assert anybody.heading == "Rettet"
    withdraw(
        world.organisation,
        PaperKind.ACCOUNT,
        "2026",
        person=world.enrolled["anna"].handle,
        today=world.clock.now().date(),
    )
    for page in ("/da/accounts/2026/", "/en/accounts/2026/", "/da/accounts/"):
        anybody.get(page, status=404)
    dan = world.signed_in("dan")
    dan.get("/journal")
    assert "offentliggjort på portalen" in dan.words("main")
    assert "fjernet fra portalen" in dan.words("main")


def test_recommendations_are_shown_with_what_became_of_them(folder: Path, world: OfficeWorld) -> None:
    """The same again is no act; a portal of one scheme shows what is of that scheme alone."""
    one = RecommendationsPublished("da", TODAY, (Recommendation("2026-1", 2026, "Svar på breve."),))
    anna, today = world.enrolled["anna"].handle, world.clock.now().date()
    assert publish_recommendations(world.organisation, [one], person=anna, today=today)
    again = replace_made_on(one, today + timedelta(days=9))
    assert not publish_recommendations(world.organisation, [again], person=anna, today=today)
    published(world, *BOTH, on=today)
    anybody = portal_of(folder, world)
    anybody.get("/en/recommendations/")
    assert "Svar på breve." in anybody.words('main [lang="da"]')
    assert "Nothing has been told of it yet." in anybody.words("main")
    for schemes, found in ((Schemes.WHISTLEBLOWING, 404), (Schemes.COMPLAINTS, 200)):
        other = portal_of(folder, world, schemes)
        other.get("/da/recommendations/", status=found)
        other.get("/da/accounts/2026/", status=404)


def recommend(browser: Browser, words: str) -> str:
    """Begin a recommendation, and give its reference."""
    page = "/registers/recommendations/new"
    browser.get(page)
    told = {"summary_item": "Breve", "item": words, "type": "processes", "units": "job"}
    browser.follow(page, {"once": browser.value("once"), **told})
    return browser.reference()


def test_an_adviser_reads_the_recommendations_as_everybody_will_before_they_are_published(
    folder: Path, world: OfficeWorld
) -> None:
    """What is recorded in between is read again; what was withdrawn is not there, and no case."""
    has_units(world.organisation, ("job", "Jobcentret", "Job centre"))
    anna, anybody = world.signed_in("anna"), portal_of(folder, world)
    first, mistake = recommend(anna, "Kvittér for breve."), recommend(anna, "Givet ved en fejl.")
    anna.save(first, "recommendation-told", units="job")
    anna.decide(mistake, "withdraw-entry", reason_item="Forkert.")
    assert anna.post("/year/portal", {"step": "read"}).status_code == 200
    assert "Kvittér for breve." in anna.words("article")
    assert "ved en fejl" not in anna.words("main")
    seen = {name: anna.value(name) for name in ("seen", "once")}
    anna.save(first, "recommendation-answered", unit="job", answer="accepted")
    assert anna.post("/year/portal", {"step": "send", **seen}).status_code == 409
    anna.follow("/year/portal", {"step": "send", **{name: anna.value(name) for name in seen}})
    assert "Anbefalinger, siden" in anna.words("main")
    anybody.get("/en/recommendations/")
    assert "Kvittér for breve." in anybody.words("article")
    assert "Job centre answered: Accepted" in anybody.words("article")
    assert first not in anybody.pages[-1][1]
    ends = update(grant).where(grant.c.person == world.enrolled["bo"].handle)
    with write(world.organisation.triage) as connection:
        connection.execute(ends.values(until_on=TODAY - timedelta(days=1)))
    bo = world.signed_in("bo")
    bo.get("/year/portal")
    answer = bo.post("/year/portal", {"step": "read"})
    assert answer.status_code == 422, "who does not hold each would publish fewer in place of all"
    anna.follow("/year/portal", {"step": "withdraw"})
    anybody.get("/en/recommendations/", status=404)


def replace_made_on(paper: RecommendationsPublished, day: date) -> RecommendationsPublished:
    """The same, made on another day."""
    return RecommendationsPublished(paper.language, day, paper.recommendations)


@pytest.mark.parametrize(
    "number", [NumberShown(12, cases=("C1",)), NumberShown(2, is_suppressed=True)], ids=["cases", "left out"]
)
def test_nothing_is_published_that_leads_to_a_case(world: OfficeWorld, number: NumberShown) -> None:
    """An account that was made for those who hold the cases is refused whole."""
    traced = Section("all", "Alt", (Numbers((NamedNumber("n", "N", number),)),))
    with pytest.raises(TracedError):
        published(world, replace(IN_DANISH, sections=(traced,)))


@pytest.mark.parametrize("code", ["", "Ny", "../x", "a" * 33])
def test_a_code_is_a_plain_part_of_an_address(world: OfficeWorld, code: str) -> None:
    """Nothing else leads to a page."""
    with pytest.raises(PublishError):
        published(world, IN_DANISH, code=code)


def test_what_was_altered_in_the_database_is_not_shown_and_is_told(folder: Path, world: OfficeWorld) -> None:
    """With its hash beside it, doctor tells it all the same: the audit log knows what was published."""
    published(world, *BOTH, code="2025")
    assert not [each for each in faults(world.organisation, world.clock.now()) if each[0] == "published"]
    with write(world.organisation.intake) as connection:
        connection.execute(
            text("update publication set content = replace(content, 'Jobcentret', 'Borgmesteren')")
        )
    portal_of(folder, world).get("/da/accounts/2025/", status=404)
    assert [each for each in faults(world.organisation, world.clock.now()) if each[0] == "published"]
