"""What the queue filters and sorts by, in one row an incident: derived, so it is made anew, and filled after the last step."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ORDERS = ("rank", "first", "reports", "killed")
FILTERS = ("act", "country", "standing", "left", "changed_since", "reviewers")


def upgrade() -> None:
    """Make the table."""
    op.drop_table("reviews")
    op.create_table(
        "reviews",
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("judged_at", sa.Text()),
        sa.Column("reviewers", sa.Text()),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("changed_since", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Float(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("country", sa.Text()),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("last", sa.Text(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("killed", sa.Integer(), nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.Column("actors", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("incident"),
    )
    for name in ORDERS:
        op.create_index(f"reviews_{name}", "reviews", [name, "incident"])
    for name in FILTERS:
        op.create_index(f"reviews_{name}", "reviews", [name, "rank", "incident"])
