"""
From intake to triage: plain facts and digests, never ciphertext.

Only this copies. It is idempotent: a submission becomes a case once, a message an event once, and an
arrival is forgotten only after triage has stored it, so a crash between the two repeats the copy and
changes nothing.
"""

import secrets
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from crypto.envelope import Kind, new_id
from intake.store.engine import read, write
from triage.domain.commands import receive as begin
from triage.domain.commands import receive_message
from triage.domain.counting import local_date
from triage.domain.events import Tag
from triage.domain.fold import fold
from triage.domain.words import Scheme
from triage.services.one_by_one import one_by_one
from triage.services.record import record
from triage.services.remind import announce
from triage.services.unit import Unit
from triage.store import cases, events, people, postbox
from triage.store.cases import CaseRow
from triage.store.postbox import Arrival, SubmissionFacts
from triage.store.visibility import Level

REFERENCE_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH = 8
SCHEMES = {"report": Scheme.WHISTLEBLOWING, "complaint": Scheme.COMPLAINTS}


def receive(unit: Unit, *, now: datetime) -> int:
    """
    Take over everything that has arrived, and give the number of items taken.

    One call's arrivals are taken in a random order, so that the order of cases tells nothing of the order
    of arrival.
    """
    with read(unit.intake) as connection:
        waiting = list(postbox.arrivals(connection))
    secrets.SystemRandom().shuffle(waiting)
    return one_by_one("receive", waiting, lambda each: _take_over(unit, each, now))


def _take_over(unit: Unit, each: Arrival, now: datetime) -> bool:
    with read(unit.intake) as connection:
        facts = postbox.submission_facts(connection, each.reference)
    with write(unit.triage) as connection:
        # Whatever is noticed first makes the case: a message may be drawn before its report.
        known = cases.case_by_intake(connection, each.reference)
        known = known or open_case(connection, unit, facts, now=now)
        if each.kind == Kind.MESSAGE:
            _message(connection, unit, known, each, now)
    with write(unit.intake) as connection:
        postbox.noticed(connection, [each.item_id])
    return True


def _message(connection: Connection, unit: Unit, known: CaseRow, each: Arrival, now: datetime) -> None:
    today = local_date(now)
    item = each.item_id.hex()
    history = events.history(connection, known.handle)
    if any(event.tag is Tag.MESSAGE_RECEIVED and event.text("item") == item for event in history):
        return
    record(
        connection,
        unit,
        known.handle,
        receive_message(fold(history), on=today, received_on=each.placed_on, item=item),
    )


def open_case(connection: Connection, unit: Unit, facts: SubmissionFacts, *, now: datetime) -> CaseRow:
    """
    Make the case of a submission, with a content grant for every advisor that the submission is sealed to.
    """
    scheme = SCHEMES[facts.kind]
    row = new_case(
        connection,
        scheme,
        facts.channel,
        facts.received_on,
        intake_reference=facts.reference,
        digest=facts.digest,
    )
    today = local_date(now)
    grant_holders(connection, row.handle, facts.holders, today)
    received = begin(on=today, scheme=scheme, channel=facts.channel, received_on=facts.received_on)
    record(connection, unit, row.handle, received)
    announce(connection, unit, row.handle, now=now)
    return row


def new_case(
    connection: Connection,
    scheme: str,
    channel: str,
    received_on: date,
    *,
    intake_reference: bytes | None = None,
    digest: bytes | None = None,
) -> CaseRow:
    """Store a case under a random handle and a random, unique case reference; its first event must follow."""
    row = CaseRow(
        handle=new_id(),
        case_reference=_free_reference(connection),
        intake_reference=intake_reference,
        scheme=scheme,
        channel=channel,
        received_on=received_on,
        state="new",
        is_open=True,
        next_due_strict=None,
    )
    cases.insert_case(connection, row, digest=digest)
    return row


def grant_holders(
    connection: Connection, handle: bytes, holders: frozenset[bytes], today: date
) -> Sequence[bytes]:
    """Let the advisors whose keys are among *holders* see the case; give their handles."""
    granted = [
        person.handle
        for person in people.people(connection, role="advisor", on=today)
        if person.key_id in holders
    ]
    for person in granted:
        cases.add_grant(connection, handle, person, Level.CONTENT, from_on=today)
    return granted


def _free_reference(connection: Connection) -> str:
    while True:
        reference = "".join(secrets.choice(REFERENCE_SYMBOLS) for _ in range(REFERENCE_LENGTH))
        if not cases.reference_is_taken(connection, reference):
            return reference
