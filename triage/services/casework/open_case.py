"""Opening content: always an act of its own, in the journal before anything is shown."""

from collections.abc import Sequence
from datetime import datetime

from intake.clock import local_date
from intake.contents.mailbox import IdentityContent
from triage.cases.decisions.receiving import IdentityOpened, ReportOpened
from triage.cases.typed import typed
from triage.services.casework.execute import execute
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.services.reading.mailbox import identity


def open_report(organisation: Organisation, who: SignedIn, reference: str, *, now: datetime) -> bytes:
    """
    Record that a person opens the content of a case, and give the case's handle.

    Raises:
        NoSuchCaseError: it is not there for this person.
    """
    return execute(organisation, who, reference, typed(ReportOpened), now=now).row.handle


def open_identity(
    organisation: Organisation, who: SignedIn, reference: str, *, why: str, now: datetime
) -> Sequence[IdentityContent]:
    """
    Record that a person opens the reporter's name, and why; then open it.

    Raises:
        NoSuchCaseError: it is not there for this person.
        Refusal: the domain says no.
    """
    file = execute(organisation, who, reference, typed(IdentityOpened, reason_item=why), now=now)
    return identity(organisation, who, file, today=local_date(now))
