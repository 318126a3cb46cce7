"""
Somebody at the office: a thief of a session, an administrator or an auditor who wants to read along, a link
that wants to be clicked.
"""

import contextlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date, datetime
from urllib.parse import quote

import pytest
from flask.logging import default_handler
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from crypto.envelope import new_id
from intake.clock import COPENHAGEN
from intake.store.engine import write
from tests.office import BASE, Browser, OfficeWorld
from triage.office.routes import ROUTES
from triage.services.clock.alerting import raise_due_alerts
from triage.services.people.sign_in import SignInRefusedError, sign_in
from triage.services.people.slow_down import SEATS, Mistakes, SignInTooSoonError
from triage.store.outbox import Target
from triage.store.visibility import system_access

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
CANARY = "Hvalfisken synger om natten"


def _only_for_anna(world: OfficeWorld) -> str:
    """A case that anna holds and bo does not; give its reference."""
    world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    with write(world.organisation.triage) as connection:
        connection.execute(
            text('delete from "grant" where person = :bo'), {"bo": world.enrolled["bo"].handle}
        )
        connection.execute(text("delete from outbox where kind = 'mail'"))
        connection.execute(text("delete from alert"))
    return reference


@pytest.mark.parametrize("name", ["bo", "carla", "dan"])
def test_nobody_without_a_grant_finds_a_trace_of_a_case(world: OfficeWorld, name: str) -> None:
    """Neither reference, count nor date of it stands on any page that another advisor or role can open."""
    reference = _only_for_anna(world)
    person = world.signed_in(name)
    for route in ROUTES:
        if route.get is None or "<" in route.rule:
            continue
        answer = person.client.get(route.rule, base_url=BASE)
        if answer.status_code == 200:
            assert reference not in answer.text, route.rule
    for page in ("", "/identity", "/note", "/documents", "/documents/1"):
        path = f"/cases/{reference}{page}"
        shown = person.client.get(path, base_url=BASE)
        nowhere = person.client.get(path.replace(reference, "00000000"), base_url=BASE)
        assert shown.status_code in {403, 404}
        assert (shown.status_code, shown.text) == (nowhere.status_code, nowhere.text)


def test_no_mail_tells_somebody_without_a_grant(world: OfficeWorld) -> None:
    """Deadlines that pass mail only those who hold the case."""
    _only_for_anna(world)
    world.clock.on(date(2026, 12, 14))
    assert raise_due_alerts(world.organisation, system_access(), now=world.clock.now())
    with write(world.organisation.triage) as connection:
        told = connection.execute(
            text("select distinct person from outbox where kind = :mail"), {"mail": Target.MAIL}
        ).scalars()
        assert set(told) == {world.enrolled["anna"].handle}


@pytest.mark.parametrize("name", ["carla", "dan"])
def test_a_grant_written_for_another_role_opens_no_page_of_cases(world: OfficeWorld, name: str) -> None:
    """An administrator or an auditor with a row among the grants is still refused every page of a case."""
    reference = _only_for_anna(world)
    with write(world.organisation.triage) as connection:
        handle = connection.execute(text('select handle from "case"')).scalar()
        connection.execute(
            text("insert into \"grant\" values (:case, :person, 'content', '2026-01-01', null)"),
            {"case": handle, "person": world.enrolled[name].handle},
        )
    person = world.signed_in(name)
    for path in ("/cases", f"/cases/{reference}", f"/cases/{reference}/note", "/register/report"):
        assert person.client.get(path, base_url=BASE).status_code == 403


@pytest.mark.parametrize(
    "to",
    [
        "/cases?\r\nSet-Cookie: x=y",
        "/cases?x=\r\n\r\n<h1>",
        "/cases?\u2028",
        "//elsewhere.example/cases",
        "https://elsewhere.example/",
        "/\\elsewhere.example",
        "/%2f/elsewhere.example",
        "javascript:alert(1)",
    ],
)
def test_a_poisoned_link_to_the_sign_in_leads_to_a_page_of_ours(world: OfficeWorld, to: str) -> None:
    """Whatever a link puts behind `to`, signing in ends on one of our pages, with no header of theirs."""
    browser = world.browser()
    browser.get(f"/sign-in?to={quote(to)}")
    answer = browser.post(
        "/sign-in",
        {
            "name": "anna",
            "passphrase": world.enrolled["anna"].passphrase,
            "code": world.code_of("anna"),
            "to": browser.value("to"),
        },
    )
    assert answer.status_code == 303
    assert answer.headers["Location"].split("?")[0] in {"/", "/cases"}
    set_by_us = [value.partition("=")[0] for value in answer.headers.getlist("Set-Cookie")]
    assert sorted(set_by_us) == ["__Host-betro", "__Host-betro-known"]


def test_an_old_cookie_is_worth_nothing_after_signing_in_or_out(world: OfficeWorld) -> None:
    """The token of before the sign-in (a planted one) and that of after the sign-out open nothing."""
    anna = world.browser()
    planted = "a" * 43
    anna.client.set_cookie("__Host-betro", planted, domain="office.test", secure=True)
    anna.sign_in("anna")
    own = anna.client.get_cookie("__Host-betro", domain="office.test")
    assert own is not None
    assert own.value != planted
    anna.get("/")
    anna.post("/sign-out")
    for token in (planted, own.value):
        thief = world.browser()
        thief.client.set_cookie("__Host-betro", token, domain="office.test", secure=True)
        assert thief.client.get("/cases", base_url=BASE).status_code == 303


@pytest.mark.parametrize("change", ["ended_on = '2026-11-23'", "role = 'auditor'"])
def test_whoever_has_left_is_out_at_the_next_click(world: OfficeWorld, change: str) -> None:
    """An end or another role counts at once, for a session that is open; the identity leaves the memory."""
    world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    with write(world.organisation.triage) as connection:
        connection.execute(text(f"update person set {change} where sign_in_name = 'anna'"))
    answer = anna.client.get(f"/cases/{reference}", base_url=BASE)
    assert answer.status_code == 303
    assert "/sign-in" in answer.headers["Location"]
    office = world.app.extensions["betro_office"]
    assert not [each for each in office.sessions._sessions.values() if each.who is not None]
    anna.sign_in("anna")
    assert anna.client.get("/cases", base_url=BASE).status_code == 303


def test_an_error_of_ours_is_logged_without_its_words_and_without_the_time(
    world: OfficeWorld, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The class of the error and the lines it passed; never what it said, nor when, nor which case."""
    reference = _only_for_anna(world)
    anna = world.signed_in("anna")

    def broken(*_args: object, **_options: object) -> None:
        raise ValueError(CANARY, reference, world.enrolled["anna"].passphrase)

    world.app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr("triage.office.pages.case_page.case_view", broken)
    assert anna.client.get(f"/cases/{reference}", base_url=BASE).status_code == 500
    # In a real process there is no other handler than Flask's.
    said = "\n".join(default_handler.format(record) for record in caplog.records)
    assert "ValueError" in said
    assert CANARY not in said
    assert reference not in said
    assert "passphrase" not in said.casefold()
    assert "2026" not in said
    assert not any(f":{minute:02}:" in said for minute in range(60))


def test_a_database_error_names_no_value(world: OfficeWorld) -> None:
    """A second person of the same name: the error tells the statement, not the name nor the wrapped key."""
    with pytest.raises(IntegrityError) as caught, write(world.organisation.triage) as connection:
        connection.execute(
            text("insert into person (handle, sign_in_name, display_name) values (:a, :b, :c)"),
            {"a": new_id(), "b": "anna", "c": CANARY},
        )
    assert CANARY not in str(caught.value)


def test_names_without_end_fill_no_memory() -> None:
    """Whoever tries names without end makes the office remember a bounded number of them."""
    mistakes = Mistakes()
    for number in range(5000):
        with mistakes.attempt(f"name{number}", MONDAY, browser=None):
            pass
    assert len(mistakes._late) == 4096


def test_many_guesses_at_once_are_heard_no_more_than_in_turn(world: OfficeWorld) -> None:
    """Of 64 in the same moment under one name three are heard, as they would be one after another."""
    mistakes = Mistakes()
    now = world.clock.now()

    def guess(_number: int) -> str:
        try:
            sign_in(world.organisation, mistakes, name="anna", passphrase="x", code="000000", now=now)
        except (SignInRefusedError, SignInTooSoonError) as refused:
            return type(refused).__name__
        return "in"

    with ThreadPoolExecutor(64) as threads:
        told = Counter(threads.map(guess, range(64)))
    assert told == {"SignInRefusedError": 3, "SignInTooSoonError": 61}


def test_who_knocks_under_a_name_does_not_keep_its_owner_out(world: OfficeWorld) -> None:
    """A browser that has signed in before is heard, however often strangers knock; another one is not."""
    anna, bo, stranger = world.signed_in("anna"), world.signed_in("bo"), world.browser()
    for each in (anna, bo):
        each.get("/")
        each.post("/sign-out")
    code = world.code_of("anna")

    def tries(browser: Browser, passphrase: str) -> int:
        browser.get("/sign-in")
        form = {"name": "anna", "passphrase": passphrase, "code": code}
        return browser.post("/sign-in", form).status_code

    right = world.enrolled["anna"].passphrase
    for _ in range(8):
        tries(stranger, "wrong")
    assert [tries(each, right) for each in (stranger, bo, world.browser(), anna)] == [422, 422, 422, 303]
    # Its own mistakes it has to wait for like everybody.
    anna.get("/")
    anna.post("/sign-out")
    code = world.code_of("anna")
    assert [tries(anna, "wrong") for _ in range(3)] == [422] * 3
    assert tries(anna, right) == 422


def test_a_crowd_at_the_door_waits_in_no_thread() -> None:
    """Eight wait to be heard; the next is asked to come back, but not a browser that is known."""
    mistakes = Mistakes()
    with ExitStack() as crowd:
        for _seat in range(SEATS):
            crowd.enter_context(mistakes._strangers._seats)
        with pytest.raises(SignInTooSoonError), mistakes.attempt("somebody", MONDAY, browser=None):
            pytest.fail("heard")
        with mistakes.attempt("somebody", MONDAY, browser="known") as attempt:
            attempt.right = True
    with mistakes.attempt("somebody", MONDAY, browser=None):
        pass


def test_a_sign_in_form_from_another_site_is_refused(world: OfficeWorld) -> None:
    """It has no token, since looking at it stores nothing; the browser says where it came from."""
    browser = world.browser()
    page = browser.client.get("/sign-in", base_url=BASE)
    assert "Set-Cookie" not in page.headers
    answer = browser.client.post("/sign-in", base_url=BASE, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400
    assert not world.app.extensions["betro_office"].sessions._sessions


def test_real_and_invented_names_slow_down_alike(world: OfficeWorld) -> None:
    """Also after the real one's owner has signed in meanwhile, and after ten minutes of peace."""
    mistakes = Mistakes()

    def outcomes(name: str) -> list[str]:
        told = []
        for _ in range(5):
            try:
                sign_in(
                    world.organisation,
                    mistakes,
                    name=name,
                    passphrase="x",
                    code="000000",
                    now=world.clock.now(),
                )
            except (SignInRefusedError, SignInTooSoonError) as refused:
                told.append(f"{type(refused).__name__} {getattr(refused, 'seconds', '')}")
        return told

    for minutes in (0, 1, 20):
        world.clock.go(minutes=minutes)
        right = world.enrolled["anna"].passphrase
        with contextlib.suppress(SignInTooSoonError):
            code = world.code_of("anna")
            sign_in(
                world.organisation, mistakes, name="anna", passphrase=right, code=code, now=world.clock.now()
            )
        assert outcomes("anna") == outcomes("nobody")
