"""Forms that somebody has left half written, each sealed to its writer."""

from alembic import op
from sqlalchemy import Column, Date, ForeignKeyConstraint, Index, LargeBinary, String

revision = "0004"
down_revision = "0003"

ID = LargeBinary(16)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "draft",
        Column("id", ID, primary_key=True, autoincrement=False),
        Column("person", ID, nullable=False),
        Column("case", ID),
        Column("page", String(40), nullable=False),
        Column("kept_on", Date, nullable=False),
        Column("item", ID, nullable=False),
        Column("envelope", LargeBinary, nullable=False),
        Column("wrapped", LargeBinary, nullable=False),
        ForeignKeyConstraint(["case"], ["case.handle"]),
        ForeignKeyConstraint(["person"], ["person.handle"]),
        Index("draft_by_case", "case"),
        Index("draft_by_day", "kept_on"),
        Index("draft_by_person", "person", "page", "case"),
        sqlite_with_rowid=False,
    )
