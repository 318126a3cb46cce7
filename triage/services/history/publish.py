"""
Placing what was decided: outbox rows become messages, status cards and mail, at once and again after any
crash.

Only what stands in the mailbox moves a clock: `acknowledgement:given`, `message:given` and
`feedback:given` carry the date that the mailbox itself answers with.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from datetime import date, datetime

from sqlalchemy import Connection

from crypto.envelope import Context, Direction, Kind, Sealed, Stanza, digest
from crypto.keys import SigningKey
from crypto.seal import seal
from intake.clock import local_date
from intake.contents.card import Card
from intake.contents.forms import encode
from intake.store.engine import read, write
from triage.cases.decisions.commands import acknowledgement_given, answer_given, feedback_given, message_given
from triage.cases.events import Event, Tag, make_event
from triage.cases.fold import fold
from triage.engine.case_deadlines import deadlines
from triage.services.history.card import card_of
from triage.services.history.one_by_one import one_by_one
from triage.services.history.record import record
from triage.services.organisation import Organisation
from triage.store import cases, events, outbox, postbox
from triage.store.outbox import WaitingCard, WaitingMessage
from triage.store.visibility import Access, CaseHandle, SystemAccess


def pack(sealed: Sealed) -> bytes:
    """Write a sealed item as the payload of an outbox row."""
    stanzas = [[b64encode(s.key_id).decode(), b64encode(s.wrapped).decode()] for s in sealed.stanzas]
    return json.dumps({"envelope": b64encode(sealed.envelope).decode(), "stanzas": stanzas}).encode()


def unpack(payload: bytes) -> Sealed:
    """Read what `pack` wrote."""
    held = json.loads(payload)
    stanzas = tuple(Stanza(b64decode(key_id), b64decode(wrapped)) for key_id, wrapped in held["stanzas"])
    return Sealed(b64decode(held["envelope"]), stanzas)


def place_messages(organisation: Organisation, access: Access, *, now: datetime) -> int:
    """Place the messages that wait in these cases, record them as given, and give their number."""
    today = local_date(now)
    with read(organisation.triage) as connection:
        rows = outbox.waiting_messages(connection, access, now)
    return one_by_one("messages", rows, lambda row: _place_message(organisation, row, today))


def _place_message(organisation: Organisation, row: WaitingMessage, today: date) -> bool:
    sealed = unpack(row.payload)
    with write(organisation.intake) as connection:
        placed_on = postbox.place(
            connection,
            item_id=row.item,
            reference=row.reference,
            direction=Direction.OUT,
            kind=Kind.MESSAGE,
            counter=_counter_of(row.key),
            sealed=sealed,
            on=today,
        )
    with write(organisation.triage) as connection:
        if outbox.done(connection, row.key, on=today, digest=digest(sealed.envelope)):
            given = _given(events.history(connection, row.case), row.item.hex(), placed_on, today)
            record(connection, organisation, row.case, given)
    return True


def message_key(handle: CaseHandle, counter: int) -> str:
    """Name the outbox row of a message: the case and the message's number in its direction."""
    return f"message:{handle.hex()}:{counter:06}"


def _counter_of(key: str) -> int:
    return int(key.rpartition(":")[2])


def _given(history: tuple[Event, ...], item: str, placed_on: date, today: date) -> list[Event]:
    """Answer each decision that this item carries with the fact that it was placed."""
    case = fold(history)
    answers = {
        Tag.MESSAGE_DECIDED: message_given,
        Tag.FEEDBACK_DECIDED: feedback_given,
        Tag.ANSWER_DECIDED: answer_given,
    }
    new = [
        event
        for each in history
        if each.tag in answers and each.text("item") == item
        for event in answers[each.tag](case, on=today, placed_on=placed_on, item=item)
    ]
    if case.acknowledgement.item == item and case.acknowledged_on is None:
        # Acknowledged by hand, in words of the unit's own.
        new += acknowledgement_given(case, on=today, placed_on=placed_on)
    return new


def place_cards(
    organisation: Organisation, access: SystemAccess, checkpoint: SigningKey, *, now: datetime
) -> int:
    """
    Seal and place the status cards that are asked for, acknowledgements among them, and give their number.

    A card is sealed to the mailbox alone and signed by the clock's *checkpoint* key. Its id was drawn
    when it was asked for, so a second try after a crash finds it placed and only records what the first
    could not.
    """
    today = local_date(now)
    with read(organisation.triage) as connection:
        rows = outbox.waiting_cards(connection, access, now)
    fresh: set[CaseHandle] = set()

    def place(row: WaitingCard) -> bool:
        if row.case in fresh:
            # The card just placed tells the whole present state already.
            with write(organisation.triage) as connection:
                outbox.done(connection, row.key, on=today, digest=None)
        elif _place_card(organisation, access, checkpoint, row, today):
            fresh.add(row.case)
        return True

    return one_by_one("cards", rows, place)


def _place_card(
    organisation: Organisation, access: SystemAccess, checkpoint: SigningKey, row: WaitingCard, today: date
) -> bool:
    """
    Place one card, and say whether it is of today: one that an earlier try placed tells the state of then.
    """
    with read(organisation.triage) as connection:
        history = events.history(connection, row.case)
    if row.acknowledges:
        history = (*history, make_event(Tag.ACKNOWLEDGEMENT_GIVEN, on=today))
    card = card_of(fold(history), deadlines(organisation.facts_of(history), organisation.rulebook, today))
    with write(organisation.intake) as connection:
        earlier = postbox.placed_on(connection, row.item)
        if earlier is None:
            mailbox = postbox.submission_facts(connection, access, row.reference).mailbox_kem_public
            _seal_card(connection, organisation, checkpoint, row.reference, mailbox, row.item, card, today)
    with write(organisation.triage) as connection:
        if outbox.done(connection, row.key, on=today, digest=None) and row.acknowledges:
            if earlier is None:
                cases.note_card(connection, row.case, hashlib.sha256(encode(card)).digest())
            standing = fold(events.history(connection, row.case))
            given = acknowledgement_given(standing, on=today, placed_on=earlier or today)
            record(connection, organisation, row.case, given)
    return earlier is None


def _seal_card(
    connection: Connection,
    organisation: Organisation,
    checkpoint: SigningKey,
    reference: bytes,
    mailbox: bytes,
    item_id: bytes,
    card: Card,
    today: date,
) -> None:
    """Place the card under the next version, which is read and used under one writer's lock."""
    version = postbox.next_card_version(connection, reference)
    sealed = seal(
        encode(card.numbered(version)),
        context=Context(Kind.CARD, reference, item_id, Direction.CARD, organisation.settings.sealing_context),
        counter=version,
        signer=checkpoint,
        recipients=[mailbox],
    )
    postbox.place(
        connection,
        item_id=item_id,
        reference=reference,
        direction=Direction.CARD,
        kind=Kind.CARD,
        counter=version,
        sealed=sealed,
        on=today,
    )
