"""
Registering a call while it is taken: an inquiry to the citizens' adviser, or a mere contact with the
whistleblower unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from crypto.envelope import Kind
from intake.clock import local_date
from intake.contents.item_ref import ItemRef
from intake.store.engine import write
from triage.cases.context import Context
from triage.cases.decisions.complaints import CallRegistered, call_taken
from triage.cases.decisions.receiving import ContactRegistered
from triage.cases.events import CaseEvent
from triage.cases.vocabulary import CallKind
from triage.rules.codes import Scheme
from triage.services.casework.execute import keep_texts
from triage.services.history.new_case import grant, new_case
from triage.services.history.record import begin
from triage.services.organisation import Organisation
from triage.services.people.holders import directory
from triage.services.people.sign_in import SignedIn

CALL_CHANNEL = "phone"


@dataclass(frozen=True, slots=True)
class Call:
    """
    A call as it is typed while it is taken. One without a *kind* is a mere contact with the whistleblower
    unit, such as a call that asks for a meeting.
    """

    summary: str = field(repr=False)
    kind: CallKind | None = CallKind.INQUIRY
    unit: str | None = None
    handlings: Sequence[str] = ()
    main_theme: str | None = None
    closed_in_conversation: bool = False
    taken_on: date | None = None


def take_call(organisation: Organisation, who: SignedIn, call: Call, *, now: datetime) -> str:
    """
    Register a call, and give the reference of its case; a mere contact starts no clock.

    Raises:
        Refusal: a day that has not come, or a closed call without handling or theme.
    """
    today = local_date(now)
    scheme = Scheme.WHISTLEBLOWING if call.kind is None else Scheme.COMPLAINTS
    with write(organisation.triage) as connection:
        row = new_case(connection, scheme, CALL_CHANNEL, call.taken_on or today)
        advisors = {each.person for each in directory(organisation, today).advisors}
        grant(connection, row.handle, lambda person: person.handle in advisors, today)
        kept = keep_texts(connection, organisation, who, row, {"item": call.summary}, today, Kind.SUMMARY)
        new = _told(organisation, call, kept["item"], on=today, actor=who.handle.hex())
        begin(connection, organisation, row, new)
    return row.case_reference


def _told(
    organisation: Organisation, call: Call, item: ItemRef, *, on: date, actor: str
) -> tuple[CaseEvent, ...]:
    known: dict[str, Any] = {"on": on, "actor": actor, "happened_on": call.taken_on, "channel": CALL_CHANNEL}
    context = Context(organisation.taxonomy, organisation.rulebook, on)
    if call.kind is None:
        contact = ContactRegistered(**known, item=item)
        contact.check(None, context)
        return (contact,)
    return call_taken(
        CallRegistered(**known, kind=call.kind, summary_item=item),
        context,
        unit=call.unit,
        handlings=call.handlings,
        main_theme=call.main_theme,
        closed_in_conversation=call.closed_in_conversation,
    )
