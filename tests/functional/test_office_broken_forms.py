"""A form of the office that breaks off: nothing is done, and what was typed stands on the page."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from justhtml.dom import Element
from werkzeug.test import TestResponse

from intake.clock import COPENHAGEN
from intake.contents.mailbox import Contact
from intake.services.submit import ComplaintDraft, ReportDraft
from intake.store.engine import read
from tests.html import parse
from tests.office import BASE, Browser, found_office
from triage.office.decisions.registry import FORMS
from triage.store.tables import event, journal

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
TYPED = "Borgeren ringede\r\n--x\r\nom fakturaerne: æøå 😀"
SHOWN = "Borgeren ringede\n--x\nom fakturaerne: æøå 😀"
MARK = "----betro0000000000000000"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """An advisor with a report that names somebody and a complaint, both opened."""
    world = found_office(tmp_path_factory.mktemp("office") / "office", MONDAY)
    world.send(ReportDraft(relation="employee", what="Noget", name="Mette Hansen"))
    world.send(ComplaintDraft("Jobcentret", "Noget andet", "Et svar", Contact(name="Jens Olsen")))
    world.tick()
    browser = world.signed_in("anna")
    for reference in references(browser):
        browser.get(f"/cases/{reference}")
        browser.follow(f"/cases/{reference}/open")
    return browser


def references(browser: Browser) -> list[str]:
    """The cases in her list."""
    cells = browser.get("/cases?show=all").query("tbody a[href^='/cases/']")
    return list(dict.fromkeys(each.attrs["href"].split("/")[2] for each in cells))


def forms_with_prose(browser: Browser) -> Iterator[str]:
    """The address of every form of the office in which somebody writes."""
    yield from ("/register/report", "/register/inquiry")
    yield f"/people/{browser.world.enrolled['bo'].handle.hex()}/titles"
    for reference in references(browser):
        for what in ("identity", "holders", *FORMS):
            path = f"/cases/{reference}/{what}"
            if browser.client.get(path, base_url=BASE).status_code == 200 and prose(browser.get(path)):
                yield path


def prose(page: object) -> list[Element]:
    """The fields of a page in which somebody writes."""
    return page.query('main form textarea, main form input[type="text"]')


def parts(page: object, typed: str) -> Iterator[tuple[str, str]]:
    """What a browser sends of a form up to the first field with words, which is filled."""
    first = prose(page)[0].attrs["name"]
    for each in page.query("main form input, main form textarea, main form select"):
        name = str(each.attrs["name"])
        if name == first:
            yield name, typed
            return
        if each.name == "input" and each.attrs["type"] in ("hidden", "date"):
            yield name, str(each.attrs.get("value") or "")


def cut_after(fields: list[tuple[str, str]]) -> bytes:
    """A form that ends in the head of the part after these."""
    heads = (
        f'{MARK}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields
    )
    return "".join((*heads, f"{MARK}\r\nContent-Dispo")).encode()


def send(browser: Browser, path: str, body: bytes) -> TestResponse:
    """Send a body as it stands."""
    answer = browser.client.post(
        path,
        base_url=BASE,
        data=body,
        content_type=f"multipart/form-data; boundary={MARK[2:]}",
        headers={"Sec-Fetch-Site": "same-origin"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    browser.page = parse(answer.text)
    return answer


def stored(browser: Browser) -> tuple[int, int]:
    """How many events and lines of the audit log there are."""
    with read(browser.world.organisation.triage) as connection:
        events, lines = (connection.execute(each.select()).all() for each in (event, journal))
    return len(events), len(lines)


def test_what_was_typed_stands_on_the_page_of_every_form_that_breaks_off(browser: Browser) -> None:
    """Each form with words, cut after them: the text, what it was called, and that nothing was done."""
    paths = list(forms_with_prose(browser))
    assert len(paths) > 40
    before = stored(browser)
    for path in paths:
        fields = list(parts(browser.get(path), TYPED))
        name = fields[-1][0]
        answer = send(browser, path, cut_after(fields))
        assert answer.status_code == 400, path
        assert "nåede ikke helt frem" in browser.words(".alert-error"), path
        assert "Der er ikke sendt eller gemt noget." in browser.words(".alert-error"), path
        [field] = [each for each in prose(browser.page) if each.attrs["name"] == name]
        if field.name == "textarea":
            assert browser.value_of(name) == SHOWN, path
        else:
            assert " ".join(browser.value(name).split()) == " ".join(SHOWN.split()), path
    assert stored(browser) == before


def test_what_is_confirmed_by_a_form_that_breaks_off_is_not_done(browser: Browser) -> None:
    """The words that were looked over travel hidden; its end is missing, so they are shown to be changed."""
    reference = references(browser)[0]
    path = f"/cases/{reference}/note"
    browser.get(path)
    once = browser.value("once")
    token, as_of = browser.value("csrf_token"), browser.value("as_of")
    fields = [("csrf_token", token), ("as_of", as_of), ("once", once), ("step", "send"), ("item", TYPED)]
    before = stored(browser)
    assert send(browser, path, cut_after(fields)).status_code == 400
    assert browser.value_of("item") == SHOWN
    assert stored(browser) == before
    # The page that came is whole: sent from there it is stored once.
    browser.follow(path, {"step": "send", "once": browser.value("once"), "item": browser.value_of("item")})
    assert stored(browser)[0] == before[0] + 1


def test_a_button_alone_that_breaks_off_does_nothing(browser: Browser) -> None:
    """A form without words is refused where it is not whole."""
    reference = references(browser)[0]
    token = ("csrf_token", browser.value("csrf_token"))
    before = stored(browser)
    for path in (f"/cases/{reference}/open", "/fetch", "/calendar/mine", "/calendar/mine/end", "/sign-out"):
        assert send(browser, path, cut_after([token])).status_code == 400, path
    assert stored(browser) == before
    assert browser.get("/")


def test_who_had_been_signed_out_gets_it_back_and_is_told_that_it_is_not_whole(browser: Browser) -> None:
    """What arrived waits on the sign-in page, and comes back as what it is: a part."""
    stranger = browser.world.browser()
    fields = [("step", "send"), ("summary_item", "Venter på svar")]
    assert send(stranger, "/register/inquiry", cut_after(fields)).status_code == 401
    kept = {
        str(each.attrs["name"]): str(each.attrs.get("value") or "")
        for each in stranger.page.query('main input[type="hidden"]')
    }
    passphrase = browser.world.enrolled["bo"].passphrase
    who = {"name": "bo", "passphrase": passphrase, "code": browser.world.code_of("bo")}
    assert stranger.post("/sign-in", {**kept, **who}).status_code == 200
    hidden = {str(each.attrs["name"]): str(each.attrs["value"]) for each in stranger.page.query("main input")}
    assert stranger.post("/register/inquiry", hidden).status_code == 400
    assert stranger.value("summary_item") == "Venter på svar"
    assert "nåede ikke helt frem" in stranger.words(".alert-error")


def test_signing_in_by_a_form_that_breaks_off_signs_nobody_in(browser: Browser) -> None:
    """Not even with all that it needs; what was kept of an earlier form stays, and stays marked as a part."""
    for kept in ([], [("kept.summary", "Venter på svar")]):
        stranger = browser.world.browser()
        passphrase = browser.world.enrolled["bo"].passphrase
        who = [("name", "bo"), ("passphrase", passphrase), ("code", browser.world.code_of("bo"))]
        assert send(stranger, "/sign-in", cut_after([*kept, *who])).status_code == 400
        assert stranger.client.get("/", base_url=BASE).status_code == 303
        hidden = stranger.page.query('main input[name^="kept."]')
        assert {each.attrs["name"] for each in hidden} == (
            {"kept.summary", "kept.broken_in"} if kept else set()
        )
