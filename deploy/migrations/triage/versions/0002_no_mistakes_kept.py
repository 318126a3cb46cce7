"""
Mistakes at the sign-in are counted in memory, not beside the person.
"""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """
    Drop the two columns.
    """
    op.drop_column("person", "failures")
    op.drop_column("person", "slow_until")
