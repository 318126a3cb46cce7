"""
Registering what came another way than through the portal: a report by phone, at a meeting, by letter or
through a manager, and a call to the citizens' adviser.

A registered report is sealed like any other, to the same recipients, and has a receipt code that is handed
over. The code is known to the unit from its first moment, and the case says so until the reporter has taken a
new one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection

from crypto.envelope import Kind
from crypto.receipt import ReceiptCode, new_receipt_code
from intake.services.reception import Reception
from intake.services.submit import Draft, submit
from intake.store.engine import read, write
from triage.domain import commands
from triage.domain.case import Case
from triage.domain.events import Event
from triage.domain.fold import fold
from triage.domain.permissions import Role
from triage.domain.words import CallKind, Scheme
from triage.rules.taxonomy import Taxonomy
from triage.services.desk import Text, keep_texts, standing
from triage.services.holders import directory
from triage.services.receive import new_case, receive
from triage.services.record import record
from triage.services.sign_in import SignedIn
from triage.services.unit import Unit
from triage.store import cases, events, people, postbox
from triage.store.visibility import Level

CALL_CHANNEL = "phone"
NO_ITEM = "0" * 32
"""Stands for a text that will be sealed, while the domain is only asked."""


@dataclass(frozen=True, slots=True)
class Origin:
    """
    How and when a report came: to the organisation, and to the unit.

    *clock_start* is the day that the time limits count from, where that is not the organisation's day, with
    the reason.
    """

    channel: str
    organisation_on: date
    unit_on: date
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


@dataclass(frozen=True, slots=True)
class Call:
    """
    A call as it is typed while it is taken.
    """

    summary: str = field(repr=False)
    kind: CallKind = CallKind.INQUIRY
    department: str | None = None
    handlings: Sequence[str] = ()
    main_theme: str | None = None
    closed_in_conversation: bool = False
    taken_on: date | None = None


def reception_of(unit: Unit) -> Reception:
    """
    Give the place where things arrive, as the services of intake know it.
    """
    settings = unit.settings
    return Reception(
        unit.intake,
        settings.blob_folder,
        settings.root_verify_key,
        settings.recovery_kem_public,
        settings.checkpoint_verify_key,
    )


def register(
    unit: Unit,
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
    today = unit.today(now)
    earlier = None if contact is None else standing(unit, who, contact, today=today)
    _registration(
        None if earlier is None else earlier.case, who, origin, NO_ITEM, taxonomy, today, Scheme(draft.scheme)
    )
    code = new_receipt_code()
    sent = submit(reception_of(unit), draft, code, now=now, channel=origin.channel, signer=who.identity)
    if earlier is not None:
        with read(unit.intake) as connection:
            received = postbox.submission_facts(connection, sent.reference).digest
        with write(unit.triage) as connection:
            cases.adopt_submission(connection, earlier.row.handle, sent.reference, digest=received)
    receive(unit, now=now)
    with write(unit.triage) as connection:
        row = cases.case_by_intake(connection, sent.reference)
        assert row is not None
        texts = {"why": Text(origin.clock_start_reason)} if origin.clock_start_reason else {}
        ids = keep_texts(connection, unit, who, row, texts, today)
        case = fold(events.history(connection, row.handle))
        scheme = Scheme(draft.scheme)
        new = _registration(case, who, origin, ids.get("why"), taxonomy, today, scheme)
        registered = record(connection, unit, row.handle, new)
        cases.restate(connection, row.handle, received_on=registered.received_on, channel=registered.channel)
    return Registered(row.case_reference, row.handle, code)


def _registration(
    case: Case | None,
    who: SignedIn,
    origin: Origin,
    reason_item: str | None,
    taxonomy: Taxonomy,
    today: date,
    scheme: Scheme,
) -> tuple[Event, ...]:
    return commands.register_report(
        case,
        on=today,
        actor=who.handle.hex(),
        scheme=scheme,
        channel=origin.channel,
        organisation_on=origin.organisation_on,
        unit_on=origin.unit_on,
        taxonomy=taxonomy,
        clock_start=origin.clock_start,
        clock_start_reason_item=reason_item if origin.clock_start_reason else None,
    )


def take_call(unit: Unit, who: SignedIn, call: Call, *, taxonomy: Taxonomy, now: datetime) -> str:
    """
    Register a call, and give the reference of its case.

    Raises:
        Refusal: a day that has not come, or a closed call without handling or theme.
    """
    today = unit.today(now)

    def begun(item: str) -> tuple[Event, ...]:
        return commands.register_call(
            on=today,
            actor=who.handle.hex(),
            summary_item=item,
            taxonomy=taxonomy,
            taken_on=call.taken_on,
            kind=call.kind,
            department=call.department,
            handlings=call.handlings,
            main_theme=call.main_theme,
            closed_in_conversation=call.closed_in_conversation,
        )

    return _begin(unit, who, Scheme.COMPLAINTS, call, begun, today=today)


def take_contact(unit: Unit, who: SignedIn, call: Call, *, taxonomy: Taxonomy, now: datetime) -> str:
    """
    Register a mere contact with the whistleblower unit, such as a call that asks for a meeting; it starts no
    clock.

    Raises:
        Refusal: a day that has not come.
    """
    today = unit.today(now)

    def begun(item: str) -> tuple[Event, ...]:
        return commands.register_contact(
            None,
            on=today,
            actor=who.handle.hex(),
            channel=CALL_CHANNEL,
            taxonomy=taxonomy,
            happened_on=call.taken_on,
            item=item,
        )

    return _begin(unit, who, Scheme.WHISTLEBLOWING, call, begun, today=today)


def _begin(
    unit: Unit,
    who: SignedIn,
    scheme: Scheme,
    call: Call,
    begun: Callable[[str], tuple[Event, ...]],
    *,
    today: date,
) -> str:
    with write(unit.triage) as connection:
        row = new_case(connection, scheme, CALL_CHANNEL, call.taken_on or today)
        for person in _advisors(connection, unit, today):
            cases.add_grant(connection, row.handle, person, Level.CONTENT, from_on=today)
        ids = keep_texts(connection, unit, who, row, {"summary": Text(call.summary, Kind.SUMMARY)}, today)
        record(connection, unit, row.handle, begun(ids["summary"]))
    return row.case_reference


def _advisors(connection: Connection, unit: Unit, today: date) -> Sequence[bytes]:
    """
    Give the advisors of the directory who are people of the office.
    """
    known = {each.handle for each in people.people(connection, role=Role.ADVISOR, on=today)}
    return [each.person for each in directory(unit, today).advisors if each.person in known]
