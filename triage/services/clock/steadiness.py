"""
Whether the machine's time can be believed: it is compared with that of the tick before.

1. Between two ticks lies a day at most. Whatever is more is a date set wrong, or a long sleep, and nobody but
   a person can tell which.
2. Until the time is back where it would be without the jump, or somebody has confirmed it, what comes in is
   taken, acknowledged and told by the time of the last tick before it, which goes on as the machine's does.
   What cannot be undone waits.
3. No day lies before the newest entry of the journal that was there when the clock ran for the first time.
4. Something that came in on a day before yesterday proves that the time went on until that day.
"""

import hashlib
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from intake.clock import COPENHAGEN, local_date
from intake.store.engine import read, write
from triage.services.organisation import Organisation
from triage.store import alerts, journal, postbox
from triage.store.visibility import SystemAccess

GONE_BY, SHOWN = "time", "time:shown"
"""Stand among the signs of life for what the last tick went by, and for what the machine showed then."""
CONFIRMED = "time:confirmed"
LONGEST = timedelta(days=1)


class TimeError(Exception):
    """The time is not to be believed, so nothing is recorded with it."""


def gone_by(organisation: Organisation) -> datetime | None:
    """Give the moment that the last tick went by; None where there was none."""
    with read(organisation.triage) as connection:
        return alerts.last_beat(connection, GONE_BY)


def believe(organisation: Organisation, now: datetime) -> None:
    """Take a moment for the right one."""
    with write(organisation.triage) as connection:
        _note(connection, now, now)


def confirm(organisation: Organisation, *, now: datetime) -> None:
    """Take a moment for the right one because a person says so, and write that down."""
    with write(organisation.triage) as connection:
        _note(connection, now, now)
        journal.append(
            connection,
            on=local_date(now),
            action=CONFIRMED,
            subject=journal.SYSTEM,
            digest=hashlib.sha256(now.isoformat().encode()).digest(),
        )


def moment_to_go_by(
    connection: Connection, organisation: Organisation, access: SystemAccess, now: datetime
) -> datetime:
    """
    Give and note what a tick goes by: now, where it can be believed, and else what it would be by what the
    machine showed before.
    """
    last, shown = (alerts.last_beat(connection, name) for name in (GONE_BY, SHOWN))
    if last is None or shown is None:
        begun = next((each.on for each in journal.newest(connection, 1)), date.min)
        moment = now if begun <= local_date(now) else datetime.combine(begun, time(12), COPENHAGEN)
    elif abs(now - last) <= LONGEST:
        moment = now
    elif abs(now - shown) <= LONGEST:
        moment = max(last, last + (now - shown))
    else:
        moment = _proved(organisation, access, last, now) or last
    _note(connection, moment, now)
    return moment


def is_off(organisation: Organisation, now: datetime) -> bool:
    """Tell whether *now* is not to be believed, or what the machine showed the clock was not."""
    with read(organisation.triage) as connection:
        last, shown = (alerts.last_beat(connection, name) for name in (GONE_BY, SHOWN))
    return last is not None and any(abs(each - last) > LONGEST for each in (now, shown) if each is not None)


def require_steady(organisation: Organisation, now: datetime) -> None:
    """
    Insist that something may be recorded with *now*.

    Raises:
        TimeError: it is not to be believed.
    """
    if is_off(organisation, now):
        raise TimeError("the time has jumped, or Betro was off for over a day; see betro clock confirm")


def _note(connection: Connection, moment: datetime, shown: datetime) -> None:
    alerts.beat(connection, GONE_BY, moment)
    alerts.beat(connection, SHOWN, shown)


def _proved(
    organisation: Organisation, access: SystemAccess, last: datetime, now: datetime
) -> datetime | None:
    with read(organisation.intake) as connection:
        came = {each.placed_on for each in postbox.arrivals(connection, access)}
    days = [day for day in came if local_date(last) < day < local_date(now - LONGEST)]
    return datetime.combine(max(days), time(12), COPENHAGEN) if days else None
