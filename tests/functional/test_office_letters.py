"""
Letters in the office: drafted before they are due, previewed as they will be read, sent or marked as given.
"""

import json
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import docx
from msgspec.structs import replace
from sqlalchemy import select

from crypto.mailbox import Mailbox
from crypto.receipt import ReceiptCode
from intake.clock import COPENHAGEN
from intake.contents.choices import Need
from intake.contents.mailbox import Contact
from intake.services.correspond import open_mailbox
from intake.services.submit import ComplaintDraft
from intake.store.engine import read
from tests.office import Browser, OfficeWorld, found_office
from tests.own_folder import has_set
from triage.store.tables import event, item

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
COMPLAINT = ComplaintDraft(unit="Jobcentret", what="Jeg har ventet længe.", wish="Svar.", contact=None)
ILLNESS = "Den, der kender sagen, er syg."


def _read_by(world: OfficeWorld, code: ReceiptCode) -> list[str]:
    world.tick()
    letters = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now()).messages
    return [each.text for each in letters if not each.mine]


def _payloads(world: OfficeWorld, tag: str) -> list[dict[str, str]]:
    with read(world.organisation.triage) as connection:
        return [
            json.loads(row.payload)
            for row in connection.execute(select(event).where(event.c.payload.contains(f'"form":"{tag}/')))
        ]


def _late_complaint(world: OfficeWorld) -> tuple[Browser, str, ReceiptCode]:
    """
    An anonymous complaint of Monday 23 November, looked at on Thursday 3 December: BR-FIRST is due on Monday
    7 December.
    """
    code = world.send(COMPLAINT)
    world.tick()
    world.clock.on(date(2026, 12, 3))
    anna = world.signed_in("anna")
    return anna, anna.open_case(), code


def test_a_draft_is_ready_on_the_day_page_and_leads_to_the_letter(world: OfficeWorld) -> None:
    """Before the first answer is late, the day page and the case offer the letter with its clock chosen."""
    anna, reference, _code = _late_complaint(world)
    for path, where in (("/", "#drafts a"), (f"/cases/{reference}", "#drafts a")):
        page = anna.get(path)
        links = [each.attrs["href"] for each in page.query(where)]
        assert f"/cases/{reference}/extend?clock=BR-FIRST" in links
    page = anna.get(f"/cases/{reference}/extend?clock=BR-FIRST")
    chosen = [each.attrs["value"] for each in page.query("#clock option") if "selected" in each.attrs]
    assert chosen == ["BR-FIRST"]


def test_a_delay_is_drafted_previewed_and_read_word_for_word(world: OfficeWorld) -> None:
    """What the preview shows is what the citizen reads; reason and text are sealed, the history has codes."""
    anna, reference, code = _late_complaint(world)
    path = f"/cases/{reference}/extend"
    anna.get(path)
    typed = {"clock": "BR-FIRST", "until_on": "2026-12-14", "reason": "absence", "reason_item": ILLNESS}
    assert anna.post(path, {**typed, "step": "preview"}).status_code == 200
    assert "Her er et udkast" in anna.words(".alert-info")
    assert "Der er noget, du skal rette" not in anna.words()
    draft = anna.value_of("letter_item")
    assert "_____" not in draft
    assert ILLNESS in draft
    assert "mandag 14. december 2026" in draft
    assert "mandag 7. december 2026" in draft
    anna.post(path, {**typed, "letter_item": draft, "step": "preview"})
    assert " ".join(draft.split()) in anna.words(".betro-visible")
    case = anna.decide(reference, "extend", **typed, letter_item=draft)
    assert _read_by(world, code)[-1] == draft
    (payload,) = _payloads(world, "deadline:extended")
    assert payload["until_on"] == "2026-12-14"
    assert {payload["template"], payload["language"], payload["reason"]} == {"delay", "da", "absence"}
    assert ILLNESS not in str(payload)
    assert "mandag 14. december 2026" in anna.words("#deadlines")
    assert case is not None
    world.tick()
    anna.get(f"/cases/{reference}")
    assert ILLNESS in anna.words("#timeline")
    assert anna.words("#content, #messages, #timeline").count("bliver forsinket") == 1


def test_a_letter_in_the_mailbox_stands_once_in_the_history(world: OfficeWorld) -> None:
    """Its words stand among the messages; one line says that it was placed and which letter it is."""
    anna, reference, code = _late_complaint(world)
    text = "Svaret bliver forsinket, fordi vi venter på lægen."
    typed = {"clock": "BR-FIRST", "until_on": "2026-12-14", "reason_item": ILLNESS}
    anna.decide(reference, "delay-notice", **typed, item=text)
    world.tick()
    anna.get(f"/cases/{reference}")
    assert anna.words("#messages, #timeline").count(text) == 1
    assert anna.words("#timeline").count("Besked om forsinkelse, Dansk") == 1
    card = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now()).card
    assert card is not None
    assert (card.feedback_by, card.expected_by) == (date(2026, 12, 7), date(2026, 12, 14))


def test_an_acknowledgement_on_paper_can_be_read_in_the_history(world: OfficeWorld) -> None:
    """Who gave it, how, and its words stand in one line."""
    anna = world.signed_in("anna")
    anna.get("/register/report")
    days = {"organisation_on": "2026-11-23", "office_on": "2026-11-23"}
    form = {"once": anna.value("once"), "channel": "letter", "what": "Bilag mangler", **days}
    assert anna.post("/register/report", form).status_code == 200
    reference = anna.only_case()
    anna.get(f"/cases/{reference}")
    typed = {"given_on": "2026-11-23", "sent_by": "letter", "item": "Vi har modtaget din indberetning."}
    anna.decide(reference, "acknowledge", **typed)
    told = anna.words("#timeline")
    assert "Anna Advisor Modtagelsen er bekræftet" in told.replace("Til indberetteren ", "")
    assert "Bekræftelse på modtagelse, Dansk, Med brev" in told
    assert "Vi har modtaget din indberetning." in told


def test_the_draft_comes_in_the_language_that_is_asked_for(world: OfficeWorld) -> None:
    """The button writes it anew in English; the next letter to the same person begins in English."""
    anna, reference, _code = _late_complaint(world)
    path = f"/cases/{reference}/answer"
    anna.get(path)
    assert anna.value_of("item").startswith("Tak for din henvendelse")
    anna.post(path, {"language": "en", "item": "gammelt", "step": "draft"})
    draft = anna.value_of("item")
    assert draft.startswith("Thank you for your inquiry, which we received on Monday 23 November 2026.")
    assert "The citizens' adviser" in draft
    assert "New Municipality" in draft
    anna.decide(reference, "answer", language="en", item=draft.replace("_____", "We have asked them."))
    anna.get(path)
    assert anna.value_of("item").startswith("Thank you")
    assert [each["language"] for each in _payloads(world, "answer:decided")] == ["en"]


def test_a_blank_is_not_sent(world: OfficeWorld) -> None:
    """What a draft left open must be written before anybody can send it: headings alone are no answer."""
    anna, reference, _code = _late_complaint(world)
    path = f"/cases/{reference}/answer"
    anna.get(path)
    answer = anna.post(path, {"item": anna.value_of("item"), "step": "preview"})
    assert answer.status_code == 422
    assert "_____" in anna.words("#item-error")


def test_nothing_leaves_without_a_preview(world: OfficeWorld) -> None:
    """The form's own button leads to the preview; opening, drafting and printing send nothing."""
    anna, reference, code = _late_complaint(world)
    path = f"/cases/{reference}/answer"
    page = anna.get(path)
    steps = [each.attrs["value"] for each in page.query('button[name="step"]')]
    assert steps == ["preview", "draft", "print", "keep"]
    anna.post(path, {"item": "Her er svaret.", "step": "preview"})
    for step in ("draft", "print"):
        anna.get(path)
        assert anna.post(path, {"item": "Her er svaret.", "step": step}).status_code == 200
    assert _read_by(world, code) == []


def test_a_letter_is_printed_and_marked_as_given(world: OfficeWorld) -> None:
    """On paper it has the letter alone; marked with way and day it counts, and its text is sealed."""
    anna, reference, code = _late_complaint(world)
    path = f"/cases/{reference}/answer"
    anna.get(path)
    sheet = anna.post(path, {"item": "Kære borger.\n\nHer er svaret.", "step": "print"})
    assert sheet.status_code == 200
    assert "Her er svaret." in anna.words("article")
    assert anna.page is not None
    assert anna.page.query("article a, article button, nav") == []
    anna.get(path)
    without = anna.post(path, {"item": "Her er svaret.", "given_on": "2026-12-02", "step": "preview"})
    assert without.status_code == 422
    assert anna.words("#sent_by-error")
    anna.decide(reference, "answer", item="Her er svaret.", given_on="2026-12-02", sent_by="digital_post")
    assert _read_by(world, code) == []
    (payload,) = _payloads(world, "answer:decided")
    assert payload["given_on"] == "2026-12-02"
    assert payload["sent_by"] == "digital_post"
    assert "Digital Post" in anna.words("#timeline")
    assert "Her er svaret." in anna.words("#timeline")
    with read(world.organisation.triage) as connection:
        kept = b"".join(row.envelope for row in connection.execute(select(item)))
    assert b"Her er svaret." not in kept


def test_a_delay_letter_about_a_report_moves_no_clock(world: OfficeWorld) -> None:
    """The reporter is told; the law's date stands, and an extension is refused with the provision."""
    code = world.send()
    world.tick()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    typed = {"clock": "WB-FB", "until_on": "2027-03-01", "reason_item": ILLNESS}
    path = f"/cases/{reference}/delay-notice"
    anna.get(path)
    anna.post(path, {**typed, "step": "preview"})
    draft = anna.value_of("item")
    assert reference not in draft
    anna.decide(reference, "delay-notice", **typed, item=draft)
    assert _read_by(world, code) == [draft]
    anna.get(f"/cases/{reference}")
    assert "tirsdag 23. februar 2027" in anna.words("#deadlines")
    refusal = anna.refused(
        reference,
        "extend",
        clock="WB-FB",
        until_on="2027-04-01",
        reason="complexity",
        reason_item=ILLNESS,
        letter_item="Vi forlænger.",
    )
    assert "§ 12" in refusal
    assert _payloads(world, "deadline:extended") == []


def test_an_appeal_letter_says_where_when_and_how(world: OfficeWorld) -> None:
    """Body, last day and way are in the letter; the history keeps the day and the template only."""
    anna, reference, code = _late_complaint(world)
    typed = {
        "appeal_body": "Ankestyrelsen",
        "until_on": "2026-12-21",
        "how": "Send klagen til Jobcentret, som sender den videre.",
    }
    path = f"/cases/{reference}/appeal"
    anna.get(path)
    anna.post(path, {**typed, "step": "preview"})
    draft = anna.value_of("item")
    for words in ("Ankestyrelsen", "mandag 21. december 2026", "Send klagen til Jobcentret"):
        assert words in draft
    anna.decide(reference, "appeal", **typed, item=draft)
    assert _read_by(world, code) == [draft]
    (payload,) = _payloads(world, "letter:recorded")
    assert payload["until_on"] == "2026-12-21"
    assert "Ankestyrelsen" not in str(payload)
    anna.get(f"/cases/{reference}")
    assert "Klagevejledning" in anna.words("#timeline")
    assert "Ankestyrelsen" not in str(_payloads(world, "appeal_guidance:given"))
    past = anna.refused(reference, "appeal", **{**typed, "until_on": "2026-12-03"}, item=draft)
    assert "3. december 2026" in past


def test_four_weeks_are_counted_for_whoever_guides_on_an_appeal(world: OfficeWorld) -> None:
    """The last day stands in the letter and as a clock; a day that is none of four weeks is refused."""
    anna, reference, _code = _late_complaint(world)
    typed = {"body": "ankestyrelsen", "counted": "four_weeks", "received_on": "2026-11-30"}
    typed |= {"how": "Send klagen til Jobcentret.", "given_on": "2026-12-03", "sent_by": "letter"}
    path = f"/cases/{reference}/appeal"
    anna.get(path)
    anna.post(path, {**typed, "step": "preview"})
    draft, last = anna.value_of("item"), anna.value("until_on")
    assert (last, "Du kan klage til: Ankestyrelsen" in draft) == ("2026-12-28", True)
    wrong = anna.refused(reference, "appeal", **typed, until_on="2027-01-11", item=draft)
    assert "28. december 2026" in wrong
    anna.decide(reference, "appeal", **typed, until_on=last, item=draft)
    assert "mandag 28. december 2026" in anna.words("#deadlines")
    assert "Klagevejledning givet: Ankestyrelsen, senest 28. december 2026." in anna.words("#timeline")


def test_the_office_uses_the_organisations_own_letter(tmp_path: Path) -> None:
    """What it has applied is in the draft from the next page on."""
    world = found_office(tmp_path / "office", MONDAY)
    world.organisation = has_set(world.organisation, {"letters/answer.da.txt": "Hej fra {organisation}."})
    anna, reference, _code = _late_complaint(world)
    anna.get(f"/cases/{reference}/answer")
    assert anna.value_of("item") == "Hej fra Ny Kommune."


def test_a_delay_without_a_mailbox_is_a_printed_letter_and_how_it_went(world: OfficeWorld) -> None:
    """From the form one press to the paper, and there one to the record: its clock then has the new date."""
    anna = world.signed_in("anna")
    reference = anna.call()
    world.clock.on(date(2026, 12, 3))
    anna = world.signed_in("anna")
    anna.get(f"/cases/{reference}")
    anna.follow(f"/cases/{reference}/open")
    path = f"/cases/{reference}/extend"
    anna.get(path)
    typed = {"clock": "BR-FIRST", "until_on": "2026-12-14", "reason": "absence", "reason_item": ILLNESS}
    assert anna.post(path, {**typed, "step": "print"}).status_code == 200
    assert ILLNESS in anna.words("article")
    assert "Kopiér brevet til Digital Post" in anna.words()
    carried = {each: anna.value(each) for each in ("letter_item", "language", "once", "given_on")}
    anna.follow(path, {**typed, **carried, "sent_by": "mail", "step": "given"})
    (payload,) = _payloads(world, "deadline:extended")
    assert (payload["sent_by"], payload["given_on"]) == ("mail", "2026-12-03")
    assert "mandag 14. december 2026" in anna.words("#deadlines")


def test_who_is_exempt_from_digital_post_gets_a_letter_on_paper_with_the_address(world: OfficeWorld) -> None:
    """The case says so and prints it in one press; the address is on it only where the case was opened."""
    contact = Contact(name="Aase Ask", address="Egevej 1\n4700 Næstved")
    world.send(replace(COMPLAINT, contact=contact, needs=(Need.NO_DIGITAL_POST,)))
    world.tick()
    anna, bo = world.signed_in("anna"), world.signed_in("bo")
    reference = anna.open_case()
    anna.get(f"/cases/{reference}")
    assert "Borgeren er fritaget for Digital Post" in anna.words("section")
    press = anna.page.query_one('#write button[value="print"]')
    assert press is not None
    printed = {"item": "Vi har fundet dit brev.", "language": "da", "step": "print"}
    anna.post(f"/cases/{reference}/answer", printed)
    assert "Aase Ask Egevej 1 4700 Næstved" in anna.words("article")
    file = docx.Document(BytesIO(anna.post(f"/cases/{reference}/answer", {**printed, "step": "docx"}).data))
    assert "Aase Ask\nEgevej 1\n4700 Næstved" in [each.text for each in file.paragraphs]
    assert "Egevej" not in file.core_properties.title
    # On the paper itself it is recorded in one press, and stands in the list with its way.
    anna.post(f"/cases/{reference}/answer", printed)
    assert anna.page is not None
    (chosen,) = anna.page.query("#sent_by option[selected]")
    how = {"given_on": anna.value("given_on"), "sent_by": chosen.attrs["value"], "once": anna.value("once")}
    assert (how["given_on"], how["sent_by"]) == ("2026-11-23", "letter")
    carried = {each: anna.value(each) for each in ("item", "language")}
    undated = anna.post(f"/cases/{reference}/answer", {**carried, **how, "given_on": "", "step": "given"})
    assert undated.status_code == 422
    assert _payloads(world, "answer:decided") == []
    anna.follow(f"/cases/{reference}/answer", {**carried, **how, "step": "given"})
    assert len(_payloads(world, "answer:decided")) == 1
    listed = anna.get(f"/cases/{reference}/documents").query("tbody tr")
    row = next(" ".join(each.to_text().split()) for each in listed if "Med brev" in each.to_text())
    assert "Ud Svar Borger Med brev" in row
    # Whoever moves later was written to where they lived then.
    world.clock.on(date(2026, 11, 24))
    anna = world.signed_in("anna")
    anna.get(f"/cases/{reference}")
    anna.follow(f"/cases/{reference}/open")
    anna.save(reference, "inquirer", name="Aase Ask", address="Bøgevej 2")
    anna.get(f"/cases/{reference}/documents/{row.split()[0]}")
    assert "Aase Ask Egevej 1 4700 Næstved" in anna.words(".betro-sheet")
    bo = world.signed_in("bo")
    bo.get(f"/cases/{reference}")
    assert "fritaget" not in bo.words()
    assert "Egevej" not in bo.post(f"/cases/{reference}/answer", printed).text
