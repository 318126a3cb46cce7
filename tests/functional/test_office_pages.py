"""Every page of the office in both languages, as a browser and a screen reader would read it."""

from datetime import datetime

import pytest
from sqlalchemy import text

from intake.clock import COPENHAGEN
from intake.contents.item_ref import ItemRef
from intake.contents.mailbox import Contact
from intake.services.submit import ComplaintDraft, ReportDraft
from intake.store.engine import write
from tests.office import BASE, Browser, OfficeWorld, found_office
from tests.own_folder import has_units
from tests.story import TAXONOMY
from triage.cases.decisions.messages import LetterRecorded
from triage.cases.history import EVENTS
from triage.office.decisions.decision_form import COMPLAINTS, REPORTS
from triage.office.decisions.registry import FORMS
from triage.office.presentation.audit_words import action_words
from triage.office.presentation.timeline import title

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)


@pytest.fixture(scope="module", params=["da", "en"])
def browser(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """An advisor of each language, with a report that names somebody and a complaint."""
    world: OfficeWorld = found_office(tmp_path_factory.mktemp("office") / "office", MONDAY)
    with write(world.organisation.triage) as connection:
        connection.execute(text("update person set language = :language"), {"language": request.param})
    has_units(world.organisation, ("job", "Jobcentret", "Job centre"))
    world.send(ReportDraft(relation="employee", what="Noget", name="Mette Hansen"))
    world.send(ComplaintDraft("Jobcentret", "Noget andet", "Et svar", Contact(name="Jens Olsen")))
    world.tick()
    return world.signed_in("anna")


def _references(browser: Browser) -> list[str]:
    browser.get("/cases?show=all")
    assert browser.page is not None
    return [each.to_text() for each in browser.page.query("tbody td:first-child a")]


def test_every_page_of_an_advisor_reads_well(browser: Browser) -> None:
    """Lists, both kinds of case before and after opening, every decision page, registering, health."""
    for path in (
        "/calendar",
        "/calendar?month=2027-02&show=all",
        "/calendar/day/2026-11-30",
        "/calendar/mine",
    ):
        browser.get(path)
    for path in ("/", "/cases", "/cases?show=closed", "/register/report", "/register/inquiry", "/health"):
        browser.get(path)
    for reference in _references(browser):
        browser.get(f"/cases/{reference}")
        browser.follow(f"/cases/{reference}/open")
        browser.get(f"/cases/{reference}/identity")
        browser.get(f"/cases/{reference}/deadlines/BR-READ/why")
        is_report = browser.client.get(f"/cases/{reference}/scope", base_url=BASE).status_code == 200
        for what, form in FORMS.items():
            if (REPORTS if is_report else COMPLAINTS) in form.page.side:
                browser.get(f"/cases/{reference}/{what}")
                browser.post(f"/cases/{reference}/{what}", {"step": "preview"})


def test_the_language_is_the_persons_own(browser: Browser) -> None:
    """The page says its language, and its words are of that language."""
    browser.get("/")
    assert browser.page is not None
    language = browser.page.query_one("html").attrs["lang"]
    assert browser.words("h1").startswith({"da": "I dag", "en": "Today"}[str(language)])


def test_every_event_has_a_sentence() -> None:
    """No event of a case is told by its code."""
    assert all(each.sentence for each in EVENTS.values())


def test_an_event_that_lacks_a_word_is_still_told(browser: Browser) -> None:
    """What an event does not say becomes a dash, never a broken page."""
    event = LetterRecorded(on=MONDAY.date(), until_on=MONDAY.date(), item=ItemRef("ab" * 16, "0" * 64))
    with browser.world.app.test_request_context("/"):
        assert "–" in title(event, {}, {})
        assert action_words("scope:assessed") in {"Vurderet", "Assessed"}
        assert action_words("no:such") == "no:such"
        assert not any("%(" in action_words(tag) for tag in EVENTS)


def test_the_list_of_themes_stands_in_groups(browser: Browser) -> None:
    """Each main theme heads its own and is the first of them; every theme is offered once."""
    page = browser.get("/register/inquiry")
    typed = {each.attrs["value"]: each.to_text() for each in page.query("#theme-list option")}
    page = browser.get(f"/cases/{browser.call()}/themes")
    groups = page.query('select[name="main"] optgroup')
    offered = [str(each.attrs["value"]) for group in groups for each in group.query("option")]
    themes = TAXONOMY.themes
    assert sorted(offered) == sorted(themes)
    assert len(groups) == sum(each.theme is None for each in themes.values())
    assert len(typed) == len(themes)
    for group in groups:
        first, *others = [each.to_text() for each in group.query("option")]
        assert first == group.attrs["label"]
        assert typed[first] == ""
        assert {typed.get(each, first) for each in others} <= {first}


def test_the_audit_log_is_a_list_on_a_phone(browser: Browser) -> None:
    """Each of its cells says which it is, because there is no head to look up to."""
    page = browser.world.signed_in("dan").get("/journal")
    heads = {each.to_text() for each in page.query("th")}
    cells = page.query("tbody td")
    assert len(cells) > 10
    assert {each.attrs.get("data-title") for each in cells} == heads
    assert page.query("table.table-sm-responsive-headers")
