"""
Where what was replaced still lies: in the log of the database until that is cut, and in every backup from
before, which nobody can change afterwards.
"""

from datetime import date
from enum import StrEnum

from intake.clock import local_date
from intake.store.engine import read
from intake.store.log import cut_log
from triage.services.organisation import Organisation
from triage.store import alerts

BACKUP = "backup"
"""Under this name the triage database knows when the last backup was made."""


class Logs(StrEnum):
    """What became of the logs of the databases: cut; not, as somebody was reading; a server's, not ours."""

    CUT = "cut"
    BUSY = "busy"
    SERVER = "server"


def forget_in_logs(organisation: Organisation) -> Logs:
    """Cut the logs of both databases, so that what was replaced is in none of their files any more."""
    engines = (organisation.triage, organisation.intake)
    if any(each.url.get_backend_name() != "sqlite" for each in engines):
        return Logs.SERVER
    cut = [cut_log(each) for each in engines]  # Both, also where the first is busy.
    return Logs.CUT if all(cut) else Logs.BUSY


def last_backup(organisation: Organisation) -> date | None:
    """Give the day of the last backup that this installation knows of; it and those before keep what was."""
    with read(organisation.triage) as connection:
        made = alerts.last_beat(connection, BACKUP)
    return None if made is None else local_date(made)
