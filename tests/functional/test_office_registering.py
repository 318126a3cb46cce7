"""Registering a report that came another way than through the portal."""

from datetime import datetime
from pathlib import Path

import pytest

from crypto.mailbox import Mailbox
from crypto.receipt import parse_receipt_code
from intake.clock import COPENHAGEN
from intake.services.correspond import open_mailbox
from tests.office import OfficeWorld, found_office

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
LETTER = {
    "channel": "letter",
    "organisation_on": "2026-11-10",
    "office_on": "2026-11-20",
    "what": "Et brev om gaver.\nMed to linjer.",
    "name": "Mette Hansen",
}


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """An office on Monday 23 November 2026."""
    return found_office(tmp_path / "office", MONDAY)


def test_a_letter_is_sealed_and_its_code_is_shown_once(world: OfficeWorld) -> None:
    """The clocks count from the organisation's day, the code opens the mailbox, and the case says it is
    known."""
    anna = world.signed_in("anna")
    anna.get("/register/report")
    answer = anna.post("/register/report", {"once": anna.value("once"), **LETTER})
    assert answer.status_code == 200, answer.text
    code = parse_receipt_code(anna.words(".betro-code"))
    reference = anna.only_case()
    anna.get(f"/cases/{reference}")
    assert "tirsdag 10. november 2026" in anna.words("#facts")
    assert "17. november 2026" in anna.words("#deadlines")
    assert "Kendt af enheden" in anna.words("#facts")
    assert "Et brev om gaver." in anna.words("#content")
    assert code.grouped not in anna.words()
    anna.get("/cases")
    assert "10. nov. 2026" in anna.words("tbody")
    anna.get(f"/cases/{reference}")
    view = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now())
    assert view.first is not None
    assert view.first.what == "Et brev om gaver.\nMed to linjer."
    assert not view.doubtful
    bo = world.signed_in("bo")
    bo.open_case()
    assert "Et brev om gaver." in bo.words("#content")
    assert not bo.words(".alert-error:not(.container)") or "Uret" in bo.words(".alert-error")


def test_the_same_form_again_shows_the_same_code(world: OfficeWorld) -> None:
    """A press too many or a reload costs neither a second case nor the only copy of the code."""
    anna = world.signed_in("anna")
    anna.get("/register/report")
    form = {"once": anna.value("once"), "csrf_token": anna.value("csrf_token"), **LETTER}
    anna.post("/register/report", form)
    code = anna.words(".betro-code")
    assert anna.post("/register/report", form).status_code == 200
    assert anna.words(".betro-code") == code
    assert anna.only_case()
    anna.get("/")
    anna.post("/sign-out")
    anna.sign_in("anna")
    assert "betro-code" not in anna.post("/register/report", form).text


def test_counting_from_a_later_day_needs_a_reason(world: OfficeWorld) -> None:
    """The refusal says so with the provision, and keeps what was typed."""
    anna = world.signed_in("anna")
    anna.get("/register/report")
    answer = anna.post(
        "/register/report", {"once": anna.value("once"), **LETTER, "clock_start": "2026-11-20"}
    )
    assert answer.status_code == 422
    assert "10. november 2026" in anna.words(".alert-error")
    assert "§ 12" in anna.words(".alert-error")
    assert anna.value("name") == "Mette Hansen"
    answer = anna.post(
        "/register/report",
        {
            "once": anna.value("once"),
            **LETTER,
            "clock_start": "2026-11-20",
            "clock_start_reason_item": "Brevet lå i en forkert postkasse.",
        },
    )
    assert answer.status_code == 200, answer.text
    anna.get(f"/cases/{anna.only_case()}")
    assert "27. november 2026" in anna.words("#deadlines")


@pytest.mark.parametrize("missing", ["channel", "organisation_on", "office_on", "what"])
def test_what_is_needed_is_asked_for(world: OfficeWorld, missing: str) -> None:
    """A field that must be filled in is named at the top and at the field."""
    anna = world.signed_in("anna")
    anna.get("/register/report")
    answer = anna.post("/register/report", {"once": anna.value("once"), **LETTER, missing: ""})
    assert answer.status_code == 422
    assert anna.words("#error-summary")


def test_the_registered_name_is_opened_by_itself(world: OfficeWorld) -> None:
    """The name does not stand on the case page; opening it needs a reason and is in the history."""
    anna = world.signed_in("anna")
    anna.get("/register/report")
    anna.post("/register/report", {"once": anna.value("once"), **LETTER})
    bo = world.signed_in("bo")
    reference = bo.open_case()
    assert "Mette Hansen" not in bo.words()
    bo.get(f"/cases/{reference}/identity")
    assert bo.post(f"/cases/{reference}/identity", {"why": ""}).status_code == 422
    bo.post(f"/cases/{reference}/identity", {"why": "Skal ringe til indberetteren"})
    assert "Mette Hansen" in bo.words()
    bo.get(f"/cases/{reference}")
    assert "Mette Hansen" not in bo.words()
    assert "Indberetterens navn blev åbnet" in bo.words("#timeline")
    assert "Skal ringe til indberetteren" in bo.words("#timeline")
