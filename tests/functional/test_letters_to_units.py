"""A request to a unit ends in its letter, which holds what the adviser wrote and plain facts, and no more."""

from datetime import date, datetime
from pathlib import Path

import pytest

from intake.clock import COPENHAGEN
from intake.contents.choices import MaySendOn
from intake.contents.mailbox import Contact
from intake.services.submit import ComplaintDraft
from tests.letter_words import foreign
from tests.office import AGREED, OfficeWorld, found_office
from tests.own_folder import has_units

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
ASKED = {"unit": "job", "item": "Hvornår får Bente svar?", "answers_citizen": "unit"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> OfficeWorld:
    """An office on Monday 23 November 2026, with one unit."""
    folder: Path = tmp_path_factory.mktemp("letters")
    world = found_office(folder / "office", MONDAY)
    world.organisation = has_units(world.organisation, ("job", "Jobcentret", "Job centre"))
    return world


def test_what_the_citizen_said_in_the_form_is_ticked_and_nothing_of_theirs_is_in_the_letter(
    world: OfficeWorld,
) -> None:
    """The yes of the portal becomes a consent in the same press; name, words and summary stay."""
    told = Contact(name="Jens Olsen", phone="12345678")
    world.send(ComplaintDraft("Jobcentret", "Mit brev om rotter", "En undskyldning", told, MaySendOn.YES))
    anna = world.signed_in("anna")
    reference = anna.open_case()
    anna.save(reference, "summary", item="Rotter i gården")
    anna.save(reference, "unit", unit="job")
    page = anna.get(f"/cases/{reference}/refer")
    assert page.query("#agreed[checked]")
    typed = {name: anna.value(name) for name in ("agreed", "agreed_on", "once")}
    anna.follow(f"/cases/{reference}/refer", {**ASKED, **typed, "agreed_how": "form", "step": "send"})
    letter = anna.words(".betro-sheet")
    assert "Hvornår får Bente svar?" in letter
    for never in ("Jens", "12345678", "otter", "undskyldning"):
        assert never not in letter


def test_a_request_is_a_letter_in_two_loads(world: OfficeWorld) -> None:
    """The form, and then the letter: kept with the case, with its day, and with nothing of the citizen's."""
    anna = world.signed_in("anna")
    reference = anna.call()
    anna.follow(f"/cases/{reference}/open")
    refusal = anna.refused(reference, "refer", **ASKED)
    assert "Jobcentret" in refusal or "job" in refusal
    assert "samtykke" in refusal

    kinds = ["questions", "documents"]
    besides = {"kinds": kinds, "enclosures": "Afgørelsen", "copy_wanted": "y", "sent_by": "mail"}
    anna.get(f"/cases/{reference}/refer")
    sent = {**ASKED, **AGREED, **besides, "step": "send", "once": anna.value("once")}
    anna.follow(f"/cases/{reference}/refer", sent)
    letter = anna.words(".betro-sheet")
    for each in ("Til Jobcentret", "Sagens dokumenter", "Hvornår får Bente svar?", "- Afgørelsen", "kopi"):
        assert each in letter
    assert "mandag 14. december 2026" in letter
    assert reference in letter
    assert "Anmodning" in letter
    assert foreign(letter, "da") == set()
    for never in ("Bekræft venligst", "husleje", "{", "_____"):
        assert never not in letter
    told = anna.get(f"/cases/{reference}") and anna.words("#timeline")
    assert "Borgeren gav samtykke" in told


def test_a_later_day_for_the_unit_is_in_the_letter_and_moves_its_clock(world: OfficeWorld) -> None:
    """No letter to the citizen goes with it; it is written in the language that was chosen."""
    anna = world.signed_in("anna")
    reference = anna.call()
    anna.follow(f"/cases/{reference}/open")
    longer = {"due_on": "2026-12-28", "longer_reason": "Jul", "language": "en"}
    anna.get(f"/cases/{reference}/refer")
    preview = anna.post(f"/cases/{reference}/refer", {**ASKED, **AGREED, **longer, "step": "preview"})
    assert preview.status_code == 200, preview.text
    assert "Monday 28 December 2026" in anna.words(".betro-visible")
    anna.follow(
        f"/cases/{reference}/refer", {**ASKED, **AGREED, **longer, "step": "send", "once": anna.value("once")}
    )
    letter = anna.words(".betro-sheet")
    assert "To Job centre" in letter
    assert foreign(letter.replace(ASKED["item"], ""), "en") == set()
    anna.get(f"/cases/{reference}")
    assert "28. december 2026" in anna.words("#deadlines")
    anna.get(f"/cases/{reference}/documents")
    assert "Anmodning til afdelingen" in anna.words("tbody")
    assert "Brev til borger" not in anna.words("tbody")


def test_a_hearing_and_criticism_are_letters_too(world: OfficeWorld) -> None:
    """Each ends in its letter to the unit."""
    anna = world.signed_in("anna")
    reference = anna.call()
    anna.follow(f"/cases/{reference}/open")
    anna.decide(
        reference, "hearing", unit="job", item="Det tog for længe.", answer_by_on="2026-12-07", **AGREED
    )
    assert "Det tog for længe." in anna.words(".betro-sheet")
    assert "mandag 7. december 2026" in anna.words(".betro-sheet")
    world.clock.on(date(2026, 11, 30))
    anna = world.signed_in("anna")
    anna.get(f"/cases/{reference}")
    anna.follow(f"/cases/{reference}/open")
    anna.decide(reference, "hearing-answer", unit="job", item="Enig.")
    anna.decide(reference, "criticism", unit="job", kind="criticism", item="Svar hurtigere.")
    assert "Svar hurtigere." in anna.words(".betro-sheet")
    assert "Enig." not in anna.words(".betro-sheet")


def test_a_reminder_is_ready_on_the_case_the_day_after_the_date(world: OfficeWorld) -> None:
    """One press leads to a letter that names the day; the next waits for its own day."""
    anna = world.signed_in("anna")
    reference = anna.call()
    anna.decide(reference, "refer", **ASKED, **AGREED)
    chase = f'main a[href="/cases/{reference}/chase"]'
    assert anna.get(f"/cases/{reference}").query(chase) == []
    world.clock.on(date(2026, 12, 22))
    anna = world.signed_in("anna")
    assert anna.get(f"/cases/{reference}").query(chase)
    anna.follow(f"/cases/{reference}/open")
    anna.decide(reference, "chase", unit="job", to="unit")
    letter = anna.words(".betro-sheet")
    assert "Fristen var mandag 21. december 2026, og vi har ikke fået svar." in letter
    assert "mandag 30. november 2026" in letter
    assert "Hvornår får Bente svar?" not in letter
    assert anna.get(f"/cases/{reference}").query(chase) == []


def test_a_consent_without_an_end_is_asked_for_anew_by_a_letter_that_lies_ready(world: OfficeWorld) -> None:
    """
    A year after it was given, on the case and on Today; until there is an answer it holds, and what goes to a
    unit says that it is old before it goes.
    """
    anna = world.signed_in("anna")
    reference = anna.call(summary_item="Venter på ledsager")
    given_on = world.clock.now().date()
    anna.save(reference, "agreement", scope=["contact_unit"], units=["job"], how="phone")
    letter = "Spørgsmål, om et samtykke stadig gælder"
    anna.get(f"/cases/{reference}")
    assert letter not in anna.words()
    world.clock.on(given_on.replace(year=given_on.year + 1))
    anna = world.signed_in("anna")
    anna.get("/")
    assert letter in anna.words()
    anna.get(f"/cases/{reference}")
    assert letter in anna.words("#drafts")
    anna.follow(f"/cases/{reference}/open")
    path = f"/cases/{reference}/refer"
    anna.get(path)
    preview = anna.post(path, {**ASKED, "step": "preview"})
    assert preview.status_code == 200, preview.text
    assert "Spørg, om det stadig gælder" in anna.words(".alert-warning")

    anna.get(f"/cases/{reference}/consent-anew")
    words = anna.value_of("item")
    assert f"Du gav os tirsdag {given_on.day}. december 2026 lov" in words
    typed = {"item": words, "until_on": anna.value("until_on"), "sent_by": "letter"}
    typed["given_on"] = world.clock.now().date().isoformat()
    anna.decide(reference, "consent-anew", **typed)
    assert anna.page.query("#drafts") == [] or letter not in anna.words("#drafts")
    anna.decide(reference, "refer", **ASKED)
