"""The list of cases over HTTP: what it shows of each, how it is chosen, sorted, kept and taken out."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import pytest
from sqlalchemy import update

from intake.clock import COPENHAGEN
from intake.domain.spreadsheet import harmless
from intake.store.engine import write
from tests.office import BASE, Browser, OfficeWorld, found_office
from tests.own_folder import has_units
from triage.office.pages import case_list
from triage.services.reading.memory import Memory
from triage.services.views import by_name, list_export, lists
from triage.store.tables import grant

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
    first = anna.call(happened_on="2026-11-20", name="Aase Holm")
    second = anna.call(happened_on="2026-11-18", name="Ærling Bech")
    third = bo.call(happened_on="2026-11-23", name="bent Ærø")
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
        "scheme=complaints&sort=handler": [first, second, third],
        "scheme=complaints&sort=-handler": [third, second, first],
        f"handler={world.enrolled['bo'].handle.hex()}": [third],
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
    # Nobody types anything into an address: what is looked for is chosen, or sent in a form of its own.
    assert not anna.page.query('form[method="get"] input:not([type="date"]):not([type="hidden"])')


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
    page = anna.follow("/cases/keep", {"show": "all", "day": "closed"})
    (link,) = page.query("nav[aria-label='Dine gemte lister'] a")
    assert (link.to_text(), link.attrs["href"]) == (
        "Afsluttede sager, Afsluttet",
        "/cases?show=closed&day=closed",
    )
    anna.follow("/cases/let-go", {"day": "closed"})
    assert not anna.page.query("nav[aria-label='Dine gemte lister']")
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
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sager-2026-11-23.csv"'
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


def test_a_list_stands_by_names_and_is_asked_for_one_and_no_address_has_it(
    world: OfficeWorld, calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a Danish list does, over all pages, cases without a name last; a misspelt one is found."""
    monkeypatch.setattr(lists, "PAGE", 1)
    anna = world.signed_in("anna")
    first, second, third = calls

    def over_all_pages(path: str) -> list[str]:
        seen: list[str] = []
        onward: str | None = path
        while onward:
            seen += listed(anna, onward)
            assert anna.page is not None
            links = [str(each.attrs["href"]) for each in anna.page.query('a[href*="after="]')]
            onward = links[0] if links else None
            assert not any(name in str(onward).lower() for name in ("aase", "bent", "rling", "holm"))
        return seen

    *named, unnamed = over_all_pages("/cases?sort=name")
    assert named == [third, second, first]
    assert over_all_pages("/cases?sort=-name") == [first, second, third, unnamed]
    assert over_all_pages("/cases?sort=name&unit=job") == [first]
    anna.get("/cases?sort=name&part=name&on=&after=ZZZZZZZZ", 404)

    anna.get("/cases")
    anna.follow("/cases/by-name", {"name": "erling", "sort": "received"})
    anna.follow("/cases/by-name", {"name": "Åse Hol", "sort": "received"})
    assert [each.to_text() for each in anna.page.query("td a.betro-reference")] == [first]
    assert anna.value("name") == "Åse Hol"
    (link,) = [each.attrs["href"] for each in anna.page.query('th a[href*="sort=name"]')]
    assert "named=2" in link
    assert listed(anna, link) == [first]
    asked = {"scheme": "complaints", "named": "2", "csrf_token": anna.value("csrf_token")}
    rows = anna.post("/cases/export", asked).data.decode().splitlines()
    assert [row.partition(";")[0] for row in rows[1:]] == [first]
    # What a list is kept by holds no name, and another session knows none.
    page = anna.follow("/cases/keep", {"unit": "job", "named": "2"})
    (link,) = page.query("nav[aria-label='Dine gemte lister'] a")
    assert link.attrs["href"] == "/cases?unit=job"
    anna.follow("/cases/let-go", {"unit": "job"})
    assert len(listed(world.signed_in("bo"), "/cases?named=2")) == 1
    bo = world.signed_in("bo")
    bo.get(f"/cases?named={'1' * 5000}")
    bo.get("/cases?named=2")
    assert "Navnet huskes ikke længere" in bo.words(".alert")


@pytest.mark.parametrize(
    ("name", "most", "says"),
    [
        ("SORTED", 2, "Mere end 2 sager kan ikke sorteres"),
        ("NAMED", 0, "Mere end 0 sager har et navn som det"),
    ],
)
def test_where_names_stop_the_list_says_so(
    world: OfficeWorld, calls: list[str], monkeypatch: pytest.MonkeyPatch, name: str, most: int, says: str
) -> None:
    """Too many cases stand by their dates, too common a name gives none; neither is silence."""
    monkeypatch.setattr(by_name, name, most)
    monkeypatch.setattr(case_list, f"NAMES_{'SORTED' if name == 'SORTED' else 'LISTED'}", most)
    anna = world.signed_in("anna")
    anna.get("/cases")
    if name == "SORTED":
        assert len(listed(anna, "/cases?sort=name")) == 4
    else:
        anna.follow("/cases/by-name", {"name": "Bent"})
    assert says in anna.words(".alert")


def test_a_list_whose_names_are_not_read_yet_says_so(
    world: OfficeWorld, calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stands by its dates meanwhile."""
    monkeypatch.setattr(Memory, "refresh", lambda *_args: False)
    anna = world.signed_in("anna")
    assert len(listed(anna, "/cases?sort=name")) == 4
    assert "Navnene læses stadig" in anna.words(".alert")


def test_whoever_sees_the_dates_of_a_case_alone_reads_no_line_of_it(
    world: OfficeWorld, calls: list[str]
) -> None:
    """Neither in a list nor on Today; the case itself is there, with its date."""
    anna = world.signed_in("anna")
    with granted(world, "anna", level="clocks"):
        for path in ("/cases?scheme=complaints", "/", "/today/overdue", "/today/soon"):
            anna.get(path)
            assert FORMULA not in anna.words(), path
        assert calls[0] in listed(anna, "/cases?scheme=complaints")
    anna.get("/cases")
    assert FORMULA in anna.words()


@pytest.mark.parametrize("gone", ["signed out", "no grant"])
def test_a_file_ends_where_its_reader_has_gone(
    world: OfficeWorld, calls: list[str], monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    """Each piece looks for itself: a list that is not whole says so, and what is not seen is not in it."""
    monkeypatch.setattr(list_export, "SOME", 1)
    anna = world.signed_in("anna")
    anna.get("/cases?sort=received")
    asked = {"scheme": "complaints", "sort": "received", "csrf_token": anna.value("csrf_token")}
    answer = anna.client.post("/cases/export", data=asked, base_url=BASE, buffered=False)
    coming = iter(answer.response)
    begun = next(coming) + next(coming)
    assert calls[2].encode() in begun
    if gone == "signed out":
        anna.client.post("/sign-out", data=asked, base_url=BASE)
        assert b"".join(coming).decode() == "Listen er ikke hel: Du er logget ud.\r\n"
        return
    with granted(world, "anna", until_on=date(2026, 11, 22)):
        assert b"".join(coming) == b""


@contextmanager
def granted(world: OfficeWorld, name: str, **values: object) -> Iterator[None]:
    """Let a person's grants be others for a while."""
    of = grant.c.person == world.enrolled[name].handle
    with write(world.organisation.triage) as connection:
        connection.execute(update(grant).where(of).values(values))
    yield
    with write(world.organisation.triage) as connection:
        connection.execute(update(grant).where(of).values(level="content", until_on=None))


@pytest.mark.parametrize("begins", [*"=+-@\t\r\n", " =", "\xa0+", "\t -", "\ufeff=", "\u200b@", "\uff1d"])
def test_no_cell_begins_as_a_formula_does(begins: str) -> None:
    """An apostrophe stands before it; any other cell is as it was."""
    assert harmless(f"{begins}1+1") == f"'{begins}1+1"
    assert harmless(f"1{begins}") == f"1{begins}"
