"""
Registering a report that came another way than through the portal: by phone, at a meeting, by letter or
through a manager.

A registered report is sealed like any other, to the same recipients, and has a receipt code that is handed
over. The office knows the code from its first moment, and the case says so until the reporter has taken a new
one.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from msgspec.structs import replace
from sqlalchemy import Connection

from crypto.envelope import Kind
from crypto.receipt import ReceiptCode, new_receipt_code
from intake.clock import local_date
from intake.contents.item_ref import ItemRef
from intake.services.attach import Attached
from intake.services.submit import Draft, submit
from intake.store.engine import read, write
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.registering import CaseRegistered
from triage.cases.fold import evolve
from triage.cases.history import decide
from triage.cases.typed import Typed
from triage.services.casework.aloud import NOTHING_ALOUD, Aloud
from triage.services.casework.as_seen import case_as_seen
from triage.services.casework.drafts import SentForm, use_up
from triage.services.casework.execute import execute_in
from triage.services.casework.indexing import index_opened
from triage.services.casework.restanza import bring_stanzas
from triage.services.casework.sealed_texts import keep_texts
from triage.services.clock.receive import receive
from triage.services.history.case_file import read_file
from triage.services.history.one_by_one import SomeFailedError
from triage.services.history.record import record
from triage.services.organisation import Organisation
from triage.services.people.holders import directory
from triage.services.people.holding import NotHeldError, holding_of
from triage.services.people.sign_in import SignedIn
from triage.services.reading.visible_case import case_file
from triage.store import cases, holdings, postbox
from triage.store.cases import CaseRow
from triage.store.postbox import SubmissionFacts
from triage.store.visibility import Level, system_access

log = logging.getLogger("betro.office")

NO_ITEM = ItemRef("0" * 32, "0" * 64)
"""Stands for a text that will be sealed, while the domain is only asked."""


@dataclass(frozen=True, slots=True)
class Registered:
    """
    A registered report: the case, and the receipt code to hand over. The code is kept nowhere but in
    the memory of the session that registered it.
    """

    case_reference: str
    handle: bytes
    code: ReceiptCode = field(repr=False)


def register(
    organisation: Organisation,
    who: SignedIn,
    draft: Draft,
    origin: Typed,
    *,
    now: datetime,
    files: Sequence[Attached] = (),
    contact: str | None = None,
    seen: int | None = None,
    form: SentForm | None = None,
    aloud: Aloud = NOTHING_ALOUD,
) -> Registered:
    """
    Register a report: seal it, receive it, and write down how it came.

    Args:
        origin: how and when it came, as it was typed (`CaseRegistered`).
        files: what came with it, sealed already.
        contact: the reference of the contact that it began with, whose case it then becomes.
        seen: how many events of the contact the person has seen, where it was shown.
        form: the form that was sent, whose drafts are used up by it.
        aloud: what is told of the conversation, where it was one.

    Raises:
        NoSuchCaseError: there is no such contact for this person.
        MovedOnError: there are more events in the contact by now.
        Refusal: dates that cannot be, a later start of the clocks without a reason, a contact that is a
            case, or a recording to which nobody had agreed.
        NotHeldError: this person does not hold the contact.
        HoldersUnknownError: it cannot be told who does.
        SomeFailedError: what lies in its mailbox could not be taken over.
        DirectoryError: there is nobody to seal to.
        AttachmentGoneError: a file is not there any more.
    """
    today = local_date(now)
    earlier = None if contact is None else case_file(organisation, who, contact, today=today)
    context = CheckContext(organisation.taxonomy, organisation.rulebook, today, units=organisation.units)
    supposed = origin.made(dict.fromkeys(origin.texts, NO_ITEM), on=today, actor=who.handle.hex())
    assert isinstance(supposed, CaseRegistered)
    besides = aloud.decisions(supposed.channel, supposed.office_on, files)
    _check(None if earlier is None else earlier.case, supposed, besides, context)
    code, access = new_receipt_code(), system_access()
    channel, signer = supposed.channel, who.identity
    reception = organisation.reception
    send = partial(submit, reception, code=code, now=now, files=files, channel=channel, signer=signer)
    if earlier is None:
        sent = send(draft)
    else:
        # The contact gets it before the clock can make a case of its own of it, under the lock that the clock
        # needs to begin a case; triage first, as `organisation.moment`.
        known = earlier.row.case_reference
        the_case = case_as_seen(organisation, who, known, now=now, known=earlier, seen=seen)
        with the_case as (connection, before):
            supposed.check(before.case, context)
            # Whoever was taken off the contact is kept out of what it becomes, and makes no report of it.
            held = holding_of(connection, organisation, who, before.row, directory(organisation, today))
            if who.handle not in held.holders:
                raise NotHeldError
            out = {*draft.kept_out, *(held.audience - held.holders)}
            sent = send(replace(draft, kept_out=tuple(sorted(out))))
            cases.adopt_submission(connection, before.row.handle, sent.reference)
            with read(organisation.intake) as arrived:
                facts = postbox.submission_facts(arrived, access, sent.reference)
            _hold_as_sealed(connection, before.row, facts, held.holders, today)
    # From here on also where the service has closed meanwhile: the report is sent, and its code is known here
    # alone.
    with suppress(SomeFailedError):  # Another's, which the clock tries again.
        receive(organisation, access, now=now, even_closed=True)
    with read(organisation.intake) as arrived:
        facts = postbox.submission_facts(arrived, access, sent.reference)
    with write(organisation.triage, even_closed=True) as connection:
        row = cases.case_by_intake(connection, access, sent.reference)
        assert row is not None
        kept = keep_texts(connection, organisation, who, row, origin.texts, today, Kind.DECISION)
        file = read_file(connection, organisation, row, today=today)
        event = replace(supposed, **kept, report_item=facts.first, besides=facts.besides)
        after = record(connection, organisation, file, decide(file.case, event, context))
        for each in besides:
            after = execute_in(connection, organisation, who, after, each)
        # Whoever registers it has read it: lists and the search know it from now on.
        index_opened(connection, organisation, who, after)
        use_up(connection, organisation, who, form, today=today)
    try:
        bring_stanzas(organisation, who, row, now=now)
    except Exception as error:  # noqa: BLE001 - the code is known here alone; what waits is made at a sign-in
        log.error("register: %s", type(error).__name__)  # noqa: TRY400 - a traceback may hold values
    return Registered(row.case_reference, row.handle, code)


def _hold_as_sealed(
    connection: Connection, contact: CaseRow, report: SubmissionFacts, before: frozenset[bytes], today: date
) -> None:
    """
    Let those see a contact, and no others, to whom the report is sealed that it has become; of what lay there
    their stanzas are to be made.

    Args:
        before: who held the contact.
    """
    if cases.case_by_handle(connection, contact.handle).intake_reference != report.reference:
        return  # The clock was faster: the report has a case of its own.
    after = report.held_by
    for person in before ^ after:
        cases.drop_grants(connection, contact.handle, person)
    for person in after - before:
        cases.add_grant(connection, contact.handle, person, Level.CONTENT, from_on=today)
    holdings.wait_for(connection, contact.handle, before ^ after, today)


def _check(
    before: Case | None, supposed: CaseRegistered, besides: Sequence[Typed], context: CheckContext
) -> None:
    """Ask of everything whether it may happen, before anything is sent."""
    supposed.check(before, context)
    case = evolve(before, supposed)
    for each in besides:
        event = each.made(dict.fromkeys(each.texts, NO_ITEM), on=supposed.on, actor=supposed.actor)
        event.check(case, context)
        case = evolve(case, event)
