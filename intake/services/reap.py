"""Removing the files of attachments that nobody sent, and setting apart those that no row tells of."""

import os
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from intake.clock import local_date
from intake.services.attach import path_of
from intake.services.reception import Reception
from intake.store import blobs
from intake.store.engine import write

KEEP = timedelta(days=1)
QUARANTINE, QUARANTINED = "quarantine", timedelta(days=30)
"""Where files lie that no row tells of, and for how long."""


def reap_drafts(reception: Reception, *, now: datetime) -> int:
    """
    Remove files that were begun or completed more than a day ago and never sent, and give their number.

    A whole file that no row tells of may be a report's, where an older database was put beside it: it goes to
    the quarantine, comes back with its row, and is removed when the row has not come for thirty days.
    """
    # A row has a date only, so a file is a day old for certain when two dates have gone by.
    before = local_date(now) - KEEP
    folder = reception.blob_folder
    # The files are listed before the rows: one that begins in between has a row and is not in the list.
    lying = [path for path in folder.glob("??/*") if path.is_file()]
    apart = list((folder / QUARANTINE).glob("*"))
    with write(reception.engine) as connection:
        gone = set(blobs.abandoned(connection, before=before))
        blobs.drop(connection, gone)
        known = blobs.known_ids(connection)
    strays = [path for path in lying if _id_of(path) not in known]
    for path in strays:
        if _id_of(path) in gone or path.suffix:
            path.unlink(missing_ok=True)
        else:
            with suppress(FileNotFoundError):
                _set_apart(folder, path, local_date(now))
    for path in apart:
        # Another clock may be at the same, and have been first.
        with suppress(FileNotFoundError):
            _back_or_gone(folder, path, local_date(now), is_known=_id_of(path) in known)
    return len({_id_of(path) for path in strays} | gone)


def quarantined(folder: Path) -> list[date]:
    """Give, for each file in the quarantine, the day on which it will be removed, the first one first."""
    return sorted(_day_of(path) + QUARANTINED for path in (folder / QUARANTINE).glob("*"))


def _set_apart(folder: Path, path: Path, today: date) -> None:
    midnight = datetime.combine(today, time.min, UTC).timestamp()
    os.utime(path, (midnight, midnight))
    (folder / QUARANTINE).mkdir(mode=0o770, exist_ok=True)
    path.rename(folder / QUARANTINE / path.name)


def _back_or_gone(folder: Path, path: Path, today: date, *, is_known: bool) -> None:
    if is_known:
        back = path_of(folder, _id_of(path))
        back.parent.mkdir(mode=0o770, exist_ok=True)
        path.rename(back)
    elif _day_of(path) + QUARANTINED <= today:
        path.unlink()


def _day_of(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()


def _id_of(path: Path) -> bytes:
    try:
        return bytes.fromhex(path.stem)
    except ValueError:
        return b""
