"""
The tables of the `intake` database: what the portal stores, sealed, and what is placed for a reporter.

Each column says its privacy class (`random`, `plain`, `sealed`, `operational`, `staff`; see
deploy/THREAT_MODEL.md). There is no time of day anywhere: what a reporter's act causes is stored by date.
Tables have random keys and no row number, so that their order tells nothing.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

metadata = MetaData()

ID = LargeBinary(16)


def column(name: str, kind: Any, *rest: Any, privacy: str, **options: Any) -> Column[Any]:
    """Make a column that says its privacy class."""
    return Column(name, kind, *rest, info={"privacy": privacy}, **options)


def table(name: str, *parts: SchemaItem, within: MetaData = metadata) -> Table:
    """Make a table whose rows lie in the order of their random keys."""
    return Table(name, within, *parts, sqlite_with_rowid=False)


def columns_of(row: type[Any], *tables: Table) -> list[Column[Any]]:
    """Give the columns that the fields of a *row* are named after, each of the first table that has it."""
    return [next(each.c[name] for each in tables if name in each.c) for name in row.__dataclass_fields__]


submission = table(
    "submission",
    column("reference", ID, primary_key=True, privacy="random"),
    column("kind", String(16), nullable=False, privacy="plain"),
    column("scheme", String(32), nullable=False, privacy="plain"),
    column("channel", String(32), nullable=False, privacy="plain"),
    column("received_on", Date, nullable=False, privacy="plain"),
    column("mailbox_kem_pub", LargeBinary(1216), nullable=False, privacy="random"),
    column("resend_tag", LargeBinary(32), nullable=False, privacy="random"),
    column("digest", LargeBinary(32), nullable=False, privacy="random"),
)

mailbox = table(
    "mailbox",
    column("locator", LargeBinary(32), primary_key=True, privacy="random"),
    column("reference", ID, ForeignKey("submission.reference"), nullable=False, privacy="random"),
    column("retired_on", Date, privacy="plain"),
)

item = table(
    "item",
    column("id", ID, primary_key=True, privacy="random"),
    column("reference", ID, ForeignKey("submission.reference"), nullable=False, privacy="random"),
    column("direction", String(8), nullable=False, privacy="plain"),
    column("kind", String(16), nullable=False, privacy="plain"),
    column("counter", Integer, nullable=False, privacy="operational"),
    column("envelope", LargeBinary, nullable=False, privacy="sealed"),
    column("placed_on", Date, nullable=False, privacy="plain"),
    UniqueConstraint("reference", "direction", "counter"),
)

stanza = table(
    "stanza",
    column("item_id", ID, ForeignKey("item.id"), primary_key=True, privacy="random"),
    column("key_id", ID, primary_key=True, privacy="random"),
    column("wrapped", LargeBinary, nullable=False, privacy="sealed"),
)

arrival = table(
    # What the clock has not noticed yet; a row goes when triage has stored it.
    "arrival",
    column("item_id", ID, ForeignKey("item.id"), primary_key=True, privacy="random"),
    column("reference", ID, nullable=False, privacy="random"),
)

arrival_holder = table(
    # Whom a submission is sealed to in truth, for the clock to grant; a row goes after a fortnight.
    "arrival_holder",
    column("reference", ID, primary_key=True, privacy="random"),
    column("person", ID, primary_key=True, privacy="random"),
)

question_over = table(
    # The message of a question that the office knows the answer to: no yes to it begins anything any more.
    "question_over",
    column("item_id", ID, primary_key=True, privacy="random"),
)

blob = table(
    "blob",
    column("id", ID, primary_key=True, privacy="random"),
    column("reference", ID, privacy="random"),
    column("state", String(8), nullable=False, privacy="operational"),
    column("size", BigInteger, nullable=False, privacy="plain"),
    column("begun_on", Date, nullable=False, privacy="plain"),
    column("owner_tag", LargeBinary(32), nullable=False, privacy="random"),
    column("hashes", LargeBinary, nullable=False, privacy="random"),
    Index("blob_unclaimed", "state", "begun_on"),
)

directory_statement = table(
    "directory_statement",
    column("number", Integer, primary_key=True, autoincrement=False, privacy="operational"),
    column("statement", LargeBinary, nullable=False, privacy="staff"),
)

handler = table(
    # Whom a reporter may keep out, by title and never by name; written by the office, read by the portal.
    "handler",
    column("person", ID, primary_key=True, privacy="random"),
    column("position", Integer, nullable=False, privacy="operational"),
    column("title_da", String(120), nullable=False, privacy="staff"),
    column("title_en", String(120), nullable=False, privacy="staff"),
    # Empty for an advisor; else the alternate route that the person is of, and what it is for.
    column("route", String(32), nullable=False, privacy="plain"),
    column("kinds", String(32), nullable=False, privacy="plain"),
)

published = table(
    "published",
    column("received_on", Date, primary_key=True, privacy="plain"),
    column("acknowledge_by", Date, nullable=False, privacy="plain"),
    column("feedback_by", Date, nullable=False, privacy="plain"),
)

notice = table(
    "notice",
    column("kind", String(16), primary_key=True, privacy="plain"),
    column("from_on", Date, nullable=False, privacy="plain"),
    column("until_on", Date, privacy="plain"),
)

snapshot = table(
    "snapshot",
    column("number", Integer, primary_key=True, autoincrement=False, privacy="operational"),
    column("on", Date, nullable=False, privacy="plain"),
    column("content", Text, nullable=False, privacy="plain"),
    column("digest", LargeBinary(32), nullable=False, privacy="random"),
)

publication = table(
    # What the office has published of its year; of several days the newest that has begun is shown.
    "publication",
    column("kind", String(16), primary_key=True, privacy="plain"),
    column("code", String(32), primary_key=True, privacy="plain"),
    column("language", String(8), primary_key=True, privacy="plain"),
    column("from_on", Date, primary_key=True, privacy="plain"),
    column("schemes", String(16), nullable=False, privacy="plain"),
    column("content", Text, nullable=False, privacy="plain"),
    column("digest", LargeBinary(32), nullable=False, privacy="random"),
)
