"""
Handing a report over to the complaint side: asked in the mailbox, and only with the reporter's consent.

What crosses is a summary that the advisor writes and the date of the consent. Without consent nothing on the
complaint side tells that there was a question.
"""

from datetime import datetime

from crypto.envelope import Kind
from intake.clock import local_date
from triage.cases.decisions.hand_over import begin_handed_over
from triage.cases.decisions.receiving import ReportOpened, SummarySet
from triage.cases.typed import Typed
from triage.services.casework.as_seen import case_as_seen
from triage.services.casework.execute import execute_in, keep_texts
from triage.services.history.case_file import CaseFile
from triage.services.history.new_case import grant, new_case
from triage.services.history.record import begin
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.store.receivers import content_holders


def hand_over(
    organisation: Organisation,
    who: SignedIn,
    known: CaseFile,
    agreed: Typed,
    *,
    summary: str,
    seen: int,
    now: datetime,
) -> str:
    """
    Record the hand-over and begin the complaint case, both or neither; give the new case's reference.

    Args:
        known: the report, as it was read.
        agreed: the consent as it was heard (`HandOverConsented`), or what is done after one that came in the
            mailbox (`DispositionRecorded`).
        summary: what crosses.
        seen: how many events of the report the person has seen.

    Raises:
        MovedOnError: there are more events by now, what lay unnoticed in the mailbox among them.
        SomeFailedError: what lies in the mailbox could not be taken over.
        NoSuchCaseError: it is not there for this person.
        Refusal: nobody asked, or the question is no longer open.
    """
    today, actor = local_date(now), who.handle.hex()
    reference = known.row.case_reference
    standing = case_as_seen(organisation, who, reference, now=now, known=known, seen=seen)
    with standing as (connection, before):
        report = execute_in(connection, organisation, who, before, agreed)
        begun = begin_handed_over(report.case, on=today, actor=actor)
        new = new_case(connection, begun.scheme, begun.channel, begun.received_on)
        holders = content_holders(connection, before.row.handle, today)
        grant(connection, new.handle, lambda person: person.handle in holders, today)
        kept = keep_texts(connection, organisation, who, new, {"item": summary}, today, Kind.SUMMARY)
        opened = ReportOpened(on=today, actor=actor)
        told = SummarySet(on=today, actor=actor, item=kept["item"])
        begin(connection, organisation, new, [begun, opened, told])
    return new.case_reference
