"""
A case may run the same clock several times, a clock knows when it rings next, and a person may follow a feed.
"""

from datetime import date, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

DEADLINE = ("case", "rule", "rule_version", "starts_on", "due_strict", "due_latest", "settled_on")
ALERT = ("case", "rule", "rung", "on")


TO_ACKNOWLEDGE = """
UPDATE "case" SET acknowledge_from = received_on
WHERE is_open AND channel = 'portal' AND NOT EXISTS (
    SELECT 1 FROM event WHERE event."case" = "case".handle
    AND event.tag IN ('acknowledgement:decided', 'acknowledgement:given', 'acknowledgement:waived')
)
"""
ASKED = """
SELECT event."case", event.tag, event."on" FROM event JOIN "case" ON "case".handle = event."case"
WHERE event.tag LIKE 'hand_over:%' AND "case".is_open ORDER BY event."case", event.seq
"""
ANSWER = timedelta(days=30)


def upgrade() -> None:
    """Make the new forms and carry the rows over; every open clock is looked at once by the next tick."""
    _clocks_of_the_case()
    op.drop_index("outbox_waiting", table_name="outbox")
    op.create_index("outbox_waiting", "outbox", ["done_on", "kind", "slot"])
    op.create_index("outbox_by_case", "outbox", ["case", "kind"])
    _set_aside("deadline", "deadline_by_due")
    op.create_table(
        "deadline",
        sa.Column("case", sa.LargeBinary(16), sa.ForeignKey("case.handle"), nullable=False),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_target", sa.Date(), nullable=True),
        sa.Column("due_strict", sa.Date(), nullable=False),
        sa.Column("due_latest", sa.Date(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("stands_since", sa.Date(), nullable=True),
        sa.Column("next_rung_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("case", "rule", "subject"),
        sqlite_with_rowid=False,
    )
    _carry("deadline", DEADLINE, {"subject": "''"})
    op.execute("UPDATE deadline SET next_rung_on = starts_on WHERE settled_on IS NULL")
    op.create_index("deadline_by_due", "deadline", ["settled_on", "due_strict"])
    op.create_index("deadline_by_rung", "deadline", ["next_rung_on"])

    _set_aside("alert")
    op.create_table(
        "alert",
        sa.Column("case", sa.LargeBinary(16), sa.ForeignKey("case.handle"), nullable=False),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("rung", sa.String(40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("told", sa.String(16), nullable=True),
        sa.Column("missed", sa.String(16), nullable=True),
        sa.PrimaryKeyConstraint("case", "rule", "subject", "rung"),
        sqlite_with_rowid=False,
    )
    _carry("alert", ALERT, {"subject": "''"})

    op.create_table(
        "feed",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("person", sa.LargeBinary(16), sa.ForeignKey("person.handle"), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash"),
        sqlite_with_rowid=False,
    )
    op.create_index("feed_by_person", "feed", ["person"])


def downgrade() -> None:
    """Put the old forms back; of a clock that ran several times in a case the most pressing one stays."""
    op.drop_table("feed")
    op.drop_index("outbox_by_case", table_name="outbox")
    op.drop_index("outbox_waiting", table_name="outbox")
    op.create_index("outbox_waiting", "outbox", ["done_on", "slot"])
    for index, column in (("case_to_acknowledge", "acknowledge_from"), ("case_to_ask", "question_until")):
        op.drop_index(index, table_name="case")
        op.drop_column("case", column)

    _set_aside("alert")
    op.create_table(
        "alert",
        sa.Column("case", sa.LargeBinary(16), sa.ForeignKey("case.handle"), nullable=False),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("rung", sa.String(40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("case", "rule", "rung"),
        sqlite_with_rowid=False,
    )
    op.execute(
        'INSERT INTO alert ("case", rule, rung, "on") '
        'SELECT "case", rule, rung, MIN("on") FROM alert_before GROUP BY "case", rule, rung'
    )
    op.drop_table("alert_before")

    _set_aside("deadline", "deadline_by_due", "deadline_by_rung")
    op.create_table(
        "deadline",
        sa.Column("case", sa.LargeBinary(16), sa.ForeignKey("case.handle"), nullable=False),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_strict", sa.Date(), nullable=False),
        sa.Column("due_latest", sa.Date(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("case", "rule"),
        sqlite_with_rowid=False,
    )
    names = ", ".join(f'd."{name}"' for name in DEADLINE)
    op.execute(
        f"INSERT INTO deadline SELECT {names} FROM deadline_before d WHERE NOT EXISTS ("  # noqa: S608 - constants
        'SELECT 1 FROM deadline_before o WHERE o."case" = d."case" AND o.rule = d.rule AND '
        "(CASE WHEN o.settled_on IS NULL THEN 0 ELSE 1 END, o.due_strict, o.subject) < "
        "(CASE WHEN d.settled_on IS NULL THEN 0 ELSE 1 END, d.due_strict, d.subject))"
    )
    op.drop_table("deadline_before")
    op.create_index("deadline_by_due", "deadline", ["settled_on", "due_strict"])


def _clocks_of_the_case() -> None:
    for index, column in (("case_to_acknowledge", "acknowledge_from"), ("case_to_ask", "question_until")):
        op.add_column("case", sa.Column(column, sa.Date(), nullable=True))
        op.create_index(index, "case", [column])
    op.execute(TO_ACKNOWLEDGE)
    standing: dict[bytes, date | None] = {}
    found = sa.text(ASKED).columns(
        sa.column("case", sa.LargeBinary), sa.column("tag"), sa.column("on", sa.Date)
    )
    for case, tag, on in op.get_bind().execute(found):
        standing[case] = on + ANSWER if tag == "hand_over:asked" else None
    write = sa.text('UPDATE "case" SET question_until = :until WHERE handle = :handle').bindparams(
        sa.bindparam("until", type_=sa.Date), sa.bindparam("handle", type_=sa.LargeBinary)
    )
    for case, until in standing.items():
        op.get_bind().execute(write, {"until": until, "handle": case})


def _set_aside(table: str, *indexes: str) -> None:
    for index in indexes:
        op.drop_index(index, table_name=table)
    op.rename_table(table, f"{table}_before")


def _carry(table: str, columns: tuple[str, ...], constants: dict[str, str]) -> None:
    kept = ", ".join(f'"{name}"' for name in columns)
    added = ", ".join(f'"{name}"' for name in constants)
    op.execute(
        f"INSERT INTO {table} ({kept}, {added}) "  # noqa: S608 - constants
        f"SELECT {kept}, {', '.join(constants.values())} FROM {table}_before"
    )
    op.drop_table(f"{table}_before")
