"""
Registering a call while it is taken: an inquiry to the citizens' adviser, or a mere contact with the
whistleblower unit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection

from crypto.envelope import Kind
from intake.clock import local_date
from intake.contents.item_ref import ItemRef
from intake.store.engine import write
from triage.cases.context import Context
from triage.cases.decisions.complaints import CallRegistered, call_taken
from triage.cases.decisions.receiving import ContactRegistered
from triage.cases.events import CaseEvent
from triage.cases.roles import Role
from triage.cases.vocabulary import CallKind, Scheme
from triage.rules.taxonomy import Taxonomy
from triage.services.casework.execute import keep_texts
from triage.services.history.new_case import new_case
from triage.services.history.record import begin
from triage.services.organisation import Organisation
from triage.services.people.holders import directory
from triage.services.people.sign_in import SignedIn
from triage.store import cases, people
from triage.store.visibility import Level

CALL_CHANNEL = "phone"


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it is typed while it is taken."""

    summary: str = field(repr=False)
    kind: CallKind = CallKind.INQUIRY
    unit: str | None = None
    handlings: Sequence[str] = ()
    main_theme: str | None = None
    closed_in_conversation: bool = False
    taken_on: date | None = None


def take_call(
    organisation: Organisation, who: SignedIn, call: Call, *, taxonomy: Taxonomy, now: datetime
) -> str:
    """
    Register a call, and give the reference of its case.

    Raises:
        Refusal: a day that has not come, or a closed call without handling or theme.
    """

    def begun(item: ItemRef) -> tuple[CaseEvent, ...]:
        registered = CallRegistered(
            on=local_date(now),
            actor=who.handle.hex(),
            happened_on=call.taken_on,
            channel=CALL_CHANNEL,
            kind=call.kind,
            summary_item=item,
        )
        return call_taken(
            registered,
            taxonomy,
            unit=call.unit,
            handlings=call.handlings,
            main_theme=call.main_theme,
            closed_in_conversation=call.closed_in_conversation,
        )

    return _begin(organisation, who, Scheme.COMPLAINTS, call, begun, today=local_date(now))


def take_contact(
    organisation: Organisation, who: SignedIn, call: Call, *, taxonomy: Taxonomy, now: datetime
) -> str:
    """
    Register a mere contact with the whistleblower unit, such as a call that asks for a meeting; it starts no
    clock.

    Raises:
        Refusal: a day that has not come.
    """

    def begun(item: ItemRef) -> tuple[CaseEvent, ...]:
        contact = ContactRegistered(
            on=local_date(now),
            actor=who.handle.hex(),
            happened_on=call.taken_on,
            channel=CALL_CHANNEL,
            item=item,
        )
        contact.check(None, Context(taxonomy, organisation.rulebook, contact.on))
        return (contact,)

    return _begin(organisation, who, Scheme.WHISTLEBLOWING, call, begun, today=local_date(now))


def _begin(
    organisation: Organisation,
    who: SignedIn,
    scheme: Scheme,
    call: Call,
    begun: Callable[[ItemRef], tuple[CaseEvent, ...]],
    *,
    today: date,
) -> str:
    with write(organisation.triage) as connection:
        row = new_case(connection, scheme, CALL_CHANNEL, call.taken_on or today)
        for person in _advisors(connection, organisation, today):
            cases.add_grant(connection, row.handle, person, Level.CONTENT, from_on=today)
        kept = keep_texts(connection, organisation, who, row, {"item": call.summary}, today, Kind.SUMMARY)
        begin(connection, organisation, row, begun(kept["item"]))
    return row.case_reference


def _advisors(connection: Connection, organisation: Organisation, today: date) -> Sequence[bytes]:
    """Give the advisors of the directory who are people of the office."""
    known = {each.handle for each in people.people(connection, role=Role.ADVISOR, on=today)}
    return [each.person for each in directory(organisation, today).advisors if each.person in known]
