"""The clock's sign of life: when it last finished a tick, and from when on its silence is too long."""

from datetime import datetime, timedelta

from intake.store.engine import read
from triage.services.organisation import Organisation
from triage.store import alerts

PROCESS = "clock"
SILENCE = timedelta(minutes=10)
"""So long may no tick have been finished: the office's banner, the doctor and /healthz go by it."""


def last_beat(organisation: Organisation) -> datetime | None:
    """Give the moment of the last tick in which every step ran; None where there was none."""
    with read(organisation.triage) as connection:
        return alerts.last_beat(connection, PROCESS)


def clock_is_silent(organisation: Organisation, now: datetime) -> bool:
    """Tell whether the clock has shown no sign of life for too long, or ever.

    A sign from the future tells nothing: somebody has set a clock back since.
    """
    last = last_beat(organisation)
    return last is None or abs(now - last) > SILENCE
