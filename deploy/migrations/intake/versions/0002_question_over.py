"""Which questions about a hand-over wait for no answer any more."""

from alembic import op
from sqlalchemy import Column, LargeBinary

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table; of what was settled before, the status cards tell."""
    op.create_table(
        "question_over",
        Column("item_id", LargeBinary(16), primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
