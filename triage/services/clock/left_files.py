"""
Files that were claimed for a case which never came to be, or is not there any more.

An inquiry's files are claimed in one database just before its case is stored in the other: who dies in
between leaves them. And a triage database that was restored may be older than they are. So they wait as long
as what lies in the quarantine, belong to their case again where it comes back, and are removed else.
"""

from datetime import datetime

from intake.clock import local_date
from intake.services.attach import path_of
from intake.services.reap import QUARANTINED
from intake.store import blobs
from intake.store.engine import read, write
from triage.services.organisation import Organisation
from triage.services.organisation.moment import one_moment
from triage.store import cases
from triage.store.visibility import SystemAccess


def tidy_left_files(organisation: Organisation, access: SystemAccess, *, now: datetime) -> int:
    """Note which claimed files belong to nothing, and since when; remove what waited long enough, counted."""
    today = local_date(now)
    with read(organisation.intake) as intake:
        if not blobs.claimants(intake):
            return 0
    with one_moment(organisation) as (intake, triage):
        # At one moment: an inquiry that is being registered has claimed nothing, or has its case.
        there = {row.handle for row in cases.all_cases(triage, access)}
        claimants = blobs.claimants(intake)
    with write(organisation.intake) as connection:
        for reference in claimants:
            if reference in there:
                blobs.take_back(connection, reference)
            else:
                blobs.leave(connection, reference, on=today)
        gone = [row.id for row in blobs.left(connection, before=today - QUARANTINED)]
        blobs.drop(connection, gone)
    for each in gone:
        path_of(organisation.settings.blob_folder, each).unlink(missing_ok=True)
    return len(gone)
