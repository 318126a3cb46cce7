"""Mistakes at the sign-in are counted in memory, not beside the person."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Drop the two columns."""
    op.drop_column("person", "failures")
    op.drop_column("person", "slow_until")


def downgrade() -> None:
    """Put them back, with nobody's mistakes counted."""
    op.add_column("person", sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("person", sa.Column("slow_until", sa.DateTime(), nullable=True))
