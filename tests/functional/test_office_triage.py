"""Triage in the office: outside the scheme, handing over, changing one's mind, missed deadlines, Today."""

from datetime import date, datetime

from crypto.mailbox import Mailbox
from intake.clock import COPENHAGEN
from intake.services.correspond import open_mailbox, write_message
from intake.services.submit import ReportDraft
from tests.office import OfficeWorld
from triage.cases.roles import Role
from triage.services.people.enrol import NewPerson, enrol

MONDAY = datetime(2027, 1, 11, 9, tzinfo=COPENHAGEN)


def test_outside_the_scheme_is_told_with_reason_and_guidance(world: OfficeWorld) -> None:
    """Scenario 3: acknowledged by the clock, told on Wed 2027-01-20, closable that day, reopened on 1
    March."""
    code = world.send()
    world.tick()
    world.clock.on(date(2027, 1, 20))
    anna = world.signed_in("anna")
    reference = anna.open_case()
    assert "søndag 11. april 2027" in anna.words("#deadlines")
    path = f"/cases/{reference}/scope"
    anna.get(path)
    assert "(valgfrit)" not in anna.words("form")
    anna.post(
        path,
        {"scope": "outside", "reason": "own_employment", "reason_item": "Egne forhold", "step": "preview"},
    )
    assert "Her er et udkast" in anna.words(".alert-info")
    assert "skal rette" not in anna.words()
    guidance = anna.words("#guidance_item")
    assert "fagforening" in guidance
    anna.decide(
        reference,
        "scope",
        scope="outside",
        reason="own_employment",
        reason_item="Egne forhold",
        guidance_item=guidance,
    )
    anna.get(f"/cases/{reference}/feedback")
    text = anna.words("#item")
    assert "fagforening" in text
    assert "Datatilsynet" in text
    anna.decide(reference, "feedback", kind="rejection", item=text)
    anna.decide(reference, "close")
    world.tick()
    view = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now())
    assert any("fagforening" in letter.text for letter in view.messages)
    world.clock.on(date(2027, 3, 1))
    anna = world.signed_in("anna")
    anna.open_case()
    anna.decide(reference, "reopen", reason_item="Nye beviser")
    assert "Overholdt" in anna.words("#deadlines")
    assert "søndag 11. april 2027" in anna.words() or "20. januar 2027" in anna.words("#deadlines")


def test_the_status_page_is_previewed_before_a_decision(world: OfficeWorld) -> None:
    """What the reporter's page will say stands in the preview, and changes only then."""
    world.send()
    world.tick()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    anna.decide(reference, "scope", scope="within", reason_item="Alvorligt")
    path = f"/cases/{reference}/investigation"
    anna.get(path)
    anna.post(path, {"investigation": "investigate", "reason_item": "Alvorligt", "step": "preview"})
    assert "vurderer, om den hører under ordningen.«" in anna.words(".betro-visible")
    assert "bliver undersøgt nærmere.«" in anna.words(".betro-visible")
    assert "Alvorligt" in anna.words(".betro-internal")


def test_going_back_from_the_preview_keeps_what_was_typed(world: OfficeWorld) -> None:
    """'Change it' shows the form as it was sent."""
    world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    path = f"/cases/{reference}/message"
    anna.get(path)
    anna.post(path, {"item": "Første linje\r\n\r\nTredje linje", "asks": "y", "step": "preview"})
    anna.post(path, {"item": anna.value("item"), "asks": "y", "step": "change"})
    assert anna.page is not None
    assert anna.page.query_one("textarea").to_text(separator="") == "Første linje\n\nTredje linje"
    assert "checked" in anna.page.query_one('input[name="asks"]').attrs


def test_a_message_sent_twice_is_placed_once(world: OfficeWorld) -> None:
    """The second press of 'Yes, send it' sends nothing."""
    code = world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    path = f"/cases/{reference}/message"
    anna.get(path)
    anna.post(path, {"item": "Hej", "step": "preview"})
    form = {name: anna.value(name) for name in ("csrf_token", "once", "item")} | {"step": "send"}
    assert anna.post(path, form).status_code == 303
    assert anna.post(path, form).status_code == 303
    view = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now())
    assert [letter.text for letter in view.messages if not letter.mine] == ["Hej"]


def test_what_the_domain_refuses_is_a_sentence_with_its_provision(world: OfficeWorld) -> None:
    """Closing before feedback says why, in Danish, and where it stands."""
    world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    sentence = anna.refused(reference, "close")
    assert "Sagen kan ikke afsluttes" in sentence
    assert "§ 12" in sentence


def test_nobody_decides_before_reading(world: OfficeWorld) -> None:
    """A report that nobody has opened cannot be assessed."""
    world.send()
    anna = world.signed_in("anna")
    reference = anna.only_case()
    assert "åbnet og læst" in anna.refused(reference, "scope", scope="within", reason_item="Gættet")


def test_a_report_is_handed_over_with_consent_only(world: OfficeWorld) -> None:
    """Scenario 4: outside, asked, yes on Mon 2027-02-15; the complaint clocks count from that day."""
    code = world.send(ReportDraft(relation="citizen", what="Hjemmeplejen svarer ikke."))
    world.tick()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    anna.decide(
        reference,
        "scope",
        scope="outside",
        reason="reporter_not_covered",
        reason_item="Borger",
        guidance_item="Borgerrådgiveren.",
    )
    assert anna.refused(reference, "consent", happened_on="2027-01-11", item="Ja", summary="x")
    anna.get(f"/cases/{reference}/hand-over")
    anna.decide(reference, "hand-over", item=anna.words("#item"), crossing_item="Intet svar på breve.")
    world.clock.on(date(2027, 1, 18))
    write_message(world.reception, Mailbox.from_code(code), "Ja, gerne.", now=world.clock.now())
    world.tick()
    anna = world.signed_in("anna")
    anna.open_case()
    assert "Ja, gerne." in anna.words("#messages")
    anna.decide(
        reference,
        "consent",
        happened_on="2027-01-18",
        item="Ja, gerne.",
        summary="Borger får ikke svar fra hjemmeplejen",
    )
    assert "Klage eller henvendelse" in anna.words("main")
    assert "Borger får ikke svar fra hjemmeplejen" in anna.words("main")
    assert "mandag 1. februar 2027" in anna.words("#deadlines")
    assert "Whistleblowerordningen" in anna.words("#facts")
    assert "Hjemmeplejen svarer ikke." not in anna.words("main")


def test_a_case_is_there_only_for_those_who_hold_it(world: OfficeWorld) -> None:
    """An advisor who came later sees neither the case nor its number, and cannot guess it."""
    world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    new = NewPerson("eva", "Eva Advisor", Role.ADVISOR)
    world.enrolled["eva"] = enrol(world.organisation, new, world.root, today=world.clock.moment.date())
    eva = world.signed_in("eva")
    eva.get("/cases?show=all")
    assert reference not in eva.words()
    eva.get("/")
    assert reference not in eva.words()
    eva.get(f"/cases/{reference}", 404)
    eva.get("/cases")
    assert eva.post(f"/cases/{reference}/open").status_code == 404


def test_today_tells_what_is_due_new_and_waiting_and_its_numbers_add_up(world: OfficeWorld) -> None:
    """The number of open cases is the sum of the states, and each number leads to its list."""
    for what in ("Første", "Anden", "Tredje"):
        world.send(ReportDraft(relation="employee", what=what))
    world.tick()
    world.clock.on(date(2027, 1, 14))
    anna = world.signed_in("anna")
    anna.get("/")
    assert "1 dag for sent" in anna.words("#overdue")
    assert anna.words("#counts tr:last-child td") == "3"
    assert not anna.page.query("#new")
    references = [each.to_text() for each in anna.get("/today/overdue").query("td a.betro-reference")]
    assert len(references) == 3
    anna.get(f"/cases/{references[0]}")
    anna.follow(f"/cases/{references[0]}/open")
    anna.decide(references[0], "message", item="Hvornår skete det?", asks="y")
    anna.get("/")
    assert anna.words(".betro-lines").count(references[0]) == 1
    assert anna.words("#counts tr:last-child td") == "3"


def test_every_date_opens_its_reasons(world: OfficeWorld) -> None:
    """'Why this date?' names the source and counts day by day."""
    world.send()
    world.tick()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    anna.get(f"/cases/{reference}/deadlines/BR-READ/why")
    assert "er dag 1" in anna.words()
    anna.get(f"/cases/{reference}/deadlines/WB-FB/why")
    assert "§ 12" in anna.words()
    assert "3 måneder" in anna.words()
    anna.get(f"/cases/{reference}/deadlines/NO-SUCH/why", 404)


def test_the_list_shows_what_the_advisor_wrote_and_pages_by_key(world: OfficeWorld) -> None:
    """Fifty cases to a page, the most pressing first; the next page goes on where it ended."""
    for number in range(52):
        world.send(ReportDraft(relation="employee", what=f"Nummer {number}"))
    anna = world.signed_in("anna")
    anna.get("/cases")
    assert anna.page is not None
    first = [each.to_text() for each in anna.page.query("tbody a.betro-reference")]
    assert len(first) == 50
    link = anna.page.query_one(".betro-onward a")
    anna.get(link.attrs["href"])
    second = [each.to_text() for each in anna.page.query("tbody a.betro-reference")]
    assert len(second) == 2
    assert not set(first) & set(second)
    reference = second[0]
    anna.get(f"/cases/{reference}")
    anna.follow(f"/cases/{reference}/open")
    anna.save(reference, "summary", item="Gaver fra en leverandør")
    anna.get("/cases?scheme=whistleblowing&state=under_assessment")
    assert "Gaver fra en leverandør" in anna.words("tbody")
    anna.get("/cases?state=nonsense", 404)
