"""Whoever registers a report or an inquiry that came another way keeps colleagues out of it."""

from datetime import datetime
from pathlib import Path

import pytest

from intake.clock import COPENHAGEN
from tests.holders import left
from tests.kept_out import EVERYBODY, let_be_of_a_route, of_the_route
from tests.office import Browser, OfficeWorld, found_office

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
PHONED = {
    "channel": "phone",
    "organisation_on": "2026-11-23",
    "office_on": "2026-11-23",
    "what": "Bo tager imod gaver.",
}


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """Three advisers, and two alternates of no route yet."""
    return found_office(tmp_path / "office", MONDAY, people=(*EVERYBODY, *of_the_route()))


def _handles(world: OfficeWorld, *names: str) -> list[str]:
    return [world.enrolled[each].handle.hex() for each in names]


def _cases(browser: Browser) -> int:
    browser.get("/cases?show=all")
    assert browser.page is not None
    return len({each.attrs["href"] for each in browser.page.query('tbody a[href^="/cases/"]')})


def test_a_report_by_phone_is_not_for_a_colleague_who_is_kept_out(world: OfficeWorld) -> None:
    """Who registers it and the third hold it; Bo finds nothing, and the page names the colleagues alone."""
    anna = world.signed_in("anna")
    anna.get("/register/report")
    assert "Bo Advisor" in anna.words("main")
    form = {"once": anna.value("once"), **PHONED, "kept_out": _handles(world, "bo")}
    assert anna.post("/register/report", form).status_code == 200
    assert [_cases(world.signed_in(each)) for each in ("anna", "eva", "bo")] == [1, 1, 0]


def test_too_few_are_refused_or_a_route_comes_in(world: OfficeWorld) -> None:
    """Without a route the form comes back as it was typed; with one its people hold the report too."""
    anna = world.signed_in("anna")
    anna.get("/register/report")
    out = {**PHONED, "kept_out": _handles(world, "bo", "eva")}
    answer = anna.post("/register/report", {"once": anna.value("once"), **out})
    assert answer.status_code == 422
    assert "færre end to personer" in anna.words("main")
    assert anna.value_of("what") == PHONED["what"]
    let_be_of_a_route(world)
    anna.get("/register/report")
    assert anna.post("/register/report", {"once": anna.value("once"), **out}).status_code == 200
    assert [_cases(world.signed_in(each)) for each in ("anna", "kim", "eva")] == [1, 1, 0]


def test_of_an_inquiry_too_few_are_refused(world: OfficeWorld) -> None:
    """The sentence at the field says what is wrong: there are advisers enough, but they are kept out."""
    anna = world.signed_in("anna")
    typed = {**anna.inquiry(step="go_on"), "kept_out": _handles(world, "bo", "eva")}
    assert anna.post("/register/inquiry", typed).status_code == 422
    assert "færre end to personer" in anna.words("main")
    assert "færre end to medarbejdere" not in anna.words("main")
    assert anna.page is not None
    assert anna.page.query('.form-error [name="kept_out"]')


def test_of_one_more_case_too_few_are_refused(world: OfficeWorld) -> None:
    """Whoever is kept out of the first stays out of it; where too few work here by now the page says so."""
    anna = world.signed_in("anna")
    anna.follow("/register/inquiry", {**anna.inquiry(step="go_on"), "kept_out": _handles(world, "bo")})
    first = anna.reference()
    typed = anna.inquiry(step="go_on")
    left(world, "eva")
    assert anna.post("/register/inquiry", {**typed, "more": first}).status_code == 422
    assert "færre end to personer" in anna.words(".alert-error")
    assert anna.value("summary_item") == typed["summary_item"]


def test_nobody_is_kept_out_of_a_contact_that_they_have_seen(world: OfficeWorld) -> None:
    """The form says what to do instead."""
    anna = world.signed_in("anna")
    contact = anna.contact()
    anna.get("/register/report")
    form = {"once": anna.value("once"), **PHONED, "kept_out": _handles(world, "bo"), "earlier": contact}
    assert anna.post("/register/report", form).status_code == 422
    assert "har set kontakten" in anna.words("main")


def test_an_inquiry_is_not_for_a_colleague_who_is_kept_out(world: OfficeWorld) -> None:
    """What is sealed in it later is not for them either; who holds it opens all of it without a doubt."""
    anna = world.signed_in("anna")
    typed = {**anna.inquiry(step="go_on"), "kept_out": _handles(world, "bo")}
    anna.follow("/register/inquiry", typed)
    reference = anna.reference()
    anna.save(reference, "note", item="Det er Bo, det drejer sig om.")
    eva = world.signed_in("eva")
    eva.get(f"/cases/{reference}")
    eva.follow(f"/cases/{reference}/open")
    assert "Det er Bo" in eva.words("main")
    assert [_cases(each) for each in (anna, eva, world.signed_in("bo"))] == [1, 1, 0]


@pytest.mark.parametrize("when", ["from the first", "later"])
def test_one_more_case_of_the_inquiry_is_not_for_whom_the_first_is_kept_from(
    world: OfficeWorld, when: str
) -> None:
    """Neither the new case nor its link to the first is found by Bo, whenever he was kept out of that."""
    anna = world.signed_in("anna")
    out = {"kept_out": _handles(world, "bo")} if when == "from the first" else {}
    anna.follow("/register/inquiry", {**anna.inquiry(step="go_on"), **out})
    first = anna.reference()
    if when == "later":
        there, typed = f"/cases/{first}/holders", {"what": "keep_out", "why": "Nævnt i den."}
        anna.get(there)
        anna.post(there, {**typed, "out": _handles(world, "bo")[0], "step": "preview"})
        sent = {**typed, "out": _handles(world, "bo")[0], "step": "send", "once": anna.value("once")}
        assert anna.post(there, sent).status_code == 303
    anna.follow("/register/inquiry", {**anna.inquiry(step="go_on"), "more": first})
    assert anna.reference() != first
    assert [_cases(each) for each in (anna, world.signed_in("eva"), world.signed_in("bo"))] == [2, 2, 0]
