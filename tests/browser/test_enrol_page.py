"""Making keys in real Chromium, without JavaScript: it fits a phone, and a screen reader finds its way."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Page

from intake.clock import COPENHAGEN
from tests.browser.conftest import sideways
from tests.browser.test_office_journey import press, sign_in
from tests.office import OfficeWorld, found_office
from triage.cases.roles import Role
from triage.services.people.enrol import NewPerson
from triage.services.people.tickets import invite


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """An office on Monday 2027-01-11."""
    return found_office(tmp_path / "office", datetime(2027, 1, 11, 9, tzinfo=COPENHAGEN))


@pytest.mark.parametrize("width", [360, 1280])
def test_keys_are_made_without_javascript(
    reader: Callable[..., Page], serve: Callable[[Flask], str], world: OfficeWorld, width: int
) -> None:
    """From the ticket over the picture to six words, and an advisor finds the same six."""
    address = serve(world.app)
    eva = NewPerson("eva", "Eva Ny", Role.AUDITOR)
    ticket = invite(world.organisation, eva, today=world.clock.now().date()).words
    page = reader(width=width)
    page.goto(f"{address}/enrol")
    assert sideways(page) <= 0
    page.locator("input[name=ticket]").fill(ticket)
    page.get_by_role("button", name="Brug billetten").click()
    assert sideways(page) <= 0
    passphrase = page.locator(".betro-code").inner_text().replace("\n", "")
    box = page.locator("main svg").bounding_box()
    assert box is not None
    assert box["width"] == box["height"] > 200
    page.locator("main summary").click()
    assert sideways(page) <= 0
    secret = page.locator(".betro-address").first.inner_text().strip()
    press(page)
    page.locator("input[name=passphrase]").fill(passphrase)
    page.locator("input[name=code]").fill(pyotp.TOTP(secret).at(world.clock.now()))
    press(page)
    assert sideways(page) <= 0
    words = page.locator(".betro-code").inner_text().replace("\n", "")
    other = reader(width=width)
    sign_in(other, world, address)
    other.goto(f"{address}/people")
    other.get_by_role("link", name="Eva Ny", exact=True).click()
    assert other.locator(".betro-code").inner_text().replace("\n", "") == words
    assert sideways(other) <= 0


def test_the_pages_can_be_read_aloud(
    person: Callable[..., Page],
    serve: Callable[[Flask], str],
    check_access: Callable[[Page], None],
    world: OfficeWorld,
) -> None:
    """The checker finds nothing on them."""
    address = serve(world.app)
    ticket = invite(
        world.organisation, NewPerson("eva", "Eva Ny", Role.AUDITOR), today=world.clock.now().date()
    ).words
    page = person(width=1280)
    page.goto(f"{address}/enrol")
    check_access(page)
    page.locator("input[name=ticket]").fill(ticket)
    page.get_by_role("button", name="Brug billetten").click()
    check_access(page)
    press(page)
    check_access(page)
