"""The first tables of the `triage` database: as they were then, whatever the code says by now."""

from functools import partial
from typing import Any

from alembic import op
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)

revision = "0001"
down_revision = None

ID, HASH = LargeBinary(16), LargeBinary(32)


def key(**kinds: Any) -> list[Column[Any]]:
    """Make the columns of the primary key."""
    return [Column(name, kind, primary_key=True, autoincrement=False) for name, kind in kinds.items()]


def given(**kinds: Any) -> list[Column[Any]]:
    """Make columns that always hold something."""
    return [Column(name, kind, nullable=False) for name, kind in kinds.items()]


def maybe(**kinds: Any) -> list[Column[Any]]:
    """Make columns that may be empty."""
    return [Column(name, kind) for name, kind in kinds.items()]


def refers(**columns: str) -> list[ForeignKeyConstraint]:
    """Let columns name a row of another table by its key."""
    return [ForeignKeyConstraint([name], [target]) for name, target in columns.items()]


def upgrade() -> None:
    """Make the first tables."""
    table = partial(op.create_table, sqlite_with_rowid=False)
    table(
        "case",
        *key(handle=ID),
        *given(case_reference=String(8)),
        *maybe(intake_reference=ID),
        *given(scheme=String(32), channel=String(32), received_on=Date, state=String(32), is_open=Boolean),
        *maybe(next_due_strict=Date, next_due_at=DateTime, closed_on=Date, card_digest=HASH),
        *given(waits=Boolean),
        *maybe(unanswered_since=Date),
        *given(has_unread=Boolean),
        *maybe(acknowledge_from=Date, question_until=Date),
        UniqueConstraint("case_reference"),
        UniqueConstraint("intake_reference"),
        Index("case_by_close", "is_open", "closed_on", "case_reference"),
        Index("case_by_count", "scheme", "state", "handle"),
        Index("case_by_date", "next_due_strict", "case_reference"),
        Index("case_by_due", "is_open", "next_due_strict", "case_reference"),
        Index("case_by_state", "is_open", "state", "next_due_strict", "case_reference"),
        Index("case_that_waits", "is_open", "waits", "next_due_strict", "case_reference"),
        Index("case_to_acknowledge", "acknowledge_from"),
        Index("case_to_ask", "question_until"),
        Index(
            "case_unanswered",
            *("next_due_strict", "case_reference", "unanswered_since"),
            sqlite_where=text("unanswered_since IS NOT NULL"),
            postgresql_where=text("unanswered_since IS NOT NULL"),
        ),
    )
    table("notice", *key(kind=String(16)), *given(from_on=Date), *maybe(until_on=Date))
    table("snapshot", *key(number=Integer), *given(on=Date, content=Text, digest=HASH))
    table("heartbeat", *key(process=String(32)), *given(at=DateTime))
    table(
        "journal",
        *key(seq=Integer),
        *given(on=Date, actor=ID, action=String(64), subject=ID, digest=HASH, previous=HASH, hash=HASH),
        UniqueConstraint("hash"),
    )
    table("lease", *key(name=String(32)), *given(owner=ID, until=DateTime, fence=Integer))
    table(
        "outbox",
        *key(key=String(120)),
        *given(kind=String(16)),
        *maybe(case=ID, item=ID, person=ID, payload=LargeBinary, digest=HASH),
        *maybe(slot=DateTime, claimed_until=DateTime, done_on=Date),
        Index("outbox_by_case", "case", "kind"),
        Index("outbox_waiting", "done_on", "kind", "slot"),
    )
    table(
        "person",
        *key(handle=ID),
        *given(sign_in_name=String(64), display_name=String(120), role=String(16)),
        *maybe(mail=String(254)),
        *given(key_id=ID, wrapped_seed=LargeBinary, totp_last_step=Integer, language=String(2)),
        *maybe(ended_on=Date),
        UniqueConstraint("sign_in_name"),
    )
    table(
        "alert",
        *key(case=ID, rule=String(32), subject=String(40), step=String(40)),
        *given(on=Date),
        *maybe(told=String(16), missed=String(16)),
        *refers(case="case.handle"),
        Index("alert_by_day", "on", "case", "missed"),
    )
    table(
        "deadline",
        *key(case=ID, rule=String(32), subject=String(40)),
        *given(rule_version=Integer, starts_on=Date),
        *maybe(due_target=Date),
        *given(due_strict=Date, due_latest=Date),
        *maybe(due_at=DateTime, settled_on=Date, stands_since=Date, next_step_on=Date),
        *refers(case="case.handle"),
        Index(
            "deadline_by_due",
            *("settled_on", "stands_since", "due_strict", "case", "rule", "subject", "due_at"),
        ),
        Index("deadline_by_step", "next_step_on"),
    )
    table("event", *key(case=ID, seq=Integer), *given(payload=Text), *refers(case="case.handle"))
    table(
        "feed",
        *key(token_hash=HASH),
        *given(person=ID, made_on=Date),
        *maybe(revoked_on=Date),
        *refers(person="person.handle"),
        Index("feed_by_person", "person"),
    )
    table(
        "grant",
        *key(case=ID, person=ID, level=String(16)),
        *given(from_on=Date),
        *maybe(until_on=Date),
        *refers(case="case.handle", person="person.handle"),
        Index("grant_by_person", "person", "case", "from_on", "until_on", "level"),
    )
    table(
        "item",
        *key(id=ID),
        *given(case=ID, kind=String(16), counter=Integer, author=ID, on=Date, envelope=LargeBinary),
        *refers(case="case.handle"),
        UniqueConstraint("case", "counter"),
    )
    table(
        "letter",
        *key(case=ID, kind=String(40), rule=String(32), subject=String(40), from_on=Date),
        *given(until_on=Date, by=Date, moves=Boolean),
        *refers(case="case.handle"),
        Index("letter_by_day", "by", "case"),
        Index("letter_that_is_ready", "from_on", "until_on", "case"),
    )
    table("stanza", *key(item=ID, key_id=ID), *given(wrapped=LargeBinary), *refers(item="item.id"))
