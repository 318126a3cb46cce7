"""The pages of the groups of Today in real Chromium: a page is a screen, clean for axe, never too wide."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import text

from intake.store.engine import write
from tests.browser.conftest import sideways
from tests.browser.test_office_journey import sign_in
from tests.full_day import a_full_day
from tests.office import OfficeWorld
from triage.services.views.day_groups import DayGroup
from triage.services.views.lists import MOST

SCREEN = {"width": 1920, "height": 1080}


@pytest.fixture(params=["da", "en"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> OfficeWorld:
    """An office with more than a page of each group."""
    world = a_full_day(tmp_path / "office")
    with write(world.organisation.triage) as connection:
        connection.execute(text("update person set language = :language"), {"language": request.param})
    return world


def test_a_page_of_a_group_is_a_screen_and_clean(
    person: Callable[..., Page],
    world: OfficeWorld,
    serve: Callable[[Flask], str],
    check_access: Callable[[Page], list[str]],
) -> None:
    """
    Twenty-five lines and the way on end within 1080 pixels; nothing is wider than a window or a phone. The
    checker sees each page in Danish, whose words are the longer ones; English has the same page.
    """
    address, page = serve(world.app), person()
    sign_in(page, world, address)
    is_danish = page.locator("html").get_attribute("lang") == "da"
    for group in DayGroup:
        page.set_viewport_size(SCREEN)
        page.goto(f"{address}/today/{group}")
        assert page.locator("main tbody tr").count() == MOST
        onward = page.locator(".betro-onward").bounding_box()
        assert onward is not None
        assert onward["y"] + onward["height"] <= SCREEN["height"], group
        assert not is_danish or check_access(page) == [], group
        for width in (320, 768, 1280) if is_danish else (320,):
            page.set_viewport_size({"width": width, "height": 900})
            assert sideways(page) <= 0, (group, width)
