"""
Whether the machine's time can be believed: it is compared with that of the tick before.

1. Between two ticks lies a day at most. Whatever is more is a date set wrong, or a long sleep, and nobody but
   a person can tell which.
2. Until the time is back where it would be without the jump, or somebody has confirmed it, what comes in is
   taken, acknowledged and told by the time of the last tick before it, which goes on as the machine's does.
   What cannot be undone waits.
3. No day lies before the newest entry of the journal that was there when the clock ran for the first time.
4. Something that came in on a day before yesterday proves that the time went on until that day.
5. Where a person says that the machine's time is right, what came in meanwhile gets the day on which it came.
"""

from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from intake.clock import COPENHAGEN, local_date
from intake.store.engine import read, write
from triage.services.clock.true_days import give_true_days
from triage.services.history.one_by_one import SomeFailedError
from triage.services.organisation import Organisation
from triage.store import alerts, journal, postbox
from triage.store.visibility import SystemAccess, system_access

GONE_BY, SHOWN = "time", "time:shown"
"""Stand among the signs of life for what the last tick went by, and for what the machine showed then."""
STEADY = "time:steady"
"""Stands there for the last moment at which both were one."""
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


def confirm(organisation: Organisation, *, now: datetime, by: bytes = journal.SYSTEM) -> None:
    """
    Take a moment for the right one because a person says so, and write that down. What came in since the time
    was not believed any more gets the day on which it came.

    Raises:
        SomeFailedError: the time is confirmed, but not everything got its day.
    """
    with read(organisation.triage) as connection:
        last = alerts.last_beat(connection, STEADY) or alerts.last_beat(connection, GONE_BY)

    access, since = system_access(), local_date(last or now)
    try:
        # First, so that who is broken off here has to confirm again.
        give_true_days(organisation, access, since=since, now=now)
    except SomeFailedError:
        _note_confirmed(organisation, now, by)
        raise
    _note_confirmed(organisation, now, by)
    # And what a tick took in between.
    give_true_days(organisation, access, since=since, now=now)


def _note_confirmed(organisation: Organisation, now: datetime, by: bytes) -> None:
    with write(organisation.triage) as connection:
        _note(connection, now, now)
        journal.append(
            connection,
            on=local_date(now),
            actor=by,
            action=CONFIRMED,
            subject=journal.SYSTEM,
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


def has_jumped(organisation: Organisation, now: datetime) -> bool:
    """Tell whether *now* lies apart from everything that the last tick knew."""
    with read(organisation.triage) as connection:
        last, shown = (alerts.last_beat(connection, name) for name in (GONE_BY, SHOWN))
    return all(each is not None and abs(now - each) > LONGEST for each in (last, shown))


def is_off(organisation: Organisation, now: datetime) -> bool:
    """Tell whether *now* is not to be believed, or what the machine showed the clock was not."""
    return off_from(organisation, now) is not None


def off_from(organisation: Organisation, now: datetime) -> datetime | None:
    """Give what the clock goes by where *now*, or what the machine showed it, is not to be believed."""
    with read(organisation.triage) as connection:
        last, shown = (alerts.last_beat(connection, name) for name in (GONE_BY, SHOWN))
    if last is None:
        return None
    is_off = any(abs(each - last) > LONGEST for each in (now, shown) if each is not None)
    return last if is_off else None


def require_steady(organisation: Organisation, now: datetime) -> None:
    """
    Insist that something may be recorded with *now*.

    Raises:
        TimeError: it is not to be believed.
    """
    if is_off(organisation, now):
        raise TimeError("the time has jumped, or Betro was off for over a day; see betro clock confirm")


def moment_of_reading(organisation: Organisation, now: datetime) -> datetime:
    """
    Give the moment with which it is recorded that somebody reads what came in, which goes on in any time:
    *now*, or what the clock goes by where that is not to be believed.
    """
    return off_from(organisation, now) or now


def moment_to_show(organisation: Organisation, now: datetime) -> datetime:
    """
    Give the moment by which a page is looked at: *now*, but where that is not to be believed never before
    what the clock goes by. So nothing that is overdue looks as if it were not, and nobody is let in again by
    a date that was set back.
    """
    return shown_by(off_from(organisation, now), now)


def shown_by(off: datetime | None, now: datetime) -> datetime:
    """Give what `moment_to_show` does, where it is known already what `off_from` gives."""
    return max(off or now, now)


def _note(connection: Connection, moment: datetime, shown: datetime) -> None:
    alerts.beat(connection, GONE_BY, moment)
    alerts.beat(connection, SHOWN, shown)
    if moment == shown:
        alerts.beat(connection, STEADY, shown)


def _proved(
    organisation: Organisation, access: SystemAccess, last: datetime, now: datetime
) -> datetime | None:
    with read(organisation.intake) as connection:
        came = {each.placed_on for each in postbox.arrivals(connection, access)}
    days = [day for day in came if local_date(last) < day < local_date(now - LONGEST)]
    return datetime.combine(max(days), time(12), COPENHAGEN) if days else None
