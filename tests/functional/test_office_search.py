"""Finding a case by what somebody says on the telephone: through the pages of the office."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from intake.clock import COPENHAGEN, local_date
from intake.contents.mailbox import Contact
from intake.services.submit import ComplaintDraft, ReportDraft
from intake.store.engine import read, write
from tests.office import BASE, Browser, OfficeWorld, found_office
from tests.patience import wait_for
from triage.services.reading.memory import Memory
from triage.store import journal
from triage.store.tables import case, grant

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
IDA = ComplaintDraft(
    unit="Jobcenter",
    what="Jeg hører intet om mine sygedagpenge.",
    wish="Et svar",
    contact=Contact(name="Ida Sørensen", phone="+45 12 34 56 78"),
)
AAGE = ComplaintDraft(
    unit="Borgerservice",
    what="Mit pas blev væk.",
    wish="Et pas",
    contact=Contact(name="Åge Bækgaard", phone="87654321"),
)
REPORT = ReportDraft("employee", "Chefen Torben tager gaver.", name="Hanne Hemmelig")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> OfficeWorld:
    """An office with two complaints and a report that anna has opened."""
    found = found_office(tmp_path_factory.mktemp("search") / "office", MONDAY)
    anna = found.signed_in()
    for draft in (IDA, AAGE, REPORT):
        found.send(draft)
        (new,) = (each for each in references(found, state="new"))
        anna.get(f"/cases/{new}")
        anna.follow(f"/cases/{new}/open")
        if draft is REPORT:
            anna.save(new, "summary", item="Gaver til en leder")
    return found


def references(world: OfficeWorld, **facts: str) -> list[str]:
    """Give the references of the cases of which these facts are true."""
    with read(world.organisation.triage) as connection:
        rows = connection.execute(select(case)).all()
    return [row.case_reference for row in rows if all(getattr(row, name) == facts[name] for name in facts)]


def seek(who: Browser, text: str) -> list[str]:
    """Search, and give the references of what is found."""
    if who.page is None or not who.page.query('[name="csrf_token"]'):
        who.get("/")
    page = who.follow("/search", {"sought": text})
    is_found = any("Fundne sager" in each.to_text() for each in page.query("h2"))
    return shown(page.query("ol")[0]) if is_found else []


def shown(part: Any) -> list[str]:
    """Give the references of the cases in a part of the page."""
    return [each.to_text() for each in part.query("span.betro-reference")]


def entries(world: OfficeWorld) -> int:
    """Count what stands in the journal."""
    with read(world.organisation.triage) as connection:
        return len(list(journal.entries(connection)))


def test_a_case_is_found_by_what_is_said_on_the_telephone(world: OfficeWorld) -> None:
    """
    Name, number, line, first words and reference, spelt in a hurry; of a report the line and the reference
    alone. The search box stands on every page, nothing of it in an address, and no journal tells of it.
    """
    anna = world.signed_in()
    before = entries(world)
    (ida,), (aage,) = seek(anna, "Ida Sorensen"), seek(anna, "aage baekgard")
    assert {ida, aage} == set(references(world, scheme="complaints"))
    (report,) = references(world, scheme="whistleblowing")
    for text, found in {
        "12345678": [ida],
        "+45 8765 4321": [aage],
        "ida sygedagpengene": [],
        "ida SYGEDAGPENGE": [ida],
        "passet": [],
        "pas": [aage],
        "sgedagpenge": [ida],
        "gaver": [report],
        "leder": [report],
        "Torben": [],
        "Hemmelig": [],
        "Hanne": [],
        report.lower(): [report],
        f"sag {ida}": [ida],
        "": [],
    }.items():
        assert seek(anna, text) == found, text
    seek(anna, "Ida")
    assert "Ida Sørensen" in anna.words()
    assert "Jeg hører intet om mine sygedagpenge." in anna.words()
    assert entries(world) == before
    for path in ("/", "/cases", f"/cases/{ida}", "/calendar", "/register/inquiry"):
        box = anna.get(path).query('header form[action="/search"] input[name="sought"]')
        assert [each.attrs.get("accesskey") for each in box] == ["s"], path
    answer = anna.post("/search", {"sought": "Ida"})
    assert re.fullmatch(rf"({BASE})?/search\?number=\d+", answer.headers["Location"])
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_page_that_was_found_can_be_gone_back_to(world: OfficeWorld) -> None:
    """Each search has a page of its own, for as long as the session; another session sees nothing of it."""
    anna, other = world.signed_in(), world.signed_in()
    anna.get("/")
    pages = [anna.post("/search", {"sought": text}).headers["Location"].removeprefix(BASE) for text in "IÅ"]
    anna.get(pages[0])
    assert anna.value("sought") == "I"
    anna.get(pages[1])
    assert anna.value("sought") == "Å"
    other.get(pages[1])
    assert other.value("sought") == ""
    assert "Åge" not in other.words()


def test_who_signs_in_where_somebody_forgot_to_sign_out_finds_nothing_of_theirs(world: OfficeWorld) -> None:
    """Neither what was looked for nor the cases that were looked at."""
    browser = world.signed_in("anna")
    seek(browser, "Ida")
    browser.get(f"/cases/{references(world, scheme='complaints')[0]}")
    right = {"name": "bo", "passphrase": world.enrolled["bo"].passphrase, "code": world.code_of("bo")}
    assert browser.post("/sign-in", right).status_code == 303
    page = browser.get("/search?number=1")
    assert "Ida" not in browser.words("body")
    assert browser.value("sought") == ""
    assert not page.query(".betro-hit__line")


def test_the_cases_looked_at_last_stand_below(world: OfficeWorld) -> None:
    """The last one first, of this session alone."""
    anna, bo = world.signed_in(), world.signed_in("bo")
    seen = references(world)
    for reference in (*seen, seen[0]):
        anna.get(f"/cases/{reference}")
    assert shown(anna.get("/search")) == [seen[0], *seen[:0:-1]]
    assert shown(bo.get("/search")) == []
    assert seek(bo, "Findes ikke") == []
    assert anna.page.query('main a[href="/register/inquiry"]') == []
    assert bo.page.query('main a[href="/register/inquiry"]')


def test_a_contact_is_registered_by_what_was_found(world: OfficeWorld) -> None:
    """One line and Enter, without opening the case; nothing written is said beside it, and twice is once."""
    anna = world.signed_in()
    (ida,) = seek(anna, "Ida")
    # What is found alone stands once, and its line is ready to be written in.
    (form,) = anna.page.query(f'form[action="/search/{ida}/contact"]')
    assert anna.page.query("details[open] input[autofocus]")
    typed = {each.attrs["name"]: each.attrs.get("value", "") for each in form.query("input")}
    chosen = [each.attrs["value"] for each in form.query("option[selected]")]
    assert chosen == ["phone"]
    empty = anna.post(f"/search/{ida}/contact", {**typed, "item": "  ", "channel": "phone"})
    assert empty.status_code == 422
    assert "Skriv, hvad der blev sagt." in empty.text
    anna.get(f"/search?number={typed['number']}")
    before = entries(world)
    said = {
        **typed,
        "csrf_token": anna.value("csrf_token"),
        "item": "Ringer igen i morgen",
        "channel": "phone",
    }
    for _ in range(2):
        anna.follow(f"/search/{ida}/contact", said)
        assert anna.value("sought") == "Ida"
    assert entries(world) == before + 1
    anna.get(f"/cases/{ida}")
    anna.follow(f"/cases/{ida}/open")
    assert anna.words().count("Ringer igen i morgen") == 1
    refused = anna.post("/search/00000000/contact", said | {"once": "x"})
    assert refused.status_code == 404


def test_a_search_shows_what_its_person_may_see_now(tmp_path: Path) -> None:
    """A case whose grant has ended is not found, though the session remembers it; sign-out forgets it all."""
    world = found_office(tmp_path / "office", MONDAY)
    world.send(IDA)
    bo, anna = world.signed_in("bo"), world.signed_in()
    anna.open_case()
    assert len(seek(bo, "Ida")) == 1
    sessions = world.app.extensions["betro_office"].sessions
    (memory,) = (each.memory for each in sessions._sessions.values() if each.who.display_name == "Bo Advisor")
    handle = world.enrolled["bo"].handle
    with write(world.organisation.triage) as connection:
        yesterday = local_date(MONDAY).replace(day=22)
        connection.execute(update(grant).where(grant.c.person == handle).values(until_on=yesterday))
    assert seek(bo, "Ida") == []
    assert len(seek(anna, "Ida")) == 1
    assert isinstance(memory, Memory)
    bo.get("/")
    bo.post("/sign-out")
    assert memory.look_for("Ida").known == 0
    carla = world.signed_in("carla")
    assert carla.get("/people").query('[name="sought"]') == []
    carla.get("/search", 403)


def test_after_sign_in_a_thread_opens_what_there_is(world: OfficeWorld) -> None:
    """Nobody has to search for it first."""
    world.signed_in()
    sessions = world.app.extensions["betro_office"].sessions
    newest = [*sessions._sessions.values()][-1]
    assert wait_for(lambda: newest.memory.look_for("Ida").known == 3)
