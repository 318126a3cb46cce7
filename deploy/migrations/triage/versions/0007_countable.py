"""
What an account counts beside each case, and what the deadline engine needs beside each open one.

The cases that there are get theirs right after this step (`bring_up`), because their deadlines are counted by
the rules of the house, which no step knows.
"""

from alembic import op
from sqlalchemy import Column, Date, ForeignKeyConstraint, Index, LargeBinary, String, Text

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "countable",
        Column("case", LargeBinary(16), primary_key=True),
        Column("kind", String(16), nullable=False),
        Column("began_on", Date(), nullable=False),
        Column("ended_on", Date()),
        Column("record", Text(), nullable=False),
        ForeignKeyConstraint(["case"], ["case.handle"]),
        Index("countable_by_day", "began_on", "case"),
        Index("countable_of_kind", "kind", "began_on", "case"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_facts",
        Column("case", LargeBinary(16), primary_key=True),
        Column("facts", Text(), nullable=False),
        ForeignKeyConstraint(["case"], ["case.handle"]),
        sqlite_with_rowid=False,
    )
