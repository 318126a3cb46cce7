"""Letters and "why this date?" in real Chromium: on a phone, on paper, by keyboard, clean for axe."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import text

from intake.clock import COPENHAGEN
from intake.services.submit import ComplaintDraft
from intake.store.engine import write
from tests.browser.conftest import sideways
from tests.browser.test_office_journey import find_case, press, sign_in
from tests.office import OfficeWorld, found_office

COMPLAINT = ComplaintDraft(unit="Jobcentret", what="Jeg har ventet længe.", wish="Svar.", contact=None)
REASON = "Den, der kender sagen, er syg."
PAGES = (
    "",
    "extend?clock=BR-FIRST",
    "delay-notice",
    "appeal",
    "answer",
    "suspend",
    "resume",
    "interrupt",
    "restart",
    "waive",
    "external-event",
    "breach",
    "deadlines/BR-FIRST/why",
    "deadlines/BR-FIRST/why/print?language=da",
    "deadlines/BR-FIRST/why/print?language=en",
)


@pytest.fixture(params=["da", "en"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> OfficeWorld:
    """An office on Thursday 2026-12-03 with a complaint of Monday 2026-11-23, due on Monday 2026-12-07."""
    world = found_office(tmp_path / "office", datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN))
    with write(world.organisation.triage) as connection:
        connection.execute(text("update person set language = :language"), {"language": request.param})
    world.send(COMPLAINT)
    world.tick()
    world.clock.on(date(2026, 12, 3))
    return world


@pytest.fixture
def address(world: OfficeWorld, serve: Callable[[Flask], str]) -> str:
    """Where the office runs."""
    return serve(world.app)


def test_the_checker_finds_nothing_and_nothing_is_too_wide(
    person: Callable[..., Page], world: OfficeWorld, address: str, check_access: Callable[[Page], list[str]]
) -> None:
    """
    Every page of letters and clocks, empty, drafted, previewed, printed and refused, at 1280 and 360, in
    Danish, whose words are the longer ones; where it is narrow the checker looks. In English each page says
    its language, has a title, and is no wider than a phone.
    """
    page = person()
    sign_in(page, world, address)
    case = find_case(page, address)
    page.goto(case)
    press(page)
    language = page.locator("html").get_attribute("lang")

    def is_named(page: Page) -> list[str]:
        """Give the address of a page without a title, or in another language; a letter has its own."""
        said, sheets = page.locator("html").get_attribute("lang"), page.locator(".betro-sheet").count()
        return [] if page.title() and (said == language or sheets) else [page.url]

    for width in (1280, 360) if language == "da" else (360,):
        page.set_viewport_size({"width": width, "height": 900})
        faults = check_access if (language, width) == ("da", 360) else is_named
        for path in ("/", *PAGES):
            page.goto(f"{address}/" if path == "/" else f"{case}/{path}".rstrip("/"))
            assert faults(page) == [], path
            assert sideways(page) <= 0, path
        page.goto(f"{case}/extend?clock=BR-FIRST")
        page.fill("input[name=until_on]", "2026-12-14")
        page.select_option("select[name=reason]", "absence")
        page.fill("textarea[name=reason_item]", REASON)
        press(page)
        assert faults(page) == [], "a draft to be read"
        assert REASON in page.locator("textarea[name=letter_item]").input_value()
        with page.expect_navigation():
            page.locator("button[value=print]").click()
        assert faults(page) == [], "the sheet"
        assert sideways(page) <= 0
        press(page)
        assert REASON in page.locator("textarea[name=letter_item]").input_value(), "back from the sheet"
        press(page)
        assert faults(page) == [], "the preview"


def test_on_paper_only_the_letter_is_left(
    reader: Callable[..., Page], world: OfficeWorld, address: str
) -> None:
    """Menu, buttons, the name of who is signed in and the way back are not printed; the letter is."""
    page = reader(width=1280)
    sign_in(page, world, address)
    case = find_case(page, address)
    page.goto(f"{case}/answer")
    with page.expect_navigation():
        page.locator("button[value=print]").click()
    page.emulate_media(media="print")
    shown = page.locator("body").inner_text()
    assert "Tak for din henvendelse" in shown
    assert "Anna" not in shown
    assert "10 minut" not in shown, "the banner about the clock stays on the screen"
    assert shown.count("Ny Kommune") == 2, "at the top and under the letter"
    assert not any(each.is_visible() for each in page.locator("button, nav, main a").all())
    page.goto(f"{case}/deadlines/BR-FIRST/why/print?language=en")
    assert "Why this date?" in page.locator("body").inner_text()
    assert not any(each.is_visible() for each in page.locator("button, nav, main a").all())


def test_a_letter_is_written_by_keyboard_alone(
    reader: Callable[..., Page], world: OfficeWorld, address: str
) -> None:
    """Tab goes through the form in the order it is read, and Enter on the first button previews."""
    page = reader(width=1280)
    sign_in(page, world, address)
    page.goto(f"{find_case(page, address)}/appeal")
    page.locator("input[name=appeal_body]").focus()
    seen = ["appeal_body"]
    while len(seen) < 30 and seen[-1] != "preview":
        page.keyboard.press("Tab")
        name = page.evaluate(
            "() => { const e = document.activeElement; return e.name === 'step' ? e.value : e.name; }"
        )
        if name and name != seen[-1]:
            seen.append(name)
    assert seen == [
        "appeal_body",
        "counted",
        "received_on",
        "until_on",
        "how",
        "language",
        "item",
        "given_on",
        "sent_by",
        "preview",
    ]
