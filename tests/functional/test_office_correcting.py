"""Correcting what was recorded, from the case page: the history shows both, the deadlines follow."""

from datetime import datetime

from intake.clock import COPENHAGEN
from tests.office import AGREED, Browser, OfficeWorld
from tests.own_folder import has_units

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
WHY = "Der stod 2025 på brevet ved en fejl."


def _registered(world: OfficeWorld) -> tuple[Browser, str]:
    """A letter of which somebody typed, and confirmed, the wrong year."""
    anna = world.signed_in("anna")
    anna.get("/register/report")
    report = {
        "channel": "letter",
        "organisation_on": "2025-11-19",
        "office_on": "2026-11-20",
        "what": "Gaver",
    }
    confirmed = {**report, "once": anna.value("once"), "sure": "organisation_on:2025-11-19"}
    assert anna.post("/register/report", confirmed).status_code == 200
    anna.get("/cases")
    return anna, anna.open_case()


def test_a_wrong_year_is_corrected_and_struck_out(world: OfficeWorld) -> None:
    """The overdue acknowledgement is none; the old day stays, struck out; the lists follow."""
    anna, reference = _registered(world)
    anna.get(f"/cases/{reference}")
    assert "26. november 2025" in anna.words("#breaches")
    anna.decide(reference, "correct", wrong="2:organisation_on", right_on="2026-11-19", reason_item=WHY)

    assert "26. november 2025" in anna.words("#breaches del")
    assert "Registreret" in anna.words("#timeline del")
    assert WHY in anna.words("#timeline")
    assert "26. november 2026" in anna.words("#deadlines")
    anna.get(f"/cases/{reference}/breach")
    assert "Ingen frist i sagen er overskredet." in anna.words()


def test_a_choice_is_corrected_in_two_steps(world: OfficeWorld) -> None:
    """Who says what is wrong is shown the list that it was chosen from."""
    anna, reference = _registered(world)
    path = f"/cases/{reference}/correct"
    anna.get(path)
    assert "Registreret af" in anna.words('select[name="wrong"]')
    assert "modtaget af whistleblowerenheden" in anna.words('select[name="wrong"]')
    assert anna.post(path, {"wrong": "2:channel", "reason_item": WHY, "step": "preview"}).status_code == 422
    assert "Telefon" in anna.words('select[name="right_code"]')
    assert "Portalen" not in anna.words('select[name="right_code"]')
    by_hand = {"wrong": "2:channel", "right_code": "portal", "reason_item": WHY, "step": "preview"}
    assert anna.post(path, by_hand).status_code == 422
    anna.decide(reference, "correct", wrong="2:channel", right_code="phone", reason_item=WHY)
    assert "Telefon" in anna.words("#facts")


def test_what_betro_set_is_not_offered_and_is_refused(world: OfficeWorld) -> None:
    """The day on which the portal received it; beside it stands what a person chose, but no decision."""
    world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    outside = {"scope": "outside", "reason": "own_employment", "guidance_item": "Tal med din TR."}
    anna.decide(reference, "scope", **outside, reason_item="Løn.")
    anna.decide(reference, "disposition", code="guided_elsewhere", reason_item="Løn.")
    path = f"/cases/{reference}/correct"
    offered = [each.attrs["value"] for each in anna.get(path).query('select[name="wrong"] option')]
    assert offered == ["", "4:happened_on", "3:reason"]
    for wrong in ("1:received_on", "4:code"):
        typed = {"wrong": wrong, "right_on": "2026-11-20", "right_code": "handed_over", "reason_item": WHY}
        assert anna.post(path, {**typed, "step": "preview"}).status_code == 422


def test_a_correction_of_a_closed_case(world: OfficeWorld) -> None:
    """A call of Friday that was typed as Monday, closed in the conversation: all of it was on Friday."""
    anna = world.signed_in("anna")
    reference = anna.closed_call(theme="processing_time", handling="guidance")
    anna.decide(reference, "correct", wrong="1:happened_on", right_on="2026-11-20", reason_item=WHY)
    assert anna.words("#timeline").count("fredag 20. november 2026") == 4
    assert anna.words("#timeline del").count("mandag 23. november 2026") == 4


def _call(world: OfficeWorld) -> tuple[Browser, str]:
    """A call of this Monday."""
    anna = world.signed_in("anna")
    return anna, anna.call(summary_item="Varsel")


def test_a_time_of_day_is_corrected(world: OfficeWorld) -> None:
    """It has a field of its own, and a date beside it changes nothing."""
    anna, reference = _call(world)
    anna.decide(reference, "external-event", event="child_notification:received", at_time="08.30")
    (number,) = [
        each.attrs["value"].partition(":")[0]
        for each in anna.get(f"/cases/{reference}/correct").query("option")
        if each.attrs["value"].endswith(":at_time")
    ]
    typed = {"wrong": f"{number}:at_time", "right_on": "2026-11-20", "reason_item": WHY}
    anna.get(f"/cases/{reference}/correct")
    assert anna.post(f"/cases/{reference}/correct", {**typed, "step": "preview"}).status_code == 422
    anna.decide(reference, "correct", **typed, right_time="10.15")
    assert "24. november 2026 kl. 10.15" in anna.words("#deadlines")


def test_how_a_letter_went_is_corrected(world: OfficeWorld) -> None:
    """From the list that it was chosen from; the history says how it went, and the old way struck out."""
    anna, reference = _call(world)
    anna.decide(reference, "answer", item="Du får svar.", given_on="2026-11-23", sent_by="by_hand")
    path = f"/cases/{reference}/correct"
    offered = [each.attrs["value"] for each in anna.get(path).query("option")]
    (wrong,) = [each for each in offered if each.endswith(":sent_by")]
    assert "hvordan det blev givet" in anna.words('select[name="wrong"]')
    assert anna.post(path, {"wrong": wrong, "reason_item": WHY, "step": "preview"}).status_code == 422
    ways = {each.attrs["value"] for each in anna.page.query('select[name="right_code"] option')}
    assert ways == {"", "letter", "digital_post", "mail", "by_hand", "phone"}  # There was no earlier mailbox.
    anna.decide(reference, "correct", wrong=wrong, right_code="digital_post", reason_item=WHY)
    history = anna.words("#timeline")
    assert "Med Digital Post" in history
    assert "Ved et møde" in history
    assert "Et svar blev skrevet" in anna.words("#timeline del")


def test_a_day_to_come_is_not_asked_back_and_the_letter_is_remembered(world: OfficeWorld) -> None:
    """Where a promise or a letter named the day; of what has happened none can lie ahead."""
    world.organisation = has_units(world.organisation, ("job", "Jobcentret", "Job centre"))
    anna, reference = _call(world)
    anna.decide(reference, "hearing", unit="job", item="Udkast", answer_by_on="2026-12-07", **AGREED)
    (wrong,) = [
        each.attrs["value"]
        for each in anna.get(f"/cases/{reference}/correct").query("option")
        if each.attrs["value"].endswith(":answer_by_on")
    ]
    typed = {"wrong": wrong, "right_on": "2026-12-14", "reason_item": WHY}
    assert anna.post(f"/cases/{reference}/correct", {**typed, "step": "preview"}).status_code == 200
    assert "Brevet nævnte den gamle dato." in anna.words(".alert-warning")
    anna.decide(reference, "correct", **typed)
    assert "14. december 2026" in anna.words("#timeline")
    assert "7. december 2026" in anna.words("#timeline del")


def _number(anna: Browser, reference: str, said: str) -> str:
    """The number of what can be withdrawn and says so."""
    options = anna.get(f"/cases/{reference}/withdraw").query("option")
    (number,) = [each.attrs["value"] for each in options if said in each.to_text()]
    return number


def test_access_that_nobody_asked_for_is_withdrawn(world: OfficeWorld) -> None:
    """Its date goes from the case; the history strikes it out and says why."""
    anna, reference = _call(world)
    anna.decide(reference, "external-event", event="document_access:requested")
    assert "Aktindsigt" in anna.words("#deadlines")
    number = _number(anna, reference, "aktindsigt")
    anna.decide(reference, "withdraw", number=number, reason_item="Det var en anden sag.")
    assert "Aktindsigt" not in anna.words("#deadlines")
    assert "aktindsigt" in anna.words("#timeline del")
    assert "Sådan stod det, før det blev trukket tilbage" in anna.words("#timeline")
    offered = [each.to_text() for each in anna.get(f"/cases/{reference}/withdraw").query("option")]
    assert not any("aktindsigt" in each or "trukket tilbage" in each for each in offered)


def test_a_note_of_another_case_can_still_be_read(world: OfficeWorld) -> None:
    """It is struck out where it stands; nothing is rubbed out."""
    anna, reference = _registered(world)
    anna.decide(reference, "note", item="Ringede om vejen.")
    anna.decide(reference, "withdraw", number=_number(anna, reference, "Notat"), reason_item=WHY)
    assert "Notat" in anna.words("#timeline del")
    assert "Ringede om vejen." in anna.words("#timeline")
    assert WHY in anna.words("#timeline")


def test_what_something_rests_on_is_refused_by_its_name(world: OfficeWorld) -> None:
    """The question of a department that has replied; and what is not offered is not taken."""
    world.organisation = has_units(world.organisation, ("job", "Jobcentret", "Job centre"))
    anna, reference = _call(world)
    anna.decide(reference, "refer", unit="job", item="Hvorfor?", answers_citizen="advisor", **AGREED)
    anna.decide(reference, "reply", unit="job", quality="full", item="Derfor.")
    typed = {"reason_item": WHY, "step": "preview"}
    path = f"/cases/{reference}/withdraw"
    number = _number(anna, reference, "Oversendt til Jobcentret")
    assert anna.post(path, {**typed, "number": number}).status_code == 422
    assert "Træk det tilbage først" in anna.words(".alert-error")
    for none in ("1", "x", "99"):
        anna.get(path)
        assert anna.post(path, {**typed, "number": none}).status_code == 422
