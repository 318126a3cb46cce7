"""The page of people and those behind it, as advisors and administrators see them."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from intake.clock import COPENHAGEN
from intake.store.engine import read, write
from intake.store.handlers import handlers
from tests.colleagues import finish_batches, join, opens, rows_of, who_is
from tests.office import Browser, OfficeWorld, found_office
from triage.cases.roles import Role
from triage.rules.codes import Scheme
from triage.services.people.ending import end_own
from triage.services.people.holders import directory
from triage.services.people.new_person import NewPerson
from triage.services.people.settling import is_cut
from triage.store import journal, people, proposals

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
SCHEMES = [*map(str, Scheme)]
EVA = NewPerson("eva", "Eva Advisor", Role.ADVISOR)


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """Anna and Bo hold two cases; Eva came after them, on Monday 23 November 2026."""
    world = found_office(tmp_path / "office", MONDAY)
    for _ in range(2):
        world.send()
    join(world, EVA)
    return world


def path(world: OfficeWorld, name: str, page: str) -> str:
    """Give the address of a page about somebody."""
    return f"/people/{world.enrolled[name].handle.hex()}/{page}"


def reference(world: OfficeWorld) -> str:
    """Give the reference of a case that Anna holds."""
    return min(row.case_reference for row in rows_of(world, "anna"))


def change(browser: Browser, case: str, **typed: str) -> None:
    """Look a change of holders over, and sign it."""
    there = f"/cases/{case}/holders"
    browser.get(there)
    preview = browser.post(there, {**typed, "step": "preview"})
    assert preview.status_code == 200, preview.text
    sent = browser.post(there, {**typed, "step": "send", "once": browser.value("once")})
    assert sent.status_code == 303, sent.text


def test_an_administrator_sees_who_works_here_and_no_case_and_no_count_of_cases(world: OfficeWorld) -> None:
    """Names, roles, titles and absences; no reference, no number of cases and no link to one."""
    carla = world.signed_in("carla")
    carla.get("/people")
    words = carla.words()
    assert "Eva Advisor" in words
    assert not re.search(r"\b[0-9A-HJKMNP-TV-Z]{8}\b", words)
    assert carla.page is not None
    assert not carla.page.query('main a[href^="/cases"]')
    assert not carla.page.query('main a[href$="/share"]')
    carla.get(path(world, "eva", "share"), 403)
    carla.get(path(world, "anna", "end"))
    assert not re.search(r"\b[0-9A-HJKMNP-TV-Z]{8}\b", carla.words())


def test_an_absence_is_noted_for_a_colleague_and_ended_again(world: OfficeWorld) -> None:
    """By an administrator, with who stands in; the page shows both until somebody ends it."""
    carla = world.signed_in("carla")
    carla.get(path(world, "anna", "absence"))
    eva = world.enrolled["eva"].handle.hex()
    carla.follow(
        path(world, "anna", "absence"), {"first": "2026-11-23", "last": "2026-12-01", "stand_in": eva}
    )
    assert "Anna Advisor" in carla.words("#absences")
    assert "Eva Advisor" in carla.words("#absences")
    bo = world.signed_in("bo")
    bo.get("/")
    assert "Anna Advisor" in bo.words()
    assert "Eva Advisor" in bo.words()
    carla.get("/people")
    carla.follow(path(world, "anna", "absence/end"), {})
    assert carla.words("#absences") == ""


def test_an_absence_that_ends_before_it_begins_is_refused_with_a_sentence(world: OfficeWorld) -> None:
    """What was typed stays there."""
    anna = world.signed_in("anna")
    anna.get(path(world, "anna", "absence"))
    answer = anna.post(path(world, "anna", "absence"), {"first": "2026-12-02", "last": "2026-12-01"})
    assert answer.status_code == 422
    assert anna.value("first") == "2026-12-02"


def test_a_title_is_changed(world: OfficeWorld) -> None:
    """In both languages; a role that holds no case is asked for no title on the page."""
    carla = world.signed_in("carla")
    carla.get(path(world, "anna", "titles"))
    carla.follow(path(world, "anna", "titles"), {"title_da": "Jurist", "title_en": "Lawyer"})
    with read(world.organisation.triage) as connection:
        anna = people.person_by_handle(connection, world.enrolled["anna"].handle)
    assert anna is not None
    assert (anna.title_da, anna.title_en) == ("Jurist", "Lawyer")


def test_a_second_press_sets_a_title_once(world: OfficeWorld) -> None:
    """It leads where the first did, though its code is spent; the page of people says so once."""
    carla, there = world.signed_in("carla"), path(world, "anna", "titles")
    carla.get(there)
    typed = {
        "title_da": "Jurist",
        "title_en": "Lawyer",
        "once": carla.value("once"),
        "second_factor": world.code_of("carla"),
    }
    answers = [carla.post(there, typed) for _ in range(2)]
    assert [(each.status_code, each.headers.get("Location")) for each in answers] == [(303, "/people")] * 2
    page = carla.get("/people")
    assert len(page.query(".alert-success")) == 1


def test_a_title_that_is_too_long_is_refused_in_the_language_of_the_page(world: OfficeWorld) -> None:
    """At 120 signs it is taken; at 121 it says so beside the field, and what was typed stays."""
    carla = world.signed_in("carla")
    carla.get(path(world, "anna", "titles"))
    answer = carla.post(path(world, "anna", "titles"), {"title_da": "a" * 121, "title_en": "Lawyer"})
    assert answer.status_code == 422
    assert "højst 120 tegn" in carla.words("main")
    assert "characters" not in carla.words("main")
    assert carla.value("title_da") == "a" * 121
    carla.follow(path(world, "anna", "titles"), {"title_da": "a" * 120, "title_en": "Lawyer"})


def test_ones_cases_are_given_with_a_page_that_shows_how_far_it_is(world: OfficeWorld) -> None:
    """It needs no script: a bar, numbers, and a page that comes again while something is at work."""
    anna = world.signed_in("anna")
    page = anna.get(path(world, "eva", "share"))
    bar = page.query_one("progress")
    assert bar is not None
    assert (bar.attrs["value"], bar.attrs["max"]) == ("0", "2")
    anna.post(path(world, "eva", "share"), {"step": "start", "schemes": SCHEMES})
    finish_batches(world)
    page = anna.get(path(world, "eva", "share"))
    bar = page.query_one("progress")
    assert bar is not None
    assert bar.attrs["value"] == bar.attrs["max"] == "2"
    assert not page.query('meta[http-equiv="refresh"]')
    assert all(opens(world, "eva").values())


def test_the_page_of_a_case_says_who_holds_it_and_since_when(world: OfficeWorld) -> None:
    """By name, and with who is away; and leads to where it is changed."""
    anna, case = world.signed_in("anna"), reference(world)
    anna.get(f"/cases/{case}")
    facts = anna.words("#facts")
    assert "Anna Advisor" in facts
    assert "Bo Advisor" in facts
    assert "Eva Advisor" not in facts


def test_a_case_is_given_to_a_colleague_after_a_look(world: OfficeWorld) -> None:
    """The preview names who will hold it; after it the colleague reads it."""
    anna, case = world.signed_in("anna"), reference(world)
    eva = world.enrolled["eva"].handle.hex()
    anna.get(f"/cases/{case}/holders")
    anna.post(f"/cases/{case}/holders", {"what": "give", "to": eva, "step": "preview"})
    assert "Eva Advisor" in anna.words()
    assert len(rows_of(world, "eva")) == 0
    change(anna, case, what="give", to=eva)
    assert [row.case_reference for row in rows_of(world, "eva")] == [case]
    eva_reads = world.signed_in("eva")
    eva_reads.get(f"/cases/{case}")
    eva_reads.follow(f"/cases/{case}/open")
    assert "Lederen tager imod gaver" in eva_reads.words("#content")


def test_who_recuses_finds_the_case_nowhere(world: OfficeWorld) -> None:
    """With a colleague added in the same step, so that two hold it; nothing of it is left for who left."""
    anna, case = world.signed_in("anna"), reference(world)
    change(anna, case, what="recuse", to=world.enrolled["eva"].handle.hex(), why="Min søster arbejder der.")
    anna.get(f"/cases/{case}", 404)
    anna.get(f"/cases/{case}/holders", 404)
    assert case not in anna.get("/cases?show=all").to_html()
    assert case not in anna.get("/").to_html()
    assert case not in anna.get("/people").to_html()
    assert {row.case_reference for row in rows_of(world, "eva")} == {case}
    bo = world.signed_in("bo")
    bo.get(f"/cases/{case}/holders")
    assert "Anna Advisor" in bo.words()


def test_nobody_leaves_a_case_that_one_would_hold(world: OfficeWorld) -> None:
    """The refusal says to add somebody in the same step, and what was written stays."""
    anna, case = world.signed_in("anna"), reference(world)
    there = f"/cases/{case}/holders"
    typed = {"what": "recuse", "why": "Inhabil."}
    anna.get(there)
    anna.post(there, {**typed, "step": "preview"})
    answer = anna.post(there, {**typed, "step": "send", "once": anna.value("once")})
    assert answer.status_code == 422
    assert anna.value_of("why") == "Inhabil."


def test_keeping_somebody_out_asks_for_a_reason(world: OfficeWorld) -> None:
    """Without one nothing is shown to sign."""
    anna, case = world.signed_in("anna"), reference(world)
    there = f"/cases/{case}/holders"
    anna.get(there)
    bo = world.enrolled["bo"].handle.hex()
    assert anna.post(there, {"what": "keep_out", "out": bo, "step": "preview"}).status_code == 422
    change(anna, case, what="keep_out", out=bo, to=world.enrolled["eva"].handle.hex(), why="Nævnt i den.")
    assert case not in {row.case_reference for row in rows_of(world, "bo")}
    anna.get(there)
    assert "Bo Advisor" in anna.words()


def test_an_end_waits_while_fewer_than_two_would_hold_a_case(world: OfficeWorld) -> None:
    """The page names the cases of whoever looks at it; after they are given, the end can be proposed."""
    anna = world.signed_in("anna")
    anna.get(path(world, "bo", "end"))
    assert reference(world) in anna.words()
    assert anna.page is not None
    assert not anna.page.query('main form[action$="/end"]')
    assert anna.post(path(world, "bo", "end")).status_code == 422
    anna.get(path(world, "eva", "share"))
    anna.post(path(world, "eva", "share"), {"step": "start", "schemes": SCHEMES})
    finish_batches(world)
    anna.get(path(world, "bo", "end"))
    anna.follow(path(world, "bo", "end"), {})
    with read(world.organisation.triage) as connection:
        [proposed] = proposals.proposals(connection)
    assert (proposed.person, proposed.until_on) == (world.enrolled["bo"].handle, MONDAY.date())
    assert who_is(world, "bo").handle == proposed.person


def test_a_second_press_proposes_an_end_once(world: OfficeWorld) -> None:
    """It leads where the first did, though its code is spent."""
    anna, there = world.signed_in("anna"), path(world, "eva", "end")
    anna.get(there)
    typed = {"once": anna.value("once"), "second_factor": world.code_of("anna")}
    answers = [anna.post(there, typed) for _ in range(2)]
    assert [(each.status_code, each.headers.get("Location")) for each in answers] == [(303, "/people")] * 2
    with read(world.organisation.triage) as connection:
        assert len(proposals.proposals(connection)) == 1
    page = anna.get("/people")
    assert len(page.query(".alert-success")) == 1


def test_ones_own_end_stands_alone_and_signs_out(world: OfficeWorld) -> None:
    """Eva holds nothing yet, so nothing waits: her own signature is enough."""
    eva = world.signed_in("eva")
    eva.get(path(world, "eva", "end"))
    answer = eva.post(path(world, "eva", "end"))
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/sign-in")
    again = world.browser().sign_in("eva")
    assert again.status_code != 303


def test_ones_own_end_is_in_the_journal_and_on_the_portal_at_once(world: OfficeWorld) -> None:
    """By whose hand, with the statement's digest, so that a cut of it is seen; and nobody keeps Eva out."""
    eva, today = world.enrolled["eva"].handle, MONDAY.date()
    end_own(world.organisation, who_is(world, "eva"), today=today)

    newest = directory(world.organisation, today).statements[-1]
    assert (newest.statement.person, newest.statement.valid_until) == (eva, today)
    with read(world.organisation.triage) as connection:
        stated = [each for each in journal.entries(connection) if each.digest == newest.link]
    assert [(each.actor, each.action, each.subject) for each in stated] == [(eva, "directory:stated", eva)]
    with read(world.organisation.intake) as connection:
        assert eva not in {each.person for each in handlers(connection)}
    with write(world.organisation.intake) as connection:
        cut = text("delete from directory_statement where number = :number")
        connection.execute(cut, {"number": newest.statement.number})
    assert is_cut(world.organisation, today=today)


@pytest.mark.parametrize(
    "typed", [{}, {"step": "preview", "schemes": SCHEMES}, {"step": "start"}], ids=["no step", "look", "none"]
)
def test_only_the_button_and_a_choice_begin_to_give_cases(world: OfficeWorld, typed: dict[str, str]) -> None:
    """A form that is shown again after signing in gives nothing, nor does one with nothing ticked."""
    anna = world.signed_in("anna")
    anna.get(path(world, "eva", "share"))
    answer = anna.post(path(world, "eva", "share"), typed)
    assert answer.status_code == (422 if typed.get("step") == "start" else 200)
    finish_batches(world)
    assert rows_of(world, "eva") == []


def test_a_second_press_gives_the_cases_once(world: OfficeWorld) -> None:
    """It leads where the first did, though its code is spent."""
    anna, there = world.signed_in("anna"), path(world, "eva", "share")
    anna.get(there)
    typed = {
        "step": "start",
        "schemes": SCHEMES,
        "once": anna.value("once"),
        "second_factor": world.code_of("anna"),
    }
    assert [anna.post(there, typed).status_code for _ in range(2)] == [303, 303]
    finish_batches(world)
    assert len(rows_of(world, "eva")) == 2


def test_ones_cases_are_not_offered_to_an_alternate(world: OfficeWorld) -> None:
    """Single cases are, where they are needed; the button that somebody makes up begins nothing."""
    anna, alternate = world.signed_in("anna"), Role.ALTERNATE
    page = anna.get("/people")
    assert page.query(f'a[href="{path(world, "eva", "share")}"]')
    assert not page.query(f'a[href="{path(world, alternate, "share")}"]')
    page = anna.get(path(world, alternate, "share"))
    assert not page.query('main [name="step"]')
    anna.post(path(world, alternate, "share"), {"step": "start", "schemes": SCHEMES})
    finish_batches(world)
    assert rows_of(world, alternate) == []


def test_an_alternate_is_not_told_who_is_away(world: OfficeWorld) -> None:
    """The people of the house are no matter of theirs; an adviser sees it."""
    anna = world.signed_in("anna")
    anna.get(path(world, "bo", "absence"))
    anna.follow(path(world, "bo", "absence"), {"first": "2026-11-23", "last": "2026-12-01"})
    for name, sees in (("anna", True), (Role.ALTERNATE, False)):
        browser = world.signed_in(name)
        browser.get("/")
        assert ("Bo Advisor" in browser.words("main")) is sees


def test_a_form_that_was_lost_with_the_session_shows_what_was_typed(world: OfficeWorld) -> None:
    """After signing in again an absence, a title and a change of holders are shown, and nothing is done."""
    anna, case = world.signed_in("anna"), reference(world)
    for there, name, typed in (
        (path(world, "bo", "absence"), "last", "2026-12-01"),
        (path(world, "bo", "titles"), "title_da", "Jurist"),
        (f"/cases/{case}/holders", "why", "Inhabil."),
    ):
        world.clock.go(hours=2)
        anna.get("/sign-in")
        assert anna.post(there, {name: typed, "step": "send", "second_factor": "123456"}).status_code == 401
        kept = {each.attrs["name"]: each.attrs["value"] for each in anna.page.query('main [name^="kept"]')}
        assert "123456" not in kept.values()
        right = {"passphrase": world.enrolled["anna"].passphrase, "code": world.code_of("anna")}
        anna.post("/sign-in", {"name": "anna", **right, "to": there, **kept})
        fields = {each.attrs["name"]: each.attrs["value"] for each in anna.page.query('main [type="hidden"]')}
        assert fields["step"] == "preview"
        assert anna.post(there, fields).status_code in {200, 422}
        assert typed in (anna.value_of(name) if name == "why" else anna.value(name))


def test_a_second_press_leaves_a_case_once(world: OfficeWorld) -> None:
    """It leads where the first did: to the list."""
    anna, case = world.signed_in("anna"), reference(world)
    there, eva = f"/cases/{case}/holders", world.enrolled["eva"].handle.hex()
    typed = {"what": "recuse", "to": eva, "why": "Inhabil."}
    anna.get(there)
    anna.post(there, {**typed, "step": "preview"})
    sent = {**typed, "step": "send", "once": anna.value("once"), "second_factor": world.code_of("anna")}
    for _ in range(2):
        answer = anna.post(there, sent)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/cases")
