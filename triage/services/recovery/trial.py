"""
The yearly drill of recovery: that it was tried, on the live server (SPEC 17.4).

When it was last tried is what the heartbeat of `PROCESS` says; before the first time it is the day on which
the installation began, so that nobody is reminded on the day of founding.
"""

from datetime import UTC, date, datetime, time, timedelta

from crypto.errors import CryptoError
from crypto.recovery import verify_trial
from crypto.statement import RECOVERY
from intake.clock import local_date
from intake.store.engine import read, write
from triage.services.organisation import Organisation
from triage.services.people.holders import directory
from triage.services.recovery.carried import RecoveryError, RecoveryFile, RecoveryTried
from triage.store import alerts, journal

PROCESS = "recovery"
"""Under this name the triage database knows when recovery was last tried."""
TRIED = "recovery:tried"
"""What the journal says of it."""
EVERY = timedelta(days=365)


def note_trial(organisation: Organisation, carried: RecoveryFile, *, now: datetime) -> RecoveryTried:
    """
    Take down that recovery was tried and works.

    Raises:
        RecoveryError: it is another installation's, no recovery key of this one signed it, something did not
            open, or it lies in the future.
        DirectoryError: the directory has a gap.
    """
    tried, today = carried.content, local_date(now)
    assert isinstance(tried, RecoveryTried)
    if tried.organisation != organisation.settings.sealing_context:
        raise RecoveryError("the file is of another installation")
    members = directory(organisation, today)
    if not any(each.role == RECOVERY and _is_signed(carried, each.verify_key) for each in members.members):
        raise RecoveryError("no recovery key of this installation has signed this file")
    if tried.opened != tried.asked:
        raise RecoveryError(
            f"of {tried.asked} items that were drawn {tried.opened} opened; run betro doctor, and try again"
        )
    if tried.on > today:
        raise RecoveryError("it was asked for later than now; is the time of this machine right?")
    with write(organisation.triage) as connection:
        before = alerts.last_beat(connection, PROCESS)
        # The day that was signed, not that of reading it: an old file does not make a drill new.
        at = datetime.combine(tried.on, time(12), tzinfo=UTC)
        alerts.beat(connection, PROCESS, at if before is None else max(at, before))
        journal.append(connection, on=today, action=TRIED, subject=tried.nonce, digest=carried.digest)
    return tried


def last_trial(organisation: Organisation) -> tuple[date, bool] | None:
    """
    Give the day on which recovery was last tried, and whether it ever was: before the first time the day of
    the first entry of the journal. None for an installation that has no journal yet.
    """
    with read(organisation.triage) as connection:
        beat = alerts.last_beat(connection, PROCESS)
        if beat is not None:
            return local_date(beat), True
        first = next(journal.entries(connection, limit=1), None)
    return None if first is None else (first.on, False)


def is_due(organisation: Organisation, *, today: date) -> bool:
    """Say whether recovery was not tried for a year."""
    last = last_trial(organisation)
    return last is not None and today - last[0] > EVERY


def reminder(organisation: Organisation, *, today: date) -> str | None:
    """Give the sentence by which an operator is reminded; None as long as no year has passed."""
    if not is_due(organisation, today=today):
        return None
    last = last_trial(organisation)
    if last is None or not last[1]:
        return "recovery was never tried; betro keys drill"
    return f"recovery was last tried on {last[0]}, over a year ago; betro keys drill"


def _is_signed(carried: RecoveryFile, verify_key: bytes) -> bool:
    try:
        return verify_trial(verify_key, carried.body, carried.signature)
    except CryptoError:
        return False
