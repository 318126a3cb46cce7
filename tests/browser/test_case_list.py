"""The list of cases in real Chromium: one line each, twenty-five of them in a window, readable on a phone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.browser.conftest import sideways
from tests.browser.test_office_journey import sign_in
from tests.full_day import a_full_day
from triage.services.views import day_groups
from triage.services.views.lists import MOST

WINDOW = {"width": 1920, "height": 950}
ROW, HEAD = 32, 120
"""So many pixels high is a line; above the list there are no more than so many."""


def test_twenty_five_lines_stand_in_a_window(
    person: Callable[..., Page],
    tmp_path: Path,
    serve: Callable[[Flask], str],
    check_access: Callable[[Page], list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    From edge to edge, each as high as the others; nothing is wider than a laptop or a phone. Those of Today
    are as many where one group fills the window, and where it holds several.
    """
    world = a_full_day(tmp_path / "office")
    address, page = serve(world.app), person()
    sign_in(page, world, address)
    for path in ("/cases?show=all", "/cases?show=all&sort=state", "/cases?show=closed"):
        page.set_viewport_size(WINDOW)
        page.goto(address + path)
        table = page.locator("main table").bounding_box()
        assert table is not None
        assert table["y"] <= HEAD
        assert table["width"] >= WINDOW["width"] * 0.95
        rows = lines(page)
        assert {round(height) for _bottom, height in rows} <= {ROW, ROW + 1}
        assert len([bottom for bottom, _height in rows if bottom <= WINDOW["height"]]) >= 25, path
        assert "sort" not in path or check_access(page) == [], path
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            assert sideways(page) <= 0, (path, width)
        # The lists differ in what they hold, not in how they stand on a phone.
        assert "sort" in path or check_access(page) == [], path
    for most in (MOST, 8):
        monkeypatch.setattr(day_groups, "MOST", most)
        page.set_viewport_size(WINDOW)
        page.goto(address)
        rows = lines(page)
        assert len(rows) == 5 * most
        assert len([bottom for bottom, _height in rows if bottom <= WINDOW["height"]]) >= 25, most


def lines(page: Page) -> list[tuple[float, float]]:
    """Where each line of a page's lists ends, and how high it is."""
    asked = "all => all.map(each => each.getBoundingClientRect()).map(box => [box.bottom, box.height])"
    return [
        (bottom, height) for bottom, height in page.eval_on_selector_all("main .betro-lines tbody tr", asked)
    ]
