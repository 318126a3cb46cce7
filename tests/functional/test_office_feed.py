"""My calendar: an address that a calendar programme follows, made and ended by its person."""

import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import event, text, update
from werkzeug.test import TestResponse

from intake.clock import COPENHAGEN
from intake.store.engine import read, write
from tests.office import BASE, Browser, OfficeWorld, found_office
from tests.weekdays import on
from triage.office import create_app
from triage.office.pages.my_calendar import outside
from triage.store.tables import deadline, feed, grant, journal, person
from triage.store.visibility import Level

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
ADDRESS = re.compile(rf"{BASE}(/calendar/([\w-]{{43}})\.ics)")


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """An office on Monday 23 November 2026 with calendar addresses, and one report."""
    world = found_office(tmp_path / "office", MONDAY, calendar_feed=True)
    world.send()
    return world


def make(browser: Browser) -> str:
    """Make an address as a person does, and give its path."""
    browser.get("/calendar/mine")
    answer = browser.post("/calendar/mine", {"once": browser.value("once")})
    assert answer.status_code == 200, answer.text
    found = ADDRESS.search(browser.words(".betro-address"))
    assert found is not None
    return found.group(1)


def fetch(world: OfficeWorld, path: str, method: str = "GET", **options: Any) -> TestResponse:
    """Ask for a file as a calendar programme does: without a session."""
    return world.app.test_client().open(path, method=method, base_url=BASE, **options)


def days(world: OfficeWorld, path: str) -> list[date]:
    """Give the days of the file at an address."""
    answer = fetch(world, path)
    assert answer.status_code == 200
    return [entry.start for entry in Calendar.from_ical(answer.data).events]


def gone(world: OfficeWorld, path: str) -> bool:
    """Whether an address answers like one that never was."""
    answers = [fetch(world, each) for each in (path, f"/calendar/{'x' * 43}.ics")]
    told = [(each.status_code, each.data, sorted(each.headers)) for each in answers]
    assert told[0][0] in (200, 404)
    return told[0] == told[1]


def test_nothing_answers_until_the_settings_say_so(tmp_path: Path) -> None:
    """Off by default: the page says it, and nothing can be made."""
    world = found_office(tmp_path / "office", MONDAY)
    browser = world.signed_in()
    page = browser.get("/calendar/mine")
    assert "slået fra" in browser.words()
    assert not page.query('form[action="/calendar/mine"]')
    assert browser.post("/calendar/mine", {"once": "a"}).status_code == 404


def test_turned_off_again_every_address_is_gone(world: OfficeWorld) -> None:
    """It answers like one that never was; its person can still end it."""
    path = make(world.signed_in())
    settings = replace(world.organisation.settings, calendar_feed=False)
    off = replace(world, app=create_app(replace(world.organisation, settings=settings), world.clock))
    assert not gone(world, path)
    assert gone(off, path)
    browser = off.signed_in()
    browser.get("/calendar/mine")
    browser.follow("/calendar/mine/end")
    assert gone(world, path)


def test_an_address_is_shown_once(world: OfficeWorld) -> None:
    """The answer to the button shows it; afterwards the page knows only the day it was made."""
    browser = world.signed_in()
    path = make(browser)
    browser.get("/calendar/mine")
    assert path not in str(browser.page and browser.page.to_html())
    assert "23. november 2026" in browser.words()


def test_pressing_twice_makes_one_address(world: OfficeWorld) -> None:
    """The second press leads to the page, and the address of the first still answers."""
    browser = world.signed_in()
    browser.get("/calendar/mine")
    once = browser.value("once")
    first = browser.post("/calendar/mine", {"once": once})
    found = ADDRESS.search(first.text)
    assert found is not None
    assert browser.post("/calendar/mine", {"once": once}).status_code == 303
    assert fetch(world, found.group(1)).status_code == 200


def test_the_file_tells_the_days_and_nothing_else(world: OfficeWorld) -> None:
    """Every entry is named alike, and no reference, rule or word of a case stands in the file."""
    browser = world.signed_in()
    reference = browser.only_case()
    answer = fetch(world, make(browser))
    assert answer.mimetype == "text/calendar"
    told = answer.text
    assert {str(each["SUMMARY"]) for each in Calendar.from_ical(told).events} == {"Betro: frist"}
    told_days = days(world, make(browser))
    assert {on("Mon 2026-11-30"), on("Sun 2027-02-28")} <= set(told_days)
    assert told_days == sorted(set(told_days))
    for secret in (
        reference,
        "WB-",
        "BR-",
        "case",
        "http",
        "whistle",
        "Anna",
        world.enrolled["anna"].handle.hex(),
    ):
        assert secret.lower() not in told.lower()


def test_it_speaks_the_language_of_its_person(world: OfficeWorld) -> None:
    """Whatever the calendar programme says it would rather have."""
    path = make(world.signed_in())
    with write(world.organisation.triage) as connection:
        connection.execute(update(person).values(language="en"))
    answer = fetch(world, path, headers={"Accept-Language": "da"})
    assert "SUMMARY:Betro: due\r\n" in answer.text


def test_a_settled_deadline_leaves_and_several_of_a_day_are_one_entry(world: OfficeWorld) -> None:
    """A second report on the same day changes nothing; what is settled is gone at the next look."""
    path = make(world.signed_in())
    before = fetch(world, path).data
    world.send()
    assert fetch(world, path).data == before
    with write(world.organisation.triage) as connection:
        connection.execute(
            update(deadline)
            .where(deadline.c.due_strict == on("Mon 2026-11-30"))
            .values(settled_on=on("Tue 2026-11-24"))
        )
    assert on("Mon 2026-11-30") not in days(world, path)


def test_it_shows_the_cases_of_its_person_only(world: OfficeWorld) -> None:
    """A grant that has not begun, has ended or was never given shows no day; one to the dates is enough."""
    path = make(world.signed_in("bo"))
    bo = grant.c.person == world.enrolled["bo"].handle
    assert days(world, path)
    for values, seen in (
        ({"until_on": on("Sun 2026-11-22")}, False),
        ({"until_on": None, "from_on": on("Tue 2026-11-24")}, False),
        ({"from_on": on("Mon 2026-11-23"), "level": Level.CLOCKS}, True),
    ):
        with write(world.organisation.triage) as connection:
            connection.execute(update(grant).where(bo).values(values))
        assert bool(days(world, path)) == seen, values
    with write(world.organisation.triage) as connection:
        connection.execute(grant.delete().where(bo))
    assert days(world, path) == []
    assert days(world, make(world.signed_in("anna")))


def test_a_new_address_ends_the_old_one_at_once(world: OfficeWorld) -> None:
    """The old one answers like one that never was; the other person's goes on."""
    anna, bo = make(world.signed_in()), make(world.signed_in("bo"))
    newer = make(world.signed_in())
    assert gone(world, anna)
    assert not gone(world, newer)
    assert not gone(world, bo)


def test_its_person_ends_it_at_once(world: OfficeWorld) -> None:
    """One press, and the page offers a new one."""
    browser = world.signed_in()
    path = make(browser)
    browser.follow("/calendar/mine/end")
    assert gone(world, path)
    assert "Lav min kalenderadresse" in browser.words()


def test_an_administrator_ends_anybodys(world: OfficeWorld) -> None:
    """The page of people says who has one since when, never where it is; one press ends it."""
    path = make(world.signed_in("bo"))
    carla = world.signed_in("carla")
    page = carla.get("/people")
    assert path not in page.to_html()
    (form,) = page.query('form[action^="/people/"]')
    carla.follow(str(form.attrs["action"]))
    assert gone(world, path)
    assert not carla.get("/people").query('form[action^="/people/"]')
    carla.get("/people")
    nobody = carla.value("csrf_token")
    assert carla.post(f"/people/{'00' * 16}/calendar/end", {"csrf_token": nobody}).status_code == 303
    assert carla.post("/people/zz/calendar/end", {"csrf_token": nobody}).status_code == 404


@pytest.mark.parametrize("change", [{"ended_on": date(2026, 11, 23)}, {"role": "auditor"}])
def test_whoever_has_left_follows_nothing(world: OfficeWorld, change: dict[str, Any]) -> None:
    """A person who has ended, or has a role that holds no cases, has no address from that moment on."""
    path = make(world.signed_in("bo"))
    with write(world.organisation.triage) as connection:
        connection.execute(update(person).where(person.c.sign_in_name == "bo").values(change))
    assert gone(world, path)


def test_only_the_hash_of_an_address_is_kept(world: OfficeWorld) -> None:
    """No file of the installation holds the secret, as text or as bytes."""
    path = make(world.signed_in())
    fetch(world, path)
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    folder = Path(str(world.organisation.triage.url.database)).parent.parent
    written = b"".join(each.read_bytes() for each in folder.rglob("*") if each.is_file())
    assert token.encode() not in written
    with read(world.organisation.triage) as connection:
        (kept,) = connection.execute(feed.select()).all()
    assert len(kept.token_hash) == 32


def test_making_and_ending_stand_in_the_audit_log(world: OfficeWorld) -> None:
    """Who did it, to whose address, on which day."""
    make(world.signed_in("bo"))
    carla = world.signed_in("carla")
    (form,) = carla.get("/people").query('form[action^="/people/"]')
    carla.follow(str(form.attrs["action"]))
    with read(world.organisation.triage) as connection:
        told = [
            (row.action, row.actor, row.subject)
            for row in connection.execute(journal.select().order_by(journal.c.seq))
            if row.action.startswith("feed:")
        ]
    bo, chief = world.enrolled["bo"].handle, world.enrolled["carla"].handle
    assert told == [("feed:made", bo, bo), ("feed:revoked", chief, bo)]
    dan = world.signed_in("dan")
    dan.get("/journal")
    assert "En kalenderadresse blev lavet" in dan.words("td")


def test_an_address_that_was_ended_takes_the_time_of_one_that_never_was(world: OfficeWorld) -> None:
    """The database is asked one and the same question, by the hash, whoever the address was of."""
    ended = make(world.signed_in("bo"))
    make(world.signed_in("bo"))
    asked: list[str] = []
    event.listen(world.organisation.triage, "before_cursor_execute", lambda *told: asked.append(told[2]))
    told = []
    for path in (ended, f"/calendar/{'x' * 43}.ics", "/calendar/short.ics"):
        asked.clear()
        assert fetch(world, path).status_code == 404
        # Whether something new was applied, and by which day pages go, is asked first, at every address.
        first = ("FROM snapshot", "FROM heartbeat")
        told.append([each for each in asked if not any(which in each for which in first)])
    assert told[0] == told[1] == told[2]
    assert len(told[0]) == 1


def test_looking_leaves_no_trace(world: OfficeWorld) -> None:
    """No cookie, no session, nothing to store: not for an address that answers, nor for one that does not."""
    path = make(world.signed_in())
    with read(world.organisation.triage) as connection:
        before = connection.execute(text("select count(*) from journal")).scalar()
    for each in (path, "/calendar/nobody.ics"):
        for method in ("GET", "HEAD", "POST"):
            answer = fetch(world, each, method)
            assert "Set-Cookie" not in answer.headers, (each, method)
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert fetch(world, path, "HEAD").data == b""
    assert fetch(world, path, "POST").status_code == 405
    with read(world.organisation.triage) as connection:
        assert connection.execute(text("select count(*) from journal")).scalar() == before


def test_the_address_is_https_but_on_the_machine_itself(world: OfficeWorld) -> None:
    """Behind a proxy the office hears plain http; what it shows is what people reach it by."""
    for base, shown in (
        ("http://betro.example.dk", "https://betro.example.dk/calendar/"),
        ("http://127.0.0.1:8001", "http://127.0.0.1:8001/calendar/"),
        ("http://localhost:8001", "http://localhost:8001/calendar/"),
        ("http://[::1]:8001", "http://[::1]:8001/calendar/"),
    ):
        with world.app.test_request_context("/", base_url=base):
            assert outside("/calendar/x.ics") == f"{shown}x.ics"
