"""The registers of the office: begun on one page, found in their own list, and nowhere among the cases."""

from datetime import datetime

import pytest

from intake.clock import COPENHAGEN
from tests.office import Browser, OfficeWorld, found_office
from tests.own_folder import has_units

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
LINE = "Kvitter for hver henvendelse"
TEXT = "Forvaltningen bør kvittere for hver henvendelse inden for syv dage."


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> OfficeWorld:
    """A house with two units on Monday 23 November 2026."""
    found = found_office(tmp_path_factory.mktemp("registers") / "office", MONDAY)
    has_units(found.organisation, ("job", "Jobcentret", "Job centre"), ("roads", "Veje", "Roads"))
    return found


@pytest.fixture(scope="module")
def anna(world: OfficeWorld) -> Browser:
    """An adviser."""
    return world.signed_in("anna")


def recommend(browser: Browser, **typed: str) -> str:
    """Begin a recommendation, and give its reference."""
    page = "/registers/recommendations/new"
    browser.get(page)
    told = {"summary_item": LINE, "item": TEXT, "type": "processes", "units": "job"}
    browser.follow(page, {"once": browser.value("once"), **told, **typed})
    return browser.reference()


def test_an_entry_is_begun_on_one_page_and_stands_in_its_list(anna: Browser, world: OfficeWorld) -> None:
    """Numbered in its year, found by unit and year, taken out as a file, and read by every adviser."""
    first, second = recommend(anna), recommend(anna, units="roads", happened_on="2026-11-20")
    assert TEXT in anna.words("#content")
    assert "År og nummer 2026/2" in anna.words("#facts")
    assert "Ind fra" not in anna.words("#facts")
    assert not anna.page.query('main a[href^="/register/inquiry"], #deadlines a[href*="own-limit"]')

    anna.get("/year")
    assert anna.page.query('a[href="/registers/recommendations"]')
    anna.get("/registers/recommendations?unit=job&year=2026")
    assert anna.page.query(f'a[href="/cases/{first}"]')
    assert not anna.page.query(f'a[href="/cases/{second}"]')
    anna.get("/registers/recommendations?year=2025", 200)
    assert "Her står ikke noget endnu." in anna.words("main")
    sheet = anna.post("/registers/recommendations.csv", {})
    assert [LINE in each for each in sheet.text.splitlines()] == [False, True, True]
    assert "2026/2;" in sheet.text

    bo = world.signed_in("bo")
    bo.get("/registers/recommendations")
    assert LINE in bo.words("main")


def test_an_entry_stands_nowhere_among_the_cases(anna: Browser) -> None:
    """Not in a list in whatever order, in no count, on no page of a unit and in no file of cases."""
    reference = recommend(anna)
    orders = ("", "received", "state", "unit", "theme", "type", "handler", "-due")
    for path in (*(f"/cases?show=all&sort={each}" for each in orders[1:]), "/cases?show=closed", "/cases"):
        anna.get(path)
        assert reference not in anna.words("main")
    anna.get("/")
    assert "Der er ingen åbne sager." in anna.words("main")
    anna.get("/units/job")
    assert reference not in anna.words("main")
    anna.follow("/search", {"sought": LINE})
    assert reference not in anna.words("main")
    anna.follow("/search", {"sought": reference})
    assert reference in anna.words("main")
    assert not anna.page.query(f'form[action="/search/{reference}/contact"]')
    said = {"channel": "phone", "item": "Ringede", "number": "1", "once": f"entry{reference}"}
    assert anna.post(f"/search/{reference}/contact", said).status_code == 422
    anna.get(f"/cases/{reference}/package", 404)
    anna.get(f"/cases/{reference}/answer", 404)


def test_what_was_recorded_by_mistake_is_withdrawn_and_its_number_is_given_to_no_other(anna: Browser) -> None:
    """It stays in the list, struck out, and leaves no line in the file."""
    reference = recommend(anna)
    number = anna.words("#facts").partition("År og nummer ")[2].split()[0]
    anna.decide(reference, "withdraw-entry", reason_item="Den var givet i forvejen.")
    assert "Trukket tilbage" in anna.words("h1")
    assert not anna.page.query(f'a[href="/cases/{reference}/withdraw-entry"]')
    anna.get("/registers/recommendations")
    assert anna.page.query("del")
    sheet = anna.post("/registers/recommendations.csv", {})
    assert f"{number};" not in sheet.text
    assert int(number.partition("/")[2]) + 1 == int(_number(anna, recommend(anna)).partition("/")[2])


def _number(browser: Browser, reference: str) -> str:
    browser.get(f"/cases/{reference}")
    return browser.words("#facts").partition("År og nummer ")[2].split()[0]


def test_a_recommendation_comes_of_a_case_and_is_followed_up(anna: Browser, world: OfficeWorld) -> None:
    """One press in the case begins it; each shows the other; what is not followed stands on Today in time."""
    complaint = anna.call(unit="job")
    (link,) = anna.page.query(f'#near a[href$="/registers/recommendations/new?of={complaint}"]')
    anna.get(link.attrs["href"])
    assert anna.value("born_of") == complaint
    first = recommend(anna, born_of=complaint)
    assert f"Udspringer af {complaint}" in anna.words("#facts")
    anna.get(f"/cases/{complaint}")
    assert anna.page.query(f'#facts a[href="/cases/{first}"]')
    anna.get("/registers/recommendations/new")
    pattern = f"?of={complaint}+{first}&theme=no_answer&unit=roads&pattern=1"
    anna.get(f"/registers/recommendations/new{pattern}")
    assert anna.value("born_of") == f"{complaint} {first}"
    assert anna.page.query('[name="is_pattern"][checked]')
    assert anna.page.query('[name="units"][value="roads"][checked]')
    assert anna.page.query('[name="theme"] option[value="no_answer"][selected]')
    unknown = {"summary_item": LINE, "item": TEXT, "type": "processes", "born_of": "0000WXYZ"}
    assert (
        anna.post("/registers/recommendations/new", {**unknown, "once": anna.value("once")}).status_code
        == 422
    )

    anna.save(first, "recommendation-told", units="job")
    assert "Afdelingen svarer, om en anbefaling følges (Jobcentret)" in anna.words("#deadlines")
    (why,) = anna.page.query('#deadlines a[href*="/deadlines/BR-REC-ANSWER/why"]')
    anna.get(why.attrs["href"])
    assert "Jobcentret" in anna.words("h2")
    anna.get("/calendar/day/2026-12-23")
    assert first in anna.words("main")
    answered = {"unit": "job", "answer": "rejected"}
    assert "begrund" in anna.refused(first, "recommendation-answered", **answered)
    anna.save(first, "recommendation-answered", **answered, item="Det har vi ikke tid til.")
    assert "Det har vi ikke tid til." in anna.words("#timeline")
    assert "Besked om, at en anbefaling ikke følges" in anna.words("#deadlines")
    anna.get("/")
    assert not anna.page.query("#entries")
    world.clock.go(days=25)
    later = world.signed_in("anna")
    later.get("/")
    assert LINE in later.words("#entries")
    later.follow(f"/cases/{first}/open")
    later.save(first, "recommendation-onward", to="direction")
    later.save(first, "recommendation-assessed", unit="job", result="not_followed", item="Intet er sket.")
    later.save(first, "recommendation-decided", decided_by="council", decided="supported")
    facts = later.words("#facts")
    assert "Svar Afvist" in facts
    assert "Ikke fulgt Besked videre Direktionen" in facts
    again = recommend(later, predecessor=first, repeats="y")
    assert "Gentager 2026/" in later.words("#facts")
    later.get(f"/cases/{first}")
    assert later.page.query(f'#facts a[href="/cases/{again}"]')
