"""The list by whoever has the cases, and the groups of a day, each read from an index."""

from alembic import op

revision = "0005"
down_revision = "0004"

BY_HANDLER = ("handler", "is_open", "received_on", "case_reference")
BY_DATE = ("next_due_strict", "case_reference", "unanswered_since", "waits", "state", "is_open")


def upgrade() -> None:
    """Make the one index, and let the other hold what a day asks besides."""
    op.create_index("case_by_handler", "case", list(BY_HANDLER))
    op.drop_index("case_by_date", "case")
    op.create_index("case_by_date", "case", list(BY_DATE))
