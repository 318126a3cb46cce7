"""Drafts in real Chromium: the script keeps what is typed, says so, and stores nothing in the browser."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import Flask
from playwright.sync_api import Page, expect

from intake.clock import COPENHAGEN
from tests.browser.conftest import sideways
from tests.browser.test_office_journey import find_case, sign_in
from tests.office import found_office

STORES = """async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
    (await caches.keys()).length, document.cookie]"""


def test_what_is_typed_is_kept_every_fifteen_seconds_and_comes_back(
    person: Callable[..., Page],
    serve: Callable[[Flask], str],
    check_access: Callable[[Page], list[str]],
    tmp_path: Path,
) -> None:
    """Nothing is sent while nothing changes; what has changed is kept, said aloud and listed on Today."""
    world = found_office(tmp_path / "office", datetime(2027, 1, 11, 9, tzinfo=COPENHAGEN))
    world.send()
    world.tick()
    address, page = serve(world.app), person()
    page.clock.install()
    sign_in(page, world, address)
    case, sent = find_case(page, address), []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(f"{case}/note")
    page.clock.run_for(60_000)
    assert sent == []
    page.locator("textarea[name=item]").fill("Skrevet, mens telefonen ringede")
    with page.expect_response(f"{case}/note/draft") as answer:
        page.clock.run_for(15_000)
    assert answer.value.status == 204
    expect(page.locator("[role=status]")).to_have_text("Kladde gemt.")
    page.clock.run_for(60_000)
    assert sent == [f"{case}/note/draft"]
    assert page.evaluate(STORES) == [0, 0, 0, 0, ""]
    for width in (360, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 950})
        assert sideways(page) <= 0, width
    page.goto(address)
    assert check_access(page) == []
    page.locator("#kept tbody a").first.click()
    assert page.locator("textarea[name=item]").input_value() == "Skrevet, mens telefonen ringede"
    assert check_access(page) == []
