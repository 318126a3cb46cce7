"""
From intake to triage: plain facts and digests, never ciphertext.

Only this copies. It is idempotent: a submission becomes a case once, a message an event once, and an
arrival is forgotten only after triage has stored it, so a crash between the two repeats the copy and
changes nothing.
"""

import secrets
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from crypto.envelope import Kind
from crypto.holders import persons_of
from intake.clock import local_date
from intake.contents.item_ref import ItemRef
from intake.store.engine import read, write
from intake.store.handlers import forget_arrival_holders
from triage.cases.decisions.messages import CodeReplaced, MessageReceived
from triage.cases.decisions.receiving import CaseReceived
from triage.cases.history import decide
from triage.rules.codes import Scheme
from triage.services.clock.alerting import announce, tell
from triage.services.history.case_file import read_file
from triage.services.history.new_case import grant, new_case
from triage.services.history.one_by_one import one_by_one
from triage.services.history.record import begin, record
from triage.services.organisation import Organisation
from triage.services.people.holders import can_hold, known_members
from triage.services.people.old_copies import owe_cut
from triage.services.people.recorded_stanzas import record_arrived
from triage.services.people.stated import statements_said
from triage.store import cases, holdings, postbox, repacking
from triage.store.cases import CaseRow
from triage.store.outbox import holders_key
from triage.store.people import Person
from triage.store.postbox import Arrival, SubmissionFacts
from triage.store.visibility import SystemAccess, system_access

A_DAY = timedelta(days=1)
"""So long after a mailbox was told who holds its case something may come that was sealed before."""
REMEMBERED = timedelta(days=14)
"""
So long it is known beside the submission whom it is sealed to in truth: a triage database that is restored
from an older copy takes it up again.
"""
SCHEMES = {"report": Scheme.WHISTLEBLOWING, "complaint": Scheme.COMPLAINTS}


def receive(
    organisation: Organisation,
    access: SystemAccess,
    *,
    now: datetime,
    even_closed: bool = False,
    reference: bytes | None = None,
) -> int:
    """
    Take over everything that has arrived, or what did in the mailbox of one submission, and give the number
    of items taken; *even_closed* to end what began before the service was closed.

    One call's arrivals are taken in a random order, so that the order of cases tells nothing of the order
    of arrival.
    """
    with read(organisation.intake) as connection:
        waiting = list(postbox.arrivals(connection, access, reference=reference))
    secrets.SystemRandom().shuffle(waiting)
    take_over = partial(_take_over, organisation, access, now=now, even_closed=even_closed)
    return one_by_one("receive", waiting, take_over)


def fetch(organisation: Organisation, *, now: datetime, reference: bytes | None = None) -> int:
    """
    Take over what has arrived, everywhere or in the mailbox of one submission, for a person who will not wait
    for the clock, and give the number only.

    Raises:
        SomeFailedError: some of it could not be taken over; the rest was.
    """
    return receive(organisation, system_access(), now=now, reference=reference)


def fetch_one(organisation: Organisation, row: CaseRow, *, now: datetime) -> int:
    """Do what `fetch` does for one case that was found; where nothing came, one question is all."""
    with read(organisation.intake) as connection:
        if not postbox.has_arrival(connection, row):
            return 0
    return fetch(organisation, now=now, reference=row.intake_reference)


def _take_over(
    organisation: Organisation, access: SystemAccess, each: Arrival, *, now: datetime, even_closed: bool
) -> bool:
    with read(organisation.intake) as connection:
        facts = postbox.submission_facts(connection, access, each.reference)
    with write(organisation.triage, even_closed=even_closed) as connection:
        # Whatever is noticed first makes the case: a message may be drawn before its report.
        known = cases.case_by_intake(connection, access, each.reference)
        known = known or open_case(connection, organisation, facts, now=now)
        if each.kind in postbox.LATER:
            _sent_later(connection, organisation, access, known, each, now)
        _note_stanzas(connection, organisation, known, each, local_date(now))
    with write(organisation.intake, even_closed=even_closed) as connection:
        postbox.noticed(connection, [each.item_id])
    return True


def _note_stanzas(
    connection: Connection, organisation: Organisation, known: CaseRow, each: Arrival, today: date
) -> None:
    """
    Record the stanzas of what arrived. What was sealed before its reporter could know of a change of holders
    is made right by the next session that opens the case.
    """
    with read(organisation.intake) as mailboxes:
        there = record_arrived(connection, mailboxes, known, each.item_id)
    said, members = statements_said(connection, known), known_members(organisation, today)
    if not said or members is None:
        return
    persons = persons_of(there, members)
    lacks = set(said[-1].persons) & can_hold(members).keys() - persons
    told_on = repacking.placed_on(connection, known.handle, holders_key(known.handle, said[-1].number))
    if lacks or told_on is None or told_on >= today - A_DAY:
        named = persons.union(*(statement.persons for statement in said))
        holdings.wait_for(connection, known.handle, named & can_hold(members).keys(), today)


def _sent_later(
    connection: Connection,
    organisation: Organisation,
    access: SystemAccess,
    known: CaseRow,
    each: Arrival,
    now: datetime,
) -> None:
    file = read_file(connection, organisation, known, today=local_date(now))
    item_id = each.item_id.hex()
    if any(
        isinstance(event, MessageReceived | CodeReplaced) and event.item.id == item_id
        for event in file.history
    ):
        return
    with read(organisation.intake) as mailboxes:
        item = ItemRef.of(each.item_id, postbox.envelope_of(mailboxes, access, each.item_id))
        besides = postbox.besides(mailboxes, access, each.item_id)
    came_on = min(each.placed_on, file.today)
    if each.kind == Kind.SUCCESSION:
        replaced = CodeReplaced(on=file.today, happened_on=came_on, item=item)
        record(connection, organisation, file, decide(file.case, replaced, file.context))
        owe_cut(connection, today=file.today)  # Of the stanzas of the code before.
        return
    event = MessageReceived(on=file.today, happened_on=came_on, item=item, besides=besides)
    after = record(connection, organisation, file, decide(file.case, event, file.context))
    tell(connection, organisation, file, after, now=now)


def open_case(
    connection: Connection, organisation: Organisation, facts: SubmissionFacts, *, now: datetime
) -> CaseRow:
    """
    Make the case of a submission, with grants for those to whom the submission is sealed in truth.

    Whoever is kept out has a stanza like the others, so it is the portal that says who holds it, in rows
    beside the arrival.
    """
    scheme, today = SCHEMES[facts.kind], local_date(now)
    # A day that has not come was told by a time set wrong.
    received_on = min(facts.received_on, today)
    row = new_case(
        connection,
        scheme,
        facts.channel,
        received_on,
        intake_reference=facts.reference,
    )
    grant(connection, row.handle, partial(_holds, organisation, facts, today), today)
    received = CaseReceived(
        on=today,
        scheme=scheme,
        channel=facts.channel,
        received_on=received_on,
        report_item=facts.first,
        besides=facts.besides,
    )
    begin(connection, organisation, row, [received])
    announce(connection, organisation, row.handle, now=now)
    return row


def _holds(organisation: Organisation, facts: SubmissionFacts, today: date, person: Person) -> bool:
    if facts.held_by:
        return person.handle in facts.held_by
    # The rows have gone, or it was sealed by an earlier Betro, which knew first-version keys and no decoys.
    members = known_members(organisation, today)
    of = None if members is None else members.of_key(person.key_id)
    return person.key_id in facts.holders and of is not None and not of.can_be_sealed_to


def forget_holders(organisation: Organisation, _access: SystemAccess, today: date) -> int:
    """Forget of what was received long ago whom it was sealed to: triage has granted it; give the number."""
    with write(organisation.intake) as connection:
        return forget_arrival_holders(connection, today - REMEMBERED)
