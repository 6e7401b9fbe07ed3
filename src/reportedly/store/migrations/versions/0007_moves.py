"""Every claim that has moved in its text leads in one step to where it is now: samples and judgements are joined by that."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Lead chains of moves to their ends."""
    bind = op.get_bind()
    led = {(row.report, row.old): row.new for row in bind.execute(sa.text("SELECT report, old, new FROM moves"))}
    for (report, old), new in led.items():
        end = new
        for _ in led:
            if (report, end) not in led:
                break
            end = led[report, end]
        if end != new:
            change = sa.text("UPDATE moves SET new = :new WHERE report = :report AND old = :old")
            bind.execute(change, {"new": end, "report": report, "old": old})
