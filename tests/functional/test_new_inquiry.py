"""A new inquiry, however it came: one page, one save."""

from datetime import datetime
from pathlib import Path

import pytest

from intake.clock import COPENHAGEN
from intake.contents.mailbox import Contact
from intake.services.submit import ComplaintDraft
from tests.office import BASE, Browser, OfficeWorld, found_office
from tests.own_folder import has_units

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
PATH = "/register/inquiry"
DONE = {"handling": "guidance", "theme": "processing_time"}


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """An office on Monday 23 November 2026, with three units."""
    world = found_office(tmp_path / "office", MONDAY)
    world.organisation = has_units(
        world.organisation,
        ("north", "Jobcenter Nord", "Job centre"),
        ("south", "Jobcenter Syd", "Job centre south"),
        ("family", "Børn og Familie", "Children and families"),
    )
    return world


def tried(anna: Browser, **typed: str) -> int:
    """Save and finish; give the status of the answer."""
    return anna.post(PATH, {**anna.inquiry(), "step": "close", **typed}).status_code


def test_a_unit_is_found_by_what_was_typed_and_asked_back_where_it_may_be_several(world: OfficeWorld) -> None:
    """What was typed stays; one that is chosen counts, and none like it is said so."""
    anna = world.signed_in()
    assert tried(anna, unit="jobcenter", **DONE) == 422
    assert "Det kan være flere. Vælg den rigtige." in anna.words("#error-summary")
    assert anna.value("unit") == "jobcenter"
    offered = [each.attrs["value"] for each in anna.page.query('input[name="unit_code"]')]
    assert offered == ["north", "south"]
    assert tried(anna, unit="roads", unit_code="south", **DONE) == 422
    assert "Der er ingen, der hedder sådan." in anna.words("#error-summary")
    assert tried(anna, unit="jobcenter", unit_code="south", **DONE) == 303
    anna.get(PATH)
    anna.get(f"/cases/{anna.only_case()}")
    assert "Afdeling Jobcenter Syd" in anna.words("#facts")


def test_what_is_missing_for_finishing_is_said_at_its_field(world: OfficeWorld) -> None:
    """Guidance needs what was done; a rejection its reason; what is too old the day of the matter."""
    anna = world.signed_in()
    for typed, said in (
        ({}, "Vælg, hvad du gjorde, eller gem, og arbejd videre."),
        ({"type": "rejected"}, "Vælg, hvorfor henvendelsen afvises, eller vælg en anden type."),
        ({"type": "rejected", "step": "go_on"}, "Vælg, hvorfor henvendelsen afvises"),
        ({"handling": "hjælp til"}, "Det kan være flere: "),
        ({"handling": "noget andet"}, "Der er ingen, der hedder sådan."),
        ({"happened_on": "31/2", **DONE}, "Det er ikke en dato. Skriv den som 3/11 eller 03112026."),
        ({"reason": "older_than_a_year"}, "Skriv, hvornår det skete"),
        ({"reason": "older_than_a_year", "matter_on": "2026-11-01"}, "Sagen er fra 1. november 2026"),
        ({"summary_item": "Ring til 010190-1234", **DONE}, "Det ligner et CPR-nummer."),
    ):
        assert tried(anna, **typed) == 422
        assert said in anna.words("#error-summary")
        assert anna.value("summary_item") == typed.get("summary_item", "Venter på svar")
    assert tried(anna, reason="older_than_a_year", matter_on="2025-11-22") == 303
    anna.get(f"/cases/{anna.only_case()}")
    assert "Afsluttet" in anna.words("h1")
    assert "Afvist Ældre end 1 år" in anna.words("#facts")


def test_what_is_typed_of_a_list_or_a_day_is_understood_and_said_back(world: OfficeWorld) -> None:
    """Some letters are enough, and a day without its year; a day that is not today's stands in words."""
    anna = world.signed_in()
    assert tried(anna, theme="lang sags", handling="vejledn", happened_on="i går") == 303
    anna.get(PATH)
    assert "Registreret og afsluttet: Venter på svar, søndag 22. november 2026" in anna.words()
    assert "Genvejstaster: n for en ny henvendelse, s for at søge" in anna.words()
    anna.get(f"/cases/{anna.only_case()}")
    for said in ("Lang sagsbehandlingstid", "Behandling Vejledning", "Modtaget søndag 22. november 2026"):
        assert said in anna.words("#facts")


def test_one_more_case_of_an_inquiry_carries_who_it_is_from(world: OfficeWorld) -> None:
    """The name stands on no page but the cases', and in no address; the channel is remembered."""
    anna = world.signed_in()
    who = {"name": "Solvej Krag", "phone": "87 65 43 21", "needs": "dyslexia", "inquirer_kind": "citizen"}
    assert tried(anna, channel="home_visit", type="orientation", **who) == 303
    page = anna.get(PATH)
    assert "Registreret og afsluttet: Venter på svar" in anna.words()
    assert anna.page.query_one('select[name="channel"] option[selected]').attrs["value"] == "home_visit"
    assert "Solvej" not in str(page.to_html())
    (more,) = page.query('main a[href*="more="]')
    first = anna.only_case()
    anna.get(str(more.attrs["href"]))
    assert "henvenderen følger med" in anna.words()
    typed = {**anna.inquiry(summary_item="Også om hjælpemidler"), "more": first, "step": "go_on"}
    anna.follow(PATH, typed)
    assert "Solvej Krag" in anna.words("#content")
    assert f"Forbundet med Sag {first} , samme henvendelse" in anna.words("#facts")
    assert len(anna.page.query('#main-content a[href*="more="], main a[href*="more="]')) == 1
    # A second press of the same button leads where the first one did, and makes no other case.
    assert anna.post(PATH, typed).headers["Location"] == f"/cases/{anna.reference()}"
    assert "Registreret og afsluttet:" not in str(anna.get(PATH).to_html())
    bo = world.signed_in("bo")
    bo.get(f"/cases/{first}")
    assert "Solvej" not in bo.words()
    bo.follow(f"/cases/{first}/open")
    assert "Solvej Krag" in bo.words("#content")
    assert "Svært ved at læse og skrive" in bo.words("#content")
    assert "Forbundet med Sag" in bo.words("#facts")
    assert bo.client.get(f"{PATH}?more=00000000", base_url="https://office.test").status_code == 404


def test_one_more_case_of_a_complaint_from_the_portal_is_from_whom_the_citizen_wrote(
    world: OfficeWorld,
) -> None:
    """
    It is opened first; how the rest came is asked, for nothing comes by hand through the portal. A CPR number
    stays where the citizen wrote it: in no list, and not in who the other case is from.
    """
    anna = world.signed_in()
    contact = Contact(name="Solvej Krag 010190-1234", phone="87 65 43 21", address="Vej 1, 010190 1234")
    world.send(ComplaintDraft("Jobcenter Nord", "Ingen svarer.", "Et svar", contact))
    world.tick()
    first = anna.only_case()
    assert anna.client.get(f"{PATH}?more={first}", base_url=BASE).headers["Location"] == f"/cases/{first}"
    assert first in anna.get(f"/cases/{first}").query_one("h1").to_text()
    assert "Åbn sagen først" in anna.words("section")
    anna.follow(f"/cases/{first}/open")
    assert "Ingen svarer." in anna.words("h1")
    assert "Ingen svarer" not in anna.words("title")
    anna.get(f"{PATH}?more={first}")
    typed = {**anna.inquiry(summary_item="Også om hjælpemidler", channel=""), "more": first, "step": "go_on"}
    assert anna.post(PATH, typed).status_code == 422
    assert "Vælg, hvordan" in anna.words("#error-summary")
    anna.follow(PATH, {**typed, "channel": "mail"})
    assert "Solvej Krag …" in anna.words("#content")
    assert "87 65 43 21" in anna.words("#content")
    assert "1234" not in anna.words("#content")
    assert f"Forbundet med Sag {first} , samme henvendelse" in anna.words("#facts")
    assert anna.words("h1").startswith("Også om hjælpemidler")
    # A browser keeps what a page is called in its history, on disk.
    assert "hjælpemidler" not in anna.words("title")
    anna.follow("/search", {"sought": "010190-1234"})
    assert first not in anna.words("#found")
    anna.get(f"/cases/{first}")
    assert "Forbundet med Sag" in anna.words("#facts")


def test_a_letter_is_pasted_and_its_clocks_run_from_the_day_on_which_it_came(world: OfficeWorld) -> None:
    """Its words stand where the case shows what was sent in, once, and beside what answers it; it waits."""
    anna = world.signed_in()
    anna.call(channel="letter", happened_on="2026-11-20", type="complaint", item="Kære borgerrådgiver …")
    assert "Kære borgerrådgiver …" in anna.words("#content")
    assert "Kære borgerrådgiver …" not in anna.words("#timeline")
    anna.get(f"/cases/{anna.only_case()}/sort")
    assert "Kære borgerrådgiver …" in anna.words(".betro-beside")
    anna.get(f"/cases/{anna.only_case()}")
    assert "fredag 20. november 2026" in anna.words("#facts")
    assert "27. november 2026" in anna.words("#deadlines")


def test_who_it_is_from_is_put_right_on_the_case(world: OfficeWorld) -> None:
    """The form begins with what is known; a CPR number is refused there too; the type has its own page."""
    anna = world.signed_in()
    reference = anna.call(name="Kaj")
    anna.get(f"/cases/{reference}/inquirer")
    assert anna.value("name") == "Kaj"
    wrong = anna.post(f"/cases/{reference}/inquirer", {"note": "Født 0101901234", "step": "send"})
    assert wrong.status_code == 422
    anna.save(reference, "inquirer", name="Kaj Krag", relation="relative")
    assert "Kaj Krag" in anna.words("#content")
    anna.save(reference, "type", type="complaint")
    assert "Type Klage" in anna.words("#facts")
    assert "Type: Klage" in anna.words("#timeline")
