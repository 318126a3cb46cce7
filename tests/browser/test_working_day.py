"""
A day of Næstved's citizens' adviser in real Chromium, by the keyboard alone and without JavaScript.

What she does and what it may cost stands in `tests/functional/test_working_days.py`; here it is keys.
"""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from intake.clock import COPENHAGEN
from tests.browser.test_office_journey import sign_in
from tests.browser.typist import Typist
from tests.functional.test_working_days import NAESTVED
from tests.working_day import found_town

ON_THE_PHONE = 20
"""So many keys are pressed beside the words of a call that is closed in the conversation."""
HALF = "Hvornår får borgeren svar, og hvad er"


@pytest.fixture
def typist(tmp_path: Path, serve: Callable[[Flask], str], reader: Callable[..., Page]) -> Typist:
    """Somebody at Today on Tue 2026-11-24; a complaint and a report came on Monday."""
    world = found_town(tmp_path / "office", "naestved", datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN))
    world.send(NAESTVED.complaint)
    world.send(NAESTVED.report)
    world.tick()
    world.clock.on(date(2026, 11, 24))
    page = reader(width=1280)
    sign_in(page, world, serve(world.app))
    return Typist(page)


def test_a_working_day_by_keyboard(typist: Typist) -> None:
    """Two calls, a complaint, a draft, somebody who rings again, a report, a list: no hand on the mouse."""
    two_calls_are_closed_in_the_conversation(typist)
    a_report_is_outside_the_scheme(typist)
    a_complaint_is_sorted(typist)
    somebody_rings_again_in_mid_sentence(typist)
    complaints_are_recognised_in_a_list_and_leave_as_a_file(typist)


def two_calls_are_closed_in_the_conversation(typist: Typist) -> None:
    """One is guidance, the other too old; the page, and the press."""
    with typist.task(loads=2, keys=ON_THE_PHONE):
        typist.access("n")
        typist.words(str(NAESTVED.call["summary_item"]))
        typist.press("Tab", *"chp", "Tab", *"partsr", "Tab", "Tab", "v", "Tab", "Tab")
        typist.enter()
    assert f"Gemt: {NAESTVED.call['summary_item']}" in typist.page.inner_text("main")
    with typist.task(loads=2, keys=ON_THE_PHONE):
        typist.access("n")
        typist.words(str(NAESTVED.rejected["summary_item"]))
        typist.press(*["Tab"] * 5, "s", "Tab", "Tab", *"04052021")
        typist.enter()
    assert f"Gemt: {NAESTVED.rejected['summary_item']}" in typist.page.inner_text("main")


def a_complaint_is_sorted(typist: Typist) -> None:
    """Opened from its row of Today; then the form, where its unit is chosen already, and the case."""
    with typist.task(loads=2, keys=30):
        typist.access("i")
        typist.past_the_menu()
        typist.tab_to("Åbn og læs", at="Klage")
        typist.enter()
    assert NAESTVED.complaint.what in typist.page.inner_text("main")
    with typist.task(loads=2, keys=80):
        typist.tab_to("Sortér henvendelsen")
        typist.enter()
        typist.tab_to("Hovedemne")
        typist.press(*"lang")
        typist.tab_to("Spørgsmål er stillet")
        typist.press("Space")
        typist.tab_to("Gem")
        typist.enter()
    facts = typist.page.inner_text("#facts")
    assert "Center for Arbejdsmarked" in facts
    assert "Lang sagsbehandlingstid" in facts


def somebody_rings_again_in_mid_sentence(typist: Typist) -> None:
    """What is half written is kept; the call is a contact of what the search box finds; then on it goes."""
    typist.tab_to("Oversend til")
    typist.enter()
    typist.tab_to("Spørgsmål til")
    typist.words(HALF)
    with typist.task(loads=1, keys=20):
        typist.tab_to("Gem kladde")
        typist.enter()
    with typist.task(loads=2, keys=30):
        typist.press_with_alt("s")
        typist.words(NAESTVED.again)
        typist.enter()
        typist.tab_to("Ny kontakt")
        typist.press("Enter")
        typist.tab_to("Hvad der blev sagt")
        typist.words("Ringer igen, spørger hvor langt vi er")
        typist.enter()
    with typist.task(loads=2, keys=30):
        typist.access("i")
        typist.past_the_menu()
        typist.tab_to("Skriv videre")
        typist.enter()
    assert typist.page.locator("textarea[name=item]").input_value() == HALF


def a_report_is_outside_the_scheme(typist: Typist) -> None:
    """From Today to the closed case: opened with the form on it, looked at once, sent."""
    with typist.task(loads=4, keys=80):
        typist.access("i")
        typist.past_the_menu()
        typist.tab_to("Åbn og læs", at="Indberetning")
        typist.enter()
        typist.tab_to("Uden for ordningen")
        typist.press("Enter")
        typist.tab_to("Begrundelse")
        typist.press(*"eget")
        typist.tab_to("Din begrundelse")
        typist.words(NAESTVED.reason_item)
        typist.tab_to("Vejledt om")
        typist.press("Space")
        typist.tab_to("Se, hvad der vil ske")
        typist.enter()
        typist.tab_to("Ja, send det")
        typist.enter()
    assert "Afsluttet" in typist.page.inner_text("h1")


def complaints_are_recognised_in_a_list_and_leave_as_a_file(typist: Typist) -> None:
    """The list of all; then that of complaints, and its file."""
    with typist.task(loads=1, keys=30):
        typist.tab_to("Sager")
        typist.enter()
    row = typist.page.locator("tbody tr", has_text=NAESTVED.complaint.what[:30]).inner_text()
    for words in ("Solvej", "Center for Arbejdsmarked", "Lang sagsbehandlingstid"):
        assert words in row
    with typist.task(loads=2, keys=40):
        typist.past_the_menu()
        typist.tab_to("Filtrér listen")
        typist.press("Enter")
        typist.tab_to("Sagstype")
        typist.press("k")
        typist.tab_to("Vis listen")
        typist.enter()
        typist.past_the_menu()
        with typist.page.expect_download() as download:
            typist.tab_to("Hent som fil (CSV)")
            typist.press("Enter")
    assert NAESTVED.complaint.what in download.value.path().read_text(encoding="utf-8-sig")
