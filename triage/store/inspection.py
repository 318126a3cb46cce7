"""What the doctor asks of the databases: counts and sums that are right when nothing is wrong."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, exists, func, select, text

from intake.contents.versioned import FormError, form_of
from intake.store import tables
from triage.cases.history import EVENTS
from triage.store.events import digest_of
from triage.store.tables import case, draft, event, grant, journal, outbox
from triage.store.visibility import CaseHandle, Level, SystemAccess, holds_on

SERVER = {
    "fsync": ("on", "a power cut may lose what a receipt has confirmed"),
    "full_page_writes": ("on", "a power cut may damage the database"),
    "track_commit_timestamp": ("off", "the server keeps the time of day of everything that is written"),
    "log_statement": ("none", "the server's log repeats what is written"),
    "log_min_duration_statement": ("-1", "the server's log repeats what is written"),
}
"""What a PostgreSQL server must be set to, and what it does otherwise."""


def risky_settings(connection: Connection) -> list[str]:
    """Say what a PostgreSQL server is set to that loses or tells too much; nothing on SQLite."""
    if connection.dialect.name != "postgresql":
        return []
    query = text("SELECT name, setting FROM pg_settings ORDER BY name")
    return [
        f"{name} is {setting}: {SERVER[name][1]}"
        for name, setting in connection.execute(query)
        if name in SERVER and setting != SERVER[name][0]
    ]


def without_holder(connection: Connection, access: SystemAccess, today: date) -> int:
    """Count the open cases whose content nobody may see on *today*."""
    held = exists().where(grant.c.case == case.c.handle, grant.c.level == Level.CONTENT, holds_on(today))
    query = select(func.count()).select_from(case).where(case.c.is_open, ~held, access.covers(case.c.handle))
    return int(connection.execute(query).scalar_one())


def mail_behind(connection: Connection, access: SystemAccess, slot_before: datetime) -> int:
    """Count the mails whose slot was before a moment and that nobody took."""
    waits = (outbox.c.done_on.is_(None), outbox.c.slot < slot_before)
    query = select(func.count()).select_from(outbox).where(*waits, access.covers(outbox.c.case))
    return int(connection.execute(query).scalar_one())


def totals(intake: Connection, triage: Connection) -> dict[str, int]:
    """Count what an installation holds."""
    wanted = {
        "submissions": (intake, tables.submission),
        "items": (intake, tables.item),
        "attachments": (intake, tables.blob),
        "cases": (triage, case),
        "events": (triage, event),
        "drafts": (triage, draft),
        "entries": (triage, journal),
    }
    return {
        name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        for name, (connection, table) in wanted.items()
    }


def journalled(connection: Connection, handle: CaseHandle, stored: Sequence[str]) -> bool:
    """
    Say whether the journal tells of exactly these events of a case, in this order.

    Args:
        stored: each event as it is stored, by whatever version of Betro. What the journal says besides, such
            as a file brought down, is no event of a case.
    """
    try:
        told = [(form_of(each)[0], digest_of(each)) for each in stored]
    except FormError:
        return False
    query = (
        select(journal.c.action, journal.c.digest)
        .where(
            journal.c.subject == handle, journal.c.action.in_(sorted({*EVENTS, *(name for name, _ in told)}))
        )
        .order_by(journal.c.seq)
    )
    return [(action, digest) for action, digest in connection.execute(query)] == told
