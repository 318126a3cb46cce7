"""The list of cases over HTTP: what it shows of each, how it is chosen, sorted, kept and taken out."""

import csv
import io
from datetime import datetime

import pytest

from intake.clock import COPENHAGEN
from tests.office import BASE, Browser, OfficeWorld, found_office
from tests.own_folder import has_units
from triage.services.views.list_export import harmless

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
NAMES = ("unit", "theme", "type", "sort", "from", "handler", "when", "show", "scheme", "state")
FORMULA = "=HYPERLINK(A1); Venter på svar, æøå"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> OfficeWorld:
    """Monday 23 November 2026: a report that nobody has opened, and three calls."""
    world = found_office(tmp_path_factory.mktemp("list") / "office", MONDAY)
    world.organisation = has_units(
        world.organisation,
        ("job", "Jobcentret", "Job centre"),
        ("social", "Socialforvaltningen", "Social services"),
    )
    world.send()
    world.tick()
    return world


@pytest.fixture(scope="module")
def calls(world: OfficeWorld) -> list[str]:
    """The first about two units' matters, the second about one, the third taken by somebody else."""
    anna, bo = world.signed_in("anna"), world.signed_in("bo")
    first, second = anna.call(happened_on="2026-11-20"), anna.call(happened_on="2026-11-18")
    third = bo.call(happened_on="2026-11-23")
    anna.save(first, "unit", unit="job")
    anna.save(second, "unit", unit="social")
    anna.save(first, "themes", main="processing_time")
    anna.save(first, "summary", item=FORMULA)
    return [first, second, third]


def listed(anna: Browser, path: str) -> list[str]:
    """The references of a list, in its order."""
    return [each.to_text() for each in anna.get(path).query("td a.betro-reference")]


def test_a_line_says_by_what_a_case_is_recognised(world: OfficeWorld, calls: list[str]) -> None:
    """Its words, unit, theme, type, handler and nearest date, and that nobody has opened it yet."""
    anna = world.signed_in("anna")
    rows = {
        row.to_text().split()[-1]: " ".join(row.to_text().split())
        for row in anna.get("/cases").query("tbody tr")
    }
    assert set(calls) < set(rows)
    said = rows[calls[0]]
    for word in (FORMULA, "Jobcentret", "Sagsbehandlingstid", "Anna Advisor", "om 11 dage"):
        assert word in said
    (report,) = (row for reference, row in rows.items() if reference not in calls)
    assert "Ikke åbnet endnu" in report


def test_a_list_is_chosen_and_sorted_by_codes(world: OfficeWorld, calls: list[str]) -> None:
    """Each question alone and several together; either way round; what there is not is no page."""
    anna = world.signed_in("anna")
    first, second, third = calls
    for query, found in {
        "unit=job": [first],
        "theme=processing_time": [first],
        "handler=mine&scheme=complaints": [second, first],
        "scheme=complaints&from=2026-11-19": [first, third],
        "scheme=complaints&to=2026-11-18": [second],
        "scheme=complaints&sort=received": [third, first, second],
        "scheme=complaints&sort=-received": [second, first, third],
        "scheme=complaints&sort=unit": [first, second, third],
        "scheme=complaints&sort=-unit": [third, second, first],
        "scheme=complaints&sort=theme": [first, third, second],
        "unit=social&handler=mine&when=later": [second],
        "when=overdue": [],
    }.items():
        assert listed(anna, f"/cases?{query}") == found, query
    for query in (
        "unit=x",
        "theme=x",
        "sort=x",
        "from=x",
        "handler=00",
        "when=x",
        "part=x&on=&after=X",
        "show=x",
    ):
        anna.get(f"/cases?{query}", 404)
    headed = {
        each.to_text(): each.attrs.get("aria-sort") for each in anna.get("/cases?sort=unit").query("th")
    }
    assert headed["Afdeling"] == "ascending"
    assert headed["Emne"] is None


def test_a_list_is_kept_under_the_words_of_its_choices(world: OfficeWorld, calls: list[str]) -> None:
    """By one person, until it is let go; nobody types a name for it."""
    anna = world.signed_in("anna")
    anna.get("/cases?unit=job&sort=received")
    page = anna.follow("/cases/keep", {"unit": "job", "sort": "received"})
    (link,) = page.query("nav[aria-label='Dine gemte lister'] a")
    assert (link.to_text(), link.attrs["href"]) == ("Jobcentret", "/cases?unit=job&sort=received")
    assert not world.signed_in("bo").get("/cases").query("nav[aria-label='Dine gemte lister']")
    anna.get("/cases?unit=job&sort=received")
    page = anna.follow("/cases/let-go", {"unit": "job", "sort": "received"})
    assert not page.query("nav[aria-label='Dine gemte lister']")
    assert anna.post("/cases/keep", {"unit": "x"}).status_code == 404


def test_a_list_of_complaints_leaves_as_a_file_and_the_audit_log_says_so(
    world: OfficeWorld, calls: list[str]
) -> None:
    """As a Danish Excel reads it by a double click; nothing in it is reckoned with, and no report leaves."""
    anna = world.signed_in("anna")
    anna.get("/cases?sort=received")
    assert anna.page is not None
    (narrowed,) = anna.page.query('a[href="/cases?scheme=complaints&sort=received"]')
    anna.get(narrowed.attrs["href"])
    answer = anna.post("/cases/export", {"scheme": "complaints", "sort": "received"})
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    text = answer.data.decode("utf-8-sig")
    assert text.count("\r\n") == text.count("\n") == 4
    heads, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert heads[:3] == ["Sagsnummer", "Hvad sagen handler om", "Afdeling"]
    assert [row[0] for row in rows] == [calls[2], calls[0], calls[1]]
    assert rows[1][1:4] == [f"'{FORMULA}", "Jobcentret", rows[1][3]]
    assert "20-11-2026" in rows[1]
    for other in ({}, {"scheme": "whistleblowing"}, {"scheme": "complaints", "unit": "x"}):
        anna.get("/cases")
        assert anna.post("/cases/export", other).status_code == 404, other
    assert anna.client.get("/cases/export", base_url=BASE).status_code in {404, 405}
    assert "Hent som fil" not in anna.get("/cases").to_text()
    dan = world.signed_in("dan")
    dan.get("/journal")
    assert "En liste over henvendelser blev hentet som fil. Antal sager: 3" in dan.words()
    assert dan.words().count("hentet som fil") == 1


@pytest.mark.parametrize("begins", [*"=+-@\t\r\n", " =", "\xa0+", "\t -", "\ufeff=", "\u200b@", "\uff1d"])
def test_no_cell_begins_as_a_formula_does(begins: str) -> None:
    """An apostrophe stands before it; any other cell is as it was."""
    assert harmless(f"{begins}1+1") == f"'{begins}1+1"
    assert harmless(f"1{begins}") == f"1{begins}"
