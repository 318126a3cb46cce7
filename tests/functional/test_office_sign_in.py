"""Signing in to the office and out of it, and what happens to words that were being written."""

from collections.abc import Callable
from datetime import datetime

import pytest

from intake.clock import COPENHAGEN
from intake.store.engine import read
from tests.office import BASE, Browser, OfficeWorld
from triage.office.sessions import COOKIE
from triage.store import journal

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)


def _token(browser: Browser) -> str:
    cookie = browser.client.get_cookie(COOKIE, domain="office.test")
    assert cookie is not None
    return cookie.value


def test_a_person_with_name_passphrase_and_code_comes_in(world: OfficeWorld) -> None:
    """The front page is shown to whoever has signed in, by name, and the journal says so."""
    browser = world.signed_in("anna")
    browser.get("/")
    assert "Anna Advisor" in browser.words("header")
    with read(world.organisation.triage) as connection:
        newest = journal.newest(connection, 1)[0]
    assert newest.action == "person:signed_in"
    assert newest.actor == world.enrolled["anna"].handle


def test_the_cookie_is_a_random_token_that_no_script_and_no_other_site_can_use(world: OfficeWorld) -> None:
    """`__Host-`, Secure, HttpOnly, SameSite=Strict, for the session only; and each sign-in has its own."""
    browser = world.browser()
    browser.get("/sign-in")
    assert browser.client.get_cookie(COOKIE, domain="office.test") is None
    browser.sign_in("anna")
    before = _token(browser)
    browser.get("/")
    browser.post("/sign-out")
    answer = browser.sign_in("anna")
    line = next(each for each in answer.headers.getlist("Set-Cookie") if each.startswith(f"{COOKIE}="))
    assert line.startswith("__Host-betro=")
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(line.split("; "))
    assert "Expires" not in line
    assert "Max-Age" not in line
    assert _token(browser) != before


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "nobody"},
        {"passphrase": "another six words than the right ones"},
        {"code": "000000"},
    ],
)
def test_nobody_is_told_what_was_wrong(world: OfficeWorld, wrong: dict[str, str]) -> None:
    """A wrong name, a wrong passphrase and a wrong code get one and the same answer."""
    browser = world.browser()
    answer = browser.sign_in("anna", **wrong)
    assert answer.status_code == 422
    assert "Brugernavnet, adgangsfrasen eller koden er ikke rigtig." in browser.words(".alert-error")
    assert world.enrolled["anna"].passphrase not in answer.text


@pytest.mark.parametrize(
    ("between", "written"),
    [
        ("", lambda code: f"{code[:3]} {code[3:]}"),
        (" – ", lambda code: f"{code[:3]}-{code[3:]}\u200e"),
        ("\u2010", lambda code: "".join(chr(ord(each) + 0xFEE0) for each in code)),
        ("\n", lambda code: "".join("٠١٢٣٤٥٦٧٨٩"[int(each)] for each in code)),
    ],
)
def test_what_is_right_may_be_written_in_any_way(
    world: OfficeWorld, between: str, written: Callable[[str], str]
) -> None:
    """Digits of any script, words with any dash or none: no try is lost for it."""
    passphrase = world.enrolled["anna"].passphrase.replace("-", between)
    browser = world.browser()
    answer = browser.sign_in("anna", passphrase=passphrase, code=written(world.code_of("anna")))
    assert answer.status_code == 303


def test_a_code_is_good_once(world: OfficeWorld) -> None:
    """The one-time code that let a person in does not do so again."""
    code = world.code_of("anna")
    assert world.browser().sign_in("anna", code=code).status_code == 303
    world.clock.go(seconds=-30)
    assert world.browser().sign_in("anna", code=code).status_code == 422


@pytest.mark.parametrize("name", ["anna", "nobody"])
def test_mistakes_slow_down_and_never_lock(world: OfficeWorld, name: str) -> None:
    """The fourth attempt waits some seconds, for a name that exists as for one that does not."""
    browser = world.browser()
    for _ in range(4):
        browser.sign_in(name, passphrase="wrong", code="000000")
        world.clock.go(seconds=6)
    wrong = {"name": name, "passphrase": "wrong", "code": "000000"}
    browser.get("/sign-in")
    browser.post("/sign-in", wrong)
    browser.post("/sign-in", wrong)
    assert "Vent" in browser.words(".alert-error")
    world.clock.go(minutes=1)
    assert world.browser().sign_in("anna").status_code == 303


def test_idle_sessions_end(world: OfficeWorld) -> None:
    """After the idle time the session is over, and the identity with it."""
    browser = world.signed_in("anna")
    world.clock.go(minutes=world.organisation.settings.idle_minutes + 1)
    answer = browser.client.get("/", base_url=BASE)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/sign-in")


def test_signing_out_ends_the_session_at_once(world: OfficeWorld) -> None:
    """After signing out the old cookie opens nothing."""
    browser = world.signed_in("anna")
    browser.get("/")
    token = _token(browser)
    assert browser.post("/sign-out").status_code == 303
    browser.client.set_cookie(COOKIE, token, domain="office.test", secure=True)
    assert browser.client.get("/", base_url=BASE).status_code == 303


def test_a_page_asked_for_is_reached_after_signing_in(world: OfficeWorld) -> None:
    """Whoever asked for a page comes to it."""
    browser = world.browser()
    answer = browser.client.get("/cases?show=all", base_url=BASE)
    browser.get(answer.headers["Location"])
    answer = browser.post(
        "/sign-in",
        {
            "name": "anna",
            "passphrase": world.enrolled["anna"].passphrase,
            "code": world.code_of("anna"),
            "to": browser.value("to"),
        },
    )
    assert answer.headers["Location"] == "/cases?show=all"


@pytest.mark.parametrize("elsewhere", ["https://evil.test/", "//evil.test/", "/\\evil.test", "/nowhere"])
def test_nobody_is_sent_elsewhere(world: OfficeWorld, elsewhere: str) -> None:
    """A destination that is no page of ours leads to the front page."""
    browser = world.browser()
    answer = browser.sign_in("anna", to=elsewhere)
    assert answer.headers["Location"] == "/"


def test_unsaved_text_survives_an_ended_session(world: OfficeWorld) -> None:
    """What was being written comes back after signing in again, is shown first, and is sent only then."""
    world.send()
    browser = world.signed_in("anna")
    reference = browser.open_case()
    browser.get(f"/cases/{reference}/message")
    world.clock.go(minutes=world.organisation.settings.idle_minutes + 1)
    text = 'Tre lange afsnit.\n\nMed æøå og "anførselstegn" & <tegn>.'
    answer = browser.post(f"/cases/{reference}/message", {"item": text, "step": "send"})
    assert answer.status_code == 401
    kept = {"kept.item": browser.value("kept.item"), "kept.step": browser.value("kept.step")}
    assert kept["kept.item"] == text
    browser.post(
        "/sign-in",
        {
            "name": "anna",
            "passphrase": world.enrolled["anna"].passphrase,
            "code": world.code_of("anna"),
            "to": browser.value("to"),
            **kept,
        },
    )
    assert browser.value("item") == text
    assert browser.value("step") == "preview"
    browser.post(f"/cases/{reference}/message", {"item": browser.value("item"), "step": "preview"})
    assert "Tre lange afsnit." in browser.words(".betro-visible")


@pytest.mark.parametrize(
    ("who", "path", "typed"),
    [
        ("anna", "/cases/{}/message", {"item": "Hej"}),
        ("anna", "/cases/{}/note", {"item": "Et notat", "step": "send"}),
        ("anna", "/cases/{}/identity", {"why": "Et møde"}),
        (
            "anna",
            "/register/inquiry",
            {"channel": "phone", "type": "guidance", "summary_item": "Om et brev", "step": "go_on"},
        ),
        (
            "anna",
            "/register/report",
            {
                "channel": "letter",
                "organisation_on": "2026-11-19",
                "office_on": "2026-11-20",
                "what": "Gaver",
            },
        ),
        ("carla", "/lost", {"first": "2026-11-19", "last": "2026-11-20"}),
    ],
)
def test_what_was_kept_is_shown_before_anything_is_done(
    world: OfficeWorld, who: str, path: str, typed: dict[str, str]
) -> None:
    """Whatever its form does: the first press after signing in again only shows what was typed."""
    world.send()
    reference = world.signed_in("anna").open_case()
    path = path.format(reference)
    browser = world.signed_in(who)
    browser.get(path)
    world.clock.go(minutes=world.organisation.settings.idle_minutes + 1)
    assert browser.post(path, typed).status_code == 401
    browser.post("/sign-in", {**hidden(browser), "name": who, "code": world.code_of(who),
                              "passphrase": world.enrolled[who].passphrase})  # fmt: skip
    with read(world.organisation.triage) as connection:
        before = journal.newest(connection, 1)
    assert browser.post(path, hidden(browser)).status_code == 200
    with read(world.organisation.triage) as connection:
        assert journal.newest(connection, 1) == before
    shown = str(browser.page.to_html())  # type: ignore[union-attr]  # a page was read
    assert [each for name, each in typed.items() if name != "step" and each not in shown] == []


def hidden(browser: Browser) -> dict[str, str]:
    """The hidden fields of the form in the middle of the page."""
    assert browser.page is not None
    found = browser.page.query('main input[type="hidden"]')
    return {each.attrs["name"]: each.attrs["value"] or "" for each in found}


def test_words_from_another_site_are_not_kept(world: OfficeWorld) -> None:
    """A form that another site sent leaves nothing on the sign-in page."""
    world.send()
    reference = world.signed_in("anna").only_case()
    stranger = world.browser()
    answer = stranger.client.post(
        f"/cases/{reference}/message", data={"item": "slipped in"}, base_url=BASE,
        headers={"Sec-Fetch-Site": "cross-site"},
    )  # fmt: skip
    assert answer.status_code == 401
    assert "slipped in" not in answer.text


def test_a_form_without_its_token_changes_nothing(world: OfficeWorld) -> None:
    """A signed-in person's browser cannot be made to send a form that is not from our page."""
    world.send()
    browser = world.signed_in("anna")
    reference = browser.only_case()
    answer = browser.post(f"/cases/{reference}/open", {"csrf_token": "forged"})
    assert answer.status_code == 400
    assert "tidligere besøg" in browser.words()
    browser.get(f"/cases/{reference}")
    assert "gaver" not in browser.words()


def test_administrators_and_auditors_come_to_their_own_pages(world: OfficeWorld) -> None:
    """People for the one, the audit log for the other; neither sees a case."""
    carla, dan = world.signed_in("carla"), world.signed_in("dan")
    assert carla.client.get("/", base_url=BASE).headers["Location"] == "/people"
    assert dan.client.get("/", base_url=BASE).headers["Location"] == "/journal"
    carla.get("/people")
    assert "Anna Advisor" in carla.words()
    dan.get("/journal")
    assert "Logget ind" in dan.words()
    assert "Anna" not in dan.words()


def test_a_silent_clock_is_seen_on_every_page(world: OfficeWorld) -> None:
    """Without a heartbeat for ten minutes a red banner stands on top."""
    browser = world.signed_in("anna")
    browser.get("/cases")
    assert "Den automatiske fristovervågning er gået i stå" in browser.words(".alert-error")


def test_a_sign_in_page_that_stood_open_overnight_still_works(world: OfficeWorld) -> None:
    """What was kept on it comes back at the first try."""
    world.send()
    browser = world.signed_in("anna")
    reference = browser.only_case()
    browser.get(f"/cases/{reference}/note")
    world.clock.go(hours=1)
    browser.post(f"/cases/{reference}/note", {"item": "Et langt notat", "step": "send"})
    kept = {"kept.item": browser.value("kept.item"), "to": browser.value("to")}
    world.clock.go(hours=14)
    who = {"name": "anna", "passphrase": world.enrolled["anna"].passphrase}
    browser.post("/sign-in", {**who, **kept, "code": world.code_of("anna")})
    assert browser.value("item") == "Et langt notat"


@pytest.mark.parametrize("where", ["/sign-in", "/fetch"])
def test_a_field_without_a_name_is_no_error_of_ours(world: OfficeWorld, where: str) -> None:
    """Whoever sends one is told that it could not be read, signed in or not."""
    for browser in (world.browser(), world.signed_in("anna")):
        answer = browser.client.post(
            where,
            base_url=BASE,
            data=b"--x\r\nContent-Disposition: form-data\r\n\r\nv\r\n--x--\r\n",
            content_type="multipart/form-data; boundary=x",
        )
        assert answer.status_code in (400, 401)


def test_a_flood_of_percent_signs_is_refused_unread(world: OfficeWorld) -> None:
    """Our pages send multipart; a large form of the other kind is nobody's."""
    kind = "application/x-www-form-urlencoded"
    answer = world.browser().client.post("/sign-in", base_url=BASE, data=b"%" * 9_000, content_type=kind)
    assert answer.status_code == 413
