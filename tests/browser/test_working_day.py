"""
A day of each of three citizens' advisers in real Chromium, by the keyboard alone and without JavaScript.

What they do and what it may cost stands in `tests/functional/test_working_days.py`; here it is keys. With
`-s` it prints what each task cost, and how long it takes by the keystroke-level model.
"""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from intake.clock import COPENHAGEN
from tests.browser.test_office_journey import sign_in
from tests.browser.typist import Typist, table
from tests.functional.test_working_days import TOWNS, Town
from tests.working_day import Typed, found_town

ON_THE_PHONE = 20
"""So many keys are pressed beside the words of a call that is closed in the conversation."""
WITH_ALL_TOLD = 45
"""And where it is told besides how and where somebody came, and what for."""
SORTING = {"naestved": 40, "odsherred": 20, "albertslund": 35}
"""And so many in sorting: two themes more, nothing but what the citizen named, two points."""
HALF = "Hvornår får borgeren svar, og hvad er"
AGAIN = "Ringer igen, spørger hvor langt vi er"
QUESTION = "Hvem svarer borgeren, og hvornår?"
LENGTH = 30


@pytest.mark.parametrize("like", TOWNS)
def test_a_working_day_by_keyboard(
    tmp_path: Path, serve: Callable[[Flask], str], reader: Callable[..., Page], like: str
) -> None:
    """
    Two calls, a report, a complaint, a draft, somebody who rings again, a list: no hand on the mouse.
    Somebody sits down at Today on Tue 2026-11-24; a complaint and a report came on Monday. The unit that is
    asked owes its reply by Tue 2026-12-15.
    """
    town = TOWNS[like]
    world = found_town(tmp_path / "office", like, datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN))
    world.send(town.complaint)
    world.send(town.report)
    world.tick()
    world.clock.on(date(2026, 11, 24))
    page, address = reader(width=1280), serve(world.app)
    sign_in(page, world, address)
    typist = Typist(page)
    two_calls_are_closed_in_the_conversation(typist, town)
    a_report_is_outside_the_scheme(typist, town)
    a_complaint_is_sorted(typist, town, SORTING[like])
    somebody_rings_again_in_mid_sentence(typist, town)
    a_unit_is_asked(typist)
    complaints_are_recognised_in_a_list_and_leave_as_a_file(typist, town)
    world.clock.on(date(2026, 12, 16))
    sign_in(page, world, address)
    a_unit_is_late(typist, town)
    print(f"\n{like}\n{table(typist.costs)}")


def two_calls_are_closed_in_the_conversation(typist: Typist, town: Town) -> None:
    """One is answered, the other turned away; the page, and the press. Nobody said who they are."""
    for name, told in (("a call is answered", town.call), ("a call is turned away", town.rejected)):
        typed: Typed = {field: said for field, said in told.items() if field != "name"}
        most = WITH_ALL_TOLD if "place" in typed else ON_THE_PHONE
        with typist.task(name, loads=2, keys=most):
            typist.access("n")
            typist.fill(typed)
            typist.send()
        assert f"afsluttet: {told['summary_item']}" in typist.page.inner_text("main")


def a_report_is_outside_the_scheme(typist: Typist, town: Town) -> None:
    """From Today to the closed case: opened with the form on it, looked at once, sent."""
    with typist.task("a report is outside the scheme", loads=4, keys=80):
        typist.access("i")
        typist.past_the_menu()
        typist.tab_to("Åbn og læs", at="Indberetning")
        typist.enter()
        typist.tab_to("Uden for ordningen")
        typist.press("Enter")
        typist.fill({**town.outside, "reason_item": town.reason_item})
        typist.tab_to("Se, hvad der vil ske")
        typist.enter()
        typist.tab_to("Ja, send det")
        typist.enter()
    assert "Afsluttet" in typist.page.inner_text("h1")


def a_complaint_is_sorted(typist: Typist, town: Town, most: int) -> None:
    """Opened from its row of Today; then the form, where its unit is chosen already, and the case."""
    with typist.task("a complaint is opened", loads=2, keys=30):
        typist.access("i")
        typist.past_the_menu()
        typist.tab_to("Åbn og læs", at="Klage")
        typist.enter()
    assert town.complaint.what in typist.page.inner_text("main")
    with typist.task("a complaint is sorted", loads=2, keys=most):
        typist.tab_to("Sortér henvendelsen")
        typist.enter()
        typist.past_the_menu()
        typist.fill(town.sorting)
        typist.send()
    facts = typist.page.inner_text("#facts")
    assert [each for each in (town.named, *town.sorted) if each not in facts] == []


def somebody_rings_again_in_mid_sentence(typist: Typist, town: Town) -> None:
    """What is half written is kept; the call is a contact of what the search box finds; then on it goes."""
    typist.tab_to("Oversend til")
    typist.enter()
    typist.tab_to("Spørgsmål til")
    typist.words(HALF)
    with typist.task("a draft is kept", loads=1, keys=30):
        typist.tab_to("Gem kladde")
        typist.enter()
    with typist.task("somebody rings again", loads=2, keys=5):
        typist.press_with_alt("s")
        typist.words(town.again)
        typist.enter()
        typist.words(AGAIN)  # Where one case is found, the focus is in the line of its contact.
        typist.enter()
    with typist.task("the draft is gone on with", loads=2, keys=30):
        typist.access("i")
        typist.past_the_menu()
        typist.tab_to("Skriv videre")
        typist.enter()
    assert typist.page.locator("textarea[name=item]").input_value() == HALF
    typist.tab_to("Annuller")
    typist.enter()
    assert AGAIN in typist.page.inner_text("#timeline")


def a_unit_is_asked(typist: Typist) -> None:
    """From the case to the letter as it goes; the consent that was given on the portal stands ticked."""
    with typist.task("a request with its consent, to the letter", loads=2, keys=50):
        typist.past_the_menu()
        typist.tab_to("Oversend til")
        typist.enter()
        typist.past_the_menu()
        typist.fill({"kinds": "At svare på spørgsmål", "item": QUESTION})
        typist.tab_to("Gem, og vis brevet")
        typist.enter()
    assert QUESTION in typist.page.inner_text("article")
    typist.tab_to("Sag ")
    typist.enter()
    assert "I formularen på portalen" in typist.page.inner_text("#facts")


def a_unit_is_late(typist: Typist, town: Town) -> None:
    """The day after its date: from Today to the letter that is ready, and one press."""
    with typist.task("a unit is reminded", loads=2, keys=25):
        typist.past_the_menu()
        typist.tab_to("Ryk", at=town.named)
        typist.enter()
        assert "tirsdag 15. december 2026" in typist.page.inner_text("main")
        typist.past_the_menu()
        typist.tab_to("Gem som sendt")
        typist.enter()
    assert f"Rykker til {town.named}" in typist.page.inner_text("#timeline")


def complaints_are_recognised_in_a_list_and_leave_as_a_file(typist: Typist, town: Town) -> None:
    """The list of all; then that of complaints, and its file."""
    assert town.complaint.contact is not None
    with typist.task("the list is looked at", loads=1, keys=30):
        typist.tab_to("Sager")
        typist.enter()
    row = typist.page.locator("tbody tr", has_text=town.complaint.what[:LENGTH]).inner_text()
    for words in (town.complaint.contact.name.split()[0], town.named, str(town.sorting.get("main", ""))):
        assert words in row
    with typist.task("complaints leave as a file", loads=2, keys=40):
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
    assert town.complaint.what in download.value.path().read_text(encoding="utf-8-sig")
