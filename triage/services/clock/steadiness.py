"""
Whether the machine's time can be believed: it is compared with that of the last tick of which it could.

1. Between two ticks lies a day at most. Whatever is more is a date set wrong, or a long sleep, and nobody but
   a person can tell which.
2. Until the time is over that was wrong, or somebody has confirmed it, what comes in is taken, acknowledged
   and told as of the last moment that was believed. What cannot be undone waits.
3. Something that came in on a day before yesterday proves that the time went on until that day.
"""

import hashlib
from datetime import datetime, time, timedelta

from intake.clock import COPENHAGEN, local_date
from intake.store.engine import read, write
from triage.services.clock.heartbeat import PROCESS
from triage.services.organisation import Organisation
from triage.store import alerts, journal, postbox
from triage.store.visibility import SystemAccess

BELIEVED = "time"
"""Stands among the signs of life for the last moment that was believed."""
CONFIRMED = "time:confirmed"
LONGEST = timedelta(days=1)


class TimeError(Exception):
    """The time is not to be believed, so nothing is recorded with it."""


def believed(organisation: Organisation) -> datetime | None:
    """Give the last moment that was believed; None where there was none."""
    with read(organisation.triage) as connection:
        return alerts.last_beat(connection, BELIEVED)


def believe(organisation: Organisation, now: datetime) -> None:
    """Take a moment for the right one."""
    with write(organisation.triage) as connection:
        alerts.beat(connection, BELIEVED, now)


def confirm(organisation: Organisation, *, now: datetime) -> None:
    """Take a moment for the right one because a person says so, and write that down."""
    with write(organisation.triage) as connection:
        alerts.beat(connection, BELIEVED, now)
        journal.append(
            connection,
            on=local_date(now),
            action=CONFIRMED,
            subject=journal.SYSTEM,
            digest=hashlib.sha256(now.isoformat().encode()).digest(),
        )


def moment_to_go_by(organisation: Organisation, access: SystemAccess, now: datetime) -> datetime:
    """Give now, where it can be believed, and else the last moment of which that is known."""
    last = believed(organisation)
    if last is None or abs(now - last) <= LONGEST:
        return now
    with read(organisation.intake) as connection:
        came = {each.placed_on for each in postbox.arrivals(connection, access)}
    proved = [day for day in came if local_date(last) < day < local_date(now - LONGEST)]
    return datetime.combine(max(proved), time(12), COPENHAGEN) if proved else last


def is_off(organisation: Organisation, now: datetime) -> bool:
    """Tell whether the clock goes by another time than the machine's, or would at its next tick."""
    with read(organisation.triage) as connection:
        last, ticked = (alerts.last_beat(connection, name) for name in (BELIEVED, PROCESS))
    # That the clock has not ticked for long is another matter.
    if last is None or last - now > LONGEST:
        return last is not None
    return ticked is not None and abs(ticked - last) > LONGEST
