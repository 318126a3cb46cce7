"""
The automatic acknowledgement: decided by the clock, on by default, after so many days as the house has
chosen.

It needs no key but the clock's own: it is a date on the status card. Where the house has switched it off,
a person acknowledges by hand and the alert ladder watches.
"""

from datetime import datetime, timedelta

from crypto.envelope import new_id
from intake.clock import local_date
from intake.store.engine import read, write
from triage.cases.decisions.commands import decide_acknowledgement
from triage.cases.fold import fold
from triage.services.history.one_by_one import one_by_one
from triage.services.history.record import record
from triage.services.organisation import Organisation
from triage.store import cases, events, outbox
from triage.store.visibility import CaseHandle, SystemAccess

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
    return one_by_one("acknowledge", waiting, lambda row: _acknowledge(organisation, row.handle, now))


def _acknowledge(organisation: Organisation, handle: CaseHandle, now: datetime) -> bool:
    with write(organisation.triage) as connection:
        case = fold(events.history(connection, handle))
        if case.acknowledgement.decided_on or case.acknowledgement.waived_reason or case.closed_on:
            return False
        record(
            connection,
            organisation,
            handle,
            decide_acknowledgement(case, on=local_date(now), template=TEMPLATE),
        )
        outbox.put(
            connection,
            f"acknowledgement:{handle.hex()}",
            outbox.Target.ACKNOWLEDGEMENT,
            case=handle,
            item=new_id(),
        )
    return True
