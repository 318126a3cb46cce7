"""
The desk: how everything that a signed-in advisor decides is tried, carried out and kept.

1. A case is found through `visible_to` or not at all; whoever may not see it learns nothing, not even that it
   is there.
2. The domain decides. `preview` asks it without writing anything, so that a page can show what would follow;
   `execute` asks it again inside the one transaction that writes.
3. Every free text becomes a sealed item: for the advisors who hold the case's content and the recovery key,
   signed by the one who wrote it. What the reporter shall read is sealed to the mailbox as well, and placed
   at once.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import Connection

from crypto.envelope import Context, Direction, Kind, new_id
from crypto.seal import seal
from intake.clock import local_date
from intake.contents.forms import encode, office_text
from intake.contents.mailbox import MessageContent
from intake.domain.page_text import normalised
from intake.store.engine import read, write
from intake.store.mailboxes import next_counter
from triage.cases.case import Case
from triage.cases.events import Event
from triage.cases.fold import fold
from triage.services.history.one_by_one import SomeFailedError
from triage.services.history.publish import message_key, pack, place_messages
from triage.services.history.record import record
from triage.services.organisation import Organisation
from triage.services.people.holders import recipients
from triage.services.people.sign_in import SignedIn
from triage.services.reading.mailbox import mailbox_key
from triage.store import cases, events, items, outbox
from triage.store.cases import CaseRow
from triage.store.visibility import Level, visible_to

Items = Mapping[str, str]
"""The hex ids of the sealed texts of a decision, by the name each has in it."""
Command = Callable[[Case, Items, date, str], tuple[Event, ...]]
"""Asks the domain: the case, the ids of the texts, the day and the hex handle of the person."""

TOLD = "told"
"""The name under which the text for the reporter is given to the command."""


class NoSuchCaseError(Exception):
    """
    There is no such case for this person: none at all, or one that the person may not see. Nobody learns
    which.
    """


class NoMailboxError(Exception):
    """The case has no mailbox, so nothing can be told through it."""


@dataclass(frozen=True, slots=True)
class Text:
    """A free text on its way to being sealed."""

    body: str = field(repr=False)
    kind: Kind = Kind.DECISION


@dataclass(frozen=True, slots=True)
class Decision:
    """
    What a person has decided: the question to the domain and the texts that belong to it.

    *told* is what the reporter will read, or None.
    """

    command: Command
    texts: Mapping[str, Text] = field(default_factory=dict)
    told: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as it stands: its plain facts, its history and what they add up to."""

    row: CaseRow
    history: tuple[Event, ...]
    case: Case


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decision would make of a case."""

    before: CaseFile
    after: Case
    new: tuple[Event, ...]
    told: str | None = field(repr=False)


def case_file(
    organisation: Organisation, who: SignedIn, reference: str, *, today: date, level: Level = Level.CONTENT
) -> CaseFile:
    """
    Give a case as it stands, if this person may see it at that *level*.

    Raises:
        NoSuchCaseError: it is not there for this person.
    """
    with read(organisation.triage) as connection:
        return _case_file(connection, who, reference, today, level)


def preview(
    organisation: Organisation, who: SignedIn, reference: str, decision: Decision, *, today: date
) -> Preview:
    """
    Ask the domain what would follow, and write nothing.

    Raises:
        NoSuchCaseError: it is not there for this person.
        Refusal: the domain says no.
    """
    before = case_file(organisation, who, reference, today=today)
    if decision.told is not None and before.row.intake_reference is None:
        raise NoMailboxError
    ids = {name: new_id().hex() for name in (*decision.texts, TOLD)}
    new = decision.command(before.case, MappingProxyType(ids), today, who.handle.hex())
    return Preview(before, fold((*before.history, *new)), new, decision.told)


def execute(
    organisation: Organisation, who: SignedIn, reference: str, decision: Decision, *, now: datetime
) -> Case:
    """
    Let the domain decide and write what follows, whole or not at all; then place what the reporter shall
    read.

    Raises:
        NoSuchCaseError: it is not there for this person.
        NoMailboxError: there is something to tell and no mailbox.
        UnreadableError: there is something to tell, and the mailbox's key cannot be trusted.
        Refusal: the domain says no.
    """
    today = local_date(now)
    mailbox = None
    if decision.told is not None:
        mailbox = mailbox_key(
            organisation, who, case_file(organisation, who, reference, today=today).row, today=today
        )
    with write(organisation.triage) as connection:
        _row, case = execute_in(
            connection, organisation, who, reference, decision, today=today, mailbox=mailbox
        )
    if decision.told is not None:
        # Should this fail, the clock's next tick places it: the row stands in the outbox.
        with suppress(SomeFailedError):
            place_messages(organisation, visible_to(who.handle, today, Level.CONTENT), now=now)
    return case


def execute_in(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    reference: str,
    decision: Decision,
    *,
    today: date,
    mailbox: bytes | None = None,
) -> tuple[CaseRow, Case]:
    """
    Do what `execute` does in the caller's transaction, for a use case that writes more than one decision.
    """
    before = _case_file(connection, who, reference, today, Level.CONTENT)
    ids = keep_texts(connection, organisation, who, before.row, decision.texts, today)
    if decision.told is not None and mailbox is not None:
        ids[TOLD] = _seal_told(connection, organisation, who, before.row, decision.told, mailbox, today)
    new = decision.command(before.case, MappingProxyType(ids), today, who.handle.hex())
    return before.row, record(connection, organisation, before.row.handle, new)


def inner_reference(row: CaseRow) -> bytes:
    """
    Give the reference that the texts of a case are bound to: that of the submission, or the handle where none
    came.
    """
    return row.intake_reference or row.handle


def _case_file(connection: Connection, who: SignedIn, reference: str, today: date, level: Level) -> CaseFile:
    row = cases.case_by_reference(connection, reference, visible_to(who.handle, today, level))
    if row is None:
        raise NoSuchCaseError
    history = events.history(connection, row.handle)
    return CaseFile(row, history, fold(history))


def keep_texts(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    row: CaseRow,
    texts: Mapping[str, Text],
    today: date,
) -> dict[str, str]:
    """Seal and store texts of a case in the caller's transaction, and give their hex ids by name."""
    ids = {}
    for name, text in texts.items():
        item_id = new_id()
        counter = items.next_counter(connection, row.handle)
        sealed = seal(
            encode(office_text(text.kind, normalised(text.body))),
            context=Context(
                text.kind,
                inner_reference(row),
                item_id,
                Direction.INTERNAL,
                organisation.settings.sealing_context,
            ),
            counter=counter,
            signer=who.identity,
            recipients=recipients(connection, organisation, row.handle, today),
        )
        items.add_item(
            connection,
            item_id=item_id,
            handle=row.handle,
            kind=text.kind,
            counter=counter,
            author=who.handle,
            on=today,
            sealed=sealed,
        )
        ids[name] = item_id.hex()
    return ids


def _seal_told(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    row: CaseRow,
    told: str,
    mailbox: bytes,
    today: date,
) -> str:
    assert row.intake_reference is not None
    item_id = new_id()
    counter = outbox.count(connection, row.handle, outbox.Target.MESSAGE) + 1
    with read(organisation.intake) as mailboxes:
        seen = next_counter(mailboxes, row.intake_reference, Direction.IN) - 1
    sealed = seal(
        encode(MessageContent(normalised(told), seen)),
        context=Context(
            Kind.MESSAGE,
            row.intake_reference,
            item_id,
            Direction.OUT,
            organisation.settings.sealing_context,
        ),
        counter=counter,
        signer=who.identity,
        recipients=[*recipients(connection, organisation, row.handle, today), mailbox],
    )
    outbox.put(
        connection,
        message_key(row.handle, counter),
        outbox.Target.MESSAGE,
        case=row.handle,
        item=item_id,
        payload=pack(sealed),
    )
    return item_id.hex()
