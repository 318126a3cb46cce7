"""
Placing what was decided: outbox rows become messages, status cards and mail, at once and again after any crash.

Only what stands in the mailbox moves a clock: `acknowledgement:given`, `message:given` and `feedback:given` carry the
date that the mailbox itself answers with.
"""

import hashlib
import json
import logging
import smtplib
from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from crypto.envelope import Context, Direction, Kind, Sealed, Stanza, digest
from crypto.keys import SigningKey
from crypto.seal import seal
from intake.domain.status_card import Card
from intake.store.engine import read, write
from triage.domain.commands import acknowledgement_given, answer_given, feedback_given, message_given
from triage.domain.deadlines import deadlines
from triage.domain.events import Event, Tag, make_event
from triage.domain.facts import facts
from triage.domain.fold import fold
from triage.services.card import card_of
from triage.services.mail import Post, alert_mail
from triage.services.record import record
from triage.services.unit import Unit
from triage.store import cases, events, outbox, people, postbox
from triage.store.outbox import OutboxRow, Target

log = logging.getLogger("betro.publish")

CLAIM = timedelta(minutes=5)
"""How long a mail is one publisher's before another may try it."""


def pack(sealed: Sealed) -> bytes:
    """
    Write a sealed item as the payload of an outbox row.
    """
    stanzas = [[b64encode(s.key_id).decode(), b64encode(s.wrapped).decode()] for s in sealed.stanzas]
    return json.dumps({"envelope": b64encode(sealed.envelope).decode(), "stanzas": stanzas}).encode()


def unpack(payload: bytes) -> Sealed:
    """
    Read what `pack` wrote.
    """
    held = json.loads(payload)
    stanzas = tuple(Stanza(b64decode(key_id), b64decode(wrapped)) for key_id, wrapped in held["stanzas"])
    return Sealed(b64decode(held["envelope"]), stanzas)


def place_messages(unit: Unit, *, now: datetime, key: str | None = None) -> int:
    """
    Place the messages that wait (or the one with this *key*) in their mailboxes and record them as given.
    """
    today = unit.today(now)
    with read(unit.triage) as connection:
        rows = outbox.waiting(connection, now, [Target.MESSAGE])
    for row in rows:
        if key is None or row.key == key:
            _place_message(unit, row, today)
    return len(rows)


def _place_message(unit: Unit, row: OutboxRow, today: date) -> None:
    assert row.case is not None and row.item is not None and row.payload is not None  # noqa: PT018 - one row, one shape
    sealed = unpack(row.payload)
    with read(unit.triage) as connection:
        reference = cases.case_by_handle(connection, row.case).intake_reference
    assert reference is not None
    with write(unit.intake) as connection:
        counter = _counter_of(row)
        placed_on = postbox.place(
            connection,
            item_id=row.item,
            reference=reference,
            direction=Direction.OUT,
            kind=Kind.MESSAGE,
            counter=counter,
            sealed=sealed,
            on=today,
        )
    with write(unit.triage) as connection:
        if outbox.done(connection, row.key, on=today, digest=digest(sealed.envelope)):
            given = _given(events.history(connection, row.case), row.item.hex(), placed_on, today)
            record(connection, unit, row.case, given)


def message_key(handle: bytes, counter: int) -> str:
    """
    Name the outbox row of a message: the case and the message's number in its direction.
    """
    return f"message:{handle.hex()}:{counter:06}"


def _counter_of(row: OutboxRow) -> int:
    return int(row.key.rpartition(":")[2])


def _given(history: tuple[Event, ...], item: str, placed_on: date, today: date) -> list[Event]:
    """
    Answer each decision that this item carries with the fact that it was placed.
    """
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


def place_cards(unit: Unit, checkpoint: SigningKey, *, now: datetime) -> int:
    """
    Seal and place the status cards that are asked for, acknowledgements among them, and give their number.

    A card is sealed to the mailbox alone and signed by the clock's *checkpoint* key. Its id was drawn when it was
    asked for, so a second try after a crash finds it placed and only records what the first could not.
    """
    today = unit.today(now)
    with read(unit.triage) as connection:
        rows = outbox.waiting(connection, now, [Target.ACKNOWLEDGEMENT, Target.CARD])
    fresh: set[bytes | None] = set()
    for row in sorted(rows, key=lambda each: each.kind != Target.ACKNOWLEDGEMENT):
        if row.case in fresh:
            # The card just placed tells the whole present state already.
            with write(unit.triage) as connection:
                outbox.done(connection, row.key, on=today, digest=None)
        else:
            _place_card(unit, checkpoint, row, today)
            fresh.add(row.case)
    return len(rows)


def _place_card(unit: Unit, checkpoint: SigningKey, row: OutboxRow, today: date) -> None:
    assert row.case is not None
    assert row.item is not None
    acknowledges = row.kind == Target.ACKNOWLEDGEMENT
    with read(unit.triage) as connection:
        reference = cases.case_by_handle(connection, row.case).intake_reference
        history = events.history(connection, row.case)
    assert reference is not None
    if acknowledges:
        history = (*history, make_event(Tag.ACKNOWLEDGEMENT_GIVEN, on=today))
    card = card_of(
        fold(history), deadlines(facts(history, own_closing=unit.settings.closing_days), unit.rulebook, today)
    )
    with write(unit.intake) as connection:
        placed_on = _seal_card(connection, checkpoint, reference, row.item, card, today)
    with write(unit.triage) as connection:
        if outbox.done(connection, row.key, on=today, digest=None) and acknowledges:
            cases.note_card(connection, row.case, hashlib.sha256(card.encode()).digest())
            standing = fold(events.history(connection, row.case))
            record(connection, unit, row.case, acknowledgement_given(standing, on=today, placed_on=placed_on))


def _seal_card(
    connection: Connection, checkpoint: SigningKey, reference: bytes, item_id: bytes, card: Card, today: date
) -> date:
    """
    Place the card unless it stands there; the version is read and used under one writer's lock.
    """
    standing = postbox.placed_on(connection, item_id)
    if standing is not None:
        return standing
    version = postbox.next_card_version(connection, reference)
    sealed = seal(
        replace(card, version=version).encode(),
        context=Context(Kind.CARD, reference, item_id, Direction.CARD),
        counter=version,
        signer=checkpoint,
        recipients=[postbox.submission_facts(connection, reference).mailbox_kem_public],
    )
    return postbox.place(
        connection,
        item_id=item_id,
        reference=reference,
        direction=Direction.CARD,
        kind=Kind.CARD,
        counter=version,
        sealed=sealed,
        on=today,
    )


def send_mail(unit: Unit, post: Post, *, now: datetime) -> int:
    """
    Send the mail whose slot has come, oldest slot first, and give the number sent.

    A receiver who is refused or a server that is down leaves the row waiting and never silences the others.
    """
    with read(unit.triage) as connection:
        rows = outbox.waiting(connection, now, [Target.MAIL])
    return sum(_send(unit, post, row, now) for row in rows)


def _send(unit: Unit, post: Post, row: OutboxRow, now: datetime) -> bool:
    assert row.person is not None
    assert row.slot is not None
    with write(unit.triage) as connection:
        if not outbox.claim(connection, row.key, now=now, until=now + CLAIM):
            return False
        receiver = people.person_by_handle(connection, row.person)
    today = unit.today(now)
    sent = False
    if receiver is not None and receiver.mail and receiver.ended_on is None:
        message = alert_mail(
            key=row.key,
            sender=unit.settings.mail_sender,
            receiver=receiver.mail,
            language=receiver.language,
            slot=row.slot,
        )
        try:
            post.send(message)
        except (OSError, smtplib.SMTPException) as error:
            log.warning("a mail could not be sent and waits: %s", type(error).__name__)
            return False
        sent = True
    with write(unit.triage) as connection:
        outbox.done(connection, row.key, on=today, digest=None)
    return sent
