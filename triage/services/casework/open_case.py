"""Opening content: always an act of its own, in the journal before anything is shown."""

from collections.abc import Sequence
from datetime import datetime

from intake.clock import local_date
from intake.contents.mailbox import IdentityContent
from triage.cases.decisions import commands
from triage.services.casework.execute import Decision, Text, case_file, execute
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.services.reading.mailbox import identity


def open_report(organisation: Organisation, who: SignedIn, reference: str, *, now: datetime) -> bytes:
    """
    Record that a person opens the content of a case, and give the case's handle.

    Raises:
        NoSuchCaseError: it is not there for this person.
    """
    opening = Decision(lambda case, _ids, on, actor: commands.open_report(case, on=on, actor=actor))
    execute(organisation, who, reference, opening, now=now)
    return case_file(organisation, who, reference, today=local_date(now)).row.handle


def open_identity(
    organisation: Organisation, who: SignedIn, reference: str, *, why: str, now: datetime
) -> Sequence[IdentityContent]:
    """
    Record that a person opens the reporter's name, and why; then open it.

    Raises:
        NoSuchCaseError: it is not there for this person.
        Refusal: the domain says no.
    """
    opening = Decision(
        lambda case, ids, on, actor: commands.open_identity(
            case, on=on, actor=actor, reason_item=ids["reason"]
        ),
        {"reason": Text(why)},
    )
    execute(organisation, who, reference, opening, now=now)
    today = local_date(now)
    return identity(organisation, who, case_file(organisation, who, reference, today=today).row, today=today)
