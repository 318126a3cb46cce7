"""Correcting what was recorded, from the case page: the history shows both, the deadlines follow."""

from datetime import datetime
from pathlib import Path

import pytest

from intake.clock import COPENHAGEN
from tests.office import Browser, OfficeWorld, found_office

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
WHY = "Der stod 2025 på brevet ved en fejl."


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """An office on Monday 23 November 2026."""
    return found_office(tmp_path / "office", MONDAY)


def _registered(world: OfficeWorld) -> tuple[Browser, str]:
    """A letter of which somebody typed, and confirmed, the wrong year."""
    anna = world.signed_in("anna")
    anna.get("/register/report")
    report = {
        "channel": "letter",
        "organisation_on": "2025-11-19",
        "office_on": "2026-11-20",
        "what": "Gaver",
    }
    confirmed = {**report, "once": anna.value("once"), "sure": "organisation_on:2025-11-19"}
    assert anna.post("/register/report", confirmed).status_code == 200
    anna.get("/cases")
    return anna, anna.open_case()


def test_a_wrong_year_is_corrected_and_struck_out(world: OfficeWorld) -> None:
    """The overdue acknowledgement is none; the old day stays, struck out; the lists follow."""
    anna, reference = _registered(world)
    anna.get(f"/cases/{reference}")
    assert "26. november 2025" in anna.words("#breaches")
    anna.decide(reference, "correct", wrong="2:organisation_on", right_on="2026-11-19", reason_item=WHY)

    assert "26. november 2025" in anna.words("#breaches del")
    assert "Registreret" in anna.words("#timeline del")
    assert WHY in anna.words("#timeline")
    assert "26. november 2026" in anna.words("#deadlines")
    anna.get(f"/cases/{reference}/breach")
    assert "Ingen frist" in anna.words() or "2025" not in anna.words("form")


def test_a_choice_is_corrected_in_two_steps(world: OfficeWorld) -> None:
    """Who says what is wrong is shown the list that it was chosen from."""
    anna, reference = _registered(world)
    path = f"/cases/{reference}/correct"
    anna.get(path)
    assert "Registreret af" in anna.words('select[name="wrong"]')
    assert anna.post(path, {"wrong": "2:channel", "reason_item": WHY, "step": "preview"}).status_code == 422
    assert "Telefon" in anna.words('select[name="right_code"]')
    anna.decide(reference, "correct", wrong="2:channel", right_code="phone", reason_item=WHY)
    assert "Telefon" in anna.words("#facts")


def test_what_betro_set_is_not_offered_and_is_refused(world: OfficeWorld) -> None:
    """The day on which the portal received it."""
    world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    assert anna.get(f"/cases/{reference}/correct").query('option[value="1:received_on"]') == []


def test_a_correction_of_a_closed_case(world: OfficeWorld) -> None:
    """A call of Friday that was typed as Monday, closed in the conversation: all of it was on Friday."""
    anna = world.signed_in("anna")
    reference = anna.call(closed="y", theme="processing_time", handling="guidance")
    anna.decide(reference, "correct", wrong="1:happened_on", right_on="2026-11-20", reason_item=WHY)
    assert anna.words("#timeline").count("fredag 20. november 2026") == 4
    assert anna.words("#timeline del").count("mandag 23. november 2026") == 4
