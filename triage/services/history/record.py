"""
The one writer of history.

`record` writes the event row, the journal entry, the projections and the wish for a new status card in
the caller's transaction: either all of them stand afterwards or none. Nothing else writes any of these.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from sqlalchemy import Connection

from crypto.envelope import new_id
from triage.cases.breaches import Clocks, noted, noted_anew
from triage.cases.countable import countable
from triage.cases.events import CaseEvent
from triage.cases.fold import life_of
from triage.cases.history import written
from triage.cases.letters import ReadyLetter, letters_ahead, letters_written
from triage.cases.renewal import renew_on
from triage.engine.deadline import Facts
from triage.services.history.card import card_digest
from triage.services.history.case_file import CaseFile, facts_of, file_of, opened
from triage.services.organisation import Organisation
from triage.store import cases, countables, events, journal, kept_facts, outbox, projections
from triage.store.cases import CaseRow
from triage.store.visibility import CaseHandle


def record(
    connection: Connection,
    organisation: Organisation,
    before: CaseFile,
    new: Sequence[CaseEvent],
    *,
    now: datetime | None = None,
) -> CaseFile:
    """
    Add *new* events to a case and give its file after them. A breach that its clocks no longer tell after
    them is noted with them.

    Args:
        connection: an open write transaction on the triage database.
        before: the case as it stands in this transaction.
        new: at least one event, decided by the domain.
        now: the moment, where a person decided: a limit in hours may have run out earlier on the same day.
    """
    before = before.on(max(each.on for each in new))
    after = before.after(organisation, new)
    if any(each.rewrites for each in new):
        known = (before.context, after.context)
        clocks = Clocks(partial(facts_of, organisation), organisation.rulebook, known)
        lost = noted_anew(life_of(before.case), life_of(after.case), clocks, now=now)
    else:
        lost = noted(before.case, new, before=before.deadlines, after=after.deadlines, now=now)
    return _write(connection, after.after(organisation, lost), (*new, *lost))


def begin(
    connection: Connection, organisation: Organisation, row: CaseRow, new: Sequence[CaseEvent]
) -> CaseFile:
    """Write the first events of a case that is stored already, and give its file."""
    file = opened(organisation, row, tuple(new), today=max(each.on for each in new))
    return _write(connection, file, new)


def _write(connection: Connection, file: CaseFile, told: Sequence[CaseEvent]) -> CaseFile:
    handle = file.row.handle
    events.append(connection, handle, told)
    for each in told:
        journal.append(
            connection,
            on=each.on,
            actor=journal.SYSTEM if each.actor is None else bytes.fromhex(each.actor),
            action=each.tag,
            subject=handle,
            digest=event_digest(each),
        )
    row, case = file.row, file.case
    if (row.received_on, row.channel) != (case.received_on, case.channel):
        cases.restate(connection, handle, received_on=case.received_on, channel=case.channel)
    _project(connection, file)
    return file


def project(connection: Connection, organisation: Organisation, handle: CaseHandle) -> None:
    """
    Rewrite the projections of a case from its events, and ask for a new status card if what it says has
    changed.
    """
    _project(connection, _as_last_written(connection, organisation, handle))


def keep_anew(connection: Connection, organisation: Organisation, handle: CaseHandle) -> None:
    """Write anew what is kept for accounts and for changed rules, and leave the rest as it stands."""
    file = _as_last_written(connection, organisation, handle)
    countables.keep(connection, handle, countable(file.case, file.row.case_reference, file.deadlines))
    kept_facts.keep(connection, handle, _facts(file))


def differs(connection: Connection, organisation: Organisation, handle: CaseHandle) -> bool:
    """Say whether the stored projections of a case differ from what its events give now."""
    file = _as_last_written(connection, organisation, handle)
    return not (
        projections.projected_as(
            connection,
            handle,
            file.case,
            reference=file.row.case_reference,
            deadlines=file.deadlines,
            letters=_letters(file),
            since=file.history[0].on,
        )
        and kept_facts.is_kept(connection, handle, _facts(file))
    )


def _facts(file: CaseFile) -> Facts | None:
    """
    Give what the engine needs of what a changed rule may move: an open case, or an entry in a register. That
    of its context leaves out what no rule speaks of yet.
    """
    reckoned, may_move = file.context.facts_of, file.case.is_open or file.case.is_register
    return reckoned(file.case) if reckoned is not None and may_move else None


def _as_last_written(connection: Connection, organisation: Organisation, handle: CaseHandle) -> CaseFile:
    file = file_of(connection, organisation, handle, today=date.min)
    return file.on(max(each.on for each in file.history))


def _letters(file: CaseFile) -> tuple[ReadyLetter, ...]:
    sent, appealable = letters_written(file.history), file.context.taxonomy.appealable
    anew = renew_on(file.case, file.context.rulebook)
    return letters_ahead(file.case, file.deadlines, sent, file.today, appealable=appealable, renew_on=anew)


def _project(connection: Connection, file: CaseFile) -> None:
    projections.project(
        connection,
        file.row.handle,
        file.case,
        reference=file.row.case_reference,
        deadlines=file.deadlines,
        letters=_letters(file),
        since=file.history[0].on,
        today=file.today,
    )
    kept_facts.keep(connection, file.row.handle, _facts(file))
    wish_card(connection, file)


def wish_card(connection: Connection, file: CaseFile) -> None:
    """Ask for a new status card if what it would say has changed; a message more is a change."""
    handle, newest = file.row.handle, outbox.last_message(connection, file.row.handle)
    digest = card_digest(file.case, file.deadlines, newest)
    reference, asked_for = cases.card_of(connection, handle)
    if reference is None or asked_for == digest:
        return
    cases.note_card(connection, handle, digest)
    key = f"card:{handle.hex()}:{len(file.history)}:{newest}"
    outbox.put(connection, key, outbox.Target.CARD, case=handle, item=new_id())


def event_digest(each: CaseEvent) -> bytes:
    """Hash an event for the journal: everything in it, as it is stored from now on."""
    return events.digest_of(written(each))
