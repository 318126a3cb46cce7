"""The office's table of access against its URL map."""

from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from intake.clock import COPENHAGEN
from intake.services.submit import ComplaintDraft
from intake.store.engine import read
from tests.founding import makes_keys
from tests.office import BASE, PEOPLE, OfficeWorld, found_office
from triage.cases.roles import EVERYBODY, RIGHTS, Rights, Role, rights_of
from triage.office.access import OPEN
from triage.office.decisions.decision_form import COMPLAINTS, REPORTS
from triage.office.decisions.registry import FORMS
from triage.office.routes import ROUTES, Route
from triage.services.people.new_person import NewPerson
from triage.services.people.tickets import invite
from triage.store import proposals

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
NAMES = {each.role: each.sign_in_name for each in reversed(PEOPLE)}
NO_CASE = {"reference": "0000WXYZ", "rule": "WB-ACK", "file_id": "00" * 16, "what": "message", "name": "x"}
NO_CASE |= {"group": "overdue", "person": "00" * 16, "day": "2026-11-23", "token": "x", "kept": "00" * 16}
NO_CASE |= {"number": "1"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> OfficeWorld:
    """An office on Monday 23 November 2026."""
    return found_office(tmp_path_factory.mktemp("office") / "office", MONDAY)


def _path(rule: str) -> str:
    path = rule
    for name, value in NO_CASE.items():
        path = path.replace(f"<path:{name}>", value).replace(f"<{name}>", value)
    return path


def _refused_to_all(app: Flask) -> set[str]:
    """Give the endpoints that neither stand in the table of roles nor are open."""
    known = OPEN.union(*(rights.pages for rights in RIGHTS.values()))
    return {rule.endpoint for rule in app.url_map.iter_rules()} - known


def test_every_route_stands_in_the_table_and_nothing_else_does(world: OfficeWorld) -> None:
    """The table of roles names each endpoint of the URL map, and none that is not there."""
    mapped = {rule.endpoint for rule in world.app.url_map.iter_rules()}
    assert _refused_to_all(world.app) == set()
    assert mapped == OPEN.union(*(rights.pages for rights in RIGHTS.values()))


def test_every_role_has_an_entry_whose_pages_it_may_open() -> None:
    """No role can be forgotten, and no menu or home leads to a page that would be refused."""
    assert set(RIGHTS) == set(Role) == set(NAMES)
    for rights in RIGHTS.values():
        assert {rights.home, *(endpoint for endpoint, _text in rights.menu)} <= rights.pages


def test_only_who_holds_cases_opens_them() -> None:
    """Neither administrator nor auditor sees content, whatever else they may do; the log is the auditor's."""
    with_cases = {role for role, rights in RIGHTS.items() if "case" in rights.pages}
    assert with_cases == {role for role, rights in RIGHTS.items() if rights.holds_cases}
    assert with_cases == {Role.ADVISOR, Role.ALTERNATE}
    assert [role for role, rights in RIGHTS.items() if "journal" in rights.pages] == [Role.AUDITOR]


def test_an_alternate_has_the_cases_that_came_and_nothing_of_the_house() -> None:
    """No year, no registers, no units, no people, and no page that begins a case (ADR 58)."""
    own = RIGHTS[Role.ADVISOR].pages - RIGHTS[Role.ALTERNATE].pages
    assert own >= {"year", "register", "learning", "units", "new_inquiry", "register_report"}
    assert RIGHTS[Role.ALTERNATE].pages <= RIGHTS[Role.ADVISOR].pages


def test_a_role_of_another_version_may_only_leave() -> None:
    """What nobody has heard of opens nothing and breaks nothing."""
    assert rights_of("unit").pages == {"sign_out"}


def test_a_planted_route_without_an_entry_is_noticed_and_refused(tmp_path: Path) -> None:
    """It is named by the comparison, and no role gets in."""
    planted = found_office(tmp_path / "office", MONDAY)
    planted.app.add_url_rule("/planted", "planted", lambda: "planted")
    assert _refused_to_all(planted.app) == {"planted"}
    for name in NAMES.values():
        planted.signed_in(name).get("/planted", 403)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.endpoint)
def test_whoever_is_not_signed_in_is_asked_to_sign_in(world: OfficeWorld, route: Route) -> None:
    """Without a session every closed route leads to the sign-in page and shows nothing."""
    if route.endpoint in OPEN:
        return
    client = world.app.test_client()
    if route.get is not None:
        answer = client.get(_path(route.rule), base_url=BASE)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/sign-in")
    if route.post is not None:
        assert client.post(_path(route.rule), base_url=BASE).status_code == 401


@pytest.mark.parametrize("role", sorted(NAMES))
def test_every_route_as_every_role(world: OfficeWorld, role: Role) -> None:
    """
    What a role may not open answers 403, to GET and to POST, for a case that is there as for one that is not;
    what it may open answers anything else.
    """
    if role is Role.ADVISOR:
        world.send()
    for route in ROUTES:
        if route.endpoint in OPEN:
            continue
        may = route.endpoint in RIGHTS[role].pages
        for method, view in (("GET", route.get), ("POST", route.post)):
            if view is None:
                continue
            browser = world.signed_in(NAMES[role])
            answer = browser.client.open(_path(route.rule), method=method, base_url=BASE)
            assert (answer.status_code != 403) == may, (route.endpoint, method, answer.status_code)


def test_a_case_of_others_is_not_there(world: OfficeWorld) -> None:
    """An advisor gets 404 for every page of a case that does not exist or is not theirs."""
    browser = world.signed_in("anna")
    browser.get("/cases")
    for route in ROUTES:
        if not route.rule.startswith("/cases/<"):
            continue
        if route.get is not None:
            browser.get(_path(route.rule), 404)
        if route.post is not None:
            browser.get("/cases")
            assert browser.post(_path(route.rule), {"step": "preview"}).status_code == 404, route.rule


def test_no_get_writes(world: OfficeWorld) -> None:
    """Opening every page leaves both databases as they were, byte for byte."""
    world.send()
    world.send(ComplaintDraft("Jobcentret", "Noget", "Et svar", None))
    waiting = NewPerson("eva", "Eva Ny", Role.AUDITOR)
    makes_keys(world, "eva", invite(world.organisation, waiting, today=MONDAY.date()).words)
    browser = world.signed_in("anna")
    links = {each.attrs["href"] for each in browser.get("/cases").query('a[href^="/cases/"]')}
    references = {}
    for link in links:
        browser.get(link)
        browser.follow(f"{link}/open")
        is_report = browser.client.get(f"{link}/scope", base_url=BASE).status_code == 200
        references[REPORTS if is_report else COMPLAINTS] = link.rpartition("/")[2]
    reference = references[REPORTS]
    before = _dump(world)
    paths = [
        f"/cases/{references[side]}/{what}"
        for what, form in FORMS.items()
        for side in references
        if side in form.page.side
    ]
    paths += ["/", "/cases", "/cases?show=all", "/health"]
    paths += [f"/register/{name}" for name in ("report", "inquiry", "contact")]
    paths += ["/calendar", "/calendar/day/2026-11-30", "/calendar/mine"]
    why = f"/cases/{reference}/deadlines/WB-ACK/why"
    paths += [f"/cases/{reference}", why, f"{why}/print?language=en", f"/cases/{reference}/holders"]
    paths += _of_people(world)
    for path in paths:
        browser.get(path)
    assert browser.client.get(f"{why}/text", base_url=BASE).status_code == 200
    assert _dump(world) == before


def _of_people(world: OfficeWorld) -> list[str]:
    """The pages about people and keys, one's own and those that nobody has to be signed in for among them."""
    with read(world.organisation.triage) as connection:
        (each,) = proposals.proposals(connection)
    person = f"/people/{world.enrolled['bo'].handle.hex()}"
    paths = [f"{person}/{page}" for page in ("absence", "titles", "share", "end", "ticket")]
    paths += ["/people", "/people/statements", f"/people/proposals/{each.id.hex()}"]
    return [*paths, "/me", "/me/passphrase", "/me/keys/new", "/second-factor"]


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


def test_who_has_a_list_of_cases_is_granted_something_of_them() -> None:
    """A list shows what a person has a grant to: without one it stays empty, and nobody would know why."""
    lists = {"cases", "calendar", "calendar_day", "why"}
    assert [
        role
        for role, rights in RIGHTS.items()
        if rights.pages & lists and not (rights.holds_cases or rights.sees_dates)
    ] == []


def test_a_list_leads_its_reader_nowhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sees dates alone is offered no page and no button that would be refused."""
    pages = EVERYBODY | {"cases", "calendar", "calendar_day", "why", "why_print", "why_text"}
    rights = Rights(
        "Planted", "cases", (("cases", "Cases"), ("calendar", "Calendar")), pages, sees_dates=True
    )
    monkeypatch.setattr("triage.cases.roles.RIGHTS", {**RIGHTS, Role.AUDITOR: rights})
    world = found_office(tmp_path / "office", MONDAY)
    world.send(ComplaintDraft("Jobcentret", "Noget", "Et svar", None))
    browser, urls = world.signed_in(NAMES[Role.AUDITOR]), world.app.url_map.bind("")
    offered = set()
    for path in ("/cases", "/cases?scheme=complaints", "/calendar", "/calendar/day/2026-11-30"):
        page = browser.get(path)
        links = [(each.attrs["href"], "GET") for each in page.query('a[href^="/"]')]
        presses = [
            (each.attrs["action"], each.attrs["method"].upper()) for each in page.query("form[action]")
        ]
        offered |= {urls.match(to.partition("?")[0], method=how)[0] for to, how in links + presses}

    assert "why" in offered
    assert offered <= pages | OPEN
