"""
Opening what lies in a mailbox, and saying what about it cannot be trusted.

1. The first item carries the reporter's verification key; every later item from the reporter must verify
   under it. What the unit wrote must verify under the directory of that day.
2. The numbers of each direction run without a gap, and everything that the case's history tells of is there;
   a gap and a repeated number are shown, never hidden.
3. The mailbox's key stands inside the signed first item and in plain beside it. The unit seals to the inner
   one only; where they differ, somebody has changed the outer one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from crypto.envelope import Direction, Kind, digest
from intake.domain.content import (
    ComplaintContent,
    ContentError,
    FileEntry,
    FilesContent,
    IdentityContent,
    MessageContent,
    ReportContent,
    decode,
)
from intake.domain.conversation import in_order
from intake.store.engine import read
from triage.cases.events import Event, Tag
from triage.services.organisation import Organisation
from triage.services.people.holders import directory
from triage.services.people.sign_in import SignedIn
from triage.services.reading.item_reader import IntegrityWarning, ItemReader
from triage.store import events
from triage.store.cases import CaseRow, received_digest
from triage.store.inbox import SealedItem, mailbox_items, outer_mailbox_key

PLACED = frozenset({Tag.MESSAGE_RECEIVED, Tag.MESSAGE_GIVEN, Tag.FEEDBACK_GIVEN, Tag.ANSWER_GIVEN})
"""Events that tell of an item in the mailbox, where nobody of the unit is their author."""


class UnreadableError(Exception):
    """The first item of a mailbox cannot be opened or cannot be trusted, so nothing can be written to it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """
    One message of the correspondence. *sender* is the handle of the advisor who wrote it, None for the
    reporter.
    """

    item_id: bytes
    on: date
    text: str = field(repr=False)
    sender: bytes | None
    number: int
    after: int


@dataclass(frozen=True, slots=True)
class SentFile:
    """One attachment, with the number of the item that brought it."""

    on: date
    entry: FileEntry = field(repr=False)


@dataclass(frozen=True, slots=True)
class Correspondence:
    """What lies in a mailbox, opened."""

    first: ReportContent | ComplaintContent | None = field(repr=False)
    mailbox: bytes | None = field(repr=False)
    letters: tuple[Letter, ...]
    files: tuple[SentFile, ...]
    has_identity: bool
    doubts: tuple[tuple[IntegrityWarning, date | None], ...]


def correspondence(organisation: Organisation, who: SignedIn, row: CaseRow, *, today: date) -> Correspondence:
    """Open everything in the mailbox of a case but the reporter's name, which has an act of its own."""
    if row.intake_reference is None:
        return Correspondence(None, None, (), (), has_identity=False, doubts=())
    with read(organisation.intake) as connection:
        found = mailbox_items(connection, row.intake_reference, who.identity.key_id)
        outer = outer_mailbox_key(connection, row.intake_reference)
    with read(organisation.triage) as connection:
        history = events.history(connection, row.handle)
    opener = ItemReader(who, row.intake_reference, directory(organisation, today))
    first = _first(opener, organisation, row, found)
    if first is not None and first.reply_to != outer:
        opener.doubt(IntegrityWarning.OTHER_MAILBOX_KEY, None)
    letters, files = _rest(opener, found)
    _check_numbers(opener, found)
    _check_history(opener, history, found)
    return Correspondence(
        first=first,
        mailbox=None if first is None else first.reply_to,
        letters=letters,
        files=files,
        has_identity=any(each.kind == Kind.IDENTITY for each in found),
        doubts=tuple(opener.doubts),
    )


def mailbox_key(organisation: Organisation, who: SignedIn, row: CaseRow, *, today: date) -> bytes:
    """
    Give the mailbox's public key from inside the signed first item.

    Raises:
        UnreadableError: the first item cannot be opened or is not the one that was received.
    """
    key = correspondence(organisation, who, row, today=today).mailbox
    if key is None:
        raise UnreadableError
    return key


def identity(
    organisation: Organisation, who: SignedIn, row: CaseRow, *, today: date
) -> Sequence[IdentityContent]:
    """
    Open what the reporter said about who they are. Only `open_case.open_identity` asks, after it is in the
    journal.
    """
    assert row.intake_reference is not None
    with read(organisation.intake) as connection:
        found = mailbox_items(connection, row.intake_reference, who.identity.key_id)
    opener = ItemReader(who, row.intake_reference, directory(organisation, today))
    _first(opener, organisation, row, found)
    names = []
    for each in found:
        opened = opener.open(each) if each.kind == Kind.IDENTITY else None
        content = None if opened is None else opener.content(each, opened)
        if isinstance(content, IdentityContent):
            names.append(content)
    return names


def _first(
    opener: ItemReader, organisation: Organisation, row: CaseRow, found: Sequence[SealedItem]
) -> ReportContent | ComplaintContent | None:
    """
    Open the first item and learn from it under which key the reporter writes.

    A report that the unit registered is signed by the handler who did; the reporter's key stands inside.
    """
    first = next((each for each in found if each.kind == Kind.REPORT and each.counter == 1), None)
    if first is None:
        opener.doubt(IntegrityWarning.GAP, None)
        return None
    with read(organisation.triage) as connection:
        received = received_digest(connection, row.handle)
    if digest(first.envelope) != received:
        opener.doubt(IntegrityWarning.OTHER_REPORT, first.placed_on)
        return None
    opened = opener.open(first)
    if opened is None:
        return None
    try:
        content = decode(opened.plaintext)
    except ContentError:
        content = None
    if not isinstance(content, ReportContent | ComplaintContent):
        opener.doubt(IntegrityWarning.UNREADABLE, first.placed_on)
        return None
    if opened.sender != content.reporter_key and opener.sender(first, opened) is None:
        opener.doubt(IntegrityWarning.WRONG_SENDER, first.placed_on)
        return None
    opener.reporter_key = content.reporter_key
    opener.registrar = None if opened.sender == content.reporter_key else opened.sender
    return content


def _rest(opener: ItemReader, found: Sequence[SealedItem]) -> tuple[tuple[Letter, ...], tuple[SentFile, ...]]:
    letters: list[Letter] = []
    files: list[SentFile] = []
    for each in found:
        if each.kind == Kind.IDENTITY or (each.kind == Kind.REPORT and each.counter == 1):
            continue
        opened = opener.open(each)
        if opened is None:
            continue
        content = opener.content(each, opened)
        if isinstance(content, MessageContent):
            sender = opener.sender(each, opened) if each.direction == Direction.OUT else None
            letters.append(Letter(each.id, each.placed_on, content.text, sender, each.counter, content.after))
        elif isinstance(content, FilesContent):
            files.extend(SentFile(each.placed_on, entry) for entry in content.files)
    came, went = ([each for each in letters if (each.sender is None) is side] for side in (True, False))
    return in_order(came, went), tuple(files)


def _check_numbers(opener: ItemReader, found: Iterable[SealedItem]) -> None:
    numbers: dict[str, list[int]] = {}
    for each in found:
        numbers.setdefault(each.direction, []).append(each.counter)
    for counters in numbers.values():
        if sorted(counters) != list(range(1, len(counters) + 1)):
            opener.doubt(IntegrityWarning.GAP, None)


def _check_history(opener: ItemReader, history: Iterable[Event], found: Iterable[SealedItem]) -> None:
    """Notice what was placed or received and is gone: a cut end leaves no gap in the numbers."""
    there = {each.id.hex() for each in found}
    told = {each.text("item") for each in history if each.tag in PLACED and each.actor is None}
    if told - there - {None}:
        opener.doubt(IntegrityWarning.GAP, None)
