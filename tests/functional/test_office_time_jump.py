"""The office while the time has jumped: every page says so, and nothing is recorded with a wrong date."""

from datetime import datetime
from pathlib import Path

import pytest

from intake.clock import COPENHAGEN
from tests.office import OfficeWorld, found_office
from triage.services.clock.steadiness import believe, confirm

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """A report, and an office whose clock went by this Monday; then the machine says that it is May."""
    world = found_office(tmp_path / "office", MONDAY)
    world.send()
    believe(world.organisation, world.clock.now())
    world.clock.go(days=182)
    return world


def test_a_jump_is_said_on_every_page_until_somebody_confirms_the_time(world: OfficeWorld) -> None:
    """A red banner, which is gone with the word of a person; the log says who decides that."""
    browser = world.signed_in("anna")
    for page in ("/", "/cases", "/calendar"):
        browser.get(page)
        assert "Tiden er sprunget" in browser.words(".alert-error")
    confirm(world.organisation, now=world.clock.now())
    browser.get("/")
    assert "Tiden er sprunget" not in browser.words()
    auditor = world.signed_in("dan")
    auditor.get("/journal")
    assert "Maskinens tid blev bekræftet" in auditor.words()


def test_nothing_is_decided_while_the_time_has_jumped(world: OfficeWorld) -> None:
    """Not even with a form that stood open: the page says why, and nothing was recorded."""
    world.clock.go(days=-182)
    browser = world.signed_in("anna")
    reference = browser.only_case()
    world.clock.go(hours=25)
    browser = world.signed_in("anna")
    for path, fields in (
        ("close", {"step": "send"}),
        ("note", {"item": "Et notat", "step": "send"}),
        ("open", {}),
    ):
        answer = browser.post(f"/cases/{reference}/{path}", fields)
        assert answer.status_code == 503
        assert "Intet registreres med en dato, der kan være forkert." in browser.words()
    assert browser.post("/fetch").status_code == 503
    believe(world.organisation, world.clock.now())
    browser.get(f"/cases/{reference}/note")
    browser.follow(f"/cases/{reference}/note", {"item": "Et notat", "step": "send"})


def test_whoever_is_signed_in_can_sign_out(world: OfficeWorld) -> None:
    """Nobody is kept in by the time."""
    browser = world.signed_in("anna")
    browser.get("/")
    assert browser.post("/sign-out").status_code == 303
