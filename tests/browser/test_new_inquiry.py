"""
A call is registered by keyboard alone, in real Chromium: how many keys it takes besides its words.

Counted is every key that is pressed after the page has come: each Tab, each letter that finds a unit, a theme
or what was done, and Enter. Not counted are the words of the line itself. Enter sends from whichever line one
stands in. The page has come by one load, and what is saved by one press.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from intake.clock import COPENHAGEN
from tests.browser.conftest import sideways
from tests.browser.test_office_journey import sign_in
from tests.browser.typist import Typist
from tests.office import OfficeWorld, found_office
from tests.own_folder import has_units

MOST_KEYS = 20


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """An office with two units on Monday 2027-01-11."""
    world = found_office(tmp_path / "office", datetime(2027, 1, 11, 9, tzinfo=COPENHAGEN))
    units = ("job", "Jobcenter Nord", "Job centre"), ("family", "Børn og Familie", "Children")
    world.organisation = has_units(world.organisation, *units)
    return world


@pytest.fixture
def typist(world: OfficeWorld, serve: Callable[[Flask], str], reader: Callable[..., Page]) -> Typist:
    """Somebody who has signed in and opened the page, by its access key's link, without JavaScript."""
    page = reader(width=1280)
    sign_in(page, world, serve(world.app))
    link = page.locator("[accesskey=n]")
    with page.expect_navigation():
        link.press("Enter")
    return Typist(page)


def test_a_call_closed_in_the_conversation_takes_few_keys(world: OfficeWorld, typist: Typist) -> None:
    """The line, the unit by its first letters, the theme, what was done; the type is guidance already."""
    typist.words("Venter på svar om sygedagpenge")
    typist.press("Tab", *"job", "Tab", *"lang", "Tab", *"vejl")
    typist.enter()

    assert "Registreret og afsluttet: Venter på svar om sygedagpenge" in typist.page.inner_text("main")
    assert typist.keys <= MOST_KEYS
    anna = world.signed_in()
    anna.get(f"/cases/{anna.only_case()}")
    assert "Afsluttet" in anna.words("h1")
    for said in ("Afdeling Jobcenter Nord", "Hovedemne Lang sagsbehandlingstid", "Behandling Vejledning"):
        assert said in anna.words("#facts")


def test_a_rejected_call_with_its_reason_takes_few_keys(world: OfficeWorld, typist: Typist) -> None:
    """The reason says the type as well."""
    typist.words("Strid med naboen om et hegn")
    typist.press(*["Tab"] * 5, *"priv")
    typist.enter()

    assert "Afvist og afsluttet: Strid med naboen om et hegn" in typist.page.inner_text("main")
    assert typist.keys <= MOST_KEYS
    anna = world.signed_in()
    anna.get(f"/cases/{anna.only_case()}")
    assert "Afsluttet" in anna.words("h1")
    assert "Privatretligt" in anna.words("#facts")


@pytest.mark.parametrize("width", [360, 1280, 1920])
def test_the_page_reads_well(
    world: OfficeWorld,
    serve: Callable[[Flask], str],
    person: Callable[..., Page],
    check_access: Callable[[Page], list[str]],
    width: int,
) -> None:
    """At each width, with all of it unfolded, and where a unit is asked back."""
    page, address = person(width=width), serve(world.app)
    sign_in(page, world, address)
    page.goto(f"{address}/register/inquiry")
    assert page.evaluate("document.activeElement.name") == "summary_item"
    folded = page.locator("main summary").all()
    assert folded
    for each in folded:
        each.click()
    page.locator("[name=summary_item]").fill("Venter")
    page.locator("[name=unit]").fill("o")
    with page.expect_navigation():
        page.locator("[name=unit]").press("Enter")
    assert sideways(page) <= 0
    assert check_access(page) == []
