"""The complaint side in the office: calls, complaints, units, answers."""

from datetime import date, datetime
from pathlib import Path

import pytest

from crypto.mailbox import Mailbox
from intake.clock import COPENHAGEN
from intake.contents.choices import HasMandate, MaySendOn, Need, WritesAs
from intake.contents.mailbox import Contact
from intake.contents.versioned import titles
from intake.services.correspond import open_mailbox
from intake.services.submit import ComplaintDraft, ReportDraft
from tests.office import AGREED, OfficeWorld, found_office
from tests.own_folder import has_units

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
COMPLAINT = ComplaintDraft(
    unit="Jobcentret",
    what="Jeg har ventet i fire måneder.",
    wish="At nogen svarer mig.",
    contact=Contact("Jens Olsen", "Bygaden 1", "87 65 43 21", "jens@example.test"),
)


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


def test_a_call_closed_in_the_conversation_leaves_nothing_open(world: OfficeWorld) -> None:
    """Scenario 5: a citizen waits for a caseworker; guided and closed in the call."""
    anna = world.signed_in("anna")
    anna.closed_call(
        summary_item="Venter på sagsbehandler", handling="guidance", theme="processing_time", unit="job"
    )
    assert "Afsluttet" in anna.words("h1")
    assert "overskredet" not in anna.words("#deadlines").lower()
    assert "Frist om" not in anna.words("#deadlines")


def test_a_rejected_inquiry_reads_as_one(world: OfficeWorld) -> None:
    """
    Registered with its reason and left open: its state and its facts say so, and nothing comes next but the
    answer, which begins with the reason's letter; told, it is answered.
    """
    anna = world.signed_in("anna")
    summary, why = "Venter på svar fra en anden kommune", "Det er ikke vores."
    reference = anna.call(summary_item=summary, reason="other_municipality", reason_item=why)
    assert "Afvist En anden kommune" in anna.words("#facts")
    assert "Afvist, borgeren ved det ikke endnu" in anna.words("h1")
    assert anna.page is not None
    onward = anna.page.query("[aria-labelledby=onward] > ul:not(#near) a")
    assert not onward
    assert "Svar borgeren" in anna.words("#write h2")
    assert "Sagen hører til i en anden kommune." in anna.words("#write textarea")
    anna.get("/cases?state=rejected")
    assert reference in anna.words("table")
    anna.decide(reference, "answer", item="Spørg i Øster Kommune.", given_on="2026-11-23", sent_by="by_hand")
    assert "Besvaret" in anna.words("h1")
    assert "Afvist En anden kommune" in anna.words("#facts")


def test_what_was_recorded_stands_among_the_facts(world: OfficeWorld) -> None:
    """How it is handled, what else it is about, who is heard and until when, and on which days one rang."""
    anna = world.signed_in("anna")
    reference = anna.call(handling="guidance")
    anna.save(reference, "themes", main="processing_time", others=["private_law"])
    anna.save(reference, "contact", other_side="citizen", direction="in", channel="phone", item="Hun rykker.")
    anna.decide(
        reference, "hearing", unit="job", item="Det tog for lang tid.", answer_by_on="2026-12-07", **AGREED
    )
    anna.get(f"/cases/{reference}")
    facts = anna.words("#facts")
    assert "Behandling" in facts
    assert "Andre emner Privatret" in facts
    assert "Kontakter mandag 23. november 2026" in facts
    assert "Høring før kritik Jobcentret, svarfrist 7. december 2026" in facts
    anna.decide(reference, "hearing-answer", unit="job", item="Vi er enige.")
    assert "Høring før kritik Jobcentret, svarede 23. november 2026" in anna.words("#facts")


def test_a_closed_call_needs_what_was_done(world: OfficeWorld) -> None:
    """The form comes back with a sentence and with everything that was typed."""
    anna = world.signed_in("anna")
    answer = anna.post("/register/inquiry", {**anna.inquiry(), "step": "close"})
    assert answer.status_code == 422
    assert anna.words(".alert-error")
    assert anna.value("summary_item") == "Venter på svar"


def test_a_call_sent_twice_is_one_case(world: OfficeWorld) -> None:
    """A second press of the same button registers nothing more."""
    anna = world.signed_in("anna")
    form = {**anna.inquiry(), "step": "go_on"}
    assert anna.post("/register/inquiry", form).status_code == 303
    assert anna.post("/register/inquiry", form).status_code == 303
    assert anna.only_case()


def test_an_open_call_runs_its_clock_and_is_answered_by_hand(world: OfficeWorld) -> None:
    """A call that is not closed is acknowledged by being taken; its answer has a date."""
    anna = world.signed_in("anna")
    reference = anna.call(summary_item="Vil vide, hvornår der kommer svar")
    assert "mandag 7. december 2026" in anna.words("#deadlines")
    path = f"/cases/{reference}/answer"
    anna.get(path)
    answer = anna.post(path, {"item": "Du får svar fredag.", "step": "preview"})
    assert answer.status_code == 422
    assert "postkasse" in anna.words("main")
    anna.decide(reference, "answer", item="Du får svar fredag.", given_on="2026-11-23", sent_by="by_hand")
    anna.decide(reference, "close")
    assert "Afsluttet" in anna.words("h1")


def test_a_complaint_is_referred_delayed_replied_and_answered(world: OfficeWorld) -> None:
    """The unit announces a delay and replies late; the citizen reads the answer in the mailbox."""
    code = world.send(COMPLAINT)
    anna = world.signed_in("anna")
    reference = anna.open_case()
    assert "Jens Olsen" in anna.words("#content")
    assert "Fra borgeren" in anna.words("#timeline")
    anna.save(reference, "unit", unit="job")
    anna.save(reference, "themes", main="processing_time")
    anna.decide(
        reference, "refer", unit="job", item="Hvornår får borgeren svar?", answers_citizen="unit", **AGREED
    )
    anna.get(f"/cases/{reference}")
    assert "mandag 14. december 2026" in anna.words("#deadlines")
    assert "Jobcentret" in anna.refused(reference, "close")
    world.clock.on(date(2026, 12, 10))
    anna = world.signed_in("anna")
    anna.open_case()
    anna.decide(reference, "delay", unit="job", promised_on="2026-12-21", reason_item="Sygdom i afdelingen")
    world.clock.on(date(2026, 12, 18))
    anna = world.signed_in("anna")
    anna.open_case()
    anna.decide(reference, "reply", unit="job", item="Borgeren får svar mandag.", quality="partial")
    assert "4 dage for sent" in anna.words("#deadlines")
    anna.decide(reference, "answer", item="Jobcentret svarer dig på mandag.")
    anna.decide(reference, "breach", rule="BR-REPLY:job:2026-12-14", responsible="unit", reason_item="Sygdom")
    anna.decide(reference, "close")
    letters = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now()).messages
    assert [each.text for each in letters if not each.mine] == ["Jobcentret svarer dig på mandag."]


def test_a_contact_becomes_a_report_when_the_meeting_was_held(tmp_path: Path) -> None:
    """Scenario 2: a call that only asks for a meeting starts no clock; the report of the meeting does."""
    world = found_office(tmp_path / "office", datetime(2026, 10, 29, 9, tzinfo=COPENHAGEN))
    anna = world.signed_in("anna")
    reference = anna.contact("Beder om et møde")
    assert "Kontakt" in anna.words("h1")
    assert "Ingen frist løber." in anna.words("#deadlines")
    world.clock.on(date(2026, 11, 3))
    anna = world.signed_in("anna")
    anna.get(f"/register/report?earlier={reference}")
    answer = anna.post(
        "/register/report",
        {
            "once": anna.value("once"),
            "channel": "in_person",
            "organisation_on": "2026-11-03",
            "office_on": "2026-11-03",
            "what": "Der er snydt med timesedler.",
            "earlier": reference,
        },
    )
    assert answer.status_code == 200, answer.text
    assert anna.only_case() == reference
    anna.decide(reference, "acknowledge", item="Tak for mødet.", given_on="2026-11-03", sent_by="by_hand")
    assert "onsdag 3. februar 2027" in anna.words("#deadlines")
    assert "Der er snydt med timesedler." in anna.words("#content")


def test_a_second_call_on_the_same_matter_is_a_contact(world: OfficeWorld) -> None:
    """Scenario 5: it stands in the history of the case and starts no clock and no new case."""
    anna = world.signed_in("anna")
    reference = anna.call(summary_item="Venter på svar")
    about = {"other_side": "citizen", "direction": "in", "channel": "phone"}
    anna.save(reference, "contact", **about, item="Ringede igen, har stadig ikke hørt noget.")
    assert "Kontakt: Den, sagen kom fra, til os" in anna.words("#timeline")
    anna.get(f"/cases/{reference}")
    anna.follow(f"/cases/{reference}/open")
    assert "Ringede igen" in anna.words("#timeline")
    assert anna.only_case() == reference


def test_minutes_are_read_in_the_mailbox_approved_and_locked(world: OfficeWorld) -> None:
    """Scenario 2: the reporter reads the minutes; after the approval they cannot be changed."""
    code = world.send(ReportDraft(relation="employee", what="Mundtligt"))
    anna = world.signed_in("anna")
    reference = anna.open_case()
    words = {"item": "Referat: Du fortalte om timesedlerne.", "of": "beginning", "way": "mailbox"}
    anna.decide(reference, "minutes", **words)
    letters = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now()).messages
    (lead, said) = letters[0].text.split("\n\n")
    assert said == "Referat: Du fortalte om timesedlerne."
    assert lead.startswith("Her er referatet af det, du har fortalt os.")
    signed = {"number": "1", "by": "speaker", "how": "signed", "happened_on": "2026-11-23"}
    anna.save(reference, "minutes-approved", **signed)
    assert "Referat 1 Det, der blev fortalt til at begynde med, godkendt 23. november" in anna.words("#facts")
    assert "godkendt" in anna.refused(reference, "minutes", **{**words, "item": "Noget andet"})


@pytest.mark.parametrize(("said", "ticked"), [(MaySendOn.YES, 1), (MaySendOn.NO, 0)])
def test_a_yes_in_the_form_of_the_portal_begins_the_consent_for_the_unit(
    world: OfficeWorld, said: MaySendOn, ticked: int
) -> None:
    """One press sends it on; anything else than a yes is said and ticks nothing."""
    world.send(ComplaintDraft("Jobcentret", "Ingen svarer.", "", consent=said))
    world.tick()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    anna.get(f"/cases/{reference}/refer")
    assert "svarede borgeren i formularen" in anna.words(".alert-info")
    assert len(anna.page.query('input[name="agreed"][checked]')) == ticked
    assert ("I formularen på portalen" in anna.words("option[selected]")) == bool(ticked)


def test_every_field_of_a_complaint_is_shown(world: OfficeWorld) -> None:
    """What a citizen can write, an adviser reads."""
    texts = {name: f"{name} was typed" for name in titles(ComplaintDraft)}
    contact = Contact(**{name: f"{name} was typed" for name in Contact.__struct_fields__})
    chosen = {"consent": MaySendOn.ASK_FIRST, "needs": (Need.DYSLEXIA,), "writes_as": WritesAs.RELATIVE}
    world.send(ComplaintDraft(**texts, contact=contact, **chosen, mandate=HasMandate.FOLLOWS))
    world.tick()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    shown = anna.words()
    typed = [*texts.values(), *(f"{name} was typed" for name in Contact.__struct_fields__)]
    typed += ["Spørg først", "Svært ved at læse og skrive", "En pårørende", "Fuldmagten kommer senere"]
    assert [words for words in typed if words not in shown] == []
    # Who it is from begins as the citizen wrote it, so that nobody types it twice.
    anna.get(f"/cases/{reference}/inquirer")
    names = ("name", "phone", "email", "address", "language")
    assert [anna.value(name) for name in names] == [f"{name} was typed" for name in names]
    assert "En pårørende" in anna.words("option[selected]")
    assert anna.page.query_one('input[name="needs"][checked]').attrs["value"] == "dyslexia"
    assert "Skriver for writes_for was typed" in anna.words("main textarea")
