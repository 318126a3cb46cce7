"""What the office has published of its year: accounts, and recommendations with what became of them."""

from alembic import op
from sqlalchemy import Column, Date, LargeBinary, String, Text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table; nothing was published before there was one."""
    op.create_table(
        "publication",
        Column("kind", String(16), primary_key=True),
        Column("code", String(32), primary_key=True),
        Column("language", String(8), primary_key=True),
        Column("from_on", Date, primary_key=True),
        Column("schemes", String(16), nullable=False),
        Column("content", Text, nullable=False),
        Column("digest", LargeBinary(32), nullable=False),
        sqlite_with_rowid=False,
    )
