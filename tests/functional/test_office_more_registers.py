"""The registers beside the recommendations: entered on a page each, gone on with on that of the entry."""

from datetime import datetime

import pytest

from intake.clock import COPENHAGEN
from tests.office import Browser, OfficeWorld, found_office
from tests.own_folder import has_units

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)


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


def enter(browser: Browser, register: str, **typed: str) -> str:
    """Enter something in a register, and give its reference."""
    page = f"/registers/{register}/new"
    browser.get(page)
    browser.follow(page, {"once": browser.value("once"), **typed})
    return browser.reference()


def not_entered(browser: Browser, register: str, **typed: str) -> str:
    """Try to enter something that is refused, and give the page that says why."""
    page = f"/registers/{register}/new"
    browser.get(page)
    refused = browser.post(page, {"once": browser.value("once"), **typed})
    assert refused.status_code == 422
    return refused.text


def listed(browser: Browser, register: str) -> str:
    """What the list of a register says."""
    browser.get(f"/registers/{register}")
    return browser.words("main")


def test_a_remanded_decision_waits_for_the_unit(anna: Browser) -> None:
    """Its deadline stands on the page of the entry; decided anew, nothing is awaited of it any more."""
    told = {"decided_by": "appeals_board", "result": "remanded", "unit": "job", "remarks-0": "no_answer"}
    case = anna.call(summary_item="Vil klage over afslag")
    told["born_of"] = case.lower()
    reference = enter(anna, "appeals", summary_item="Hjemmetræning", happened_on="2026-11-02", **told)
    assert "Afgjort igen af afdelingen (Jobcentret)" in anna.words("#deadlines")
    assert anna.page.query(f'a[href="/cases/{case}"]')
    anna.save(reference, "remade", happened_on="2026-11-20")
    anna.get(f"/cases/{case}")
    assert anna.page.query(f'a[href="/cases/{reference}"]')
    said = listed(anna, "appeals")
    assert "Hjemmetræning" in said
    assert "20. november 2026" in said
    wrong = {"decided_by": "appeals_board", "result": "withdrawn", "remarked": "y", "summary_item": "En"}
    assert "har ingen bemærkninger" in not_entered(anna, "appeals", **wrong)


def test_an_activity_is_planned_and_held(anna: Browser) -> None:
    """A page of it asks for no more than how many came."""
    reference = enter(
        anna,
        "activities",
        summary_item="Statusmøde",
        activity="status_meeting",
        meets_on="2026-11-30",
        units="job",
    )
    assert "Planlagt" in anna.words("#facts")
    anna.save(reference, "called-off", reason_item="Lederen er syg.")
    assert "Aflyst" in listed(anna, "activities")
    enter(anna, "activities", summary_item="Kursus", activity="teaching", meets_on="2026-11-20", people="14")
    sheet = anna.post("/registers/activities.csv", {}).text
    assert "Undervisning" in sheet
    assert ";14;" in sheet
    wrong = {"summary_item": "Kursus", "activity": "teaching", "meets_on": "2026-11-20", "people": "mange"}
    assert "Det er ikke et helt tal." in not_entered(anna, "activities", **wrong)


def test_a_figure_from_elsewhere_gets_one_year_more(anna: Browser) -> None:
    """With a comma, as it is written here; its source stands in the history."""
    told = {
        "summary_item": "Fritaget for Digital Post",
        "measure": "percent",
        "source_item": "Statistik",
    }
    reference = enter(anna, "figures", **told, year="2025", value="9,1")
    anna.save(reference, "figure-of-year", year="2026", value="8,9", source_item="Statistik, tabel 2")
    assert "2025: 9,1; 2026: 8,9" in anna.words("#facts")
    assert "Tallet for 2026: 8,9" in anna.words("main")
    assert "Statistik, tabel 2" in anna.words("main")


def test_inquiries_are_ticked_while_a_count_runs(anna: Browser) -> None:
    """At registering and at sorting; once it has ended nobody is asked."""
    anna.get("/register/inquiry")
    assert not anna.page.query('[name="marks"]')
    told = {"summary_item": "Borgere uden kvittering", "ordered_by": "finance_committee"}
    count = enter(anna, "counts", **told, mark="uden-kvittering", happened_on="2026-11-01")
    case = anna.call(summary_item="Intet svar", marks="uden-kvittering")
    anna.get(f"/cases/{case}/sort")
    assert anna.page.query('[name="marks"][checked]')
    anna.save(count, "end-count", reason_item="Fristen på hjemmesiden er ændret.", happened_on="2026-11-22")
    anna.get("/register/inquiry")
    assert not anna.page.query('[name="marks"]')
    assert "22. november 2026" in listed(anna, "counts")


def test_a_focus_point_is_moved_on(anna: Browser) -> None:
    """And done with when it is done."""
    reference = enter(anna, "focus", summary_item="Frister på hjemmesiden", year="2026")
    anna.save(reference, "move-focus", year="2027")
    assert "2026, 2027" in anna.words("#facts")
    anna.save(reference, "focus-done", item="De er offentliggjort.")
    assert "Udført" in listed(anna, "focus")


def test_what_is_to_be_learnt_is_told_unit_by_unit(anna: Browser) -> None:
    """As it was judged case by case, by the year in which the case came; a year of nothing says so."""
    case = anna.call(summary_item="Ingen kvittering", unit="Jobcentret")
    anna.save(case, "result", legal_position="none", learned="job")
    anna.get("/learning")
    assert "Jobcentret 1 1" in anna.words("main table")
    assert anna.page.query(f'main a[href="/cases/{case}"]')
    sheet = anna.post("/learning.csv", {"year": "2026"}).text
    assert f"Jobcentret;1;1;{case}" in sheet
    anna.get("/learning?year=2025")
    assert "Der er ikke vurderet noget i det år." in anna.words("main")
    anna.get("/learning?year=20", 404)
