"""The calendar of the office in real Chromium: a wall on a desk, a list on a phone, clean for axe."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import text

from intake.clock import COPENHAGEN
from intake.store.engine import write
from tests.browser.conftest import sideways
from tests.browser.test_office_journey import sign_in
from tests.office import OfficeWorld, found_office

PAGES = (
    "calendar",
    "calendar?month=2026-12",
    "calendar?show=all",
    "calendar/day/2026-11-30",
    "calendar/mine",
)


@pytest.fixture(params=["da", "en"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> OfficeWorld:
    """An office on Monday 2026-11-23 with calendar addresses, seven reports on one day and one before."""
    world = found_office(
        tmp_path / "office", datetime(2026, 11, 19, 9, tzinfo=COPENHAGEN), calendar_feed=True
    )
    with write(world.organisation.triage) as connection:
        connection.execute(text("update person set language = :language"), {"language": request.param})
    world.send()
    world.clock.go(days=4)
    for _number in range(7):
        world.send()
    return world


@pytest.fixture
def address(world: OfficeWorld, serve: Callable[[Flask], str]) -> str:
    """Where the office runs."""
    return serve(world.app)


@pytest.mark.parametrize("world", ["da"], indirect=True)
def test_the_checker_finds_nothing(
    person: Callable[..., Page], world: OfficeWorld, address: str, check_access: Callable[[Page], list[str]]
) -> None:
    """Month, day and one's own calendar, before and after making an address, on a desk and on a phone."""
    page = person()
    sign_in(page, world, address)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        for path in PAGES:
            page.goto(f"{address}/{path}")
            assert check_access(page) == [], path
    page.locator("main button.button-primary").click()
    assert page.locator(".betro-address").inner_text().startswith(f"{address}/calendar/")
    assert check_access(page) == []


def test_nothing_is_wider_than_the_window(
    reader: Callable[..., Page], world: OfficeWorld, address: str
) -> None:
    """
    At every width, without JavaScript, and with the long address on the page; in English, whose words are the
    shorter ones, where it is narrow. Each page says which language it is in, and has a title.
    """
    page = reader(width=1280)
    sign_in(page, world, address)
    language = page.locator("html").get_attribute("lang")
    for path in (*PAGES, None):
        if path is None:
            with page.expect_navigation():
                page.locator("main button.button-primary").click()
        else:
            page.goto(f"{address}/{path}")
        assert page.title()
        assert page.locator("html").get_attribute("lang") == language
        for width in (320, 360, 768, 1000, 1280) if language == "da" else (320,):
            page.set_viewport_size({"width": width, "height": 900})
            assert sideways(page) <= 0, (path, width)


def test_a_phone_shows_a_list_of_the_days_that_say_something(
    reader: Callable[..., Page], world: OfficeWorld, address: str
) -> None:
    """The whole date stands where the number stood, and empty days are gone; a desk shows every day."""
    page = reader(width=1280)
    sign_in(page, world, address)
    page.goto(f"{address}/calendar")
    assert page.locator("td:visible .betro-calendar__number").count() == 30
    numbers = page.locator(".betro-calendar__number")
    whole = page.locator("td .betro-calendar__long")
    assert numbers.first.is_visible()
    page.set_viewport_size({"width": 360, "height": 780})
    shown = page.locator("td:visible")
    assert 0 < shown.count() < 30
    assert not numbers.first.is_visible()
    assert all("2026" in each.inner_text() for each in shown.all())
    heights = whole.evaluate_all("all => all.filter(e => e.offsetHeight > 1).length")
    assert heights == shown.count()


def test_it_reads_aloud_as_a_table_with_whole_dates(
    person: Callable[..., Page], world: OfficeWorld, address: str
) -> None:
    """A screen reader hears a table, its weekdays and weeks, and every day by its date."""
    page = person()
    sign_in(page, world, address)
    page.goto(f"{address}/calendar")
    heard = page.locator("table").aria_snapshot()
    assert "table" in heard
    assert "columnheader" in heard
    assert "rowheader" in heard
    assert ("mandag 30. november 2026" in heard) or ("Monday 30 November 2026" in heard)
    today = page.locator("td[aria-current=date]")
    assert today.count() == 1
    assert "23" in today.inner_text()
