"""
Handing a case over to the other side of the house, a report or an inquiry.

What crosses is a summary that the advisor writes, the day of receipt and the day from which it counts there.
Nothing on the other side tells of a case that was not handed over.
"""

from datetime import date, datetime

from sqlalchemy import Connection

from crypto.envelope import Kind
from intake.clock import local_date
from triage.cases.decisions.receiving import ReportOpened, SummarySet
from triage.cases.hand_over import begin_handed_over
from triage.cases.typed import Typed
from triage.rules.codes import Scheme
from triage.services.casework.change_holders import begin_held_by
from triage.services.casework.drafts import SentForm
from triage.services.casework.execute import execute
from triage.services.casework.sealed_texts import keep_texts
from triage.services.history.case_file import CaseFile
from triage.services.history.new_case import grant, new_case
from triage.services.history.record import begin
from triage.services.organisation import Organisation
from triage.services.people.holders import directory
from triage.services.people.holding import holding_of
from triage.services.people.sign_in import SignedIn


def hand_over(
    organisation: Organisation,
    who: SignedIn,
    known: CaseFile,
    agreed: Typed,
    *,
    summary: str,
    seen: int,
    now: datetime,
    form: SentForm | None = None,
) -> str:
    """
    Record the hand-over and begin the new case, both or neither; give the new case's reference.

    Who holds the old case holds the new one; a report is for every advisor, as any other report is.

    Args:
        known: the case, as it was read.
        agreed: the consent as it was heard (`HandOverConsented`), what is done after one that came in the
            mailbox (`DispositionRecorded`), or how an inquiry goes (`InquiryHandedOver`).
        summary: what crosses.
        seen: how many events of the case the person has seen.
        form: the form that was sent, whose drafts are used up by it.

    Raises:
        NoMailboxError: there is something to tell and no mailbox.
        UnreadableError: there is something to tell, and the mailbox's key cannot be trusted.
        MovedOnError: there are more events by now, what lay unnoticed in the mailbox among them.
        SomeFailedError: what lies in the mailbox could not be taken over.
        NoSuchCaseError: it is not there for this person.
        Refusal: nobody asked, or the question is no longer open.
    """
    new = ""

    def cross(connection: Connection, after: CaseFile) -> None:
        nonlocal new
        new = _begun(connection, organisation, who, after, summary, today=local_date(now))

    reference = known.row.case_reference
    execute(organisation, who, reference, agreed, now=now, known=known, seen=seen, then=cross, form=form)
    return new


def _begun(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    old: CaseFile,
    summary: str,
    *,
    today: date,
) -> str:
    actor = who.handle.hex()
    begun = begin_handed_over(old.case, on=today, actor=actor)
    new = new_case(connection, begun.scheme, begun.channel, begun.received_on)
    members = directory(organisation, today)
    held = holding_of(connection, organisation, who, old.row, members)
    advisors = {each.person for each in members.advisors}
    persons = advisors & held.holders
    if begun.scheme is Scheme.WHISTLEBLOWING:
        # All but those who are kept out of where it comes from.
        persons = advisors - (held.audience - held.holders)
    grant(connection, new.handle, lambda person: person.handle in persons, today)
    changed = begin_held_by(connection, organisation, who, new, persons, today)
    kept = keep_texts(connection, organisation, who, new, {"item": summary}, today, Kind.SUMMARY)
    opened = ReportOpened(on=today, actor=actor)
    told = SummarySet(on=today, actor=actor, item=kept["item"])
    begin(connection, organisation, new, [begun, opened, told, *([changed] if changed else [])])
    return new.case_reference
