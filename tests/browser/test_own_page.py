"""A person's own pages in real Chromium: they fit a phone, and a screen reader finds its way."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from intake.clock import COPENHAGEN
from tests.browser.conftest import sideways
from tests.browser.test_office_journey import press, sign_in
from tests.office import OfficeWorld, found_office


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """An office on Monday 2027-01-11."""
    return found_office(tmp_path / "office", datetime(2027, 1, 11, 9, tzinfo=COPENHAGEN))


@pytest.mark.parametrize("width", [360, 1280])
def test_a_passphrase_is_changed_without_javascript(
    reader: Callable[..., Page], serve: Callable[[Flask], str], world: OfficeWorld, width: int
) -> None:
    """From the own page over the one that shows it to that which says where the old one still opens."""
    address = serve(world.app)
    page = reader(width=width)
    sign_in(page, world, address)
    page.goto(f"{address}/people/statements")
    assert sideways(page) <= 0
    page.goto(f"{address}/me")
    assert sideways(page) <= 0
    page.goto(f"{address}/me/passphrase")
    page.locator("input[name=passphrase]").fill(world.enrolled["anna"].passphrase)
    page.locator("input[name=second_factor]").fill(world.code_of("anna"))
    press(page)
    new = page.locator(".betro-code").inner_text().replace("\n", "")
    press(page)
    page.locator("input[name=passphrase]").fill(new)
    press(page)
    assert "skiftet" in page.locator("h1").inner_text()


def test_own_pages_can_be_read_aloud(
    person: Callable[..., Page],
    serve: Callable[[Flask], str],
    check_access: Callable[[Page], None],
    world: OfficeWorld,
) -> None:
    """The checker finds nothing on them, nor on those about a colleague."""
    world.send()
    address = serve(world.app)
    page = person(width=1280)
    sign_in(page, world, address)
    bo = f"/people/{world.enrolled['bo'].handle.hex()}"
    about = [f"{bo}/{each}" for each in ("titles", "absence", "share", "end")]
    for path in ("/me", "/me/passphrase", "/people/statements", *about):
        page.goto(f"{address}{path}")
        check_access(page)
