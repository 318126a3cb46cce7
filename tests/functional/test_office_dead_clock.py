"""
The office while the clock is dead: every page says so, and what is due and overdue is right all the same.
"""

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from intake.clock import COPENHAGEN
from intake.store.engine import read, write
from tests.office import Browser, OfficeWorld, found_office
from triage.cases.roles import RIGHTS
from triage.office.routes import ROUTES
from triage.services.clock.heartbeat import PROCESS
from triage.store import alerts, cases
from triage.store import due as due_store
from triage.store.tables import alert
from triage.store.visibility import system_access

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
NUMBER = ".betro-counts li"
"""The first of these is what is overdue."""
STOPPED = "Den automatiske fristovervågning er gået i stå"
PLAIN = sorted(
    route.rule
    for route in ROUTES
    if route.get is not None
    and "<" not in route.rule
    and any(route.endpoint in rights.pages for rights in RIGHTS.values())
)
"""Every page whose address has nothing to fill in; some are for one role only."""


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """Two reports on Mon 23 November 2026 that nobody acknowledges, and a clock that has just ticked."""
    world = found_office(tmp_path / "office", MONDAY, automatic_acknowledgement=False)
    world.send()
    world.send()
    beat(world)
    return world


def beat(world: OfficeWorld) -> None:
    """Let the clock note that it has finished a tick."""
    with write(world.organisation.triage) as connection:
        alerts.beat(connection, PROCESS, world.clock.now())


def references(world: OfficeWorld) -> list[str]:
    """Give the references of all cases."""
    with read(world.organisation.triage) as connection:
        return [row.case_reference for row in cases.all_cases(connection, system_access())]


def says_stopped(browser: Browser) -> bool:
    """Whether the page shows the red banner."""
    return STOPPED in browser.words(".alert-error")


def pages(world: OfficeWorld, name: str) -> list[str]:
    """Give the addresses that this person may open."""
    browser = world.signed_in(name)
    return [
        path for path in PLAIN if browser.client.get(path, base_url="https://office.test").status_code == 200
    ]


@pytest.mark.parametrize("name", ["anna", "carla", "dan"])
def test_every_page_says_after_ten_minutes_that_the_clock_has_stopped(world, name):
    """Not a second before; lists, cases, decisions and people alike, for each role."""
    paths = pages(world, name)
    assert "/health" in paths
    browser = world.signed_in(name)
    if name == "anna":
        reference = references(world)[0]
        paths += ["/cases?show=all", f"/cases/{reference}", f"/cases/{reference}/assign"]
        paths += [f"/cases/{reference}/deadlines/WB-ACK/why", "/calendar/day/2026-11-30"]
    beat(world)
    world.clock.go(minutes=10)
    for path in paths:
        browser.get(path)
        assert not says_stopped(browser), path
    world.clock.go(seconds=1)
    for path in paths:
        browser.get(path)
        assert says_stopped(browser), path
    beat(world)
    browser.get("/health")
    assert not says_stopped(browser)


@pytest.mark.both_engines
def test_overdue_is_right_on_every_list_without_a_tick(world):
    """The clock dies on the first Monday; day after day the lists say what is overdue, by the dates alone."""
    due = {"WB-ACK": date(2026, 11, 30), "BR-READ": date(2026, 11, 25)}
    for days in (0, 2, 3, 7, 8, 30):
        world.clock.on((MONDAY + timedelta(days=days)).date())
        today = world.clock.now().date()
        anna = world.signed_in()
        late = sorted(day for day in due.values() if day < today) * 2
        with read(world.organisation.triage) as connection:
            standing = [
                row for row in due_store.open_deadlines(connection, system_access()) if row.due_strict < today
            ]
        assert [row.due_strict for row in standing if row.rule in due] == sorted(late)
        anna.get("/")
        cases = len({row.case for row in standing})
        assert _count(anna, "#overdue tbody tr") == _count(anna, "#overdue .betro-due--late") == cases
        assert _number(anna) == cases
        anna.get("/cases")
        assert _count(anna, "tbody tr") == 2
        assert _count(anna, ".betro-due--late") == (2 if standing else 0)
        anna.get("/calendar/day/2026-11-30")
        assert _count(anna, ".betro-due--late") == (2 if today > due["WB-ACK"] else 0)
    with read(world.organisation.triage) as connection:
        assert {row.step for row in connection.execute(alert.select())} == {"new"}


def _count(browser: Browser, selector: str) -> int:
    assert browser.page is not None
    return len(browser.page.query(selector))


def _number(browser: Browser) -> int:
    """Give the number at the head of the page that leads to what is overdue."""
    found = re.search(r"\d+", browser.words(NUMBER))
    assert found is not None
    return int(found[0])
