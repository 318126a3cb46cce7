"""
Two organisations in one process: over every route, nothing of the one is ever seen under the other's host.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from crypto.receipt import ReceiptCode
from intake.clock import COPENHAGEN
from intake.page.hosts import Hosts, asked_host, by_host
from intake.services.submit import ReportDraft
from intake.settings import SettingsError, load_portal
from intake.settings.several import load_each
from intake.web import create_app as create_portal
from tests.office import Browser, OfficeWorld, found_office
from triage.office.access import OPEN
from triage.office.routes import ROUTES
from triage.office.sessions import COOKIE

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
CANARY = {"alfa": "KANARIE-ALFA", "beta": "KANARIE-BETA"}
NAMES = {"alfa": "Alfa Kommune", "beta": "Beta Kommune"}
OTHER = {"alfa": "beta", "beta": "alfa"}
PORTAL_PAGES = ("/", "/da/", "/en/", "/da/protection/", "/en/report/", "/en/complaint/", "/en/mailbox/")


@dataclass
class One:
    """One organisation of the two, with a report that its advisor has opened."""

    name: str
    world: OfficeWorld
    portal: Flask
    code: ReceiptCode
    reference: str
    browsers: dict[str, Browser]

    def token(self, role: str) -> str:
        """Give what stands in the cookie of somebody signed in."""
        cookie = self.browsers[role].client.get_cookie(COOKIE, "office.test")
        assert cookie is not None
        return str(cookie.value)

    @property
    def marks(self) -> tuple[str, ...]:
        """Give what tells of this organisation and of no other."""
        return (self.reference, CANARY[self.name], NAMES[self.name])


@dataclass
class Two:
    """Both, as one process serves them."""

    each: dict[str, One]
    office: Client
    portal: Client

    def ask(self, host: str, token: str, path: str, method: str) -> TestResponse:
        """Ask the office under a host with the token of a session."""
        headers = {"Sec-Fetch-Site": "same-origin", "Cookie": f"{COOKIE}={token}"}
        return self.office.open(path, method=method, base_url=f"https://office.{host}.test", headers=headers)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Two:
    """Two organisations with keys of their own, a case in each, and everybody signed in at home."""
    folder = tmp_path_factory.mktemp("two")
    each = {
        name: _one(name, folder / name, MONDAY + timedelta(days=day))
        for day, name in enumerate(("alfa", "beta"))
    }
    return Two(
        each,
        Client(
            by_host({f"office.{name}.test": one.world.app for name, one in each.items()}), use_cookies=False
        ),
        Client(by_host({f"portal.{name}.test": one.portal for name, one in each.items()}), use_cookies=False),
    )


def _one(name: str, folder: Path, moment: datetime) -> One:
    world = found_office(folder, moment, organisation={"da": NAMES[name]})
    settings = load_portal({"BETRO_SETTINGS": str(folder / "betro.toml"), "BETRO_ORGANISATION": NAMES[name]})
    code = world.send(ReportDraft(relation="employee", what=CANARY[name]))
    browsers = {who: world.signed_in(who) for who in ("anna", "carla", "dan")}
    return One(
        name, world, create_portal(settings, world.clock), code, browsers["anna"].open_case(), browsers
    )


def _routes(reference: str) -> Iterator[tuple[str, str, str]]:
    values = {"reference": reference, "rule": "WB-FB", "file_id": "00" * 16, "person": "00" * 16}
    values |= {"day": "2026-11-23", "token": "x", "group": "overdue"}
    for route in ROUTES:
        for method, view in (("GET", route.get), ("POST", route.post)):
            path = route.rule.replace("<what>", "scope")
            for name, value in values.items():
                path = path.replace(f"<{name}>", value)
            if view is not None:
                yield route.endpoint, path, method


@pytest.mark.parametrize("here", ["alfa", "beta"])
def test_no_route_of_the_office_shows_anything_of_the_other(two: Two, here: str) -> None:
    """Signed in at home, everybody asks at every address for what is the other's: nothing comes back."""
    other = two.each[OTHER[here]]
    for role in ("anna", "carla", "dan"):
        for endpoint, path, method in _routes(other.reference):
            if endpoint == "sign_out":
                continue
            answer = two.ask(here, two.each[here].token(role), path, method)
            seen = answer.text.replace(path, "").replace(answer.headers.get("Location", "\0"), "")
            assert not [mark for mark in other.marks if mark in seen], (role, method, path)
            if other.reference in path:
                assert answer.status_code in {400, 403, 404}, (role, method, path)


@pytest.mark.parametrize("here", ["alfa", "beta"])
def test_a_session_of_one_signs_nobody_in_at_the_other(two: Two, here: str) -> None:
    """The token of somebody signed in at the other, sent to every address here, leads to the sign-in page."""
    other = two.each[OTHER[here]]
    for role in ("anna", "carla", "dan"):
        for endpoint, path, method in _routes(two.each[here].reference):
            if endpoint in OPEN:
                continue
            answer = two.ask(here, other.token(role), path, method)
            assert answer.status_code in {303, 400, 401}, (role, method, path)
            if answer.status_code == 303:
                assert "/sign-in" in answer.headers["Location"], (role, method, path)
            assert not [mark for mark in other.marks if mark in answer.text], (role, method, path)


@pytest.mark.parametrize("here", ["alfa", "beta"])
def test_the_passphrase_of_one_signs_nobody_in_at_the_other(two: Two, here: str) -> None:
    """The same sign-in name stands in both; each has its own person behind it."""
    mine, other = two.each[here].world, two.each[OTHER[here]].world
    browser = mine.browser()
    passphrase = other.enrolled["anna"].passphrase
    assert browser.sign_in("anna", passphrase=passphrase).status_code != 303


@pytest.mark.parametrize("here", ["alfa", "beta"])
def test_a_receipt_code_of_one_opens_nothing_at_the_other(two: Two, here: str) -> None:
    """Under the other's host the mailbox is not there; under its own it is."""
    for host, is_there in ((here, True), (OTHER[here], False)):
        base = f"https://portal.{host}.test"
        page = two.portal.get("/en/mailbox/", base_url=base).text
        action = page.partition('action="')[2].partition('"')[0]
        answer = two.portal.post(
            action,
            data={"code": two.each[here].code.grouped},
            base_url=base,
            content_type="multipart/form-data",
        )
        assert (CANARY[here] in answer.text) is is_there, (host, answer.status_code)


@pytest.mark.parametrize("here", ["alfa", "beta"])
@pytest.mark.parametrize("path", PORTAL_PAGES)
def test_no_page_of_the_portal_names_the_other(two: Two, here: str, path: str) -> None:
    """Each page under a host is its own organisation's."""
    answer = two.portal.get(path, base_url=f"https://portal.{here}.test", follow_redirects=True)
    assert NAMES[OTHER[here]] not in answer.text


@pytest.mark.parametrize("host", ["office.gamma.test", "alfa.test", "127.0.0.1", "xoffice.alfa.test", ""])
def test_an_unknown_host_is_told_nothing(two: Two, host: str) -> None:
    """It gets 421 without a word, whatever it asks for."""
    for client in (two.office, two.portal):
        for path in ("/", "/sign-in", "/da/"):
            answer = client.get(path, headers={"Host": host} if host else {}, base_url="https://nobody.test")
            assert (answer.status_code, answer.data) == (421, b"")


def test_a_host_is_read_without_port_and_capitals() -> None:
    """The port is the proxy's affair, and a name means the same in capitals."""
    assert [asked_host(text) for text in ("A.dk:443", "a.dk.", "a.dk", "[::1]:80", "[::1]")] == [
        "a.dk", "a.dk", "a.dk", "[::1]", "[::1]",
    ]  # fmt: skip


def test_one_alone_answers_under_any_host(two: Two) -> None:
    """The ordinary installation needs to know no host."""
    app = two.each["alfa"].portal
    assert by_host({"portal.alfa.test": app}) is app
    assert isinstance(by_host({"a": app, "b": app}), Hosts)


def _files(two: Two, folder: Path, **changes: str) -> Path:
    folder.mkdir()
    for name, one in two.each.items():
        text = (
            Path(str(one.world.organisation.settings.blob_folder)).parent.parent / "betro.toml"
        ).read_text()
        lines = [line for line in text.splitlines() if line.partition(" ")[0] not in changes]
        host = [] if "portal_host" in changes else [f'portal_host = "Portal.{name}.test"']
        lines += [*host, *(f'{key} = "{value}"' for key, value in changes.items() if value)]
        (folder / f"{name}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_a_folder_of_settings_is_an_organisation_for_each_file(two: Two, tmp_path: Path) -> None:
    """Each file is read whole and by itself."""
    folder = _files(two, tmp_path / "organisations")
    loaded = load_each(load_portal, {"BETRO_SETTINGS": str(folder)})
    assert [each.portal_host for each in loaded] == ["portal.alfa.test", "portal.beta.test"]
    assert len({each.root_verify_key for each in loaded}) == 2


@pytest.mark.parametrize(
    "key", ["intake_database", "blob_folder", "portal_host", "checkpoint_folder", "sealing_context"]
)
def test_two_with_the_same_database_folder_or_host_stop_the_start(two: Two, tmp_path: Path, key: str) -> None:
    """What would let the one into the other is refused, naming the setting."""
    value = "sqlite:////nowhere/intake.db" if key == "intake_database" else "/nowhere"
    folder = _files(two, tmp_path / "organisations", **{key: value})
    with pytest.raises(SettingsError, match=f"{key}: two organisations have the same"):
        load_each(load_portal, {"BETRO_SETTINGS": str(folder)})


def test_a_fault_in_one_file_names_the_file(two: Two, tmp_path: Path) -> None:
    """Of two files it is said which, and what the environment would say for both is refused."""
    folder = _files(two, tmp_path / "organisations")
    with pytest.raises(SettingsError, match="mode: must be said in the files"):
        load_each(load_portal, {"BETRO_SETTINGS": str(folder), "BETRO_MODE": "demo"})
    with (folder / "beta.toml").open("a", encoding="utf-8") as file:
        file.write("nonsense = 1\n")
    with pytest.raises(SettingsError, match=r"beta\.toml: nonsense: there is no such setting"):
        load_each(load_portal, {"BETRO_SETTINGS": str(folder)})
