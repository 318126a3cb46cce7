"""How sessions of the office begin and end, and where the second factor is asked again."""

from datetime import datetime, timedelta

import pytest

from intake.clock import COPENHAGEN
from tests.colleagues import who_is
from tests.office import BASE, Browser, OfficeWorld
from triage.office.sessions import COOKIE, LONGEST, OfficeSession, SessionStore

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)


def _asked(world: OfficeWorld) -> tuple[Browser, str]:
    """Anna at the page that asks why she needs the name."""
    world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    anna.get(f"/cases/{reference}/identity")
    return anna, f"/cases/{reference}/identity"


def test_a_request_of_the_planted_session_never_sees_who_signs_in(world: OfficeWorld) -> None:
    """Attack b4: a request that is under way in a planted session is left with an empty one."""
    store = SessionStore(timedelta(minutes=30))
    planted = store.begin(OfficeSession(), who_is(world, "bo"), MONDAY)
    assert planted.new_token is not None
    under_way = store.find(planted.new_token, MONDAY)
    assert under_way is planted

    hers = store.begin(planted, who_is(world, "anna"), MONDAY)

    assert hers is not under_way
    assert under_way.who is None
    assert under_way.key is None
    assert hers.new_token != under_way.new_token
    assert store.find(planted.new_token, MONDAY) is None


def test_a_planted_cookie_is_another_after_sign_in(world: OfficeWorld) -> None:
    """The token that stood in the browser before opens nothing afterwards, for whoever else has it."""
    bo = world.signed_in("bo")
    cookie = bo.client.get_cookie(COOKIE, domain="office.test")
    assert cookie is not None
    anna = world.browser()
    anna.client.set_cookie(COOKIE, cookie.value, domain="office.test", secure=True)
    anna.client.post("/sign-out", base_url=BASE)  # refused, as the form has no token: nothing ends by it
    answer = anna.client.post(
        "/sign-in",
        data={
            "name": "anna",
            "passphrase": world.enrolled["anna"].passphrase,
            "code": world.code_of("anna"),
        },
        base_url=BASE,
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 303
    assert bo.client.get("/", base_url=BASE).headers["Location"].startswith("/sign-in")
    anna.get("/")
    assert "Anna Advisor" in anna.words("header")


def test_no_session_becomes_older_than_twelve_hours(world: OfficeWorld) -> None:
    """However much it is used; what was being written comes back after signing in again."""
    assert timedelta(hours=12) == LONGEST
    browser = world.signed_in("anna")
    began = world.clock.now()
    while world.clock.now() + timedelta(minutes=20) < began + LONGEST:
        world.clock.go(minutes=20)
        browser.get("/")
    world.clock.moment = began + LONGEST
    assert browser.client.get("/", base_url=BASE).headers["Location"].startswith("/sign-in")


def test_signing_out_lets_the_browser_forget_all_but_its_cookies(world: OfficeWorld) -> None:
    """Cache and storage go; the sign of a known browser stays, so that its owner is heard apart."""
    browser = world.signed_in("anna")
    browser.get("/")
    answer = browser.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert browser.client.get_cookie("__Host-betro-known", domain="office.test") is not None


def test_whoever_only_looks_takes_no_session_from_anybody(world: OfficeWorld) -> None:
    """Finding L3: two thousand visitors at the door leave nothing behind, and push nobody out."""
    anna, visitor = world.signed_in("anna"), world.browser()
    sessions = world.app.extensions["betro_office"].sessions
    before = len(sessions._sessions)
    for _ in range(2000):
        assert visitor.client.get("/sign-in", base_url=BASE).status_code == 200
    assert len(sessions._sessions) == before
    anna.get("/")


def test_a_session_found_open_does_not_open_the_name(world: OfficeWorld) -> None:
    """Without a fresh code of the phone the name stays closed, and nothing says that it was opened."""
    anna, path = _asked(world)
    for wrong in ("", "000000"):
        answer = anna.post(path, {"why": "Skal ringe", "second_factor": wrong})
        assert answer.status_code == 422
        assert "Navnet vises her og ingen andre steder" not in anna.words()
    assert "Skal ringe" in anna.value_of("why")
    world.clock.go(minutes=1)
    assert anna.post(path, {"why": "Skal ringe"}).status_code == 200


def test_the_code_of_the_sign_in_does_not_open_the_name_as_well(world: OfficeWorld) -> None:
    """Each code is good once, whatever it is asked for."""
    anna, path = _asked(world)
    code = world.code_of("anna")
    assert anna.post(path, {"why": "Skal ringe", "second_factor": code}).status_code == 200
    anna.get(path)
    assert anna.post(path, {"why": "Igen", "second_factor": code}).status_code == 422
    assert world.browser().sign_in("anna", code=code).status_code == 422


def test_codes_cannot_be_guessed_in_an_open_session(world: OfficeWorld) -> None:
    """Mistakes slow down as at the door, for the person and not for the browser."""
    anna, path = _asked(world)
    for _ in range(4):
        anna.post(path, {"why": "Skal ringe", "second_factor": "000000"})
    right = world.code_of("anna")
    world.clock.go(seconds=-30)
    anna.post(path, {"why": "Skal ringe", "second_factor": right})
    assert "Vent" in anna.words(".form-error-message")


def test_no_draft_keeps_a_code(world: OfficeWorld) -> None:
    """What is typed into the field for the code is neither kept as a draft nor shown again."""
    anna, path = _asked(world)
    answer = anna.post(path, {"why": "Skal ringe", "second_factor": "424242"})
    assert "424242" not in answer.text


@pytest.mark.parametrize("step", ["keep", "autosave"])
def test_no_draft_that_is_kept_by_itself_holds_a_code(world: OfficeWorld, step: str) -> None:
    """Neither by the button nor by the script."""
    anna, path = _asked(world)
    kept_as = anna.value("kept_as")
    anna.post(f"{path}/draft", {"why": "Venter", "second_factor": "424242", "step": step, "kept_as": kept_as})
    page = anna.get(f"{path}?draft={kept_as}")
    assert "Venter" in anna.value_of("why")
    assert "424242" not in str(page.to_html())
