"""What an account was frozen with: what it was counted from, and its results. Nothing was frozen before."""

from alembic import op
from sqlalchemy import Column, ForeignKeyConstraint, Integer, LargeBinary, String, Text

revision = "0008"
down_revision = "0007"

TABLES = {
    "frozen_record": ("reference", String(8), "record"),
    "frozen_result": ("language", String(8), "document"),
}


def upgrade() -> None:
    """Make the tables."""
    for name, (key, kind, text) in TABLES.items():
        op.create_table(
            name,
            Column("account", LargeBinary(16), primary_key=True),
            Column("number", Integer(), primary_key=True, autoincrement=False),
            Column(key, kind, primary_key=True),
            Column(text, Text(), nullable=False),
            ForeignKeyConstraint(["account"], ["case.handle"]),
            sqlite_with_rowid=False,
        )
