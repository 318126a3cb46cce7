"""The addresses of the portal: a language in any case, https behind a proxy, a ticket of an earlier key."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.builders import PortalWorld, a_portal
from tests.functional.test_portal_gate import rows, ticket_of
from tests.functional.test_portal_report import SEND, write_until
from tests.visitor import BASE, Visitor


@pytest.fixture
def world(tmp_path: Path) -> PortalWorld:
    """A portal."""
    return a_portal(tmp_path / "portal")


@pytest.fixture
def visitor(world: PortalWorld) -> Visitor:
    """Somebody at it."""
    return Visitor(world.app.test_client())


def test_a_ticket_of_an_earlier_key_keeps_the_text(world, visitor):
    """The portal was set up anew while somebody wrote: text and code are still there, and it is sent."""
    visitor.get("/en/report/")
    visitor.press("Next", relation="employee")
    visitor.press("Next", what="What I saw")
    settings = replace(world.app.extensions["portal"].settings, ticket_key=bytes(32))
    world.app.extensions["portal"].settings = settings
    visitor.press("Next")
    assert "had been open for too long" in visitor.pages[-1][1]
    code = visitor.values("code")
    for button in ("Next", "Next"):
        visitor.press(button)
    assert "What I saw" in visitor.pages[-1][1]
    assert visitor.values("code") == code
    visitor.press("Send the report")
    assert rows(world, "submission") == 1


@pytest.mark.parametrize("path", ["/DA/", "/Da/report/", "/EN/mailbox/", "/eN/protection/"])
def test_the_language_of_a_path_may_be_written_in_any_case(world, path):
    """As somebody types it from paper."""
    answer = world.app.test_client().get(path, base_url=BASE)
    assert answer.status_code == 200
    assert f'<html lang="{path[1:3].lower()}">' in answer.text


@pytest.mark.parametrize("is_behind", [True, False])
def test_https_is_kept_behind_a_proxy_that_is_named(tmp_path, is_behind):
    """Where the settings say that one stands there; nobody else is believed."""
    world = a_portal(tmp_path / "portal", behind_proxy=is_behind)
    answer = world.app.test_client().get(
        "/da", base_url="http://portal.example", headers={"X-Forwarded-Proto": "https"}
    )
    scheme = "https" if is_behind else "http"
    assert (answer.status_code, answer.headers["Location"]) == (308, f"{scheme}://portal.example/da/")


@pytest.mark.parametrize(("setting", "host"), [("whistle.example", "whistle.example"), ("", "portal.test")])
def test_the_receipt_names_the_host_of_the_settings(tmp_path, setting, host):
    """Whatever the browser or a proxy called it; where none is set, that is all there is."""
    world = a_portal(tmp_path / "portal", portal_host=setting)
    visitor = Visitor(world.app.test_client())
    write_until(visitor, "Check your answers and send")
    visitor.press(SEND)
    assert visitor.words(".betro-address") == f"https://{host}/en/mailbox/"


def test_the_root_leads_to_the_language_that_the_browser_asks_for(world):
    """Danish where nothing is asked."""
    client = world.app.test_client()
    for wish, lang in ((None, "da"), ("en-GB,en;q=0.9", "en"), ("tlh", "da")):
        headers = {"Accept-Language": wish} if wish else {}
        answer = client.get("/", base_url=BASE, headers=headers)
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"/{lang}/"


def test_no_time_of_day_stands_in_an_address(world, visitor):
    """A ticket tells nobody when the page was fetched: neither as seconds nor as an hour."""
    moment = int(world.clock.now().timestamp())
    ticket = ticket_of(visitor)
    near = {str(moment + offset)[:6] for offset in (0, 86_400)}

    assert not any(digits in ticket for digits in near)
    assert str(date(2026, 11, 23)) not in ticket
