"""
When mail may leave: at 08, 12 and 16 in Copenhagen on working days, so that a mail's hour tells nothing
of a report's, nor of when a machine was started again. What a limit in hours asks for leaves at any time.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from intake.clock import COPENHAGEN

HOURS = (8, 12, 16)
QUARTER = timedelta(minutes=15)
LONGEST_CLOSURE = 31
"""Days to look ahead for a working day: three weeks in summer are the longest that is usual. A house that
says that it is closed for longer gets mail from Monday to Friday all the same: a deadline does not wait."""
SATURDAY = 6


def next_slot(now: datetime, is_working_day: Callable[[date], bool], *, morning_only: bool) -> datetime:
    """
    Give the first mail slot that is not before *now*.

    Args:
        now: an aware moment.
        is_working_day: the house's calendar.
        morning_only: True for the digest, which waits for 08.
    """
    local = now.astimezone(COPENHAGEN)
    hours = HOURS[:1] if morning_only else HOURS
    for ahead in range(LONGEST_CLOSURE):
        day = local.date() + timedelta(days=ahead)
        if not is_working_day(day):
            continue
        for hour in hours:
            slot = datetime.combine(day, time(hour), COPENHAGEN)
            if slot >= local:
                return slot
    return next_slot(now, lambda day: day.isoweekday() < SATURDAY, morning_only=morning_only)


def quarter_of(now: datetime) -> datetime:
    """Give the quarter of an hour in which a moment lies: no more is kept of when a mail was urgent."""
    local = now.astimezone(COPENHAGEN)
    return local.replace(minute=local.minute // 15 * 15, second=0, microsecond=0)


def may_leave(now: datetime, is_working_day: Callable[[date], bool]) -> bool:
    """
    Say whether mail may leave now: within the hour that begins with a slot.

    What could not leave then, because a server or this machine was down, waits for the next slot.
    """
    local = now.astimezone(COPENHAGEN)
    hour = datetime.combine(local.date(), time(local.hour), COPENHAGEN)
    return next_slot(hour, is_working_day, morning_only=False) == hour
