"""A day that can hardly be meant is asked back, in words, and believed once it is confirmed."""

from datetime import date, datetime

import pytest

from intake.clock import COPENHAGEN
from tests.office import Browser, OfficeWorld

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
ASKED = "document_access:requested"


def _asked_back(browser: Browser, reference: str, what: str = "external-event", **data: str) -> str:
    """What the page asks of something outside the case that is not believed."""
    path = f"/cases/{reference}/{what}"
    browser.get(path)
    answer = browser.post(path, {**data, "step": "preview"})
    assert answer.status_code == 422, answer.text
    return browser.words("form fieldset")


def test_a_day_of_the_wrong_year_is_asked_back_and_believed_when_confirmed(world: OfficeWorld) -> None:
    """2025 typed for 2026: the sentence says the day with its weekday and why it is odd."""
    anna = world.signed_in("anna")
    reference = anna.call()
    typed = {"event": ASKED, "happened_on": "2025-11-20"}
    assert "torsdag 20. november 2025 er rigtig, selv om det er mere end et halvt år siden" in _asked_back(
        anna, reference, **typed
    )
    for slip in ("0001-01-01", "9999-12-31"):
        assert "Det er ikke en dato" in anna.refused(
            reference, "external-event", event=ASKED, happened_on=slip
        )
    anna.decide(reference, "external-event", **typed, sure="happened_on:2025-11-20")
    assert "20. november 2025" in anna.words("#timeline")


def test_a_tick_is_for_the_very_day(world: OfficeWorld) -> None:
    """Who ticks one day and then types another is asked again."""
    anna = world.signed_in("anna")
    reference = anna.call()
    typed = {"event": ASKED, "happened_on": "2024-11-20", "sure": "happened_on:2025-11-20"}
    assert "onsdag 20. november 2024" in _asked_back(anna, reference, **typed)


def test_an_end_before_its_beginning_is_asked_back(world: OfficeWorld) -> None:
    """Access asked for on Monday cannot well have been decided on the Friday before."""
    anna = world.signed_in("anna")
    reference = anna.call()
    anna.decide(reference, "external-event", event=ASKED)
    typed = {"asked": "document_access:", "result": "given", "happened_on": "2026-11-20"}
    said = _asked_back(anna, reference, "access-decided", **typed)
    assert "selv om det, som den følger efter, skete mandag 23. november 2026" in said


def test_a_day_before_the_case_is_asked_back(world: OfficeWorld) -> None:
    """A request from before the case began may be true, and is mostly not."""
    anna = world.signed_in("anna")
    reference = anna.call()
    said = _asked_back(anna, reference, event=ASKED, happened_on="2026-11-12")
    assert "selv om sagen begyndte mandag 23. november 2026" in said


def test_an_ordinary_day_is_not_asked_back(world: OfficeWorld) -> None:
    """Yesterday is a day like another, once the case is older."""
    anna = world.signed_in("anna")
    reference = anna.call()
    world.clock.on(date(2026, 11, 25))
    anna = world.signed_in("anna")
    anna.decide(reference, "external-event", event=ASKED, happened_on="2026-11-24")
    assert "24. november 2026" in anna.words("#timeline")


def test_a_report_and_a_call_of_another_year_are_asked_back(world: OfficeWorld) -> None:
    """Both pages outside a case ask as those in one."""
    anna = world.signed_in("anna")
    anna.get("/register/report")
    report = {
        "channel": "letter",
        "organisation_on": "2025-11-19",
        "office_on": "2026-11-20",
        "what": "Gaver",
    }
    assert anna.post("/register/report", {**report, "once": anna.value("once")}).status_code == 422
    assert "onsdag 19. november 2025" in anna.words("form fieldset")
    confirmed = {**report, "once": anna.value("once"), "sure": "organisation_on:2025-11-19"}
    assert anna.post("/register/report", confirmed).status_code == 200
    call = anna.inquiry(happened_on="2025-11-20")
    assert anna.post("/register/inquiry", call).status_code == 422
    assert "torsdag 20. november 2025" in anna.words("form fieldset")


OLD = {"event": ASKED, "happened_on": "2025-11-20"}
TICKED = "happened_on:2025-11-20"


def _ticked(browser: Browser) -> list[str]:
    assert browser.page is not None
    return [each.attrs["value"] for each in browser.page.query('input[name="sure"][checked]')]


def test_a_tick_stays_while_something_else_is_put_right(world: OfficeWorld) -> None:
    """Whoever goes back to change it, forgot a field or is told what is new has confirmed the day already."""
    anna = world.signed_in("anna")
    reference = anna.call()
    path = f"/cases/{reference}/external-event"
    anna.get(path)
    assert anna.post(path, {**OLD, "sure": TICKED, "step": "preview"}).status_code == 200
    assert anna.post(path, {**OLD, "sure": TICKED, "step": "change"}).status_code == 200
    assert _ticked(anna) == [TICKED]
    anna.post(path, {**OLD, "event": "", "sure": TICKED, "step": "preview"})
    assert anna.words("#error-summary")
    assert _ticked(anna) == [TICKED]
    assert anna.post(path, {**OLD, "sure": TICKED, "step": "send", "as_of": "0"}).status_code == 409
    assert _ticked(anna) == [TICKED]


@pytest.mark.parametrize(
    ("path", "field", "typed"),
    [
        ("/register/report", "organisation_on", {"channel": "letter", "office_on": "2026-11-20"}),
        ("/register/inquiry", "happened_on", {"channel": "phone", "type": "guidance"}),
    ],
)
def test_a_tick_stays_where_a_field_was_forgotten(
    world: OfficeWorld, path: str, field: str, typed: dict[str, str]
) -> None:
    """Of a report what it says, of a call what it was about."""
    anna = world.signed_in("anna")
    anna.get(path)
    ticked = f"{field}:2025-11-19"
    sent = {**typed, field: "2025-11-19", "sure": ticked, "once": anna.value("once")}
    assert anna.post(path, sent).status_code == 422
    assert _ticked(anna) == [ticked]


@pytest.mark.parametrize("received", ["2025-11-23", "2025-11-22", "2025-11-20"])
def test_the_day_of_most_letters_is_asked_back_in_last_year(world: OfficeWorld, received: str) -> None:
    """Today, yesterday or last Friday, typed with the year that stood there all the year before."""
    anna = world.signed_in("anna")
    anna.get("/register/report")
    typed = {"channel": "letter", "organisation_on": received, "office_on": "2026-11-23", "what": "Gaver"}
    answer = anna.post("/register/report", {**typed, "once": anna.value("once")})
    assert answer.status_code == 422
    assert "er rigtig, selv om det er mere end et halvt år siden" in anna.words("form fieldset")
