"""Taking a new receipt code at the portal: shown, typed, changed; and what the old one opens afterwards."""

from datetime import date
from pathlib import Path

import pytest

from crypto.envelope import Direction
from crypto.mailbox import Mailbox
from crypto.receipt import ReceiptCode, new_receipt_code, parse_receipt_code
from intake.contents.card import Card
from intake.contents.forms import encode
from intake.contents.mailbox import MessageContent
from intake.services.submit import submit
from intake.web import renewing
from tests.builders import MONDAY, PortalWorld, a_portal
from tests.functional.test_portal_mailbox import DRAFT, ask, opened, place, say, show
from tests.visitor import Visitor

OPEN, TAKE, HAVE, CHANGE = (
    "Open the mailbox",
    "Take a new code",
    "I have written the code down",
    "Change the code",
)


@pytest.fixture
def world(tmp_path: Path) -> PortalWorld:
    """A portal on Monday 23 November 2026."""
    return a_portal(tmp_path / "portal")


@pytest.fixture
def code(world: PortalWorld) -> ReceiptCode:
    """The code of a report that lies there."""
    code = new_receipt_code()
    submit(world.reception, DRAFT, code, now=MONDAY)
    return code


@pytest.fixture
def visitor(world: PortalWorld) -> Visitor:
    """Somebody at its English pages."""
    return Visitor(world.app.test_client())


def shown(visitor: Visitor, code: ReceiptCode) -> ReceiptCode:
    """Come back, ask for a new code, and give the one that the page shows."""
    opened(visitor, code)
    visitor.press(TAKE)
    return parse_receipt_code(visitor.code)


def changed(visitor: Visitor, code: ReceiptCode, *, leave: bool = False) -> ReceiptCode:
    """Change the code, and give the new one."""
    new = shown(visitor, code)
    visitor.press(HAVE, **({"leave": True} if leave else {}))
    visitor.press(CHANGE, typed=new.grouped)
    assert visitor.heading == "Your code has been changed"
    return new


def test_the_new_code_opens_everything_and_the_old_one_says_that_it_was_replaced(world, visitor, code):
    """What was sent, the answers and the state are there as before, and nothing is called doubtful."""
    say(world, code, "Vi ser paa det.")
    before = opened(visitor, code)
    new = changed(visitor, code)

    visitor.press(OPEN)
    words = visitor.words()
    assert "Vi ser paa det." in words
    assert DRAFT.what in words
    assert "not as it should be" not in words
    assert "We have written to you" in before
    assert "This code has been replaced by a new one." in opened(visitor, code, 422)
    visitor.get("/en/mailbox/")
    visitor.press(OPEN, code=new.grouped)


def test_until_the_code_is_typed_nothing_has_changed(world, visitor, code):
    """Whoever goes away in between has the old code, and the new one opens nothing."""
    new = shown(visitor, code)
    visitor.press(HAVE)
    for wrong, why in (
        (code.grouped, "This is the code that you have had until now."),
        (new_receipt_code().grouped, "This is not the new code."),
        ("", "Type the new code"),
        (new.grouped[:-1], "25 letters and digits"),
    ):
        visitor.press(CHANGE, typed=wrong, status=422)
        assert why in visitor.words()
    visitor.press("Show the new code again")
    assert visitor.code == new.grouped
    visitor.press("Keep the old code")
    assert visitor.heading == "Your mailbox"
    opened(visitor, new, 422)


def test_a_lost_answer_and_a_form_sent_again_change_nothing_more(world, visitor, code):
    """The same press once more is answered as the first: with the code that opens the mailbox."""
    new = shown(visitor, code)
    visitor.press(HAVE)
    visitor.lose_answer(CHANGE, typed=new.grouped)
    visitor.press(CHANGE, typed=new.grouped)
    assert visitor.heading == "Your code has been changed"
    visitor.again()
    assert visitor.code == new.grouped
    with world.reception.engine.connect() as connection:
        kinds = connection.exec_driver_sql("SELECT count(*) FROM item WHERE kind = 'succession'").scalar()
    assert kinds == 1


def test_whoever_has_the_old_code_cannot_take_another_one(world, visitor, code):
    """Neither by a page that was opened before nor by one that is opened now."""
    thief = Visitor(world.app.test_client())
    theirs = shown(thief, code)
    thief.press(HAVE)
    new = changed(visitor, code)
    thief.press(CHANGE, typed=theirs.grouped, status=422)
    assert "This code has been replaced by a new one." in thief.words()
    opened(visitor, new)
    opened(visitor, theirs, 422)


def test_the_old_code_opens_nothing_in_a_copy_of_the_database_either(world, visitor, code):
    """No stanza of its key is left, in whatever it has written or been written."""
    say(world, code, "Et svar.")
    old = Mailbox.from_code(code)
    changed(visitor, code)
    with world.reception.engine.connect() as connection:
        ids = connection.exec_driver_sql("SELECT DISTINCT key_id FROM stanza").scalars().all()
    assert old.key_id not in ids


def test_what_was_read_is_left_behind_where_the_reporter_wishes_it(world, visitor, code):
    """Not what came meanwhile, not the report, and not a question that waits; and nothing is missed."""
    say(world, code, "Gammelt svar.")
    question = MessageContent("Må vi?", answer_by=date(2026, 11, 27))
    place(world, code, world.keys.anna, encode(question), counter=2)
    new = shown(visitor, code)
    say(world, code, "Nyt svar.", counter=3)
    visitor.press(HAVE, leave=True)
    visitor.press(CHANGE, typed=new.grouped)
    visitor.press(OPEN)
    words = visitor.words()
    assert "Gammelt svar." not in words
    assert "Nyt svar." in words
    assert "Må vi?" in words
    assert DRAFT.what in words
    assert "not as it should be" not in words


def test_who_was_given_the_code_by_the_unit_is_offered_a_new_one_first(world, visitor, code):
    """The page says why, and the button stands there."""
    told = Card(version=1, state="received", received_on=date(2026, 11, 23), code_known_to_office=True)
    show(world, code, told)
    words = opened(visitor, code)
    assert "Take a new code that only you know" in words
    assert words.count(TAKE) == 2
    visitor.press(TAKE, within=".alert")
    assert "Nothing has changed yet." in visitor.words()


def test_it_is_written_with_the_new_code_and_answered_once(world, visitor, code):
    """What was answered before is not asked again; a message goes its way, and a third code can follow."""
    ask(world, code)
    opened(visitor, code)
    visitor.press("Yes, you may do that")
    second = changed(visitor, code)
    visitor.press(OPEN)
    assert "You answered yes." in visitor.words()
    assert "Yes, you may do that" not in visitor.words()
    visitor.press("Send the message", text="Mere.")
    third = changed(visitor, second)
    words = opened(visitor, third)
    assert "Mere." in words
    assert "not as it should be" not in words


def test_who_did_not_take_the_new_code_is_told_that_somebody_else_knows_theirs(world, visitor, code):
    """Whoever found it took the mailbox with it; the reporter reads what to do, in each language."""
    changed(Visitor(world.app.test_client()), code)
    words = opened(visitor, code, 422)
    assert "somebody else knows your code: write to us anew" in words
    visitor.get("/da/mailbox/")
    visitor.press("Åbn postkassen", code=code.grouped, status=422)
    assert "kender en anden din kode: Skriv til os på ny" in visitor.words()


def test_a_fault_before_the_code_is_changed_says_that_nothing_was_sent(world, visitor, code, monkeypatch):
    """To show a code and to ask for it stores nothing; to change it may."""
    world.app.config["PROPAGATE_EXCEPTIONS"] = False

    def fails(*_args: object) -> None:
        raise ValueError

    new = shown(visitor, code)
    with monkeypatch.context() as patch:
        patch.setattr(renewing, "is_replaced_by", fails)
        visitor.press(HAVE, status=500)
    assert "Nothing has been sent" in visitor.words()
    visitor.press("Send it again")
    with monkeypatch.context() as patch:
        patch.setattr(renewing, "is_replaced_by", fails)
        visitor.press(CHANGE, typed=new.grouped, status=500)
    assert "not certain" in visitor.words()


def test_the_page_of_a_new_code_says_that_questions_stay(visitor, code):
    """As they do."""
    shown(visitor, code)
    assert "our questions that take a yes or a no" in visitor.words()


def test_a_number_that_no_item_has_is_refused_and_breaks_no_page(world, visitor, code):
    """What somebody writes into the database under number nought is signed by no code's key."""
    reporter = Mailbox.from_code(code)
    place(world, code, reporter, encode(MessageContent("Nul.")), counter=0, direction=Direction.IN)
    words = opened(visitor, code)
    assert "Nul." not in words
    assert "not as it should be" in words
    assert DRAFT.what in words
