"""What ends because nobody answered: a question about a hand-over, after thirty days."""

from datetime import datetime

from intake.clock import local_date
from intake.store.engine import read, write
from triage.cases.decisions.commands import expire_hand_over
from triage.cases.fold import fold
from triage.services.history.one_by_one import one_by_one
from triage.services.history.record import record
from triage.services.organisation import Organisation
from triage.store import cases, events
from triage.store.visibility import CaseHandle, SystemAccess


def expire_questions(organisation: Organisation, access: SystemAccess, *, now: datetime) -> int:
    """
    Record that the time to agree to a hand-over is over, where it is, and give the number.

    Nothing crosses to the complaint side; closing the report stays an advisor's decision.
    """
    with read(organisation.triage) as connection:
        asked = cases.unanswered(connection, access, local_date(now))
    return one_by_one("expire", asked, lambda handle: _expire(organisation, handle, now))


def _expire(organisation: Organisation, handle: CaseHandle, now: datetime) -> bool:
    today = local_date(now)
    with write(organisation.triage) as connection:
        case = fold(events.history(connection, handle))
        if case.hand_over is None or not case.hand_over_pending or today <= case.hand_over.answer_by:
            return False
        record(connection, organisation, handle, expire_hand_over(case, on=today))
    return True
