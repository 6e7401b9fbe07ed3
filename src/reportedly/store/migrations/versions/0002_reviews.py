"""How far incidents have been reviewed, and their place in the queue."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table; step 0004 makes it anew and fills it."""
    op.create_table(
        "reviews",
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("judged_at", sa.Text()),
        sa.Column("reviewers", sa.Text()),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("changed_since", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("incident"),
    )
    op.create_index("reviews_rank", "reviews", ["rank", "incident"])
