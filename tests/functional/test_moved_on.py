"""Every form of a case, prepared on an older state of it: what is new is shown, and nothing happens."""

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from intake.clock import COPENHAGEN
from intake.contents.mailbox import Contact
from intake.services.submit import ComplaintDraft
from intake.store.engine import read
from intake.store.tables import item as placed
from tests.office import Browser, OfficeWorld, found_office
from tests.own_folder import has_units
from triage.cases.decisions.feedback import FeedbackDecided
from triage.cases.plausible import TO_COME
from triage.office.decisions.decision_form import COMPLAINTS, REPORTS, Side
from triage.office.decisions.registry import FORMS
from triage.store.tables import event, item, journal, outbox

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
PROSE = "Det, der blev skrevet"
NOTHING_TO_CHOOSE = {
    "access-decided",
    "aftermath",
    "agreement-withdrawn",
    "breach",
    "call-off-meeting",
    "correct",
    "follow-end",
    "link",
    "longer",
    "mandate-withdrawn",
    "minutes-added",
    "minutes-approved",
    "minutes-corrected",
    "minutes-not-approved",
    "minutes-to-check",
    "own-limit",
    "promise-kept",
    "recording-erased",
    "resume",
    "settle-doubt",
    "sort",
    "withdraw",
}
"""What there is nothing for in such a case, or nothing in the first choice; that may be said besides."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> OfficeWorld:
    """A report and a complaint, each with its mailbox, that an adviser has opened."""
    folder: Path = tmp_path_factory.mktemp("moved-on")
    world = found_office(folder / "office", MONDAY)
    has_units(world.organisation, ("job", "Jobcentret", "Job centre"))
    return world


@pytest.fixture(scope="module")
def opened(world: OfficeWorld) -> tuple[Browser, dict[Side, str]]:
    """An adviser's browser, and the references of the two by their sides."""
    anna = world.signed_in("anna")
    world.send()
    references = {REPORTS: anna.open_case()}
    world.send(ComplaintDraft("Jobcentret", "Noget andet", "Et svar", Contact(name="Jens Olsen")))
    anna.get("/cases?show=all")
    assert anna.page is not None
    shown = {each.to_text() for each in anna.page.query("td a.betro-reference")}
    (references[COMPLAINTS],) = shown - {references[REPORTS]}
    anna.get(f"/cases/{references[COMPLAINTS]}")
    anna.follow(f"/cases/{references[COMPLAINTS]}/open")
    return anna, references


def filled(browser: Browser) -> dict[str, str]:
    """Fill in the form that the page shows: a text, a day, or the first choice that there is."""
    assert browser.page is not None
    typed = {str(each.attrs["name"]): PROSE for each in browser.page.query("main form textarea")}
    for each in browser.page.query("main form select"):
        offered = [str(one.attrs.get("value") or "") for one in each.query("option")]
        typed[str(each.attrs["name"])] = next((one for one in offered if one), "")
    for each in browser.page.query("main form input"):
        name, value = str(each.attrs.get("name")), str(each.attrs.get("value") or "")
        match each.attrs.get("type"):
            case "radio" | "checkbox":
                typed.setdefault(name, value)
            case "date":
                typed[name] = (date(2026, 12, 7) if name in TO_COME else MONDAY.date()).isoformat()
            case "text":
                typed[name] = "10:30" if name in ("at_time", "starts_at") else "Kort"
            case _:
                typed[name] = value
    return typed


def kept(world: OfficeWorld) -> list[int]:
    """Count all that a decision can leave behind."""
    counted = []
    for engine, tables in (
        (world.organisation.triage, (event, item, journal, outbox)),
        (world.organisation.intake, (placed,)),
    ):
        with read(engine) as connection:
            counted += [
                connection.execute(select(func.count()).select_from(each)).scalar_one() for each in tables
            ]
    return counted


@pytest.mark.parametrize("what", FORMS)
def test_what_was_prepared_on_an_older_state_shows_what_is_new_and_asks_again(
    world: OfficeWorld, opened: tuple[Browser, dict[Side, str]], what: str
) -> None:
    """Before the second look and after it: what has happened, by whom, what was typed; nothing is kept."""
    anna, references = opened
    before = kept(world)
    here = [reference for side, reference in references.items() if side in FORMS[what].page.side]
    for reference, step in zip(here, ("send", "preview"), strict=False):
        anna.get(f"/cases/{reference}/{what}")
        typed = filled(anna)
        answer = anna.post(f"/cases/{reference}/{what}", {**typed, "step": step, "as_of": "1"})
        assert answer.status_code in ({409, 422} if what in NOTHING_TO_CHOOSE else {409}), answer.text
        news = anna.words(".alert-warning")
        assert "Der er sket noget i sagen, siden du begyndte" in news
        assert "Åbnet og læst · Anna Advisor" in news
        assert [anna.value_of(name) for name, text in typed.items() if text == PROSE] == [
            text for text in typed.values() if text == PROSE
        ]
    assert kept(world) == before


@pytest.mark.parametrize("what", [name for name, form in FORMS.items() if Side.BOTH not in form.page.side])
def test_a_page_of_one_side_is_not_there_in_a_case_of_the_other(
    opened: tuple[Browser, dict[Side, str]], what: str
) -> None:
    """Neither to be looked at nor to be sent: it is as if it had never been."""
    anna, references = opened
    for elsewhere in (each for side, each in references.items() if side not in FORMS[what].page.side):
        anna.get(f"/cases/{elsewhere}/{what}", 404)
        anna.get(f"/cases/{elsewhere}/note")
        assert anna.post(f"/cases/{elsewhere}/{what}", {"step": "preview"}).status_code == 404


def test_what_cannot_be_done_any_more_keeps_what_was_typed(opened: tuple[Browser, dict[Side, str]]) -> None:
    """Where nothing is left to choose from, that is said, and the text is there to be used elsewhere."""
    anna, references = opened
    anna.get(f"/cases/{references[REPORTS]}/note")
    path = f"/cases/{references[REPORTS]}/breach"
    assert anna.post(path, {"reason_item": PROSE, "step": "send"}).status_code == 422
    assert "Ingen frist i sagen er overskredet" in anna.words(".alert-info")
    assert anna.value_of("reason_item") == PROSE


def test_a_letter_is_not_printed_before_what_is_new_was_seen(opened: tuple[Browser, dict[Side, str]]) -> None:
    """A sheet of paper is sent as well as a message is."""
    anna, references = opened
    path = f"/cases/{references[REPORTS]}/feedback"
    anna.get(path)
    typed = filled(anna)
    assert anna.post(path, {**typed, "step": "print", "as_of": "1"}).status_code == 409
    assert anna.value_of(FeedbackDecided.words_in) == PROSE
    assert anna.post(path, {**typed, "step": "print"}).status_code == 200


@pytest.mark.parametrize("is_told", [True, False])
def test_a_report_is_registered_on_the_contact_as_it_was_shown(tmp_path: Path, is_told: bool) -> None:
    """From the page of a contact; what a colleague noted in it since is shown before anything is sealed."""
    world = found_office(tmp_path / "office", MONDAY)
    anna, bo = world.signed_in("anna"), world.signed_in("bo")
    reference = anna.contact()
    assert anna.page is not None
    anna.get(str(anna.page.query_one('a[href*="earlier="]').attrs["href"]))
    typed = {"channel": "in_person", "organisation_on": "2026-11-23", "office_on": "2026-11-23"}
    typed |= {"what": PROSE, "earlier": reference, "once": anna.value("once")}
    if is_told:
        bo.save(reference, "note", item="Hun har fortrudt.")
        answer = anna.post("/register/report", typed)
        assert answer.status_code == 409
        assert "Notat" in anna.words(".alert-warning")
        assert "Bo Advisor" in anna.words(".alert-warning")
        assert anna.value_of("what") == PROSE
        typed["once"] = anna.value("once")
    assert anna.post("/register/report", typed).status_code == 200
    assert anna.only_case() == reference
