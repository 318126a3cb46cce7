"""The first tables of the `triage` database."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "case",
        sa.Column("handle", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_reference", sa.String(length=8), nullable=False),
        sa.Column("intake_reference", sa.LargeBinary(length=16), nullable=True),
        sa.Column("scheme", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("next_due_strict", sa.Date(), nullable=True),
        sa.Column("card_digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("acknowledge_from", sa.Date(), nullable=True),
        sa.Column("question_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("handle"),
        sa.UniqueConstraint("case_reference"),
        sa.UniqueConstraint("intake_reference"),
        sqlite_with_rowid=False,
    )
    op.create_index("case_by_count", "case", ["scheme", "state", "handle"], unique=False)
    op.create_index("case_by_date", "case", ["next_due_strict", "case_reference"], unique=False)
    op.create_index("case_by_due", "case", ["is_open", "next_due_strict", "case_reference"], unique=False)
    op.create_index("case_by_state", "case", ["state", "next_due_strict", "case_reference"], unique=False)
    op.create_index("case_that_waits", "case", ["waits", "next_due_strict", "case_reference"], unique=False)
    op.create_index("case_to_acknowledge", "case", ["acknowledge_from"], unique=False)
    op.create_index("case_to_ask", "case", ["question_until"], unique=False)
    op.create_table(
        "snapshot",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "heartbeat",
        sa.Column("process", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("process"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journal",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("actor", sa.LargeBinary(length=16), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.LargeBinary(length=16), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("hash"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.LargeBinary(length=16), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outbox",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("case", sa.LargeBinary(length=16), nullable=True),
        sa.Column("item", sa.LargeBinary(length=16), nullable=True),
        sa.Column("person", sa.LargeBinary(length=16), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("slot", sa.DateTime(), nullable=True),
        sa.Column("claimed_until", sa.DateTime(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
        sqlite_with_rowid=False,
    )
    op.create_index("outbox_by_case", "outbox", ["case", "kind"], unique=False)
    op.create_index("outbox_waiting", "outbox", ["done_on", "kind", "slot"], unique=False)
    op.create_table(
        "person",
        sa.Column("handle", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sign_in_name", sa.String(length=64), nullable=False),
        sa.Column("display_name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("mail", sa.String(length=254), nullable=True),
        sa.Column("key_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("wrapped_seed", sa.LargeBinary(), nullable=False),
        sa.Column("totp_last_step", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("handle"),
        sa.UniqueConstraint("sign_in_name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "alert",
        sa.Column("case", sa.LargeBinary(length=16), nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("rung", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("told", sa.String(length=16), nullable=True),
        sa.Column("missed", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["case"],
            ["case.handle"],
        ),
        sa.PrimaryKeyConstraint("case", "rule", "subject", "rung"),
        sqlite_with_rowid=False,
    )
    op.create_index("alert_by_day", "alert", ["on", "case", "missed"], unique=False)
    op.create_table(
        "deadline",
        sa.Column("case", sa.LargeBinary(length=16), nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_target", sa.Date(), nullable=True),
        sa.Column("due_strict", sa.Date(), nullable=False),
        sa.Column("due_latest", sa.Date(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("stands_since", sa.Date(), nullable=True),
        sa.Column("next_rung_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case"],
            ["case.handle"],
        ),
        sa.PrimaryKeyConstraint("case", "rule", "subject"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "deadline_by_due", "deadline", ["settled_on", "stands_since", "due_strict", "case"], unique=False
    )
    op.create_index("deadline_by_rung", "deadline", ["next_rung_on"], unique=False)
    op.create_table(
        "event",
        sa.Column("case", sa.LargeBinary(length=16), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case"],
            ["case.handle"],
        ),
        sa.PrimaryKeyConstraint("case", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "feed",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person", sa.LargeBinary(length=16), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.handle"],
        ),
        sa.PrimaryKeyConstraint("token_hash"),
        sqlite_with_rowid=False,
    )
    op.create_index("feed_by_person", "feed", ["person"], unique=False)
    op.create_table(
        "grant",
        sa.Column("case", sa.LargeBinary(length=16), nullable=False),
        sa.Column("person", sa.LargeBinary(length=16), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case"],
            ["case.handle"],
        ),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.handle"],
        ),
        sa.PrimaryKeyConstraint("case", "person", "level"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "grant_by_person", "grant", ["person", "case", "from_on", "until_on", "level"], unique=False
    )
    op.create_table(
        "item",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("author", sa.LargeBinary(length=16), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case"],
            ["case.handle"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case", "counter"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "letter",
        sa.Column("case", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("by", sa.Date(), nullable=False),
        sa.Column("moves", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case"],
            ["case.handle"],
        ),
        sa.PrimaryKeyConstraint("case", "kind", "rule", "subject", "from_on"),
        sqlite_with_rowid=False,
    )
    op.create_index("letter_by_day", "letter", ["by", "case"], unique=False)
    op.create_table(
        "stanza",
        sa.Column("item", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item"],
            ["item.id"],
        ),
        sa.PrimaryKeyConstraint("item", "key_id"),
        sqlite_with_rowid=False,
    )
