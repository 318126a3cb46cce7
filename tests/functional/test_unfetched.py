"""
What lies in a mailbox and was not taken over yet, because the clock is late: nothing is decided before it has
been seen, and no answer says that its writer saw what nobody had.
"""

import sqlite3
from contextlib import closing
from datetime import datetime
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from crypto.mailbox import Mailbox
from crypto.receipt import ReceiptCode
from intake.clock import COPENHAGEN
from intake.contents.mailbox import Answer
from intake.services.correspond import MailboxView, open_mailbox
from intake.store.engine import read
from tests.office import A_REPORT, OUTSIDE, Browser, OfficeWorld
from triage.services.casework import execute
from triage.store.tables import outbox

MONDAY = datetime(2027, 1, 11, 9, tzinfo=COPENHAGEN)
QUESTION = "Hvornår skete det?"
FEEDBACK = {"kind": "rejection", "item": "Det er uden for ordningen."}


def mailbox(world: OfficeWorld, code: ReceiptCode) -> MailboxView:
    """What the reporter finds on coming back."""
    return open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now())


def begun(world: OfficeWorld, anna: Browser) -> tuple[ReceiptCode, str]:
    """A report that is outside the scheme, and its code."""
    code = world.send()
    reference = anna.open_case()
    anna.decide(reference, "scope", **OUTSIDE)
    return code, reference


def test_an_answer_waits_for_what_nobody_has_fetched(world: OfficeWorld) -> None:
    """Previewed, then the reporter writes: what came is shown, and the answer says that it was seen."""
    anna = world.signed_in()
    code, reference = begun(world, anna)
    path = f"/cases/{reference}/message"
    anna.get(path)
    anna.post(path, {"item": QUESTION, "step": "preview"})
    once = anna.value("once")
    world.write(code)
    answer = anna.post(path, {"item": QUESTION, "step": "send", "once": once})
    assert answer.status_code == 409
    assert "Der kom en besked" in anna.words(".alert-warning")
    assert anna.value_of("item") == QUESTION
    assert [each.text for each in mailbox(world, code).messages] == ["Vent!"]
    anna.post(path, {"item": QUESTION, "step": "preview"})
    anna.follow(path, {"item": QUESTION, "step": "send", "once": anna.value("once")})
    came, went = mailbox(world, code).messages
    assert (came.text, went.text) == ("Vent!", QUESTION)
    assert went.after == came.number


@pytest.mark.parametrize("step", ["preview", "print"])
def test_a_second_look_and_a_sheet_of_paper_wait_for_it_too(world: OfficeWorld, step: str) -> None:
    """What came is shown before what would follow, and before anything is printed."""
    anna = world.signed_in()
    code, reference = begun(world, anna)
    path = f"/cases/{reference}/feedback"
    anna.get(path)
    world.write(code)
    assert anna.post(path, {**FEEDBACK, "step": step}).status_code == 409
    assert "Der kom en besked" in anna.words(".alert-warning")
    assert anna.value_of("item") == FEEDBACK["item"]
    assert anna.post(path, {**FEEDBACK, "step": step}).status_code == 200


def test_a_case_is_not_closed_over_what_nobody_has_fetched(world: OfficeWorld) -> None:
    """Prepared before it came: the case stays open, and the next second look names it."""
    anna = world.signed_in()
    code, reference = begun(world, anna)
    anna.decide(reference, "feedback", **FEEDBACK)
    path = f"/cases/{reference}/close"
    anna.get(path)
    anna.post(path, {"step": "preview"})
    once = anna.value("once")
    world.write(code)
    assert anna.post(path, {"step": "send", "once": once}).status_code == 409
    assert "Der kom en besked" in anna.words(".alert-warning")
    anna.post(path, {"step": "preview"})
    assert "ingen har læst" in anna.words(".alert-warning")
    anna.get("/cases?show=closed")
    assert reference not in anna.words("main")


def asked(world: OfficeWorld, anna: Browser) -> tuple[ReceiptCode, str, Answer]:
    """A report about whose hand-over the reporter was asked, and the yes that would answer it."""
    code, reference = begun(world, anna)
    anna.get(f"/cases/{reference}/hand-over")
    anna.decide(reference, "hand-over", item=anna.words("#item"), crossing_item="Ubesvarede breve.")
    (question,) = mailbox(world, code).messages
    return code, reference, Answer(question.item_id, agrees=False)


def test_a_hand_over_waits_for_the_no_that_nobody_has_fetched(world: OfficeWorld) -> None:
    """She said yes on the phone; the no that she sent since is shown, and nothing crosses."""
    anna = world.signed_in()
    code, reference, no = asked(world, anna)
    path = f"/cases/{reference}/consent"
    consent = {"happened_on": "2027-01-11", "item": "Sagt i telefonen.", "summary": "Ubesvarede breve."}
    anna.get(path)
    assert anna.post(path, {**consent, "step": "preview"}).status_code == 200, anna.words()
    once = anna.value("once")
    world.write(code, answer=no)
    assert anna.post(path, {**consent, "step": "send", "once": once}).status_code == 409
    assert "Der kom en besked" in anna.words(".alert-warning")
    assert anna.only_case() == reference


def test_opening_takes_over_what_it_shows(world: OfficeWorld) -> None:
    """What she reads is recorded as read: it is not asked of her again, and a no settles the question."""
    anna = world.signed_in()
    code, reference, no = asked(world, anna)
    world.write(code, answer=no)
    anna.get(f"/cases/{reference}")
    anna.follow(f"/cases/{reference}/open")
    assert "Vent!" in anna.words("#messages")
    assert "nej" in anna.words("#timeline")
    anna.decide(reference, "message", item="Tak for svaret.")


def test_what_cannot_be_taken_over_lets_nothing_out_and_can_be_read(world: OfficeWorld) -> None:
    """Its submission is gone: the page says so and keeps the text; who opens the case still reads."""
    anna = world.signed_in()
    code, reference = begun(world, anna)
    path = f"/cases/{reference}/message"
    anna.get(path)
    world.write(code)
    with closing(sqlite3.connect(str(world.organisation.intake.url.database))) as editor, editor:
        editor.execute("DELETE FROM submission")
    answer = anna.post(path, {"item": QUESTION, "step": "send"})
    assert answer.status_code == 503
    assert "ikke kan hentes ind" in anna.words(".alert-error")
    assert anna.value_of("item") == QUESTION
    with read(world.organisation.triage) as connection:
        assert connection.execute(select(outbox).where(outbox.c.kind == "message")).first() is None
    anna.get(f"/cases/{reference}")
    anna.follow(f"/cases/{reference}/open")
    assert "Vent!" in anna.words("#messages")


def test_what_comes_while_an_answer_is_sealed_is_not_said_to_be_seen(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too late to be shown first: the answer goes, and says itself that it does not know of it."""
    anna = world.signed_in()
    code, reference = begun(world, anna)
    sealed = execute.keep_texts

    def overtaken(*given: Any) -> Any:
        world.write(code)
        return sealed(*given)

    monkeypatch.setattr(execute, "keep_texts", overtaken)
    anna.decide(reference, "message", item=QUESTION)
    came, went = mailbox(world, code).messages
    assert (came.text, went.text) == ("Vent!", QUESTION)
    assert went.after == came.number - 1


def test_the_name_is_not_opened_before_what_is_new_was_seen(world: OfficeWorld) -> None:
    """A wish not to be called, and a colleague's note: each is shown first, and the reason is kept."""
    anna, bo = world.signed_in("anna"), world.signed_in("bo")
    code = world.send(replace(A_REPORT, name="Mette Hansen"))
    reference = anna.open_case()
    path = f"/cases/{reference}/identity"
    anna.get(path)
    world.write(code)
    for news, before in (
        ("Der kom en besked", lambda: None),
        ("Bo Advisor", lambda: bo.save(reference, "note", item="Hun vil ikke ringes op.")),
    ):
        before()
        assert anna.post(path, {"why": "Skal ringe"}).status_code == 409
        assert news in anna.words(".alert-warning")
        assert anna.value_of("why") == "Skal ringe"
        assert "Mette Hansen" not in anna.words()
    assert anna.post(path, {"why": "Skal ringe"}).status_code == 200
    assert "Mette Hansen" in anna.words()
