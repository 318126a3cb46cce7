"""
What came in while the time was not to be believed has its own day again: the portal's, which was right.

It is asked only when a person says that the machine's time is right. Where a date that was set wrong has been
put right, it was the portal's day that was wrong, and what was recorded stays.
"""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import Connection

from intake.clock import local_date
from intake.store.engine import read, write
from triage.cases.decisions.messages import MessageReceived
from triage.cases.decisions.true_days import ArrivalCorrected, arrived_on
from triage.cases.events import CaseEvent
from triage.cases.fold import told
from triage.cases.history import decide
from triage.services.history.case_file import read_file
from triage.services.history.one_by_one import one_by_one
from triage.services.history.record import record
from triage.services.organisation import Organisation
from triage.store import cases, postbox
from triage.store.cases import CaseRow
from triage.store.visibility import SystemAccess


def give_true_days(organisation: Organisation, access: SystemAccess, *, since: date, now: datetime) -> int:
    """
    Put right what was taken *since* the time was not believed any more and came in later than it was taken
    with; give the number of cases. Whatever is right already is left alone.
    """
    with read(organisation.triage) as connection:
        rows = cases.all_cases(connection, access)
    with read(organisation.intake) as connection:
        came = postbox.came_after(connection, access, since)
    concerned = [row for row in rows if row.intake_reference in came]

    def put_right(row: CaseRow) -> bool:
        assert row.intake_reference is not None
        with write(organisation.triage) as connection:
            return _put_right(connection, organisation, row, came[row.intake_reference], since, now)

    return one_by_one("confirm", concerned, put_right)


def _put_right(
    connection: Connection,
    organisation: Organisation,
    row: CaseRow,
    came: postbox.Came,
    since: date,
    now: datetime,
) -> bool:
    file = read_file(connection, organisation, row, today=local_date(now))
    right = list(_right(file.history, came, since, file.today))
    corrected = [each for event in right for each in decide(file.case, event, file.context)]
    if corrected:
        record(connection, organisation, file, corrected)
    return bool(corrected)


def _right(
    history: tuple[CaseEvent, ...], came: postbox.Came, since: date, today: date
) -> Iterator[ArrivalCorrected]:
    for number, (each, taken) in enumerate(zip(told(history), history, strict=True), start=1):
        stands = arrived_on(each)
        if stands is None or taken.on < since:
            continue
        day = came.items.get(each.item.id) if isinstance(each, MessageReceived) else came.submission
        # Only what came later than it was recorded was taken with another day than its own.
        if day is not None and max(stands, taken.on) < day <= today:
            yield ArrivalCorrected(on=today, number=number, right_on=day)
