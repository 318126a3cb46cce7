"""Coming back with the receipt code: what is shown, what is refused in words, and writing more."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import update

from crypto.envelope import Context, Direction, Kind, new_id
from crypto.identities import Identity
from crypto.keys import Signer
from crypto.mailbox import Mailbox
from crypto.receipt import ReceiptCode, new_receipt_code
from crypto.seal import seal
from intake.contents.card import Card
from intake.contents.forms import encode
from intake.contents.mailbox import MessageContent
from intake.services import correspond
from intake.services.correspond import PAGE_OCTETS, open_mailbox, write_message
from intake.services.submit import ComplaintDraft, ReportDraft, submit
from intake.services.succession import is_first
from intake.store import tables
from intake.store.engine import write
from intake.store.mailboxes import MailboxItemRow, NewItem, add_items, find_mailbox, items_for
from tests.builders import MONDAY, ORGANISATION, PortalWorld, a_portal, a_seed
from tests.visitor import Visitor

DRAFT = ReportDraft(relation="employee", what="Lederen tager imod gaver.")
CARD = Card(
    version=1, state="acknowledged", received_on=date(2026, 11, 23), acknowledged_on=date(2026, 11, 24)
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


def opened(visitor: Visitor, code: ReceiptCode | str, status: int = 200) -> str:
    """Type a code and give the words of the page that comes."""
    visitor.get("/en/mailbox/")
    visitor.press("Open the mailbox", code=code if isinstance(code, str) else code.grouped, status=status)
    return visitor.words()


def place(
    world: PortalWorld,
    code: ReceiptCode,
    signer: Signer,
    plaintext: bytes,
    *,
    kind: Kind = Kind.MESSAGE,
    counter: int = 1,
    direction: Direction = Direction.OUT,
    sealed_as: int | None = None,
) -> None:
    """Lay something from the unit into a mailbox, as the publisher does."""
    mailbox = Mailbox.from_code(code)
    with write(world.reception.engine) as connection:
        found = find_mailbox(connection, mailbox.locator)
        assert found is not None
        item_id = new_id()
        sealed = seal(
            plaintext,
            context=Context(kind, found.reference, item_id, direction, ORGANISATION),
            counter=counter if sealed_as is None else sealed_as,
            signer=signer,
            recipients=[mailbox.kem_public, world.keys.anna.kem_public],
        )
        add_items(
            connection,
            found.reference,
            [NewItem(item_id, direction, kind, counter, sealed)],
            placed_on=world.clock.now().date(),
        )


def say(world: PortalWorld, code: ReceiptCode, text: str, *, signer: Signer | None = None, **other) -> None:
    """Let an advisor write."""
    place(world, code, signer or world.keys.anna, encode(MessageContent(text)), **other)


def ask(world: PortalWorld, code: ReceiptCode) -> None:
    """Let an advisor ask for a yes or a no by Friday 27 November 2026."""
    place(world, code, world.keys.anna, encode(MessageContent("Må vi?", answer_by=date(2026, 11, 27))))


def show(world: PortalWorld, code: ReceiptCode, card: Card, *, signer: Signer | None = None) -> None:
    """Let the clock place a status card."""
    place(
        world,
        code,
        signer or world.keys.checkpoint,
        encode(card),
        kind=Kind.CARD,
        counter=card.version,
        direction=Direction.CARD,
    )


def test_a_code_is_taken_as_people_write_it(visitor, code):
    """Small letters, spaces, no hyphens, O for 0 and l for 1."""
    typed = f" {code.symbols.lower().replace('0', 'o').replace('1', 'l')[:7]} {code.symbols[7:]} "

    assert "Lederen tager imod gaver." in opened(visitor, typed)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Type the code"),
        ("ABCDE-FGHJK", "You typed more or fewer"),
        ("UUUUU-UUUUU-UUUUU-UUUUU-UUUUU", "never has the letter U"),
        ("ABCDE-FGHJK-MNPQR-STVWX-YZ12Ø", "only the letters A to Z and digits"),
        ("00000-00000-00000-00000-00001", "is typed wrong"),
        ("00000-00000-00000-00000-00000", "No mailbox has this code"),
    ],
)
def test_a_code_that_does_not_open_is_answered_in_words_and_kept(visitor, typed, words):
    """Each of the four ways to mistype, and the code that leads nowhere."""
    assert words in opened(visitor, typed, 422)
    assert visitor.values("code") == [typed]


def test_a_retired_code_is_told_so(world, visitor, code):
    """A code that another one replaced is not called wrong."""
    with write(world.reception.engine) as connection:
        connection.execute(update(tables.mailbox).values(retired_on=date(2026, 11, 23)))

    assert "has been replaced by a new one" in opened(visitor, code, 422)


def test_looking_into_a_mailbox_writes_nothing(world, visitor, code):
    """Not a row changes."""
    before = world.stored()
    opened(visitor, code)

    assert world.stored() == before


def test_before_the_first_card_the_day_of_receipt_is_shown(visitor, code):
    """Received Monday 23 November."""
    assert "Monday 23 November 2026" in opened(visitor, code)


def test_the_highest_card_of_the_clock_counts(world, visitor, code):
    """Placed in any order; of those below it nothing is opened, whoever signed them (SPEC 4.10)."""
    show(world, code, msgspec.structs.replace(CARD, version=1, state="closed"), signer=world.keys.anna)
    show(world, code, msgspec.structs.replace(CARD, version=3, state="investigating"))
    show(world, code, msgspec.structs.replace(CARD, version=2, state="being_assessed"))

    words = opened(visitor, code)
    assert "is being investigated" in words
    assert "Tuesday 24 November 2026" in words
    assert visitor.words(".alert-error") == ""


def test_a_letter_that_the_card_does_not_know_of_is_said_so(world, visitor, code):
    """A letter is placed at once and the card with the next tick: no old state beside a new letter."""
    show(world, code, CARD)
    say(world, code, "Sagen er lukket.")
    before = opened(visitor, code)
    show(world, code, msgspec.structs.replace(CARD, version=2, state="feedback_given", newest_message=1))
    after = opened(visitor, code)

    assert "We have written to you since this was last updated." in before
    assert "An adviser will read your report." not in before
    assert "You have feedback from us." in after
    assert "last updated" not in after


def test_a_card_that_the_clock_did_not_sign_is_not_shown(world, visitor, code):
    """Not even an advisor can tell where a case stands on a card."""
    show(world, code, msgspec.structs.replace(CARD, state="closed"), signer=world.keys.anna)

    assert "is closed" not in opened(visitor, code)
    assert "not as it should be" in visitor.words(".alert-error")


def test_messages_of_the_unit_are_shown_with_their_day(world, visitor, code):
    """The advisor's words, and that they come from the unit."""
    say(world, code, "Tak for din indberetning.\nHvem så det?")

    assert "From us" in opened(visitor, code)
    assert "Tak for din indberetning. Hvem så det?" in visitor.words(".betro-timeline")
    assert "Newest message From us," in visitor.words("dl")
    assert visitor.words(".alert-error") == ""


@pytest.mark.parametrize("fault", ["stranger", "reporter", "repeated", "gap", "nonsense"])
def test_what_the_unit_did_not_write_is_not_shown(world, visitor, code, fault):
    """A stranger's signature, the reporter's own, a repeated number, a missing one, another content."""
    say(world, code, "ægte")
    match fault:
        case "stranger":
            say(world, code, "falsk", signer=Identity.from_seed(a_seed(77)), counter=2)
        case "reporter":
            say(world, code, "falsk", signer=Mailbox.from_code(code), counter=2)
        case "repeated":
            say(world, code, "falsk", counter=2, sealed_as=1)
        case "gap":
            say(world, code, "tredje", counter=3)
        case "nonsense":
            place(world, code, world.keys.anna, b'{"form":"falsk"}', counter=2)

    words = opened(visitor, code)
    assert "ægte" in words
    assert "falsk" not in words
    assert "not as it should be" in visitor.words(".alert-error")


def test_a_message_is_added_once_however_often_it_is_sent(world, visitor, code):
    """Reload and a lost answer: one message."""
    opened(visitor, code)
    visitor.press("Send the message", text="Her er mere.\n")
    assert "Your message has been sent" in visitor.words(".alert-success")
    visitor.again()
    visitor.back(2)
    visitor.press("Send the message", text="Her er mere.\n")

    assert visitor.words(".betro-timeline").count("Her er mere.") == 1


def test_another_message_after_going_back_is_another_message(visitor, code):
    """Back after sending, other words, send: nothing is dropped silently."""
    opened(visitor, code)
    visitor.press("Send the message", text="Den første")
    visitor.back(1)
    visitor.press("Send the message", text="Den anden")

    assert "Den første" in visitor.words(".betro-timeline")
    assert "Den anden" in visitor.words(".betro-timeline")


def test_files_come_with_a_message(world, visitor, code):
    """Sent twice by the browser, they are one message with one list of files."""
    opened(visitor, code)
    chosen = {"files": [("bilag.pdf", b"%PDF" * 1000), ("Φωτο.jpg", b"x")]}
    visitor.press("Send the message", text="Se bilag", files=chosen)
    visitor.again()
    with world.reception.engine.connect() as connection:
        kinds = connection.exec_driver_sql("SELECT kind FROM item ORDER BY counter").scalars().all()
        claimed = connection.exec_driver_sql("SELECT count(*) FROM blob WHERE state='claimed'").scalar()

    assert kinds == ["report", "message", "files"]
    assert claimed == 2


def test_files_alone_are_a_message_too(visitor, code):
    """Nothing need be written."""
    opened(visitor, code)
    visitor.press("Send the message", files={"files": [("bilag.pdf", b"%PDF")]})

    assert "Your message has been sent" in visitor.words(".alert-success")
    assert visitor.page.query_one(".betro-timeline") is not None


def test_an_empty_message_is_refused_in_words(visitor, code):
    """Neither text nor file."""
    opened(visitor, code)
    visitor.press("Send the message", status=422)

    assert "Write a message or attach a file." in visitor.words()


def test_a_text_that_is_too_long_stays_on_the_page(visitor, code):
    """The mailbox comes back with everything typed."""
    opened(visitor, code)
    visitor.press("Send the message", text="å" * 100_001, status=422)

    assert visitor.values("text") == ["å" * 100_001]
    assert visitor.page.query_one("#text-error") is not None


def test_a_mailbox_of_very_many_messages_is_shown_a_page_at_a_time(world, visitor, code):
    """The newest first; every message is on one page, and what was being typed stays."""
    for number in range(70):
        day = MONDAY + timedelta(days=number)
        write_message(world.reception, Mailbox.from_code(code), f"Besked {number}.", now=day)
    opened(visitor, code)
    seen = re.findall(r"Besked (\d+)\.", visitor.words(".betro-timeline"))
    for _ in range(2):
        visitor.press("Show older messages", text="Halvt skrevet")
        assert "not as it should be" not in visitor.words()
        seen = re.findall(r"Besked (\d+)\.", visitor.words(".betro-timeline")) + seen
    assert seen == [str(number) for number in range(70)]
    assert "Show older messages" not in visitor.words()
    assert visitor.words("textarea") == "Halvt skrevet"
    visitor.press("Show newer messages")


def test_a_page_of_the_mailbox_is_bounded_in_bytes(world, code, monkeypatch):
    """Of long messages fewer stand on one, and no more than these is fetched."""
    mailbox, fetched = Mailbox.from_code(code), []

    def counted(*args: Any, **options: Any) -> Sequence[MailboxItemRow]:
        found = items_for(*args, **options)
        fetched.append(sum(len(each.envelope) for each in found if not is_first(each)))
        return found

    monkeypatch.setattr(correspond, "items_for", counted)
    for number in range(25):
        write_message(world.reception, mailbox, f"{number}" + "x" * 99_000, now=MONDAY + timedelta(number))
    views = [open_mailbox(world.reception, mailbox, now=MONDAY, page=page) for page in range(3)]
    assert views[0].pages == 3
    assert sum(len(view.messages) for view in views) == 25
    assert len(fetched) == 3
    assert max(fetched) <= PAGE_OCTETS
    assert not any(view.has_warnings for view in views)


def test_a_question_that_was_answered_on_another_page_is_not_asked_again(world, visitor, code):
    """The answer may stand pages after its question."""
    ask(world, code)
    opened(visitor, code)
    world.clock.go(days=1)
    for number in range(30):
        write_message(world.reception, Mailbox.from_code(code), f"Besked {number}.", now=world.clock.now())
    visitor.press("Yes, you may do that")
    assert "You answered yes." in visitor.words()
    visitor.press("Show older messages")
    assert "Må vi?" in visitor.words()
    assert "You answered yes." not in visitor.words()
    assert "You can answer here" not in visitor.words()


def test_an_answer_that_is_not_taken_is_told_and_asked_for_again(world, visitor, code):
    """Where the page had been open for too long; and the question stands on the page that comes."""
    ask(world, code)
    for number in range(30):
        later = MONDAY + timedelta(days=1)
        write_message(world.reception, Mailbox.from_code(code), f"Besked {number}.", now=later)
    opened(visitor, code)
    visitor.press("Show older messages")
    world.clock.go(days=2)
    visitor.press("No, you may not", status=422)
    assert "Your answer was not received" in visitor.words(".alert-error")
    assert "You answered" not in visitor.words()
    visitor.press("No, you may not")
    visitor.press("Show newer messages")
    assert "You answered no." in visitor.words()


@pytest.mark.parametrize("page", ["-1", "x", "99999999999", "²", "7"])
def test_a_page_that_there_is_not_is_the_oldest_or_the_newest(visitor, code, page):
    """Whatever is asked for, a page of the mailbox comes."""
    opened(visitor, code)
    sending = visitor.sendings[-1]
    sending.parts.append(("page", page))
    assert visitor.send(sending).status_code == 200


def test_a_complaint_has_its_own_words_and_no_whistleblower_dates(world, visitor):
    """The citizens' adviser answers; the two dates are not promised by law."""
    code = new_receipt_code()
    submit(world.reception, ComplaintDraft("Hjemmeplejen", "Ingen svarer", "Et svar"), code, now=MONDAY)
    words = opened(visitor, code)
    assert "The citizens' adviser has your complaint." in words
    assert not any(each in words for each in ("feedback", "2027"))
    by, new = date(2026, 12, 7), date(2026, 12, 14)
    show(world, code, msgspec.structs.replace(CARD, feedback_by=by, expected_by=new))
    assert "We have told you that it takes longer, until Monday 14" in opened(visitor, code)


def test_the_office_can_read_what_the_portal_took(world, visitor, code):
    """The reporter's message is signed by the key that stands in the first item."""
    opened(visitor, code)
    visitor.press("Send the message", text="mere")
    view = open_mailbox(world.reception, Mailbox.from_code(code), now=MONDAY)

    assert [(letter.mine, letter.text) for letter in view.messages] == [(True, "mere")]
    assert view.first.reporter_key == Mailbox.from_code(code).verify_key


def test_what_a_handler_registered_opens_with_its_code(world, visitor):
    """The first item is then signed by the handler, and trusted because the directory knows them."""
    code = new_receipt_code()
    submit(world.reception, DRAFT, code, now=MONDAY, channel="phone", signer=world.keys.bo)

    assert "Lederen tager imod gaver." in opened(visitor, code)
    assert visitor.words(".alert-error") == ""
