"""The office while the time has jumped: every page says so, and nothing is recorded with a wrong date."""

from datetime import datetime
from pathlib import Path

import pytest

from intake.clock import COPENHAGEN
from intake.store.engine import write
from tests.office import BASE, Browser, OfficeWorld, found_office
from triage.services.clock.heartbeat import PROCESS
from triage.services.clock.steadiness import believe, confirm
from triage.store import alerts

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """A report, and an office whose clock went by this Monday; then the machine says that it is May."""
    world = found_office(tmp_path / "office", MONDAY)
    world.send()
    believe(world.organisation, world.clock.now())
    world.clock.go(days=182)
    beat(world)
    return world


def beat(world: OfficeWorld) -> None:
    """The clock ticks on, whatever the machine shows."""
    with write(world.organisation.triage) as connection:
        alerts.beat(connection, PROCESS, world.clock.now())


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


def test_who_cannot_sign_in_for_the_time_is_told_so_and_can_when_it_is_right(world: OfficeWorld) -> None:
    """A phone shows the codes of the true time; no mistake of the wrong time holds anybody up later."""
    browser = Browser(world, world.app.test_client())
    for _ in range(3):
        browser.sign_in("anna", code="000000")
        assert "Maskinens tid er sprunget, så ingen kode kan være rigtig." in browser.words()
    world.clock.go(days=-182)
    assert browser.sign_in("anna").status_code == 303
    other = Browser(world, world.app.test_client())
    other.sign_in("bo", code="000000")
    assert "sprunget" not in other.words()


def test_a_session_that_was_left_ends_although_the_time_was_set_back(world: OfficeWorld) -> None:
    """Or it would stay open for as long as the time was ahead."""
    believe(world.organisation, world.clock.now())
    browser = world.signed_in("anna")
    world.clock.go(days=-182)
    believe(world.organisation, world.clock.now())
    assert browser.client.get("/", base_url=BASE).status_code == 303


def test_whoever_is_signed_in_can_sign_out(world: OfficeWorld) -> None:
    """Nobody is kept in by the time."""
    browser = world.signed_in("anna")
    browser.get("/")
    assert browser.post("/sign-out").status_code == 303
