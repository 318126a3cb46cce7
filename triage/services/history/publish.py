"""
Placing what was decided: outbox rows become messages, status cards and mail, at once and again after any
crash.

What has no mailbox waits: the intake database may be an older one, and the newer may come back.

Only what stands in the mailbox moves a clock: `acknowledgement:given`, `message:given` and
`feedback:given` carry the date that the mailbox itself answers with.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType

import msgspec
from sqlalchemy import Connection

from crypto.envelope import Direction, Kind, Sealed, digest, key_id
from crypto.keys import SigningKey
from crypto.seal import seal
from intake.clock import local_date
from intake.contents.card import Card
from intake.contents.forms import encode
from intake.store.engine import read, write
from intake.store.mailboxes import NewItem, next_counter
from triage.cases.decisions.acknowledgement import AcknowledgementDecided, AcknowledgementGiven
from triage.cases.decisions.closing_when_told import closing_of
from triage.cases.events import CaseEvent, Decided, Placed
from triage.cases.history import decide
from triage.services.history.card import card_of
from triage.services.history.case_file import CaseFile, file_of, still_holds
from triage.services.history.one_by_one import one_by_one
from triage.services.history.record import record, wish_card
from triage.services.organisation import Organisation
from triage.store import cases, outbox, postbox, stanzas
from triage.store.outbox import WaitingCard, WaitingMessage
from triage.store.visibility import Access, CaseHandle, SystemAccess


def pack(sealed: Sealed) -> bytes:
    """Write a sealed item as the payload of an outbox row (SPEC 13.6)."""
    return msgspec.json.encode(sealed)


def unpack(payload: bytes) -> Sealed:
    """Read what `pack` wrote."""
    return msgspec.json.decode(payload, type=Sealed)


AS: Mapping[str, tuple[Direction, Kind]] = MappingProxyType(
    {
        outbox.Target.MESSAGE: (Direction.OUT, Kind.MESSAGE),
        outbox.Target.HOLDERS: (Direction.HOLDERS, Kind.HOLDERS),
    }
)
"""As what each lies in a mailbox."""


def place_messages(
    organisation: Organisation, access: Access, *, now: datetime, known: CaseFile | None = None
) -> int:
    """
    Place what is sealed and waits in these cases, record messages as given, and give their number.

    Args:
        known: the file of a case that has just been written to.
    """
    with read(organisation.triage) as connection:
        rows = outbox.waiting_messages(connection, access, now)
    return one_by_one("messages", rows, lambda row: _place_message(organisation, row, now, known))


def _place_message(
    organisation: Organisation, row: WaitingMessage, now: datetime, known: CaseFile | None
) -> bool:
    today = local_date(now)
    # Triage first, as everybody who takes both: while it is had nobody seals anew what waits here.
    with write(organisation.triage) as connection:
        payload = outbox.payload_of(connection, row.key)
        if payload is None:
            return False  # Another has placed it.
        sealed = unpack(payload)
        item = NewItem(row.item, *AS[row.kind], outbox.message_of(row.key), sealed)
        with write(organisation.intake) as mailboxes:
            mailbox = postbox.mailbox_key(mailboxes, row.reference)
            # To a key that was replaced since it waits for a session that can give it to the new one.
            fits = mailbox is not None and key_id(mailbox) in {each.key_id for each in sealed.stanzas}
            placed_on = postbox.place(mailboxes, row.reference, item, on=today) if fits else None
        if mailbox is None or placed_on is None or placed_on > today:
            # The last as of a card.
            outbox.claim(connection, row.key, now=now)
            return False
        if outbox.done(connection, row.key, on=today, digest=digest(sealed.envelope)):
            if row.kind == outbox.Target.HOLDERS:
                return True
            stanzas.record(
                connection, row.case, {row.item: stanzas.digest_of(sealed.stanzas, key_id(mailbox))}
            )
            if known is None or known.row.handle != row.case or not still_holds(connection, known):
                known = file_of(connection, organisation, row.case, today=today)
            if given := _given(known.on(today), row.item, placed_on):
                told = record(connection, organisation, known.on(today), given)
                if closed := closing_of(known.case, told.case, told.context):
                    record(connection, organisation, told, [closed])
            else:
                wish_card(connection, known.on(today))
    return True


def _waits(organisation: Organisation, key: str, now: datetime) -> bool:
    with write(organisation.triage) as connection:
        outbox.claim(connection, key, now=now)
    return False


def _given(file: CaseFile, item: bytes, placed_on: date) -> list[Placed]:
    """Answer each decision that this item carries with the fact that it was placed."""
    given = []
    for each in file.history:
        if not isinstance(each, Decided) or each.words is None or each.words.id != item.hex():
            continue
        if isinstance(each, AcknowledgementDecided) and file.case.acknowledged_on is not None:
            continue
        placed = each.placed(on=file.today, happened_on=placed_on)
        if placed is not None:
            placed.check(file.case, file.context)
            given.append(placed)
    return given


def as_told(file: CaseFile, organisation: Organisation, new: Iterable[CaseEvent]) -> CaseFile:
    """Give a file as it will be once all that was just decided lies in the mailbox."""
    on_its_way = (each for each in new if isinstance(each, Decided) and each.given_on is None)
    given = [each.placed(on=file.today, happened_on=file.today) for each in on_its_way]
    told = file.after(organisation, [each for each in given if each is not None])
    closed = closing_of(file.case, told.case, told.context)
    return told if closed is None else told.after(organisation, [closed])


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
        elif _place_card(organisation, access, checkpoint, row, now):
            fresh.add(row.case)
        return True

    return one_by_one("cards", rows, place)


def _place_card(
    organisation: Organisation, access: SystemAccess, checkpoint: SigningKey, row: WaitingCard, now: datetime
) -> bool:
    """
    Place one card, and say whether it is of today: one that an earlier try placed tells the state of then.
    """
    today = local_date(now)
    with read(organisation.triage) as connection:
        file = file_of(connection, organisation, row.case, today=today)
        newest = outbox.last_message(connection, row.case)
    given = AcknowledgementGiven(on=today)
    supposed = file.after(organisation, [given]) if row.acknowledges else file
    card = card_of(supposed.case, supposed.deadlines, newest)
    with write(organisation.intake) as connection:
        mailbox = postbox.mailbox_key(connection, row.reference)
        earlier = postbox.placed_on(connection, row.item)
        if mailbox is not None and earlier is None:
            _seal_card(connection, organisation, checkpoint, row.reference, mailbox, row.item, card, today)
        placed = None if mailbox is None else digest(postbox.envelope_of(connection, access, row.item))
    if placed is None or (earlier is not None and earlier > today):
        # This database was restored, and the time is not believed yet: what lies there was placed later.
        return _waits(organisation, row.key, now)
    with write(organisation.triage) as connection:
        if outbox.done(connection, row.key, on=today, digest=placed) and row.acknowledges:
            if earlier is None:
                cases.note_card(connection, row.case, hashlib.sha256(encode(card)).digest())
            if not still_holds(connection, file):
                file = file_of(connection, organisation, row.case, today=today)
            given = AcknowledgementGiven(on=today, happened_on=earlier)
            record(connection, organisation, file, decide(file.case, given, file.context))
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
    version = next_counter(connection, reference, Direction.CARD)
    sealed = seal(
        encode(card.numbered(version)),
        context=organisation.context(Kind.CARD, reference, item_id, Direction.CARD),
        counter=version,
        signer=checkpoint,
        recipients=[mailbox],
    )
    item = NewItem(item_id, Direction.CARD, Kind.CARD, version, sealed)
    postbox.place(connection, reference, item, on=today)
