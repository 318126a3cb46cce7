"""The list by whoever has the cases, read in its order."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the index."""
    op.create_index("case_by_handler", "case", ["handler", "is_open", "received_on", "case_reference"])
