"""The list by whoever has the cases, and the groups of a day, each read from an index."""

from alembic import op
from sqlalchemy import text

revision = "0005"
down_revision = "0004"

BY_HANDLER = ("handler", "is_open", "received_on", "case_reference")
BY_DUE = ("is_open", "next_due_strict", "case_reference", "next_due_at")
CLOSED = ("is_open", "next_due_strict", "closed_on", "case_reference", "unanswered_since")
UNANSWERED = ("next_due_strict", "case_reference", "unanswered_since", "is_open")
_UNANSWERED = dict.fromkeys(("sqlite_where", "postgresql_where"), text("unanswered_since IS NOT NULL"))


def upgrade() -> None:
    """Make the new ones, and let the others hold what a day asks besides."""
    op.create_index("case_by_handler", "case", list(BY_HANDLER))
    op.drop_index("case_unanswered", "case")
    op.create_index("case_unanswered", "case", list(UNANSWERED), **_UNANSWERED)
    op.create_index("case_closed_unanswered", "case", list(CLOSED), **_UNANSWERED)
    op.drop_index("case_by_due", "case")
    op.create_index("case_by_due", "case", list(BY_DUE))
