"""Nobody unheard, on the pages: marks and counts, answering, closing, a yes in the mailbox; two at once."""

import os
from datetime import date, datetime
from pathlib import Path

import pytest

from crypto.mailbox import Mailbox
from crypto.receipt import ReceiptCode
from intake.clock import COPENHAGEN
from intake.services.correspond import open_mailbox
from intake.settings import load_portal
from intake.web import create_app as create_portal
from tests.builders import promise
from tests.office import OUTSIDE, Browser, OfficeWorld
from tests.visitor import Visitor

MONDAY = datetime(2027, 1, 11, 9, tzinfo=COPENHAGEN)


def wrote(world: OfficeWorld, code: ReceiptCode, text: str = "Nyt spor.") -> None:
    """The reporter writes, and it is taken over."""
    world.write(code, text)
    world.tick()


def closed(world: OfficeWorld, anna: Browser) -> tuple[ReceiptCode, str]:
    """A report that was told how it ended, and closed."""
    code = world.send()
    reference = anna.open_case()
    anna.decide(reference, "scope", **OUTSIDE)
    anna.decide(reference, "feedback", kind="rejection", item="Det er uden for ordningen.")
    return code, reference


def test_what_came_is_marked_counted_and_listed(world: OfficeWorld) -> None:
    """In the list, in the menu, on the page of the day and on the case, until it is answered."""
    anna = world.signed_in()
    code, reference = closed(world, anna)
    wrote(world, code)
    answer_by = date(2027, 1, 18)
    anna.get("/")
    # It is due within a week, and stands there and nowhere else.
    assert reference in anna.words("#soon")
    assert anna.words(".betro-lines").count(reference) == 1
    assert anna.words(".betro-menu__count").split()[0] == "1"
    anna.get("/cases")
    assert "Ulæst" in anna.words("table")
    for path, part in (
        ("/", "#soon"),
        ("/cases?show=unanswered", "table"),
        ("/calendar", ".betro-calendar"),
        (f"/calendar/day/{answer_by}", "table"),
    ):
        anna.get(path)
        assert "Ulæst" in anna.words(part)
    anna.get(f"/cases/{reference}")
    assert "Ikke læst endnu" in anna.words(".alert-warning")
    assert anna.page is not None
    assert anna.page.query("#messages") == []
    anna.follow(f"/cases/{reference}/open")
    assert "Nyt spor." in anna.words("#messages")
    assert "Ikke besvaret endnu" in anna.words(".alert-warning")
    assert "Send en besked" in anna.words("#write h2")
    anna.decide(reference, "message", item="Tak, det ser vi på.")
    assert anna.words(".alert-warning") == ""
    anna.get("/")
    assert anna.words(".betro-menu__count") == ""


def test_a_letter_that_is_ready_is_marked_where_something_is_unread(world: OfficeWorld) -> None:
    """Whoever writes it should read first what has come."""
    code = world.send()
    anna = world.signed_in()
    reference = anna.open_case()
    anna.decide(reference, "scope", **OUTSIDE)
    anna.get("/")
    assert reference in anna.words("#drafts")
    assert "Ulæst" not in anna.words("#drafts")
    wrote(world, code)
    anna.get("/")
    assert "Ulæst" in anna.words("#drafts")


def test_closing_names_what_is_unanswered_and_the_closed_case_is_answered(world: OfficeWorld) -> None:
    """The preview says it; closed, it still stands in the list, and is answered without reopening."""
    anna = world.signed_in()
    code, reference = closed(world, anna)
    wrote(world, code)
    anna.get(f"/cases/{reference}/close")
    anna.post(f"/cases/{reference}/close", {"step": "preview"})
    assert "11. januar 2027" in anna.words(".alert-warning")
    assert "ingen har læst" in anna.words(".alert-warning")
    anna.follow(f"/cases/{reference}/close", {"step": "send", "once": anna.value("once")})
    anna.get("/cases?show=unanswered")
    assert reference in anna.words("table")
    anna.follow(f"/cases/{reference}/open")
    anna.decide(reference, "message", item="Tak. Det ændrer ikke svaret.")
    letters = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now()).messages
    assert letters[-1].text == "Tak. Det ændrer ikke svaret."
    wrote(world, code, "Tak.")
    anna.get(f"/cases/{reference}")
    anna.follow(f"/cases/{reference}/open")
    anna.save(reference, "no-answer", reason_item="En tak.")
    assert anna.words(".alert-warning") == ""


@pytest.mark.parametrize(("button", "said"), [("Ja, det må I gerne", "Ja"), ("Nej, det må I ikke", "Nej")])
def test_a_question_is_answered_with_a_button(
    world: OfficeWorld, tmp_path: Path, button: str, said: str
) -> None:
    """
    Without a script: two buttons under the question, also while the machine's date is half a year ahead; the
    office opens it, and with a yes it has been handed over.
    """
    anna = world.signed_in()
    code = world.send()
    reference = anna.open_case()
    anna.decide(reference, "scope", **OUTSIDE)
    anna.get(f"/cases/{reference}/hand-over")
    anna.decide(reference, "hand-over", item=anna.words("#item"), crossing_item="Ubesvarede breve.")
    settings = load_portal({**os.environ, "BETRO_SETTINGS": str(tmp_path / "office" / "betro.toml")})
    promise(world.reception, MONDAY.date(), date(2027, 1, 18), date(2027, 4, 18))
    visitor = Visitor(create_portal(settings, world.clock).test_client())
    for days in (182, -182):
        world.clock.go(days=days)
        visitor.get("/da/mailbox/")
        visitor.press("Åbn postkassen", code=code.grouped)
        assert button in visitor.words()
    assert "10. februar 2027" in visitor.words()
    visitor.press(button)
    if said == "Ja":
        visitor.press("Ja, giv det videre")
    assert f"Du har svaret {said.lower()}" in visitor.words()
    assert "Ja, det må I gerne" not in visitor.words()
    visitor.again()
    assert visitor.words().count("Du har svaret") == 1
    world.tick()
    anna.get(f"/cases/{reference}")
    anna.follow(f"/cases/{reference}/open")
    assert f"{said} til overflytning" in anna.words("#messages")
    if said == "Nej":
        assert "nej" in anna.words("#timeline")
        return
    assert "Foretaget: Overflyttet" in anna.words("#timeline")
    assert "Overflyttet til" in anna.words("#facts")


def test_the_second_of_two_is_asked_again(world: OfficeWorld) -> None:
    """Two previews of opposite answers: one goes; the other is shown what has happened, its text kept."""
    anna, bo = world.signed_in("anna"), world.signed_in("bo")
    world.send()
    reference = anna.open_case()
    path = f"/cases/{reference}/scope"
    within = {"scope": "within", "reason_item": "Alvorligt."}
    for person, typed in ((anna, OUTSIDE), (bo, within)):
        person.get(path)
        person.post(path, {**typed, "step": "preview"})
    sent = {"step": "send", "once": bo.value("once")}
    anna.follow(path, {**OUTSIDE, "step": "send", "once": anna.value("once")})
    answer = bo.post(path, {**within, **sent})
    assert answer.status_code == 409
    assert "Anna Advisor" in bo.words(".alert-warning")
    assert "Vurderet: Uden for ordningen" in bo.words(".alert-warning")
    assert bo.value_of("reason_item") == "Alvorligt."
    assert "Anna Advisor" in bo.words(".betro-muted")
    # Having read it, Bo may still decide so.
    bo.post(path, {**within, "step": "preview"})
    assert "Inden for" in bo.words()
    bo.follow(path, {**within, "step": "send", "once": bo.value("once")})
    assert "Inden for ordningen" in bo.words("#facts")


def test_who_else_works_in_the_case_is_named_on_the_day_itself_alone(world: OfficeWorld) -> None:
    """Anna read it on Monday: Bo is told so on Monday, and on Tuesday nobody is at work in it."""
    world.send()
    reference = world.signed_in("anna").open_case()
    bo = world.signed_in("bo")
    bo.get(f"/cases/{reference}")
    assert "Arbejder også i sagen i dag: Anna Advisor." in bo.words(".betro-muted")
    world.clock.on(date(2027, 1, 12))
    bo = world.signed_in("bo")
    bo.get(f"/cases/{reference}")
    assert "Anna Advisor" not in bo.words(".betro-muted")


def test_a_message_that_came_in_between_is_shown_before_the_answer_goes(world: OfficeWorld) -> None:
    """Prepared before the reporter wrote again: nothing is sent until that has been seen."""
    anna = world.signed_in()
    code = world.send()
    reference = anna.open_case()
    path = f"/cases/{reference}/message"
    anna.get(path)
    anna.post(path, {"item": "Hvornår skete det?", "step": "preview"})
    wrote(world, code)
    answer = anna.post(path, {"item": "Hvornår skete det?", "step": "send", "once": anna.value("once")})
    assert answer.status_code == 409
    assert anna.value_of("item") == "Hvornår skete det?"
    assert "Der kom en besked" in anna.words(".alert-warning")
    assert open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now()).messages[-1].mine


def test_a_form_without_its_state_is_asked_again(world: OfficeWorld) -> None:
    """Whoever leaves the number out has seen nothing."""
    anna = world.signed_in()
    world.send()
    reference = anna.open_case()
    anna.get(f"/cases/{reference}/note")
    answer = anna.post(f"/cases/{reference}/note", {"item": "Et notat", "step": "send", "as_of": ""})
    assert answer.status_code == 409


@pytest.mark.parametrize("as_of", ["400", "-1", "-400"])
def test_a_number_that_no_history_has_is_answered_in_words(world: OfficeWorld, as_of: str) -> None:
    """After a restore the case has fewer events than the form knew: the page says so and keeps the text."""
    anna = world.signed_in()
    world.send()
    reference = anna.open_case()
    path = f"/cases/{reference}/message"
    anna.get(path)
    answer = anna.post(path, {"item": "Hvornår skete det?", "step": "send", "as_of": as_of})
    assert answer.status_code == 409
    assert "Der er ikke gemt eller sendt noget" in anna.words(".alert-warning")
    assert ("Åbnet og læst" in anna.words(".alert-warning")) == as_of.startswith("-")
    assert anna.value_of("item") == "Hvornår skete det?"
