"""
The tables of the `triage` database.

What stands here in plain are codes, dates, random handles and sums; every free text is a sealed item.
Each column says its privacy class; tests/architecture/test_threat_model.py refuses a column that has none:

- `random`: a handle or key that says nothing by itself.
- `plain`: a fact an operator or a thief may learn; listed in deploy/THREAT_MODEL.md.
- `staff`: names a person who works with Betro.
- `sealed`: ciphertext.
- `operational`: needed to run; says nothing about a case.

No column holds a time of day except leases, outbox slots and the heartbeat (design
§4).
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData()

ID = LargeBinary(16)


class Instant(TypeDecorator[datetime]):
    """
    An aware moment, kept as UTC; SQLite would otherwise forget the offset.
    """

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """
        Refuse a naive moment and keep the rest as UTC.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without an offset cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """
        Give the moment back as aware UTC.
        """
        return None if value is None else value.replace(tzinfo=UTC)


def _column(name: str, kind: Any, *rest: Any, privacy: str, **options: Any) -> Column[Any]:
    return Column(name, kind, *rest, info={"privacy": privacy}, **options)


case = Table(
    "case",
    metadata,
    _column("handle", ID, primary_key=True, privacy="random"),
    _column("case_reference", String(8), nullable=False, unique=True, privacy="random"),
    _column("intake_reference", ID, unique=True, privacy="random"),
    _column("scheme", String(32), nullable=False, privacy="plain"),
    _column("channel", String(32), nullable=False, privacy="plain"),
    _column("received_on", Date, nullable=False, privacy="plain"),
    _column("digest", LargeBinary(32), privacy="random"),
    # The next three are projections of the events, rewritten in the event's own transaction.
    _column("state", String(32), nullable=False, privacy="plain"),
    _column("is_open", Boolean, nullable=False, privacy="plain"),
    _column("next_due_strict", Date, privacy="plain"),
    # The status card last asked for, so that an unchanged state makes no new card.
    _column("card_digest", LargeBinary(32), privacy="random"),
    Index("case_by_due", "is_open", "next_due_strict", "case_reference"),
    sqlite_with_rowid=False,
)

event = Table(
    "event",
    metadata,
    _column("case", ID, ForeignKey("case.handle"), primary_key=True, privacy="random"),
    _column("seq", Integer, primary_key=True, privacy="operational"),
    _column("tag", String(64), nullable=False, privacy="plain"),
    _column("on", Date, nullable=False, privacy="plain"),
    _column("actor", ID, privacy="random"),
    _column("payload", Text, nullable=False, privacy="plain"),
    sqlite_with_rowid=False,
)

deadline = Table(
    "deadline",
    metadata,
    _column("case", ID, ForeignKey("case.handle"), primary_key=True, privacy="random"),
    _column("rule", String(32), primary_key=True, privacy="plain"),
    _column("rule_version", Integer, nullable=False, privacy="operational"),
    _column("starts_on", Date, nullable=False, privacy="plain"),
    _column("due_strict", Date, nullable=False, privacy="plain"),
    _column("due_latest", Date, nullable=False, privacy="plain"),
    _column("settled_on", Date, privacy="plain"),
    Index("deadline_by_due", "settled_on", "due_strict"),
    sqlite_with_rowid=False,
)

grant = Table(
    "grant",
    metadata,
    _column("case", ID, ForeignKey("case.handle"), primary_key=True, privacy="random"),
    _column("person", ID, ForeignKey("person.handle"), primary_key=True, privacy="random"),
    _column("level", String(16), primary_key=True, privacy="plain"),
    _column("from_on", Date, nullable=False, privacy="plain"),
    _column("until_on", Date, privacy="plain"),
    Index("grant_by_person", "person", "case"),
    sqlite_with_rowid=False,
)

person = Table(
    "person",
    metadata,
    _column("handle", ID, primary_key=True, privacy="random"),
    _column("sign_in_name", String(64), nullable=False, unique=True, privacy="staff"),
    _column("display_name", String(120), nullable=False, privacy="staff"),
    _column("role", String(16), nullable=False, privacy="staff"),
    _column("mail", String(254), privacy="staff"),
    _column("key_id", ID, nullable=False, privacy="random"),
    _column("wrapped_seed", LargeBinary, nullable=False, privacy="sealed"),
    _column("totp_last_step", Integer, nullable=False, default=0, privacy="operational"),
    _column("language", String(2), nullable=False, default="da", privacy="staff"),
    _column("ended_on", Date, privacy="staff"),
    sqlite_with_rowid=False,
)

item = Table(
    "item",
    metadata,
    _column("id", ID, primary_key=True, privacy="random"),
    _column("case", ID, ForeignKey("case.handle"), nullable=False, privacy="random"),
    _column("kind", String(16), nullable=False, privacy="plain"),
    _column("counter", Integer, nullable=False, privacy="operational"),
    _column("author", ID, nullable=False, privacy="random"),
    _column("on", Date, nullable=False, privacy="plain"),
    _column("envelope", LargeBinary, nullable=False, privacy="sealed"),
    UniqueConstraint("case", "counter"),
    sqlite_with_rowid=False,
)

stanza = Table(
    "stanza",
    metadata,
    _column("item", ID, ForeignKey("item.id"), primary_key=True, privacy="random"),
    _column("key_id", ID, primary_key=True, privacy="random"),
    _column("wrapped", LargeBinary, nullable=False, privacy="sealed"),
    sqlite_with_rowid=False,
)

department = Table(
    "department",
    metadata,
    _column("code", String(40), primary_key=True, privacy="plain"),
    _column("name_da", String(120), nullable=False, privacy="plain"),
    _column("name_en", String(120), nullable=False, privacy="plain"),
    sqlite_with_rowid=False,
)

journal = Table(
    "journal",
    metadata,
    _column("seq", Integer, primary_key=True, autoincrement=False, privacy="operational"),
    _column("on", Date, nullable=False, privacy="plain"),
    _column("actor", ID, nullable=False, privacy="random"),
    _column("action", String(64), nullable=False, privacy="plain"),
    _column("subject", ID, nullable=False, privacy="random"),
    _column("digest", LargeBinary(32), nullable=False, privacy="random"),
    _column("previous", LargeBinary(32), nullable=False, privacy="random"),
    _column("hash", LargeBinary(32), nullable=False, unique=True, privacy="random"),
    sqlite_with_rowid=False,
)

alert = Table(
    "alert",
    metadata,
    _column("case", ID, ForeignKey("case.handle"), primary_key=True, privacy="random"),
    _column("rule", String(32), primary_key=True, privacy="plain"),
    _column("rung", String(40), primary_key=True, privacy="plain"),
    _column("on", Date, nullable=False, privacy="plain"),
    sqlite_with_rowid=False,
)

outbox = Table(
    "outbox",
    metadata,
    _column("key", String(120), primary_key=True, privacy="random"),
    _column("kind", String(16), nullable=False, privacy="plain"),
    _column("case", ID, privacy="random"),
    _column("item", ID, privacy="random"),
    _column("person", ID, privacy="random"),
    _column("payload", LargeBinary, privacy="sealed"),
    _column("digest", LargeBinary(32), privacy="random"),
    _column("slot", Instant, privacy="operational"),
    _column("claimed_until", Instant, privacy="operational"),
    _column("done_on", Date, privacy="plain"),
    Index("outbox_waiting", "done_on", "slot"),
    sqlite_with_rowid=False,
)

lease = Table(
    "lease",
    metadata,
    _column("name", String(32), primary_key=True, privacy="operational"),
    _column("owner", ID, nullable=False, privacy="random"),
    _column("until", Instant, nullable=False, privacy="operational"),
    _column("fence", Integer, nullable=False, privacy="operational"),
    sqlite_with_rowid=False,
)

heartbeat = Table(
    "heartbeat",
    metadata,
    _column("process", String(32), primary_key=True, privacy="operational"),
    _column("at", Instant, nullable=False, privacy="operational"),
    sqlite_with_rowid=False,
)
