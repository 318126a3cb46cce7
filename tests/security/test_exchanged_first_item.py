"""
Whoever is kept out, and can write to the portal's database, exchanges the item that a mailbox began with, or
takes away who holds the case: nothing is sealed to them, and they speak to nobody.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from crypto.envelope import Direction, Kind, new_id
from crypto.identities import Identity
from crypto.mailbox import Mailbox
from crypto.receipt import ReceiptCode, new_receipt_code
from crypto.seal import seal
from intake.clock import COPENHAGEN
from intake.contents.forms import encode
from intake.contents.mailbox import Answer, MessageContent, ReportContent, SuccessionContent
from intake.services.answered import is_answered
from intake.services.correspond import MailboxView, open_mailbox, write_message
from intake.services.hand_over import answer_question
from intake.services.held_by import UnreadHoldersError
from intake.services.new_code import take_new_code
from intake.services.submit import ReportDraft, submit
from intake.store.engine import read, write
from intake.store.tables import item, stanza
from tests.holders import changed, in_intake, person
from tests.kept_out import EVERYBODY
from tests.office import OfficeWorld, found_office
from tests.security.test_replaced_code import placed

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
FORGED = "Jeg har intet at klage over."


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """An office with three advisers."""
    return found_office(tmp_path / "office", MONDAY, people=EVERYBODY)


@pytest.fixture
def code(world: OfficeWorld) -> ReceiptCode:
    """A report that Bo is kept out of, before anybody has noticed it."""
    code = new_receipt_code()
    out = (world.enrolled["bo"].handle,)
    draft = ReportDraft(relation="employee", what="Det er Bo.", kept_out=out)
    submit(world.reception, draft, code, now=world.clock.now())
    return code


def newer(_known: Mailbox, _theirs: Mailbox) -> bytes:
    """A form that no Betro writes yet, without a key."""
    return b'{"form":"report/99"}'


def newer_with_a_key(_known: Mailbox, theirs: Mailbox) -> bytes:
    """A form that no Betro writes yet, and in it a key of the forger's."""
    return encode(said(theirs.verify_key, theirs)).replace(b'"report/', b'"report/9')


def readable(_known: Mailbox, theirs: Mailbox) -> bytes:
    """A report, and in it a key of the forger's."""
    return encode(said(theirs.verify_key, theirs))


def with_the_key_that_is_known(known: Mailbox, theirs: Mailbox) -> bytes:
    """A report that names the one key of the mailbox that stands in plain."""
    return encode(said(theirs.verify_key, known))


def said(reporter_key: bytes, reply_to: Mailbox) -> ReportContent:
    """A report that the office would have written down."""
    return ReportContent("employee", FORGED, reply_to=reply_to.kem_public, reporter_key=reporter_key)


FORGERIES = [newer, newer_with_a_key, readable, with_the_key_that_is_known]


def exchanged(world: OfficeWorld, mailbox: Mailbox, signer: Identity, plaintext: bytes) -> None:
    """Put another item into the place of the first, sealed to the mailbox and to its signer alone."""
    keys = [signer.kem_public, mailbox.kem_public]
    with write(world.organisation.intake) as connection:
        first = (item.c.kind == Kind.REPORT) & (item.c.direction == Direction.IN)
        row = connection.execute(select(item.c.id, item.c.reference).where(first)).one()
        place = world.organisation.context(Kind.REPORT, row.reference, row.id, Direction.IN)
        sealed = seal(plaintext, context=place, counter=1, signer=signer, recipients=keys)
        connection.execute(stanza.delete().where(stanza.c.item_id == row.id))
        for each in sealed.stanzas:
            connection.execute(stanza.insert().values((row.id, each.key_id, each.wrapped)))
        connection.execute(update(item).where(item.c.id == row.id).values(envelope=sealed.envelope))


def viewed(world: OfficeWorld, code: ReceiptCode) -> MailboxView:
    """Come back with a code."""
    return open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now())


def key_ids(world: OfficeWorld) -> set[bytes]:
    """Give the ids of all keys that anything is sealed to but the first item."""
    with read(world.organisation.intake) as connection:
        later = select(stanza.c.key_id).join(item).where(item.c.kind != Kind.REPORT)
        return set(connection.execute(later).scalars())


@pytest.mark.parametrize("forge", FORGERIES)
@pytest.mark.parametrize("followed", [False, True])
def test_who_is_kept_out_and_exchanges_the_first_item_is_sealed_to_by_nobody(
    world: OfficeWorld, code: ReceiptCode, forge: Callable[[Mailbox, Mailbox], bytes], followed: bool
) -> None:
    """
    As soon as it came in, before the office knows which item it was; also with a new code of their own behind
    it. The reporter is told that something is wrong, reads none of it, and loses no word.
    """
    mailbox, theirs, bo = Mailbox.from_code(code), Mailbox.from_code(new_receipt_code()), world.enrolled["bo"]
    exchanged(world, mailbox, bo.identity, forge(mailbox, theirs))
    if followed:
        other = Mailbox.from_code(new_receipt_code())
        content = SuccessionContent(mailbox.kem_public, other.verify_key)
        placed(world, theirs, Kind.SUCCESSION, encode(content), [mailbox.kem_public])
    before = key_ids(world)
    with pytest.raises(UnreadHoldersError):
        write_message(world.reception, mailbox, "Bo truer mig.", now=world.clock.now())
    with pytest.raises(UnreadHoldersError):
        take_new_code(world.reception, code, new_receipt_code(), now=world.clock.now())
    with pytest.raises(UnreadHoldersError):
        answer_question(world.reception, code, bytes(16), agrees=False, now=world.clock.now())
    view = viewed(world, code)
    assert key_ids(world) == before
    assert (view.first, view.messages, view.has_warnings) == (None, (), True)
    assert not view.newer


@pytest.mark.parametrize("followed", [False, True])
def test_what_the_reporter_sent_is_theirs_whichever_code_they_have(
    world: OfficeWorld, code: ReceiptCode, followed: bool
) -> None:
    """And a new code that a stranger wrote beside it leaves it so."""
    if followed:
        code, old = new_receipt_code(), code
        take_new_code(world.reception, old, code, now=world.clock.now())
    mailbox, theirs = Mailbox.from_code(code), Mailbox.from_code(new_receipt_code())
    content = SuccessionContent(theirs.kem_public, theirs.verify_key)
    placed(world, theirs, Kind.SUCCESSION, encode(content), [mailbox.kem_public])
    write_message(world.reception, mailbox, "Mere om Bo.", now=world.clock.now())
    view = viewed(world, code)
    assert view.first is not None
    assert [each.text for each in view.messages] == ["Mere om Bo."]
    assert view.has_warnings


def test_where_nobody_can_say_who_holds_it_nobody_of_the_office_is_believed(
    world: OfficeWorld, code: ReceiptCode
) -> None:
    """A statement is taken from between two: then an adviser without the case does not speak there either."""
    world.tick()
    anna, bo, eva = (world.enrolled[each] for each in ("anna", "bo", "eva"))
    world.signed_in("anna").open_case()
    changed(world, person(world, "anna"), add=[bo.handle], remove=[eva.handle])
    changed(world, person(world, "anna"), add=[eva.handle], remove=[bo.handle])
    world.tick()
    assert not viewed(world, code).has_warnings
    first = "(select id from item where direction = 'holders' and counter = 1)"
    in_intake(world, f"delete from stanza where item_id in {first}")
    in_intake(world, "delete from item where direction = 'holders' and counter = 1")
    to = [Mailbox.from_code(code).kem_public]
    for each in (anna, bo):
        words = encode(MessageContent("Skriv dit navn."))
        placed(world, each.identity, Kind.MESSAGE, words, to, direction=Direction.OUT)
    view = viewed(world, code)
    assert (view.messages, view.has_warnings) == ((), True)
    with pytest.raises(UnreadHoldersError):
        write_message(world.reception, Mailbox.from_code(code), "Bo igen.", now=world.clock.now())


@pytest.mark.parametrize("by_reporter", [False, True])
def test_a_question_is_answered_by_what_its_reporter_signed_alone(
    world: OfficeWorld, code: ReceiptCode, by_reporter: bool
) -> None:
    """Also with an earlier code; whoever can write to the database answers nothing for them."""
    question, new = new_id(), new_receipt_code()
    said, now = Answer(question, agrees=False), world.clock.now()
    if by_reporter:
        write_message(world.reception, Mailbox.from_code(code), "", now=now, answer=said)
    take_new_code(world.reception, code, new, now=now)
    if not by_reporter:
        to = [Mailbox.from_code(new).kem_public]
        signer = world.enrolled["bo"].identity
        placed(world, signer, Kind.MESSAGE, encode(MessageContent("", answer=said)), to)
    assert is_answered(world.reception, new, question, now=now) is by_reporter
