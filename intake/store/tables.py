"""
The tables of the `intake` database: what the portal stores, sealed, and what is placed for a reporter.

Each column says its privacy class (`random`, `plain`, `sealed`, `operational`, `staff`; see
deploy/THREAT_MODEL.md). There is no time of day anywhere: what a reporter's act causes is stored by date.
Tables have random keys and no row number, so that their order tells nothing.
"""

from typing import Any

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

metadata = MetaData()

ID = LargeBinary(16)


def _column(name: str, kind: Any, *rest: Any, privacy: str, **options: Any) -> Column[Any]:
    return Column(name, kind, *rest, info={"privacy": privacy}, **options)


submission = Table(
    "submission",
    metadata,
    _column("reference", ID, primary_key=True, privacy="random"),
    _column("kind", String(16), nullable=False, privacy="plain"),
    _column("scheme", String(32), nullable=False, privacy="plain"),
    _column("channel", String(32), nullable=False, privacy="plain"),
    _column("received_on", Date, nullable=False, privacy="plain"),
    _column("mailbox_kem_pub", LargeBinary(1216), nullable=False, privacy="random"),
    _column("resend_tag", LargeBinary(32), nullable=False, privacy="random"),
    _column("digest", LargeBinary(32), nullable=False, privacy="random"),
    sqlite_with_rowid=False,
)

mailbox = Table(
    "mailbox",
    metadata,
    _column("locator", LargeBinary(32), primary_key=True, privacy="random"),
    _column("reference", ID, ForeignKey("submission.reference"), nullable=False, privacy="random"),
    _column("retired_on", Date, privacy="plain"),
    sqlite_with_rowid=False,
)

item = Table(
    "item",
    metadata,
    _column("id", ID, primary_key=True, privacy="random"),
    _column("reference", ID, ForeignKey("submission.reference"), nullable=False, privacy="random"),
    _column("direction", String(8), nullable=False, privacy="plain"),
    _column("kind", String(16), nullable=False, privacy="plain"),
    _column("counter", Integer, nullable=False, privacy="operational"),
    _column("envelope", LargeBinary, nullable=False, privacy="sealed"),
    _column("placed_on", Date, nullable=False, privacy="plain"),
    UniqueConstraint("reference", "direction", "counter"),
    sqlite_with_rowid=False,
)

stanza = Table(
    "stanza",
    metadata,
    _column("item_id", ID, ForeignKey("item.id"), primary_key=True, privacy="random"),
    _column("key_id", ID, primary_key=True, privacy="random"),
    _column("wrapped", LargeBinary, nullable=False, privacy="sealed"),
    sqlite_with_rowid=False,
)

arrival = Table(
    # What the clock has not noticed yet; a row goes when triage has stored it.
    "arrival",
    metadata,
    _column("item_id", ID, ForeignKey("item.id"), primary_key=True, privacy="random"),
    _column("reference", ID, nullable=False, privacy="random"),
    sqlite_with_rowid=False,
)

blob = Table(
    "blob",
    metadata,
    _column("id", ID, primary_key=True, privacy="random"),
    _column("reference", ID, privacy="random"),
    _column("state", String(8), nullable=False, privacy="operational"),
    _column("size", Integer, nullable=False, privacy="plain"),
    _column("begun_on", Date, nullable=False, privacy="plain"),
    _column("owner_tag", LargeBinary(32), nullable=False, privacy="random"),
    Index("blob_unclaimed", "state", "begun_on"),
    sqlite_with_rowid=False,
)

directory_statement = Table(
    "directory_statement",
    metadata,
    _column("number", Integer, primary_key=True, autoincrement=False, privacy="operational"),
    _column("statement", LargeBinary, nullable=False, privacy="staff"),
    sqlite_with_rowid=False,
)

published = Table(
    "published",
    metadata,
    _column("received_on", Date, primary_key=True, privacy="plain"),
    _column("acknowledge_by", Date, nullable=False, privacy="plain"),
    _column("feedback_by", Date, nullable=False, privacy="plain"),
    sqlite_with_rowid=False,
)
