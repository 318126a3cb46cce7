"""The office while the time has jumped: every page says so, and nothing is recorded with a wrong date."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from intake.clock import COPENHAGEN
from intake.store.engine import read, write
from tests.office import BASE, Browser, OfficeWorld, found_office
from triage.services.clock.heartbeat import PROCESS
from triage.services.clock.steadiness import CONFIRMED, believe, confirm, is_off
from triage.store import alerts, events, journal
from triage.store.cases import all_cases
from triage.store.tables import grant
from triage.store.visibility import system_access

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
    ):
        answer = browser.post(f"/cases/{reference}/{path}", fields)
        assert answer.status_code == 503
        assert "Intet registreres med en dato, der kan være forkert." in browser.words()
    assert browser.post("/fetch").status_code == 503
    believe(world.organisation, world.clock.now())
    browser.get(f"/cases/{reference}/note")
    browser.follow(f"/cases/{reference}/note", {"item": "Et notat", "step": "send"})


def test_an_administrator_can_say_that_the_time_is_right(world: OfficeWorld) -> None:
    """Nobody needs the command line for it; the journal says who it was, and no one else may."""
    browser = world.signed_in("carla")
    browser.get("/people")
    assert "Se på maskinens tid" in browser.words(".alert-error")
    browser.get("/time")
    browser.follow("/time", {})
    assert not is_off(world.organisation, world.clock.now())
    assert "Tiden er sprunget" not in browser.words()
    with read(world.organisation.triage) as connection:
        newest = journal.newest(connection, 1)[0]
    assert (newest.action, newest.actor) == (CONFIRMED, world.enrolled["carla"].handle)
    assert newest.digest == journal.NOTHING  # the hash of a moment would give the hour away
    adviser = world.signed_in("anna")
    assert adviser.client.get("/time", base_url=BASE).status_code == 403
    adviser.get("/")
    assert "Se på maskinens tid" not in adviser.words()


def test_an_administrator_reads_that_some_cases_have_no_day_of_their_own(world: OfficeWorld) -> None:
    """One of them cannot be read: the time is confirmed all the same, and that is no page of an error."""
    world.send()
    with write(world.organisation.triage) as connection:
        connection.execute(text("UPDATE event SET payload = '{}'"))
    browser = world.signed_in("carla")
    browser.get("/time")
    browser.follow("/time", {})
    assert not is_off(world.organisation, world.clock.now())
    assert "Tiden er bekræftet. Nogle sager har stadig den dag" in browser.words(".alert-warning")
    assert browser.page.query(".alert-success") == []


def test_what_was_typed_stands_on_the_page_that_refuses_it(world: OfficeWorld) -> None:
    """It is sent again from there when the time is right; nobody is told to go back besides."""
    browser = world.signed_in("anna")
    reference = browser.only_case()
    answer = browser.post(f"/cases/{reference}/note", {"item": "Et langt notat", "step": "send"})
    assert answer.status_code == 503
    assert "Et langt notat" in answer.get_data(as_text=True)
    assert "tilbage" not in browser.words()


def test_a_report_can_be_read_while_the_time_has_jumped(world: OfficeWorld) -> None:
    """Somebody may be in danger: it is opened, and recorded with the day that the clock goes by."""
    browser = world.signed_in("anna")
    reference = browser.only_case()
    assert browser.post(f"/cases/{reference}/open").status_code == 303
    browser.get(f"/cases/{reference}")
    assert "Gaver" in browser.words() or "gaver" in browser.words()
    with read(world.organisation.triage) as connection:
        (row,) = all_cases(connection, system_access())
        opened = events.history(connection, row.handle)[-1]
        newest = journal.newest(connection, 1)[0]
    assert (opened.tag, opened.on) == ("report:opened", MONDAY.date())
    assert newest.on == MONDAY.date()


def test_a_name_can_be_opened_while_the_time_has_jumped(world: OfficeWorld) -> None:
    """With its reason, and with the day that the clock goes by; somebody may have to be called."""
    browser = world.signed_in("anna")
    reference = browser.only_case()
    browser.post(f"/cases/{reference}/open")
    browser.get(f"/cases/{reference}/identity")
    assert browser.post(f"/cases/{reference}/identity", {"why": "Et barn er i fare."}).status_code == 200
    with read(world.organisation.triage) as connection:
        newest = journal.newest(connection, 1)[0]
    assert (newest.action, newest.on) == ("identity:opened", MONDAY.date())


def set_back(world: OfficeWorld) -> None:
    """The clock went on until Tuesday 8 December; now the machine says that it is Saturday 28 November."""
    believe(world.organisation, MONDAY + timedelta(days=15))
    world.clock.go(days=5 - 182)
    beat(world)


def test_a_date_that_was_set_back_makes_nothing_less_overdue(world: OfficeWorld) -> None:
    """Pages go by the day that the clock goes by: what was due on Monday 30 November is overdue."""
    set_back(world)
    browser = world.signed_in("anna")
    browser.get("/")
    assert "Tiden er sprunget" in browser.words(".alert-error")
    assert "Overskredet" in browser.words()
    reference = browser.only_case()
    browser.get(f"/cases/{reference}")
    assert "Overskredet med 8 dage mandag 30. november 2026" in browser.words("#deadlines")


def test_a_date_that_was_set_back_lets_nobody_in_again(world: OfficeWorld) -> None:
    """What somebody was given until 30 November is not given again; the menu counts none of it either."""
    with write(world.organisation.triage) as connection:
        until = (MONDAY + timedelta(days=7)).date()
        anna = grant.c.person == world.enrolled["anna"].handle
        connection.execute(update(grant).where(anna).values(until_on=until))
    reference = world.signed_in("bo").only_case()
    set_back(world)
    browser = world.signed_in("anna")
    browser.get("/cases")
    assert reference not in browser.words()
    assert browser.post(f"/cases/{reference}/open").status_code == 404
    browser.get(f"/cases/{reference}", 404)


def test_the_page_of_the_time_says_what_the_machine_says(world: OfficeWorld) -> None:
    """And beside it what other pages go by."""
    set_back(world)
    browser = world.signed_in("carla")
    browser.get("/time")
    assert "lørdag 28. november 2026" in browser.words()
    assert "tirsdag 8. december 2026" in browser.words()


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
