"""Rows of an index for lists and the search, sealed, and the keys that those who hold the cases share."""

from functools import partial

from alembic import op
from sqlalchemy import Column, Date, ForeignKeyConstraint, LargeBinary

revision = "0003"
down_revision = "0002"

ID = LargeBinary(16)


def upgrade() -> None:
    """Make the three tables; rows come when cases are opened, or when something is written of them."""
    table = partial(op.create_table, sqlite_with_rowid=False)
    table(
        "index_key",
        Column("id", ID, primary_key=True),
        Column("author", ID, nullable=False),
        Column("on", Date, nullable=False),
        Column("envelope", LargeBinary, nullable=False),
    )
    table(
        "index_stanza",
        Column("key", ID, primary_key=True),
        Column("key_id", ID, primary_key=True),
        Column("wrapped", LargeBinary, nullable=False),
        ForeignKeyConstraint(["key"], ["index_key.id"]),
    )
    table(
        "index_row",
        Column("case", ID, primary_key=True),
        Column("key", ID, nullable=False),
        Column("id", ID, nullable=False),
        Column("row", LargeBinary, nullable=False),
        ForeignKeyConstraint(["case"], ["case.handle"]),
        ForeignKeyConstraint(["key"], ["index_key.id"]),
    )
