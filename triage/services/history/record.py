"""
The one writer of history.

`record` writes the event row, the journal entry, the projections and the wish for a new status card in
the caller's transaction: either all of them stand afterwards or none. Nothing else writes any of these.
"""

import hashlib
from collections.abc import Sequence

from sqlalchemy import Connection

from crypto.envelope import new_id
from triage.cases.breaches import noted
from triage.cases.case import Case
from triage.cases.events import Event
from triage.cases.fold import fold
from triage.cases.letters import letters_ahead, letters_written
from triage.engine.case_deadlines import deadlines
from triage.services.history.card import card_digest
from triage.services.organisation import Organisation
from triage.store import cases, events, journal, outbox, projections
from triage.store.visibility import CaseHandle


def record(
    connection: Connection, organisation: Organisation, handle: CaseHandle, new: Sequence[Event]
) -> Case:
    """
    Add *new* events to a case and give back what the case has become. A breach that its clocks no longer tell
    after them is noted with them.

    Args:
        connection: an open write transaction on the triage database.
        unit: the rules to project by.
        handle: the case, which must be stored already.
        new: at least one event, decided by the domain.
    """
    history = events.history(connection, handle)
    lost = noted(history, tuple(new), rulebook=organisation.rulebook, facts_of=organisation.facts_of)
    told = (*new, *lost)
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
    return _project(connection, organisation, handle, (*history, *told))


def project(connection: Connection, organisation: Organisation, handle: CaseHandle) -> Case:
    """
    Rewrite the projections of a case from its events, and ask for a new status card if what it says has
    changed.
    """
    return _project(connection, organisation, handle, events.history(connection, handle))


def _project(
    connection: Connection, organisation: Organisation, handle: CaseHandle, history: tuple[Event, ...]
) -> Case:
    case = fold(history)
    today = max(each.on for each in history)
    so_far = organisation.facts_of(history, case=case)
    due = deadlines(so_far, organisation.rulebook, today)
    projections.project(
        connection,
        handle,
        case,
        deadlines=due,
        letters=letters_ahead(case, due, letters_written(history), organisation.rulebook, today),
        since=history[0].on,
        today=today,
    )
    _wish_card(connection, handle, len(history), card_digest(case, due))
    return case


def differs(connection: Connection, organisation: Organisation, handle: CaseHandle) -> bool:
    """Say whether the stored projections of a case differ from what its events give now."""
    history = events.history(connection, handle)
    case = fold(history)
    today = max(each.on for each in history)
    so_far = organisation.facts_of(history, case=case)
    due = deadlines(so_far, organisation.rulebook, today)
    letters = letters_ahead(case, due, letters_written(history), organisation.rulebook, today)
    return not projections.projected_as(
        connection, handle, case, deadlines=due, letters=letters, since=history[0].on
    )


def _wish_card(connection: Connection, handle: CaseHandle, seq: int, digest: bytes) -> None:
    reference, standing = cases.card_of(connection, handle)
    if reference is None or standing == digest:
        return
    cases.note_card(connection, handle, digest)
    outbox.put(connection, f"card:{handle.hex()}:{seq}", outbox.Target.CARD, case=handle, item=new_id())


def event_digest(each: Event) -> bytes:
    """Hash an event for the journal: everything in it, written in one way only."""
    written = events.canonical([each.tag, each.on.isoformat(), each.actor, dict(each.payload)])
    return hashlib.sha256(written.encode()).digest()
