"""
What ends because nobody answered: a question about a hand-over, after thirty days. Nothing ends while
something of the reporter's waits for an answer, or lies in the mailbox and was not noticed yet: it may be the
answer. And what nobody went on with: a draft, after as many.
"""

from datetime import datetime, timedelta

from intake.clock import local_date
from intake.store.engine import read, write
from triage.cases.decisions.hand_over import HandOverExpired
from triage.cases.hand_over import question_until
from triage.cases.history import decide
from triage.services.history.case_file import file_of
from triage.services.history.one_by_one import one_by_one
from triage.services.history.open_question import settle_question
from triage.services.history.record import record
from triage.services.organisation import Organisation
from triage.store import cases, drafts, postbox
from triage.store.visibility import CaseHandle, SystemAccess

DAYS_OF_A_DRAFT = 30
"""So many days a draft is kept after its writer touched it last."""
DAYS_OF_A_MARK = 2
"""So many days it is known what was carried out; no page that could still save it is open so long."""


def forget_drafts(organisation: Organisation, access: SystemAccess, *, now: datetime) -> int:
    """Remove the drafts that nobody went on with, and those of whoever has left; give the number."""
    today = local_date(now)
    with write(organisation.triage) as connection:
        before, marks_before = (today - timedelta(days=each) for each in (DAYS_OF_A_DRAFT, DAYS_OF_A_MARK))
        return drafts.reap(connection, access, before=before, marks_before=marks_before, today=today)


def expire_questions(organisation: Organisation, access: SystemAccess, *, now: datetime) -> int:
    """
    Record that the time to agree to a hand-over is over, where it is, and give the number.

    Nothing crosses to the complaint side; closing the report stays an advisor's decision.
    """
    with read(organisation.triage) as connection:
        asked = cases.questions_over(connection, access, local_date(now))
    return one_by_one("expire", asked, lambda handle: _expire(organisation, handle, now))


def _expire(organisation: Organisation, handle: CaseHandle, now: datetime) -> bool:
    today = local_date(now)
    with write(organisation.triage) as connection:
        file = file_of(connection, organisation, handle, today=today)
        until = question_until(file.case)
        if until is None or today <= until:
            return False
        with read(organisation.intake) as mailboxes:
            if postbox.has_arrival(mailboxes, file.row):
                return False
        event = HandOverExpired(on=today, happened_on=until)
        expired = decide(file.case, event, file.context)
        if not settle_question(organisation, file, file.after(organisation, expired)):
            return False
        record(connection, organisation, file, expired)
    return True
