"""Bringing an installation to the newest form: its tables, and what is derived in them from older cases."""

from contextlib import suppress
from datetime import date

from intake.contents.versioned import FormError
from intake.store.engine import read, write
from triage.services.history.record import keep_anew
from triage.services.organisation import Organisation, as_applied
from triage.store import countables, kept_facts
from triage.store.migrate import LINES, migrate
from triage.store.visibility import SystemAccess

AT_ONCE = 500
"""So many cases are written in one transaction: whoever else wants to write waits no longer than for them."""


def bring_up(organisation: Organisation, access: SystemAccess, *, today: date) -> Organisation:
    """
    Bring both databases to the newest form, and give the organisation with what it has applied by *today*.

    What is kept for accounts and for changed rules is written of the cases that began before it was kept, or
    beside which it was derived in another way. Broken off, that goes on where it was, and doing it again
    writes nothing more. A history that cannot be read is left to the doctor.

    Raises:
        DamagedSnapshotError, RulebookError, LetterError: as `as_applied`.
    """
    for line, engine in zip(LINES, (organisation.intake, organisation.triage), strict=True):
        migrate(engine, line)
    organisation = as_applied(organisation, today)
    with read(organisation.triage) as connection:
        waiting = sorted({*countables.without(connection, access), *kept_facts.without(connection, access)})
    for first in range(0, len(waiting), AT_ONCE):
        with write(organisation.triage, even_closed=True) as connection:
            for handle in waiting[first : first + AT_ONCE]:
                with suppress(FormError, ValueError):
                    keep_anew(connection, organisation, handle)
    return organisation
