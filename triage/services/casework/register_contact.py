"""Registering a mere contact with the whistleblower unit, such as a call that asks for a meeting."""

from datetime import date, datetime

from crypto.envelope import Kind
from intake.clock import local_date
from intake.store.engine import write
from triage.cases.context import CheckContext
from triage.cases.decisions.receiving import ContactRegistered
from triage.rules.codes import Scheme
from triage.services.casework.sealed_texts import keep_texts
from triage.services.history.new_case import grant, new_case
from triage.services.history.record import begin
from triage.services.organisation import Organisation
from triage.services.people.holders import directory
from triage.services.people.sign_in import SignedIn

CHANNEL = "phone"


def register_contact(
    organisation: Organisation, who: SignedIn, about: str, *, now: datetime, taken_on: date | None = None
) -> str:
    """
    Register a contact, which starts no clock, and give the reference of its case.

    Args:
        about: what it was about, in one line.

    Raises:
        Refusal: a day that has not come.
    """
    today = local_date(now)
    with write(organisation.triage) as connection:
        row = new_case(connection, Scheme.WHISTLEBLOWING, CHANNEL, taken_on or today)
        advisors = {each.person for each in directory(organisation, today).advisors}
        grant(connection, row.handle, lambda person: person.handle in advisors, today)
        kept = keep_texts(connection, organisation, who, row, {"item": about}, today, Kind.SUMMARY)
        contact = ContactRegistered(
            on=today, actor=who.handle.hex(), happened_on=taken_on, channel=CHANNEL, item=kept["item"]
        )
        contact.check(None, CheckContext(organisation.taxonomy, organisation.rulebook, today))
        begin(connection, organisation, row, (contact,))
    return row.case_reference
