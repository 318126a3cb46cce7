"""An inquiry that is a report, moved on the pages: asked in the mailbox, or heard on the phone."""

import os
from datetime import date, datetime
from pathlib import Path

from intake.clock import COPENHAGEN
from intake.services.submit import ComplaintDraft
from intake.settings import load_portal
from intake.web import create_app as create_portal
from tests.office import Browser, OfficeWorld
from tests.visitor import Visitor
from triage.cases.roles import Role
from triage.services.people.enrol import NewPerson, enrol

MONDAY = datetime(2027, 1, 11, 9, tzinfo=COPENHAGEN)
FRIDAY = date(2027, 1, 15)
WRITTEN = "Min chef i Jobcentret sletter journaler, før de bliver givet ud."
SUMMARY = "Sletning af journaler i en afdeling"
REASON = "Grov eller gentagen lovovertrædelse"
MOVE = "hand-inquiry-over"


def a_mailbox(world: OfficeWorld, tmp_path: Path, code: str) -> Visitor:
    """Let the citizen come back."""
    settings = load_portal({**os.environ, "BETRO_SETTINGS": str(tmp_path / "office" / "betro.toml")})
    visitor = Visitor(create_portal(settings, world.clock).test_client())
    visitor.get("/da/mailbox/")
    visitor.press("Åbn postkassen", code=code)
    return visitor


def agreed(world: OfficeWorld, tmp_path: Path) -> tuple[Browser, str, Visitor]:
    """Monday's inquiry, asked about, with the yes of Friday that an adviser has opened."""
    code = world.send(ComplaintDraft("Jobcentret", WRITTEN, "At det stopper", None))
    anna = world.signed_in()
    reference = anna.open_case()
    anna.get(f"/cases/{reference}/hand-over-inquiry")
    anna.decide(reference, "hand-over-inquiry", item=anna.value_of("item"))
    world.tick()
    world.clock.on(FRIDAY)
    visitor = a_mailbox(world, tmp_path, code.grouped)
    assert "Må vi give sagen videre til whistleblowerenheden?" in visitor.words()
    assert "10. februar 2027" in visitor.words()
    visitor.press("Ja, det må I gerne")
    world.tick()
    anna = world.signed_in()
    anna.get(f"/cases/{reference}")
    anna.follow(f"/cases/{reference}/open")
    return anna, reference, visitor


def moved(anna: Browser, reference: str, **given: str) -> str:
    """Move it, and give the reference of the report."""
    anna.get(f"/cases/{reference}/{MOVE}")
    anna.decide(reference, MOVE, reason_item=REASON, summary=SUMMARY, **given)
    return anna.reference()


def test_an_inquiry_becomes_a_report_with_the_citizens_yes(world: OfficeWorld, tmp_path: Path) -> None:
    """
    Moved on Fri 15 January 2027: WB-ACK on the 22nd. The citizen reads it in the mailbox, can still write
    there, and is heard; the acknowledgement given there is noted in the report.
    """
    anna, inquiry, visitor = agreed(world, tmp_path)
    assert "Overflyt henvendelsen til whistleblowerenheden" in anna.words("[aria-labelledby=onward]")
    path = f"/cases/{inquiry}/{MOVE}"
    anna.get(path)
    letter = anna.value_of("item")
    anna.post(path, {"reason_item": REASON, "summary": SUMMARY, "item": letter, "step": "preview"})
    assert "Vi har i dag givet din sag videre til whistleblowerenheden" in anna.words(".betro-visible")
    assert "Der kommer til at stå: »Din sag er afsluttet. Du kan stadig skrive til os her.«" in anna.words()
    assert SUMMARY in anna.words(".betro-internal")
    report = moved(anna, inquiry, item=letter)
    assert "Whistleblowerindberetning" in anna.words()
    assert "fredag 22. januar 2027" in anna.words("#deadlines")
    facts = anna.words("#facts")
    assert "Først modtaget hos borgerrådgiveren mandag 11. januar 2027" in facts
    assert "Borgerrådgiveren" in facts
    assert SUMMARY in anna.words()
    assert WRITTEN not in anna.words()
    assert inquiry not in anna.words()
    assert "Den er overflyttet hertil" in anna.words("#content")
    anna.decide(
        report, "acknowledge", item="Vi har modtaget den.", given_on=str(FRIDAY), sent_by="earlier_mailbox"
    )
    assert "I postkassen i den sag, der blev overflyttet" in anna.words("#timeline")
    anna.get(f"/cases/{inquiry}")
    assert "Afsluttet" in anna.words("h1")
    assert "Overflyttet til whistleblowerenheden" in anna.words("#timeline")
    assert "Ingen frist løber." in anna.words("#deadlines")
    assert report not in anna.words()
    assert SUMMARY not in anna.words()
    world.tick()
    visitor.again()
    assert "Vi har i dag givet din sag videre til whistleblowerenheden" in visitor.words()
    assert "Din sag er afsluttet. Du kan stadig skrive til os her." in visitor.words()
    assert "Du får et første svar" not in visitor.words()
    visitor.press("Send beskeden", text="Der er sket mere.")
    world.tick()
    anna.get("/cases?show=unanswered")
    assert inquiry in anna.words("table")


def test_the_report_is_held_as_any_report_and_by_nobody_else(world: OfficeWorld, tmp_path: Path) -> None:
    """An adviser who came later holds it, and not the inquiry; administrator and auditor neither."""
    anna, inquiry, _visitor = agreed(world, tmp_path)
    new = NewPerson("eva", "Eva Advisor", Role.ADVISOR)
    world.enrolled["eva"] = enrol(world.organisation, new, world.enrolled["anna"].identity, today=FRIDAY)
    report = moved(anna, inquiry, item="Din sag er givet videre.")
    eva = world.signed_in("eva")
    eva.get(f"/cases/{report}")
    assert SUMMARY in eva.words()
    eva.get(f"/cases/{inquiry}", 404)
    for name in ("carla", "dan"):
        world.signed_in(name).get(f"/cases/{report}", 403)


def test_nothing_crosses_without_a_yes(world: OfficeWorld) -> None:
    """Refused in words; a no is registered, and the inquiry goes on."""
    world.send(ComplaintDraft("Jobcentret", WRITTEN, "At det stopper", None))
    anna = world.signed_in()
    inquiry = anna.open_case()
    given = {"reason_item": REASON, "summary": SUMMARY, "item": "Givet videre."}
    assert "Borgeren skal sige ja" in anna.refused(inquiry, MOVE, **given)
    # Whoever has a mailbox can be asked, whatever is sent.
    assert "Borgeren skal sige ja" in anna.refused(inquiry, MOVE, **given, cannot_be_asked="y")
    anna.get(f"/cases/{inquiry}/hand-over-inquiry")
    anna.decide(inquiry, "hand-over-inquiry", item=anna.value_of("item"))
    anna.decide(inquiry, "decline", happened_on="2027-01-11")
    assert "Der blev sagt nej til overflytning" in anna.words("#timeline")
    anna.get("/cases?show=all")
    assert "Indberetning" not in anna.words("table")


def test_what_came_in_between_is_read_first(world: OfficeWorld, tmp_path: Path) -> None:
    """The citizen writes while the move is prepared: nothing happens until that has been seen and read."""
    anna, inquiry, visitor = agreed(world, tmp_path)
    path = f"/cases/{inquiry}/{MOVE}"
    anna.get(path)
    given = {"reason_item": REASON, "summary": SUMMARY, "item": "Givet videre."}
    anna.post(path, {**given, "step": "preview"})
    visitor.again()
    visitor.press("Send beskeden", text="Jeg har fortrudt.")
    world.tick()
    assert anna.post(path, {**given, "step": "send", "once": anna.value("once")}).status_code == 409
    assert "Der kom en besked" in anna.words(".alert-warning")
    assert "Ingen har åbnet og læst" in anna.refused(inquiry, MOVE, **given)
    assert anna.only_case() == inquiry


def test_a_caller_agrees_on_the_phone_or_cannot_be_asked(world: OfficeWorld) -> None:
    """With the day and the words, and how the caller was told; without a name the reason is enough."""
    anna = world.signed_in()
    inquiry = anna.call(summary_item="Sletter journaler")
    heard = {"agreement_item": "Ja, gerne.", "agreed_on": "2027-01-11"}
    told = {"item": "Givet videre.", "given_on": "2027-01-11", "sent_by": "phone"}
    report = moved(anna, inquiry, **heard, **told)
    assert "mandag 18. januar 2027" in anna.words("#deadlines")
    assert "Whistleblowerindberetning" in anna.words()
    anna.get(f"/cases/{inquiry}")
    assert "Besked om overflytning, Dansk, På telefon" in anna.words("#timeline")
    assert report not in anna.words()
    nameless = anna.call(summary_item="Ringede uden at sige sit navn")
    given = {"reason_item": REASON, "summary": SUMMARY, "cannot_be_asked": "y", "item": "Givet videre."}
    anna.get(f"/cases/{nameless}/{MOVE}")
    preview = anna.post(f"/cases/{nameless}/{MOVE}", {**given, "language": "da", "step": "preview"}).text
    assert REASON in preview
    assert "<p>Givet videre." not in preview, "nobody is told, so no letter is shown"
    assert "Dette brev" not in preview
    assert moved(anna, nameless, cannot_be_asked="y") != nameless
