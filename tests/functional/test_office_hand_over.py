"""
Handing over on the pages, both ways: asked in the mailbox, where the yes itself begins the case on the other
side and the one who wrote is answered there too; or heard on the phone.
"""

import os
import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import func, select

from intake.clock import COPENHAGEN
from intake.domain.schemes import Schemes
from intake.services.submit import ComplaintDraft, ReportDraft
from intake.settings import load_portal
from intake.store.engine import read
from intake.store.tables import item, stanza, submission
from intake.web import create_app as create_portal
from tests.colleagues import who_is
from tests.office import AGREED, Browser, OfficeWorld
from tests.own_folder import has_units
from tests.visitor import Visitor
from triage.cases.decisions.hand_over import HandOverAsked
from triage.cases.hand_over import answer_by
from triage.cases.roles import Role
from triage.cases.typed import typed
from triage.services.casework.execute import execute
from triage.services.people.enrol import NewPerson, enrol
from triage.store.tables import case

MONDAY = datetime(2027, 1, 11, 9, tzinfo=COPENHAGEN)
FRIDAY = date(2027, 1, 15)
WRITTEN = "Min chef i Jobcentret sletter journaler, før de bliver givet ud."
CROSSING = "I en afdeling slettes journaler, før de bliver udleveret."
SUMMARY = "Sletning af journaler i en afdeling"
REASON = "Grov eller gentagen lovovertrædelse"
MOVE, CLOSE = "hand-inquiry-over", "inquiry-handed-over"
YES, SURE = "Ja, det må I gerne", "Ja, giv det videre"
CITIZEN = ReportDraft(relation="citizen", what="Hjemmeplejen svarer ikke.", name="Ida", contact="12 34 56 78")
UNANSWERED = "En borger får ikke svar fra hjemmeplejen."


def a_mailbox(world: OfficeWorld, tmp_path: Path, code: str) -> Visitor:
    """Let the one who wrote come back."""
    settings = load_portal({**os.environ, "BETRO_SETTINGS": str(tmp_path / "office" / "betro.toml")})
    visitor = Visitor(create_portal(settings, world.clock).test_client())
    visitor.get("/da/mailbox/")
    visitor.press("Åbn postkassen", code=code)
    return visitor


def submissions(world: OfficeWorld, kind: str) -> int:
    """Count what was sent of a kind, and insist on as many cases of its side at most."""
    scheme = "complaints" if kind == "complaint" else "whistleblowing"
    with read(world.organisation.intake) as connection:
        sent = select(func.count()).select_from(submission).where(submission.c.kind == kind)
        found = int(connection.execute(sent).scalar_one())
    with read(world.organisation.triage) as connection:
        begun = select(func.count()).select_from(case).where(case.c.scheme == scheme)
        assert int(connection.execute(begun).scalar_one()) <= found
    return found


def asked(world: OfficeWorld, tmp_path: Path) -> tuple[str, Visitor]:
    """Monday's inquiry, asked about; on Friday the citizen comes back."""
    code = world.send(ComplaintDraft("Jobcentret", WRITTEN, "At det stopper", None))
    anna = world.signed_in()
    inquiry = anna.open_case()
    anna.get(f"/cases/{inquiry}/hand-over-inquiry")
    anna.decide(inquiry, "hand-over-inquiry", item=anna.value_of("item"), crossing_item=CROSSING)
    world.tick()
    world.clock.on(FRIDAY)
    return inquiry, a_mailbox(world, tmp_path, code.grouped)


def agreed(world: OfficeWorld, tmp_path: Path) -> tuple[Browser, str, Visitor]:
    """The same with the yes of Friday, which an adviser has opened."""
    inquiry, visitor = asked(world, tmp_path)
    visitor.press(YES)
    visitor.press(SURE)
    world.tick()
    return opened(world, inquiry), inquiry, visitor


def opened(world: OfficeWorld, reference: str, name: str = "anna") -> Browser:
    """Let an adviser sign in and open a case."""
    browser = world.signed_in(name)
    browser.get(f"/cases/{reference}")
    browser.follow(f"/cases/{reference}/open")
    return browser


def other_case(browser: Browser, known: str) -> str:
    """Give the reference of the only other case there is."""
    browser.get("/cases?show=all")
    assert browser.page is not None
    (found,) = set(re.findall(r'href="/cases/([0-9A-Z]{8})"', str(browser.page.to_html()))) - {known}
    return found


def documents_of(browser: Browser, reference: str) -> str:
    """Give the words of all documents of a case that was opened."""
    listed = str(browser.get(f"/cases/{reference}/documents").to_html())
    return " ".join(
        str(browser.get(path).to_html())
        for path in sorted(set(re.findall(rf"/cases/{reference}/documents/\d+", listed)))
    )


def moved(anna: Browser, reference: str, **given: str) -> str:
    """Move it by hand, and give the reference of the report."""
    anna.get(f"/cases/{reference}/{MOVE}")
    anna.decide(reference, MOVE, reason_item=REASON, summary=SUMMARY, **given)
    return anna.reference()


def test_an_inquiry_becomes_a_report_with_the_citizens_yes(world: OfficeWorld, tmp_path: Path) -> None:
    """
    The yes of Fri 15 January 2027 begins a report of that day, WB-ACK on the 22nd, acknowledged in a mailbox
    of its own under the same code. The inquiry is closed by hand, and the citizen can still write in both.
    """
    inquiry, visitor = asked(world, tmp_path)
    assert "Må vi give sagen videre til whistleblowerenheden?" in visitor.words()
    assert CROSSING in visitor.words(".betro-crossing")
    assert "10. februar 2027" in visitor.words()
    visitor.press(YES)
    assert visitor.heading == "Før vi giver det videre"
    assert "fristerne løber fra i dag: bekræftelse på modtagelsen inden 7 dage" in visitor.words()
    assert submissions(world, "report") == 0
    visitor.press(SURE)
    assert "Din sag er givet videre" in visitor.words(".alert-success")
    visitor.again()
    assert submissions(world, "report") == 1
    world.tick()
    anna = opened(world, inquiry)
    report = other_case(anna, inquiry)
    anna.get(f"/cases/{inquiry}")
    assert "Afslut henvendelsen, der er overflyttet" in anna.words("[aria-labelledby=onward]")
    assert "Overflyttet til" not in anna.words("#facts .betro-muted")
    anna.get(f"/cases/{inquiry}/{CLOSE}")
    letter = anna.value_of("item")
    assert "Din sag er givet videre til whistleblowerenheden." in letter
    anna.decide(inquiry, CLOSE, reason_item=REASON, item=letter)
    assert "Afsluttet" in anna.words("h1")
    assert f"Overflyttet til Sag {report}" in anna.words("#facts")
    assert "Ingen frist løber." in anna.words("#deadlines")
    anna = opened(world, report)
    assert f"Overflyttet fra Sag {inquiry}" in anna.words("#facts")
    assert "Først modtaget hos borgerrådgiveren mandag 11. januar 2027" in anna.words("#facts")
    assert "fredag 22. januar 2027" in anna.words("#deadlines")
    assert CROSSING in anna.words("#content")
    assert WRITTEN not in anna.words()
    assert "Jobcentret" not in anna.words()
    anna.decide(report, "message", item="Hvornår så du det?")
    world.tick()
    visitor.again()
    mine, theirs = visitor.words("[aria-labelledby=thread-1]"), visitor.words("[aria-labelledby=thread-2]")
    assert "Din sag er afsluttet. Du kan stadig skrive til os her." in mine
    assert "Du får et første svar" not in mine
    assert "Modtagelsen er bekræftet fredag 15. januar 2027, automatisk" in theirs
    assert "Hvornår så du det?" in theirs
    assert "Hvornår så du det?" not in mine


def test_a_report_goes_to_the_adviser_with_what_the_question_says(world: OfficeWorld, tmp_path: Path) -> None:
    """
    Asked on Mon 11 January 2027, yes on Friday: BR-FIRST counts from Friday. Neither the name nor the report
    crosses; what is written in the second mailbox comes to the inquiry, and its answer lies there.
    """
    world.organisation = has_units(world.organisation, ("care", "Ældre og sundhed", "Elderly and health"))
    code = world.send(CITIZEN)
    world.tick()
    anna = world.signed_in()
    report = anna.open_case()
    outside = {"scope": "outside", "reason": "reporter_not_covered", "reason_item": "Borger"}
    anna.decide(report, "scope", **outside, guidance_item="Borgerrådgiveren.")
    assert "gives videre ved et ja" in anna.refused(report, "hand-over", item="Må vi?")
    told = {"item": "Må vi?", "crossing_item": "Ida, 010180-1234, får ikke svar."}
    assert "CPR-nummer" in anna.refused(report, "hand-over", **told)
    path = f"/cases/{report}/hand-over"
    anna.get(path)
    letter = anna.value_of("item")
    anna.post(path, {"item": letter, "crossing_item": UNANSWERED, "step": "preview"})
    assert UNANSWERED in anna.words(".betro-visible")
    anna.decide(report, "hand-over", item=letter, crossing_item=UNANSWERED)
    world.tick()
    world.clock.on(FRIDAY)
    visitor = a_mailbox(world, tmp_path, code.grouped)
    visitor.press(YES)
    visitor.press("In English")
    assert visitor.heading == "Before it is handed over"
    visitor.press("På dansk")
    assert UNANSWERED in visitor.words(".betro-crossing")
    assert "Dit navn og dine kontaktoplysninger" in visitor.words()
    assert submissions(world, "complaint") == 0
    visitor.press(SURE)
    world.tick()
    anna = opened(world, report)
    assert "Foretaget: Overflyttet" in anna.words("#timeline")
    assert UNANSWERED in documents_of(anna, report)
    inquiry = other_case(anna, report)
    anna.get(f"/cases/{report}")
    assert f"Overflyttet til Sag {inquiry}" in anna.words("#facts")
    for page in ("hand-over-agreed", "consent"):
        again = {"happened_on": str(FRIDAY), "item": "Ja", "summary": "x", "reason_item": "x"}
        assert anna.refused(report, page, **again)
    anna = opened(world, inquiry)
    assert "fredag 29. januar 2027" in anna.words("#deadlines")
    assert UNANSWERED in anna.words("#content")
    for kept_back in ("Hjemmeplejen svarer ikke.", "Ida", "12 34 56 78"):
        assert kept_back not in anna.words()
    visitor.again()
    letter_sent = {"files": [("brev.txt", b"Til hjemmeplejen")]}
    second = "[aria-labelledby=thread-2]"
    visitor.press("Send beskeden", text="Det er anden gang.", files=letter_sent, within=second)
    world.tick()
    anna = opened(world, report)
    assert "brev.txt" not in anna.words("#content")
    anna = opened(world, inquiry)
    assert "Det er anden gang." in anna.words("#messages")
    assert "brev.txt" in anna.words("#content")
    anna.decide(inquiry, "refer", unit="care", item="Hvornår svarer I?", answers_citizen="unit", **AGREED)
    for kept_back in (UNANSWERED, "Hjemmeplejen svarer ikke.", "Ida", "12 34 56 78", report):
        assert kept_back not in anna.words(".betro-sheet")
    anna.decide(inquiry, "message", item="Vi spørger hjemmeplejen.")
    world.tick()
    visitor.again()
    assert "Vi spørger hjemmeplejen." in visitor.words("[aria-labelledby=thread-2]")
    assert "Vi spørger hjemmeplejen." not in visitor.words("[aria-labelledby=thread-1]")


def test_each_side_is_held_by_its_own(world: OfficeWorld, tmp_path: Path) -> None:
    """
    An adviser who came between question and yes holds the report, and not the inquiry: neither page names the
    other to her, and her key does not open it. Administrator and auditor hold neither.
    """
    inquiry, visitor = asked(world, tmp_path)
    new = NewPerson("eva", "Eva Advisor", Role.ADVISOR)
    world.enrolled["eva"] = enrol(world.organisation, new, world.root, today=FRIDAY)
    visitor.press(YES)
    visitor.press(SURE)
    world.tick()
    report = other_case(world.signed_in(), inquiry)
    eva = opened(world, report, "eva")
    assert CROSSING in eva.words("#content")
    assert inquiry not in eva.words()
    assert "Overflyttet fra" not in eva.words("#facts")
    eva.get(f"/cases/{inquiry}", 404)
    key = world.enrolled["eva"].identity.key_id
    with read(world.organisation.intake) as connection:
        first = (stanza.c.key_id == key) & (item.c.kind == "report")
        kinds = select(submission.c.kind).join_from(submission, item).join_from(item, stanza).where(first)
        assert connection.execute(kinds).scalars().all() == ["report"]
    for name in ("carla", "dan"):
        world.signed_in(name).get(f"/cases/{report}", 403)


def test_nothing_crosses_without_a_yes(world: OfficeWorld, tmp_path: Path) -> None:
    """Refused in words; a no leaves no trace on the other side, and no later yes does either."""
    inquiry, visitor = asked(world, tmp_path)
    anna = world.signed_in()
    given = {"reason_item": REASON, "summary": SUMMARY, "item": "Givet videre."}
    assert "Borgeren skal sige ja" in anna.refused(inquiry, MOVE, **given)
    # Whoever has a mailbox can be asked, whatever is sent.
    assert "Borgeren skal sige ja" in anna.refused(inquiry, MOVE, **given, cannot_be_asked="y")
    visitor.press(YES)
    visitor.back()
    visitor.press("Nej, det må I ikke")
    visitor.back()
    visitor.press(YES)
    assert "Du har svaret nej." in visitor.words()
    assert visitor.heading == "Din postkasse"
    world.tick()
    anna = opened(world, inquiry)
    assert "Der blev sagt nej til overflytning" in anna.words("#timeline")
    assert submissions(world, "report") == 0


def test_a_question_that_the_office_has_settled_is_not_asked_any_more(
    world: OfficeWorld, tmp_path: Path
) -> None:
    """
    A no on the phone: an older page still has the button, and nothing crosses; nor where the house has no
    other side any more.
    """
    inquiry, visitor = asked(world, tmp_path)
    running = visitor.client.application.extensions["portal"]
    runs_both, running.settings = running.settings, replace(running.settings, schemes=Schemes.COMPLAINTS)
    visitor.press(YES, status=422)
    running.settings = runs_both
    visitor.press(YES)
    anna = opened(world, inquiry)
    anna.decide(inquiry, "decline", happened_on=str(FRIDAY))
    world.tick()
    visitor.press(SURE, status=422)
    assert "Spørgsmålet kan ikke længere besvares her" in visitor.words(".alert-error")
    assert CROSSING in visitor.words()
    assert YES not in visitor.words()
    assert submissions(world, "report") == 0


def test_a_question_of_an_earlier_betro_is_answered_as_it_was(world: OfficeWorld, tmp_path: Path) -> None:
    """It carries no text: the yes is only a yes, and an adviser writes what crosses."""
    code = world.send(ComplaintDraft("Jobcentret", WRITTEN, "At det stopper", None))
    anna = world.signed_in()
    inquiry = anna.open_case()
    until = answer_by(world.organisation.rulebook, MONDAY.date())
    earlier = typed(HandOverAsked, item="Må vi give den videre?", answer_by_on=until)
    execute(world.organisation, who_is(world), inquiry, earlier, now=world.clock.now())
    world.tick()
    visitor = a_mailbox(world, tmp_path, code.grouped)
    visitor.press(YES)
    assert "Du har svaret ja." in visitor.words()
    assert submissions(world, "report") == 0
    world.tick()
    anna = opened(world, inquiry)
    assert "Overflyt henvendelsen til whistleblowerenheden" in anna.words("[aria-labelledby=onward]")
    report = moved(anna, inquiry, item="Din sag er givet videre.")
    assert SUMMARY in anna.words()
    assert "Den er overflyttet hertil" in anna.words("#content")
    anna.decide(
        report, "acknowledge", item="Modtaget.", given_on=str(MONDAY.date()), sent_by="earlier_mailbox"
    )
    assert "I postkassen i den sag, der blev overflyttet" in anna.words("#timeline")
    anna.get(f"/cases/{inquiry}")
    assert "Overflyttet til whistleblowerenheden" in anna.words("#timeline")
    assert report not in anna.words()


def test_what_came_in_between_is_read_first(world: OfficeWorld, tmp_path: Path) -> None:
    """The citizen writes while the inquiry is about to be closed: nothing happens until that was read."""
    anna, inquiry, visitor = agreed(world, tmp_path)
    path = f"/cases/{inquiry}/{CLOSE}"
    anna.get(path)
    given = {"reason_item": REASON, "item": "Givet videre."}
    anna.post(path, {**given, "step": "preview"})
    visitor.press("Send beskeden", text="Jeg har fortrudt.")
    world.tick()
    assert anna.post(path, {**given, "step": "send", "once": anna.value("once")}).status_code == 409
    assert "Der kom en besked" in anna.words(".alert-warning")
    assert "Ingen har åbnet og læst" in anna.refused(inquiry, CLOSE, **given)


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
