"""What has left the house in numbers."""

from alembic import op
from sqlalchemy import Column, Date, LargeBinary, String, Text

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the table; what closed before is told by the next tick."""
    op.create_table(
        "told",
        Column("name", String(64), primary_key=True),
        Column("on", Date(), nullable=False),
        Column("numbers", LargeBinary(), nullable=False),
        Column("content", Text(), nullable=False),
        sqlite_with_rowid=False,
    )
