"""A code that was replaced, in somebody else's hands; and somebody who writes a new one into the database."""

from datetime import datetime

import pytest
from sqlalchemy import delete, select, update

from crypto.envelope import Direction, Kind, new_id
from crypto.keys import Signer
from crypto.mailbox import Mailbox
from crypto.receipt import ReceiptCode, new_receipt_code
from crypto.seal import seal
from intake.clock import COPENHAGEN
from intake.contents.forms import encode
from intake.contents.mailbox import MessageContent, SuccessionContent
from intake.services.correspond import open_mailbox, write_message
from intake.services.finding import RetiredMailboxError
from intake.services.new_code import take_new_code
from intake.services.reception import directory
from intake.store.engine import read, write
from intake.store.mailboxes import NewItem, add_items, next_counter
from intake.store.tables import item, stanza, submission
from tests.office import OfficeWorld
from triage.services.history.publish import unpack
from triage.store import repacking
from triage.store.tables import case
from triage.store.visibility import CaseHandle

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
TAKEN = "Indberetteren tog en ny kvitteringskode"
DOUBT = "forsøgt at tage en ny kvitteringskode"
STATUS = "statussiden kan være gået til en anden"
NOT_TRUSTED = "Gør ikke noget ved det, før"


def renewed(world: OfficeWorld, code: ReceiptCode) -> ReceiptCode:
    """Let whoever has the code take a new one."""
    new = new_receipt_code()
    take_new_code(world.reception, code, new, now=world.clock.now())
    return new


def says(world: OfficeWorld, code: ReceiptCode) -> list[str]:
    """Give the messages that a code opens; nothing may be doubtful."""
    view = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now())
    assert not view.has_warnings
    return [each.text for each in view.messages]


def insert(world: OfficeWorld, signer: Signer, follows: Mailbox) -> None:
    """Write into the database that a newer code was taken, and the key of that beside it."""
    content = encode(SuccessionContent(follows.kem_public, follows.verify_key))
    placed(world, signer, Kind.SUCCESSION, content, [follows.kem_public])
    with write(world.organisation.intake) as connection:
        connection.execute(update(submission).values(mailbox_kem_pub=follows.kem_public))


def placed(
    world: OfficeWorld,
    signer: Signer,
    kind: Kind,
    plaintext: bytes,
    more: list[bytes],
    *,
    direction: Direction = Direction.IN,
) -> None:
    """Put something into the one mailbox, sealed to the advisors, recovery and *more*."""
    reference, item_id = the_reference(world), new_id()
    with read(world.organisation.intake) as connection:
        counter = next_counter(connection, reference, direction)
        to = directory(world.reception, connection, world.clock.now().date())
    assert to.recovery is not None
    sealed = seal(
        plaintext,
        context=world.organisation.context(kind, reference, item_id, direction),
        counter=counter,
        signer=signer,
        recipients=[*(each.kem_public for each in (*to.advisors, to.recovery)), *more],
    )
    with write(world.organisation.intake) as connection:
        new = NewItem(item_id, direction, kind, counter, sealed)
        add_items(connection, reference, [new], placed_on=world.clock.now().date())


def the_reference(world: OfficeWorld) -> bytes:
    """Give the reference of the one submission."""
    with read(world.organisation.intake) as connection:
        return bytes(connection.execute(select(submission.c.reference)).scalar_one())


def keys_of_newest_answer(world: OfficeWorld) -> set[bytes]:
    """Give the ids of the keys that the newest letter to the reporter is sealed to."""
    with read(world.organisation.intake) as connection:
        query = select(item.c.id).where(item.c.direction == "out").order_by(item.c.counter.desc()).limit(1)
        newest = connection.execute(query).scalar_one()
        return set(connection.execute(select(stanza.c.key_id).where(stanza.c.item_id == newest)).scalars())


def test_the_office_learns_of_it_and_answers_to_the_new_code_alone(world: OfficeWorld) -> None:
    """The case says that a new code was taken, the code is the reporter's own, and nothing is owed by it."""
    code = world.send()
    world.tick()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    anna.decide(reference, "message", item="Det første svar.")
    new = renewed(world, code)
    world.tick()
    anna.get(f"/cases/{reference}")
    assert TAKEN in anna.words()
    assert anna.page is not None
    assert NOT_TRUSTED not in anna.words()
    assert new.grouped not in str(anna.page.to_html())
    anna.decide(reference, "message", item="Det andet svar.")
    write_message(world.reception, Mailbox.from_code(new), "Tak.", now=world.clock.now())
    world.tick()
    assert says(world, new) == ["Det første svar.", "Det andet svar.", "Tak."]
    assert Mailbox.from_code(code).key_id not in keys_of_newest_answer(world)
    anna.follow(f"/cases/{reference}/open")
    assert "Tak." in anna.words()
    with pytest.raises(RetiredMailboxError):
        open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now())


def test_a_new_code_that_a_stranger_writes_into_the_database_is_doubted(world: OfficeWorld) -> None:
    """The office says so, and seals to the reporter's own key all the same."""
    code = world.send()
    world.tick()
    stranger = Mailbox.from_code(new_receipt_code())
    insert(world, stranger, stranger)
    world.tick()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    assert DOUBT in anna.words(".alert-error")
    assert STATUS in anna.words(".alert-error")
    anna.decide(reference, "message", item="Til den rigtige.")
    with read(world.organisation.triage) as connection:
        ((_key, _item, payload),) = repacking.payloads(connection, the_handle(world))
    keys = {each.key_id for each in unpack(payload).stanzas}
    assert Mailbox.from_code(code).key_id in keys
    assert stranger.key_id not in keys


def test_whoever_has_the_old_code_and_the_database_cannot_follow_it_a_second_time(world: OfficeWorld) -> None:
    """A key that was followed already is followed by nobody else: that is a doubt."""
    code = world.send()
    world.tick()
    new = renewed(world, code)
    thief = Mailbox.from_code(new_receipt_code())
    insert(world, Mailbox.from_code(code), thief)
    world.tick()
    anna = world.signed_in("anna")
    anna.open_case()
    assert DOUBT in anna.words(".alert-error")
    with write(world.organisation.intake) as connection:
        kept = Mailbox.from_code(new).kem_public
        connection.execute(update(submission).values(mailbox_kem_pub=kept))
    view = open_mailbox(world.reception, Mailbox.from_code(new), now=world.clock.now())
    assert view.first is not None


def test_what_the_old_code_signs_after_it_was_replaced_is_believed_by_nobody(world: OfficeWorld) -> None:
    """Whoever has the old code and writes into the database does not speak for the reporter any more."""
    code = world.send()
    world.tick()
    renewed(world, code)
    forge(world, Mailbox.from_code(code), "Jeg trækker det hele tilbage.")
    world.tick()
    anna = world.signed_in("anna")
    anna.open_case()
    assert "Jeg trækker" not in anna.words()
    assert "er ikke underskrevet af" in anna.words(".alert-error")


def test_a_new_code_that_is_taken_out_of_the_database_again_is_missed(world: OfficeWorld) -> None:
    """The history tells of it, and the key in plain is another than the one inside."""
    code = world.send()
    world.tick()
    renewed(world, code)
    world.tick()
    with write(world.organisation.intake) as connection:
        gone = select(item.c.id).where(item.c.kind == Kind.SUCCESSION)
        connection.execute(delete(stanza).where(stanza.c.item_id.in_(gone)))
        connection.execute(delete(item).where(item.c.kind == Kind.SUCCESSION))
    anna = world.signed_in("anna")
    anna.open_case()
    assert STATUS in anna.words(".alert-error")
    assert "Noget er fjernet" in anna.words(".alert-error")


def forge(world: OfficeWorld, signer: Signer, words: str) -> None:
    """Write a message of the reporter's into the database."""
    placed(world, signer, Kind.MESSAGE, encode(MessageContent(words)), [])


def the_handle(world: OfficeWorld) -> CaseHandle:
    """Give the handle of the one case."""
    with read(world.organisation.triage) as connection:
        return CaseHandle(connection.execute(select(case.c.handle)).scalar_one())
