"""What judging reads by."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the index."""
    op.create_index("judgements_verdict", "judgements", ["verdict", "no"])
