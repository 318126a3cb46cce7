"""A lost phone: another second factor by passphrase and ticket, and nothing else changes."""

import re
from datetime import datetime

import pyotp
import pytest

from intake.clock import COPENHAGEN
from tests.office import BASE, Browser, OfficeWorld
from triage.services.people.holders import directory
from triage.services.people.tickets import invite_again
from triage.store.enrolments import Purpose

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)


def _ticket(world: OfficeWorld, name: str = "anna", purpose: Purpose = Purpose.SECOND_FACTOR) -> str:
    today = world.clock.now().date()
    return invite_again(world.organisation, name, today=today, purpose=purpose).words


def _typed(world: OfficeWorld, **other: str) -> dict[str, str]:
    return {"name": "anna", "passphrase": world.enrolled["anna"].passphrase, **other}


def _shown(world: OfficeWorld, ticket: str) -> tuple[Browser, pyotp.TOTP]:
    """Anna, to whom the new second factor is shown."""
    browser = world.browser()
    browser.get("/second-factor")
    browser.follow("/second-factor", _typed(world, ticket=ticket))
    found = re.search(r"secret=([A-Z2-7]+)", browser.words())
    assert found is not None
    return browser, pyotp.TOTP(found.group(1))


def test_who_has_passphrase_and_ticket_gets_another_second_factor(world: OfficeWorld) -> None:
    """The codes of the lost phone let nobody in, open sessions end, and the keys are the same."""
    open_one = world.signed_in("anna")
    before = directory(world.organisation, world.clock.now().date()).head
    browser, codes = _shown(world, _ticket(world))
    answer = browser.post("/second-factor/new", {"code": codes.at(world.clock.now())})
    assert answer.status_code == 200, answer.text
    assert open_one.client.get("/", base_url=BASE).headers["Location"].startswith("/sign-in")
    assert world.browser().sign_in("anna").status_code == 422
    world.clock.go(minutes=1)
    again = world.browser()
    assert again.sign_in("anna", code=codes.at(world.clock.now())).status_code == 303
    assert directory(world.organisation, world.clock.now().date()).head == before


@pytest.mark.parametrize("wrong", ["passphrase", "ticket", "of another", "for new keys"])
def test_neither_a_ticket_nor_a_passphrase_alone_is_enough(world: OfficeWorld, wrong: str) -> None:
    """One answer to all: whoever steals one of the two, or has a colleague's ticket, gets nothing."""
    ticket = {
        "passphrase": lambda: _ticket(world),
        "ticket": lambda: "bafok-bafok-bafok-bafok-bafok-bafok",
        "of another": lambda: _ticket(world, "bo"),
        "for new keys": lambda: _ticket(world, purpose=Purpose.AGAIN),
    }[wrong]()
    typed = _typed(world, ticket=ticket)
    if wrong == "passphrase":
        typed["passphrase"] = world.enrolled["bo"].passphrase
    browser = world.browser()
    browser.get("/second-factor")
    assert browser.post("/second-factor", typed).status_code == 422
    assert browser.client.get("/second-factor/new", base_url=BASE).status_code == 303
    assert world.browser().sign_in("anna").status_code == 303


def test_a_ticket_for_a_lost_phone_makes_no_keys(world: OfficeWorld) -> None:
    """Whoever gets hold of it cannot propose keys in its owner's name."""
    browser = world.browser()
    browser.get("/enrol")
    assert browser.post("/enrol", {"ticket": _ticket(world)}).status_code == 422


def test_a_ticket_is_good_once(world: OfficeWorld) -> None:
    """Two who began with it do not both end with a second factor."""
    ticket = _ticket(world)
    first, codes = _shown(world, ticket)
    second, others = _shown(world, ticket)
    assert first.post("/second-factor/new", {"code": codes.at(world.clock.now())}).status_code == 200
    assert second.post("/second-factor/new", {"code": others.at(world.clock.now())}).status_code == 409


def test_until_a_code_is_typed_the_old_ones_count(world: OfficeWorld) -> None:
    """A wrong code stores nothing, and the ticket is good still."""
    browser, _codes = _shown(world, _ticket(world))
    assert browser.post("/second-factor/new", {"code": "000000"}).status_code == 422
    assert world.browser().sign_in("anna").status_code == 303


def test_an_administrator_gives_the_ticket_with_a_code_of_their_own(world: OfficeWorld) -> None:
    """It leads to the page for it, and the key stays with its owner."""
    carla = world.signed_in("carla")
    handle = world.enrolled["anna"].handle.hex()
    carla.get(f"/people/{handle}/ticket")
    assert carla.post(f"/people/{handle}/ticket", {"what": "second_factor"}).status_code == 200
    assert "/second-factor" in carla.words()
    ticket = "-".join(carla.words(".betro-code").replace("-", " ").split())
    _shown(world, ticket)


def test_a_second_press_changes_it_once(world: OfficeWorld) -> None:
    """Both answers say that it is changed."""
    browser, codes = _shown(world, _ticket(world))
    typed = {"code": codes.at(world.clock.now()), "once": browser.value("once")}
    typed["csrf_token"] = browser.value("csrf_token")
    for _ in range(2):
        assert browser.post("/second-factor/new", typed).status_code == 200
        assert "Dine engangskoder er skiftet" in browser.words("h1")


def test_who_leaves_leaves_nothing_in_the_browser(world: OfficeWorld) -> None:
    """The next who sits there sees no secret, and the ticket is good still."""
    ticket = _ticket(world)
    browser, _codes = _shown(world, ticket)
    assert browser.post("/second-factor/new", {"step": "leave"}).headers["Location"] == "/sign-in"
    assert browser.client.get("/second-factor/new", base_url=BASE).headers["Location"] == "/second-factor"
    _shown(world, ticket)
