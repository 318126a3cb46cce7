"""The municipality's own limits and aims as an advisor meets them."""

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from intake.clock import COPENHAGEN
from intake.store.engine import read
from tests.office import BASE, OfficeWorld, found_office
from tests.own_folder import has_set, unit_table
from tests.own_limits import AIM, EVERYTHING
from triage.cases.history import read as read_event
from triage.store.tables import event

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
LINK = 'a[href="/cases/{}/own-limit"]'


def an_office(folder: Path, text: str | None) -> OfficeWorld:
    """An office on Monday 23 November 2026 whose municipality says *text* in its own file."""
    world = found_office(folder / "office", MONDAY)
    if text is not None:
        world.organisation = has_set(world.organisation, {"limits.toml": text})
    return world


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """One with limits and an aim of its own."""
    return an_office(tmp_path, EVERYTHING)


def _payloads(world: OfficeWorld) -> list[str]:
    with read(world.organisation.triage) as connection:
        return list(connection.execute(select(event.c.payload)).scalars())


def _events(world: OfficeWorld) -> list[str]:
    return [read_event(each).tag for each in _payloads(world)]


def test_an_application_runs_its_published_limit(world: OfficeWorld) -> None:
    """Chosen by area in plain Danish; the page says why, names where it is published, and ends it again."""
    anna = world.signed_in("anna")
    reference = anna.call()
    assert anna.get(f"/cases/{reference}").query(LINK.format(reference))
    anna.get(f"/cases/{reference}/own-limit")
    assert "Hjemmehjælp" in anna.words("#subject")
    begun = {"event": "application:received", "subject": "home_help", "happened_on": "2026-11-20"}
    anna.decide(reference, "own-limit", **begun)
    anna.get(f"/cases/{reference}")
    assert "(Hjemmehjælp)" in anna.words("#deadlines")
    assert "fredag 18. december 2026" in anna.words("#deadlines")
    assert "(Hjemmehjælp)" in anna.words("#timeline")
    for page, area in (("why", "Hjemmehjælp"), ("why/print?language=en", "Home help")):
        anna.get(f"/cases/{reference}/deadlines/RSL-3-2/{page}")
        assert "Retssikkerhedsloven § 3, stk. 2; Decided in 2024" in anna.words("body")
        assert area in anna.words("body")
    anna.decide(reference, "own-limit", event="application:decided", subject="home_help")
    anna.get(f"/cases/{reference}/deadlines/RSL-3-2/why")
    assert "Overholdt" in anna.words("main")


@pytest.mark.parametrize(("area", "day"), [("letters", "2026-11-20"), ("home_help", "2024-12-31")])
def test_what_is_not_published_is_refused_in_words(world: OfficeWorld, area: str, day: str) -> None:
    """The other rule's area, and a day before there was a limit."""
    anna = world.signed_in("anna")
    reference = anna.call()
    refusal = anna.refused(
        reference, "own-limit", event="application:received", subject=area, happened_on=day
    )
    assert "offentliggjort" in refusal


@pytest.mark.parametrize("text", [None, AIM])
def test_where_none_is_published_none_is_offered(tmp_path: Path, text: str | None) -> None:
    """No link leads there; whoever types the address reads why, and nothing can be sent."""
    world = an_office(tmp_path, text)
    anna = world.signed_in("anna")
    reference = anna.call()
    assert anna.get(f"/cases/{reference}").query(LINK.format(reference)) == []
    page = anna.get(f"/cases/{reference}/own-limit")
    assert "Kommunens offentliggjorte frister er ikke sat op" in anna.words("main")
    assert page.query("main form") == []
    typed = {"event": "application:received", "subject": "home_help", "step": "send", "once": "a" * 32}
    assert anna.post(f"/cases/{reference}/own-limit", typed).status_code == 422
    assert "external_event:recorded" not in _events(world)
    assert "application:received" not in anna.get(f"/cases/{reference}/external-event").to_html()


def test_a_report_has_no_limit_of_the_municipality(world: OfficeWorld) -> None:
    """The sentence says that it is the kind of case."""
    world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    anna.get(f"/cases/{reference}/own-limit")
    assert "denne type sag" in anna.words("main")


def test_a_units_case_is_followed_by_one_press_and_let_go_by_one(world: OfficeWorld) -> None:
    """What it is called is sealed; the area's limit becomes a deadline of a kind of its own, until let go."""
    has_set(world.organisation, {"units.toml": unit_table("job", "Jobcentret", "The job centre")})
    anna = world.signed_in("anna")
    reference = anna.call()
    typed = {
        "waits_for": "decision",
        "unit": "job",
        "item": "Hjælp til Kims mor",
        "happened_on": "2026-10-28",
    }
    anna.get(f"/cases/{reference}/follow")
    assert anna.post(f"/cases/{reference}/follow", {**typed, "step": "send"}).status_code == 422
    assert "Vælg området" in anna.words("#error-summary")
    anna.save(reference, "follow", **typed, area="home_help")
    assert "onsdag 25. november 2026 En frist, kommunen har offentliggjort" in anna.words("#deadlines")
    assert "Jobcentret: En afgørelse om en ansøgning (Hjemmehjælp), modtaget der 28. oktober" in anna.words(
        "#followed"
    )
    anna.get("/")
    assert "(Hjemmehjælp) En frist, kommunen har offentliggjort" in anna.words("#soon")
    assert "Hjælp til Kims mor" not in str(_payloads(world))
    page = anna.get(f"/cases/{reference}")
    pressed = {each.attrs["name"]: each.attrs["value"] for each in page.query("#followed form [name]")}
    anna.follow(f"/cases/{reference}/follow-end", pressed)
    assert anna.page is not None
    assert not anna.page.query("#followed")
    assert "kommunen har offentliggjort" not in anna.words("#deadlines")
    assert "Sagen følges ikke længere" in anna.words("#timeline")


def test_what_is_published_stands_on_one_page(world: OfficeWorld) -> None:
    """What counts today and what will, and that the portal keeps it to itself."""
    anna = world.signed_in("anna")
    anna.get("/limits")
    counts, others = (
        " ".join(each.to_text().split())
        for each in anna.page.query("main table")
        if "Hjemme" in each.to_text()
    )
    assert "Hjemmehjælp 4 uger 1. jan. 2025 Decided in 2024" in counts
    assert "Hjemmehjælp 15 arbejdsdage 1. jan. 2027 indtil videre Decided in 2026" in others
    assert "Portalen viser dem ikke" in anna.words("main")


def test_an_aim_stands_beside_the_date_and_is_never_red(world: OfficeWorld) -> None:
    """On the case, the day's list, the explanation and its text file; once it has passed, nothing is late."""
    anna = world.signed_in("anna")
    reference = anna.call()
    anna.get(f"/cases/{reference}")
    assert "egen frist mandag 30. november 2026" in anna.words("#deadlines")
    anna.get(f"/cases/{reference}/deadlines/BR-FIRST/why")
    assert "Vores egen frist mandag 30. november 2026" in anna.words("main dl")
    assert "Vores egen frist er 5 arbejdsdage: mandag 30. november 2026. Det er ikke lov." in anna.words(
        "main"
    )
    file = f"/cases/{reference}/deadlines/BR-FIRST/why/text?language=en"
    assert "The house's own aim is 5 working days" in anna.client.get(file, base_url=BASE).text
    world.clock.on(date(2026, 12, 2))
    anna = world.signed_in("anna")
    page = anna.get("/")
    assert "egen frist mandag 30. november 2026" in anna.words("#soon")
    assert "Intet er overskredet" in anna.words("main")
    assert page.query("#soon .betro-due--late") == []
