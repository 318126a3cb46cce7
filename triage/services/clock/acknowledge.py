"""
The automatic acknowledgement: decided by the clock, on by default, after so many days as the house has
chosen.

It needs no key but the clock's own: it is a date on the status card. Where the house has switched it off,
a person acknowledges by hand and the alert ladder watches.
"""

from datetime import datetime, timedelta

from crypto.envelope import acknowledgement_id
from intake.clock import local_date
from intake.store.engine import read, write
from triage.cases.decisions.acknowledgement import AcknowledgementDecided
from triage.cases.history import decide
from triage.services.history.case_file import file_of
from triage.services.history.one_by_one import one_by_one
from triage.services.history.record import record
from triage.services.organisation import Organisation
from triage.store import cases, outbox, postbox
from triage.store.cases import CaseRow
from triage.store.visibility import SystemAccess

TEMPLATE = "automatic"


def acknowledge_due(organisation: Organisation, access: SystemAccess, *, now: datetime) -> int:
    """
    Decide the acknowledgements that are due by the house's setting, and give their number.

    Event and outbox row stand in one transaction; the publisher makes it given.
    """
    if not organisation.settings.automatic_acknowledgement:
        return 0
    today = local_date(now)
    with read(organisation.triage) as connection:
        until = today - timedelta(days=organisation.settings.send_after_days)
        waiting = cases.unacknowledged(connection, access, received_until=until)
    return one_by_one("acknowledge", waiting, lambda row: _acknowledge(organisation, access, row, now))


def _acknowledge(organisation: Organisation, access: SystemAccess, row: CaseRow, now: datetime) -> bool:
    assert row.intake_reference is not None
    with read(organisation.intake) as connection:
        answers = postbox.answers(connection, access, row.intake_reference)
    with write(organisation.triage) as connection:
        file = file_of(connection, organisation, row.handle, today=local_date(now))
        if not file.case.acknowledgement.is_open or not file.case.is_open:
            return False
        # Words that lie there and that no case knows of were told before this database was restored.
        told = [on for item, on in answers.items() if not outbox.knows(connection, row.handle, item)]
        if told and min(told) > file.today:
            return False  # Not while the time is not believed.
        event = AcknowledgementDecided(on=file.today, template=TEMPLATE, given_on=min(told, default=None))
        record(connection, organisation, file, decide(file.case, event, file.context))
        if not told:
            outbox.put(
                connection,
                f"acknowledgement:{row.handle.hex()}",
                outbox.Target.ACKNOWLEDGEMENT,
                case=row.handle,
                item=acknowledgement_id(row.intake_reference),
            )
    return True
