"""The office in real Chromium: a case from sign-in to closing without JavaScript, and axe on its pages."""

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from intake.clock import COPENHAGEN
from tests.browser.conftest import sideways
from tests.office import OfficeWorld, found_office

GUIDANCE = "Tal med din tillidsrepræsentant eller din fagforening. De kan rejse lønkravet for dig."


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """An office with one report, received and acknowledged on Monday 2027-01-11."""
    world = found_office(tmp_path / "office", datetime(2027, 1, 11, 9, tzinfo=COPENHAGEN))
    world.send()
    world.tick()
    return world


@pytest.fixture
def address(world: OfficeWorld, serve: Callable[[Flask], str]) -> str:
    """Where the office runs."""
    return serve(world.app)


def sign_in(page: Page, world: OfficeWorld, address: str, name: str = "anna") -> None:
    """Sign in as a person does."""
    page.goto(address)
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=passphrase]").fill(world.enrolled[name].passphrase)
    page.locator("input[name=code]").fill(world.code_of(name))
    press(page)


def press(page: Page) -> None:
    """Press the page's main button; what comes is no wider than the window."""
    with page.expect_navigation():
        page.locator("main form button.button-primary").first.click()
    assert sideways(page) <= 0, page.url


def find_case(page: Page, address: str) -> str:
    """Give the address of the one case in the list."""
    page.goto(f"{address}/cases")
    return address + str(page.locator("a.betro-reference").first.get_attribute("href"))


def decide(page: Page, case: str, what: str) -> None:
    """Preview and confirm the decision that was typed."""
    press(page)
    press(page)
    assert page.url.split("#")[0] == case, f"{what} ended on {page.url}"


@pytest.mark.parametrize("width", [360, 1280])
def test_a_case_is_worked_from_sign_in_to_closing_without_javascript(
    reader: Callable[..., Page], world: OfficeWorld, address: str, width: int
) -> None:
    """A case is opened, judged outside, told and closed on Wednesday 2027-01-20, on a phone and on a desk."""
    page = reader(width=width)
    world.clock.on(date(2027, 1, 20))
    sign_in(page, world, address)
    case = find_case(page, address)
    page.goto(case)
    press(page)
    assert "gaver fra en leverandør" in page.locator("main").inner_text()

    page.goto(f"{case}/summary")
    page.locator("main textarea, main input[type=text]").first.fill("Gaver fra leverandør.")
    press(page)
    page.goto(f"{case}/scope")
    page.locator("input[name=answer][value=outside], input[value=outside]").first.check()
    page.locator("select[name=reason]").select_option("own_employment")
    page.locator("textarea").nth(0).fill("Det handler om egen løn.")
    page.locator("textarea").nth(1).fill(GUIDANCE)
    decide(page, case, "scope")
    page.goto(f"{case}/feedback")
    page.locator("input[value=rejection]").check()
    page.locator("textarea").first.fill(f"Din indberetning er uden for ordningen. {GUIDANCE}")
    press(page)
    assert GUIDANCE in page.locator("main").inner_text(), "the preview shows the reporter's words"
    press(page)
    page.goto(f"{case}/close")
    decide(page, case, "close")

    assert re.search(r"Afsluttet", page.locator("main").inner_text())


def test_the_checker_finds_nothing_on_the_main_pages(
    person: Callable[..., Page],
    world: OfficeWorld,
    address: str,
    check_access: Callable[[Page], list[str]],
) -> None:
    """No page of the office, empty, filled, refused or opened, has a fault that axe-core knows."""
    page = person()
    page.goto(address)
    assert check_access(page) == []
    press(page)
    assert check_access(page) == [], "a refused sign-in"
    sign_in(page, world, address)
    case = find_case(page, address)
    for path in ("/", "/cases", "/cases?show=all", "/register/report", "/register/inquiry", "/health"):
        page.goto(address + path)
        assert check_access(page) == [], path
    page.goto(case)
    assert check_access(page) == []
    press(page)
    assert check_access(page) == [], "an opened case"
    for what in ("scope", "feedback", "message", "manager", "outcome", "close", "deadlines/WB-FB/why"):
        page.goto(f"{case}/{what}")
        assert check_access(page) == [], what
    page.goto(f"{case}/scope")
    press(page)
    assert check_access(page) == [], "a refused form"


@pytest.mark.parametrize(("name", "path"), [("carla", "/people"), ("dan", "/journal")])
def test_the_checker_finds_nothing_where_no_content_is_shown(
    person: Callable[..., Page],
    world: OfficeWorld,
    address: str,
    check_access: Callable[[Page], list[str]],
    name: str,
    path: str,
) -> None:
    """The administrator's and the auditor's pages have no fault that axe-core knows."""
    page = person()
    sign_in(page, world, address, name)
    page.goto(address + path)

    assert check_access(page) == []
