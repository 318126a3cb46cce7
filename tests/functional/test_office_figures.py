"""How much there is, for who holds no case: closed years and quarters, counted once and coarsely."""

from datetime import date, datetime

import pytest

from intake.clock import COPENHAGEN
from intake.store.engine import read
from tests.office import BASE, OfficeWorld, found_office
from triage.services.accounts.figures import count_closed, figures, fixed_periods
from triage.store import told
from triage.store.visibility import system_access

TUESDAY = datetime(2026, 2, 3, 9, tzinfo=COPENHAGEN)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> OfficeWorld:
    """
    An office with five calls and a letter of February 2026, and a figure from elsewhere of 2024, on the last
    day before its quarter counts.
    """
    world = found_office(tmp_path_factory.mktemp("figures") / "office", TUESDAY)
    anna = world.signed_in("anna")
    for channel in ("phone",) * 5 + ("letter",):
        anna.call(channel=channel)
    page = "/registers/figures/new"
    anna.get(page)
    told = {
        "summary_item": "Borgere",
        "measure": "number",
        "year": "2024",
        "value": "1",
        "source_item": "DST",
    }
    anna.follow(page, {"once": anna.value("once"), **told})
    world.clock.on(date(2026, 4, 14))
    return world


def counted(world: OfficeWorld) -> list[str]:
    """What is shown once the clock has looked what has closed."""
    count_closed(world.organisation, system_access(), world.clock.now().date())
    return figures(world.organisation)


def test_a_quarter_is_counted_once_two_weeks_after_its_end(world: OfficeWorld) -> None:
    """Six inquiries are ten or so, and what five are is not told; that stays when another has come since."""
    assert counted(world) == []
    world.clock.on(date(2026, 4, 15))
    assert counted(world) == ["2026-q1"]
    dan = world.signed_in("dan")
    dan.get("/figures")
    assert [each.to_text() for each in dan.page.query("main li a")] == ["1. kvartal 2026"]
    dan.get("/figures/2026-q1")
    shown = dan.words("main")
    assert "afrundet til nærmeste 10" in shown
    assert "Henvendelser 10" in shown
    assert "Brev" not in shown
    assert "Telefon" not in shown
    assert "%" not in shown
    assert dan.page.query("main svg")
    assert not dan.page.query("main a[href*='cases']")
    world.signed_in("anna").call(channel="phone")
    assert counted(world) == ["2026-q1"]
    dan.get("/figures/2026-q1")
    assert dan.words("main") == shown


def test_a_year_is_told_as_coarsely_as_its_quarters(world: OfficeWorld) -> None:
    """Seven in the year and six in its first quarter look alike, so nothing that is published gives way."""
    world.clock.on(date(2027, 1, 20))
    assert counted(world) == ["2026", "2026-q4", "2026-q3", "2026-q2", "2026-q1"]
    with read(world.organisation.triage) as connection:
        assert told.numbers(connection, system_access()) == {}
    dan = world.signed_in("dan")
    dan.get("/figures/2026")
    assert "Henvendelser 10" in dan.words("main")
    assert "Frister for henvendelser" in dan.words("main")


def test_the_fixed_periods_are_quarters_and_then_their_year() -> None:
    """Two years back at most, whatever an earlier register held."""
    codes = [each.code for each in fixed_periods(date(2019, 5, 1), date(2026, 11, 30))]
    assert codes[:6] == ["2024-q1", "2024-q2", "2024-q3", "2024-q4", "2024", "2025-q1"]
    quarter = next(fixed_periods(date(2024, 1, 1), date(2024, 1, 1))).period
    assert (quarter.first, quarter.last) == (date(2024, 1, 1), date(2024, 3, 31))


@pytest.mark.parametrize(("name", "status"), [("carla", 200), ("anna", 403)])
def test_who_holds_cases_has_the_year_instead(world: OfficeWorld, name: str, status: int) -> None:
    """The administrator sees the same as the auditor."""
    browser = world.signed_in(name)
    assert browser.client.get("/figures", base_url=BASE).status_code == status
