"""
Registering a report that came another way than through the portal: by phone, at a meeting, by letter or
through a manager.

A registered report is sealed like any other, to the same recipients, and has a receipt code that is handed
over. The office knows the code from its first moment, and the case says so until the reporter has taken a new
one.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from crypto.envelope import Kind
from crypto.receipt import ReceiptCode, new_receipt_code
from intake.clock import local_date
from intake.contents.item_ref import ItemRef
from intake.services.submit import Draft, Sent, submit
from intake.store.engine import read, write
from triage.cases.context import Context
from triage.cases.decisions.receiving import CaseRegistered
from triage.cases.history import decide
from triage.cases.vocabulary import Scheme
from triage.rules.taxonomy import Taxonomy
from triage.services.casework.execute import keep_texts
from triage.services.clock.receive import receive
from triage.services.history.case_file import CaseFile, read_file
from triage.services.history.record import record
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.services.reading.visible_case import case_file
from triage.store import cases, postbox
from triage.store.visibility import system_access

NO_ITEM = ItemRef("0" * 32, "0" * 64)
"""Stands for a text that will be sealed, while the domain is only asked."""


@dataclass(frozen=True, slots=True)
class Origin:
    """
    How and when a report came: to the organisation, and to the office.

    *clock_start* is the day that the time limits count from, where that is not the organisation's day, with
    the reason.
    """

    channel: str
    organisation_on: date
    office_on: date
    clock_start: date | None = None
    clock_start_reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Registered:
    """
    A registered report: the case, and the receipt code to hand over. The code is shown once and kept nowhere.
    """

    case_reference: str
    handle: bytes
    code: ReceiptCode = field(repr=False)


def register(
    organisation: Organisation,
    who: SignedIn,
    draft: Draft,
    origin: Origin,
    *,
    taxonomy: Taxonomy,
    now: datetime,
    contact: str | None = None,
) -> Registered:
    """
    Register a report: seal it, receive it, and write down how it came.

    Args:
        contact: the reference of the contact that it began with, whose case it then becomes.

    Raises:
        NoSuchCaseError: there is no such contact for this person.
        Refusal: dates that cannot be, a later start of the clocks without a reason, or a contact that is a
            case.
        DirectoryError: there is nobody to seal to.
    """
    today = local_date(now)
    earlier = None if contact is None else case_file(organisation, who, contact, today=today)
    scheme, context = Scheme(draft.scheme), Context(taxonomy, organisation.rulebook, today)
    supposed = _registration(who, origin, NO_ITEM, NO_ITEM, today, scheme)
    supposed.check(None if earlier is None else earlier.case, context)
    code = new_receipt_code()
    sent = _send(organisation, who, draft, origin, code, earlier, now)
    access = system_access()
    receive(organisation, access, now=now)
    with read(organisation.intake) as arrived:
        first = postbox.submission_facts(arrived, access, sent.reference).first
    with write(organisation.triage) as connection:
        row = cases.case_by_intake(connection, access, sent.reference)
        assert row is not None
        texts = {"item": origin.clock_start_reason} if origin.clock_start_reason else {}
        kept = keep_texts(connection, organisation, who, row, texts, today, Kind.DECISION)
        file = read_file(connection, organisation, row, today=today)
        event = _registration(who, origin, kept.get("item"), first, today, scheme)
        registered = record(connection, organisation, file, decide(file.case, event, context)).case
        cases.restate(connection, row.handle, received_on=registered.received_on, channel=registered.channel)
    return Registered(row.case_reference, row.handle, code)


def _send(
    organisation: Organisation,
    who: SignedIn,
    draft: Draft,
    origin: Origin,
    code: ReceiptCode,
    earlier: CaseFile | None,
    now: datetime,
) -> Sent:
    """
    Seal and store the report; an earlier contact gets it before the clock can make a case of its own of it.
    """
    if earlier is None:
        return submit(
            organisation.reception, draft, code, now=now, channel=origin.channel, signer=who.identity
        )
    # Under the lock that the clock needs to begin a case. Nobody takes the two locks the other way round.
    with write(organisation.triage) as connection:
        sent = _send(organisation, who, draft, origin, code, None, now)
        cases.adopt_submission(connection, earlier.row.handle, sent.reference)
    return sent


def _registration(
    who: SignedIn,
    origin: Origin,
    reason: ItemRef | None,
    report: ItemRef | None,
    today: date,
    scheme: Scheme,
) -> CaseRegistered:
    return CaseRegistered(
        on=today,
        actor=who.handle.hex(),
        scheme=scheme,
        channel=origin.channel,
        organisation_on=origin.organisation_on,
        office_on=origin.office_on,
        clock_start=origin.clock_start,
        clock_start_reason_item=reason if origin.clock_start_reason else None,
        report_item=report,
    )
