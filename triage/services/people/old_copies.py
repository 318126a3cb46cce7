"""
Where what was replaced still lies: in the log of the database until that is cut, and in every backup from
before, which nobody can change afterwards.
"""

from datetime import date

from intake.clock import local_date
from intake.store.engine import read
from intake.store.log import cut_log
from triage.services.organisation import Organisation
from triage.store import alerts

BACKUP = "backup"
"""Under this name the triage database knows when the last backup was made."""


def forget_in_logs(organisation: Organisation) -> bool:
    """Cut the logs of both databases; False where somebody was reading, so that it must be tried again."""
    return all([cut_log(organisation.triage), cut_log(organisation.intake)])


def last_backup(organisation: Organisation) -> date | None:
    """Give the day of the last backup that this installation knows of; it and those before keep what was."""
    with read(organisation.triage) as connection:
        made = alerts.last_beat(connection, BACKUP)
    return None if made is None else local_date(made)
