"""The list of cases in real Chromium: one line each, twenty-five of them in a window, readable on a phone."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from playwright.sync_api import Page

from tests.browser.conftest import sideways
from tests.browser.test_office_journey import sign_in
from tests.full_day import a_full_day

WINDOW = {"width": 1920, "height": 950}
ROW, HEAD = 32, 120
"""So many pixels high is a line; above the list there are no more than so many."""


def test_twenty_five_lines_stand_in_a_window(
    person: Callable[..., Page],
    tmp_path: Path,
    serve: Callable[[Flask], str],
    check_access: Callable[[Page], list[str]],
) -> None:
    """From edge to edge, each as high as the others; nothing is wider than a laptop or a phone."""
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
        rows = [each.bounding_box() for each in page.locator("main tbody tr").all()]
        assert {round(each["height"]) for each in rows if each} <= {ROW, ROW + 1}
        inside = [each for each in rows if each and each["y"] + each["height"] <= WINDOW["height"]]
        assert len(inside) >= 25, path
        assert check_access(page) == [], path
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert sideways(page) <= 0, (path, width)
            assert check_access(page) == [], (path, width)
