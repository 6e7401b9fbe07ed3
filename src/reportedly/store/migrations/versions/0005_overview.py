"""What the map, the log and double coding are read by."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MAP = ("lat", "lon", "precision", "day", "from", "to", "act", "country", "standing", "disputed", "place", "id")


def upgrade() -> None:
    """Make the table of double coding and the indices."""
    op.create_table(
        "doubles",
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("report", "claim", "person"),
    )
    op.create_index("doubles_person", "doubles", ["person", "report"])
    op.create_index("incidents_map", "incidents", list(MAP))
    op.create_index("incidents_began", "incidents", ["day", "disputed", "id"])
    op.create_index("changes_kind", "changes", ["kind", "no"])
