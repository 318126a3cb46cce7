"""
What the portal may promise: for each of the next days, the dates by which a report of that day is
acknowledged and answered. The portal computes no date itself (design §9).
"""

from datetime import date, timedelta

from intake.store.engine import read, write
from triage.engine.case_deadlines import deadlines
from triage.engine.deadline import Facts
from triage.rules.rulebook import Rulebook, remembered
from triage.services.history.card import promised_dates
from triage.services.organisation import Organisation
from triage.store.postbox import promises, publish_promises

DAYS_AHEAD = 60
SCHEME = "whistleblowing"


def promise(organisation: Organisation, *, today: date) -> None:
    """
    Publish the statutory dates of a report received on each of the next 60 days.

    The feedback date is the one that holds whatever happens: three months from the end of the seven days
    at the latest. An earlier acknowledgement makes it earlier, and the status card then says so.
    """
    rows = [
        _promised(organisation.rulebook, organisation.settings.country, today + timedelta(days=ahead))
        for ahead in range(DAYS_AHEAD)
    ]
    with read(organisation.intake) as connection:
        if promises(connection) == rows:
            return
    with write(organisation.intake) as connection:
        publish_promises(connection, rows)


@remembered
def _promised(rulebook: Rulebook, country: str, day: date) -> tuple[date, date, date]:
    """Give a day with the two dates of a report received on it; computed once, for every tick asks again."""
    due = deadlines(Facts(SCHEME, {"case:received": day}, country=country), rulebook, day)
    acknowledge_by, feedback_by = promised_dates(due)
    assert acknowledge_by is not None
    assert feedback_by is not None
    return day, acknowledge_by, feedback_by
