"""
Opening what lies in a mailbox, and saying what about it cannot be trusted.

1. The first item carries the reporter's verification key; every later item from the reporter must verify
   under it. What the office wrote must verify under the directory of that day.
2. The numbers of each direction run without a gap, and everything that the case's history tells of is there;
   a gap and a repeated number are shown, never hidden.
3. The mailbox's key stands inside the signed first item, that of each newer code in what the code before
   signed, and the newest in plain beside it. The office seals to the inner one only; where they differ,
   somebody has changed the outer one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from crypto.envelope import Context, Kind, Opened, Stanza
from crypto.unseal import unseal
from intake.contents.mailbox import FirstContent, IdentityContent, Origin
from intake.services.mailbox_reader import MailboxReader
from intake.services.opened_items import IntegrityWarning, OpenedMessage, SentFile
from intake.services.stanza_owners import StanzaFault
from intake.store.engine import read
from intake.store.mailboxes import (
    ItemHead,
    MailboxItemRow,
    all_heads,
    item_heads,
    items_for,
    outer_mailbox_key,
)
from triage.cases.events import Beginning, CaseEvent
from triage.cases.history import lies_in_mailbox
from triage.services.history.case_file import CaseFile
from triage.services.organisation import Organisation
from triage.services.people.holders import directory
from triage.services.people.holding import owners_of
from triage.services.people.sign_in import SignedIn
from triage.services.reading.turns import in_turns
from triage.store.cases import CaseRow
from triage.store.stanzas import FOR_THE_MAILBOX


class UnreadableError(Exception):
    """The first item of a mailbox cannot be opened or cannot be trusted, so nothing can be written to it."""


@dataclass(frozen=True, slots=True)
class Correspondence:
    """What lies in a mailbox, opened."""

    first: FirstContent | None = field(repr=False)
    mailbox: bytes | None = field(repr=False)
    messages: tuple[OpenedMessage, ...]
    files: tuple[SentFile, ...]
    has_identity: bool
    integrity_warnings: tuple[tuple[IntegrityWarning, date | None], ...]
    turn: int = 0
    turns: int = 1
    faults: frozenset[StanzaFault] = frozenset()
    """What is wrong with the stanzas of what was opened."""

    @property
    def came_from(self) -> Origin | None:
        """Where it was handed over from with a yes in the mailbox; None for what came by itself."""
        return None if self.first is None else self.first.came_from

    @property
    def handed_over_to(self) -> bytes | None:
        """The reference of the submission on the other side that a yes in this mailbox began, if one did."""
        answers = (each.content.answer for each in self.messages if each.mine)
        return next((each.begun for each in answers if each is not None and each.begun), None)


@dataclass(frozen=True, slots=True)
class OpenedNames:
    """What a reporter said about who they are, opened."""

    names: tuple[IdentityContent, ...] = field(repr=False)
    integrity_warnings: tuple[tuple[IntegrityWarning, date | None], ...]


def correspondence(
    organisation: Organisation, who: SignedIn, file: CaseFile, *, today: date, turn: int | None = None
) -> Correspondence:
    """
    Open what is in the mailbox of a case but the reporter's name, which has an act of its own.

    Args:
        turn: which part of it (`turns`), 0 the newest; None for all.
    """
    row = file.row
    if row.intake_reference is None:
        return Correspondence(None, None, (), (), has_identity=False, integrity_warnings=())
    lying = _lying(organisation, row, who, turn)
    found = lying.items
    reader, first = _begun(organisation, who, file, found, lying.outer, today)
    messages, files = reader.rest(found)
    reader.check_numbers(lying.heads)
    _check_history(reader, file.history, lying)
    return Correspondence(
        first=first,
        # With a newer code of the reporter's, the one that follows the first.
        mailbox=None if first is None or reader.keys is None else reader.keys.newest.kem_public,
        messages=messages,
        files=files,
        has_identity=any(each.kind == Kind.IDENTITY for each in found),
        integrity_warnings=tuple(reader.warnings),
        turn=lying.turn,
        turns=lying.turns,
        faults=frozenset(reader.faults),
    )


def kinds_of_items(organisation: Organisation, who: SignedIn, row: CaseRow) -> dict[str, str]:
    """Give the kinds of what lies in the mailbox of a case for this person, by hex id; nothing is opened."""
    if row.intake_reference is None:
        return {}
    with read(organisation.intake) as connection:
        heads = item_heads(connection, row.intake_reference, who.identity.key_id)
    return {each.id.hex(): each.kind for each in heads}


def mailbox_key(organisation: Organisation, who: SignedIn, file: CaseFile, *, today: date) -> bytes:
    """
    Give the mailbox's public key from inside the signed first item, or the newest that followed it.

    Raises:
        UnreadableError: the first item cannot be opened or is not the one that was received.
    """
    key = correspondence(organisation, who, file, today=today).mailbox
    if key is None:
        raise UnreadableError
    return key


def identity(organisation: Organisation, who: SignedIn, file: CaseFile, *, today: date) -> OpenedNames:
    """
    Open what the reporter said about who they are. Only `open_case.open_identity` asks, after it is in the
    journal.
    """
    lying = _lying(organisation, file.row, who, 0)
    reader, _report = _begun(organisation, who, file, lying.items, lying.outer, today)
    names = []
    for each in lying.items:
        opened = reader.open(each) if each.kind == Kind.IDENTITY else None
        content = None if opened is None else reader.content(each, opened)
        if isinstance(content, IdentityContent):
            names.append(content)
    _check_history(reader, file.history, lying)
    return OpenedNames(tuple(names), tuple(reader.warnings))


@dataclass(frozen=True, slots=True)
class _Lying:
    """
    What the office reads of a mailbox: the *heads* of all, the *items* of one turn, and its key as it stands
    in plain (*outer*).
    """

    heads: Sequence[ItemHead]
    items: Sequence[MailboxItemRow]
    outer: bytes | None
    turn: int = 0
    turns: int = 1


def _lying(organisation: Organisation, row: CaseRow, who: SignedIn, turn: int | None) -> _Lying:
    assert row.intake_reference is not None
    with read(organisation.intake) as connection:
        there = all_heads(connection, row.intake_reference)
        heads = [each for each in there if each.direction not in FOR_THE_MAILBOX]
        turns = in_turns(heads)
        at = min(turn or 0, len(turns) - 1)
        only = None if turn is None or len(turns) == 1 else turns[at]
        found = items_for(connection, row.intake_reference, who.identity.key_id, only=only)
        outer = outer_mailbox_key(connection, row.intake_reference)
    items = [each for each in found if each.direction not in FOR_THE_MAILBOX]
    return _Lying(heads, items, outer, at, 1 if turn is None else len(turns))


def _begun(
    organisation: Organisation,
    who: SignedIn,
    file: CaseFile,
    found: Sequence[MailboxItemRow],
    outer: bytes | None,
    today: date,
) -> tuple[MailboxReader, FirstContent | None]:
    """Open the first item, from which the reader learns whom to believe."""
    assert file.row.intake_reference is not None
    began = (each.report_item for each in file.history if isinstance(each, Beginning))
    members = directory(organisation, today)
    with read(organisation.triage) as connection:
        owners = owners_of(connection, organisation, who, file.row, members, outer)
    reader = MailboxReader(
        partial(opened_by, who),
        reference=file.row.intake_reference,
        organisation=organisation.settings.sealing_context,
        members=members,
        owners=owners,
    )
    return reader, reader.first(found, mailbox=outer, received=next(filter(None, began), None))


def opened_by(who: SignedIn, envelope: bytes, stanzas: Sequence[Stanza], context: Context) -> Opened:
    """Open an envelope with a person's key, as `crypto.unseal.unseal` does."""
    return unseal(envelope, stanzas, context=context, identity=who.identity)


def _check_history(reader: MailboxReader, history: Iterable[CaseEvent], lying: _Lying) -> None:
    """Notice what was placed or received and is gone: a cut end leaves no gap in the numbers."""
    there, known = {each.id.hex(): each for each in lying.items}, {each.id.hex() for each in lying.heads}
    for ref in lies_in_mailbox(history):
        item = there.get(ref.id)
        if item is None:
            if ref.id not in known:
                reader.warn(IntegrityWarning.GAP)
        elif not ref.names(item.id, item.envelope):
            reader.warn(IntegrityWarning.OTHER_ITEM, item.placed_on)
        elif not item.stanzas:  # A name is not opened here, and would not be missed.
            reader.warn(IntegrityWarning.NOT_FOR_YOU, item.placed_on)
