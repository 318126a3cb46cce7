"""No page of either app scrolls sideways at 320 px, which is 1280 px at 400 %; and the front page's order."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from intake.clock import COPENHAGEN
from intake.domain.schemes import Schemes
from intake.services.submit import ComplaintDraft, ReportDraft
from intake.settings import load_portal
from intake.web import create_app
from tests.browser.conftest import sideways
from tests.browser.test_office_journey import sign_in
from tests.office import OfficeWorld, found_office
from tests.own_folder import has_set

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
OFFICE = ("/", "/cases", "/cases?show=all&state=closed", "/calendar", "/register/inquiry", "/register/report")
PORTAL = ("", "protection/", "privacy/", "report/", "complaint/", "mailbox/")
TEXTS = f"""\
contact.da = "Ring på 12 34 56 78 eller skriv til {"x" * 60}@example.invalid."
privacy.da = "Vi har ansvaret for det, du sender."
accessibility_statement = "https://was.example/erklaering"
"""


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """An office of both schemes with a report and a complaint, and texts of its own."""
    world = found_office(tmp_path / "office", MONDAY, schemes=Schemes.BOTH)
    world.organisation = has_set(world.organisation, {"texts.toml": TEXTS})
    world.send(ReportDraft(relation="employee", what="Noget"))
    world.send(ComplaintDraft("Job", "Noget andet", "Et svar", None))
    world.tick()
    return world


def test_no_page_of_the_office_scrolls_sideways(
    reader: Callable[..., Page], world: OfficeWorld, serve: Callable[[Flask], str]
) -> None:
    """The lists with their filters, the calendar and the forms without a case, all folds open."""
    page, address = reader(width=320), serve(world.app)
    sign_in(page, world, address)
    page.set_viewport_size({"width": 1920, "height": 950})
    counts = page.locator(".betro-counts > li").all()
    assert len({(each.bounding_box() or {})["y"] for each in counts}) == 1, "the counts stand in one row"
    for path in OFFICE:
        page.goto(address + path)
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        for width in (320, 360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert sideways(page) <= 0, (path, width)


def test_the_portal_is_narrow_sound_and_says_first_what_protects(
    person: Callable[..., Page],
    check_access: Callable[[Page], list[str]],
    world: OfficeWorld,
    serve: Callable[[Flask], str],
    tmp_path: Path,
) -> None:
    """Every page in both languages without a finding; on the front page the buttons come last."""
    settings = load_portal({"BETRO_SETTINGS": str(tmp_path / "office" / "betro.toml")})
    page, address = person(), serve(create_app(settings, world.clock))
    for language in ("da", "en"):
        for path in PORTAL:
            page.goto(f"{address}/{language}/{path}")
            assert check_access(page) == [], path
            for width in (320, 360, 1280):
                page.set_viewport_size({"width": width, "height": 900})
                assert sideways(page) <= 0, (path, width)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{address}/da/")
    tops = [
        each["y"]
        for each in (
            page.locator(place).bounding_box()
            for place in (
                "text=Brug ikke en computer",
                "dt:has-text('Hvem læser det?')",
                "dt:has-text('Hvor længe gemmer')",
            )
        )
        if each
    ]
    button = page.locator("a.button-primary").first.bounding_box()
    assert button is not None
    assert [*tops, button["y"]] == sorted([*tops, button["y"]])
    assert len(tops) == 3
    assert tops[0] < 740, "the warning stands on the first screen of a phone"
