"""The office's table of access against its URL map."""

from datetime import datetime
from pathlib import Path

import pytest

from intake.clock import COPENHAGEN
from tests.office import BASE, OfficeWorld, found_office
from triage.cases.permissions import Role
from triage.office.access import LEDGER
from triage.office.decisions.registry import FORMS

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
NAMES = {Role.ADVISOR: "anna", Role.ADMINISTRATOR: "carla", Role.AUDITOR: "dan"}
NO_CASE = {"reference": "0000WXYZ", "rule": "WB-ACK", "file_id": "00" * 16, "what": "message", "name": "x"}
NO_CASE |= {"person": "00" * 16, "day": "2026-11-23", "token": "x"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> OfficeWorld:
    """An office on Monday 23 November 2026."""
    return found_office(tmp_path_factory.mktemp("office") / "office", MONDAY)


def _path(rule: str) -> str:
    path = rule
    for name, value in NO_CASE.items():
        path = path.replace(f"<path:{name}>", value).replace(f"<{name}>", value)
    return path


def test_every_route_stands_in_the_table_and_nothing_else_does(world: OfficeWorld) -> None:
    """The table of access and the URL map hold the same rules with the same methods."""
    mapped = {
        (rule.rule, method)
        for rule in world.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert mapped == set(LEDGER)


def test_only_posts_write() -> None:
    """No GET is said to write."""
    assert {method for (_rule, method), access in LEDGER.items() if access.writes} == {"POST"}


@pytest.mark.parametrize(("rule", "method"), sorted(LEDGER))
def test_whoever_is_not_signed_in_is_asked_to_sign_in(world: OfficeWorld, rule: str, method: str) -> None:
    """Without a session every closed route leads to the sign-in page and shows nothing."""
    access = LEDGER[rule, method]
    if access.roles is None:
        return
    answer = world.app.test_client().open(_path(rule), method=method, base_url=BASE)
    if method == "GET":
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/sign-in")
    else:
        assert answer.status_code == 401


@pytest.mark.parametrize("role", sorted(NAMES))
def test_another_role_is_refused_the_same_way_whether_the_case_exists_or_not(
    world: OfficeWorld, role: Role
) -> None:
    """A role that a route is not for gets 403, for a case that is there as for one that is not."""
    if role is Role.ADVISOR:
        world.send()
    browser = world.signed_in(NAMES[role])
    for (rule, method), access in LEDGER.items():
        if access.roles is None or role in access.roles:
            continue
        answer = browser.client.open(_path(rule), method=method, base_url=BASE)
        assert answer.status_code == 403, (rule, method)


def test_a_case_of_others_is_not_there(world: OfficeWorld) -> None:
    """An advisor gets 404 for every page of a case that does not exist or is not theirs."""
    browser = world.signed_in("anna")
    browser.get("/cases")
    for rule, method in LEDGER:
        if not rule.startswith("/cases/<"):
            continue
        if method == "GET":
            browser.get(_path(rule), 404)
        else:
            browser.get("/cases")
            assert browser.post(_path(rule), {"step": "preview"}).status_code == 404, rule


def test_no_get_writes(world: OfficeWorld) -> None:
    """Opening every page leaves both databases as they were, byte for byte."""
    world.send()
    browser = world.signed_in("anna")
    reference = next(
        match.attrs["href"].rpartition("/")[2] for match in browser.get("/cases").query('a[href^="/cases/"]')
    )
    browser.get(f"/cases/{reference}")
    browser.follow(f"/cases/{reference}/open")
    before = _dump(world)
    paths = [f"/cases/{reference}/{what}" for what in FORMS]
    paths += ["/", "/cases", "/cases?show=all", "/health", "/register/report", "/register/call"]
    paths += ["/calendar", "/calendar/day/2026-11-30", "/calendar/mine"]
    why = f"/cases/{reference}/deadlines/WB-ACK/why"
    paths += [f"/cases/{reference}", why, f"{why}/print?language=en"]
    for path in paths:
        browser.get(path)
    assert browser.client.get(f"{why}/text", base_url=BASE).status_code == 200
    assert _dump(world) == before


def test_every_answer_carries_the_protecting_headers(world: OfficeWorld) -> None:
    """Pages, redirects and errors of the office may not be stored, framed or run anything."""
    client = world.app.test_client()
    for path in ("/sign-in", "/", "/nowhere"):
        answer = client.get(path, base_url=BASE)
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Frame-Options"] == "DENY"


def _dump(world: OfficeWorld) -> list[str]:
    dumped = []
    for engine in (world.organisation.triage, world.organisation.intake):
        raw = engine.raw_connection()
        try:
            dumped.append("\n".join(raw.driver_connection.iterdump()))
        finally:
            raw.close()
    assert Path(str(world.organisation.triage.url.database)).exists()
    return dumped
