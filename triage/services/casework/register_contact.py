"""Registering a mere contact with the whistleblower unit, such as a call that asks for a meeting."""

from datetime import date, datetime

from crypto.envelope import Kind
from intake.clock import local_date
from intake.store.engine import write
from triage.cases.context import CheckContext
from triage.cases.decisions.receiving import PHONE, ContactRegistered
from triage.rules.codes import Scheme
from triage.services.casework.sealed_texts import keep_texts
from triage.services.history.new_case import grant_advisors, new_case
from triage.services.history.record import begin
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.store.cases import CaseRow


def register_contact(
    organisation: Organisation, who: SignedIn, about: str, *, now: datetime, taken_on: date | None = None
) -> CaseRow:
    """
    Register a contact, which starts no clock, and give the row of its case.

    Args:
        about: what it was about, in one line.

    Raises:
        Refusal: a day that has not come.
    """
    today = local_date(now)
    with write(organisation.triage) as connection:
        row = new_case(connection, Scheme.WHISTLEBLOWING, PHONE, taken_on or today)
        grant_advisors(connection, organisation, row.handle, today)
        kept = keep_texts(connection, organisation, who, row, {"item": about}, today, Kind.SUMMARY)
        contact = ContactRegistered(
            on=today, actor=who.handle.hex(), happened_on=taken_on, channel=PHONE, item=kept["item"]
        )
        contact.check(None, CheckContext(organisation.taxonomy, organisation.rulebook, today))
        begin(connection, organisation, row, (contact,))
    return row
