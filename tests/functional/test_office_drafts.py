"""What is half written in the office: kept for its writer alone, offered again, gone once it is done."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from intake.clock import COPENHAGEN
from intake.services.submit import ComplaintDraft, ReportDraft
from intake.store.engine import read, write
from tests.office import BASE, Browser, OfficeWorld, found_office
from triage.office.decisions.registry import FORMS
from triage.store.tables import draft, event

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
TEXT = 'Kun for mig.\n\nMed æøå og "anførselstegn" & <tegn>.'


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> OfficeWorld:
    """An office on Monday 23 November 2026 with a report and a complaint."""
    world = found_office(tmp_path_factory.mktemp("office") / "office", MONDAY)
    world.send(ReportDraft("employee", "Gaver fra en leverandør", name="Ida Ibsen"))
    world.send(ComplaintDraft("Jobcentret", "Noget", "Et svar", None))
    world.tick()
    return world


@pytest.fixture(scope="module")
def anna(world: OfficeWorld) -> Browser:
    """An adviser who has opened both."""
    anna = world.signed_in("anna")
    for reference in references(anna):
        anna.get(f"/cases/{reference}")
        anna.follow(f"/cases/{reference}/open")
    return anna


def references(browser: Browser) -> list[str]:
    """The cases in her list."""
    links = browser.get("/cases?show=all").query('main td a[href^="/cases/"]')
    return sorted({str(each.attrs["href"]).split("/")[2] for each in links})


def of_kind(browser: Browser, what: str) -> str:
    """The case that this can be decided in."""
    paths = {each: f"/cases/{each}/{what}" for each in references(browser)}
    [found] = (
        each for each, path in paths.items() if browser.client.get(path, base_url=BASE).status_code == 200
    )
    return found


def rows(world: OfficeWorld) -> list[object]:
    """What is stored of drafts, but for the marks of those that were carried out."""
    with read(world.organisation.triage) as connection:
        return list(connection.execute(draft.select().where(draft.c.envelope != b"")).all())


def events(world: OfficeWorld) -> int:
    """How many events there are."""
    with read(world.organisation.triage) as connection:
        return len(connection.execute(event.select()).all())


def filled(browser: Browser, text: str) -> dict[str, str]:
    """The hidden fields of a form with its first words filled in."""
    name = browser.page.query("main form textarea")[0].attrs["name"]
    form = {
        each.attrs["name"]: each.attrs.get("value") or ""
        for each in browser.page.query("main form input[type=hidden]")
    }
    return {**form, str(name): text}


def keep_url(browser: Browser) -> str:
    """Where the button keeps what is typed."""
    return str(browser.page.query_one("button[value=keep]").attrs["formaction"])


def throw_all_away(browser: Browser) -> None:
    """Throw away what the front page lists."""
    for form in browser.get("/").query("#kept form"):
        assert browser.post(str(form.attrs["action"]), {}).status_code == 303


def long_forms(anna: Browser) -> Iterator[str]:
    """The address of every form for many lines that these cases have, and of the one for a new report."""
    yield from ("/register/report", "/register/own-initiative", "/register/inquiry")
    for reference in references(anna):
        for what in (*FORMS, "identity"):
            path = f"/cases/{reference}/{what}"
            if "<textarea" in anna.client.get(path, base_url=BASE).text:
                yield path


def test_every_long_form_loses_nothing_that_was_sent(world: OfficeWorld, anna: Browser) -> None:
    """
    Each form for many lines, sent too late: it waits on the sign-in page whole. Sent in time and not carried
    out: it is a draft, listed, refilled from the list and thrown away. Nothing is decided.
    """
    stranger, before, kept = world.browser(), events(world), {}
    for path in long_forms(anna):
        anna.get(path)
        sent = {**filled(anna, f"{TEXT} {path}"), "step": "preview"}
        [name] = (name for name, text in sent.items() if path in text)
        assert stranger.post(path, sent).status_code == 401
        assert (stranger.value(f"kept.{name}"), stranger.value("to")) == (sent[name], path)
        assert anna.post(path, sent).status_code in (200, 422), path
        kept[path] = sent | {"name": name}
    assert len(kept) > 45
    links = {str(each.attrs["href"]) for each in anna.get("/").query("#kept td:first-child a")}
    assert links == {f"{path}?draft={sent['kept_as']}" for path, sent in kept.items()}
    for path, sent in kept.items():
        anna.get(f"{path}?draft={sent['kept_as']}")
        assert anna.value_of(sent["name"]) == sent[sent["name"]], path
        assert anna.value("kept_as") == sent["kept_as"]
    throw_all_away(anna)
    assert not anna.get("/").query("#kept")
    assert (events(world), rows(world)) == (before, [])


def test_a_number_of_the_civil_register_is_kept_in_no_draft(world: OfficeWorld, anna: Browser) -> None:
    """By none of the three ways: each shows it again with the reason."""
    pages = [f"/cases/{each}/inquirer" for each in references(anna)]
    [path] = [each for each in pages if anna.client.get(each, base_url=BASE).status_code == 200]
    for where, step in ((path, "send"), (f"{path}/draft", "keep"), (f"{path}/draft", "autosave")):
        anna.get(path)
        answer = anna.post(where, {**filled(anna, "Ring: 010190-1234"), "step": step})
        assert answer.status_code == 422
        assert "ligner et CPR-nummer" in anna.words(".alert-error")
        assert rows(world) == []


def test_what_cannot_be_gone_on_with_is_shown_to_be_copied(world: OfficeWorld, anna: Browser) -> None:
    """A form that the case has no use for any more: the words stand there, under what they were called."""
    path, kept_as = f"/cases/{references(anna)[0]}/breach", "0b" * 16
    anna.follow(f"{path}/draft", {"responsible_words": TEXT, "kept_as": kept_as, "step": "keep"})
    anna.get(f"{path}?draft={kept_as}")
    assert "Formularen kan ikke bruges længere" in anna.words()
    assert "Kun for mig." in anna.words("main dl")
    with write(world.organisation.triage) as connection:
        connection.execute(draft.update().values(page="note"))
    anna.get(f"/drafts/{kept_as}")
    assert "kan ikke åbnes" in anna.words(), "its seal says which form it was"
    throw_all_away(anna)


def test_what_is_carried_out_is_no_draft_any_more(world: OfficeWorld, anna: Browser) -> None:
    """A message that was previewed lies as a draft until it is sent, and cannot come back afterwards."""
    path = f"/cases/{references(anna)[0]}/message"
    anna.get(path)
    sent = filled(anna, TEXT)
    assert anna.post(path, {**sent, "step": "preview"}).status_code == 200
    assert len(rows(world)) == 1
    once = anna.value("once")
    anna.get(path)  # Back, or another tab: the draft is offered, and this page has an id of its own.
    assert anna.value("kept_as") != sent["kept_as"]
    assert "Der er en kladde fra 23. november 2026." in anna.words(".alert-info")
    anna.follow(path, {**sent, "step": "send", "once": once})
    assert rows(world) == []
    for browser in (anna, world.signed_in("anna")):
        browser.get(path)
        late = browser.post(
            f"{path}/draft", {**sent, "csrf_token": browser.value("csrf_token"), "step": "autosave"}
        )
        assert (late.status_code, late.text, rows(world)) == (409, "", []), "in no session of hers"
    anna.follow(f"{path}/draft", {**sent, "step": "keep"})
    assert len(rows(world)) == 1, "what she keeps once more herself is another draft"
    throw_all_away(anna)


def test_two_tabs_lose_nothing_of_each_other(world: OfficeWorld, anna: Browser) -> None:
    """Each keeps under its own id."""
    path = f"/cases/{references(anna)[0]}/note"
    for text in ("Fra den ene", "Fra den anden"):
        anna.get(path)
        anna.follow(keep_url(anna), {**filled(anna, text), "step": "keep"})
    assert "Din kladde er gemt." in anna.words(".alert-success")
    assert len(anna.page.query("#kept tbody tr")) == 2
    throw_all_away(anna)


def test_the_reason_for_opening_a_name_is_kept_until_it_is_opened(world: OfficeWorld, anna: Browser) -> None:
    """It waits on Today, is gone on with, and goes with the opening, which shows the name."""
    path = f"/cases/{of_kind(anna, 'outside')}/identity"
    anna.get(path)
    anna.follow(keep_url(anna), {**filled(anna, TEXT), "step": "keep"})
    [link] = anna.page.query("#kept td:first-child a")
    anna.get(str(link.attrs["href"]))
    assert anna.value_of("why") == TEXT
    assert anna.post(path, filled(anna, TEXT)).status_code == 200
    assert "Ida Ibsen" in anna.words()
    assert rows(world) == []


def test_what_a_page_that_was_left_had_kept_goes_with_what_is_sent(world: OfficeWorld, anna: Browser) -> None:
    """
    Two pages were left in mid-sentence; the same form is sent from a third. What says no more than what was
    sent goes, and the other stays, for it may be another note; of an answer, which ends the waiting, both go.
    """
    complaint = of_kind(anna, "answer")
    for what, stay in (("note", 1), ("answer", 0)):
        path = f"/cases/{complaint}/{what}"
        for text in ("Borgeren ringede og", "Noget helt andet"):
            anna.get(path)
            assert anna.post(keep_url(anna), {**filled(anna, text), "step": "autosave"}).status_code == 204
        assert len(rows(world)) == 2
        anna.get(path)
        sent = filled(anna, "Borgeren ringede og vil vente.")
        if what == "answer":
            assert anna.post(path, {**sent, "step": "preview"}).status_code == 200
            sent["once"] = anna.value("once")
        anna.follow(path, {**sent, "step": "send"})
        assert len(rows(world)) == stay
        throw_all_away(anna)


def test_a_draft_is_its_writers_alone(world: OfficeWorld, anna: Browser) -> None:
    """A colleague with the same cases sees none, opens none, removes none, and overwrites none."""
    path = f"/cases/{references(anna)[0]}/note"
    anna.get(path)
    sent = {**filled(anna, TEXT), "step": "keep"}
    anna.follow(keep_url(anna), sent)
    [row] = rows(world)
    bo = world.signed_in("bo")
    assert not bo.get("/").query("#kept")
    bo.get(f"{path}?draft={row.id.hex()}")
    assert bo.value_of("item") == ""
    assert bo.client.get(f"/drafts/{row.id.hex()}", base_url=BASE).status_code == 404
    bo.get("/")
    bo.follow(f"/drafts/{row.id.hex()}/end")
    bo.get(path)
    bo.follow(f"{path}/draft", {**filled(bo, "Hans"), "kept_as": row.id.hex()})
    assert row in rows(world)
    throw_all_away(bo)
    throw_all_away(anna)


def test_a_case_that_has_moved_on_asks_before_a_draft_is_sent(world: OfficeWorld, anna: Browser) -> None:
    """What was typed comes back with what is new above it."""
    path = f"/cases/{references(anna)[0]}/note"
    anna.get(path)
    anna.follow(keep_url(anna), {**filled(anna, TEXT), "step": "keep"})
    [link] = {str(each.attrs["href"]) for each in anna.page.query("#kept td:first-child a")}
    bo = world.signed_in("bo")
    bo.get(path)
    bo.follow(path, {"item": "Fra Bo", "step": "send", "once": bo.value("once")})
    anna.get(link)
    assert "siden" in anna.words("main .alert")
    assert anna.value_of("item") == TEXT
    throw_all_away(anna)


def test_what_somebody_else_wrote_is_not_shown_to_who_signs_in(world: OfficeWorld) -> None:
    """A session ends in mid-sentence: its person gets the words back, a colleague at the same browser not."""
    for who, is_shown in (("bo", False), ("anna", True)):
        browser = world.signed_in("anna")
        path = f"/cases/{references(browser)[0]}/note"
        browser.get(path)
        sent = filled(browser, TEXT)
        world.clock.go(minutes=world.organisation.settings.idle_minutes + 1)
        assert browser.post(path, {**sent, "step": "send"}).status_code == 401
        form = {
            each.attrs["name"]: each.attrs["value"] or "" for each in browser.page.query("main [type=hidden]")
        }
        right = {"name": who, "passphrase": world.enrolled[who].passphrase, "code": world.code_of(who)}
        answer = browser.post("/sign-in", form | right)
        assert (answer.status_code, TEXT in str(answer.text)) == ((200, False) if is_shown else (303, False))
        assert bool(browser.page.query('main [name="item"]')) == is_shown
