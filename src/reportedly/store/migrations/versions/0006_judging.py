"""What judging reads by; and the rows of the queue where step 0004 has made their table anew."""

import sqlalchemy as sa
from alembic import op

from reportedly.store.reviews import refresh_reviews

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the index, and fill the table of the queue if it is empty."""
    op.create_index("judgements_verdict", "judgements", ["verdict", "no"])
    bind = op.get_bind()
    if bind.execute(sa.text("SELECT incident FROM reviews LIMIT 1")).first() is None:
        refresh_reviews(bind, bind.execute(sa.text("SELECT id FROM incidents")).scalars().all())
