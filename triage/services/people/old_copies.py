"""
Where what was replaced still lies: in the log of the database until that is cut, and in every backup from
before, which nobody can change afterwards.

That a log is to be cut is noted in the transaction that replaces or deletes. Whoever did that cuts it; where
somebody was reading just then, or the process ended, the clock goes on until it is done.
"""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from intake.clock import local_date
from intake.store.engine import read, write
from intake.store.log import cut_log
from triage.services.organisation import Organisation
from triage.store import alerts

BACKUP = "backup"
"""Under this name the triage database knows when the last backup was made."""


OWED, DONE = "logs", "logs_cut"
"""Under these the triage database knows up to which note the logs are to be cut, and up to which they are."""
STEP = timedelta(seconds=1)


class Logs(StrEnum):
    """What became of the logs of the databases: cut; not, as somebody was reading; a server's, not ours."""

    CUT = "cut"
    BUSY = "busy"
    SERVER = "server"


def owe_cut(connection: Connection, *, today: date) -> None:
    """Note that the logs are to be cut after this transaction of triage, and what follows it in intake."""
    last, first = alerts.last_beat(connection, OWED), datetime.combine(today, time(), UTC)
    # No two notes are alike, so that a cut that was begun before one does not pass for done after it.
    alerts.beat(connection, OWED, first if last is None else max(first, last + STEP))


def forget_in_logs(organisation: Organisation) -> Logs:
    """Cut the logs of both databases, so that what was replaced is in none of their files any more."""
    owed, engines = _owed(organisation), (organisation.triage, organisation.intake)
    result = Logs.SERVER
    if all(each.url.get_backend_name() == "sqlite" for each in engines):
        cut = [cut_log(each) for each in engines]  # Both, also where the first is busy.
        result = Logs.CUT if all(cut) else Logs.BUSY
    if owed is not None and result is not Logs.BUSY:
        with write(organisation.triage) as connection:
            alerts.beat(connection, DONE, owed)
    return result


def cut_owed(organisation: Organisation) -> bool:
    """Cut the logs where that is noted and not done yet; say whether nothing is left to cut."""
    return _owed(organisation) is None or forget_in_logs(organisation) is not Logs.BUSY


def _owed(organisation: Organisation) -> datetime | None:
    with read(organisation.triage) as connection:
        owed, done = (alerts.last_beat(connection, each) for each in (OWED, DONE))
    return None if owed is None or (done is not None and done >= owed) else owed


def last_backup(organisation: Organisation) -> date | None:
    """Give the day of the last backup that this installation knows of; it and those before keep what was."""
    with read(organisation.triage) as connection:
        made = alerts.last_beat(connection, BACKUP)
    return None if made is None else local_date(made)
