"""
How everything that a signed-in advisor decides is tried, carried out and kept.

1. A case is found through `visible_to` or not at all; whoever may not see it does not learn that it is there.
2. The event itself says whether it may happen. `preview` asks it without writing anything, so that a page can
   show what would follow; `execute` asks it again inside the one transaction that writes.
3. Every free text becomes a sealed item: for the advisors who hold the case's content and the recovery key,
   signed by the one who wrote it. What the reporter shall read is sealed to the mailbox too, and placed.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy import Connection

from crypto.envelope import Direction, Kind, Sealed, new_id
from crypto.seal import seal
from intake.clock import local_date
from intake.contents.forms import encode
from intake.contents.item_ref import ItemRef
from intake.contents.mailbox import MessageContent
from intake.domain.page_text import normalised
from intake.store.engine import read
from intake.store.mailboxes import next_counter
from triage.cases.events import CaseEvent, Decided
from triage.cases.history import decide
from triage.cases.typed import Typed
from triage.services.casework.as_seen import MovedOnError, case_as_seen
from triage.services.casework.drafts import SentForm, use_up
from triage.services.casework.sealed_texts import keep_texts
from triage.services.clock.alerting import tell
from triage.services.history.case_file import CaseFile
from triage.services.history.one_by_one import SomeFailedError
from triage.services.history.open_question import settle_question
from triage.services.history.publish import pack, place_messages
from triage.services.history.record import record
from triage.services.organisation import Organisation
from triage.services.people.holding import recipients, require_holder
from triage.services.people.sign_in import SignedIn
from triage.services.reading.mailbox import mailbox_key
from triage.services.reading.visible_case import visible_file
from triage.store import outbox, postbox
from triage.store.visibility import Level, visible_to


class CaseWithoutMailboxError(Exception):
    """The case has no mailbox, so nothing can be told through it."""


def execute(
    organisation: Organisation,
    who: SignedIn,
    reference: str,
    *decisions: Typed,
    now: datetime,
    known: CaseFile | None = None,
    seen: int | None = None,
    then: Callable[[Connection, CaseFile], None] | None = None,
    form: SentForm | None = None,
) -> CaseFile:
    """
    Decide and write what follows, whole or not at all; then place what the reporter shall read.

    Args:
        decisions: what is decided together, each asked of the case as those before it leave it.
        known: the file of the case, if it has been read already.
        seen: how many events of the case the person has seen, where anybody could have added to them since.
        then: writes, in the same transaction, what else comes of the case as it is then.
        form: the form that was sent, whose drafts are used up by it.

    Raises:
        NoSuchCaseError: it is not there for this person.
        MovedOnError: there are more events by now, what lay unnoticed in the mailbox among them.
        SomeFailedError: what lies in the mailbox could not be taken over.
        HoldersUnknownError: this person does not hold the case, or it cannot be told who does.
        CaseWithoutMailboxError: there is something to tell and no mailbox.
        UnreadableError: there is something to tell, and the mailbox's key cannot be trusted.
        Refusal: a rule says no.
    """
    today = local_date(now)
    mailbox, is_told = None, told_of(decisions) is not None
    if is_told:
        if known is None:
            with read(organisation.triage) as connection:
                known = visible_file(connection, organisation, who, reference, today=today)
        if known.row.intake_reference is None:
            raise CaseWithoutMailboxError
        mailbox = mailbox_key(organisation, who, known, today=today)
    standing = case_as_seen(organisation, who, reference, now=now, known=known, seen=seen)
    with standing as (connection, before):
        require_holder(connection, organisation, who, before.row, today)
        after = before
        for each in decisions:
            after = execute_in(connection, organisation, who, after, each, mailbox=mailbox, now=now)
        if not settle_question(organisation, before, after):
            raise MovedOnError
        tell(connection, organisation, before, after, now=now)
        if then is not None:
            then(connection, after)
        use_up(connection, organisation, who, form, case=before.row.handle, today=today)
    if is_told:
        # Should this fail, the clock's next tick places it: the row stands in the outbox.
        with suppress(SomeFailedError):
            place_messages(organisation, visible_to(who.handle, today, Level.CONTENT), now=now, known=after)
    return after


def told_of(decisions: Sequence[Typed]) -> str | None:
    """Give the text that is to lie in the mailbox: decisions that are made together tell one, or none."""
    return next((each.told for each in decisions if each.told is not None), None)


def execute_in(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    before: CaseFile,
    decision: Typed,
    *,
    mailbox: bytes | None = None,
    now: datetime | None = None,
) -> CaseFile:
    """
    Do what `execute` does in the caller's transaction, for a use case that writes more than one decision.

    Args:
        before: the case as it stands in this transaction.
        now: the moment, where more than its day counts.
    """
    told = decision.event.words_in if issubclass(decision.event, Decided) and mailbox is not None else None
    inner = {name: text for name, text in decision.texts.items() if name != told}
    texts = keep_texts(
        connection, organisation, who, before.row, inner, before.today, decision.event.sealed_as
    )
    if told is not None and mailbox is not None and decision.told is not None:
        texts[told] = _seal_told(connection, organisation, who, before, decision, mailbox)
    return record(connection, organisation, before, events_of(who, before, decision, texts), now=now)


def events_of(
    who: SignedIn, before: CaseFile, decision: Typed, texts: Mapping[str, ItemRef]
) -> tuple[CaseEvent, ...]:
    """Give everything that a decision records in a case, once its texts are sealed; raises Refusal."""
    event = decision.made(texts, on=before.today, actor=who.handle.hex())
    return decide(before.case, event, before.context)


def _seal_told(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    before: CaseFile,
    decision: Typed,
    mailbox: bytes,
) -> ItemRef:
    row = before.row
    assert row.intake_reference is not None
    item_id = new_id()
    with read(organisation.intake) as mailboxes:
        seen = postbox.last_noticed(mailboxes, row)
        lying = next_counter(mailboxes, row.intake_reference, Direction.OUT)
    # Either database may have been restored and know of fewer than the other.
    counter = max(lying, outbox.count(connection, row.handle, outbox.Target.MESSAGE) + 1)
    crossing = normalised(decision.crossing)
    to = recipients(connection, organisation, who, row, before.today)
    said = MessageContent(normalised(decision.told or ""), seen, decision.answer_by, crossing=crossing)
    sealed: Sealed = seal(
        encode(said),
        context=organisation.context(Kind.MESSAGE, row.intake_reference, item_id, Direction.OUT),
        counter=counter,
        signer=who.identity,
        recipients=[*to.recipients, mailbox],
        decoys=to.decoys,
    )
    outbox.put(
        connection,
        outbox.message_key(row.handle, counter),
        outbox.Target.MESSAGE,
        case=row.handle,
        item=item_id,
        payload=pack(sealed),
    )
    return ItemRef.of(item_id, sealed.envelope)
