"""
Turning clocks from the case page: longer, stopped, taken up, begun anew, left out, and explaining a breach.
"""

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from crypto.mailbox import Mailbox
from intake.clock import COPENHAGEN
from intake.services.correspond import open_mailbox
from intake.store.engine import read
from tests.colleagues import who_is
from tests.office import AGREED, Browser, OfficeWorld, found_office
from tests.own_folder import has_units
from triage.rules.codes import Scheme
from triage.services.casework.register_contact import register_contact
from triage.services.clock import receive
from triage.store.tables import event

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
WHY = "Vi mangler et svar fra lægen."


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """An office on Monday 23 November 2026, with two units."""
    world = found_office(tmp_path / "office", MONDAY)
    world.organisation = has_units(
        world.organisation,
        ("job", "Jobcentret", "Job centre"),
        ("social", "Socialforvaltningen", "Social services"),
    )
    return world


def _external(world: OfficeWorld, monkeypatch: pytest.MonkeyPatch) -> tuple[Browser, str]:
    """A report to the external scheme."""
    monkeypatch.setattr(receive, "SCHEMES", {"report": Scheme.WHISTLEBLOWING_EXTERNAL})
    world.send()
    anna = world.signed_in("anna")
    return anna, anna.open_case()


def _payload(world: OfficeWorld, tag: str) -> dict[str, object]:
    with read(world.organisation.triage) as connection:
        (row,) = connection.execute(select(event).where(event.c.payload.contains(f'"form":"{tag}/'))).all()
    found: dict[str, object] = json.loads(row.payload)
    return found


def _days(browser: Browser, reference: str) -> str:
    browser.get(f"/cases/{reference}")
    return browser.words("#deadlines")


def test_a_suspended_clock_stands_and_runs_on_with_the_rest(world: OfficeWorld) -> None:
    """Four days of standing still move the house's date by the working days among them."""
    anna = world.signed_in("anna")
    reference = anna.call()
    assert "mandag 7. december 2026" in _days(anna, reference)
    anna.decide(reference, "suspend", clock="BR-FIRST", reason="awaiting_citizen", reason_item=WHY)
    assert "står stille" in _days(anna, reference)
    assert "overskredet" not in _days(anna, reference).lower()
    assert WHY not in json.dumps(_payload(world, "clock:suspended"))
    world.clock.on(date(2026, 11, 27))
    anna = world.signed_in("anna")
    anna.decide(reference, "resume", clock="BR-FIRST")
    assert "fredag 11. december 2026" in _days(anna, reference)
    assert "sat i bero" in anna.words("#timeline").lower()
    anna.get(f"/cases/{reference}/deadlines/BR-FIRST/why")
    assert "Sat i bero fra mandag 23. november 2026 til fredag 27. november 2026" in anna.words("main")


def test_a_clock_that_stands_is_not_offered_to_be_stopped(world: OfficeWorld) -> None:
    """One that stands can be taken up; one that runs can be stopped; neither page offers the other's."""
    anna = world.signed_in("anna")
    reference = anna.call()
    anna.decide(reference, "suspend", clock="BR-FIRST", reason="awaiting_citizen", reason_item=WHY)
    for what, offered in (("suspend", False), ("extend", False), ("resume", True)):
        page = anna.get(f"/cases/{reference}/{what}")
        values = [each.attrs["value"] for each in page.query("#clock option")]
        assert ("BR-FIRST" in values) is offered, what


@pytest.mark.parametrize("what", ["suspend", "interrupt"])
def test_the_law_of_a_report_refuses_every_pause(world: OfficeWorld, what: str) -> None:
    """A whistleblower clock stands for nobody, and the refusal names the provision."""
    world.send()
    world.tick()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    refusal = anna.refused(reference, what, clock="WB-FB", reason="awaiting_others", reason_item=WHY)
    assert "§ 12" in refusal


def test_questions_that_changed_count_the_reply_anew(world: OfficeWorld) -> None:
    """The referral to one unit begins again; the other unit's clock stays."""
    anna = world.signed_in("anna")
    reference = anna.call()
    for unit in ("job", "social"):
        anna.decide(reference, "refer", unit=unit, item="Hvornår?", answers_citizen="unit", **AGREED)
    world.clock.on(date(2026, 11, 30))
    anna = world.signed_in("anna")
    anna.decide(
        reference, "restart", clock="BR-REPLY:job", reason="questions_changed", reason_item="Nye spørgsmål"
    )
    anna.get(f"/cases/{reference}/deadlines/BR-REPLY/why?subject=job")
    assert "mandag 21. december 2026" in anna.words("main dl")
    anna.get(f"/cases/{reference}/deadlines/BR-REPLY/why?subject=social")
    assert "mandag 14. december 2026" in anna.words("main dl")
    anna.get(f"/cases/{reference}")
    assert "(Jobcentret)" in anna.words("#timeline")


def test_an_external_scheme_extends_the_feedback_with_a_letter(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Up to six months with a reason: the reporter reads it, both dates stay visible."""
    anna, reference = _external(world, monkeypatch)
    world.tick()
    typed = {"clock": "WB-EXT-FB3", "until_on": "2027-05-21", "reason": "complexity", "reason_item": WHY}
    path = f"/cases/{reference}/extend"
    anna.get(path)
    anna.post(path, {**typed, "step": "preview"})
    draft = anna.value_of("letter_item")
    assert "tirsdag 23. februar 2027" in draft
    assert "fredag 21. maj 2027" in draft
    too_long = anna.refused(reference, "extend", **{**typed, "until_on": "2027-06-30"}, letter_item=draft)
    assert "24. maj 2027" in too_long or "23. maj 2027" in too_long
    anna.decide(reference, "extend", **typed, letter_item=draft)
    payload = _payload(world, "deadline:extended")
    assert payload["template"] == "extension_feedback"
    assert "Forlænget" in _days(anna, reference)


def test_a_unit_is_given_longer_and_the_citizen_is_told_nothing(world: OfficeWorld) -> None:
    """The page begins with the day the unit has named; no letter waits, and none can be written of it."""
    anna = world.signed_in("anna")
    reference = anna.call()
    anna.decide(reference, "refer", unit="job", item="Hvornår?", answers_citizen="unit", **AGREED)
    anna.decide(reference, "delay", unit="job", promised_on="2026-12-28", reason_item="Sygdom")
    page = anna.get(f"/cases/{reference}")
    links = [each.attrs["href"] for each in page.query("#drafts a")]
    assert not any("BR-REPLY" in each for each in links)
    for page_of_letters in ("extend", "delay-notice"):
        offered = anna.get(f"/cases/{reference}/{page_of_letters}").query('select[name="clock"] option')
        assert "BR-REPLY:job" not in [each.attrs["value"] for each in offered]
    anna.get(f"/cases/{reference}/longer?clock=BR-REPLY:job")
    assert anna.value("promised_on") == "2026-12-28"
    anna.decide(reference, "longer", clock="BR-REPLY:job", promised_on="2026-12-28", reason_item="Sygdom")
    assert "28. december 2026" in anna.words("#deadlines")
    assert "fik længere tid" in anna.words("#timeline")


def test_an_extension_after_the_date_is_refused(world: OfficeWorld) -> None:
    """What has run out is explained, not moved."""
    anna = world.signed_in("anna")
    reference = anna.call()
    world.clock.on(date(2026, 12, 8))
    anna = world.signed_in("anna")
    refusal = anna.refused(
        reference,
        "extend",
        clock="BR-FIRST",
        until_on="2026-12-20",
        reason="absence",
        reason_item=WHY,
        letter_item="Det bliver senere.",
        given_on="2026-12-08",
        sent_by="phone",
    )
    assert "7. december 2026" in refusal


def test_only_an_external_scheme_leaves_the_acknowledgement_out(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a reason of the law the external clock falls away; the internal scheme refuses with § 12."""
    anna, reference = _external(world, monkeypatch)
    anna.get(f"/cases/{reference}")
    assert anna.page is not None
    assert anna.page.query(f'a[href="/cases/{reference}/waive"]')
    anna.decide(reference, "waive", reason="endangers_identity", reason_item="Postkassen deles.")
    assert "udeladt" in anna.words("#timeline").lower()
    assert _payload(world, "acknowledgement:waived")["reason"] == "endangers_identity"


def test_an_internal_scheme_must_acknowledge(world: OfficeWorld) -> None:
    """No link leads there, and whoever types the address is refused with the provision."""
    world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    anna.get(f"/cases/{reference}")
    assert anna.page is not None
    assert anna.page.query(f'a[href="/cases/{reference}/waive"]') == []
    assert "§ 12" in anna.refused(reference, "waive", reason="expressly_asked", reason_item="Ville ikke")


def test_an_internal_scheme_abroad_is_led_to_what_its_law_allows(tmp_path: Path) -> None:
    """In Sweden a reporter may decline the acknowledgement: the case page leads there, and its clock ends."""
    world = found_office(tmp_path / "sweden", MONDAY, country="SE")
    world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    anna.get(f"/cases/{reference}")
    assert anna.page is not None
    assert anna.page.query(f'a[href="/cases/{reference}/waive"]')
    anna.decide(reference, "waive", reason="expressly_asked", reason_item="Ville ikke")
    assert _payload(world, "acknowledgement:waived")["reason"] == "expressly_asked"
    anna.get(f"/cases/{reference}")
    assert anna.page.query(f'a[href="/cases/{reference}/waive"]') == []


def test_a_contact_has_no_acknowledgement_to_leave_out(world: OfficeWorld) -> None:
    """It runs no clock; whoever types the address gets a sentence."""
    anna = world.signed_in("anna")
    contact = register_contact(world.organisation, who_is(world), "Vil gerne mødes", now=world.clock.now())
    assert anna.refused(contact.case_reference, "waive", reason="expressly_asked", reason_item="Ville ikke")


def test_a_request_for_access_starts_its_clocks_and_can_be_extended(world: OfficeWorld) -> None:
    """Recording the request begins the seven working days; the letter takes them to fourteen."""
    anna = world.signed_in("anna")
    reference = anna.call()
    anna.decide(reference, "external-event", event="document_access:requested", happened_on="2026-11-23")
    assert "onsdag 2. december 2026" in _days(anna, reference)
    typed = {"clock": "OFL-36", "until_on": "2026-12-11", "reason": "many_requests", "reason_item": WHY}
    anna.decide(
        reference,
        "extend",
        **typed,
        letter_item="Vi har brug for mere tid.",
        given_on="2026-11-23",
        sent_by="letter",
    )
    assert "fredag 11. december 2026" in _days(anna, reference)
    assert "Med brev" in anna.words("#timeline")
    assert "aktindsigt" in anna.words("#timeline").lower()


def test_closing_over_what_is_owed_names_it_asks_why_and_it_goes_on(world: OfficeWorld) -> None:
    """The citizen who was answered still waits for the documents, and gets them in the closed case."""
    anna = world.signed_in("anna")
    reference = anna.call()
    anna.decide(reference, "external-event", event="document_access:requested", happened_on="2026-11-23")
    anna.get(f"/cases/{reference}/close")
    assert not anna.page.query("#reason_item")  # That there is no answer yet is said first.
    anna.decide(reference, "answer", item="Du får svar.", given_on="2026-11-23", sent_by="by_hand")

    assert "Skriv begrundelsen" in anna.refused(reference, "close")
    owed = "løber videre, når sagen er afsluttet. Fristen er onsdag 2. december 2026."
    assert owed in anna.words("#reason_item-hint")
    anna.post(f"/cases/{reference}/close", {"reason_item": WHY, "step": "preview"})
    assert owed in anna.words(".alert-warning")
    anna.decide(reference, "close", reason_item=WHY)
    assert "Afsluttet" in anna.words("#timeline")
    assert "Aktindsigt Frist om 9 dage onsdag 2. december 2026" in _days(anna, reference)
    decided = {"asked": "document_access:", "result": "refused", "happened_on": "2026-11-23"}
    assert "Skriv begrundelsen" in anna.refused(reference, "access-decided", **decided)
    assert "klages" in anna.refused(reference, "access-decided", **decided, reason_item=WHY)
    anna.decide(reference, "access-decided", **decided, reason_item=WHY, body="ankestyrelsen")
    assert "Der blev givet afslag" in anna.words("#timeline")
    assert "Aktindsigt Frist om 9 dage onsdag 2. december 2026" not in _days(anna, reference)


def test_a_letter_about_access_to_a_report_stays_out_of_its_mailbox(world: OfficeWorld) -> None:
    """Who asks for the documents is not the reporter: the letter goes another way, and none is offered."""
    world.send()
    world.tick()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    anna.decide(reference, "external-event", event="document_access:requested", happened_on="2026-11-23")
    page = anna.get(f"/cases/{reference}/delay-notice")
    assert [each.attrs["value"] for each in page.query("#clock option")] == ["", "WB-FB"]
    path = f"/cases/{reference}/extend"
    anna.get(path)
    typed = {"clock": "OFL-36", "until_on": "2026-12-11", "reason": "many_requests", "reason_item": WHY}
    letter = {**typed, "letter_item": "Vi har brug for mere tid."}
    assert anna.post(path, {**letter, "step": "preview"}).status_code == 422
    assert "ikke til indberetteren" in anna.words("#given_on-error")
    anna.decide(reference, "extend", **letter, given_on="2026-11-23", sent_by="digital_post")
    assert "Med Digital Post" in anna.words("#timeline")


def test_a_breach_is_explained_with_who_and_how_late(world: OfficeWorld) -> None:
    """Days are counted against the first date, also after a lawful extension, and stay in the history."""
    anna = world.signed_in("anna")
    reference = anna.call()
    anna.decide(
        reference,
        "extend",
        clock="BR-FIRST",
        until_on="2026-12-10",
        reason="absence",
        reason_item=WHY,
        letter_item="Det bliver senere.",
        given_on="2026-11-23",
        sent_by="phone",
    )
    world.clock.on(date(2026, 12, 14))
    anna = world.signed_in("anna")
    page = anna.get(f"/cases/{reference}/breach")
    words = [" ".join(each.to_text().split()) for each in page.query("#rule option")]
    assert any("7. december 2026: 7 dage for sent" in each for each in words)
    anna.decide(
        reference,
        "breach",
        rule="BR-FIRST::2026-12-07",
        responsible="office",
        reason_item="Ferie uden afløser.",
    )
    payload = _payload(world, "breach:explained")
    assert payload["days_late"] == 7
    assert payload["responsible"] == "office"
    assert "7 dage for sent" in anna.words("#timeline")


def test_the_reporter_reads_an_extension_in_the_mailbox(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The letter that goes with it lies there word for word."""
    monkeypatch.setattr(receive, "SCHEMES", {"report": Scheme.WHISTLEBLOWING_EXTERNAL})
    code = world.send()
    world.tick()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    typed = {"clock": "WB-EXT-FB3", "until_on": "2027-04-21", "reason": "complexity", "reason_item": WHY}
    anna.decide(reference, "extend", **typed, letter_item="Vi har brug for mere tid til og med april.")
    world.tick()
    letters = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now()).messages
    assert [each.text for each in letters if not each.mine] == ["Vi har brug for mere tid til og med april."]


def test_a_unit_asked_again_leaves_its_late_reply_on_the_page(world: OfficeWorld) -> None:
    """The late reply stands under what was missed; nobody has explained it yet, and somebody can."""
    anna = world.signed_in("anna")
    reference = anna.call()
    anna.decide(reference, "refer", unit="job", item="Hvornår?", answers_citizen="unit", **AGREED)
    world.clock.on(date(2026, 12, 18))
    anna = world.signed_in("anna")
    anna.open_case()
    anna.decide(reference, "reply", unit="job", item="Delvist.", quality="partial")
    anna.decide(reference, "refer", unit="job", item="Hvornår?", answers_citizen="unit", **AGREED)
    anna.get(f"/cases/{reference}")
    kept = "Svar fra afdelingen (Jobcentret) mandag 14. december 2026: 4 dage for sent"
    assert "4 dage for sent" not in anna.words("#deadlines")
    assert f"{kept} Ikke forklaret endnu" in anna.words("#breaches")
    assert "Overskredet frist bevaret: Svar fra afdelingen (Jobcentret)" in anna.words("#timeline")
    anna.decide(
        reference, "breach", rule="BR-REPLY:job:2026-12-14", responsible="unit", reason_item="Sygdom."
    )
    assert f"{kept} Forklaret 18. december 2026: Afdelingen" in anna.words("#breaches")
    assert _payload(world, "breach:explained")["due_on"] == "2026-12-14"
