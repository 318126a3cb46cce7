"""Registering a report that came another way than through the portal."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from crypto.holders import Holding
from crypto.mailbox import Mailbox
from crypto.receipt import new_receipt_code, parse_receipt_code
from intake.clock import COPENHAGEN
from intake.services.correspond import open_mailbox
from intake.services.new_code import take_new_code
from intake.store.engine import read
from intake.store.tables import submission
from tests.grown import a_field_more
from tests.office import Browser, OfficeWorld
from tests.own_folder import has_units
from triage.services.people.first_item import HoldersUnknownError
from triage.services.people.holding import holding_of

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
LETTER = {
    "channel": "letter",
    "organisation_on": "2026-11-10",
    "office_on": "2026-11-20",
    "what": "Et brev om gaver.\nMed to linjer.",
    "name": "Mette Hansen",
}


def test_a_letter_is_sealed_and_its_code_is_shown_once(world: OfficeWorld) -> None:
    """The clocks count from the organisation's day, the code opens the mailbox, and the case says it is
    known."""
    anna = world.signed_in("anna")
    anna.get("/register/report")
    answer = anna.post("/register/report", {"once": anna.value("once"), **LETTER})
    assert answer.status_code == 200, answer.text
    code = parse_receipt_code(anna.words(".betro-code"))
    reference = anna.only_case()
    anna.get(f"/cases/{reference}")
    assert "tirsdag 10. november 2026" in anna.words("#facts")
    assert "17. november 2026" in anna.words("#deadlines")
    assert "Kendt af enheden" in anna.words("#facts")
    assert "Et brev om gaver." in anna.words("#content")
    assert code.grouped not in anna.words()
    anna.get("/cases")
    assert "10. nov. 2026" in anna.words("tbody")
    anna.get(f"/cases/{reference}")
    view = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now())
    assert view.first is not None
    assert view.first.what == "Et brev om gaver.\nMed to linjer."
    assert not view.has_warnings
    bo = world.signed_in("bo")
    bo.open_case()
    assert "Et brev om gaver." in bo.words("#content")
    assert not bo.words(".alert-error:not(.container)") or "fristovervågning" in bo.words(".alert-error")


@pytest.mark.parametrize("newer", [False, True])
def test_a_registered_report_is_its_reporters_after_each_new_code(world: OfficeWorld, newer: bool) -> None:
    """Its first item is signed by who wrote it down; whoever has the newest code knows it for theirs."""
    anna = world.signed_in("anna")
    anna.get("/register/report")
    with a_field_more(in_events=False) if newer else nullcontext():
        anna.post("/register/report", {"once": anna.value("once"), **LETTER})
    code, now = parse_receipt_code(anna.words(".betro-code")), world.clock.now()
    for words in ("Med den anden kode.", "Med den tredje kode."):
        code, old = new_receipt_code(), code
        take_new_code(world.reception, old, code, now=now)
        world.write(code, words)
    view = open_mailbox(world.reception, Mailbox.from_code(code), now=now)
    assert [each.text for each in view.messages] == ["Med den anden kode.", "Med den tredje kode."]
    assert (view.newer, view.has_warnings) == (newer, False)


def test_what_follows_a_registered_report_of_a_newer_betro_waits_with_it(world: OfficeWorld) -> None:
    """The office signed it and the reporter's key stands inside: nobody is taken for a stranger meanwhile."""
    anna = world.signed_in("anna")
    anna.get("/register/report")
    with a_field_more(in_events=False):
        answer = anna.post("/register/report", {"once": anna.value("once"), **LETTER})
        assert answer.status_code == 200, answer.text
    code = parse_receipt_code(anna.words(".betro-code"))
    world.write(code, "Fra i dag")
    world.tick()
    reference = anna.only_case()
    anna.get(f"/cases/{reference}")
    anna.follow(f"/cases/{reference}/open")

    assert "skrevet af et nyere Betro" in anna.words(".alert-error")
    assert "ikke underskrevet" not in anna.words(".alert-error")


def test_the_same_form_again_shows_the_same_code(world: OfficeWorld) -> None:
    """A press too many or a reload costs neither a second case nor the only copy of the code."""
    anna = world.signed_in("anna")
    anna.get("/register/report")
    form = {"once": anna.value("once"), "csrf_token": anna.value("csrf_token"), **LETTER}
    anna.post("/register/report", form)
    code = anna.words(".betro-code")
    assert anna.post("/register/report", form).status_code == 200
    assert anna.words(".betro-code") == code
    assert anna.only_case()
    anna.get("/")
    anna.post("/sign-out")
    anna.sign_in("anna")
    assert "betro-code" not in anna.post("/register/report", form).text


def with_units(world: OfficeWorld) -> Browser:
    """Let somebody of an office with two units register a letter."""
    units = ("job", "Jobcentret", "Job centre"), ("child", "Børn og Familie", "Children")
    world.organisation = has_units(world.organisation, *units)
    anna = world.signed_in("anna")
    anna.get("/register/report")
    return anna


def registered(anna: Browser, **given: str) -> str:
    """Register the letter, and give its case's reference, with the page of the case."""
    answer = anna.post("/register/report", {"once": anna.value("once"), **LETTER, **given})
    assert answer.status_code == 200, answer.text
    reference = anna.only_case()
    anna.get(f"/cases/{reference}")
    return reference


def test_of_a_late_letter_one_says_where_it_lay(world: OfficeWorld) -> None:
    """The question stands beside the days; the answer among the facts and in the history."""
    anna = with_units(world)
    assert "Hvor lå den, før whistleblowerenheden fik den?" in anna.words("fieldset")
    assert anna.post("/register/report", {"once": anna.value("once"), **LETTER}).status_code == 422
    missing = "Vælg, hvor den lå før, eller at det ikke vides."
    assert missing in anna.words("#error-summary")
    assert anna.value("name") == "Mette Hansen"

    registered(anna, lay_with="child")
    assert "Hvor den lå før Børn og Familie" in anna.words("#facts")
    assert "Hvor den lå før: Børn og Familie" in anna.words("#timeline")


def test_nobody_may_know_where_it_lay(world: OfficeWorld) -> None:
    """That is an answer, and it is told; one that is not on the list is none."""
    anna = with_units(world)
    wrong = {"once": anna.value("once"), **LETTER, "lay_with": "roads"}
    assert anna.post("/register/report", wrong).status_code == 422
    reference = registered(anna, lay_with="not_known")
    assert "Hvor den lå før Vides ikke" in anna.words("#facts")
    anna.get(f"/cases/{reference}/breach")
    assert "Der, hvor den lå" not in anna.words("form")


def test_without_units_nobody_is_asked_where_it_lay(world: OfficeWorld) -> None:
    """A private employer and a new installation register a late letter as it is."""
    anna = world.signed_in("anna")
    anna.get("/register/report")
    assert "Hvor lå den" not in anna.words()
    registered(anna)
    assert "Hvor den lå før" not in anna.words()


def test_what_the_office_had_at_once_lay_nowhere_else(world: OfficeWorld) -> None:
    """Then the question may stay open."""
    registered(with_units(world), organisation_on="2026-11-20")


def test_where_it_lay_answers_for_what_was_missed_there_and_is_corrected(world: OfficeWorld) -> None:
    """The acknowledgement was due before the letter came here: the unit is offered by name, and told."""
    anna = with_units(world)
    reference = registered(anna, lay_with="job")
    anna.open_case()
    anna.get(f"/cases/{reference}/breach")
    assert "Der, hvor den lå, før whistleblowerenheden fik den: Jobcentret" in anna.words("form")
    options = (each.attrs["value"] or "" for each in anna.get(f"/cases/{reference}/breach").query("option"))
    missed = next(value for value in options if value.startswith("WB-ACK"))
    why = {"rule": missed, "responsible": "lay_with", "reason_item": "Brevet lå i en bakke."}
    anna.decide(reference, "breach", **why)
    assert "fik den: Jobcentret" in anna.words("#breaches")

    path, wrong = f"/cases/{reference}/correct", {"wrong": "2:lay_with", "reason_item": "Det var en anden."}
    anna.get(path)
    assert anna.post(path, {**wrong, "step": "preview"}).status_code == 422
    assert "Børn og Familie Jobcentret Vides ikke" in anna.words('select[name="right_code"]')
    anna.decide(reference, "correct", **wrong, right_code="child")
    assert "Hvor den lå før Børn og Familie" in anna.words("#facts")
    assert "fik den: Børn og Familie" in anna.words("#breaches")
    assert "Hvor den lå før: Jobcentret" in anna.words("#timeline")


def test_a_contact_that_becomes_a_late_report_says_where_it_lay(world: OfficeWorld) -> None:
    """Registered on the case of the contact, with its place."""
    anna = with_units(world)
    contact = anna.contact()
    anna.get(f"/register/report?earlier={contact}")
    assert registered(anna, earlier=contact, lay_with="job") == contact
    assert "Hvor den lå før Jobcentret" in anna.words("#facts")


@pytest.mark.parametrize(
    ("error", "sentence"), [(None, "Du har ikke adgang"), (HoldersUnknownError, "ikke afgøres")]
)
def test_a_contact_whose_holders_are_in_doubt_becomes_no_report(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch, error: type[Exception] | None, sentence: str
) -> None:
    """The page says why, and keeps what was typed; nothing is sent, and the same form can be sent again."""
    anna = world.signed_in("anna")
    contact = anna.contact()
    anna.get(f"/register/report?earlier={contact}")
    typed = {"once": anna.value("once"), **LETTER, "earlier": contact}

    def doubted(*given: Any) -> Holding:
        if error is not None:
            raise error
        held = holding_of(*given)
        return replace(held, holders=held.holders - {world.enrolled["anna"].handle})

    with monkeypatch.context() as patched:
        patched.setattr("triage.services.casework.register_report.holding_of", doubted)
        assert anna.post("/register/report", typed).status_code == 422
    assert sentence in anna.words(".alert-error")
    assert anna.value_of("what") == LETTER["what"]
    with read(world.organisation.intake) as connection:
        assert connection.execute(select(func.count()).select_from(submission)).scalar_one() == 0
    assert anna.post("/register/report", typed).status_code == 200


def test_counting_from_a_later_day_needs_a_reason(world: OfficeWorld) -> None:
    """The refusal says so with the provision, and keeps what was typed."""
    anna = world.signed_in("anna")
    anna.get("/register/report")
    answer = anna.post(
        "/register/report", {"once": anna.value("once"), **LETTER, "clock_start": "2026-11-20"}
    )
    assert answer.status_code == 422
    assert "10. november 2026" in anna.words(".alert-error")
    assert "§ 12" in anna.words(".alert-error")
    assert anna.value("name") == "Mette Hansen"
    answer = anna.post(
        "/register/report",
        {
            "once": anna.value("once"),
            **LETTER,
            "clock_start": "2026-11-20",
            "clock_start_reason_item": "Brevet lå i en forkert postkasse.",
        },
    )
    assert answer.status_code == 200, answer.text
    anna.get(f"/cases/{anna.only_case()}")
    assert "27. november 2026" in anna.words("#deadlines")


@pytest.mark.parametrize("missing", ["channel", "organisation_on", "office_on", "what"])
def test_what_is_needed_is_asked_for(world: OfficeWorld, missing: str) -> None:
    """A field that must be filled in is named at the top and at the field."""
    anna = world.signed_in("anna")
    anna.get("/register/report")
    answer = anna.post("/register/report", {"once": anna.value("once"), **LETTER, missing: ""})
    assert answer.status_code == 422
    assert anna.words("#error-summary")


def test_the_registered_name_is_opened_by_itself(world: OfficeWorld) -> None:
    """The name does not stand on the case page; opening it needs a reason and is in the history."""
    anna = world.signed_in("anna")
    anna.get("/register/report")
    anna.post("/register/report", {"once": anna.value("once"), **LETTER})
    bo = world.signed_in("bo")
    reference = bo.open_case()
    assert "Mette Hansen" not in bo.words()
    bo.get(f"/cases/{reference}/identity")
    assert bo.post(f"/cases/{reference}/identity", {"why": ""}).status_code == 422
    bo.post(f"/cases/{reference}/identity", {"why": "Skal ringe til indberetteren"})
    assert "Mette Hansen" in bo.words()
    bo.get(f"/cases/{reference}")
    assert "Mette Hansen" not in bo.words()
    assert "Indberetterens navn blev åbnet" in bo.words("#timeline")
    assert "Skal ringe til indberetteren" in bo.words("#timeline")
