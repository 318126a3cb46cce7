"""
Changing who holds a case: signed by one who holds it, told to the mailbox, and then carried into every
stanza.

What is signed counts at once: from then on nothing is sealed to whoever was removed, and they find the case
nowhere. The stanzas follow, however often that is broken off (`restanza`).
"""

from collections.abc import Collection
from contextlib import suppress
from datetime import date, datetime

from sqlalchemy import Connection

from crypto.envelope import new_id
from crypto.holders import HolderStatement, Holding
from intake.clock import local_date
from triage.cases.decisions.holders import HoldersChanged, held_afterwards
from triage.cases.history import decide
from triage.services.casework.as_seen import case_as_seen
from triage.services.casework.drafts import SentForm, use_up
from triage.services.casework.indexing import restate
from triage.services.casework.restanza import bring_stanzas
from triage.services.casework.sealed_texts import keep_texts
from triage.services.history.case_file import CaseFile
from triage.services.history.one_by_one import SomeFailedError
from triage.services.history.publish import place_messages
from triage.services.history.record import record
from triage.services.organisation import Organisation
from triage.services.people.holders import directory
from triage.services.people.holding import NotHeldError, holding_of, sealed_to
from triage.services.people.sign_in import SignedIn
from triage.services.people.stated import inner_reference
from triage.services.reading.mailbox_keys import mailbox_keys, sealed_statement
from triage.store import cases, holdings, outbox
from triage.store.cases import CaseRow
from triage.store.visibility import Level, visible_to


def change_holders(
    organisation: Organisation,
    who: SignedIn,
    reference: str,
    *,
    add: Collection[bytes] = (),
    remove: Collection[bytes] = (),
    now: datetime,
    why: str = "",
    known: CaseFile | None = None,
    seen: int | None = None,
    form: SentForm | None = None,
) -> CaseFile:
    """
    Let persons hold a case from now on, or hold it no more, and give the file of the case.

    The one transaction that signs it writes the grants too; then what lies in the case is re-wrapped. Where
    that is broken off, whoever holds the case and opens it next goes on (`bring_stanzas`).

    Args:
        add: handles of advisors, or of alternates where fewer than two advisors would remain.
        remove: handles of holders; one's own too.
        why: the reason, sealed for those who hold the case then; may be empty.
        known, seen, form: as of `execute`.

    Raises:
        NoSuchCaseError: the case is not there for this person.
        NotHeldError, HoldersUnknownError: this person does not hold it, or it cannot be told who does.
        MovedOnError: there are more events by now.
        SomeFailedError: what lies in the mailbox could not be taken over.
        DirectoryError: the directory is broken.
        Refusal: too few would hold the case, or somebody cannot.
    """
    today = local_date(now)
    with case_as_seen(organisation, who, reference, now=now, known=known, seen=seen) as (connection, before):
        members = directory(organisation, today)
        held = holding_of(connection, organisation, who, before.row, members)
        if who.handle not in held.holders:
            raise NotHeldError
        persons = held_afterwards(
            held.holders,
            add=frozenset(add),
            remove=frozenset(remove),
            advisors={each.person for each in members.advisors},
            alternates={each.person for each in members.alternates},
        )
        after = sign_holders(connection, organisation, who, before, held, persons, why=why, now=now)
        holdings.wait_for(connection, before.row.handle, {*add, *remove}, today)
        if who.handle in persons:
            restate(connection, organisation, who, before.row, today)
        use_up(connection, organisation, who, form, case=before.row.handle, today=today)
    if before.row.intake_reference is not None:
        # Should this fail, the clock's next tick places it; and who removed themselves sees it no more.
        with suppress(SomeFailedError):
            place_messages(organisation, visible_to(who.handle, today, Level.CONTENT), now=now)
    bring_stanzas(organisation, who, before.row, now=now)
    return after


def sign_holders(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    before: CaseFile,
    held: Holding,
    persons: frozenset[bytes],
    *,
    why: str,
    now: datetime,
) -> CaseFile:
    """
    Sign in the caller's transaction who holds a case from now on, write the grants that follow, record it and
    ask for it to be told to the mailbox.
    """
    row, today = before.row, before.today
    statement = _signed(organisation, who, row, held, persons, today)
    holdings.add_statement(connection, row.handle, statement.encode())
    for person in held.holders - persons:
        # No row says that somebody was kept out: theirs goes.
        cases.drop_grants(connection, row.handle, person)
    for person in persons - held.holders:
        cases.drop_grants(connection, row.handle, person)
        cases.add_grant(connection, row.handle, person, Level.CONTENT, from_on=today)
    _tell_mailbox(connection, organisation, who, row, statement)
    members = directory(organisation, today)
    # Not `recipients`: whoever recuses themselves says why to those who go on.
    to = sealed_to(holding_of(connection, organisation, who, row, members), members)
    said = {"reason_item": why} if why else {}
    texts = keep_texts(connection, organisation, who, row, said, today, HoldersChanged.sealed_as, to=to)
    changed = HoldersChanged(
        on=today,
        actor=who.handle.hex(),
        number=statement.number,
        digest=statement.link().hex(),
        reason_item=texts.get("reason_item"),
    )
    return record(connection, organisation, before, decide(before.case, changed, before.context), now=now)


def _signed(
    organisation: Organisation,
    who: SignedIn,
    row: CaseRow,
    held: Holding,
    persons: frozenset[bytes],
    today: date,
) -> HolderStatement:
    return HolderStatement(
        organisation=organisation.settings.sealing_context,
        reference=inner_reference(row),
        number=held.number + 1,
        previous=held.head,
        persons=tuple(sorted(persons)),
        on=today,
    ).signed(who.identity)


def _tell_mailbox(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    row: CaseRow,
    statement: HolderStatement,
) -> None:
    """Ask for a statement to be placed in the mailbox of a case, sealed to that alone."""
    keys = mailbox_keys(organisation, who, row, statement.on)
    if row.intake_reference is None or keys is None or keys.newest.kem_public is None:
        return
    item_id = new_id()
    outbox.put(
        connection,
        outbox.holders_key(row.handle, statement.number),
        outbox.Target.HOLDERS,
        case=row.handle,
        item=item_id,
        payload=sealed_statement(organisation, who, row, statement, item_id, keys.newest.kem_public),
    )


def begin_held_by(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    row: CaseRow,
    persons: Collection[bytes],
    today: date,
) -> HoldersChanged | None:
    """
    Sign, before anything is sealed in a case that begins, that of those whom it would be held by only these
    persons hold it, in the caller's transaction; give what is to be recorded of that, if it is a change. The
    others get a decoy of everything.
    """
    held = holding_of(connection, organisation, who, row, directory(organisation, today))
    hold = held.holders & frozenset(persons)
    if hold == held.holders:
        return None
    statement = _signed(organisation, who, row, held, hold, today)
    holdings.add_statement(connection, row.handle, statement.encode())
    number, digest = statement.number, statement.link().hex()
    return HoldersChanged(on=today, actor=who.handle.hex(), number=number, digest=digest)
