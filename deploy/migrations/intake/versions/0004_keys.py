"""Whom a reporter may keep out before anything is sent, and whom what was sent is sealed to."""

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, String

revision = "0004"
down_revision = "0003"

ID = LargeBinary(16)


def upgrade() -> None:
    """Make the tables; the office fills the first with its next tick."""
    op.create_table(
        "handler",
        Column("person", ID, primary_key=True),
        Column("position", Integer, nullable=False),
        Column("title_da", String(120), nullable=False),
        Column("title_en", String(120), nullable=False),
        Column("route", String(32), nullable=False),
        Column("kinds", String(32), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "arrival_holder",
        Column("reference", ID, primary_key=True),
        Column("person", ID, primary_key=True),
        sqlite_with_rowid=False,
    )
