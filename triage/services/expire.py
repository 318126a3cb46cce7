"""What ends because nobody answered: a question about a hand-over, after thirty days."""

from datetime import datetime

from intake.store.engine import read, write
from triage.domain.commands import expire_hand_over
from triage.domain.counting import local_date
from triage.domain.fold import fold
from triage.services.one_by_one import one_by_one
from triage.services.record import record
from triage.services.unit import Unit
from triage.store import cases, events


def expire_questions(unit: Unit, *, now: datetime) -> int:
    """
    Record that the time to agree to a hand-over is over, where it is, and give the number.

    Nothing crosses to the complaint side; closing the report stays an advisor's decision.
    """
    with read(unit.triage) as connection:
        asked = cases.unanswered(connection, local_date(now))
    return one_by_one("expire", asked, lambda handle: _expire(unit, handle, now))


def _expire(unit: Unit, handle: bytes, now: datetime) -> bool:
    today = local_date(now)
    with write(unit.triage) as connection:
        case = fold(events.history(connection, handle))
        if case.hand_over is None or not case.hand_over_pending or today <= case.hand_over.answer_by:
            return False
        record(connection, unit, handle, expire_hand_over(case, on=today))
    return True
